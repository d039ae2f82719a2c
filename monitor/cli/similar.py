"""`monitor similar`: the nearest articles, in any language, and what each is to the one in hand."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import click

from monitor.cli import DONE, NOTHING, as_json, documents, in_words, opened, options, output
from monitor.model import SEEDS, Article, Known, Match, Relation, StoredArticle
from monitor.stages import clean, snippet

if TYPE_CHECKING:
    from monitor.pipeline import Desk

BY_KEYS = 50            # candidates that share fingerprint keys
BY_MEANING = 100        # candidates by cosine; each is judged, 1 to 3 ms


@dataclass(frozen=True, slots=True)
class Neighbour:
    """An article near the one in hand."""

    stored: StoredArticle
    match: Match | None
    cosine: float | None

    @property
    def score(self) -> float:
        return self.match.score if self.match else max(0.0, self.cosine or 0.0)


@click.command(epilog="Example: monitor similar seeds/000_593f141771f8a783.txt")
@click.argument("place", metavar="ID|FILE")
@click.option("--limit", type=click.IntRange(1), default=10, show_default=True, metavar="N")
@click.option("--json", "form", flag_value="json", help="One object a line.")
@click.option("--csv", "form", flag_value="csv", help="A table for sheets.")
@click.option("--urls", "form", flag_value="urls", help="The addresses alone.")
@click.option("--ids", "form", flag_value="ids", help="The ids alone.")
@options.common
def similar(place: str, limit: int, form: str | None) -> int:
    """The articles nearest to one that is stored, or to a file: copies first, then translations, reports, the rest."""
    settings = options.settings()
    with opened.desk(settings) as desk:
        article = documents.read_or_get(place, desk.store, settings)
        found = nearest(desk, article, limit)
    _print(found, place, form)
    return DONE if found else NOTHING


def nearest(desk: Desk, article: Article, limit: int) -> list[Neighbour]:
    """The nearest, strongest relation first; the seed or article that the one in hand is itself is left out."""
    from monitor.stages import compare, fingerprint, vectors

    rows = desk.store.articles
    mark = fingerprint.of(article.title, article.text, article.language)
    vector = vectors.of_leads(desk.encoder, [(article.title, article.text)])[0] if desk.encoder else None
    candidates: dict[str, Known] = {}
    by_meaning = rows.by_meaning(vector, BY_MEANING) if vector else []
    for known in (*by_meaning, *rows.by_exact(mark.exact), *rows.by_keys(mark.keys, BY_KEYS)):
        candidates.setdefault(known.article_id, known)
    for known in [known for known in candidates.values() if _is_itself(known, article)]:
        del candidates[known.article_id]
    weights = compare.Weights(rows.key_groups(mark.keys), rows.groups())
    matches, _ = compare.article(article, mark, vector, candidates.values(), desk.encoder, weights)
    ranked = [(match.other_id, match) for match in matches]
    judged = {match.other_id for match in matches}
    others = sorted(
        (known for known in candidates.values() if known.article_id not in judged and known.cosine is not None),
        key=lambda known: -(known.cosine or 0.0),
    )
    order: list[tuple[str, Match | None]] = [*ranked, *((known.article_id, None) for known in others)]
    found = []
    for article_id, match in order[:limit]:
        if (stored := rows.get(article_id)) is not None:
            found.append(Neighbour(stored, match, candidates[article_id].cosine))
    return found


def _is_itself(known: Known, article: Article) -> bool:
    """The stored article itself, or the seed that was read from the same file."""
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
    if not found:
        click.echo("Nothing is near.", err=True)


def _object(neighbour: Neighbour, place: str) -> dict[str, object]:
    """The article; its match is what it is to the one in hand, which keeps the name it was given."""
    stored = replace(neighbour.stored, match=None, score=neighbour.score)
    lead = snippet.of(stored.article.text, stored.article.language, ()).text
    held = as_json.article(stored, snippet=lead)
    relation = neighbour.match.relation if neighbour.match else Relation.DIFFERENT
    return held | {"match": {"relation": relation.value, "other_id": place, "score": round(neighbour.score, 4)}}


def _print_one(number: int, neighbour: Neighbour) -> None:
    held = neighbour.stored.article
    title = clean.printable(held.title) or "(without a title)"
    relation = neighbour.match.relation if neighbour.match else Relation.DIFFERENT
    said = "near" if relation is Relation.DIFFERENT else in_words.relation(relation)
    click.echo(f"{number:>3} {output.styled(title, bold=True)}")
    facts = in_words.facts(replace(neighbour.stored, match=None))
    click.echo(f"{output.INDENT}{said}, {neighbour.score:.2f} · {facts}")
    if neighbour.match is not None:
        click.echo(output.INDENT + clean.printable(neighbour.match.reason))
    place = clean.printable(f"{held.article_id}  {held.url or ''}")
    click.echo(output.INDENT + output.styled(place, dim=True))
