"""Articles that a page holds, but hides until somebody subscribes."""

from __future__ import annotations

import pytest

from monitor.stages import covered, lines, markup

SHOWN = "<p>The ministry will connect the reactor to the data centres of the region, it said on Monday.</p>"
MORE = "<p>Its price was agreed with the companies that train large models there, and the grid has no objections.</p>"


def hidden(body: str) -> list[bool]:
    root = markup.parse(f"<html><body>{body}</body></html>")
    assert root is not None
    page = lines.of(root)
    covered.show(page)
    return [line.block.hidden for line in page.lines]


@pytest.mark.parametrize("body", [
    f"<article>{SHOWN}<div class='paywall' hidden>{MORE * 4}</div></article>",
    f"<main>{SHOWN}<div style='display:none'><div>{MORE * 2}</div>{MORE}</div></main>",
    f"<article><div aria-hidden='true'>{MORE}</div></article>",
])
def test_an_article_that_is_mostly_hidden_counts_as_shown(body: str) -> None:
    assert not any(hidden(body))


@pytest.mark.parametrize("body", [
    f"<article>{SHOWN * 3}<div hidden>{MORE}</div></article>",             # less than what is shown
    f"<article>{SHOWN}</article><div hidden>{MORE * 4}</div>",             # a window beside the article
    f"<article>{SHOWN}<div hidden><p>Share</p><p>Print</p><p>Send</p><p>Save</p></div></article>",
])
def test_what_waits_to_be_opened_stays_hidden(body: str) -> None:
    assert any(hidden(body))
