"""Pages as their sites would print them: a template of the site, filled with one text."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from html import escape
from itertools import groupby
from pathlib import Path
from string import Template

from examples.newsroom.content import HERE, Block, Page, Site

INSET_AFTER = 2  # blocks before a site's inset: where newspapers set theirs


def article_page(site: Site, page: Page, folder: Path = HERE / "sites") -> str:
    """The page in its site's template, which is named after what the page serves."""
    template = Template((folder / site.host / f"{page.serves}.html").read_text(encoding="utf-8"))
    return template.substitute(
        title=escape(page.title),
        site=escape(site.name),
        language=page.language,
        charset=site.encoding,
        url=escape(page.url),
        lead=escape(page.lead[:200]),
        published=page.published,
        date=printed_date(site, page.when),
        authors=escape(", ".join(page.authors)),
        body="\n".join(body(site, page)),
        related=related(site, page),
        json_ld=json_ld(site, page),
    )


def body(site: Site, page: Page) -> Iterator[str]:
    """The text as the site marks it up, its inset among the paragraphs."""
    count = 0
    for kind, blocks in groupby(page.blocks, key=lambda block: block.kind):
        for line in marked_up(site, kind, list(blocks)):
            yield line
            count += 1
            if count == INSET_AFTER and site.inset and page.serves == "article":
                yield site.inset


def marked_up(site: Site, kind: str, blocks: list[Block]) -> list[str]:
    """A run of blocks of one kind as HTML."""
    texts = [escape(block.text, quote=False) for block in blocks]
    if kind == "heading":
        return [f"<h2>{text}</h2>" for text in texts]
    if kind == "item":
        return ["<ul>" + "".join(f"<li>{text}</li>" for text in texts) + "</ul>"]
    if kind == "quote":
        return [f"<blockquote><p>{text}</p></blockquote>" for text in texts]
    return [Template(site.paragraph).substitute(text=text) for text in texts]


def related(site: Site, page: Page) -> str:
    """Links to three other articles of the site, as list items."""
    others = [other for other in site.pages if other is not page and other.serves == "article"][:3]
    return "".join(f'<li><a href="{escape(other.url)}">{escape(other.title)}</a></li>' for other in others)


def printed_date(site: Site, when: datetime) -> str:
    """The date as the site prints it for its readers."""
    return site.date.format(
        year=when.year,
        month=f"{when.month:02}",
        month_name=site.months[when.month - 1] if site.months else "",
        day=when.day,
        day2=f"{when.day:02}",
        hour=f"{when.hour:02}",
        minute=f"{when.minute:02}",
    )


def json_ld(site: Site, page: Page) -> str:
    """What the site tells search engines about the page."""
    facts: dict[str, object] = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": page.title,
        "inLanguage": page.language,
        "datePublished": page.published,
        "author": [{"@type": "Person", "name": name} for name in page.authors],
        "publisher": {"@type": "Organization", "name": site.name},
        "mainEntityOfPage": page.url,
        "isAccessibleForFree": page.serves != "teaser",
    }
    return json.dumps(facts, ensure_ascii=False).replace("</", "<\\/")


def home_page(site: Site) -> str:
    """The front page: the site's feeds for machines, its articles for people."""
    feeds = "".join(f'<link rel="alternate" title="{escape(feed.title)}" href="{escape(feed.url)}" type="{kind}">'
                    for feed in site.feeds for kind in [MEDIA_TYPES[feed.format]])
    links = "".join(f'<li><a href="{escape(page.url)}">{escape(page.title)}</a></li>\n'
                    for page in site.pages if page.listed)
    return (f'<!doctype html>\n<html lang="{site.language}"><head><meta charset="{site.encoding}">'
            f"<title>{escape(site.name)}</title>{feeds}</head>\n"
            f"<body><h1>{escape(site.name)}</h1><ul>\n{links}</ul></body></html>\n")


MEDIA_TYPES = {
    "rss": "application/rss+xml",
    "atom": "application/atom+xml",
    "rdf": "application/rdf+xml",
    "json": "application/feed+json",
}
