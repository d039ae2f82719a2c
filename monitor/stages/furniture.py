"""Words that show the furniture of a page: in class names, and in the lines themselves."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ahocorasick import Automaton


@cache
def _data() -> Mapping[str, Mapping[str, str | list[str]]]:
    return tomllib.loads((files("monitor.data") / "furniture.toml").read_text(encoding="utf-8"))


@cache
def classes() -> Automaton:
    """A matcher for words in class names, each with the bits of its groups; wants `-` around every word."""
    return _automaton([str(words).split() for words in _data()["classes"].values()])


@cache
def phrases() -> Automaton:
    """A matcher for phrases of furniture in lower-case text, each with the bits of its groups."""
    return _automaton([list(said) for said in _data()["phrases"].values()])


@cache
def consent_ids() -> tuple[str, ...]:
    """The beginnings of the ids of consent dialogs."""
    return tuple(str(_data()["consent"]["ids"]).split())


def class_names() -> list[str]:
    """The groups of class words, in the order of their bits."""
    return list(_data()["classes"])


def groups() -> tuple[int, int]:
    """The number of groups of class words, and of phrases."""
    return len(_data()["classes"]), len(_data()["phrases"])


def _automaton(groups_of_words: Iterable[Iterable[str]]) -> Automaton:
    import ahocorasick

    bits_of: dict[str, int] = {}
    for place, words in enumerate(groups_of_words):
        for word in words:
            bits_of[word] = bits_of.get(word, 0) | 1 << place
    automaton = ahocorasick.Automaton()
    for word, bits in bits_of.items():
        automaton.add_word(word, bits)
    automaton.make_automaton()
    return automaton
