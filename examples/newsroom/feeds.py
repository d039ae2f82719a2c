"""Feed documents in four formats: RSS 2.0, Atom, RSS 1.0 (RDF) and JSON Feed."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC
from email.utils import format_datetime
from html import escape

from examples.newsroom.content import Feed, Page, Site
from examples.newsroom.pages import marked_up

Entries = Sequence[tuple[str, Page]]


def document(site: Site, feed: Feed, entries: Entries) -> str:
    """The feed with these entries: each an address, as this feed spells it, and the page that is meant."""
    if feed.format == "json":
        return json_feed(site, feed, entries)
    prolog = f'<?xml version="1.0" encoding="{feed.encoding}"?>\n'
    return prolog + {"rss": rss, "atom": atom, "rdf": rdf}[feed.format](site, feed, entries)


def rss(site: Site, feed: Feed, entries: Entries) -> str:
    """RSS 2.0, with Dublin Core authors and full texts where the feed gives them."""
    items = "".join(
        element("item",
                element("title", page.title)
                + element("link", url)
                + ("" if feed.without_ids else element("guid", url))
                + (element("pubDate", rfc_date(page)) if is_dated(feed, page) else "")
                + (element("dc:creator", ", ".join(page.authors)) if feed.authors and page.authors else "")
                + element("description", summary(feed, page))
                + (full_text(site, page) if feed.full_text else ""), raw=True)
        for url, page in entries)
    return ('<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" '
            'xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>\n'
            + element("title", feed.title) + element("link", f"http://{site.host}/")
            + element("description", feed.title) + element("language", site.language) + element("ttl", "60")
            + f"{items}</channel></rss>\n")


def atom(site: Site, feed: Feed, entries: Entries) -> str:
    """Atom 1.0, whose ids are tags and not addresses."""
    items = "".join(
        element("entry",
                element("title", page.title)
                + f'<link rel="alternate" href="{escape(url)}"/>\n'
                + element("id", f"tag:{page.host},2026:{page.name}")
                + element("published", page.published) + element("updated", page.published)
                + "".join(element("author", element("name", name), raw=True)
                          for name in page.authors if feed.authors)
                + f'<summary type="{"html" if feed.summaries == "html" else "text"}">'
                + f"{escape(summary(feed, page))}</summary>\n", raw=True)
        for url, page in entries)
    return (f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{site.language}">\n'
            + element("title", feed.title) + element("id", feed.url)
            + f'<link rel="self" href="{escape(feed.url)}"/>\n'
            + element("updated", entries[0][1].published) + f"{items}</feed>\n")


def rdf(site: Site, feed: Feed, entries: Entries) -> str:
    """RSS 1.0: the items stand beside the channel, which lists them."""
    listed = "".join(f'<rdf:li rdf:resource="{escape(url)}"/>' for url, _ in entries)
    items = "".join(
        f'<item rdf:about="{escape(url)}">\n' + element("title", page.title) + element("link", url)
        + element("description", summary(feed, page)) + element("dc:date", page.published)
        + (element("dc:creator", ", ".join(page.authors)) if feed.authors and page.authors else "") + "</item>\n"
        for url, page in entries)
    return ('<rdf:RDF xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/" '
            f'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xml:lang="{site.language}">\n'
            f'<channel rdf:about="{escape(feed.url)}">\n'
            + element("title", feed.title) + element("link", f"http://{site.host}/")
            + element("description", feed.title) + f"<items><rdf:Seq>{listed}</rdf:Seq></items></channel>\n"
            + f"{items}</rdf:RDF>\n")


def json_feed(site: Site, feed: Feed, entries: Entries) -> str:
    """JSON Feed 1.1."""
    items = [{"id": url, "url": url, "title": page.title, "summary": summary(feed, page),
              "content_text": summary(feed, page), "date_published": page.published, "language": page.language,
              "authors": [{"name": name} for name in page.authors]} for url, page in entries]
    head = {"version": "https://jsonfeed.org/version/1.1", "title": feed.title, "language": site.language,
            "home_page_url": f"http://{site.host}/", "feed_url": feed.url}
    return json.dumps(head | {"items": items}, ensure_ascii=False, indent=1)


def summary(feed: Feed, page: Page) -> str:
    """The lead, in a paragraph of HTML where the feed writes its summaries so."""
    return f"<p>{escape(page.lead, quote=False)}</p>" if page.lead and feed.summaries == "html" else page.lead


def full_text(site: Site, page: Page) -> str:
    """The whole text as HTML in a CDATA section, as blogs give it."""
    lines = "".join(line for block in page.blocks for line in marked_up(site, block.kind, [block]))
    return f"<content:encoded><![CDATA[{lines}]]></content:encoded>\n"


def is_dated(feed: Feed, page: Page) -> bool:
    """Whether this feed says when this page was published."""
    return not feed.undated and not page.undated


def rfc_date(page: Page) -> str:
    """The date as RSS writes it; Greenwich by its name, other zones by their number."""
    return format_datetime(page.when if page.when.utcoffset() else page.when.astimezone(UTC),
                           usegmt=not page.when.utcoffset())


def element(name: str, content: str, raw: bool = False) -> str:
    """An XML element around a text, or around markup that is raw already."""
    return f"<{name}>{content if raw else escape(content, quote=False)}</{name}>\n"
