"""One analyser for both stores: what the word index holds of an article, and what a query looks up in it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from monitor.model import IndexTerms
from monitor.stages import fold, stems

VERSION = "analyse-2"
MOST_WORDS = 16_000     # words (or pairs of characters) of one text that are indexed
_POSSESSIVE = re.compile("(?<=[^\\W_])['’]s$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class QueryTerms:
    """
    What a store looks for: `words` side by side in the title or body, or any one of `stems` anywhere.

    With `prefix` the last of the words is the beginning of a term. No word is ever a stem (stems are marked), so no
    column needs to be named but for a question about titles alone; the title's own stems stand in the title's column.
    """

    words: tuple[str, ...]
    prefix: bool = False
    stems: tuple[str, ...] = ()


def terms(title: str, text: str, language: str | None) -> IndexTerms:
    """Everything the word index holds of an article; the order of words is kept, stems stand once each."""
    title_words, text_words = fold.words(title), _first(fold.words(text), len(text))
    known = fold.terms(title_words)
    title_stems = stems.of_document(known, language)
    title_terms = [known[word] for word in title_words]
    known = fold.terms(text_words)
    return IndexTerms(
        title=" ".join(title_terms + title_stems),
        body=" ".join([known[word] for word in text_words]),
        stems=" ".join(stems.of_document(known, language)),
        version=VERSION,
    )


def _first(found: list[str], letters: int) -> list[str]:
    """As many words as are indexed; a run of an unspaced script counts with each of its pairs."""
    if letters <= MOST_WORDS:
        return found
    left = MOST_WORDS
    for place, word in enumerate(found):
        size = len(word) if fold.is_paired(word) else 1
        if size >= left:
            return [*found[:place], word[:left] if size > 1 else word]
        left -= size
    return found


def query_terms(word: str, *, prefix: bool = False) -> QueryTerms | None:
    """What a word of a query looks up, including inflected forms; None if it holds nothing to look up."""
    found = fold.words(_POSSESSIVE.sub("", word))
    exact = _exact(found, prefix)
    if exact is None or prefix or len(found) > 1:
        return exact
    return QueryTerms(exact.words, exact.prefix, tuple(stems.of_query(found[0])))


def phrase_terms(words: Sequence[str]) -> QueryTerms | None:
    """What a phrase looks up: its words as they are written, side by side."""
    return _exact(fold.words(" ".join(words)), False)


def _exact(found: Sequence[str], prefix: bool) -> QueryTerms | None:
    if not found:
        return None
    known = fold.terms(found[:-1])
    last = found[-1]
    side_by_side = " ".join([known[word] for word in found[:-1]]).split()
    if fold.is_paired(last):
        side_by_side += fold.pairs(last, closed=False)
        prefix = len(last) == 1     # one character begins a pair, or stands alone at the end of a stretch
    else:
        side_by_side += fold.terms([last])[last].split()
    return QueryTerms(tuple(side_by_side), prefix)
