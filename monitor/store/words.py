"""The word index as the nouns see it: each store has its own, filled by the same analyser."""

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
    """An article as the index holds it, which is needed to remove it."""

    number: int
    title: str
    text: str
    language: str | None
    terms_version: str

    def terms(self) -> IndexTerms | None:
        """The terms that were indexed, computed again; None if another analyser made them."""
        if self.terms_version != analyse.VERSION:
            return None
        return analyse.terms(self.title, self.text, self.language)


@dataclass(frozen=True, slots=True)
class Ranked:
    """(number, story_id, score) of hits, best first and with score 1; `newest` as in `Found`."""

    hits: tuple[tuple[int, str, float], ...] = ()
    newest: int | None = None


class WordIndex(Protocol):
    """What a store can do with words."""

    def prepare(self, tx: Transaction) -> None:
        """What a transaction must do before it uses the index."""
        ...

    def put(self, tx: Transaction, number: int, terms: IndexTerms) -> None: ...

    def take_out(self, tx: Transaction, indexed: Indexed, terms: IndexTerms | None) -> None:
        """Remove an article; `terms` are those that were indexed. If unknown, the row is left to a reindex."""
        ...

    def expression(self, node: Node) -> str | None:
        """The query's words in the store's own syntax; None for what it cannot express, "" if there is no word."""
        ...

    def all_of(self, wanted: Sequence[str], unwanted: Sequence[str]) -> str:
        """An expression that wants all of these, and none of those."""
        ...

    def numbers(self, name: str, said: str) -> str:
        """SQL for the numbers of the articles that match the expression `said`, given as the parameter `name`."""
        ...

    def ranked(
        self, tx: Transaction, match: str, conditions: Sequence[str], values: Mapping[str, object], limit: int
    ) -> Ranked:
        """The best articles that match and fulfil the conditions on `a`."""
        ...

    def begin_rebuild(self, tx: Transaction) -> int:
        """The number that an earlier rebuild with this analyser reached before it was stopped; else 0."""
        ...

    def rebuild(self, tx: Transaction, terms: Mapping[int, IndexTerms], at: int) -> None:
        """Index these; all up to `at` are done."""
        ...

    def end_rebuild(self, tx: Transaction) -> bool:
        """Switch to the new index, unless an article was filed since the last step."""
        ...
