"""Which numbers a kind of number allows."""

from __future__ import annotations

from decimal import Decimal

import numpy as np
import pytest

from xlreport.edition.model import NumberType

COUNT = NumberType("count", "整数", 0, minimum=0)
MONEY = NumberType("money", "金额", 2, minimum=0)
CHANGE = NumberType("change", "增减", 0)


@pytest.mark.parametrize(
    ("kind", "allowed", "not_allowed"),
    [
        (COUNT, [0, 1, Decimal(12)], [-1, Decimal("0.5")]),
        (MONEY, [0, Decimal("0.01"), Decimal("1.10")], [Decimal("-0.01"), Decimal("0.001")]),
        (CHANGE, [0, -3, 4], [Decimal("-0.5")]),
    ],
)
def test_a_number_is_of_its_kind(
    kind: NumberType, allowed: list[Decimal | int], not_allowed: list[Decimal | int]
) -> None:
    """Zero is a number like others; without a least number any may be below it."""
    assert all(kind.allows(number) for number in allowed)
    assert not any(kind.allows(number) for number in not_allowed)


def test_columns_of_quanta_are_told_where() -> None:
    """In quanta, millionths here, the least number and the last decimal are so many more."""
    million = 1_000_000
    quanta = np.array([0, million, 10_000, -million, 1])
    assert MONEY.allows(quanta, one=million).tolist() == [True, True, True, False, False]
    assert NumberType("x", "x", 0, 1).allows(quanta, one=million).tolist() == [
        False, True, False, False, False,
    ]  # fmt: skip
