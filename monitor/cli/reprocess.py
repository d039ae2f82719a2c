"""`monitor reprocess`: compute again with today's code, show what would change, and apply it on request."""

from __future__ import annotations

import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from monitor.cli import DONE, NOTHING, choices, opened, options, output
from monitor.cli.in_words import counted
from monitor.stages import clean

if TYPE_CHECKING:
    from monitor.pipeline import Desk
    from monitor.pipeline.reprocess import Part, Step
    from monitor.stages.changes import Change, Changed

PARTS = ("extract", "compare", "tag")
EXAMPLES = 3            # of each kind of change


@dataclass
class Tally:
    """The result of one part."""

    part: str
    examined: int = 0
    expired: int = 0
    unencoded: int = 0
    seconds: float = 0.0
    articles: int = 0
    kinds: Counter[Changed] = field(default_factory=Counter)
    examples: dict[Changed, list[Change]] = field(default_factory=dict)

    def add(self, step: Step) -> None:
        """Count one article."""
        self.unencoded += step.unencoded
        self.expired += step.page.value == "expired"
        self.examined += bool(step.done) and step.page.value == "kept"
        self.articles += bool(step.changes)
        for change in step.changes:
            self.kinds[change.kind] += 1
            held = self.examples.setdefault(change.kind, [])
            if len(held) < EXAMPLES:
                held.append(change)


@click.command(epilog="Example: monitor reprocess --stage extract --since 30d")
@click.option("--since", metavar="D", help="Only what was first seen since: 7d, yesterday, 2026-03.")
@click.option("--stage", type=click.Choice(PARTS), help="Only this one; otherwise all three, one after the other.")
@click.option("--apply", "write", is_flag=True, help="Apply the changes.")
@click.option("--json", "as_line", is_flag=True, help="One object a stage.")
@options.common
def reprocess(since: str | None, stage: str | None, write: bool, as_line: bool) -> int:
    """
    Compute stored data again with today's code, and show what would change; with --apply, change it.

    extract reads the raw pages again, if still kept; compare and tag judge the stored texts again. A changed text
    becomes a new version. What a person decided about stories stays. Can be stopped: --apply continues.
    """
    from monitor.pipeline.reprocess import Part

    settings = options.settings()
    start = choices.since(since, datetime.now(UTC), settings)
    examined = 0
    with opened.desk(settings, with_seeds=False) as desk:     # a run that only shows must change nothing
        for part in Part if stage is None else (Part(stage),):
            tally = _run(desk, part, start, write=write)
            examined += tally.examined
            if as_line:
                output.print_json(_object(tally, applied=write))
            else:
                _print(tally, applied=write)
    if not examined:
        click.echo("There is nothing to compute again.", err=True)
    return DONE if examined else NOTHING


def _run(desk: Desk, part: Part, since: datetime | None, *, write: bool) -> Tally:
    from monitor.pipeline import reprocess as again

    tally, began = Tally(part.value), time.monotonic()
    shown = sys.stderr.isatty()
    steps = again.reprocess(desk, part, since=since, write=write)
    try:
        for step in steps:
            tally.add(step)
            if shown:
                click.echo(f"\r{part.value}: {step.done} of {step.of}", nl=False, err=True)
    except KeyboardInterrupt:
        more = "; the next run goes on from there" if write else ""
        click.echo(f"Stopped after {tally.examined} articles{more}.", err=True)
        raise
    finally:
        steps.close()
    if shown:
        click.echo("\r\x1b[K", nl=False, err=True)
    tally.seconds = time.monotonic() - began
    return tally


def _object(tally: Tally, *, applied: bool) -> dict[str, object]:
    return {
        "stage": tally.part, "examined": tally.examined, "expired": tally.expired, "changed": tally.articles,
        "applied": applied, "kinds": {kind.value: n for kind, n in tally.kinds.most_common()},
        "examples": [
            {"kind": change.kind.value, "article_id": change.article_id, "title": change.title,
             "before": change.before, "after": change.after}
            for kind in tally.kinds for change in tally.examples[kind]
        ],
        "seconds": round(tally.seconds, 3),
    }


def _print(tally: Tally, *, applied: bool) -> None:
    changed = "changed" if applied else "would change"
    gone = f"; of {tally.expired} the raw page is no longer kept" if tally.expired else ""
    click.echo(f"{output.styled(tally.part, bold=True)}: {counted(tally.examined, 'article')} computed again, "
               f"{tally.articles} {changed}{gone}; {tally.seconds:.1f} seconds.")
    if tally.unencoded and not applied:
        click.echo(f"{output.INDENT}without a vector of this encoder: {counted(tally.unencoded, 'article')}; what only "
                   "meaning finds shows after --apply.")
    for kind, count in tally.kinds.most_common():
        click.echo(f"\n  {kind.value}: {count}")
        for change in tally.examples[kind]:
            click.echo(f"{output.INDENT}{change.article_id or ''}  {clean.line(change.title, 80)}".rstrip())
            for mark, text, colour in (("-", change.before, "red"), ("+", change.after, "green")):
                if text:
                    click.echo(output.INDENT + "  " + output.styled(f"{mark} {clean.printable(text)}", fg=colour))
    if tally.kinds and not applied:
        click.echo("\nNothing was changed: --apply does it.")
