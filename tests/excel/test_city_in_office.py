"""What the city's officer does in LibreOffice on a screen, with the mouse."""

from __future__ import annotations

import os
import shutil
import time
from dataclasses import replace
from pathlib import Path

import pytest
import xlwings as xw
from examples import reports
from tests.excel.desk import Desk, desk
from tests.support.command import xlreport
from tests.support.made import write_report

from xlreport.edition.layout import FILES_SHEET, OVERVIEW_SHEET, layout_of
from xlreport.excel.engines import office as engine
from xlreport.report import Unit

CELL = "applications.new.natural"


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    """Where the pictures of the screen go: somewhere lasting if asked for."""
    return Path(os.environ.get("XLREPORT_PICTURES", tmp_path))


@pytest.fixture
def city(tmp_path: Path) -> Path:
    """A city's workbook with buttons, of two townships; a third one has sent nothing yet."""
    folder = tmp_path / "收到"
    folder.mkdir()
    for town, report in zip("甲乙", reports.as_received(), strict=False):
        made = replace(report, unit=Unit(f"{town}镇", "", "township"), source="")
        write_report(made, folder / f"{town}镇.xlsx")
    roster = "代码,名称,类别,上级\nA,示例市,人民政府,\n"
    roster += "".join(f"{n},{town}镇,乡镇,示例市\n" for n, town in enumerate("甲乙丙", start=101))
    (tmp_path / "名册.csv").write_text(roster, encoding="utf-8")
    path = tmp_path / "示例 市=2020.xlsm"
    done = xlreport(
        *("consolidate", folder, "--roster", tmp_path / "名册.csv", "-o", path),
        *("--accept-errors", "--year", "2020"),
    )
    assert done.returncode == 1, done.stderr.decode()
    return path


def _opened_anew(work: Desk) -> xw.Book:
    """Return the workbook that is in front now."""
    work.until(lambda: engine.App(work.context).books.active is not None)
    return xw.Book(impl=engine.App(work.context).books.active)


def _listed(book: xw.Book) -> set[str]:
    rows = book.sheets[FILES_SHEET].range("A1:H20").options(ndim=2).value
    return {str(value) for row in rows for value in row if value}


def _copies(path: Path, folder: Path) -> None:
    """Give a command so much to read that it can be stopped before it ends."""
    folder.mkdir()
    for number in range(3000):
        (folder / f"{number}.xlsx").hardlink_to(path)


def _stop(work: Desk) -> None:
    """Click 停止 in the small window that shows how far a command is."""
    until = time.monotonic() + 20
    while (button := work.button("停止")) is None:
        assert time.monotonic() < until
    work.hit(button)


@pytest.mark.slow
def test_the_officer_asks_rolls_up_again_and_answers(
    office: Path, profile: Path, city: Path, pictures: Path
) -> None:
    folder = city.parent / "收到"
    third = reports.as_received()[4]
    with desk(office, profile, city) as work:
        place = layout_of(third.edition).places[CELL]
        work.picture(pictures / "city-front.png")
        work.book.sheets[place.sheet].range(place.a1).select()
        work.picture(pictures / "city-table.png")
        work.click(place.sheet, "追问此数")
        told = work.message()
        assert "甲镇" in told
        assert "乙镇" in told

        made = replace(third, unit=Unit("丙镇", "", "township"), source="")
        write_report(made, folder / "丙镇.xlsx")
        _copies(folder / "丙镇.xlsx", folder / "多份")
        work.click(OVERVIEW_SHEET, "重新汇总")
        _stop(work)
        told = work.message(60)
        assert "已停止" in told
        shutil.rmtree(folder / "多份")
        assert _opened_anew(work).name == city.name
        assert not list(city.parent.glob("*（新）*"))

        work.click(OVERVIEW_SHEET, "重新汇总")
        work.picture(pictures / "city-waiting.png")
        told = work.message(90)
        assert "收到 3 份" in told
        work.picture(pictures / "city-again.png")
        work.book = _opened_anew(work)
        work.document = work.book.impl.api
        assert {"甲镇.xlsx", "乙镇.xlsx", "丙镇.xlsx"} <= _listed(work.book)
        assert not list(city.parent.glob("*（新）*"))

        work.picture(pictures / "city-again.png")
        work.click(OVERVIEW_SHEET, "生成退回件")
        told = work.message(90)
        assert "退回件" in told
        answers = city.parent / f"{city.stem}-退回件"
        assert (answers / "示例市" / "乙镇" / "消息.txt").exists()

        work.click(OVERVIEW_SHEET, "核对存档")
        assert "与汇总时相同" in work.message(90)
