"""What a page says about its article: title, authors, site, address, dates, access and reservations."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from monitor.errors import Refused
from monitor.model import Published
from monitor.stages import address, clean, dates, headline
from monitor.stages.headline import letters
from monitor.stages.markup import Json, Markup, kinds, string

if TYPE_CHECKING:
    from lxml.html import HtmlElement


@dataclass(frozen=True, slots=True)
class Metadata:
    """What the markup says, each item with where it stands; nothing here comes from the text."""

    title: str = ""
    titles: tuple[str, ...] = ()            # every title that the page gives itself
    description: str = ""
    body: str = ""                          # JSON-LD's articleBody
    authors: tuple[str, ...] = ()
    site: str | None = None
    canonical_url: str | None = None
    dates: tuple[Published, ...] = ()       # in the order in which they are trusted
    modified: Published | None = None       # what it says of its last change
    free: bool | None = None
    reserved: bool = False
    kind: str = ""                          # og:type
    origins: Mapping[str, str] = field(default_factory=dict)


def read(page: Markup, url: str, headers: Mapping[str, str], fetched: datetime) -> Metadata:
    """Everything that head, data blocks and marked elements say."""
    get = page.metas.get
    origins: dict[str, str] = {}
    site = clean.line(get("og:site_name") or string(page.article.get("publisher")) or get("application-name", ""), 100)
    titles = headline.titles(page)
    if titles:
        origins["title"] = titles[0][0]
    description = get("og:description") or get("description") or string(page.article.get("description"))
    authors, origins["authors"] = _authors(page, site)
    found = tuple(_dates(page, url, fetched))
    return Metadata(
        title=headline.without_site(titles[0][1], site, url, [title for _, title in titles[1:]]) if titles else "",
        titles=tuple(title for _, title in titles),
        description=clean.line(description, 2000),
        body=string(page.article.get("articleBody")), authors=authors, site=site or None,
        canonical_url=_canonical(page, url), dates=found,
        modified=_modified(page, fetched), free=_free(page), reserved=_reserved(page, headers),
        kind=get("og:type", "").lower(), origins={name: origin for name, origin in origins.items() if origin},
    )


# --- authors ---------------------------------------------------------------------------------------------------------

_AUTHOR_METAS = (
    "author", "article:author", "parsely-author", "sailthru.author", "dc.creator", "dcterms.creator", "byl",
    "citation_author", "cxenseparse:author",
)
_BY = re.compile(
    r"^\s*(?:by|von|par|por|di|da|door|av|af|przez|автор|текст|oleh|yazan|bởi|作者|文|記者)\s*[:：]?\s+",
    re.I,
)
_BETWEEN = re.compile(r"\s*(?:[,;|/、]|\s(?:and|und|et|y|e|en|och|og|i|и|ve|dan|&)\s)\s*", re.I)
_NO_NAME = re.compile(r"https?:|www\.|@|\d{3}|^\W*$|^(?:admin|administrator|null|none|undefined|author|editor)$", re.I)
_BYLINES = (
    ".//*[@rel='author']", ".//*[@itemprop='author']//*[@itemprop='name']", ".//*[@itemprop='author']",
    ".//*[contains(@class, 'byline') or contains(@class, 'author-name') or contains(@class, 'author__name')]",
)
_ADDRESS = re.compile(r"https?:|www\.")
_DIGIT = re.compile(r"\d")
LONGEST_BYLINE = 120
MOST_NAMES = 4          # words of one person's name in a byline; more is a sentence
MOST_AUTHORS = 20


def _authors(page: Markup, site: str) -> tuple[tuple[str, ...], str]:
    """The authors that the page names; a publisher signing as author gives way to a person named elsewhere."""
    house: tuple[tuple[str, ...], str] = ((), "")
    for origin, named in _signed(page):
        authors = _distinct(named)
        if authors and not all(_is_house(name, site) for name in authors):
            return authors, origin
        house = house if house[0] else (authors, origin)
    return house


def _signed(page: Markup) -> Iterator[tuple[str, list[str]]]:
    if told := page.article.get("author"):
        yield "json-ld", list(_names(told))
    for name in _AUTHOR_METAS:
        if text := page.metas.get(name):
            yield "meta", list(_split(text))
    for path in _BYLINES:
        texts = (" ".join(element.text_content().split()) for element in page.root.xpath(path))
        first = next((text for text in texts if 0 < len(text) <= LONGEST_BYLINE), "")
        yield "markup", [name for name in _split(first) if name.count(" ") < MOST_NAMES and not _DIGIT.search(name)]


def _is_house(name: str, site: str) -> bool:
    ours, theirs = letters(name), letters(site)
    return bool(theirs) and (ours in theirs or theirs in ours)


def _names(told: Json) -> Iterator[str]:
    if isinstance(told, list):
        for item in told[:MOST_AUTHORS]:
            yield from _names(item)
    elif isinstance(told, dict):
        name = told.get("name")
        yield from _names(name if isinstance(name, str | list) else None)
    elif isinstance(told, str):
        yield from _split(told)


def _split(text: str) -> Iterator[str]:
    text = _BY.sub("", clean.line(text, 300))
    if _ADDRESS.search(text):
        return
    for piece in _BETWEEN.split(text):
        name = piece.strip(" .:-–|")
        if 2 <= len(name) <= 80 and not _NO_NAME.search(name):
            yield name


def _distinct(names: list[str]) -> tuple[str, ...]:
    kept: dict[str, str] = {}
    for name in names:
        kept.setdefault(name.casefold(), name)
    return tuple(kept.values())[:MOST_AUTHORS]


# --- address ---------------------------------------------------------------------------------------------------------


def _canonical(page: Markup, url: str) -> str | None:
    """The page's canonical address, if it is on the same host and is not just the front page."""
    links = [link.get("href") for link in page.root.xpath("//link[@rel='canonical']")]
    for told in [*links, page.metas.get("og:url")]:
        if not told:
            continue
        try:
            cleaned = address.keys(urljoin(url, told.strip())).url
        except (ValueError, Refused):
            continue
        if address.source_of(cleaned) == address.source_of(url) and urlsplit(cleaned).path.strip("/"):
            return cleaned
    return None


