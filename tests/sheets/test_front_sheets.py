"""封面, 上年数据 and 选项统计 are read back by labels and heads, wherever the columns have gone."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from examples import reports
from openpyxl.worksheet.worksheet import Worksheet
from tests.support.website import WEBSITE

from xlreport import read
from xlreport.edition.layout import COVER_FIELDS, COVER_SHEET, LAST_YEAR_SHEET, layout_of
from xlreport.reading.rows import Rows
from xlreport.report import Report
from xlreport.sheets import choices, last_year
from xlreport.sheets.cover import LABELS
from xlreport.sheets.listed_cells import CellList
from xlreport.template import write_report


@pytest.fixture(scope="module")
def report() -> Report:
    filled = reports.corrected()[0]
    last = {key: number for number, key in enumerate(filled.edition.last_keys, start=3)}
    return replace(filled, cover={"cover.author": "示例员", "cover.date": "2021-01-05"}, last=last)


@pytest.fixture
def path(report: Report, tmp_path: Path) -> Path:
    path = tmp_path / "甲.xlsx"
    write_report(report, path)
    return path


def insert(sheet: Worksheet, *columns: int) -> None:
    for area in list(sheet.merged_cells.ranges):
        sheet.unmerge_cells(str(area))
    for column in columns:
        sheet.insert_cols(column)
    sheet.insert_rows(3, 2)


def test_with_columns_and_rows_more(report: Report, path: Path) -> None:
    book = openpyxl.load_workbook(path)
    insert(book[COVER_SHEET], 1)
    insert(book[LAST_YEAR_SHEET], 2, 1)
    book[LAST_YEAR_SHEET]["E7"].value = "#REF!"
    book[LAST_YEAR_SHEET]["E7"].data_type = "e"
    book.save(path)
    again = read(path)
    assert (again.unit, again.cover) == (report.unit, report.cover)
    lost, *kept = report.edition.last_keys
    assert again.last == {key: report.last[key] for key in kept}
    place = again.place(f"last.{kept[0]}")
    assert (place.row, place.column) == (7, 4)
    error = next(each for each in again.notes if each.rule == "READ-ERROR")
    assert error.places[0].a1 == "E7"
    assert lost not in again.last


def test_without_heads_the_places_of_the_template_count(report: Report, path: Path) -> None:
    book = openpyxl.load_workbook(path)
    for cell in book[LAST_YEAR_SHEET][4]:
        cell.value = None
    book.save(path)
    assert read(path).last == report.last


def test_the_layout_has_the_places_at_which_the_sheets_are_drawn(report: Report) -> None:
    assert set(LABELS) == set(COVER_FIELDS)
    places = layout_of(report.edition).places
    figures = {places[last_year.place_name(key)].column for key in report.edition.last_keys}
    assert figures == {CellList("", "", "").columns.at("figure")}


def test_choices_are_found_by_their_heads() -> None:
    edition = WEBSITE
    labels = [edition.cells[key].label for key in edition.choices]
    heads = ["选项", "备注", "数量"]
    rows = Rows([heads, *([label, "", float(n)] for n, label in enumerate(labels))])
    assert labels
    found = {each.key: each.value for each in choices.read_choices(rows, edition)}
    assert found == {key: n for n, key in enumerate(edition.choices)}
