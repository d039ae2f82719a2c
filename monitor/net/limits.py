"""How long a request may take, and how much may come back."""

from __future__ import annotations

from dataclasses import dataclass, replace

KIB, MIB = 1 << 10, 1 << 20
LEAST_HURRY = 2.0               # seconds: shorter ones would blame hosts for a machine that is busy


@dataclass(frozen=True, slots=True)
class Hurry:
    """How long a first try takes at most: a host that keeps one waiting gets its whole time at the second."""

    seconds: float                          # the deadline
    spell: float                            # seconds to the first byte, and then to reach this pace
    least: float = 500.0                    # bytes a second from then on: dnf asks 1,000, a modem of 1990 gave 250


@dataclass(frozen=True, slots=True)
class Limit:
    """Of one kind of request: its deadline over all redirects, and its sizes."""

    seconds: float
    wire: int                               # bytes of the body as they come
    inflated: int                           # bytes of the body once unpacked
    hurry: Hurry | None = None


@dataclass(frozen=True, slots=True)
class Limits:
    """Of each kind: the largest of 187 replayed pages has 1.5 MB before and .3 MB after packing, of 94 feeds 1.1 MB."""

    page: Limit
    feed: Limit
    robots: Limit
    hurry: Hurry | None = None              # of a page or feed

    @classmethod
    def of(cls, page_seconds: float = 20.0) -> Limits:
        """A feed has half as much time again as a page, robots.txt half as much (20, 30 and 10 seconds)."""
        return cls(
            page=Limit(page_seconds, 3 * MIB, 10 * MIB),
            feed=Limit(page_seconds * 1.5, 10 * MIB, 10 * MIB),
            robots=Limit(page_seconds * 0.5, 500 * KIB, 500 * KIB),
            hurry=Hurry(*(max(share * page_seconds, min(page_seconds, LEAST_HURRY)) for share in (0.5, 0.2))),
        )

    def of_kind(self, kind: str, *, hurry: bool = False) -> Limit:
        """The limit of a feed, page or robots request; rules decide over a whole host, and are never hurried."""
        limit = {"page": self.page, "feed": self.feed, "robots": self.robots}[kind]
        if not hurry or self.hurry is None or kind == "robots":
            return limit
        return replace(limit, seconds=min(limit.seconds, self.hurry.seconds), hurry=self.hurry)
