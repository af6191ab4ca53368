"""校验 undoes what pasting did: cells that were locked, formulas of totals that were replaced."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from examples.reports import seed_report
from openpyxl.styles import Protection
from openpyxl.workbook import Workbook
from tests.support.made import load_workbook, open_closed, write_report

from xlreport.edition import layout_of
from xlreport.excel import actions
from xlreport.excel.book import LiveBook
from xlreport.excel.snapshot import Snapshot
from xlreport.reading import read

REPORT = seed_report()
PLACES = layout_of(REPORT.edition).places
INPUT, MONEY = "applications.new.natural", "disclosure.procurement.amount"
TOTAL, OTHER = "applications.new.total", "applications.carried_in.total"
TEXT = "overview.proactive"


@pytest.fixture
def pasted(tmp_path: Path) -> Path:
    """A workbook into which a table was pasted: totals typed, cells of no format."""
    report = replace(REPORT, prose={**REPORT.prose, TEXT: "第一段。\n第二段。"})
    write_report(report, tmp_path / "报表.xlsx")
    book = load_workbook(tmp_path / "报表.xlsx")
    for key in (INPUT, MONEY, TOTAL):
        cell = book[PLACES[key].sheet][PLACES[key].a1]
        cell.value = int(REPORT.values[key])
        cell.style = "Normal"
        cell.protection = Protection(locked=True)
    validations = book[PLACES[MONEY].sheet].data_validations
    validations.dataValidation = [
        each for each in validations.dataValidation if PLACES[MONEY].a1 not in each.sqref
    ]
    second = replace(PLACES[TEXT], row=PLACES[TEXT].row + 1)
    book[second.sheet][second.a1].protection = Protection(locked=True)
    book.save(tmp_path / "粘贴.xlsx")
    return tmp_path / "粘贴.xlsx"


def clicked(path: Path) -> Workbook:
    """Click 校验 on a file."""
    book = LiveBook(open_closed(path))
    book.carry_out(actions.validate(Snapshot(book), ()))
    target = path.with_name("校验后.xlsx")
    book.book.save(target)
    return load_workbook(target)


def test_what_pasting_did_is_named(pasted: Path) -> None:
    """By the check and so by the roll-up: cells in a row, totals once a sheet."""
    notes = {note.rule: note for note in read(pasted).notes}
    assert PLACES[INPUT] in notes["READ-LOCKED"].places
    assert notes["READ-PASTED"].places == (PLACES[TOTAL],)
    assert {note.severity.value for note in notes.values()} == {"note"}
    assert "校验" in notes["READ-LOCKED"].advice


def test_cells_are_open_again_and_take_what_they_should(pasted: Path) -> None:
    before = openpyxl.load_workbook(pasted.with_name("报表.xlsx"))
    after = clicked(pasted)
    for key in (INPUT, MONEY, TOTAL, TEXT):
        place = PLACES[key]
        cell, old = (book[place.sheet][place.a1] for book in (after, before))
        assert not cell.protection.locked
        assert cell.number_format == old.number_format
        assert cell.font.name == old.font.name
        assert cell.border.left.style == old.border.left.style
        assert cell.alignment.horizontal == old.alignment.horizontal
        if key in (INPUT, MONEY):
            taking = [
                (each.type, each.formula1, each.formula2, each.error)
                for book in (after, before)
                for each in book[place.sheet].data_validations.dataValidation
                if place.a1 in each.sqref
            ]
            assert len(taking) == 2
            assert taking[0] == taking[1]
    assert not after[PLACES[TEXT].sheet].cell(PLACES[TEXT].row + 2, 1).protection.locked


@pytest.mark.whole
def test_the_formula_of_a_total_comes_back(pasted: Path, tmp_path: Path) -> None:
    after, place = clicked(pasted), PLACES[TOTAL]
    written = openpyxl.load_workbook(pasted.with_name("报表.xlsx"))[place.sheet][place.a1].value
    assert after[place.sheet][place.a1].value == written
    assert [note.rule for note in read(tmp_path / "校验后.xlsx").notes] == []


@pytest.mark.whole
def test_a_wrong_total_is_an_error_and_stays_until_it_is_settled(pasted: Path) -> None:
    book = load_workbook(pasted)
    place = PLACES[TOTAL]
    book[place.sheet][place.a1].value = int(REPORT.values[TOTAL]) + 1
    book[PLACES[OTHER].sheet][PLACES[OTHER].a1].value = None
    book.save(pasted)
    live = LiveBook(open_closed(pasted))
    plan = actions.validate(Snapshot(live), ())
    assert "必须改正" in plan.says
    after = clicked(pasted)
    assert after[place.sheet][place.a1].value == int(REPORT.values[TOTAL]) + 1
    other = after[PLACES[OTHER].sheet][PLACES[OTHER].a1].value
    assert str(other).startswith("=IF(COUNT(")


def test_a_sound_workbook_needs_no_mending(tmp_path: Path) -> None:
    write_report(REPORT, tmp_path / "报表.xlsx")
    book = LiveBook(open_closed(tmp_path / "报表.xlsx"))
    plan = actions.validate(Snapshot(book), ())
    assert "look" not in {change["do"] for change in plan.as_dict()["changes"]}
