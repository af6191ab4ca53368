"""A roll-up tells which of its files, figures or sums have changed since it was made."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from examples import reports
from tests.support.made import write_report

from xlreport.cli import run
from xlreport.edition import layout_of
from xlreport.edition.layout import DETAIL_SHEET
from xlreport.report import Report, with_totals

pytestmark = pytest.mark.whole

KEY = "applications.new.natural"


def rewritten(path: Path, edit: Callable[[openpyxl.Workbook], None]) -> None:
    """Change a workbook with its stored values, as a person does who pastes over formulas."""
    book = openpyxl.load_workbook(path, data_only=True)
    edit(book)
    book.save(path)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of files, and the roll-up that was made from them beside it."""
    folder = tmp_path_factory.mktemp("made")
    files = folder / "报表"
    for report in reports.corrected():
        write_report(report, files / f"{report.unit.name}.xlsx")
    city = str(folder / "市.xlsx")
    assert run(["consolidate", str(files), "-o", city, "--unit", "示例市"]) == 0
    return folder


@pytest.fixture
def folder(made: Path, tmp_path: Path) -> Path:
    """A copy of the files, with the roll-up beside them, to be changed."""
    shutil.copytree(made, tmp_path, dirs_exist_ok=True)
    return tmp_path / "报表"


@pytest.fixture
def verified(folder: Path, capsys: pytest.CaptureFixture[str]) -> Callable[[], list[str]]:
    """What the command says of the roll-up: the rules, in order."""
    capsys.readouterr()

    def rules() -> list[str]:
        code = run(["verify", str(folder.parent / "市.xlsx"), str(folder), "--json"])
        told = json.loads(capsys.readouterr().out)
        assert (told["exit"], told["roll_up"]) == (code, str(folder.parent / "市.xlsx"))
        findings = told["findings"]
        assert code == int(any(f["severity"] != "note" for f in findings))
        assert all(f["found"] and f["advice"] for f in findings)
        return [f["rule"] for f in findings]

    return rules


def first_file(folder: Path) -> tuple[Path, Report]:
    report = reports.corrected()[1]
    return folder / f"{report.unit.name}.xlsx", report


def test_nothing_has_changed(verified: Callable[[], list[str]]) -> None:
    assert verified() == []


def test_a_renamed_file_is_the_same_file(folder: Path, verified: Callable[[], list[str]]) -> None:
    path, _ = first_file(folder)
    path.rename(folder / "改了名.xlsx")
    assert verified() == []


def test_a_changed_file_is_found(folder: Path, verified: Callable[[], list[str]]) -> None:
    path, report = first_file(folder)
    values = with_totals(report.edition, {**report.values, KEY: 77})
    write_report(replace(report, values=values), path)
    assert verified() == ["VERIFY-CHANGED"]


def test_one_more_byte_is_found(folder: Path, verified: Callable[[], list[str]]) -> None:
    path, _ = first_file(folder)
    path.write_bytes(path.read_bytes() + b"\0")
    assert verified() == ["VERIFY-CHANGED"]


def test_a_missing_file_is_found(folder: Path, verified: Callable[[], list[str]]) -> None:
    first_file(folder)[0].unlink()
    assert verified() == ["VERIFY-MISSING"]


def test_a_new_file_is_said(folder: Path, verified: Callable[[], list[str]]) -> None:
    (folder / "后来的.xlsx").write_bytes(b"late")
    assert verified() == ["VERIFY-NEW"]


def test_a_new_file_that_can_be_no_roster_either_is_said(
    folder: Path, verified: Callable[[], list[str]]
) -> None:
    """Something stands far to the right of it, which the reader of rosters refuses."""
    book = openpyxl.Workbook()
    book.active["KN7"] = "远处"
    book.save(folder / "后来的.xlsx")
    assert verified() == ["VERIFY-NEW"]


def figures(book: openpyxl.Workbook) -> Iterator[tuple[int, int]]:
    """The rows and the column of a figure on 明细, from 1."""
    sheet = book[DETAIL_SHEET]
    for row in sheet.iter_rows():
        for cell in row:
            if cell.value == KEY:
                for below in range(cell.row + 1, sheet.max_row + 1):
                    yield below, cell.column


def test_a_changed_figure_is_found(folder: Path, verified: Callable[[], list[str]]) -> None:
    def edit(book: openpyxl.Workbook) -> None:
        row, column = next(figures(book))
        book[DETAIL_SHEET].cell(row, column).value = 99

    rewritten(folder.parent / "市.xlsx", edit)
    assert set(verified()) == {"VERIFY-FIGURE", "VERIFY-SUM"}


def test_a_changed_sum_is_found(folder: Path, verified: Callable[[], list[str]]) -> None:
    place = layout_of(reports.corrected()[0].edition).places[KEY]

    def edit(book: openpyxl.Workbook) -> None:
        book[place.sheet][place.a1] = 12345

    rewritten(folder.parent / "市.xlsx", edit)
    assert verified() == ["VERIFY-SUM"]


def test_a_deleted_row_is_found(folder: Path, verified: Callable[[], list[str]]) -> None:
    def edit(book: openpyxl.Workbook) -> None:
        book[DETAIL_SHEET].delete_rows(next(figures(book))[0])

    rewritten(folder.parent / "市.xlsx", edit)
    assert "VERIFY-ROW" in verified()


def test_a_workbook_that_lists_no_files_is_refused(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, _ = first_file(folder)
    assert run(["verify", str(path), str(folder)]) == 2
    assert "STRUCT-SHEET" in capsys.readouterr().err


def test_a_roll_up_of_nothing_is_verified(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nothing came, so nothing has changed; what came since is named."""
    roster, folder, city = tmp_path / "名册.csv", tmp_path / "收到", tmp_path / "市.xlsx"
    rows = "代码,名称,类别,上级\n9,示例市,人民政府,\n1,示例镇,乡镇,9\n"
    roster.write_text(rows, encoding="utf-8")
    folder.mkdir()
    more = ["--roster", str(roster), "--year", "2021"]
    assert run(["consolidate", str(folder), "-o", str(city), *more]) == 1
    assert run(["verify", str(city), str(folder)]) == 0
    capsys.readouterr()
    (folder / "甲.xlsx").write_bytes(b"x")
    assert run(["verify", str(city), str(folder), "--json"]) == 0
    (found,) = json.loads(capsys.readouterr().out)["findings"]
    assert found["rule"] == "VERIFY-NEW"
