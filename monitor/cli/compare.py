"""`monitor compare`: how two texts relate, and why; stores nothing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from monitor.cli import DONE, as_json, batch, documents, in_words, opened, options, output, passages
from monitor.errors import Misused, MonitorError

if TYPE_CHECKING:
    from monitor.ports import Encoder, Store
    from monitor.settings import Settings
    from monitor.stages.compare import Piece, Weights

LEAST_GROUPS = 1_000    # of a store: with fewer its counts say nothing, and a batch is its own background


@click.command(epilog="Example: monitor compare seeds/one.txt other.html --json")
@click.argument("a", required=False)
@click.argument("b", required=False)
@click.option("--batch", "place", metavar="FILE", help="JSON lines with id, a and b (each title, text); - is stdin.")
@click.option("--json", "as_line", is_flag=True, help="One JSON object.")
@options.common
def compare(a: str | None, b: str | None, place: str | None, as_line: bool) -> int:
    """
    Say how A relates to B, with the passages that show it. Each is the id of an article, or a file.

    duplicate (same text), near_duplicate (edited, cut or wrapped copy), translation, same_story, or different.
    """
    settings = options.settings()
    if (place is None) == (a is None) or (a is None) != (b is None):
        raise Misused("Give two articles, each an id or a file, or --batch FILE.")
    with opened.store_if_any(settings) as store:
        if place is not None:
            batch.tell(_answers(place, store, settings))
        elif a is not None and b is not None:
            _print_pair(a, b, store, settings, as_line)
    return DONE


def _print_pair(a: str, b: str, store: Store | None, settings: Settings, as_line: bool) -> None:
    from monitor import assemble
    from monitor.stages import compare as stage

    pieces = []
    for place in (a, b):
        held = documents.read_or_get(place, store, settings)
        when = held.published.instant if held.published else None
        pieces.append(stage.Piece(held.title, held.text, held.language, held.url, when))
    weights = _weights(store, pieces) if store is not None and _is_rich(store) else None
    judged = stage.pair(pieces[0], pieces[1], encoder=assemble.encoder(settings), weights=weights)
    if as_line:
        output.print_json({"id": None, **as_json.comparison(judged)})
        return
    relation = output.styled(in_words.relation(judged.relation), bold=True)
    click.echo(f"{relation}, {in_words.level(judged)}{judged.score:.2f}")
    click.echo(judged.reason)
    a_texts, b_texts = ({"title": piece.title, "text": piece.text} for piece in pieces)
    passages.print_passages(judged.evidence, ("A", "B"), (a_texts, b_texts))


def _answers(
    place: str, store: Store | None, settings: Settings
) -> Iterator[tuple[batch.Line, batch.Json | MonitorError]]:
    from monitor import assemble

    encoder = assemble.encoder(settings)
    if store is not None and _is_rich(store):
        return batch.judged(batch.lines(place), lambda line: _judged(line, store, encoder))
    return _own_background(place, encoder)


def _judged(line: batch.Line, store: Store, encoder: Encoder | None) -> batch.Json:
    from monitor.stages import compare as stage

    a, b = _pieces(line)
    return as_json.comparison(stage.pair(a, b, encoder=encoder, weights=_weights(store, [a, b])))


def _own_background(
    place: str, encoder: Encoder | None
) -> Iterator[tuple[batch.Line, batch.Json | MonitorError]]:
    """The lines, read to the end first: a phrase says little if many texts of the batch share it."""
    from monitor.stages import compare as stage

    read: list[tuple[batch.Line, tuple[Piece, Piece] | MonitorError]] = []
    for line in batch.lines(place):
        try:
            read.append((line, _pieces(line)))
        except MonitorError as error:
            read.append((line, error))
    judgements = stage.batch([held for _, held in read if isinstance(held, tuple)], encoder=encoder)
    for line, held in read:
        yield line, as_json.comparison(next(judgements)) if isinstance(held, tuple) else held


def _pieces(line: batch.Line) -> tuple[Piece, Piece]:
    if line.error is not None:
        raise batch.BadLine(line.error)
    return _piece(line, "a"), _piece(line, "b")


def _piece(line: batch.Line, name: str) -> Piece:
    from monitor.stages import dates, language
    from monitor.stages.compare import Piece

    value = line.value.get(name)
    if not isinstance(value, dict):
        raise batch.BadLine(f"The field {name} is {'no object' if name in line.value else 'missing'}.")
    title, text = batch.text_of(value, "title"), batch.text_of(value, "text", needed=True)
    said = batch.text_of(value, "language")[:2].lower()
    published = dates.read(batch.text_of(value, "published"), "import") if value.get("published") else None
    url = batch.text_of(value, "url") or None
    return Piece(title, text, said or language.of(title, text), url, published.instant if published else None)


def _is_rich(store: Store) -> bool:
    return store.articles.groups() >= LEAST_GROUPS


def _weights(store: Store, pieces: list[Piece]) -> Weights:
    from monitor.stages import fingerprint
    from monitor.stages.compare import Weights

    keys = {key for piece in pieces for key in fingerprint.of(piece.title, piece.text, piece.language).keys}
    return Weights(store.articles.key_groups(sorted(keys)), store.articles.groups())
