"""明细 is read back by its heads and keys, wherever its columns have gone."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from examples import reports

from xlreport.cli import run
from xlreport.consolidation.years.previous import read_previous
from xlreport.edition import edition_for
from xlreport.edition.layout import DETAIL_SHEET
from xlreport.sheets.detail import Detail, read_detail
from xlreport.sheets.reader import OwnBook
from xlreport.template import write_report


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("detail")
    for report in reports.corrected():
        write_report(report, folder / "报表" / f"{report.unit.name}.xlsx")
    path = folder / "市.xlsx"
    assert run(["consolidate", str(folder / "报表"), "-o", str(path), "--unit", "示例市"]) == 0
    return path


def detail_of(path: Path) -> Detail:
    found = read_detail(OwnBook.open(path), reports.corrected()[0].edition)
    assert found is not None
    return found


@pytest.mark.whole
def test_every_unit_is_read_back(city: Path) -> None:
    detail = detail_of(city)
    sent = {report.unit.name: report for report in reports.corrected()}
    assert [row.unit.name for row in detail.rows] == sorted(sent)
    for row in detail.rows:
        assert dict(row.values) == dict(sent[row.unit.name].values)
        assert row.file == f"{row.unit.name}.xlsx"
        assert len(row.digest) == 64
        assert row.reports == 0


@pytest.mark.whole
def test_no_page_is_printed_for_a_key_that_is_wider_than_its_column(city: Path) -> None:
    """What is printed ends with the last column, into which nothing flows from the next page."""
    sheet = openpyxl.load_workbook(city)[DETAIL_SHEET]
    _, _, right, bottom = openpyxl.utils.range_boundaries(sheet.print_area.rpartition("!")[2])
    assert (right, bottom) == (sheet.max_column, sheet.max_row)


@pytest.mark.whole
def test_columns_may_come_and_go_and_change_places(city: Path, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(city)
    sheet = book[DETAIL_SHEET]
    width = sheet.max_column
    sheet.insert_rows(4, 2)
    sheet.insert_cols(2, 2)
    sheet.cell(3, 2).value = "所属街道"
    for row in range(3, sheet.max_row + 1):
        # The code goes to the far right, and the name to its place.
        sheet.cell(row, width + 9).value = sheet.cell(row, 5).value
        sheet.cell(row, 5).value = sheet.cell(row, 4).value
        sheet.cell(row, 4).value = None
    sheet["XFD1048576"].value = "x"
    path = tmp_path / "市.xlsx"
    book.save(path)
    before, after = detail_of(city), detail_of(path)
    assert [row.unit for row in after.rows] == [row.unit for row in before.rows]
    assert [row.values for row in after.rows] == [row.values for row in before.rows]
    assert [row.digest for row in after.rows] == [row.digest for row in before.rows]
    found = read_previous([path])
    assert not found.refused
    year = reports.corrected()[0].year
    for row in before.rows:
        last = found.of(row.unit, year)
        assert last is not None
        assert last.values == row.values


@pytest.mark.whole
def test_an_error_in_a_figure_is_no_figure(city: Path, tmp_path: Path) -> None:
    key = "applications.new.natural"
    place = detail_of(city).rows[0].place(key)
    book = openpyxl.load_workbook(city)
    cell = book[DETAIL_SHEET][place.a1]
    cell.value, cell.data_type = "#REF!", "e"
    path = tmp_path / "市.xlsx"
    book.save(path)
    rows = detail_of(path).rows
    assert key not in rows[0].values
    assert key in rows[1].values


def test_a_workbook_without_it_has_none(tmp_path: Path) -> None:
    report = reports.corrected()[0]
    write_report(report, tmp_path / "a.xlsx")
    assert read_detail(OwnBook.open(tmp_path / "a.xlsx"), edition_for(report.year)) is None
