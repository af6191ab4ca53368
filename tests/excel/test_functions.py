"""The worksheet functions: values, differences, findings, numbers in words."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import xlwings as xw
from examples.reports import seed_report
from hypothesis import given
from hypothesis import strategies as st
from tests.support.made import open_closed, write_report

from xlreport.amounts import parse_amount
from xlreport.excel import udf
from xlreport.excel.wrappers import functions_module
from xlreport.macro_source import workbook_folder
from xlreport.quantity import plain
from xlreport.template.functions import FUNCTIONS


@pytest.fixture
def book(tmp_path: Path) -> xw.Book:
    """A workbook whose first column does not balance, with one figure of last year."""
    values = {**seed_report().values, "applications.carried_out.natural": 4}
    report = replace(seed_report(), values=values, last={"applications.carried_out.natural": 0})
    write_report(report, tmp_path / "示例.xlsx")
    return open_closed(tmp_path / "示例.xlsx")


@pytest.fixture
def cell(book: xw.Book) -> xw.Range:
    """A cell of it, in which a formula stands."""
    return book.sheets[0].range("A1")


def test_a_function_reads_the_workbook_it_stands_in_and_not_the_one_in_front(
    cell: xw.Range, monkeypatch: pytest.MonkeyPatch
) -> None:
    def in_front(*_: object) -> xw.Book:
        raise AssertionError("asked for the workbook in front")

    monkeypatch.setattr(udf, "calling_book", in_front)
    assert udf.xlreport_value("applications.new.natural", None, cell) == 1


def test_excel_is_given_a_place_for_the_cell_of_the_formula() -> None:
    """xlwings fills in an argument called ``caller``, and finds it by its place."""
    for function in FUNCTIONS:
        names = [argument["name"] for argument in _described(function.name)["args"]]
        passed = re.search(rf'"{function.name}", Array\(([^)]*)\)', functions_module())
        assert passed
        given = passed[1].split(", ")
        assert len(given) == len(names)
        assert ("caller" in names) is (given[-1] == "Nothing")


def _described(name: str) -> dict[str, Any]:
    """Return what xlwings knows of a function on Windows; elsewhere its decorators do nothing."""
    code = getattr(udf, name).__wrapped__.__code__
    return {"args": [{"name": each} for each in code.co_varnames[: code.co_argcount]]}


def test_a_failure_in_a_cell_is_chinese(cell: xw.Range, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object) -> None:
        raise RuntimeError("english")

    monkeypatch.setattr(udf, "_report", fails)
    said = udf.xlreport_value("applications.new.natural", None, cell)
    assert said == "× 没有算出来，请找上级技术人员（xlreport excel doctor；RuntimeError）"


def test_values_by_cell_key(cell: xw.Range) -> None:
    assert udf.xlreport_value("applications.new.natural", None, cell) == 1
    assert udf.xlreport_last("applications.carried_out.natural", None, cell) == 0
    assert udf.xlreport_last("applications.carried_out.total", None, cell) is None


def test_an_unknown_key_is_said_to_be_unknown(cell: xw.Range) -> None:
    assert (
        udf.xlreport_value("applications.none", None, cell) == "× 没有 applications.none 这个代码"
    )
    assert udf.xlreport_difference("T9[x]", None, cell) == "× 没有 T9[x] 这个代码"


def test_the_difference_of_an_identity(cell: xw.Range) -> None:
    assert udf.xlreport_difference("T3-BAL[natural]", None, cell) == -4
    assert udf.xlreport_difference("T3-BAL[legal.commercial]", None, cell) == 0


def test_findings_as_an_array(cell: xw.Range) -> None:
    heads, *rows = udf.xlreport_findings(None, cell)
    assert heads == ["要求", "工作表", "单元格", "问题在哪里", "怎么办"]
    assert {row[0] for row in rows} == {"必须改正"}
    assert all(len(row) == len(heads) for row in rows)
    assert udf.xlreport_prose_findings(None, cell) == [["没有发现问题。"]]


@pytest.mark.parametrize(
    ("text", "unit", "value"),
    [
        ("１，２３４件", "件", 1234),
        ("17.3581万元", "元", 173581),
        ("173581元", "万元", Decimal("17.3581")),
        ("25.1万", "元", 251000),
        ("一百二十", "", 120),
        ("三万五千元", "元", 35000),
        ("-8", "项", -8),
        ("5件", "元", None),
        ("百分之五", "", None),
        ("1,23", "", None),
        ("无", "", None),
    ],
)
def test_numbers_in_words(text: str, unit: str, value: object) -> None:
    assert parse_amount(text, unit) == value


@given(st.decimals(-(10**9), 10**9, places=4))
def test_a_number_survives_being_written(number: Decimal) -> None:
    assert parse_amount(f"{number:f}") == plain(number)
    assert parse_amount(f"{number:,f}万元", "万元") == plain(number)


def test_every_function_that_is_described_exists() -> None:
    for function in FUNCTIONS:
        code = getattr(udf, function.name).__wrapped__.__code__
        names = code.co_varnames[: code.co_argcount]
        assert tuple(name for name in names if name != "caller") == tuple(function.arguments)


def test_the_committed_wrappers_are_what_is_generated() -> None:
    committed = workbook_folder() / "vba" / "xlreport_functions.bas"
    assert committed.read_text("ascii") == functions_module()
