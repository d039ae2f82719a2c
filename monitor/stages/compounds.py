"""German compounds by their parts: the Regierung inside a Bundesregierung, found with a list of common parts."""

from __future__ import annotations

SHORTEST = 8            # letters of a word that is looked into
PART = 4                # letters of the shortest part
LINKS = ("", "s", "es", "n", "en", "e", "er", "ens")


def parts(word: str) -> list[str]:
    """The known parts at the end and at the beginning of a long German word."""
    return []
