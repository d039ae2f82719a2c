"""Splitting a query into tokens, each with its place, for the parser."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from monitor.errors import Misused
from monitor.stages import fold

QUOTES = "\"“”„«»＂"
BRACKETS = {"(": "(", ")": ")", "（": "(", "）": ")"}
LONGEST = 300           # characters of an explanation: names that were typed stand in it
WIDTH = 60              # columns of a long question that an error shows
_FIELD = re.compile(r"([^\W\d_]\w*)[:：]")
_NEAR = re.compile(r"NEAR(?:/(\d{1,3}))?")
_DASH = re.compile(r"-+(?=\s|$)")
_BARE = re.compile(rf"[^\s()（）{QUOTES}]+")
NEAR = 10               # words between two that stand near one another, where no number is given


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of a question: `kind` is word, prefix, phrase, field, (, ), -, OR, AND, NOT, NEAR or end."""

    kind: str
    text: str
    start: int
    near: int = NEAR


def tokens(text: str) -> list[Token]:
    """The tokens of a query, including the end; meaningless punctuation is left out."""
    found: list[Token] = []
    at = 0
    while True:
        while at < len(text) and text[at].isspace():
            at += 1
        if at >= len(text):
            return [*found, Token("end", "", len(text))]
        token, at = _next(text, at, bool(found) and found[-1].kind == "field")
        if token is not None:
            found.append(token)


def _next(text: str, at: int, is_value: bool) -> tuple[Token | None, int]:
    letter = text[at]
    if letter in BRACKETS:
        return Token(BRACKETS[letter], letter, at), at + 1
    if letter in QUOTES:
        return _phrase(text, at)
    if is_value:
        return _bare(text, at, is_value)
    if dash := _DASH.match(text, at):
        return None, dash.end()
    if letter == "-":
        return Token("-", "-", at), at + 1
    if field := _FIELD.match(text, at):
        return Token("field", field[1].lower(), at), field.end()
    return _bare(text, at, is_value)


def _phrase(text: str, at: int) -> tuple[Token | None, int]:
    end = next((n for n in range(at + 1, len(text)) if text[n] in QUOTES), None)
    if end is None:
        raise wrong(text, at, "this quotation mark is never closed")
    inside = text[at + 1 : end]
    return (Token("phrase", inside, at) if fold.words(inside) else None), end + 1


def _bare(text: str, at: int, is_value: bool) -> tuple[Token | None, int]:
    found = _BARE.match(text, at)
    assert found is not None
    word, end = found[0], found.end()
    if is_value:
        return Token("word", word, at), end
    if word in ("OR", "AND", "NOT"):
        return Token(word, word, at), end
    if near := _NEAR.fullmatch(word):
        return Token("NEAR", word, at, int(near[1] or NEAR)), end
    body = word.rstrip("*")
    if "*" in body:
        raise wrong(text, at + word.index("*"), "a * stands only at the end of a word")
    if not fold.words(body):
        return None, end
    return Token("prefix" if body != word else "word", body, at), end


def wrong(text: str, at: int, why: str) -> Misused:
    """An error message with a caret under the place."""
    start = max(0, at - WIDTH // 2) if len(text) > WIDTH else 0
    shown = _shown(text[start : start + WIDTH])
    before = "…" if start else ""
    after = "…" if start + WIDTH < len(text) else ""
    caret = " " * (len(before) + sum(_columns(letter) for letter in shown[: at - start]))
    why = _shown(why if len(why) <= LONGEST else f"{why[:LONGEST]}…")
    why += "." * (not why.endswith("?"))
    return Misused(f"The query cannot be read at column {at + 1}: {why}\n  {before}{shown}{after}\n  {caret}^")


def nearest(name: str, known: list[str]) -> str:
    """What a mistyped name may have meant, and the names that exist."""
    if not known:
        return "there are none"
    import difflib

    close = difflib.get_close_matches(name.lower(), known, 1, 0.6)
    listed = ", ".join(known[:20]) + (", …" if len(known) > 20 else "")
    return f"did you mean {close[0]}? Known are {listed}" if close else f"known are {listed}"


def _shown(text: str) -> str:
    return "".join(letter if letter.isprintable() else "·" for letter in text)


def _columns(letter: str) -> int:
    if unicodedata.combining(letter):
        return 0
    return 2 if unicodedata.east_asian_width(letter) in "WF" else 1
