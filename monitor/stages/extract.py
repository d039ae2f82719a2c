"""Extracting an article from a page: its text, and the facts beside it, each with where it came from."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from monitor.errors import Unreadable
from monitor.model import Access, Extraction, FeedItem, Page, Published

if TYPE_CHECKING:
    from monitor.stages.features import Beside
    from monitor.stages.lines import Lines
    from monitor.stages.markup import Markup
    from monitor.stages.metadata import Metadata

VERSION = "extract-3"

UNSURE = 0.90               # of the F1 that the classifier expects of itself: three pages in a hundred lie below
DOUBTFUL = 0.85             # what lies below even after a second opinion gets a note
LONGEST_DATE_LINE = 120.0   # weight; «Published on …, updated on …, three minutes to read» has a place in it
LISTED = 5                  # <article>s that the text is gathered from, on a page that does not call itself an article
FAILED = 200.0              # a text under this weight is a failure, not a short article (extraction.md)
RESCUED = 0.5               # of JSON-LD's text: a page that gives less stopped half-way
LARGE = 20_000              # code points of markup
LEAST = 40.0                # a smaller page may be a short notice, but a line is no article
MOST_FURNITURE = 0.5        # of a text: what a host repeats is furniture, but not when it is most of an article
MOST_SEARCHED = 3_000_000   # bytes of a page that the slow search for a date takes
MOST_MARKUP = 1_000_000     # code points; in a larger page a run without a space or a quotation mark is data, no word
MOST_TEXT = 1_000_000       # code points; a book is no article
_NO_PAGE = (
    (b"%PDF", "a PDF"), (b"\x89PNG", "a picture"), (b"\xff\xd8\xff", "a picture"), (b"GIF8", "a picture"),
    (b"RIFF", "a picture or a film"), (b"\x00\x00\x00\x18ftyp", "a film"), (b"\x00\x00\x00\x20ftyp", "a film"),
    (b"PK\x03\x04", "an archive"), (b"\x1f\x8b", "compressed data"), (b"ID3", "a sound"), (b"OggS", "a sound"),
    (b"Rar!", "an archive"), (b"7z\xbc\xaf", "an archive"), (b"\x7fELF", "a program"), (b"MZ\x90", "a program"),
)
# Looked for where a run begins alone: tried at each of its letters, runs that are nearly long enough take the square.
_DATA = re.compile("(?<![!#-&(-;=?-~])[!#-&(-;=?-~]{5000,}")
_DIGIT = re.compile(r"\d")
_NOISES = ("\ufffd", *map(chr, range(9)), *map(chr, range(14, 32)))
_NOISE = 0.05               # of the characters; more that no text holds is noise, not a page


def line_hashes(text: str) -> tuple[str, ...]:
    """A hash of each line of a text: lines that recur on other pages of a host are furniture."""
    return tuple(_hash(line) for line in text.split("\n") if line.strip())


def _hash(line: str) -> str:
    return blake2b(" ".join(line.casefold().split()).encode("utf-8", "replace"), digest_size=8).hexdigest()


@dataclass(frozen=True, slots=True)
class _Text:
    """The article's lines, how many lines the page has after them and in all, and their origin."""

    kept: Sequence[str]
    origin: str
    following: Sequence[str] = ()
    visible: Sequence[str] = ()
    around: Sequence[str] = ()          # the short lines between the title and the text, where the date stands
    stories: int = 0                    # how many <article>s its lines stand in
    notes: list[str] = field(default_factory=list)

    def weight(self) -> float:
        from monitor.stages.lines import weigh

        return sum(map(weigh, self.kept))


