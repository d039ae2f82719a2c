#!/usr/bin/env python3
"""The truth of the newsroom, computed from its files: `python -m examples.newsroom.truth` writes it out again.

truth.json holds each feed with its entries, each page with its text and all that is true of it, and each seed.
newsroom.opml lists the feeds. Both are generated, and a test holds them against the files of `sites`.
"""

from __future__ import annotations

import json
import tomllib
from html import escape
from typing import Any
from urllib.robotparser import RobotFileParser

from examples.newsroom.content import HERE, Feed, Newsroom, Page, Story, read_newsroom

FATES = {"article": "filed", "teaser": "filed", "consent_wall": "wall", "empty": "unreadable", "gone": "gone"}
ACCESS = {"article": "full", "teaser": "teaser", "consent_wall": "consent_wall"}
LEAD_TO_PAGES = ("article", "teaser")


def truth(newsroom: Newsroom) -> dict[str, Any]:
    """Everything that the pipeline's answers are held against."""
    return {
        "feeds": [feed_truth(newsroom, feed) for feed in feeds_of(newsroom)],
        "pages": [page_truth(newsroom, page) for page in newsroom.pages.values()],
        "seeds": [{"seed_id": story.seed, "relations": relations(newsroom, name, story.telling, seed_language(story))}
                  for name, story in newsroom.stories.items() if story.seed],
    }


def feeds_of(newsroom: Newsroom) -> list[Feed]:
    """Every feed, by host."""
    return [feed for site in newsroom.sites.values() for feed in site.feeds]


def feed_truth(newsroom: Newsroom, feed: Feed) -> dict[str, Any]:
    """A feed, and for each entry the page it leads to and the fates that are right."""
    return {
        "url": feed.url,
        "title": feed.title,
        "format": feed.format,
        "language": newsroom.sites[feed.host].language,
        "keep": feed.keep,
        "entries": [{
            "url": url,
            "title": page.title,
            "published": None if feed.undated or page.undated else page.published,
            "page": target(newsroom, page).page_id,
            "fates": entry_fates(newsroom, page),
        } for url, page in newsroom.entries(feed)],
    }


def page_truth(newsroom: Newsroom, page: Page) -> dict[str, Any]:
    """One page: what a careful reader would say of it."""
    fate = None if page.to else page_fate(newsroom, page)
    readable = page.serves in LEAD_TO_PAGES
    return {
        "page": page.page_id,
        "url": page.url,
        "host": page.host,
        "serves": page.serves,
        "leads_to": page.to,
        "addresses": sorted({url for feed in feeds_of(newsroom) for url, named in newsroom.entries(feed)
                             if target(newsroom, named) is page}),
        "feeds": [feed.url for feed in feeds_of(newsroom)
                  if any(target(newsroom, named) is page for _, named in newsroom.entries(feed))],
        "fate": fate,
        "access": "teaser" if fate == "held_by_terms" else ACCESS.get(page.serves),
        "title": page.title,
        "published": page.published,
        "language": page.language if readable else None,
        "authors": list(page.authors),
        "topics": list(page.topics) if readable else None,
        "relevant": page.relevant,
        "story": page.story,
        "relations": relations(newsroom, page.story, page.telling, page.language, page),
        "paragraphs": [block.text for block in page.blocks],
    }


def page_fate(newsroom: Newsroom, page: Page) -> str:
    """How the entry that leads to this page must end; of a redirect, how what it leads to must end."""
    page = target(newsroom, page)
    naming = [feed for feed in feeds_of(newsroom) if any(named is page for _, named in newsroom.entries(feed))]
    if naming and all(feed.keep == "headline" for feed in naming):
        return "held_by_terms"
    robots = RobotFileParser()
    robots.parse(newsroom.sites[page.host].robots.splitlines())
    return FATES[page.serves] if robots.can_fetch("Monitor", page.url) else "refused"


def entry_fates(newsroom: Newsroom, page: Page) -> list[str]:
    """The fates that an entry may have: of several addresses of one page one is filed, the others are known."""
    fate = page_fate(newsroom, page)
    aim = target(newsroom, page)
    addresses = {url for feed in feeds_of(newsroom) for url, named in newsroom.entries(feed)
                 if target(newsroom, named) is aim}
    return [fate, "known"] if len(addresses) > 1 else [fate]


def target(newsroom: Newsroom, page: Page) -> Page:
    """The page that a redirect ends at; any other page is its own."""
    return next(other for other in newsroom.pages.values() if other.url == page.to) if page.to else page


def relations(newsroom: Newsroom, story: str | None, telling: str | None, language: str,
              page: Page | None = None) -> list[dict[str, str]]:
    """How every other page of the story, and its seed, repeats what this one says."""
    if story is None:
        return []
    found = [{"page": other.page_id, "relation": relation(page, telling, language, other)}
             for other in newsroom.pages.values() if other.story == story and other is not page]
    told = newsroom.stories[story]
    if page is not None and told.seed:
        same = page.telling == told.telling
        copy = "near_duplicate" if page.language == seed_language(told) else "translation"
        found.append({"seed": told.seed, "relation": copy if same else "same_story"})
    return found


def relation(page: Page | None, telling: str | None, language: str, other: Page) -> str:
    """One telling in one language is a copy, in two a translation; two tellings are two reports."""
    if telling != other.telling:
        return "same_story"
    if language != other.language:
        return "translation"
    return "duplicate" if page is not None and page.blocks == other.blocks else "near_duplicate"


def seed_language(story: Story) -> str:
    """The language that is written beside the seed."""
    beside = HERE.parents[1] / "seeds" / f"{story.seed}.toml"
    return str(tomllib.loads(beside.read_text(encoding="utf-8"))["language"])


def opml(newsroom: Newsroom) -> str:
    """The feed list that `monitor crawl --feeds` reads."""
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', '<opml version="2.0">',
             "  <head><title>The sample newsroom</title></head>", "  <body>"]
    for feed in feeds_of(newsroom):
        site = newsroom.sites[feed.host]
        keep = f' keep="{feed.keep}"' if feed.keep else ""
        lines.append(f'    <outline type="rss" text="{escape(feed.title)}" title="{escape(feed.title)}" '
                     f'xmlUrl="{escape(feed.url)}" htmlUrl="http://{site.host}/" language="{site.language}"{keep}/>')
    return "\n".join([*lines, "  </body>", "</opml>", ""])


def as_json(newsroom: Newsroom) -> str:
    """The truth as it stands in truth.json."""
    return json.dumps(truth(newsroom), ensure_ascii=False, indent=1) + "\n"


def main() -> None:
    """Write truth.json and newsroom.opml again."""
    newsroom = read_newsroom()
    (HERE / "truth.json").write_text(as_json(newsroom), encoding="utf-8")
    (HERE / "newsroom.opml").write_text(opml(newsroom), encoding="utf-8")


if __name__ == "__main__":
    main()
