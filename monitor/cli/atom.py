"""Articles as an Atom feed, for a feed reader or a web server."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from urllib.parse import quote

from monitor.model import StoredArticle
from monitor.stages import clean

_NO_XML = re.compile("[^\\t\\n\\r\\x20-\\ud7ff\\ue000-\\ufffd\\U00010000-\\U0010ffff]")


def feed(title: str, name: str, updated: datetime, found: Iterable[StoredArticle]) -> Iterator[str]:
    """The document, piece by piece; `name` identifies this feed and must stay the same."""
    yield '<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom">\n'
    yield f"  <id>{_urn(name)}</id>\n  <title>{_escaped(title)}</title>\n"
    yield f"  <updated>{_time(updated)}</updated>\n  <generator>Monitor</generator>\n"
    for stored in found:
        yield _entry(stored)
    yield "</feed>\n"


def _entry(stored: StoredArticle) -> str:
    held = stored.article
    published = held.published.instant if held.published else None
    lines = [
        "  <entry>",
        f"    <id>{_urn(f'article:{held.article_id}')}</id>",
        f"    <title>{_escaped(clean.printable(held.title))}</title>",
        f"    <updated>{_time(published or held.first_seen)}</updated>",
        f"    <published>{_time(published or held.first_seen)}</published>",
        *(f"    <author><name>{_escaped(name)}</name></author>" for name in held.authors or (held.source,)),
        *(f'    <category term="{_escaped(tag.topic)}"/>' for tag in stored.tags),
    ]
    if held.url:
        language = f' hreflang="{_escaped(held.language)}"' if held.language else ""
        lines.append(f'    <link rel="alternate" href="{_escaped(held.url)}"{language}/>')
    if summary := stored.snippet or held.text[:280]:
        # an entry without a link must say what it holds (RFC 4287, 4.1.2)
        name = "summary" if held.url else "content"
        lines.append(f"    <{name}>{_escaped(summary)}</{name}>")
    elif not held.url:
        lines.append("    <content/>")
    return "\n".join([*lines, "  </entry>\n"])


def _urn(name: str) -> str:
    return f"urn:monitor:{quote(name, safe=':')}"


def newest(found: Iterable[StoredArticle], otherwise: datetime) -> datetime:
    """When what is found last changed: a feed that holds nothing new stays the same to the letter."""
    return max((stored.article.first_seen for stored in found), default=otherwise)


def _time(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")


def _escaped(text: str) -> str:
    plain = _NO_XML.sub("", clean.text(text))
    return plain.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")
