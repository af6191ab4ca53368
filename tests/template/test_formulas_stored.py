"""Formulas are stored as XlsxWriter stores them, though not all of its list is searched."""

from __future__ import annotations

import io

import pytest
import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from xlreport.template.canvas import Sheet

FORMULAS = (
    "=SUM(B2:B9)",
    "SUM(B2:B9)",
    '=IF(COUNT(B2:C2)=2,B2-C2,"")',
    "=XLOOKUP(A1,B:B,C:C)+SUM(A1:A2)",
    "=_xlfn.XLOOKUP(A1,B:B,C:C)",
    "=IFNA(STDEV.S(A1:A9),0)",
    "={1,2}",
    "{=SUM(A1:A2*B1:B2)}",
    "=MY.SORT(A1)",
    "",
)


@pytest.mark.parametrize("formula", FORMULAS)
@pytest.mark.parametrize("future", [False, True])
def test_formula_is_stored_as_the_library_stores_it(formula: str, *, future: bool) -> None:
    plain = Worksheet()._prepare_formula(formula, future)
    assert Sheet()._prepare_formula(formula, future) == plain


def test_newer_function_is_stored_under_its_long_name() -> None:
    book = xlsxwriter.Workbook(io.BytesIO())
    sheet = book.add_worksheet(None, Sheet)
    sheet.write_formula("A1", "=XLOOKUP(1,B:B,C:C)")
    assert sheet.table[0][0].formula == "_xlfn.XLOOKUP(1,B:B,C:C)"
