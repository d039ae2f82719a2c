"""Every command has help with an example, and a page that names each of its options."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from monitor import cli
from monitor.stages.query import IS
from monitor.stages.query_parser import FIELDS

PAGES = Path(__file__).parents[2] / "docs" / "commands"


def command(name: str) -> click.Command:
    found = cli.monitor.get_command(click.Context(cli.monitor), name)  # type: ignore[attr-defined]
    assert isinstance(found, click.Command)
    return found


def each(name: str) -> Iterator[tuple[str, click.Command]]:
    """The command and those below it, with the words that call them."""
    found = command(name)
    yield name, found
    if isinstance(found, click.Group):
        for below, one in found.commands.items():
            yield f"{name} {below}", one


@pytest.mark.parametrize("name", cli.COMMANDS)
def test_help_shows_an_example_that_calls_the_command(name: str) -> None:
    for path, one in each(name):
        assert one.epilog, path
        assert re.search(rf"Example: monitor {path.partition(' ')[0]}\b", one.epilog), path
        assert one.help, path


@pytest.mark.parametrize("name", cli.COMMANDS)
def test_every_command_has_a_page_with_all_its_options(name: str) -> None:
    page = (PAGES / f"{name}.md").read_text(encoding="utf-8")
    assert page.startswith(f"# monitor {name}\n")
    for path, one in each(name):
        if not isinstance(one, click.Group):
            assert f"monitor {path}" in page
        for parameter in one.params:
            if isinstance(parameter, click.Option) and not parameter.hidden:
                assert f"`{parameter.opts[0]}" in page, (path, parameter.opts[0])


def test_there_is_no_page_without_a_command() -> None:
    assert {path.stem for path in PAGES.glob("*.md")} == set(cli.COMMANDS)


@pytest.mark.parametrize("name", cli.COMMANDS)
def test_every_command_takes_the_global_options(name: str) -> None:
    for path, one in each(name):
        if isinstance(one, click.Group):
            continue
        taken = {option for parameter in one.params for option in parameter.opts}
        assert {"--data", "--database", "--broker", "--seeds", "--config"} <= taken, path
        if name in ("crawl", "run", "extract"):
            assert {"--allow", "--proxy", "--delay"} <= taken, path


def test_the_page_of_the_query_language_names_every_field() -> None:
    page = (PAGES.parent / "search.md").read_text(encoding="utf-8")
    for field in FIELDS:
        assert f"`{field}:" in page or field == "query", field
    for value in IS:
        assert f"`{value}`" in page or f"is:{value}" in page, value
