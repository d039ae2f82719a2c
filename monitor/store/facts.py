"""Facts beside the text: columns to search by, and the rest of each version in one compressed column."""

from __future__ import annotations

import struct
from collections.abc import Mapping
from typing import Any

from monitor.errors import Refused
from monitor.model import (
    Access,
    Article,
    ArticleVersion,
    Filing,
    Look,
    Looked,
    Published,
    RelevanceVerdict,
)
from monitor.stages import address
from monitor.store import meaning, tags
from monitor.store.database import Row, Transaction, instant, stamp
from monitor.store.values import packed, published_in, published_out, strings_in, terms_out, unpacked


def columns(article: Article, before: Row | None) -> dict[str, Any]:
    """The columns that depend on the article alone; `first_seen` keeps its first value."""
    first_seen = stamp(article.first_seen)
    if before is not None:
        first_seen = min(first_seen, before["first_seen"])
    published = stamp(article.published.instant) if article.published else None
    moment = first_seen if published is None else published
    said = article.published
    return {
        "article_id": article.article_id, "source": article.source, "language": article.language,
        "moment": moment, "month": instant(moment).strftime("%Y-%m").zfill(7), "first_seen": first_seen,
        "published": published, "published_text": said.text if said else None,
        "published_origin": said.origin if said else None, "access": article.access.value,
        "safe_key": safe_key(article.url), "url": article.url, "canonical_url": article.canonical_url,
        "external_id": article.external_id,
    }


def safe_key(url: str | None) -> str | None:
    """The key by which an address finds its article."""
    if url is None:
        return None
    try:
        return address.keys(url).safe
    except Refused:
        return None


def write_version(tx: Transaction, filing: Filing, before: Row | None) -> tuple[int, int]:
    """Write a version and return (its row, its number); earlier texts stay."""
    article, mark = filing.article, filing.fingerprint
    version = before["version"] + 1 if before is not None else 1
    said = _said(article) | {"relevance": terms_out(filing.relevance.evidence)}
    row = tx.one(
        """INSERT INTO article_version (article_id, version, made_by, fingerprint_version, shingles, page_id, filed_at,
               keys, name_keys, facts, title, text)
           VALUES (:article_id, :version, :made_by, :fingerprint_version, :shingles, :page_id, :now, :keys, :name_keys,
               :facts, :title, :text)
           RETURNING text_id""",
        article_id=article.article_id, version=version, made_by=article.made_by, fingerprint_version=mark.version,
        shingles=mark.shingles, page_id=article.page_id, now=tx.now(), keys=keys_out(mark.keys),
        name_keys=keys_out(filing.name_keys), facts=packed(said), title=article.title, text=article.text,
    )
    assert row is not None
    return int(row["text_id"]), version


def refresh(tx: Transaction, row: Row, article: Article) -> None:
    """Update the facts beside an unchanged text; this makes no version."""
    now_known = columns(article, row)
    changed = {name: value for name, value in now_known.items() if row[name] != value}
    before = unpacked(row["facts"])
    said = before | _said(article)
    said["feeds"] = list(dict.fromkeys([*before["feeds"], *article.feeds]))
    if changed:
        assigned = ", ".join(f"{name} = :{name}" for name in changed)
        tx.run(f"UPDATE article SET {assigned} WHERE number = :number", number=row["number"], **changed)
        if "moment" in changed:
            meaning.redate(tx, row["number"], changed["moment"])
        if "month" in changed:
            tags.say(tx, row["number"], month=changed["month"])
    if said != before:
        tx.run("UPDATE article_version SET facts = :facts WHERE text_id = :id", facts=packed(said), id=row["text_id"])
    if row["made_by"] != article.made_by:
        tx.run(
            "UPDATE article_version SET made_by = :made_by WHERE text_id = :id",
            made_by=article.made_by, id=row["text_id"],
        )


def judge(tx: Transaction, row: Row, relevance: RelevanceVerdict) -> None:
    """Store a new verdict on a stored text."""
    tx.run(
        "UPDATE article SET relevant = :relevant, relevance_score = :score WHERE number = :number",
        relevant=relevance.relevant.value, score=relevance.score, number=row["number"],
    )
    tags.say(tx, row["number"], relevant=relevance.relevant.value)
    said = unpacked(row["facts"]) | {"relevance": terms_out(relevance.evidence)}
    tx.run("UPDATE article_version SET facts = :facts WHERE text_id = :id", facts=packed(said), id=row["text_id"])


def _said(article: Article) -> dict[str, Any]:
    said = {
        "authors": list(article.authors), "feeds": list(article.feeds), "origins": dict(article.origins),
        "notes": list(article.notes), "dates": [published_out(date) for date in article.dates], "free": article.free,
        "published": published_out(article.published), "modified": published_out(article.modified),
    }
    # of a page that is gone: what could be seen of it while it was there
    return said if article.access is Access.REMOVED else said | {"access": article.access.value}


def version_of(row: Row) -> ArticleVersion:
    """One of an article's texts, with its facts."""
    said = unpacked(bytes(row["facts"]))
    looks = tuple(Look(instant(when), Looked(found), reason) for when, found, reason in said.get("looks", ()))
    return ArticleVersion(
        version=row["version"], filed=instant(row["filed_at"]), made_by=row["made_by"], title=row["title"],
        text=row["text"], page_id=row["page_id"], published=published_in(said.get("published")),
        modified=published_in(said.get("modified")), access=Access(said.get("access", Access.FULL)), looks=looks,
    )


def article_of(row: Row, said: Mapping[str, Any], feeds: tuple[str, ...]) -> Article:
    """An article from its row, its newest version and its facts."""
    dates: list[Published] = [date for date in map(published_in, said["dates"]) if date is not None]
    return Article(
        article_id=row["article_id"], url=row["url"], title=row["title"], text=row["text"], source=row["source"],
        first_seen=instant(row["first_seen"]), language=row["language"], published=published_of(row),
        authors=tuple(said["authors"]), canonical_url=row["canonical_url"], external_id=row["external_id"],
        access=Access(row["access"]), feeds=feeds, version=row["version"], page_id=row["page_id"],
        origins=strings_in(said["origins"]), notes=tuple(said["notes"]), dates=tuple(dates), free=said["free"],
        modified=published_in(said.get("modified")), made_by=row["made_by"],
    )


def published_of(row: Row) -> Published | None:
    """When an article was published: as it was written, and as an instant."""
    if row["published"] is None:
        return None
    return Published(row["published_text"], instant(row["published"]), row["published_origin"])


def keys_out(keys: tuple[int, ...]) -> bytes:
    """The keys of a fingerprint as bytes, 8 each."""
    return struct.pack(f"<{len(keys)}q", *keys)


def keys_in(blob: bytes) -> tuple[int, ...]:
    """The inverse of `keys_out`."""
    return struct.unpack(f"<{len(blob) // 8}q", blob)
