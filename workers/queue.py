"""How a Celery application is made: three queues, JSON, no results, early acknowledgement.

Celery's own guarantees lost work in every setting that was measured (reliability.md, section 2). Here the rows are the
truth and a message is only a hint, so the broker need only deliver most of them soon.
"""

from __future__ import annotations

from celery import Celery
from kombu.entity import Queue

from workers.broker import PATIENCE

QUEUES = ("poll", "fetch", "read")
HINT_LIFE = 600         # seconds after which an unread hint is stale: the sweeper has sent another


def make(broker: str, queues: tuple[str, ...] = QUEUES, *, publishes: bool = False) -> Celery:
    """An application for these queues of the broker; one that only publishes gives up sooner."""
    app = Celery("monitor", broker="memory://localhost" if broker.startswith("memory://") else broker,
                 set_as_current=False)
    app.conf.update(
        task_queues=[Queue(name) for name in queues],  # type: ignore[no-untyped-call]  # kombu declares no types here
        task_default_queue=queues[0],
        task_serializer="json",
        accept_content=["json"],
        task_ignore_result=True,
        task_store_errors_even_if_ignored=False,
        worker_prefetch_multiplier=1,           # a prefetched hint ages with its worker
        worker_hijack_root_logger=False,
        worker_redirect_stdouts=False,
        worker_enable_remote_control=False,
        worker_send_task_events=False,
        broker_connection_retry_on_startup=True,
        broker_connection_max_retries=None,
        worker_enable_prefetch_count_reduction=False,       # it counts the tasks of all workers of the process
        worker_cancel_long_running_tasks_on_connection_loss=True,   # only of late acknowledgement: none of ours
        broker_transport_options=_transport(broker, publishes),
    )
    app.set_default()
    return app


def _transport(broker: str, publishes: bool) -> dict[str, object]:
    if broker.startswith("memory://"):
        return {"polling_interval": 0.02}       # of whoever waits for its queue without a bell
    if publishes:       # a broker that hangs must cost a publisher under half a second
        return {"socket_connect_timeout": PATIENCE / 2, "socket_timeout": PATIENCE / 2, "retry_on_timeout": False}
    return {"visibility_timeout": 3600, "socket_connect_timeout": 2, "socket_timeout": 30}
