"""Alerts posted as JSON to a webhook."""

from __future__ import annotations

import json
import threading
from collections import deque
from collections.abc import Sequence
from urllib.parse import unquote, urlsplit, urlunsplit

from monitor import __version__, log
from monitor.errors import Misused

CONNECT_SECONDS = READ_SECONDS = 5.0
WAITS = (60.0, 300.0, 900.0, *[3600.0] * 24)    # between tries: a day, then the message is dropped and the log says so
MOST_OWED = 200         # messages kept for a webhook that is down; the oldest go first
LATER = (408, 425, 429)     # the answers below 500 that are worth another try


class Webhook:
    """The port `Alert`: `raise_` returns at once; a thread of its own posts in order, and tries again."""

    def __init__(self, url: str, waits: Sequence[float] = WAITS) -> None:
        """Raises Misused if `address` is not a web address."""
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise Misused("The setting webhook takes an address that begins with http:// or https://.")
        self._host = parts.hostname         # all of it that is ever logged: the rest of a webhook is its secret
        self._user = f"{unquote(parts.username)}:{unquote(parts.password or '')}" if parts.username else None
        self._url = urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2], fragment=""))
        self._waits = waits
        self._owed: deque[tuple[str, str]] = deque(maxlen=MOST_OWED)
        self._changed = threading.Condition()
        self._thread: threading.Thread | None = None
        self._closed = threading.Event()

    def raise_(self, subject: str, text: str) -> None:
        """Put the message into the queue; it is posted as soon as the other side answers."""
        with self._changed:
            self._owed.append((subject, text))
            if self._thread is None:
                self._thread = threading.Thread(target=self._post_all, name="webhook", daemon=True)
                self._thread.start()

    def wait(self, seconds: float) -> bool:
        """Whether everything was posted, or given up, within this time."""
        with self._changed:
            return self._changed.wait_for(lambda: self._thread is None, seconds)

    def close(self) -> None:
        """Stop trying."""
        self._closed.set()

    def _post_all(self) -> None:
        tries = 0
        while True:
            with self._changed:
                if not self._owed or self._closed.is_set():
                    self._thread = None
                    self._changed.notify_all()
                    return
                message = self._owed[0]
            problem, again = self._post(*message)
            if problem is not None and again and tries < len(self._waits):
                log.warning("webhook failed", host=self._host, problem=problem, again_in=self._waits[tries])
                self._closed.wait(self._waits[tries])
                tries += 1
                continue
            if problem is not None:
                log.error("webhook given up", host=self._host, problem=problem, subject=message[0])
            tries = 0
            with self._changed:
                if self._owed and self._owed[0] is message:     # a full queue may have dropped it meanwhile
                    self._owed.popleft()

    def _post(self, subject: str, text: str) -> tuple[str | None, bool]:
        """(what went wrong, whether to try again). Never the text of an exception: it may hold the secret address."""
        import urllib3

        headers = {"content-type": "application/json", "user-agent": f"Monitor/{__version__}"}
        if self._user is not None:
            headers |= urllib3.make_headers(basic_auth=self._user)
        # `text` is the key that chat services read
        body = json.dumps({"text": f"{subject}\n{text}", "subject": subject, "detail": text, "program": "Monitor"})
        try:
            with urllib3.PoolManager(num_pools=1) as pool:
                answer = pool.request(
                    "POST", self._url, body=body.encode(), headers=headers, redirect=False, retries=False,
                    preload_content=False, timeout=urllib3.Timeout(connect=CONNECT_SECONDS, read=READ_SECONDS),
                )
                answer.close()
        except Exception as error:
            return type(error).__name__, True
        if 200 <= answer.status < 300:
            return None, False
        return f"it answered {answer.status}", answer.status >= 500 or answer.status in LATER
