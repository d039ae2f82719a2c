"""`monitor similar`: the nearest articles, in any language, and how each relates to the one in hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import click

from monitor.cli import DONE, NOTHING, as_json, documents, in_words, opened, options, output, passages
from monitor.model import SEEDS, Article, Comparison, Known, Level, Relation, StoredArticle
from monitor.stages import clean, snippet

if TYPE_CHECKING:
    from monitor.pipeline import Desk
    from monitor.stages.compare import Piece

BY_KEYS = 50            # candidates that share fingerprint keys
BY_MEANING = 100        # candidates by cosine
JUDGED = 30             # of them read sentence by sentence, 20 ms each; recall@30 of translations is 1.000 (dedup.md)
PASSAGES = 2            # of each kind that a terminal shows: all are in `--json`
ORDER = list(Relation)


@dataclass(frozen=True, slots=True)
class Neighbour:
    """An article near the one in hand, and its relation to it if both were compared."""

    stored: StoredArticle
    judged: Comparison | None
    cosine: float | None

    @property
    def relation(self) -> Relation:
        return self.judged.relation if self.judged else Relation.DIFFERENT

    @property
    def score(self) -> float:
        is_match = self.judged is not None and self.relation is not Relation.DIFFERENT
        return self.judged.score if is_match and self.judged else max(0.0, self.cosine or 0.0)


@click.command(epilog="Example: monitor similar seeds/000_593f141771f8a783.txt")
@click.argument("place", metavar="ID|FILE")
@click.option("--limit", type=click.IntRange(1), default=10, show_default=True, metavar="N")
@click.option("--json", "form", flag_value="json", help="One object a line.")
@click.option("--csv", "form", flag_value="csv", help="A table for spreadsheets.")
@click.option("--urls", "form", flag_value="urls", help="Only the addresses.")
@click.option("--ids", "form", flag_value="ids", help="Only the ids.")
@options.common
def similar(place: str, limit: int, form: str | None) -> int:
    """Find the articles nearest to a stored one or a file: copies first, then translations, reports, the rest."""
    settings = options.settings()
    with opened.desk(settings) as desk:
        article = documents.read_or_get(place, desk.store, settings)
        found = nearest(desk, article, limit)
    _print(found, place, form)
    if not found:
        click.echo(f"Nothing is near.{in_words.lack(settings.encoder)}", err=True)
    return DONE if found else NOTHING


def nearest(desk: Desk, article: Article, limit: int) -> list[Neighbour]:
    """The nearest articles, strongest relation first, without the article in hand itself."""
    from monitor.stages import compare

    rows = desk.store.articles
    candidates = sorted(_candidates(desk, article), key=lambda known: (-(known.cosine or 0.0), known.article_id))
    stored = {known.article_id: rows.get(known.article_id) for known in candidates}
    weights = compare.Weights(rows.key_groups(_keys(article)), rows.groups())
    read = [k for place, k in enumerate(candidates) if place < JUDGED or k.shared_keys or k.shared_names]
    pairs = [(_piece(article), _piece(held.article)) for known in read if (held := stored[known.article_id])]
    judgements = compare.batch(pairs, encoder=desk.encoder, weights=weights)    # reads the one in hand only once
    judged = {known.article_id: next(judgements) for known in read if stored[known.article_id]}
    found = [
        Neighbour(held, judged.get(known.article_id), known.cosine)
        for known in candidates if (held := stored[known.article_id])
    ]
    found = [one for one in found if one.cosine is not None or _is_near(one.judged)]
    found.sort(key=lambda one: (ORDER.index(one.relation), -one.score, one.stored.article.article_id))
    return found[:limit]


def _is_near(judged: Comparison | None) -> bool:
    """Whether a candidate found only by words or names turned out to be related."""
    return judged is not None and (judged.relation is not Relation.DIFFERENT or judged.level is Level.RELATED)


def _candidates(desk: Desk, article: Article) -> list[Known]:
    """The nearest in meaning, the same text, shared fingerprint keys, and names if no encoder reads both."""
    from monitor.pipeline.judge import BY_NAMES
    from monitor.stages import fingerprint, name_keys, vectors

    rows = desk.store.articles
    mark = fingerprint.of(article.title, article.text, article.language)
    found: dict[str, Known] = {}
    if desk.encoder is not None and desk.reads(article.language):
        vector = vectors.of_leads(desk.encoder, [(article.title, article.text)])[0]
        nearest = rows.by_meaning(vector, BY_MEANING)
        found = {known.article_id: known for known in nearest if desk.reads(known.language)}
    twins, sharers = rows.by_fingerprint(mark, BY_KEYS)
    for known in (*twins, *sharers):
        cosine = found[known.article_id].cosine if known.article_id in found else known.cosine
        found[known.article_id] = replace(known, cosine=cosine, shared_keys=max(1, known.shared_keys))
    names = name_keys.of(article.title, article.text, article.language, is_read=desk.reads(article.language))
    if wanted := name_keys.wanted(names):
        for known in rows.by_names(wanted, article.language, len(article.text), BY_NAMES):
            found.setdefault(known.article_id, known)
    return [known for known in found.values() if not _is_itself(known, article)]


def _keys(article: Article) -> Sequence[int]:
    from monitor.stages import fingerprint

    return fingerprint.of(article.title, article.text, article.language).keys


def _piece(article: Article) -> Piece:
    from monitor.stages.compare import Piece

    published = article.published.instant if article.published else None
    return Piece(article.title, article.text, article.language, article.url, published)


def _is_itself(known: Known, article: Article) -> bool:
    """Whether this is the stored article itself, or the seed that was read from the same file."""
    if known.article_id != article.article_id:
        return False
    return article.source != SEEDS or known.text == article.text


def _print(found: list[Neighbour], place: str, form: str | None) -> None:
    if form in ("urls", "ids"):
        held = [neighbour.stored.article for neighbour in found]
        output.print_lines((one.article_id if form == "ids" else one.url or "") for one in held)
    elif form in ("json", "csv"):
        made = [_object(neighbour, place) for neighbour in found]
        if form == "json":
            for one in made:
                output.print_json(one)
        else:
            rows = [as_json.flat(one) for one in made]
            output.print_csv(as_json.COLUMNS, [[row[name] for name in as_json.COLUMNS] for row in rows])
    else:
        for number, neighbour in enumerate(found, 1):
            _print_one(number, neighbour)


def _object(neighbour: Neighbour, place: str) -> dict[str, object]:
    """The neighbour as JSON; its match names the article in hand as the person named it."""
    stored = replace(neighbour.stored, match=None, score=neighbour.score)
    lead = snippet.of(stored.article.text, stored.article.language, ()).text
    held = as_json.article(stored, snippet=lead)
    score, judged = round(neighbour.score, 4), neighbour.judged
    return held | {
        "match": {"relation": neighbour.relation.value, "other_id": place, "score": score},
        "level": judged.level.value if judged else None, "reason": judged.reason if judged else None,
        "evidence": as_json.passages(judged.evidence) if judged else [],
    }


def _print_one(number: int, neighbour: Neighbour) -> None:
    held = neighbour.stored.article
    title = clean.printable(held.title) or "(without a title)"
    is_match = neighbour.relation is not Relation.DIFFERENT
    said = in_words.relation(neighbour.relation) if is_match else "near"
    click.echo(f"{number:>3} {output.styled(title, bold=True)}")
    facts = in_words.facts(replace(neighbour.stored, match=None), options.zone(options.settings()))
    click.echo(output.wrapped(f"{said}, {neighbour.score:.2f} · {facts}"))
    if neighbour.judged is not None and is_match:
        click.echo(output.INDENT + clean.printable(neighbour.judged.reason))
    place = clean.printable(f"{held.article_id}  {held.url or ''}")
    click.echo(output.INDENT + output.styled(place, dim=True))
    if neighbour.judged is not None and is_match and output.is_terminal():
        passages.print_passages(passages.first(neighbour.judged.evidence, PASSAGES), ("A, in hand", "B"))
