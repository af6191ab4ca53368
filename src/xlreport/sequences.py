"""What is done with sequences: grouping them, taking the only one, showing the first of many."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from typing import TypeVar

_Key = TypeVar("_Key", bound=Hashable)
_Value = TypeVar("_Value")
_Rest = TypeVar("_Rest")


def grouped(pairs: Iterable[tuple[_Key, _Value]]) -> dict[_Key, list[_Value]]:
    """Return the values of each key, keys and values in the order in which they come.

    :param pairs: the values, each behind its key; they need not be sorted.
    """
    groups: dict[_Key, list[_Value]] = {}
    for key, value in pairs:
        groups.setdefault(key, []).append(value)
    return groups


def only(found: Sequence[_Value]) -> _Value | None:
    """Return the one value that there is, ``None`` if there are none or several.

    :param found: the values.
    """
    return found[0] if len(found) == 1 else None


def some_of(lines: Sequence[_Value], most: int, rest: _Rest) -> list[_Value | _Rest]:
    """Return the first of some lines, and behind them what stands for the others, if there are any.

    :param lines: all of them; so many as ``most`` are returned.
    :param rest: a line that tells how many there are.
    """
    return [*lines[:most], *([rest] if len(lines) > most else [])]
