"""The buttons of a city's workbook, without a program: what they run, ask, replace and refuse."""

from __future__ import annotations

import shutil
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlwings as xw
from examples import reports
from openpyxl import Workbook, load_workbook
from tests.excel.test_caller import WINDOW, Program, Running
from tests.support.command import xlreport
from tests.support.made import open_closed, write_report

from xlreport.edition import Place
from xlreport.excel import book, city, press
from xlreport.excel.book import LiveBook
from xlreport.excel.engines import closed
from xlreport.excel.running import CommandOutcome, Run
from xlreport.excel.snapshot import CannotDo, Snapshot
from xlreport.report import Unit

NAME = "示例 市=2020.xlsm"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with two reports and their roll-up, which has buttons."""
    top = tmp_path_factory.mktemp("办")
    for town, report in zip("甲乙", reports.as_received(), strict=False):
        named = replace(report, unit=Unit(f"{town}镇", "", "township"), source="")
        write_report(named, top / "收到" / f"{town}镇.xlsx")
    done = xlreport(
        "consolidate", top / "收到", "-o", top / NAME, "--unit", "示例市", "--accept-errors"
    )
    assert done.returncode == 1, done.stderr.decode()
    return top


@pytest.fixture
def office(made: Path, tmp_path: Path) -> Path:
    shutil.copytree(made, tmp_path / "办")
    return tmp_path / "办"


def snapshot(office: Path) -> Snapshot:
    return Snapshot(LiveBook(open_closed(office / NAME)))


def set_to(path: Path, name: str, value: str) -> None:
    workbook = load_workbook(path, keep_vba=True)
    row = next(row for row in workbook["汇总设置"].iter_rows() if row[0].value == name)
    row[1].value = value
    save(workbook, path)


def save(workbook: Workbook, path: Path) -> None:
    """Save it, and close the copy of its macros: collected later, it is closed after its bytes."""
    workbook.save(path)
    workbook.vba_archive.close()


@pytest.mark.whole
def test_what_is_run_lies_below_the_workbook(office: Path) -> None:
    plan = city.roll_up_again(snapshot(office), ())
    assert plan.run is not None
    words = plan.run.arguments
    assert words[:2] == ("consolidate", str(office / "收到"))
    assert "--beside" in words
    assert "--overlay" not in words
    assert plan.as_dict()["run"]["then"] == "rolled_up"
    answers = city.give_back(snapshot(office), ()).run
    assert answers is not None
    assert str(office / f"{Path(NAME).stem}-退回件") in answers.arguments


@pytest.mark.whole
def test_what_lies_elsewhere_is_asked_about_once(office: Path, tmp_path: Path) -> None:
    shutil.copytree(office / "收到", tmp_path / "别处")
    set_to(office / NAME, "报表文件夹", "../别处")
    set_to(office / NAME, "名册", "/etc/passwd")
    plan = city.roll_up_again(snapshot(office), ())
    assert plan.run is None
    assert plan.asks is not None
    assert "/etc/passwd" in plan.asks.text
    plan = city.roll_up_again(snapshot(office), (plan.asks.key,))
    assert plan.run is not None
    assert str(tmp_path / "别处") in plan.run.arguments
    again = city.roll_up_again(snapshot(office), ())
    assert again.run == plan.run, "it is remembered on this machine"


@pytest.mark.whole
def test_an_overlay_is_never_taken_from_a_workbook(office: Path) -> None:
    workbook = load_workbook(office / NAME, keep_vba=True)
    sheet = workbook["汇总设置"]
    sheet.cell(sheet.max_row + 1, 1).value = "地方补充"
    sheet.cell(sheet.max_row, 2).value = "坏.yaml"
    save(workbook, office / NAME)
    plan = city.roll_up_again(snapshot(office), ())
    assert plan.run is not None
    assert not any("坏" in word for word in plan.run.arguments)


@pytest.mark.whole
def test_a_figure_is_traced_to_its_units(office: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    taken = snapshot(office)
    place = taken.report().place("applications.new.natural")
    monkeypatch.setattr(taken, "here", lambda: place)
    told = city.trace(taken, ()).says
    assert "甲镇" in told
    assert "乙镇" in told
    assert city.trace(taken, ()).changes == ()
    monkeypatch.setattr(taken, "here", lambda: Place(place.sheet, 0, 0))
    with pytest.raises(CannotDo, match="不是表中的数"):
        city.trace(taken, ())


def test_a_clerks_workbook_has_no_roll_up(tmp_path: Path) -> None:
    write_report(reports.as_received()[0], tmp_path / NAME)
    for action in (city.roll_up_again, city.trace, city.give_back, city.verify_files):
        with pytest.raises(CannotDo, match="汇总"):
            action(Snapshot(LiveBook(open_closed(tmp_path / NAME))), ())


@pytest.mark.whole
def test_a_file_that_cannot_be_replaced_is_opened_again(
    office: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Windows refuses to replace a file that another program has open."""
    old, new = office / NAME, city.beside_open(office / NAME)
    before = old.read_bytes()
    shutil.copy(old, new)
    live = LiveBook(open_closed(old))

    def refuses(*_: object) -> None:
        raise PermissionError(13, "in use")

    with monkeypatch.context() as patched:
        patched.setattr(book, "put_in_place", refuses)
        plan = press.press(_swapping, live)
    assert plan.failed
    assert new.name in plan.says
    assert old.read_bytes() == before
    assert new.exists()
    assert live.book.name == NAME
    live = LiveBook(open_closed(old))
    assert not press.press(_swapping, live).failed
    assert not new.exists()
    assert live.book.name == NAME


