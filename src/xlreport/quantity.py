"""Numbers without rounding: counts are ``int``, money is ``Decimal``, arithmetic is in quanta.

A *quantum* is a millionth of the unit of a cell.  Every value that a form can hold is a whole
number of quanta, so sums of counts and of money are sums of integers.
"""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Context, Decimal

Value = int | Decimal
"""The value of a cell, in the cell's unit: ``int`` when whole, otherwise ``Decimal``."""

DECIMALS = 6
QUANTA_PER_UNIT: int = 10**DECIMALS
LARGEST = 10**12
"""Values whose size exceeds this are refused on reading: no office of the world has them."""

_EXACT_FLOATS = 2**53
"""Below it every whole number has a float of its own."""
_EXACT = Context(prec=40, rounding=ROUND_HALF_EVEN)
_QUANTUM = Decimal(1).scaleb(-DECIMALS)


def to_quanta(value: Value) -> int:
    """Return a value as a whole number of quanta.

    :param value: a value in the unit of its cell (件, 万元 …).
    :returns: the value in millionths of that unit.
    :raises ValueError: if it has more decimals than a quantum can hold.
    """
    if isinstance(value, int):
        return value * QUANTA_PER_UNIT
    quanta: Decimal = _EXACT.multiply(value, Decimal(QUANTA_PER_UNIT))
    if quanta != quanta.to_integral_value():
        raise ValueError(f"more than {DECIMALS} decimals: {value}")
    return int(quanta)


def from_quanta(quanta: int) -> Value:
    """Return the value of a whole number of quanta, in units.

    :param quanta: a whole number of millionths of a unit.
    """
    whole, rest = divmod(quanta, QUANTA_PER_UNIT)
    if not rest:
        return whole
    return plain(_EXACT.divide(Decimal(quanta), Decimal(QUANTA_PER_UNIT)))


def plain(value: Value | float) -> Value:
    """Return a number as ``int`` when whole, otherwise as ``Decimal`` without trailing zeros.

    A float is taken at its shortest decimal form, rounded to a quantum, so that the noise of
    binary fractions (0.30000000000000004) disappears.

    :param value: a finite number, in any unit.
    :raises decimal.InvalidOperation: if it is infinite or no number.
    """
    if isinstance(value, float) and value.is_integer() and abs(value) < _EXACT_FLOATS:
        return int(value)
    exact = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
    if isinstance(value, float):
        rounded = exact.quantize(_QUANTUM, context=_EXACT)
        if abs(rounded - exact) <= abs(exact) * Decimal("1e-14"):
            exact = rounded
    if exact == exact.to_integral_value():
        return int(exact)
    trimmed: Decimal = exact.normalize(_EXACT)
    return trimmed


def show(value: Value) -> str:
    """Return a value as people write it: no exponent, no trailing zeros.

    :param value: a value in any unit; the unit is not shown.
    """
    return str(value) if isinstance(value, int) else format(value, "f")


def as_data(value: Value | None) -> int | str | None:
    """Return a value as JSON holds it without loss: what is not whole is a text.

    :param value: a value in any unit, ``None`` for one that is missing.
    """
    return show(value) if isinstance(value, Decimal) else value
