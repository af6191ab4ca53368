"""Numbers keep every digit on their way through quanta, floats and texts."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xlreport.quantity import (
    LARGEST,
    QUANTA_PER_UNIT,
    Value,
    as_data,
    from_quanta,
    plain,
    show,
    to_quanta,
)

QUANTA = st.integers(-LARGEST * QUANTA_PER_UNIT, LARGEST * QUANTA_PER_UNIT)
VALUES = QUANTA.map(from_quanta)


@given(QUANTA)
def test_quanta_survive_the_way_through_a_value(quanta: int) -> None:
    """No whole number of quanta is changed by being turned into a value and back."""
    assert to_quanta(from_quanta(quanta)) == quanta


@given(VALUES)
def test_values_survive_the_way_through_quanta(value: Value) -> None:
    """A value comes back equal, and of the same type: int when whole, otherwise Decimal."""
    back = from_quanta(to_quanta(value))
    assert back == value
    assert type(back) is type(value)
    assert isinstance(value, int) == (value == int(value))


@given(st.lists(VALUES, max_size=20))
def test_sums_of_quanta_are_sums_of_values(values: list[Value]) -> None:
    """Adding quanta is adding exactly."""
    exact = sum((Decimal(value) for value in values), Decimal(0))
    assert from_quanta(sum(map(to_quanta, values))) == exact


@pytest.mark.parametrize("text", ["0.0000001", "1.2345678", "-3.00000001"])
def test_what_a_quantum_cannot_hold_is_refused(text: str) -> None:
    """A seventh decimal is never rounded away in silence."""
    with pytest.raises(ValueError, match="decimals"):
        to_quanta(Decimal(text))


@pytest.mark.parametrize("text", ["1.0000000", "0.5000000000", "2E+1", "-0.0"])
def test_trailing_zeros_are_no_decimals(text: str) -> None:
    """Only digits that count are counted."""
    assert to_quanta(Decimal(text)) == Decimal(text) * QUANTA_PER_UNIT


@pytest.mark.parametrize(
    ("noisy", "meant"),
    [
        (0.1 + 0.2, "0.3"),
        (1.1 + 2.2, "3.3"),
        (3 * 0.1, "0.3"),
        (160.5964 * 10000, "1605964"),
        (0.1 + 0.7, "0.8"),
        (4.35 * 100, "435"),
        (-0.1 - 0.2, "-0.3"),
        (7.0, "7"),
        (1e6, "1000000"),
        (0.0, "0"),
    ],
)
def test_the_noise_of_binary_fractions_disappears(noisy: float, meant: str) -> None:
    """What a spreadsheet computed in floats is what a person would have computed."""
    assert plain(noisy) == Decimal(meant)
    assert isinstance(plain(noisy), int) == ("." not in meant)


@pytest.mark.parametrize("value", [0.0000001, 1.2345678, 12.0000004])
def test_true_digits_are_not_taken_for_noise(value: float) -> None:
    """A number that a quantum cannot hold stays one, so that it can be refused."""
    assert plain(value) == Decimal(repr(value))


@given(st.integers(-(10**12), 10**12).map(lambda n: Decimal(n).scaleb(-6)))
def test_a_float_stands_for_the_decimal_that_made_it(value: Decimal) -> None:
    """A cell of a workbook is a float; the number that was typed comes back."""
    assert plain(float(value)) == value


@given(VALUES)
def test_a_shown_value_reads_as_itself(value: Value) -> None:
    """What people see has no exponent and no idle zeros, and is the whole value."""
    text = show(value)
    assert Decimal(text) == value
    assert set(text) <= set("-0123456789.")
    assert "." not in text or not text.endswith(("0", "."))


def test_data_has_counts_as_numbers_and_amounts_as_texts() -> None:
    """No program that reads it makes a float of an amount."""
    data = [as_data(value) for value in (7, Decimal("0.10"), None)]
    assert data == [7, "0.10", None]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"),
        (-8, "-8"),
        (10**12, "1000000000000"),
        (Decimal("0.092"), "0.092"),
        (Decimal("0.000001"), "0.000001"),
        (Decimal("-160.5964"), "-160.5964"),
    ],
)
def test_values_are_shown_as_people_write_them(value: Value, text: str) -> None:
    """Plain digits, whatever the size."""
    assert show(value) == text


@pytest.mark.parametrize(
    ("quanta", "value"), [(1, "0.000001"), (-1, "-0.000001"), (999_999, "0.999999"), (0, "0")]
)
def test_the_smallest_amounts_are_kept(quanta: int, value: str) -> None:
    assert from_quanta(quanta) == Decimal(value)
    assert to_quanta(Decimal(value)) == quanta
