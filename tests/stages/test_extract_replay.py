"""The floor of extraction on a sample of the real pages, where ../shared is there."""

from __future__ import annotations

from datetime import UTC, datetime
from gzip import decompress
from pathlib import Path

import pytest

from bench import extraction
from monitor.errors import Final
from monitor.model import Page
from monitor.stages import extract

SHARED = Path(__file__).parents[2] / "../shared"
EVERY = 8               # of 187 pages


@pytest.mark.skipif(not (SHARED / "replay").is_dir(), reason="there is no ../shared/replay here")
def test_the_quality_on_real_pages_does_not_fall() -> None:
    """The classifier was trained on these pages: this finds what breaks; docs/extraction.md tells what to expect."""
    score = extraction.score_module()
    records = score.pages(SHARED / "replay")[::EVERY]
    answers = {}
    for record in records:
        body = decompress((SHARED / "replay" / record["file"]).read_bytes())
        page = Page("page", record["url"], record["url"], 200, {}, body, datetime(2027, 1, 1, tzinfo=UTC))
        try:
            found = extract.article(page, (), frozenset())
        except Final:
            continue
        answers[score.page_id(record)] = {
            "text": found.text, "title": found.title, "language": found.language,
            "published": found.published.text if found.published else None,
        }
    figures = score.score(records, answers)
    assert figures["f1"] >= 0.98
    assert figures["foreign_lines"] <= 0.03
    assert figures["paragraphs_found"] >= 0.975
    assert figures["date"] >= 0.95
    assert figures["title_one_holds_the_other"] >= 0.88
    assert figures["language"] >= 0.95
