"""Metrics in the text format that Prometheus reads, computed from the rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from monitor import __version__
from monitor.model import Alarm, QueueHealth, Trouble

if TYPE_CHECKING:
    from prometheus_client.metrics_core import Metric

# a name in the store's health → the gauge and what it counts; what a store does not tell is left out
GAUGES = {
    "feeds": ("monitor_feeds", "Feeds that are followed"),
    "due_feeds": ("monitor_feeds_due", "Feeds whose time has come"),
    "failing_feeds": ("monitor_feeds_failing", "Feeds whose last poll failed"),
    "leased": ("monitor_entries_leased", "Entries under work"),
    "quarantined": ("monitor_quarantined", "Entries and feeds that wait for a person"),
    "oldest_due_seconds": ("monitor_oldest_due_seconds", "How long the oldest due row has waited"),
    "articles": ("monitor_articles", "Articles that are kept"),
    "stories": ("monitor_stories", "Stories that they tell"),
}
WAITING = ("fetch", "read")


def exposition(
    counted: Mapping[tuple[str, str], int],
    health: Mapping[str, object],
    queues: Sequence[QueueHealth],
    alarms: Iterable[Alarm],
) -> str:
    """All metrics as text. They are computed from the rows, so a restart loses none and all processes agree."""
    from prometheus_client import CollectorRegistry, generate_latest

    registry = CollectorRegistry(auto_describe=False)
    families = [*_of_counters(counted), *_of_health(health), *_of_queues(queues), *_of_alarms(alarms)]
    registry.register(_Families(families))
    return generate_latest(registry).decode()


class _Families:
    """The collector that a Prometheus registry asks."""

    def __init__(self, families: Sequence[Metric]) -> None:
        self._families = families

    def collect(self) -> Iterator[Metric]:
        """Each metric family, once."""
        yield from self._families


def _of_counters(counted: Mapping[tuple[str, str], int]) -> Iterator[Metric]:
    from prometheus_client.metrics_core import CounterMetricFamily

    family = CounterMetricFamily("monitor_outcomes", "Every change, by stage and outcome", labels=("stage", "outcome"))
    for (stage, outcome), n in sorted(counted.items()):
        family.add_metric((stage, outcome), n)
    yield family


def _of_health(health: Mapping[str, object]) -> Iterator[Metric]:
    from prometheus_client.metrics_core import GaugeMetricFamily

    info = GaugeMetricFamily("monitor_build_info", "The version that answers", labels=("version",))
    info.add_metric((__version__,), 1)
    yield info
    waiting = GaugeMetricFamily("monitor_entries_waiting", "Entries that wait, by stage", labels=("stage",))
    for stage in WAITING:
        if isinstance(number := health.get(stage), int | float):
            waiting.add_metric((stage,), number)
    yield waiting
    for name, (gauge, about) in GAUGES.items():
        # nothing is due: the oldest row has waited for no time
        value = 0 if name == "oldest_due_seconds" and name in health and health[name] is None else health.get(name)
        if isinstance(value, int | float):
            yield GaugeMetricFamily(gauge, about, value=value)


def _of_queues(queues: Sequence[QueueHealth]) -> Iterator[Metric]:
    from prometheus_client.metrics_core import GaugeMetricFamily

    for part, about in (
        ("due", "How long a row has been due that nothing but a worker holds up"),
        ("finished", "Seconds since work through the queue was last finished"),
        ("answered", "Seconds since a canary last came through the queue"),
        ("unanswered", "Seconds that the canary now under way has been out"),
    ):
        family = GaugeMetricFamily(f"monitor_queue_{part}_seconds", about, labels=("queue",))
        for queue in queues:
            age = getattr(queue, part)
            if age is not None:
                family.add_metric((queue.queue,), age.total_seconds())
        yield family


def _of_alarms(alarms: Iterable[Alarm]) -> Iterator[Metric]:
    from prometheus_client.metrics_core import GaugeMetricFamily

    family = GaugeMetricFamily("monitor_alarms", "Alarms that stand, by trouble", labels=("trouble",))
    standing = Counter(alarm.trouble for alarm in alarms)
    for trouble in Trouble:
        family.add_metric((trouble.value,), standing[trouble])
    yield family
