"""What the clerk does, in LibreOffice on a screen, with the mouse."""

from __future__ import annotations

import os
import zipfile
from pathlib import Path

import pytest
import xlwings as xw
from examples.reports import seed_report
from tests.excel.desk import Desk, desk, write_profile

from xlreport.edition.layout import CHECK_SHEET, COVER_SHEET, layout_of
from xlreport.template import write_report
from xlreport.template.front import finding_rows_top

CELL = "applications.outcome.unavailable.not_held.natural"
PINK = (255, 199, 206)


@pytest.fixture(scope="module")
def profile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A LibreOffice profile in which the buttons are installed."""
    folder = tmp_path_factory.mktemp("libreoffice") / "profile"
    write_profile(folder)
    return folder


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
        assert "错误" in work.message()
        work.picture(pictures / "wrong.png")
        head = _cell(work, "applications.new.natural")
        assert head.color == PINK
        assert "第一项加第二项之和" in head.note.text
        assert any("T3-BAL" in str(row[0]) and row[6] == "查看" for row in _listed(work))
        assert work.book.app.selection.address == head.address
        once = _parts(work, tmp_path / "once.xlsx")

        work.click(place.sheet, "校验")
        work.message()
        assert _parts(work, tmp_path / "twice.xlsx") == once

        work.click(place.sheet, "清除标记")
        work.settle()
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
        work.settle()
        assert _parts(work, tmp_path / "after.xlsx") == before


@pytest.mark.slow
def test_the_menu_serves_a_workbook_without_macros(
    office: Path, profile: Path, tmp_path: Path
) -> None:
    file = tmp_path / "示例街道.xlsx"
    write_report(seed_report(), file)
    with desk(office, profile, file) as work:
        place = layout_of(seed_report().edition).places[CELL]
        work.type(place.sheet, place.a1, "5")
        work.choose("校验")
        assert "错误" in work.message()
        assert _cell(work, "applications.new.natural").color == PINK
        _cell(work, "cover.unit").select()
        work.choose("下一处问题")
        work.settle()
        assert work.book.app.selection.sheet.name == place.sheet
        work.choose("清除标记")
        work.settle()
        assert _cell(work, "applications.new.natural").color != PINK