def article(page: Page, items: Sequence[FeedItem], furniture: frozenset[str]) -> Extraction:
    """The article in a page; raises Unreadable, Walled or Gone, with the reason, if there is none."""
    from monitor.stages import clean, decode, language, markup, metadata, published

    _check_bytes(page.body)
    text = decode.text(page.body, page.headers.get("content-type", ""))
    _check_characters(text)
    if len(text) > MOST_MARKUP:
        text = _DATA.sub(" … ", text)
    tree = markup.read(text)
    if tree is None:
        raise Unreadable("The page is empty.")
    told = metadata.read(tree, page.url, page.headers, page.fetched)
    found = _read(tree, text, told, items)
    access = _judge(tree, told, found, page.url)
    if found.weight() < (FAILED if len(text) > LARGE and found.origin == "markup" else LEAST):
        raise Unreadable(f"Only {found.weight():.0f} characters of text were found in a page of {len(text)}.")
    kept = [cleaned for line in found.kept if (cleaned := clean.text(line.replace("\u00ad", "")).strip())]
    kept = _without_furniture(kept, furniture, found.notes)
    body = "\n".join(kept)
    if len(body) > MOST_TEXT:
        body = body[:MOST_TEXT]
        found.notes.append(f"The text was cut at {MOST_TEXT} characters.")
    feed_title = next((item.title for item in items if item.title), "")
    title = told.title if told.title and told.title != told.site else feed_title or told.title
    dates = told.dates or _searched(tree, page, found.around)
    date, remarks = published.choose(dates, [item.published for item in items if item.published], page.fetched)
    origins = {**told.origins, "text": found.origin, "title": told.origins.get("title", "feed")}
    if title == feed_title and title != told.title:
        origins["title"] = "feed"
    if date is not None:
        origins["published"] = date.origin
    return Extraction(
        title=title, text=body, access=access, version=VERSION, page_title=told.title, feed_title=feed_title,
        authors=told.authors or next((item.authors for item in items if item.authors), ()),
        language=language.of(title, body), published=date,
        dates=tuple(dict.fromkeys([*(item.published for item in items if item.published), *dates])),
        canonical_url=told.canonical_url, site=told.site, free=told.free, reserved=told.reserved,
        modified=told.modified, origins=origins,
        notes=(*found.notes, *remarks),
    )


def _check_bytes(body: bytes) -> None:
    start = body[:64].lstrip()
    if not start:
        raise Unreadable("The page is empty.")
    for magic, what in _NO_PAGE:
        if start.startswith(magic):
            raise Unreadable(f"The server sent {what} in place of a page.")


def _check_characters(text: str) -> None:
    sample = text[:20_000]
    noise = sum(map(sample.count, _NOISES))
    if noise > _NOISE * len(sample) + 20:
        raise Unreadable("The server sent bytes that are no text.")


def _read(tree: Markup, text: str, told: Metadata, items: Sequence[FeedItem]) -> _Text:
    """The article's lines by the classifier; if there are too few, from wherever else they stand."""
    from monitor.stages import rescue
    from monitor.stages.features import Beside

    feed = rescue.from_feed(items)
    body = rescue.from_body(told.body) if told.body else []
    witness = max(body, feed, key=lambda lines: sum(map(len, lines)))
    titles = tuple(dict.fromkeys((*told.titles, *(item.title for item in items if item.title))))
    beside = Beside(titles, told.description, "\n".join(witness))
    found = _judged(tree, text, beside)
    if found.weight() < FAILED:     # an unclosed <nav> swallows the page
        found = max(found, _judged(tree, text, beside, everything=True), key=_Text.weight)
    weight = found.weight()
    if weight >= FAILED and weight >= RESCUED * _Text(body, "").weight():
        return found
    others = [found, _Text(body, "json-ld"), _Text(feed, "feed")]
    if weight < FAILED:
        others.insert(1, _Text(rescue.from_scripts(tree.root), "script"))
    best = max(others, key=_Text.weight)
    if best is found or best.weight() < FAILED / 2:
        return found
    notes = [f"The markup gave {weight:.0f} characters of {len(text)}: the text is from elsewhere ({best.origin})."]
    return _Text(best.kept, best.origin, found.following, found.visible, found.around, notes=notes)


