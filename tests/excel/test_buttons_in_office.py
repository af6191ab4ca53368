"""What the clerk does, in LibreOffice on a screen, with the mouse."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
import xlwings as xw
from examples.reports import seed_report
from tests.excel.desk import DIST_PACKAGES, Desk, desk
from tests.support.made import open_closed, write_report
from tests.support.publishing import publish

from xlreport.buttons import TAB
from xlreport.cli.failure import Exit
from xlreport.consolidation.incoming.intake import take_in
from xlreport.edition import Place
from xlreport.edition.layout import (
    CHECK_SHEET,
    COVER_SHEET,
    EXPLANATION_COLUMN,
    SIGNING_SHEET,
    SIGNING_TOP,
    layout_of,
)
from xlreport.excel import actions, marks
from xlreport.excel.book import LiveBook
from xlreport.excel.press import press
from xlreport.excel.publication import file_name
from xlreport.excel.snapshot import Snapshot
from xlreport.publish import filled
from xlreport.report import with_totals
from xlreport.sheets.signing import DATE, NAME
from xlreport.signature import Signed
from xlreport.template.checking import finding_rows_top

CELL = "applications.outcome.unavailable.not_held.natural"
PINK = (255, 199, 206)


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    """Where the pictures of the screen go: somewhere lasting if asked for."""
    return Path(os.environ.get("XLREPORT_PICTURES", tmp_path))


def _cell(work: Desk, name: str) -> xw.Range:
    place = layout_of(seed_report().edition).places[name]
    return work.book.sheets[place.sheet].range(place.a1)


def _listed(work: Desk) -> list[list[object]]:
    top = finding_rows_top(seed_report().edition) + 1
    sheet = work.book.sheets[CHECK_SHEET]
    rows = sheet.range((top, 1), (top + 9, 8)).options(ndim=2).value
    return [row for row in rows if row[0]]


def _parts(work: Desk, path: Path) -> dict[str, bytes]:
    """Save a copy as it is now, with the same cells selected each time, and return its parts."""
    import uno

    for sheet in work.book.sheets:
        if sheet.api.IsVisible:
            sheet.range("A1").select()
    work.book.sheets[COVER_SHEET].range("A1").select()
    option = uno.createUnoStruct("com.sun.star.beans.PropertyValue")
    option.Name, option.Value = "FilterName", "Calc MS Excel 2007 XML"
    work.document.storeToURL(path.as_uri(), (option,))
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    # The time of saving, and nothing else, stands in this part.
    del parts["docProps/core.xml"]
    return parts


def _marks(book: LiveBook, places: Sequence[Place]) -> dict[Place, tuple[str, str]]:
    """The colour and the note of cells."""
    notes = {name: book.notes(name) for name in {place.sheet for place in places}}
    return {p: (c, notes[p.sheet].get(p.a1, "")) for p, c in book.colours(places).items()}


@pytest.mark.slow
def test_a_clerk_clicks_corrects_and_clicks_again(
    office: Path, profile: Path, tmp_path: Path, pictures: Path
) -> None:
    file = tmp_path / "示例 街道=2020.xlsm"
    write_report(seed_report(), file, macros=True)
    with desk(office, profile, file) as work:
        place = layout_of(seed_report().edition).places[CELL]
        before = _parts(work, tmp_path / "before.xlsx")
        own_colour = _cell(work, CELL).color

        work.type(place.sheet, place.a1, "5")
        wrong = _parts(work, tmp_path / "wrong.xlsx")
        work.click(place.sheet, "校验")
        assert "必须改正" in work.message()
        work.picture(pictures / "wrong.png")
        head = _cell(work, "applications.new.natural")
        assert head.color == PINK
        assert "收办平衡（自然人）" in head.note.text
        assert any("收办平衡" in str(row[0]) and row[7] == "查看" for row in _listed(work))
        assert work.book.app.selection.address == head.address
        once = _parts(work, tmp_path / "once.xlsx")

        work.click(place.sheet, "校验")
        work.message()
        assert _parts(work, tmp_path / "twice.xlsx") == once

        work.click(place.sheet, "清除标记")
        work.until(lambda: _listed(work) == [])
        assert _parts(work, tmp_path / "cleared.xlsx") == wrong
        work.picture(pictures / "cleared.png")

        work.type(place.sheet, place.a1, "1")
        work.click(place.sheet, "校验")
        assert "没有发现问题" in work.message()
        work.picture(pictures / "corrected.png")
        assert _cell(work, CELL).color == own_colour
        assert head.note is None
        assert [row[0] for row in _listed(work)] == ["没有发现问题。"]

        work.click(place.sheet, "清除标记")
        work.until(lambda: _listed(work) == [])
        assert _parts(work, tmp_path / "after.xlsx") == before


@pytest.mark.slow
def test_after_a_click_the_keys_go_on_and_one_step_undoes_it(
    office: Path, profile: Path, tmp_path: Path
) -> None:
    file = tmp_path / "示例街道.xlsm"
    figures = {**seed_report().values, "applications.carried_out.natural": 4}
    faulty = with_totals(seed_report().edition, figures)
    write_report(replace(seed_report(), values=faulty), file, macros=True)
    with desk(office, profile, file) as work:
        place = layout_of(seed_report().edition).places[CELL]
        head = _cell(work, "applications.new.natural")
        books = (LiveBook(work.book), LiveBook(open_closed(file)))
        before_marks = _parts(work, tmp_path / "before.xlsx")
        for action in (actions.validate, actions.validate, actions.clear_marks):
            places = [mark.place for mark in marks.recorded(Snapshot(books[1]))]
            live, closed = (press(action, book).as_dict() for book in books)
            assert live == closed
            places += [mark.place for mark in marks.recorded(Snapshot(books[1]))]
            assert places
            live_marks, closed_marks = (_marks(book, places) for book in books)
            assert live_marks == closed_marks
        assert _parts(work, tmp_path / "cleared.xlsx") == before_marks
        work.type(place.sheet, place.a1, "5")

        work.click(place.sheet, "校验")
        work.message()
        assert head.color == PINK
        assert work.book.app.selection.address == head.address
        work.key("Return")
        assert work.book.app.selection.row == head.row + 1
        work.key("Tab")
        assert work.book.app.selection.column == head.column + 1

        before = head.sheet.api.isProtected()
        work.key("ctrl+z")
        assert head.color != PINK
        assert head.note is None
        assert head.sheet.api.isProtected() is before
        assert _cell(work, CELL).value == 5
        work.key("ctrl+z")
        assert _cell(work, CELL).value == seed_report().values[CELL]


@pytest.mark.slow
def test_the_menu_serves_a_workbook_without_macros(
    office: Path, profile: Path, tmp_path: Path
) -> None:
    file = tmp_path / "示例街道.xlsx"
    write_report(seed_report(), file)
    with desk(office, profile, file) as work:
        place = layout_of(seed_report().edition).places[CELL]
        assert TAB in work.toolbars()
        work.type(place.sheet, place.a1, "5")
        work.choose("校验")
        assert "必须改正" in work.message()
        assert _cell(work, "applications.new.natural").color == PINK
        _cell(work, "cover.unit").select()
        work.choose("下一处")
        work.until(lambda: work.book.app.selection.sheet.name == place.sheet)
        work.choose("清除标记")
        work.until(lambda: _cell(work, "applications.new.natural").color != PINK)


@pytest.mark.slow
def test_what_the_buttons_publish_lies_beside_the_workbook(
    office: Path, profile: Path, tmp_path: Path, pictures: Path
) -> None:
    file = tmp_path / "示例 公开=2020.xlsm"
    write_report(seed_report(), file, macros=True)
    with desk(office, profile, file) as work:
        for caption, suffix in (("生成Word报告", ".docx"), ("生成网页", ".html")):
            path = tmp_path / file_name(seed_report(), suffix)
            work.click(COVER_SHEET, caption)
            assert str(path) in work.message()
            assert path.is_file()
        work.picture(pictures / "published.png")
    expected = tmp_path / "expected.docx"
    publish(filled(seed_report())[0], expected)
    assert (tmp_path / file_name(seed_report(), ".docx")).read_bytes() == expected.read_bytes()


@pytest.mark.slow
def test_the_command_checks_the_workbook_that_is_open(
    office: Path, profile: Path, tmp_path: Path
) -> None:
    file = tmp_path / "示例街道.xlsx"
    write_report(seed_report(), file)
    with desk(office, profile, file) as work:
        place = layout_of(seed_report().edition).places[CELL]
        work.type(place.sheet, place.a1, "5")
        command = [sys.executable, "-m", "xlreport", "excel", "check", "--pipe", work.pipe]
        paths = os.pathsep.join([*filter(None, sys.path), DIST_PACKAGES])
        with subprocess.Popen(command, env={**os.environ, "PYTHONPATH": paths}) as running:
            assert "必须改正" in work.message()
            assert running.wait(30) == 0
        assert _cell(work, "applications.new.natural").color == PINK
    environment = {**os.environ, "PYTHONPATH": paths}
    done = subprocess.run(command, env=environment, capture_output=True, check=False)
    assert done.returncode == Exit.NOTHING
    assert "没有连上 LibreOffice" in done.stderr.decode()


@pytest.mark.slow
def test_what_is_signed_and_explained_in_the_office_program_is_so_for_the_city(
    office: Path, profile: Path, tmp_path: Path, pictures: Path
) -> None:
    file = tmp_path / "示例街道.xlsx"
    report = replace(seed_report(), prose={**seed_report().prose, "others.text": ""})
    write_report(report, file)
    with desk(office, profile, file) as work:
        for row in range(SIGNING_TOP + 1, SIGNING_TOP + 4):
            work.book.sheets[SIGNING_SHEET].range((row, NAME + 1)).value = "示例签署人"
            if row > SIGNING_TOP + 1:  # the first is typed
                work.book.sheets[SIGNING_SHEET].range((row, DATE + 1)).value = "2021-01-05"
        work.choose("校验")
        assert "可以说明 1 处" in work.message()
        top = finding_rows_top(report.edition) + 1
        reason = work.book.sheets[CHECK_SHEET].range((top, EXPLANATION_COLUMN + 1))
        work.type(CHECK_SHEET, reason.get_address(False, False), "no other matters")
        typed = Place(SIGNING_SHEET, SIGNING_TOP, DATE)
        work.book.sheets[SIGNING_SHEET].impl.activate()
        work.focus()
        work.type(SIGNING_SHEET, typed.a1, "2021-01-06")
        assert not isinstance(work.book.sheets[SIGNING_SHEET].range(typed.a1).value, str)
        work.choose("签署")
        assert "已签署：初审、复核、审定。" in work.message()
        work.book.sheets[SIGNING_SHEET].range("A1").select()
        work.picture(pictures / "signed.png")
        work.book.save(tmp_path / "签好.xlsx")
        work.choose("生成上报文件")
        assert "已生成上报文件" in work.message()
    (copy,) = (tmp_path / "上报").iterdir()
    for path in (tmp_path / "签好.xlsx", copy):
        (filing,) = take_in([path], workers=1).filings
        assert (filing.signed, filing.to_explain) == (Signed.WHOLE, 0)
