"""A topic as a person writes it: one TOML file, whose examples are its tests.

    name = "energy"                  about = "one sentence"          threshold = 3.0
    [label] en = "Energy"            iptc = ["medtop:…"]             default = true: shown first
    [strong] [medium] [weak]         3, 2, 1 points a term, by language; `any` for names that are alike everywhere
    [not]                            masks what it covers
    [act] [party.NAME]               an act counts only in a sentence that names two parties (`parties = 1`: one)
    [[example]]                      language, text, tagged
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path
from typing import TypeGuard

from monitor.errors import Misused
from monitor.stages import terms
from monitor.stages.topic_text import Table, Value, line_of, line_of_key, tables

THRESHOLD = 3.0
POINTS: Mapping[str, float] = {"strong": 3.0, "medium": 2.0, "weak": 1.0}
MASK, ACT, PARTY = "not", "act", "party."
ABOUT_IT = ("name", "about", "threshold", "label", "iptc", "default", "parties")
KEYS = frozenset({*ABOUT_IT, *POINTS, MASK, ACT, "party", "example"})

# Terms that deserve a close look: nearly all begin with four letters or two East Asian characters, and have single
# spaces and no =.
_SUSPECT = re.compile(r"^(?!(?:\*?\w{4}|[\u3040-\u9fff\uac00-\ud7af]{2})(?: ?[^\s=])*$).*$", re.MULTILINE)

Terms = dict[str, tuple[str, ...]]      # by language

START = """\
# A topic of your own. `monitor topics check` names mistakes, `monitor topics try FILE` shows what it would tag.
name = "{name}"
about = "One sentence that says what belongs here"
threshold = 3.0                 # points that an article must reach

[label]
en = "{name}"

# One list a language; `any` holds names that are alike everywhere. A term is whole words; a star at its beginning or
# end stands for any letters, a star inside for the rest of a word; =US is written exactly so.
[strong]                        # 3 points each: one is enough
en = ["replace me"]

[medium]                        # 2 points each: two different ones are needed
en = []

[weak]                          # 1 point each
en = []

[not]                           # masks what it covers: "blue chip" hides "chip"
en = []

[[example]]                     # each is a test
language = "en"
text = "A sentence about it, replace me"
tagged = true

[[example]]
language = "en"
text = "A sentence that only looks like it"
tagged = false
"""


@dataclass(frozen=True, slots=True)
class Example:
    """A text that must be tagged with its topic, or must not."""

    language: str | None
    text: str
    tagged: bool


@dataclass(frozen=True, slots=True)
class TopicFile:
    """A topic that was read and is valid."""

    name: str
    about: str
    version: str                        # a hash of the file
    groups: Mapping[str, Terms]         # strong, medium, weak, not, act, party.NAME
    threshold: float = THRESHOLD
    parties: int = 2                    # how many a sentence must name for its acts to count
    default: bool = False
    label: Mapping[str, str] = field(default_factory=dict)
    iptc: tuple[str, ...] = ()
    examples: tuple[Example, ...] = ()
    path: Path = Path()


@dataclass(frozen=True, slots=True)
class Problem:
    """A mistake in a topic's file, for the person who wrote it."""

    path: Path
    text: str
    line: int | None = None
    topic: str | None = None
    term: str | None = None

    def __str__(self) -> str:
        place = f"{self.path}:{self.line}" if self.line else str(self.path)
        term = "" if self.term is None else f" term {self.term!r}:"
        about = (f" topic {self.topic}," if self.topic else "") + term
        return f"{place}:{about} {self.text}"


def read(path: Path, more: frozenset[str] = frozenset()) -> TopicFile:
    """A topic's file, with `more` tables of terms allowed; raises Misused with the first mistake in it."""
    source, table = _source(path)
    groups = _groups(table, more)
    for problem in _problems(path, source, table, groups):
        raise Misused(str(problem))
    return _topic(path, source, table, groups)


def check(path: Path) -> tuple[Problem, ...]:
    """Every mistake in one file."""
    try:
        source, table = _source(path)
    except Misused as mistake:
        text = str(mistake).removeprefix(f"{path}: ")
        return (Problem(path, text, _line_said(path, text)),)
    return tuple(_problems(path, source, table, _groups(table)))


def _line_said(path: Path, text: str) -> int | None:
    """The line number in tomllib's message."""
    if text.endswith("(at end of document)"):
        return path.read_text(encoding="utf-8-sig").rstrip("\n").count("\n") + 1
    line = re.search(r"\bat line (\d+)", text)
    return int(line[1]) if line else None


def line_of_example(file: TopicFile, example: Example) -> int | None:
    """The line of an example's text."""
    source = file.path.read_text(encoding="utf-8")
    place = source.find(f'"{example.text}"')
    return None if place < 0 else source.count("\n", 0, place) + 1