# --- dates -----------------------------------------------------------------------------------------------------------

_DATE_METAS = (
    "article:published_time", "og:article:published_time", "article:published", "datepublished", "og:published_time",
    "parsely-pub-date", "sailthru.date", "cxenseparse:recs:publishtime", "publishdate", "publish-date", "publish_date",
    "pubdate", "published_at", "pub_date", "publication_date", "dc.date.issued", "dcterms.issued", "dc.date.created",
    "dcterms.created", "citation_publication_date", "citation_date", "originalpublicationdate", "displaydate",
    "date.created", "article.published", "article_date_original", "last-publish", "dc.date", "dcterms.date", "date",
    "created", "og:pubdate", "rnews:datepublished", "bt:pubdate", "dcsext.articlefirstpublished",
)
_IN_ADDRESS = re.compile(r"/((?:19|20)\d\d)[/_-]?(0[1-9]|1[0-2])[/_-]?(0[1-9]|[12]\d|3[01])(?=\D|$)")
_ASIDE = frozenset({"aside", "nav", "footer"})
MOST_TIMES = 40


def _dates(page: Markup, url: str, fetched: datetime) -> Iterator[Published]:
    """Every publication date that the page names, most trusted first."""
    for name in ("datePublished", "dateCreated", "uploadDate"):
        if published := dates.read(string(page.article.get(name)), "json-ld", fetched):
            yield published
    for name in _DATE_METAS:
        if (text := page.metas.get(name)) and (published := dates.read(text, "meta", fetched)):
            yield published
    for node in page.nodes:
        if kinds(node) & {"webpage", "newsarticle", "article", "videoobject"} and node is not page.article and (
            published := dates.read(string(node.get("datePublished")), "json-ld", fetched)
        ):
            yield published
    yield from _times(page.root, fetched)
    if (found := _IN_ADDRESS.search(urlsplit(url).path)) and (
        published := dates.read("-".join(found.groups()), "address", fetched)
    ):
        yield published


_CHANGE_METAS = (
    "article:modified_time", "og:article:modified_time", "og:updated_time", "datemodified", "article:modified",
    "dcterms.modified", "dc.date.modified", "last-modified", "lastmod", "modified", "revised",
)


def _modified(page: Markup, fetched: datetime) -> Published | None:
    """The date of the last change that the page names."""
    told = [("json-ld", string(page.article.get("dateModified")))]
    told += [("meta", page.metas.get(name, "")) for name in _CHANGE_METAS]
    told += [("time-element", element.get("datetime") or element.get("content") or "")
             for element in page.root.xpath("//*[@itemprop='dateModified']")]
    read = (dates.read(clean.line(text, 100), origin, fetched) for origin, text in told if text)
    return next((date for date in read if date is not None), None)


def _times(root: HtmlElement, fetched: datetime) -> Iterator[Published]:
    """Dates of <time> and itemprop: those marked as publication first, then in the order of the page."""
    marked: list[Published] = []
    plain: list[Published] = []
    for element in root.xpath("//*[@itemprop='datePublished'] | //time")[:MOST_TIMES]:
        text = element.get("datetime") or element.get("content") or element.text_content()
        published = dates.read(clean.line(text, 100), "time-element", fetched)
        if published is None or any(above.tag in _ASIDE for above in element.iterancestors()):
            continue
        telling = f"{element.get('itemprop', '')} {element.get('class', '')} {element.get('pubdate', '')}".lower()
        (marked if "publi" in telling or element.get("pubdate") is not None else plain).append(published)
    yield from marked
    yield from plain


# --- access ----------------------------------------------------------------------------------------------------------


def _free(page: Markup) -> bool | None:
    """What the publisher says about free access: of the whole article, and of a part marked as paid."""
    for node in (page.article, *page.nodes):
        if (free := _flag(node.get("isAccessibleForFree"))) is not None:
            return free
        part = node.get("hasPart")
        for piece in part if isinstance(part, list) else [part]:
            if isinstance(piece, dict) and _flag(piece.get("isAccessibleForFree")) is False:
                return False
    tier = (page.metas.get("article:content_tier") or page.metas.get("og:article:content_tier") or "").lower()
    return {"free": True, "locked": False, "metered": None}.get(tier)


def _flag(value: Json) -> bool | None:
    if isinstance(value, bool):
        return value
    text = string(value).strip().rsplit("/", 1)[-1].lower()
    return {"true": True, "false": False, "yes": True, "no": False}.get(text)


def _reserved(page: Markup, headers: Mapping[str, str]) -> bool:
    """Whether the publisher reserves the text from text and data mining (TDM reservation protocol)."""
    return "1" in (headers.get("tdm-reservation", "").strip(), page.metas.get("tdm-reservation", "").strip())
