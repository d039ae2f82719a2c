"""Values as JSON and back. Not pickle: the child that answers may have been taken over by what it read."""

from __future__ import annotations

import types
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cache
from typing import Any, TypeVar, Union, cast, get_args, get_origin, get_type_hints

T = TypeVar("T")
Coder = Callable[[Any], Any]


class WireError(ValueError):
    """What arrived is not the expected value."""


def pack(value: object) -> Any:
    """A value of the model as plain JSON, with its fields as a list."""
    kind: Any = type(value)
    return _packer(kind)(value)


def unpack(kind: type[T], plain: Any) -> T:
    """Rebuild the value, checking each field against its type; raises WireError for anything else."""
    wanted: Any = kind
    try:
        return cast(T, _unpacker(wanted)(plain))
    except WireError:
        raise
    except (TypeError, ValueError, OverflowError, RecursionError) as error:
        raise WireError(f"{kind.__name__}: {type(error).__name__}: {error}") from error


def _same(value: Any) -> Any:
    return value


# --- out -------------------------------------------------------------------------------------------------------------


@cache
def _packer(kind: Any) -> Coder:
    if is_dataclass(kind):
        hints = get_type_hints(kind)
        parts = [(each.name, _packer_of_hint(hints[each.name])) for each in fields(kind)]
        return lambda value: [
            None if (part := getattr(value, name)) is None else code(part) for name, code in parts
        ]
    raise TypeError(f"{kind} does not travel")


@cache
def _packer_of_hint(hint: Any) -> Coder:
    origin, arguments = get_origin(hint), get_args(hint)
    if origin in (Union, types.UnionType):
        return _packer_of_hint(_only(arguments))
    if origin is tuple:
        if len(arguments) == 2 and arguments[1] is Ellipsis:
            each = _packer_of_hint(arguments[0])
            return list if each is _same else lambda value: [each(part) for part in value]
        coders = [_packer_of_hint(argument) for argument in arguments]
        return lambda value: [code(part) for code, part in zip(coders, value, strict=True)]
    if origin is frozenset:
        return sorted
    if origin in (dict, Mapping):
        return dict
    if hint is datetime:
        return datetime.isoformat
    if hint is timedelta:
        return timedelta.total_seconds
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return str
    if hint in (str, int, float, bool):
        return _same
    return _packer(hint)


# --- in --------------------------------------------------------------------------------------------------------------


@cache
def _unpacker(kind: Any) -> Coder:
    if not is_dataclass(kind):
        raise TypeError(f"{kind} does not travel")
    make: Any = kind
    name = make.__name__
    hints = get_type_hints(make)
    parts = [(_unpacker_of_hint(hints[each.name]), _optional(hints[each.name])) for each in fields(kind)]

    def build(plain: Any) -> Any:
        if type(plain) is not list or len(plain) != len(parts):
            raise WireError(f"{name} of {type(plain).__name__}")
        values: list[Any] = []
        for part, (code, optional) in zip(plain, parts, strict=True):
            if part is None:
                if not optional:
                    raise WireError(f"{name} with nothing where something must be")
                values.append(None)
            else:
                values.append(code(part))
        return make(*values)

    return build


@cache
def _unpacker_of_hint(hint: Any) -> Coder:
    origin, arguments = get_origin(hint), get_args(hint)
    if origin in (Union, types.UnionType):
        return _unpacker_of_hint(_only(arguments))
    if origin is tuple:
        return _tuple_in(arguments)
    if origin is frozenset:
        each = _unpacker_of_hint(arguments[0])
        return lambda plain: frozenset(each(part) for part in _checked(plain, list))
    if origin in (dict, Mapping):
        key, value = (_unpacker_of_hint(argument) for argument in arguments)
        return lambda plain: {key(name): value(part) for name, part in _checked(plain, dict).items()}
    if hint is datetime:
        return lambda plain: _aware(datetime.fromisoformat(plain))
    if hint is timedelta:
        return lambda plain: timedelta(seconds=_checked(plain, float))
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return hint
    if hint in (str, int, bool, float):
        return _scalar_in(hint)
    return _unpacker(hint)


def _tuple_in(arguments: tuple[Any, ...]) -> Coder:
    if len(arguments) == 2 and arguments[1] is Ellipsis:
        each = _unpacker_of_hint(arguments[0])
        return lambda plain: tuple([each(part) for part in _checked(plain, list)])
    coders = [_unpacker_of_hint(argument) for argument in arguments]
    return lambda plain: tuple([code(part) for code, part in zip(coders, _checked(plain, list), strict=True)])


def _scalar_in(kind: Any) -> Coder:
    def check(plain: Any) -> Any:
        if type(plain) is kind:
            return plain
        if kind is float and type(plain) is int:
            return float(plain)
        raise WireError(f"{kind.__name__} of {type(plain).__name__}")

    return check


def _checked(plain: Any, kind: type[Any]) -> Any:
    if type(plain) is not kind:
        raise WireError(f"{kind.__name__} of {type(plain).__name__}")
    return plain


def _aware(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise WireError("a time without a zone")
    return moment


def _only(arguments: tuple[Any, ...]) -> Any:
    """The type T of `T | None`."""
    (kind,) = [argument for argument in arguments if argument is not type(None)]
    return kind


def _optional(hint: Any) -> bool:
    return type(None) in get_args(hint)


