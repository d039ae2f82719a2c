"""`monitor count`: how many articles by topic, month, source, language."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import click

from monitor.cli import DONE, NOTHING, choices, layout, loosen, opened, options, output
from monitor.errors import Misused
from monitor.stages.query_words import nearest

KINDS = ["topic", "month", "source", "language"]
LEAST, GAP = 4, 3       # of the shortest that is the longest, and between two columns of a table
BAR = 40                # columns of the longest bar


@click.command(
    context_settings={"ignore_unknown_options": True}, epilog="Example: monitor count reactors --by topic,month",
)
@choices.narrowing
@click.option("--by", default="topic", show_default=True, metavar="KINDS", help="Any of topic,month,source,language.")
@click.option("--stories", is_flag=True, help="Count stories instead of articles, by the topics of the stories.")
@click.option("--json", "form", flag_value="json", help="One object a line.")
@click.option("--csv", "form", flag_value="csv", help="A table for spreadsheets.")
@options.common
def count(by: str, stories: bool, form: str | None, **rest: Any) -> int:
    """Count the articles that match, by words only, by any of topic, month, source and language."""
    names = _kinds(by)
    choice = choices.taken({**rest, "words": True})
    settings = options.settings()
    with opened.store(settings) as store:
        asked = choices.question(choice, settings, store)
        rows = store.search.count(names, asked.node, asked.filter, stories_=stories)
        if not rows and form is None:
            loosen.say_why_nothing(store, asked)
    if form == "json":
        for values, n in rows:
            output.print_json({**dict(zip(names, (value or None for value in values), strict=True)), "count": n})
    elif form == "csv":
        output.print_csv([*names, "count"], [[*values, n] for values, n in rows])
    elif rows:
        most = max(n for _, n in rows)
        longest = _longest(names, rows)
        bars = [("█" * max(1, round(longest * n / most)),) if output.is_terminal() else () for _, n in rows]
        head = (*names, "count", "") if output.is_terminal() else (*names, "count")
        output.print_table(
            head, [(*values, n, *bar) for (values, n), bar in zip(rows, bars, strict=True)], right=frozenset(("count",))
        )
    return DONE if rows else NOTHING


def _longest(names: Sequence[str], rows: Sequence[tuple[tuple[str, ...], int]]) -> int:
    """Columns of the longest bar beside the names and numbers, so that a narrow terminal breaks none."""
    lines = [(*names, "count"), *((*values, str(n)) for values, n in rows)]
    taken = sum(max(layout.columns(line[column] or "") for line in lines) + GAP for column in range(len(names) + 1))
    return max(LEAST, min(BAR, output.width() - taken - GAP))


def _kinds(text: str) -> list[str]:
    names = [name.strip().lower() for name in text.split(",") if name.strip()]
    for name in names:
        if name not in KINDS:
            raise Misused(f"Nothing is counted by {name}: {nearest(name, KINDS)}.")
    if not names or len(set(names)) < len(names):
        raise Misused(f"Name one or more of {', '.join(KINDS)}, each once.")
    return names
