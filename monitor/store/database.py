"""What every noun is built on: transactions with named parameters, the same for both stores."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

if TYPE_CHECKING:
    from monitor.ports import Clock

Value = TypeVar("Value")

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
PARAMETER = re.compile(r"(?<![:\w]):([a-z_][a-z0-9_]*)")


class Row(Protocol):
    """One row, by column name; the caller knows the type of each column."""

    def __getitem__(self, name: str, /) -> Any: ...


class Transaction(Protocol):
    """One transaction: all of it is written, or nothing."""

    def one(self, sql: str, **values: object) -> Row | None: ...

    def all(self, sql: str, **values: object) -> list[Row]:
        """Every row. A tuple as a value becomes a list in brackets, for IN; a list is for `numbers`."""
        ...

    def run(self, sql: str, **values: object) -> int:
        """The number of rows changed."""
        ...

    def many(self, sql: str, rows: Iterable[Mapping[str, object]]) -> None:
        """Run the same statement for each row of values."""
        ...

    def numbers(self, name: str) -> str:
        """SQL for a table with one column, `value`, of the whole numbers in the list parameter of that name."""
        ...

    def holders(self, table: str, name: str) -> str:
        """SQL for `key` and `number` of the first rows of each key in that list parameter: `:most`, and one more."""
        ...

    def stream(self, sql: str) -> Iterator[Row]:
        """Every row of a long table, without holding all of them."""
        ...

    def now(self) -> float:
        """Seconds since 1970 by the clock of leases, which is the same for all workers."""
        ...


PATIENCE = 10.0         # seconds that a look waits for another of the same name
BUSY_LOOK = "Another look at this is not over yet: try again when it is."


class Database(Protocol):
    """Connections, one a thread at a time."""

    @property
    def clock(self) -> Clock:
        """The clock of leases, as near as this process knows it."""
        ...

    def read(self) -> AbstractContextManager[Transaction]:
        """A consistent view while the block lasts."""
        ...

    def write(self, lock: str | None = None, *, durable: bool = True) -> AbstractContextManager[Transaction]:
        """
        Written when the block ends, undone where it raises.

        Blocks that name the same `lock` run one after the other over all processes; a store that has one writer
        anyway need not look at it. What is not `durable` may be lost where the server's machine dies within a second,
        together with all that was written after it: that is for what rows and leases bring about again.
        """
        ...

    def alone(self, name: str) -> AbstractContextManager[None]:
        """Nobody else is in such a block of this name; raises Failed where somebody is, after some seconds."""
        ...

    def settle(self) -> None:
        """Prepare for use after rows were copied into it."""
        ...

    def close(self) -> None: ...


def seconds(moment: datetime | None) -> float | None:
    """A moment as both stores keep it; None stays None."""
    return None if moment is None else (moment - _EPOCH).total_seconds()


def stamp(moment: datetime) -> float:
    """A moment as both stores keep it."""
    return (moment - _EPOCH).total_seconds()


def moment(value: float | None) -> datetime | None:
    """The inverse of `seconds`."""
    return None if value is None else _EPOCH + timedelta(seconds=value)


def instant(value: float) -> datetime:
    """The inverse of `stamp`."""
    return _EPOCH + timedelta(seconds=value)


def expand(sql: str, values: Mapping[str, object]) -> tuple[str, Mapping[str, object]]:
    """Turn tuples into lists of parameters in brackets, for `IN :names`; an empty one matches nothing."""
    if tuple not in map(type, values.values()):
        return sql, values
    flat = {name: value for name, value in values.items() if type(value) is not tuple}

    def bracketed(match: re.Match[str]) -> str:
        value = values.get(match[1])
        if type(value) is not tuple:
            return match[0]
        flat.update({f"{match[1]}_{i}": item for i, item in enumerate(value)})
        return "(" + (", ".join(f":{match[1]}_{i}" for i in range(len(value))) or "NULL") + ")"

    return PARAMETER.sub(bracketed, sql), flat


def slices(values: Sequence[Value], size: int = 500) -> Iterator[tuple[Value, ...]]:
    """A long list in pieces small enough for one statement."""
    for start in range(0, len(values), size):
        yield tuple(values[start:start + size])
