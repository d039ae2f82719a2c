"""Values to JSON and back, and nothing else back."""

from __future__ import annotations

import json
from dataclasses import fields
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.model import Access, Extraction, FeedHints, FeedItem, ParsedFeed, Published
from monitor.parsing import wire

texts = st.text(st.characters(), max_size=20)
moments = st.datetimes(timezones=st.just(UTC))
published = st.builds(Published, texts, moments, texts)
items = st.builds(
    FeedItem, texts, texts, st.none() | texts, st.none() | published, texts, texts,
    st.lists(texts, max_size=2).map(tuple), st.none() | texts,
)
spans = st.integers(0, 366 * 86400).map(lambda seconds: timedelta(seconds=seconds))
hints = st.builds(
    FeedHints, st.none() | spans,
    st.frozensets(st.integers(0, 23)), st.frozensets(st.integers(0, 6)), st.none() | texts, st.booleans(),
)
feeds = st.builds(
    ParsedFeed, texts, st.none() | texts, texts, st.none() | texts, st.lists(items, max_size=3).map(tuple), hints,
    st.lists(texts, max_size=2).map(tuple), st.none() | texts,
)
extractions = st.builds(
    Extraction, texts, texts, st.sampled_from(Access), texts, published=st.none() | published,
    dates=st.lists(published, max_size=2).map(tuple), free=st.none() | st.booleans(),
    origins=st.dictionaries(texts, texts, max_size=2),
)


def over_the_wire(value: object) -> Any:
    return json.loads(json.dumps(wire.pack(value), ensure_ascii=False).encode("utf-8", "surrogatepass").decode(
        "utf-8", "surrogatepass"))


@given(feeds)
def test_a_feed_comes_back_as_it_went(feed: ParsedFeed) -> None:
    assert wire.unpack(ParsedFeed, over_the_wire(feed)) == feed


@given(extractions)
def test_an_extraction_comes_back_as_it_went(extraction: Extraction) -> None:
    assert wire.unpack(Extraction, over_the_wire(extraction)) == extraction


plain = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=8) | st.dictionaries(st.text(), inner, max_size=3), max_leaves=20,
)


@given(plain)
def test_whatever_else_arrives_is_refused_or_a_true_value(answer: Any) -> None:
    try:
        feed = wire.unpack(ParsedFeed, answer)
    except wire.WireError:
        return
    assert isinstance(feed, ParsedFeed)


def changed(value: object, name: str, to: object) -> Any:
    plain = wire.pack(value)
    plain[[each.name for each in fields(type(value))].index(name)] = to  # type: ignore[arg-type]  # a dataclass
    return plain


@pytest.mark.parametrize(("name", "to"), [
    ("title", 1), ("title", None), ("title", ["x"]), ("items", "x"), ("items", [1]), ("items", [["x"]]), ("hints", []),
    ("hints", [1, ["x"], [], None, False]), ("hints", [1e400, [], [], None, False]), ("skipped", {"a": "b"}),
    ("hints", [None, [], [], None, 1]), ("hints", [True, [], [], None, False]),
])
def test_a_field_of_another_type_is_refused(name: str, to: object) -> None:
    with pytest.raises(wire.WireError):
        wire.unpack(ParsedFeed, changed(ParsedFeed(), name, to))


@pytest.mark.parametrize("instant", ["x", "2024-01-01T00:00:00", 5, None])
def test_a_time_without_a_zone_is_refused(instant: object) -> None:
    moment = Published("2024-01-01", datetime(2024, 1, 1, tzinfo=UTC), "feed")
    with pytest.raises(wire.WireError):
        wire.unpack(Published, changed(moment, "instant", instant))


def test_an_access_that_does_not_exist_is_refused() -> None:
    extraction = Extraction("t", "x", Access.FULL, "1")
    with pytest.raises(wire.WireError):
        wire.unpack(Extraction, changed(extraction, "access", "everything"))
