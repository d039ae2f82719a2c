"""A question as a person types it, parsed into a tree that both stores turn into their own SQL."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Word:
    """One word; with `prefix`, any word that begins so."""

    text: str
    prefix: bool = False
    field: str | None = None        # title, or None for all of the article


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that stand side by side, or within `near` words of one another."""

    words: tuple[str, ...]
    near: int | None = None
    field: str | None = None


@dataclass(frozen=True, slots=True)
class And:
    """All of its parts."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """Any of its parts."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """Everything but its part."""

    part: Node


@dataclass(frozen=True, slots=True)
class Has:
    """A field with a value: topic, lang, source, date, seed, story, relation, access, is, query."""

    field: str
    value: str


Node = Word | Phrase | And | Or | Not | Has
