"""The newsroom as values: sites, their feeds and their pages, read from the folder `sites`."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

HERE = Path(__file__).resolve().parent
FENCE = "+++\n"
MARKS = {"## ": "heading", "- ": "item", "> ": "quote"}

Serves = Literal["article", "teaser", "consent_wall", "empty", "gone", "redirect"]


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph, heading, list item or quotation of a text."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Page:
    """One address of the newsroom: what stands there, and what is true of it."""

    host: str
    name: str
    path: str
    title: str
    language: str
    published: str
    serves: Serves = "article"
    to: str | None = None  # where a redirect leads
    authors: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    relevant: str | None = None
    story: str | None = None
    telling: str | None = None
    sections: tuple[str, ...] = ()
    listed: bool = True  # whether the feeds of its own site name it
    undated: bool = False  # whether they leave its date out
    blocks: tuple[Block, ...] = ()

    @property
    def page_id(self) -> str:
        """Host and file name, by which the truth and other files name this page."""
        return f"{self.host}/{self.name}"

    @property
    def url(self) -> str:
        """The address that answers, as its own site spells it."""
        return f"http://{self.host}{self.path}"

    @property
    def when(self) -> datetime:
        """The date as a moment; a day alone begins at midnight UTC."""
        moment = datetime.fromisoformat(self.published)
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)

    @property
    def lead(self) -> str:
        """The first paragraph, which feeds give as summary; '' where there is no text."""
        return next((block.text for block in self.blocks if block.kind == "paragraph"), "")


@dataclass(frozen=True, slots=True)
class Feed:
    """One feed document of a site, and the habits that set it apart from others."""

    host: str
    path: str
    format: Literal["rss", "atom", "rdf", "json"]
    title: str
    section: str | None = None  # only pages of this section
    more: tuple[str, ...] = ()  # page ids on other hosts that it names too
    encoding: str = "utf-8"
    summaries: Literal["plain", "html"] = "plain"
    full_text: bool = False
    authors: bool = False
    undated: bool = False
    without_ids: bool = False
    tracking: str | None = None  # what it adds to every address
    keep: str | None = None  # what its terms allow to be kept: "headline"

    @property
    def url(self) -> str:
        """Where the feed is polled."""
        return f"http://{self.host}{self.path}"


@dataclass(frozen=True, slots=True)
class Site:
    """One host with its look, its feeds and its pages, newest first."""

    host: str
    name: str
    language: str
    encoding: str = "utf-8"
    date: str = "{year}-{month}-{day2}"
    months: tuple[str, ...] = ()
    paragraph: str = "<p>$text</p>"
    inset: str = ""  # furniture that its pages set after the second paragraph
    robots: str = "User-agent: *\nDisallow:\n"
    feeds: tuple[Feed, ...] = ()
    pages: tuple[Page, ...] = ()


@dataclass(frozen=True, slots=True)
class Story:
    """An event that several pages tell, and the seed that tells it too."""

    about: str
    seed: str | None = None
    telling: str | None = None


@dataclass(frozen=True, slots=True)
class Newsroom:
    """Everything there is: the sites by host, the stories by name."""

    sites: dict[str, Site]
    stories: dict[str, Story]

    @property
    def pages(self) -> dict[str, Page]:
        """Every page by its id."""
        return {page.page_id: page for site in self.sites.values() for page in site.pages}

    def entries(self, feed: Feed) -> list[tuple[str, Page]]:
        """What a feed names, newest first: the address as it spells it, and the page that is meant."""
        own = (page for page in self.sites[feed.host].pages
               if page.listed and (feed.section is None or feed.section in page.sections))
        named = [*own, *(self.pages[page_id] for page_id in feed.more)]
        named.sort(key=lambda page: page.when, reverse=True)
        return [(tracked(page.url, feed.tracking), page) for page in named]


def tracked(url: str, tracking: str | None) -> str:
    """An address with a feed's tracking parameters added."""
    return f"{url}{'&' if '?' in url else '?'}{tracking}" if tracking else url


def read_newsroom(folder: Path = HERE) -> Newsroom:
    """Read every site and story; a mistake in a file is an error that names the file."""
    sites = {place.name: read_site(place) for place in sorted((folder / "sites").iterdir()) if place.is_dir()}
    stories = tomllib.loads((folder / "stories.toml").read_text(encoding="utf-8"))
    return Newsroom(sites, {name: Story(**fields) for name, fields in stories.items()})


def read_site(folder: Path) -> Site:
    """Read one host: its site.toml, and a page from each text file beside it."""
    fields = frozen(tomllib.loads((folder / "site.toml").read_text(encoding="utf-8")))
    feeds = tuple(Feed(folder.name, **frozen(feed)) for feed in fields.pop("feed", ()))
    pages = [read_page(path, fields["language"]) for path in sorted(folder.glob("*.txt"))]
    pages.sort(key=lambda page: page.when, reverse=True)
    return Site(folder.name, feeds=feeds, pages=tuple(pages), **fields)


def read_page(path: Path, language: str) -> Page:
    """Read one page: TOML between two fences, then the text, a blank line between two blocks."""
    before, front, text = path.read_text(encoding="utf-8").split(FENCE, 2)
    if before:
        raise ValueError(f"{path}: must begin with {FENCE.strip()}")
    fields = {"language": language} | frozen(tomllib.loads(front))
    blocks = tuple(read_block(part) for part in text.strip().split("\n") if part.strip())
    try:
        return Page(path.parent.name, path.stem, blocks=blocks, **fields)
    except TypeError as error:
        raise ValueError(f"{path}: {error}") from error


def read_block(line: str) -> Block:
    """One line of a text as the block that its mark makes it."""
    for mark, kind in MARKS.items():
        if line.startswith(mark):
            return Block(kind, line.removeprefix(mark).strip())
    return Block("paragraph", line.strip())


def frozen(fields: dict[str, Any]) -> dict[str, Any]:
    """The same fields with lists as tuples, so that what is made of them cannot change."""
    return {name: tuple(value) if isinstance(value, list) else value for name, value in fields.items()}