def _problems(path: Path, source: str, table: Table, groups: Mapping[str, Terms]) -> Iterator[Problem]:
    name = table.get("name")
    topic = name if isinstance(name, str) and name else path.stem
    for key, text in _misplaced(table, groups):
        yield Problem(path, text, line_of_key(source, key), topic)
    for group, by_language in groups.items():
        for language, written in by_language.items():
            suspects = _SUSPECT.findall("\n".join(written)) if written else []
            for term in (*suspects, *(term for term in written if term in terms.COMMON and term not in suspects)):
                if (fault := terms.fault(term)) is not None:
                    yield Problem(path, fault, line_of(source, group, language, term), topic, term)
    weights = [group for group in POINTS if group in groups]
    for place, group in enumerate(weights):
        for other in weights[place + 1:]:
            yield from _twice(path, source, topic, groups, group, other)


def _source(path: Path) -> tuple[str, Table]:
    try:
        source = path.read_text(encoding="utf-8-sig")
        return source, tables(source)
    except UnicodeDecodeError as error:
        raise Misused(f"{path}: this is not UTF-8 text") from error
    except OSError as error:
        raise Misused(f"{path}: it cannot be read: {error.strerror}") from error
    except tomllib.TOMLDecodeError as error:
        raise Misused(f"{path}: this is no TOML: {error}") from error


def _misplaced(table: Table, groups: Mapping[str, Terms]) -> Iterator[tuple[str, str]]:
    """(key, what is wrong with it); without a key if something is missing."""
    for key in sorted(table.keys() - KEYS - groups.keys()):
        yield key, f"[{key}] is no weight: write strong, medium, weak, not, act or party.NAME"
    for key in ("name", "about"):
        if not isinstance(table.get(key), str) or not table.get(key):
            yield key, f"it has no {key}"
    threshold = table.get("threshold", THRESHOLD)
    if isinstance(threshold, bool) or not isinstance(threshold, int | float) or not 0 < threshold <= 100:
        yield "threshold", f"the threshold {threshold!r} is no number above 0"
    if table.get("parties", 2) not in (1, 2):
        yield "parties", f"parties is 1 or 2, not {table['parties']!r}"
    for group, by_language in _raw_groups(table, frozenset(groups)):
        if not isinstance(by_language, dict):
            yield group, f"[{group}] holds no lists of terms by language"
            continue
        for language, written in by_language.items():
            if not isinstance(written, list) or not all(isinstance(term, str) for term in written):
                yield group, f"[{group}] {language} is no list of terms"
    if not any(written for group in (*POINTS, ACT) for written in groups.get(group, {}).values()):
        yield "", "it has no terms"
    examples = table.get("example", [])
    if not isinstance(examples, list) or not all(map(_is_example, examples)):
        yield "example", "an [[example]] has a text and a tagged = true or false"


def _is_example(value: Value) -> bool:
    return isinstance(value, dict) and isinstance(value.get("text"), str) and isinstance(value.get("tagged"), bool)


def _raw_groups(table: Table, more: frozenset[str]) -> Iterator[tuple[str, Value]]:
    for group in (*POINTS, MASK, ACT, *sorted(more - {*POINTS, MASK, ACT})):
        if group in table:
            yield group, table[group]
    parties = table.get("party", {})
    for name, by_language in parties.items() if isinstance(parties, dict) else ():
        yield PARTY + name, by_language


def _groups(table: Table, more: frozenset[str] = frozenset()) -> dict[str, Terms]:
    groups: dict[str, Terms] = {}
    for group, by_language in _raw_groups(table, more):
        if isinstance(by_language, dict):
            groups[group] = {
                language: tuple(filter(_is_text, written))
                for language, written in by_language.items()
                if isinstance(written, list)
            }
    return groups


def _is_text(value: Value) -> TypeGuard[str]:
    return isinstance(value, str)


def _twice(
    path: Path, source: str, topic: str, groups: Mapping[str, Terms], group: str, other: str
) -> Iterator[Problem]:
    for language in groups[group].keys() & groups[other].keys():
        for term in sorted(set(groups[group][language]) & set(groups[other][language])):
            yield Problem(
                path, f"it stands in [{group}] and in [{other}]", line_of(source, other, language, term), topic, term
            )


def _topic(path: Path, source: str, table: Table, groups: Mapping[str, Terms]) -> TopicFile:
    threshold, parties, label = table.get("threshold"), table.get("parties"), table.get("label")
    iptc, examples = table.get("iptc"), table.get("example")
    return TopicFile(
        name=str(table["name"]),
        about=str(table["about"]),
        version=blake2b(source.encode(), digest_size=6).hexdigest(),
        groups=groups,
        threshold=float(threshold) if isinstance(threshold, int | float) else THRESHOLD,
        parties=parties if isinstance(parties, int) else 2,
        default=table.get("default") is True,
        label={str(key): str(text) for key, text in label.items()} if isinstance(label, dict) else {},
        iptc=tuple(str(code) for code in iptc) if isinstance(iptc, list) else (),
        examples=tuple(map(_example, examples)) if isinstance(examples, list) else (),
        path=path,
    )


def _example(value: Value) -> Example:
    if not isinstance(value, dict):
        raise TypeError(value)
    language = value.get("language")
    return Example(language if isinstance(language, str) else None, str(value["text"]), value["tagged"] is True)
