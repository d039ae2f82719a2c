"""Fetching single pages for a person: robots.txt is obeyed, and so is the pause between two requests to one host."""

from __future__ import annotations

import threading
import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from monitor.errors import MonitorError, Offline, Refused, Transient
from monitor.model import Page, ParsedFeed, Response, RobotsRules

if TYPE_CHECKING:
    from monitor.ports import Fetcher, Parser
    from monitor.settings import Settings


class Web:
    """A fetcher, opened when first used, that requests one page at a time."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._fetcher: Fetcher | None = None
        self._lock = threading.Lock()
        self._rules: dict[str, RobotsRules] = {}
        self._free: dict[str, float] = {}       # host -> when it may be asked again
        self._asked: dict[str, float] = {}      # host -> seconds between two requests that its robots.txt asks for

    def __enter__(self) -> Web:
        return self

    def __exit__(self, *_: object) -> None:
        if self._fetcher is not None:
            self._fetcher.close()

    def get(self, url: str) -> Page:
        """The page at an address; raises Refused, Gone, Unreachable, Walled, Transient or Offline."""
        from monitor.stages import address, answer

        keys = address.keys(url)
        with self._lock:
            fetcher = self._opened()
            self._check(keys.url, keys.host)
            self._wait(keys.host)
            response = fetcher.get(keys.url, kind="page", follow_elsewhere=True)
        answer.page(response, 0, None)
        return Page("", address.keys(response.url).url, url, response.status, response.headers, response.body,
                    datetime.now(UTC))

    def feed(self, url: str, parser: Parser) -> ParsedFeed:
        """The feed at an address, read; robots.txt does not apply to feeds."""
        from monitor.stages import address, answer

        with self._lock:
            self._wait(address.host_of(url))
            response = self._opened().get(url, kind="feed", follow_elsewhere=True)
        answer.page(response, 0, None)
        return parser.feed(response.body, response.url, response.headers.get("content-type", ""), datetime.now(UTC))

    def page(self, url: str) -> Response:
        """The page at an address, if robots.txt permits it: a feed, or a page that may name one."""
        from monitor.stages import address, answer

        keys = address.keys(url)
        with self._lock:
            self._check(keys.url, keys.host)
            self._wait(keys.host)
            response = self._opened().get(keys.url, kind="feed", follow_elsewhere=True)
        answer.page(response, 0, None)
        return response

    def _opened(self) -> Fetcher:
        if self._fetcher is None:
            from monitor import assemble

            self._fetcher = assemble.fetcher(self._settings)
        return self._fetcher

    def _check(self, url: str, host: str) -> None:
        from monitor import assemble
        from monitor.stages import robots

        if host not in self._rules:
            self._rules[host] = self._ask(url, host)
        verdict = robots.verdict(self._rules[host], url, assemble.AGENT)
        if verdict.unreachable:
            raise Transient(verdict.reason)
        if not verdict.allowed:
            raise Refused(verdict.reason)
        if verdict.delay is not None and self._settings.delay > 0:
            self._asked[host] = verdict.delay.total_seconds()

    def _ask(self, url: str, host: str) -> RobotsRules:
        from monitor.stages import address, robots

        now = datetime.now(UTC)
        self._wait(host)
        try:
            response = self._opened().get(address.robots_url(url), kind="robots", follow_elsewhere=True)
        except (Offline, Refused):
            raise
        except MonitorError:
            return robots.unreachable(host, now)
        return robots.rules(host, response, now)

    def _wait(self, host: str) -> None:
        pause = self._free.get(host, 0.0) - time.monotonic()
        if pause > 0:
            time.sleep(pause)
        self._free[host] = time.monotonic() + max(self._settings.delay, self._asked.get(host, 0.0))
