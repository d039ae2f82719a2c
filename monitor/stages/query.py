"""The parsed query: a tree that both stores turn into their own SQL."""

from __future__ import annotations

from dataclasses import dataclass

IS = ("seed", "repeat", "founder", "relevant", "unsure", "irrelevant")
"""What `is:` asks: a seed; a match of anything but the same story; the first of its story; the three of relevance."""


@dataclass(frozen=True, slots=True)
class Word:
    """One word; with `prefix`, any word that begins so."""

    text: str
    prefix: bool = False
    field: str | None = None        # title, or None for all of the article


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words side by side, or within `near` words of one another."""

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
    """Everything except its part."""

    part: Node


@dataclass(frozen=True, slots=True)
class Has:
    """
    A field with a checked value.

    topic, lang (ISO 639-1), source (a host without `www.`, in lower case), after (an ISO instant in UTC, included),
    before (the same, excluded), seed, story (ids), relation, access, is (one of IS). The parser turns `date:` into
    after and before, and `query:` into what was saved under that name.
    """

    field: str
    value: str


Node = Word | Phrase | And | Or | Not | Has


def words(node: Node | None) -> tuple[Word | Phrase, ...]:
    """The words and phrases that a result should show: all but the excluded ones."""
    if isinstance(node, Word | Phrase):
        return (node,)
    if isinstance(node, And | Or):
        return tuple(word for part in node.parts for word in words(part))
    return ()


def said(node: Node) -> str:
    """A part of a question as a person would type it; dates in UTC, as they were read."""
    if isinstance(node, Word):
        return f"{node.field}:" * (node.field is not None) + node.text + "*" * node.prefix
    if isinstance(node, Phrase):
        words = " ".join(node.words)
        written = f'"{words}"' if node.near is None else f"NEAR({words}, {node.near})"
        return f"{node.field}:" * (node.field is not None) + written
    if isinstance(node, Has):
        return f"{node.field}:{node.value}"
    if isinstance(node, Not):
        return f"-{said(node.part)}"
    joined = (" OR " if isinstance(node, Or) else " ").join(said(part) for part in node.parts)
    return f"({joined})"
