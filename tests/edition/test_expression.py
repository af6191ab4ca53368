"""An expression's value is what a spreadsheet program computes of its formula."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import formualizer
import pytest

from xlreport.edition.expression import (
    Expression,
    any_of,
    call,
    cell,
    constant,
    grouped,
    if_,
    if_error,
    infix,
    joined,
    leaf,
    nowhere,
    total,
)

CELLS: Mapping[str, Any] = {"A1": 3, "A2": Decimal("-2.5"), "A3": '乙"丙丁', "A4": 0, "A5": ""}
A1, A2, A3, A4, A5 = (
    cell(name, lambda cells, name=name: cells[name])  # type: ignore[misc]
    for name in CELLS
)

EXPRESSIONS: dict[str, Expression[Any]] = {
    "quoted": constant('他说"是"'),
    "amount": constant(Decimal("-0.25")),
    "sum": total(A1, A2, A1),
    "grouping": infix(A1, "-", grouped(infix(A1, "+", A2))),
    "no grouping": infix(infix(A1, "-", A1), "+", A2),
    "text of numbers": joined("差 ", A2, " 格，", A1, A4, A5),
    "absolute": call("ABS", A2),
    "number": call("N", A3),
    "left": call("LEFT", A3, 2),
    "left of little": call("LEFT", A5, 2),
    "middle": call("MID", A3, 2, 2),
    "middle past the end": call("MID", A3, 4, 30),
    "then": if_(infix(A1, ">", 2), "多", "少"),
    "otherwise": if_(infix(A1, "<", A2), A1, A2),
    "text is text": if_(infix(A3, "=", '乙"丙丁'), 1, 0),
    "blank is no text": if_(infix(A5, "=", ""), 1, 0),
    "at most": if_(infix(A4, "<=", 0), 1, 0),
    "at least": if_(infix(A2, ">=", 0), 1, 0),
    "any": if_(any_of(infix(A1, "=", 1), infix(A1, "=", 3)), "有", "无"),
    "none": if_(any_of(infix(A1, "=", 1), infix(A4, "=", 1)), "有", "无"),
    "no error": if_error(infix(A1, "-", A4), constant("错")),
}


@pytest.mark.parametrize("name", EXPRESSIONS)
def test_formula_and_value_are_one(name: str) -> None:
    """Texts with quotation marks, fractions and blanks included."""
    book, expression = formualizer.Workbook(), EXPRESSIONS[name]
    book.add_sheet("表")
    for row, value in enumerate(CELLS.values(), start=1):
        if value != "":
            book.set_value("表", row, 1, value if isinstance(value, str) else float(value))
    book.set_formula("表", 1, 2, f"={expression.formula(lambda address: address)}")
    computed, expected = book.evaluate_cell("表", 1, 2), expression.value(CELLS)
    if isinstance(expected, str):
        assert computed == expected
    else:
        assert computed == float(expected)


def test_what_is_not_chosen_is_not_computed() -> None:
    """A figure that is missing is not asked for where the formula does not reach it either."""
    missing: Expression[Mapping[str, int]] = leaf("Z9", lambda cells: cells["Z9"])
    assert if_(infix(A4, "=", 0), "—", missing).value(CELLS) == "—"
    with pytest.raises(KeyError):
        if_(infix(A4, ">", 0), "—", missing).value(CELLS)


def test_a_name_needs_an_address() -> None:
    """An expression of names is never written without a workbook."""
    with pytest.raises(KeyError, match="A1"):
        A1.formula(nowhere)
