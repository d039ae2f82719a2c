"""What the rows say can be read by Prometheus, as its own parser reads it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from prometheus_client.parser import text_string_to_metric_families

from monitor.alerts.metrics import exposition
from monitor.model import Alarm, QueueHealth, Trouble

NOW = datetime(2026, 3, 2, tzinfo=UTC)


def samples(text: str) -> dict[tuple[str, ...], float]:
    return {
        (sample.name, *(value for _, value in sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(text) for sample in family.samples
    }


def test_counters_queues_and_alarms_come_from_the_rows() -> None:
    text = exposition(
        {("end", "filed"): 12, ("poll", "unchanged"): 3},
        {"fetch": 4, "read": 0, "feeds": 94, "quarantined": 1, "oldest_due_seconds": 12.5, "unheard_of": 7},
        [QueueHealth("poll", None, timedelta(seconds=9), timedelta(minutes=1), None)],
        [Alarm("feed a", Trouble.SILENT, "t", NOW), Alarm("feed b", Trouble.SILENT, "t", NOW)],
    )
    found = samples(text)
    assert found["monitor_outcomes_total", "filed", "end"] == 12
    assert found["monitor_entries_waiting", "fetch"] == 4
    assert found["monitor_feeds",] == 94
    assert found["monitor_oldest_due_seconds",] == 12.5
    assert found["monitor_queue_finished_seconds", "poll"] == 9
    assert found["monitor_queue_answered_seconds", "poll"] == 60
    assert ("monitor_queue_due_seconds", "poll") not in found
    assert found["monitor_alarms", "silent"] == 2
    assert found["monitor_alarms", "stuck"] == 0
    assert "unheard_of" not in text


def test_an_empty_store_is_described_too() -> None:
    found = samples(exposition({}, {"oldest_due_seconds": None}, [], []))
    assert found["monitor_oldest_due_seconds",] == 0
    assert found["monitor_alarms", "held_back"] == 0


def test_every_figure_says_what_it_is() -> None:
    families = list(text_string_to_metric_families(exposition({}, {"feeds": 1}, [], [])))
    assert families
    assert all(family.documentation for family in families)
