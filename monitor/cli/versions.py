"""The versions of an article: when each came, why, and what changed since the one before."""

from __future__ import annotations

import click

from monitor.cli import as_json, output
from monitor.model import Access, ArticleVersion, Look, Looked, StoredArticle
from monitor.ports import Store
from monitor.stages import clean, versions
from monitor.stages.align import Kind
from monitor.stages.versions import Cause, Paragraph, Piece

_WHY = {
    Cause.FIRST: "as it was first seen",
    Cause.EDITED: "changed, and dated later",
    Cause.SILENT: "changed silently: it names no later date",
    Cause.REREAD: "the same page, read again",
    Cause.GIVEN: "given again",
}
_STYLES: dict[Kind, dict[str, bool | str]] = {
    Kind.ADDED: {"fg": "green"}, Kind.DROPPED: {"fg": "red", "strikethrough": True},
}
_MARKS = {Kind.ADDED: ("{+", "+}"), Kind.DROPPED: ("[-", "-]")}


def print_versions(stored: StoredArticle, store: Store) -> None:
    """Print the versions, oldest first, each with its time and the words added and removed."""
    held = store.articles.versions(stored.article.article_id)
    click.echo(output.styled(clean.printable(stored.article.title) or "(without a title)", bold=True))
    output.print_pairs({"id": stored.article.article_id, "address": stored.article.url})
    for before, after in zip([None, *held], held, strict=False):
        why = _WHY[versions.cause(before, after)]
        click.echo(f"\n{output.styled(f'Version {after.version}', bold=True)}  {_moment(after)}  {why}")
        if before is not None:
            _print_difference(before, after)
        for look in after.looks:
            click.echo(f"\n{output.styled(_found(look), bold=True)}  {look.when:%Y-%m-%d %H:%M} UTC  "
                       f"{clean.printable(look.reason)}")
    if len(held) == 1 and not held[0].looks:
        click.echo("\nIt was never seen to change.")


def as_object(stored: StoredArticle, store: Store) -> dict[str, object]:
    """The same as one JSON object."""
    held = store.articles.versions(stored.article.article_id)
    return {
        "id": stored.article.article_id, "url": stored.article.url, "access": stored.article.access.value,
        "versions": [_version(before, after) for before, after in zip([None, *held], held, strict=False)],
    }


def _moment(version: ArticleVersion) -> str:
    return f"{version.filed:%Y-%m-%d %H:%M} UTC"


def _found(look: Look) -> str:
    return "Gone" if look.found is Looked.REMOVED else "There again"


def _print_difference(before: ArticleVersion, after: ArticleVersion) -> None:
    found = versions.between(before, after)
    facts = {"access": (before.access, after.access), "read by": (before.made_by, after.made_by)}
    for name, (old, new) in facts.items():
        if old != new:
            click.echo(f"{output.INDENT}{name}: {_word(old)}, then {_word(new)}")
    if any(piece.kind is not Kind.SAME for piece in found.title):
        click.echo(f"{output.INDENT}title: {_line(found.title)}")
    same = 0
    for paragraph in found.paragraphs:
        if paragraph.kind is Kind.SAME:
            same += 1
            continue
        _print_same(same)
        same = 0
        click.echo(output.INDENT + _paragraph(paragraph))
    _print_same(same)
    added, dropped = found.words
    click.echo(f"{output.INDENT}{added} words came, {dropped} went.")


def _word(value: Access | str) -> str:
    return clean.printable(str(value).replace("_", " "))


def _print_same(count: int) -> None:
    if count:
        said = f"({count} {'paragraph' if count == 1 else 'paragraphs'} as before)"
        click.echo(output.INDENT + output.styled(said, dim=True))


def _paragraph(paragraph: Paragraph) -> str:
    if paragraph.kind is Kind.MOVED:
        return f"(moved) {_line(paragraph.pieces)}"
    return _line(paragraph.pieces)


def _line(pieces: tuple[Piece, ...]) -> str:
    return "".join(map(_piece, pieces))


def _piece(piece: Piece) -> str:
    """Coloured on a terminal, marked elsewhere; never a character that controls the terminal."""
    text = clean.text(piece.text).replace("\n", " ")
    if piece.kind not in _STYLES:
        return text
    coloured = output.styled(text, **_STYLES[piece.kind])
    if coloured != text:
        return coloured
    start, end = _MARKS[piece.kind]
    kept = text.rstrip()
    return f"{start}{kept}{end}{text[len(kept):]}"


def _version(before: ArticleVersion | None, after: ArticleVersion) -> dict[str, object]:
    found = versions.between(before, after) if before is not None else None
    added, dropped = found.words if found is not None else (0, 0)
    return {
        "version": after.version,
        "filed": as_json.instant(after.filed),
        "cause": versions.cause(before, after).value,
        "made_by": after.made_by,
        "access": after.access.value,
        "published": as_json.published(after.published),
        "modified": as_json.published(after.modified),
        "words_added": added,
        "words_dropped": dropped,
        "title": after.title,
        "text": after.text,
        "title_changes": _pieces(found.title) if found is not None else None,
        "changes": None if found is None else [
            {"kind": paragraph.kind.value, "pieces": _pieces(paragraph.pieces)}
            for paragraph in found.paragraphs if paragraph.kind is not Kind.SAME
        ],
        "looks": [
            {"when": as_json.instant(look.when), "found": look.found.value, "reason": look.reason}
            for look in after.looks
        ],
    }


def _pieces(pieces: tuple[Piece, ...]) -> list[dict[str, str]]:
    return [{"kind": piece.kind.value, "text": piece.text} for piece in pieces]
