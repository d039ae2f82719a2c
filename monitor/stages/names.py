"""Names in a text, comparable across scripts: what a translation keeps while every other word changes."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from monitor.stages.marks import MARKS

READ = 6_000            # characters that are read for names
LEAST = 3               # consonants of a skeleton: fewer are in every text
STEM = 5                # letters by which two words of one script are one name in different cases

# Letters with the marks that belong to them, and the Hebrew geresh.
_WORD = re.compile(rf"(?:[^\W\d_][{MARKS}]*)+(?:[׳'](?=[\u05d0-\u05ea])(?:[^\W\d_][{MARKS}]*)+)*")
_HAN_FIRST, _HAN_LAST = re.compile("^[\u3400-\u9fff]+"), re.compile("[\u3400-\u9fff]+$")
_VOWELS = frozenset("aeiouyw")
# Sounds that one script writes for another's: Arabic has no p and v, Hebrew writes b and v alike, and so on.
_SOUNDS = {
    **dict.fromkeys("bpfv", "b"), **dict.fromkeys("dt", "t"),
    **dict.fromkeys("kqgcjx", "k"), **dict.fromkeys("sz", "s"), "m": "m", "n": "n", "l": "l", "r": "r",
}
_DIGRAPHS = re.compile("sch|tch|sh|ch|zh|ts|tz|ph|th|gh|kh|dj|dzh|c(?=[eiy])|qu|ck")
_DIGRAPH_SOUNDS = {"ph": "b", "th": "t", "gh": "k", "kh": "k", "dj": "k", "dzh": "k", "qu": "k", "ck": "k"}
@dataclass(frozen=True, slots=True)
class Names:
    """The names of a text: stems for its own script, and consonant skeletons for others."""

    script: str
    stems: frozenset[str]
    skeletons: frozenset[str]
    words: frozenset[str]               # skeletons of every word: where no capital shows a name, any may be one


def found(text: str) -> Names:
    """Words that may be names: those always capitalised, or in a script without capitals every word."""
    plain = unicodedata.normalize("NFC", text[:READ])
    words: list[str] = []
    capital: set[str] = set()
    for hit in _WORD.finditer(plain):
        word, start = hit.group(), hit.start()
        words.append(word)
        # One that follows another word: at the head of a sentence or a line anything is capital.
        if word[0].isupper() and start > 1 and plain[start - 1].isspace() and _joins(plain[start - 2]):
            capital.add(word)
    script = _script(words)
    lower = {word for word in words if word.islower()}
    capital = {word for word in capital if len(word) > 2 and word.lower() not in lower}
    skeletons = frozenset(key for word in capital if len(key := skeleton(word)) >= LEAST)
    every = frozenset(k for word in set(words) for k in _readings(word)) if script == "unicase" else frozenset()
    return Names(script, frozenset(fold(word)[:STEM] for word in capital), skeletons, every)


def _joins(character: str) -> bool:
    return character.isalnum() or character == ","


def agreement(a: Names, b: Names) -> float:
    """The share of names that the other text has too; 0 if neither script has capitals to show names."""
    both, all_ = overlap(a, b)
    return both / all_ if all_ else 0.0


def overlap(a: Names, b: Names) -> tuple[int, int]:
    """How many names both have, and how many there are in the text with fewer."""
    if a.script == b.script != "unicase":
        return len(a.stems & b.stems), min(len(a.stems), len(b.stems))
    if a.script == b.script:
        return 0, 0
    sides = [side.skeletons for side in (a, b) if side.script != "unicase"]
    return len(shared(a, b)), min(map(len, sides))


def shared(a: Names, b: Names) -> frozenset[str]:
    """The skeletons of names that both texts have; in one of them capitals must show that they are names."""
    if a.script == b.script == "unicase":
        return a.skeletons & b.skeletons
    return (a.words or a.skeletons) & (b.words or b.skeletons)


def places(text: str, wanted: frozenset[str]) -> dict[str, tuple[int, int]]:
    """The first place of each of these skeletons in the text."""
    found: dict[str, tuple[int, int]] = {}
    for hit in _WORD.finditer(text[:READ]) if wanted else ():
        if len(found) == len(wanted):
            break
        for key in _readings(hit.group()):
            if key in wanted:
                found.setdefault(key, _spelled(hit))
    return found


def _spelled(hit: re.Match[str]) -> tuple[int, int]:
    """The place of a word without the Han characters around it, which say nothing of how a name sounds."""
    word = hit.group()
    start, end = hit.start() + len(word) - len(_HAN_FIRST.sub("", word)), hit.end()
    return start, end - len(word) + len(_HAN_LAST.sub("", word))


def _script(words: Iterable[str]) -> str:
    """The script of most words: Latin, Cyrillic, Greek, or one without capitals."""
    counts: dict[str, int] = {}
    for word in words:
        kind = _kind(word[0])
        counts[kind] = counts.get(kind, 0) + 1
    return max(counts, key=lambda kind: counts[kind]) if counts else "latin"


@lru_cache(maxsize=4_096)
def _kind(letter: str) -> str:
    if letter.lower() == letter.upper():
        return "unicase"
    return "latin" if letter.isascii() else unicodedata.name(letter, "LATIN").split()[0].lower()


def fold(word: str) -> str:
    """Lower case, without accents."""
    if word.isascii():
        return word.lower()
    plain = unicodedata.normalize("NFD", word.lower())
    return "".join(c for c in plain if not unicodedata.combining(c)).replace("ß", "ss").replace("ł", "l")


@lru_cache(maxsize=32_768)
def skeleton(word: str) -> str:
    """The consonants of a word as classes of sounds, in any script: Trump, Трамп and ترامب are one."""
    return _skeleton(word)


def _skeleton(word: str) -> str:
    latin = "".join(_latin(letter) for letter in fold(word))
    sounds = _DIGRAPHS.sub(lambda hit: _DIGRAPH_SOUNDS.get(hit.group(), "s"), latin)
    classes = [_SOUNDS[c] for c in sounds if c in _SOUNDS]
    return "".join(c for place, c in enumerate(classes) if place == 0 or classes[place - 1] != c)


@lru_cache(maxsize=4_096)
def _latin(letter: str) -> str:
    """A letter's consonants by its own name in Unicode: TE, BEH, DALET, KA."""
    if letter.isascii():
        return letter
    name = unicodedata.name(letter, "")
    if " LETTER " not in name or "SIGN" in name or "VOWEL" in name or name == "HEBREW LETTER VAV":
        return ""
    spoken = name.split(" LETTER ")[1].split(" WITH ")[0].split()[-1].lower()
    if len(spoken) > 2 and spoken[0] in _VOWELS:
        return ""
    consonants = "".join(c for c in spoken if c not in _VOWELS)
    return consonants if name.startswith("CYRILLIC") else re.split("[aeiouyw]", spoken.lstrip("w"))[0] or consonants[:1]


@lru_cache(maxsize=32_768)
def _readings(word: str) -> tuple[str, ...]:
    """A word of a script without capitals, also without the article or preposition written before it."""
    shorter = [word[cut:] for cut in (1, 2) if len(word) - cut >= 3]
    return tuple({key for one in (word, *shorter) if len(key := _skeleton(one)) >= LEAST})