def _swapping(taken: Snapshot, _: object) -> Any:
    outcome = CommandOutcome(0, {"units": [], "files": [], "decisions": [], "not_kept": []}, "")
    return city.rolled_up(taken, outcome)


# ---- Excel asks again and again while a command runs -------------------------------------------


@pytest.fixture
def program(office: Path, monkeypatch: pytest.MonkeyPatch) -> Program:
    app = Program()
    app.books.open(str(office / NAME))
    monkeypatch.setattr(closed.Book, "save", lambda *_, **__: None)
    monkeypatch.setattr(xw.engines, "active", xw.Engine(impl=Running(app)))
    return app


def _answers(action: str, *words: str, most: float = 120) -> list[str]:
    """Ask as the VBA of the add-in does; return all answers."""
    told: list[str] = []
    until = time.monotonic() + most
    while time.monotonic() < until:
        told.append(press.answer(action, NAME, str(WINDOW), " ".join(words)))
        if not told[-1].startswith("wait\n"):
            return told
    raise AssertionError(told)


@pytest.mark.whole
@pytest.mark.usefixtures("program")
def test_excel_waits_shows_how_far_it_is_and_gets_the_new_workbook(office: Path) -> None:
    third = replace(reports.as_received()[2], unit=Unit("丙镇", "", "township"), source="")
    write_report(third, office / "收到" / "丙镇.xlsx")
    *waited, last = _answers("roll_up_again")
    assert waited
    assert all("正在重新汇总" in each for each in waited)
    assert last.startswith("done\n已重新汇总：收到 3 份")
    sheets = openpyxl.load_workbook(office / NAME, read_only=True).sheetnames
    assert "汇总设置" in sheets
    assert not list(office.glob("*（新）*"))


@pytest.mark.whole
@pytest.mark.usefixtures("program")
def test_esc_stops_it_and_leaves_everything(office: Path) -> None:
    before = (office / NAME).read_bytes()
    assert press.answer("roll_up_again", NAME, str(WINDOW)).startswith("wait\n")
    (last,) = _answers("roll_up_again", "stop")
    assert last == "done\n已停止，原有文件没有改动。"
    assert (office / NAME).read_bytes() == before
    assert not press._under_way


@pytest.mark.whole
@pytest.mark.usefixtures("program")
def test_a_command_that_fails_says_why(office: Path) -> None:
    shutil.rmtree(office / "收到")
    (office / "收到").mkdir()
    last = _answers("roll_up_again")[-1]
    assert last.startswith("failed\n")
    assert "没有" in last
    assert not press._under_way


def test_a_run_is_plain_data() -> None:
    run = Run(("consolidate",), "正在重新汇总", "rolled_up")
    assert run.then in city.AFTER
