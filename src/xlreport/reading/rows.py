"""The raw values of a sheet, whether they come from a file or from an open workbook."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cached_property, lru_cache, wraps
from itertools import chain
from operator import itemgetter
from typing import Any, TypeVar, TypeVarTuple

_Others = TypeVarTuple("_Others")
_Result = TypeVar("_Result")


class Rows(tuple[Sequence[object], ...]):
    """The values of a sheet from ``A1`` on, row by row; an empty cell is ``None`` or ``""``.

    They are equal to no others, so that what is worked out from them can be kept with them: see
    :func:`cached_per_sheet`.
    """

    __eq__ = object.__eq__
    __ne__ = object.__ne__
    __hash__ = object.__hash__

    def __new__(cls, rows: Iterable[Sequence[object]] = ()) -> Rows:
        """:param rows: the rows; they are not changed any more."""
        return super().__new__(cls, rows)

    @cached_property
    def worked_out(self) -> dict[object, Any]:
        """What was worked out from these values already."""
        return {}

    @cached_property
    def shape(self) -> tuple[int, int]:
        """How many rows there are, and how many columns; -1 if they are of different widths."""
        widths = set(map(len, self)) or {0}
        return len(self), widths.pop() if len(widths) == 1 else -1

    @cached_property
    def _in_a_row(self) -> Sequence[object]:
        """All values, one row after another, and then one of nothing."""
        return [*chain.from_iterable(self), None]

    def at_all(self, positions: Positions) -> tuple[object, ...]:
        """Return the raw values at many positions, ``None`` beyond the used area."""
        height, width = self.shape
        if width < 0:
            return tuple(self.at(*position) for position in positions)
        return _taker(positions, height, width)(self._in_a_row)[:-2]

    def at(self, row: int, column: int) -> object:
        """Return the raw value at a position counted from 0, ``None`` beyond the used area."""
        if row < 0 or column < 0:
            return None
        try:
            value = self[row][column]
        except IndexError:
            return None
        return None if value == "" else value


class Positions(tuple[tuple[int, int], ...]):
    """Rows and columns, from 0, whose values are taken all at once, as from many sheets."""

    __eq__ = object.__eq__
    __ne__ = object.__ne__
    __hash__ = object.__hash__


@lru_cache(maxsize=256)
def _taker(
    positions: Positions, height: int, width: int
) -> Callable[[Sequence[object]], tuple[object, ...]]:
    """Return what takes the values, and two of nothing, from all values of a sheet in a row."""
    nothing = height * width
    at = [r * width + c if r < height and c < width else nothing for r, c in positions]
    return itemgetter(*at, nothing, nothing)


def cached_per_sheet(
    function: Callable[[Rows, *_Others], _Result],
) -> Callable[[Rows, *_Others], _Result]:
    """Let what a function makes of the values of a sheet be kept with them.

    Most sheets of most workbooks are the same, byte for byte, as in the one read before: their
    values are the same object, and nothing has to be found out twice.
    """

    @wraps(function)
    def once(rows: Rows, *others: *_Others) -> _Result:
        known = rows.worked_out
        key = (function, *others)
        if key not in known:
            known[key] = function(rows, *others)
        result: _Result = known[key]
        return result

    return once
