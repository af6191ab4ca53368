"""What people type into a cell -> a number, or the reason why it is none."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from xlreport.amounts import COUNT_UNITS, IN_YUAN, digits_first
from xlreport.edition.grid import BoxKind
from xlreport.edition.layout import SheetLayout
from xlreport.quantity import LARGEST, Value, plain, to_quanta
from xlreport.reading.rows import Positions, Rows

_NARROW = str.maketrans(
    {chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
    | dict.fromkeys("\u2212\ufe63", "-")
    | dict.fromkeys("〇零", "0")
)
"""Full-width characters, minus signs and zeros as their plain selves.  Nothing else: Unicode's
own rules would make 52 of ``5²`` and 1 of ``①``."""
_GAP = re.compile(r"(?<=[0-9.,])\s+(?=[0-9.,])")
_LONGEST = 60


@dataclass(frozen=True, slots=True)
class Typed:
    """What stands in a cell: a number, something unreadable, or nothing at all.

    ``rewritten`` is the text a number was understood from, where it was not a plain number.
    """

    value: Value | None = None
    unreadable: str = ""
    rewritten: str = ""


def parse_number(raw: object, unit: str) -> Typed:
    """Understand a raw cell value as a number in a unit.

    Full-width digits, thousands separators and a unit after the number (``173581元``,
    ``17.3581万元``, ``1 件``) are understood; dates, booleans and other text are not.
    """
    if raw is None:
        return Typed()
    if type(raw) is float and raw.is_integer() and -LARGEST <= raw <= LARGEST:
        return Typed(int(raw))
    if isinstance(raw, bool):
        return Typed(unreadable=str(raw).upper())
    if isinstance(raw, int | float):
        return _bounded(raw, str(raw))
    if isinstance(raw, str):
        return _parse_text(raw, unit)
    return Typed(unreadable=str(raw)[:_LONGEST])


def plain_figures(layout: SheetLayout, rows: Rows) -> Mapping[str, Value] | None:
    """Return the figures of a section in place, if they all are plain whole numbers.

    Nearly all are, and then to take them together takes a tenth of the time.
    """
    keys, positions = _figures_in_place(layout)
    raws = rows.at_all(positions)
    if set(map(type, raws)) != {float}:
        return None
    numbers: Sequence[float] = raws  # type: ignore[assignment]
    try:
        figures = list(map(int, numbers))
    except (ValueError, OverflowError):  # no number, or no end
        return None
    if figures != list(numbers) or max(figures) > LARGEST or min(figures) < -LARGEST:
        return None
    return dict(zip(keys, figures, strict=True))


@cache
def _figures_in_place(layout: SheetLayout) -> tuple[Sequence[str], Positions]:
    """Return the keys of a section's figures, and where they stand."""
    boxes = [box for box in layout.boxes if box.kind is BoxKind.CELL]
    return [box.key for box in boxes], Positions((box.row, box.column) for box in boxes)


def _parse_text(raw: str, unit: str) -> Typed:
    narrow = raw.translate(_NARROW).strip()
    if not narrow:
        return Typed()
    # "1 2" may be two numbers.
    text = "" if _GAP.search(narrow) else "".join(narrow.split())
    number, suffix = digits_first(text)
    factor = _factor(suffix, unit)
    if number is None or factor is None:
        return Typed(unreadable=raw.strip()[:_LONGEST])
    typed = _bounded(number * factor, raw.strip()[:_LONGEST])
    return Typed(typed.value, typed.unreadable, raw.strip()[:_LONGEST])


def _factor(suffix: str, unit: str) -> Decimal | None:
    """Return what to multiply by for a unit typed after a number; ``None`` if it is no unit."""
    if not suffix or suffix == unit:
        return Decimal(1)
    if unit in IN_YUAN:
        return IN_YUAN[suffix] / IN_YUAN[unit] if suffix in IN_YUAN else None
    return Decimal(1) if suffix in COUNT_UNITS else None


def _bounded(number: int | float | Decimal, text: str) -> Typed:
    if not math.isfinite(number) or not -LARGEST <= number <= LARGEST:
        return Typed(unreadable=text)
    value = plain(number)
    try:
        to_quanta(value)
    except ValueError:
        return Typed(unreadable=text)
    return Typed(value)
