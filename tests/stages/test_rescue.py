"""Where the text of an article stands when the markup shows none."""

from __future__ import annotations

import json
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.model import FeedItem
from monitor.stages import markup, rescue

ONE = "The ministry said on Tuesday that new rules would apply to every data centre above one megawatt."
TWO = "Operators must report each month how much electricity and water they use, and how much is renewable."


def from_scripts(*scripts: str) -> list[str]:
    root = markup.parse("<html><body>" + "".join(f"<script>{script}</script>" for script in scripts) + "</body></html>")
    assert root is not None
    return rescue.from_scripts(root)


@pytest.mark.parametrize("body", [
    f"{ONE}\n\n{TWO}", f"{ONE}\r\n{TWO}", f"{ONE} \n{TWO}", f"<p>{ONE}</p><p>{TWO}</p>", f"{ONE}<br/><br>{TWO}",
    f"&lt;p&gt;{ONE}&lt;/p&gt;&lt;p&gt;{TWO}&lt;/p&gt;",
])
def test_a_body_in_a_data_block_comes_in_many_forms(body: str) -> None:
    assert rescue.from_body(body) == [ONE, TWO]


def test_a_body_keeps_its_ampersands_and_quotes() -> None:
    assert rescue.from_body("R&amp;D costs &quot;more&quot; than before.") == ['R&D costs "more" than before.']


@pytest.mark.parametrize("script", [
    f"window.__STATE__ = {json.dumps({'article': {'html': f'<p>{ONE}</p><p>{TWO}</p>'}})};",
    f"self.__next_f.push([1,{json.dumps(f'<div><p>{ONE}</p><p>{TWO}</p></div>')}])",
    f"self.__next_f.push([1,{json.dumps('7:' + json.dumps({'a': {'b': 1, 'c': 2, 'd': ONE, 'e': TWO}}))}])",
    f"Fusion.globalContent={json.dumps({'content_elements': [{'content': ONE}, {'content': TWO}]})};",
])
def test_the_text_is_found_in_any_script(script: str) -> None:
    assert from_scripts("var short = 'x';", script) == [ONE, TWO]


def test_code_is_no_text() -> None:
    assert from_scripts('var a = "function (a) { return a; } and var b = 1; const c = 2; let d = 3; more.";') == []


@pytest.mark.parametrize("script", ['"a\\' * 500_000, '"' * 500_000, "\\" * 1_000_000, '{"a":"' * 200_000])
def test_a_script_is_read_once_whatever_stands_in_it(script: str) -> None:
    began = time.process_time()
    from_scripts(script)
    assert time.process_time() - began < 3


def test_the_longest_text_of_the_feeds_is_taken_and_the_summary_where_there_is_none() -> None:
    short, long = FeedItem("u", content=f"<p>{ONE}</p>"), FeedItem("u", content=f"<p>{ONE}</p><p>{TWO}</p>")
    assert rescue.from_feed([short, long]) == [ONE, TWO]
    assert rescue.from_feed([FeedItem("u", summary=ONE)]) == [ONE]
    assert rescue.from_feed([]) == []


@given(st.text(max_size=500))
@settings(max_examples=50, deadline=None)
def test_any_text_is_some_lines(text: str) -> None:
    assert all(line.strip() for line in rescue.from_body(text))
    from_scripts(text)
