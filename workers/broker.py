"""The broker as the supervisor sees it: whether it answers, whether it is still the same, how long its queues are."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Protocol

from monitor.errors import Failed, Unavailable
from monitor.stages import address

if TYPE_CHECKING:
    import redis

PATIENCE = 0.4          # seconds that a publisher may lose to a broker that does not answer


class Broker(Protocol):
    """What the supervisor asks of a broker."""

    def check(self) -> None:
        """Raises Unavailable if nobody answers, Failed if we are not let in."""
        ...

    def identity(self) -> str | None:
        """Changes when the broker was restarted, and so may have lost its hints; None if it does not answer."""
        ...

    def lengths(self, queues: tuple[str, ...]) -> Mapping[str, int]:
        """How many hints wait in each queue; empty if unknown."""
        ...


class InsideBroker:
    """memory://, which lives and dies with the process."""

    def check(self) -> None:
        """Do nothing: it is always there."""

    def identity(self) -> str:
        """The identity of this process."""
        return "memory"

    def lengths(self, queues: tuple[str, ...]) -> Mapping[str, int]:
        """Nothing: only the threads that serve the queues look at them."""
        return {}


class RedisBroker:
    """A Redis server."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._client: redis.Redis | None = None

    def _connected(self) -> redis.Redis:
        import redis
        from redis.backoff import NoBackoff
        from redis.retry import Retry

        if self._client is None:
            self._client = redis.Redis.from_url(
                self._url, socket_connect_timeout=PATIENCE, socket_timeout=PATIENCE, retry=Retry(NoBackoff(), 0),
                decode_responses=True,
            )
        return self._client

    def check(self) -> None:
        """A ping, and a read of a missing key: both need the password, and the second the right to read."""
        import redis

        shown = address.of_server(self._url)
        try:
            self._connected().llen("poll")
        except redis.AuthenticationError as error:
            raise Failed(f"The broker {shown} wants another password.") from error
        except (redis.BusyLoadingError, redis.ConnectionError, redis.TimeoutError) as error:
            raise Unavailable(f"The broker {shown} does not answer.") from error
        except (redis.RedisError, ValueError, UnicodeError) as error:
            raise Failed(f"The broker {shown} does not serve: {_words(error)}.") from error

    def identity(self) -> str | None:
        """The run id that Redis gives itself at every start."""
        import redis

        try:
            said = self._connected().info("server")
        except redis.RedisError:
            return None
        return str(said.get("run_id", "")) if isinstance(said, dict) else ""

    def lengths(self, queues: tuple[str, ...]) -> Mapping[str, int]:
        """LLEN of each queue."""
        import redis

        try:
            return {queue: int(str(self._connected().llen(queue))) for queue in queues}
        except redis.RedisError:
            return {}


def of(url: str) -> Broker:
    """The broker at an address."""
    return InsideBroker() if url.startswith("memory://") else RedisBroker(url)


def _words(error: Exception) -> str:
    """Redis's own message on one line; it contains no password."""
    return " ".join(str(error).split()).rstrip(".")[:200] or type(error).__name__
