"""robots.txt (RFC 9309): a 4xx permits everything, a 5xx or silence nothing for a while."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

from monitor.errors import Refused, Transient
from monitor.model import Response, RobotsRules
from monitor.stages import clean

if TYPE_CHECKING:
    from protego import Protego

LIFE = timedelta(days=1)                    # RFC 9309, 2.4: no longer than that
UNREACHABLE_LIFE = timedelta(minutes=15)    # then the host is asked for its rules again
MOST_DELAY = timedelta(hours=1)             # a longer crawl-delay is a slip or a trap; 60 s and 120 s occur
READ = 500 * 1024                           # bytes; RFC 9309, 2.5
CACHED = 32 * 1024                          # longer ones are parsed each time (80 ms for the longest): less memory

_AGENT_LINE = re.compile(
    r"^[^\S\n]*user[^\S\n]*-?[^\S\n]*agent(?:[^\S\n]*:|[^\S\n]+)([^#\n]*)", re.IGNORECASE | re.MULTILINE
)


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether an address may be asked, how long to pause between two requests, and why not."""

    allowed: bool
    delay: timedelta | None = None
    reason: str = ""
    unreachable: bool = False               # nobody forbade it: the rules could not be read

    def raise_(self, wait: timedelta) -> None:
        """Raise what a verdict that forbids means for an entry: a later try, or its end."""
        if self.unreachable:
            raise Transient(self.reason, max(wait, timedelta(seconds=1)))
        if not self.allowed:
            raise Refused(self.reason)


def rules(host: str, response: Response, now: datetime) -> RobotsRules:
    """What to keep of an answer to /robots.txt, and until when."""
    status = response.status
    if status == 429 or status >= 500:
        return RobotsRules(host, status, "", now, now + UNREACHABLE_LIFE)
    text = response.body[:READ].decode("utf-8", "replace") if 200 <= status < 300 else ""
    return RobotsRules(host, status, clean.text(text), now, now + LIFE)


def unreachable(host: str, now: datetime) -> RobotsRules:
    """What to keep if there was no answer."""
    return RobotsRules(host, 0, "", now, now + UNREACHABLE_LIFE)


def verdict(held: RobotsRules, url: str, agent: str) -> Verdict:
    """Judge one address; only the agent's name before the slash counts."""
    if held.status == 0 or held.status == 429 or held.status >= 500:
        answered = f"answered {held.status}" if held.status else "did not answer"
        return Verdict(False, None, f"The robots.txt of {held.host} {answered}: it waits.", unreachable=True)
    if not 200 <= held.status < 300 or not held.text:
        return Verdict(True)
    name = agent.partition("/")[0].strip()
    parsed = (_parsed if len(held.text) <= CACHED else _parsed.__wrapped__)(held.text, name)
    seconds = parsed.crawl_delay(name)
    delay = None if seconds is None else min(timedelta(seconds=min(seconds, 1e6)), MOST_DELAY)
    if parsed.can_fetch(url, name):
        return Verdict(True, delay)
    return Verdict(False, delay, f"The robots.txt of {held.host} disallows it.")


def reserves(headers: Mapping[str, str]) -> bool:
    """Whether the answer's headers reserve it from text and data mining (TDM Reservation Protocol)."""
    return headers.get("tdm-reservation", "").strip() == "1"


@lru_cache(maxsize=256)
def _parsed(text: str, name: str) -> Protego:
    from protego import Protego

    return Protego.parse(_AGENT_LINE.sub(lambda found: _agent(found[1].strip().lower(), name.lower()), text))


def _agent(named: str, name: str) -> str:
    """
    Agents that are not us become one.

    Protego keeps a list of rules for each agent: 500 agents before 30,000 rules, which fit into 500 KiB, cost 12 s
    and a gigabyte.
    """
    ours = named == "*" or re.search(rf"(?<![\w-]){re.escape(named.strip('*'))}(?![\w-])", name) is not None
    return f"User-agent: {named if ours and named else 'another'}"