def _judged(tree: Markup, text: str, beside: Beside, everything: bool = False) -> _Text:
    from monitor.stages import classifier, features, lines, witness

    found = lines.of(tree.root, everything)
    visible = [*(line.text for line in found.lines if not line.block.hidden), *found.links]
    if not found.lines:
        return _Text((), "markup")
    rows = features.matrix(found, beside)
    places, sure = classifier.chosen(found, classifier.trained("lines").probabilities(found, rows))
    if sure < UNSURE and (taken := witness.asked(text, len(found.lines))):
        rows = features.with_witness(rows, found, taken)
        places, sure = classifier.chosen(found, classifier.trained("witnessed").probabilities(found, rows))
    after = places[-1] + 1 if places else 0
    return _Text(
        [found.lines[place].text for place in places], "markup",
        [line.text for line in found.lines[after:after + 20]], visible, _around_title(found, places),
        len({found.lines[place].block.article for place in places}),
        [] if sure >= DOUBTFUL or not places else [f"Which lines are of the article is unsure: {sure:.2f} of 1."],
    )


def _around_title(found: Lines, places: Sequence[int]) -> list[str]:
    """The short lines from a little before the title to a little after the beginning of the text."""
    first = places[0] if places else 0
    title = next((n for n, line in enumerate(found.lines[:first + 1]) if line.block.tag == "h1"), first)
    near = found.lines[max(0, title - 3):first + 4]
    return [line.text for line in near if line.weight < LONGEST_DATE_LINE and _DIGIT.search(line.text)]


def _judge(tree: Markup, told: Metadata, found: _Text, url: str) -> Access:
    """How much of the article is there; raises if there is none at all."""
    from monitor.stages import access
    from monitor.stages.markup import string

    number = tree.article.get("wordCount")
    count = str(number) if isinstance(number, int) else string(number)
    words = int(count) if count.isdecimal() and len(count) < 7 else 0
    is_article = bool(tree.article) or told.kind == "article"
    visible = found.visible
    if found.weight() < FAILED:
        visible = (*visible, *(text for block in tree.root.iter("noscript") if (text := block.text_content()[:500])))
    sight = access.Sight(told.titles, found.kept, found.following, visible, told.free, words, is_article)
    verdict = access.judge(sight)
    parts = urlsplit(url)       # empty for a file
    front = bool(parts.netloc) and not parts.path.strip("/") and not parts.query
    if front and not is_article and (found.stories >= LISTED or not found.kept):
        raise Unreadable("It is the front page of a site, not an article.")
    if not found.kept:
        links = sum(1 for _ in tree.root.iter("a"))
        raise Unreadable("A list of links, no article." if links > 40 else "No article text was found in the page.")
    if found.stories >= LISTED and not is_article:
        raise Unreadable("It is a list of articles, not an article.")
    return Access.TEASER if found.origin == "feed" and found.weight() < access.TEASER else verdict


def _without_furniture(kept: list[str], furniture: frozenset[str], notes: list[str]) -> list[str]:
    """Drop the lines that the host repeats, unless that would drop most of the article."""
    if not furniture:
        return kept
    own = [line for line in kept if _hash(line) not in furniture]
    if sum(map(len, own)) < MOST_FURNITURE * sum(map(len, kept)):
        notes.append("Most lines stand on other pages of this host too: none was dropped.")
        return kept
    return own


def _searched(tree: Markup, page: Page, around: Sequence[str]) -> tuple[Published, ...]:
    """
    Where the markup names no day: what is printed by the title, else what a search of the whole page finds.

    That search is slow, knows no time of day, and takes the year of a copyright for a first of January.
    """
    from htmldate import find_date

    from monitor.stages import dates

    order = dates.order_of(list(around))
    printed = (dates.read(line, "text", page.fetched, day_first=order) for line in around)
    if named := tuple(date for date in printed if date is not None):
        return named
    if len(page.body) > MOST_SEARCHED:
        return ()
    day = find_date(
        tree.root, original_date=True, extensive_search=True, url=page.url, max_date=page.fetched.date().isoformat()
    )
    published = dates.read(day, "text", page.fetched) if day and not day.endswith("-01-01") else None
    return (published,) if published else ()
