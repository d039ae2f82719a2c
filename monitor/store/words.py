"""The word index as the nouns see it: each store has its own, filled by one analyser."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from monitor.model import IndexTerms
from monitor.stages import analyse
from monitor.stages.query import Node
from monitor.store.database import Transaction

WEAK = frozenset(("a.relevant <> :f_beside", "a.source <> :f_seeds"))   # conditions that nearly every article fulfils


@dataclass(frozen=True, slots=True)
class Indexed:
    """An article as the index holds it: what is needed to take it out again."""

    number: int
    title: str
    text: str
    language: str | None
    terms_version: str

    def terms(self) -> IndexTerms | None:
        """The terms that were put in, made again; None where another analyser made them."""
        if self.terms_version != analyse.VERSION:
            return None
        return analyse.terms(self.title, self.text, self.language)


@dataclass(frozen=True, slots=True)
class Ranked:
    """(number, story_id, score) of hits, the best first and with score 1; `newest` as in `Found`."""

    hits: tuple[tuple[int, str, float], ...] = ()
    newest: int | None = None


class WordIndex(Protocol):
    """What a store does with words."""

    def prepare(self, tx: Transaction) -> None:
        """What this transaction needs before it asks for words."""
        ...

    def put(self, tx: Transaction, number: int, terms: IndexTerms) -> None: ...

    def take_out(self, tx: Transaction, indexed: Indexed, terms: IndexTerms | None) -> None:
        """`terms` are those that were put in; where nobody knows them any more, the row is left to a reindex."""
        ...

    def expression(self, node: Node) -> str | None:
        """A tree of words in the store's own language; None for what it cannot say, "" for what holds no word."""
        ...

    def all_of(self, wanted: Sequence[str], unwanted: Sequence[str]) -> str:
        """All of these expressions, and none of those."""
        ...

    def numbers(self, name: str, said: str) -> str:
        """SQL for the numbers of the articles that match the expression `said`, given as the parameter `name`."""
        ...

    def ranked(
        self, tx: Transaction, match: str, conditions: Sequence[str], values: Mapping[str, object], limit: int
    ) -> Ranked:
        """The best that match and fulfil the conditions on `a`."""
        ...

    def begin_rebuild(self, tx: Transaction) -> int:
        """Up to which number an earlier rebuild with this analyser came, before it was stopped; else 0."""
        ...

    def rebuild(self, tx: Transaction, terms: Mapping[int, IndexTerms], at: int) -> None:
        """Fill in these; all up to `at` are done."""
        ...

    def end_rebuild(self, tx: Transaction) -> bool:
        """The new index takes over, unless an article was filed since the last step."""
        ...
