"""Stems, marked with their language: the German `Lande` does not find the English `land` by its stem."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

import Stemmer

from monitor.stages import compounds, endings, fold

MARK = "8z"             # begins a stem in the index, before its language; no word of a text is known to begin so
SHORTEST = 3            # letters of a word that has a stem

LATIN = {
    "en": "english", "fr": "french", "de": "german", "es": "spanish", "it": "italian", "pt": "portuguese",
    "nl": "dutch", "sv": "swedish", "da": "danish", "no": "norwegian", "fi": "finnish", "hu": "hungarian",
    "ro": "romanian", "tr": "turkish", "ca": "catalan", "pl": "polish", "cs": "czech", "id": "indonesian",
}
CYRILLIC = {"ru": "russian"}
OTHERS = {"el": "greek", "ar": "arabic", "fa": "persian", "hi": "hindi", "ta": "tamil", "hy": "armenian"}
NEIGHBOURS = {
    "nb": "no", "nn": "no", "gl": "pt", "uk": "ru", "be": "ru", "bg": "ru", "mk": "ru", "mr": "hi", "ne": "hi",
    "ms": "id", "sk": "cs", "mo": "ro", "iw": "he", "sr": "ru",
}
SCRIPTS: tuple[tuple[str, tuple[str, ...]], ...] = (
    # (first letter after the script, its languages): the first is what a foreign word is taken for
    ("\u0370", tuple(LATIN)),
    ("\u0400", ("el",)),
    ("\u0530", tuple(CYRILLIC)),
    ("\u0590", ("hy",)),
    ("\u0600", ("he",)),
    ("\u0700", ("ar", "fa")),
    ("\u0900", ()),
    ("\u0980", ("hi",)),
    ("\u0b80", ()),
    ("\u0c00", ("ta",)),
    ("\u1e00", ()),
    ("\u1f00", tuple(LATIN)),
    ("\u2000", ("el",)),
)
LATIN_ENDS = SCRIPTS[0][0]
ALGORITHMS = LATIN | CYRILLIC | OTHERS
HEBREW_PREFIXES = "ושהבלכמ"     # and, that, the, in, to, as, from: written as one word with what follows


def languages(word: str) -> tuple[str, ...]:
    """The stemmed languages written in the word's script; the first is assumed for foreign words."""
    first = word[0]
    return next((known for end, known in SCRIPTS if first < end), ())


def of_document(words: Iterable[str], language: str | None) -> list[str]:
    """The marked stems of a document's words; a foreign script is stemmed in its first language."""
    home = NEIGHBOURS.get(language or "en", language or "en")
    latin = home if home in LATIN else "en"
    spoken: dict[str, list[str]] = {latin: []}
    plain = spoken[latin]
    for word in words:
        first = word[0]
        if len(word) < SHORTEST or first <= "9":
            continue
        if first < LATIN_ENDS:
            plain.append(word)
        elif not fold.is_paired(word) and (known := languages(word)):
            spoken.setdefault(home if home in known else known[0], []).append(word)
    found: list[str] = []
    for name, some in spoken.items():
        found += _marked(name, _stemmed(name, some))
    return found


@lru_cache(maxsize=1024)
def of_query(word: str) -> tuple[str, ...]:
    """The marked stems of a query word in every language of its script."""
    if len(word) < SHORTEST or word[0] <= "9" or fold.is_paired(word):
        return ()
    found: list[str] = []
    for name in languages(word):
        found += _marked(name, [word] if name == "he" else _simple(name, [word]))
    return tuple(found)


def _stemmed(language: str, words: list[str]) -> list[str]:
    if language == "he":
        return [form for word in words for form in _hebrew(word)]
    if language == "de":
        words = [*words, *(part for word in words for part in compounds.parts(word))]
    return _simple(language, words)


def _simple(language: str, words: list[str]) -> list[str]:
    """One stem a word. A new stemmer each time: they are not thread-safe, and cost 0.2 µs to create."""
    stemmer = Stemmer.Stemmer(ALGORITHMS[language], 0)
    found: list[str] = stemmer.stemWords(endings.before(language, words))
    return endings.after(language, found)


def _marked(language: str, found: list[str]) -> list[str]:
    mark = MARK + language
    unique = dict.fromkeys(found)
    return [mark + (stem if stem.isascii() else _term(stem)) for stem in unique if stem]


def _term(stem: str) -> str:
    whole = fold.term(fold.plain(stem))
    return whole.removeprefix(fold.CODED)


def _hebrew(word: str) -> list[str]:
    forms = [word]
    while len(forms) < 3 and len(forms[-1]) > SHORTEST and forms[-1][0] in HEBREW_PREFIXES:
        forms.append(forms[-1][1:])
    return forms
