"""Features of a line's own text: length, links, punctuation, digits, and words of furniture."""

from __future__ import annotations

import re
from math import log

from monitor.stages import furniture
from monitor.stages.lines import Line

_FIRST = 400            # code points of a line whose characters are counted

_DIGITS = re.compile(r"\d")
_CAPITAL = re.compile(r"\b[A-ZÀ-ÞА-Я]")
_COMMA = re.compile("[,，、;；]")
_SENTENCE = re.compile(r"[.!?…][\"”»’')]?(?:\s|$)|[。！？]")
_ENDS = re.compile(r"(?:[.!?。！？…][\"”»’'“」』)\]]*|[」』”])\s*$")
_OPENS = re.compile(r"[\"“„«»‘'「『—–-]")
_DATE = re.compile(r"\d{1,2}[./]\d{1,2}[./]\d{2,4}|\b\d{1,2}[:h]\d{2}\b|\b(?:19|20)\d\d\b|\d\d?月\d\d?日")

NAMES = (
    "weight", "words", "link", "bold", "anchors", "ends", "colon", "ellipsis", "digits", "capitals", "commas",
    "sentences", "opens", "small", "word_length", "bar", "at", "date", "whole", "broken", "copies", "phrases",
)


def phrases(line: Line) -> int:
    """The groups of furniture phrases that occur in the line, as bits."""
    bits = 0
    for _, found in furniture.phrases().iter(line.text[:_FIRST].lower()):
        bits |= found
    return bits


def of(line: Line, copies: int, bits: int) -> list[float]:
    """The features named in NAMES; `copies` is how often the page has the line, `bits` its phrases."""
    text = line.text
    length = len(text)
    first = text[:_FIRST]
    shown = len(first)
    words = text.count(" ") + 1
    return [
        log(1 + line.weight), log(1 + words), line.linked / length, line.bold / length, float(line.anchors),
        float(_ENDS.search(text[-8:]) is not None), float(text[-1] in ":："), float(text.endswith(("...", "…"))),
        len(_DIGITS.findall(first)) / shown, len(_CAPITAL.findall(first)) / (first.count(" ") + 1),
        len(_COMMA.findall(first)) / shown, float(min(10, len(_SENTENCE.findall(first)))),
        float(_OPENS.match(text) is not None), float(text[0].islower()), length / words,
        float("|" in text or "›" in text), float("@" in text or "http" in text or "www." in text),
        float(min(3, len(_DATE.findall(first)))), float(line.whole), float(line.broken), float(min(5, copies)),
        float(bits.bit_count()),
    ]
