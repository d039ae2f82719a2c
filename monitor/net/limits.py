"""How long a request may take, and how many bytes may come back."""

from __future__ import annotations

from dataclasses import dataclass, replace

KIB, MIB = 1 << 10, 1 << 20
LEAST_HURRY = 2.0               # seconds: shorter ones would blame hosts for a machine that is busy


@dataclass(frozen=True, slots=True)
class Hurry:
    """The limits of a first try: a slow host gets the full time only at the second."""

    seconds: float                          # the deadline
    spell: float                            # seconds to the first byte, and then to reach this pace
    least: float = 500.0                    # bytes a second from then on: dnf asks 1,000, a modem of 1990 gave 250


@dataclass(frozen=True, slots=True)
class Limit:
    """The limits of one kind of request: a deadline over all redirects, and sizes."""

    seconds: float
    wire: int                               # bytes of the body as they come
    inflated: int                           # bytes of the body once unpacked
    hurry: Hurry | None = None


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits of each kind: of 187 real pages the largest has 1.5 MB (.3 MB packed), of 94 feeds 1.1 MB."""

    page: Limit
    feed: Limit
    robots: Limit
    hurry: Hurry | None = None              # of a page or feed

    @classmethod
    def of(cls, page_seconds: float = 20.0) -> Limits:
        """A feed gets half as much time again as a page, robots.txt half (30, 20 and 10 seconds)."""
        return cls(
            page=Limit(page_seconds, 3 * MIB, 10 * MIB),
            feed=Limit(page_seconds * 1.5, 10 * MIB, 10 * MIB),
            robots=Limit(page_seconds * 0.5, 500 * KIB, 500 * KIB),
            hurry=Hurry(*(max(share * page_seconds, min(page_seconds, LEAST_HURRY)) for share in (0.5, 0.2))),
        )

    def of_kind(self, kind: str, *, hurry: bool = False) -> Limit:
        """The limit of a feed, page or robots request; robots.txt is never hurried, since it decides over a whole host.
        """
        limit = {"page": self.page, "feed": self.feed, "robots": self.robots}[kind]
        if not hurry or self.hurry is None or kind == "robots":
            return limit
        return replace(limit, seconds=min(limit.seconds, self.hurry.seconds), hurry=self.hurry)
