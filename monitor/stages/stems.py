"""Stems beside words, marked with their language: the German `Lande` does not find the English `land` by its stem."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import Stemmer

from monitor.stages import compounds, fold

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
ALGORITHMS = LATIN | CYRILLIC | OTHERS
HEBREW_PREFIXES = "ושהבלכמ"     # and, that, the, in, to, as, from: written as one word with what follows
FLEETING = (("ок", "к"), ("ек", "к"), ("ец", "ц"), ("ень", "н"), ("ен", "н"))
PORTUGUESE_PLURALS = (
    ("ões", "ão"), ("ães", "ão"), ("ãos", "ão"), ("ais", "al"), ("éis", "el"), ("óis", "ol"), ("uis", "ul"),
)
FRENCH_PLURALS = {"travaux": "travail", "baux": "bail", "émaux": "émail", "yeux": "œil"}
ENGLISH_PLURALS = {
    "men": "man", "women": "woman", "children": "child", "people": "person", "feet": "foot", "teeth": "tooth",
    "mice": "mouse", "crises": "crisis", "analyses": "analysis", "theses": "thesis", "criteria": "criterion",
    "indices": "index", "wives": "wife", "lives": "life", "leaves": "leaf", "halves": "half", "shelves": "shelf",
}


def languages(word: str) -> tuple[str, ...]:
    """The languages with stems that are written in the word's script; the first is what a foreign word is taken for."""
    first = word[0]
    return next((known for end, known in SCRIPTS if first < end), ())


def of_document(words: Iterable[str], language: str | None) -> list[str]:
    """The stems of a document's distinct words, marked; one in a foreign script gets that script's first language."""
    home = NEIGHBOURS.get(language or "en", language or "en")
    spoken: dict[str, list[str]] = {}
    for word in words:
        if len(word) < SHORTEST or word[0] <= "9" or fold.is_paired(word):
            continue
        known = languages(word)
        if known:
            spoken.setdefault(home if home in known else known[0], []).append(word)
    found: list[str] = []
    for name, some in spoken.items():
        found += _marked(name, _stemmed(name, some))
    return found


def of_query(word: str) -> list[str]:
    """The stems that a word of a question has in each language of its script, marked."""
    if len(word) < SHORTEST or word[0] <= "9" or fold.is_paired(word):
        return []
    found: list[str] = []
    for name in languages(word):
        found += _marked(name, [word] if name == "he" else _simple(name, [word]))
    return found


def _stemmed(language: str, words: list[str]) -> list[str]:
    if language == "he":
        return [form for word in words for form in _hebrew(word)]
    if language == "de":
        words = [*words, *(part for word in words for part in compounds.parts(word))]
    return _simple(language, words)


def _simple(language: str, words: list[str]) -> list[str]:
    """One stem a word. A stemmer of its own each time: they are not safe in threads, and cost 0.2 µs to make."""
    prepare, finish = _BEFORE.get(language), _AFTER.get(language)
    given = words if prepare is None else [prepare(word) for word in words]
    found: list[str] = Stemmer.Stemmer(ALGORITHMS[language], 0).stemWords(given)
    return found if finish is None else [finish(stem) for stem in found]


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


def _portuguese(word: str) -> str:
    for ending, one in PORTUGUESE_PLURALS:
        if word.endswith(ending) and len(word) > len(ending) + 1:
            return word[: -len(ending)] + one
    return word


def _russian(stem: str) -> str:
    for ending, rest in FLEETING:
        if stem.endswith(ending) and len(stem) > len(ending) + 2:
            return stem[: -len(ending)] + rest
    return stem


_BEFORE: dict[str, Callable[[str], str]] = {
    "pt": _portuguese,
    "fr": lambda word: FRENCH_PLURALS.get(word, word),
    "en": lambda word: ENGLISH_PLURALS.get(word, word),
}
_AFTER: dict[str, Callable[[str], str]] = {"ru": _russian}
