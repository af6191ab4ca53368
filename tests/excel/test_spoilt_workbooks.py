"""What the buttons say of workbooks with which somebody has done what nobody thought of."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from examples.reports import seed_report
from openpyxl.workbook import Workbook
from tests.support.excel_program import excel
from tests.support.made import load_workbook, open_closed, write_report

from xlreport.edition import layout_of
from xlreport.edition.layout import CHECK_SHEET, LAST_YEAR_SHEET, SIGNING_SHEET
from xlreport.excel.actions import ACTIONS
from xlreport.excel.book import LiveBook
from xlreport.excel.press import press

pytestmark = pytest.mark.whole

HEAD = layout_of(seed_report().edition).places["applications.new.natural"]


def _without(*names: str) -> Callable[[Workbook], None]:
    def change(book: Workbook) -> None:
        for name in names:
            del book[name]

    return change


def _renamed(book: Workbook) -> None:
    book[HEAD.sheet].title = "我的表"
    book[CHECK_SHEET].title = "检查"


def _covered(book: Workbook) -> None:
    """Cells merged, rows hidden, columns grouped, all sheets selected together."""
    sheet = book[HEAD.sheet]
    sheet.merge_cells("D6:F8")
    sheet.row_dimensions.group(9, 12, hidden=True)
    sheet.column_dimensions.group("G", "H", hidden=True)
    for each in book:
        each.sheet_view.tabSelected = True


def _filtered(book: Workbook) -> None:
    sheet = book[CHECK_SHEET]
    sheet.auto_filter.ref = "A21:K60"
    sheet.auto_filter.add_filter_column(1, ["可以说明"])
    for row in range(22, 60):
        sheet.row_dimensions[row].hidden = True


def _long(book: Workbook) -> None:
    """300 characters in every cell in which something can be typed."""
    for sheet in book.worksheets[1:-3]:
        for row in sheet.iter_rows():
            for cell in row:
                if isinstance(cell, openpyxl.cell.Cell) and not cell.protection.locked:
                    cell.value = "=1/0" if cell.row % 9 == 0 else "字" * 300


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workbook whose first column does not balance, in a folder with signs in its name."""
    path = tmp_path_factory.mktemp("路 径 [1] 100% '甲' & =") / "示例 #1 & 甲=乙 100%.xlsx"
    figures = {**seed_report().values, "applications.carried_out.natural": 4}
    write_report(replace(seed_report(), values=figures), path)
    return path


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (_without(CHECK_SHEET), f"没有“{CHECK_SHEET}”表，问题没有列出来"),
        (_without(SIGNING_SHEET, LAST_YEAR_SHEET), "必须改正"),
        (_renamed, "必须改正"),
        (_covered, "必须改正"),
        (_filtered, "必须改正"),
        (_long, "必须改正"),
    ],
)
def test_a_click_ends_in_words(
    sound: Path, change: Callable[[Workbook], None], says: str, tmp_path: Path
) -> None:
    book = load_workbook(sound)
    change(book)
    path = tmp_path / sound.name
    book.save(path)
    closed = LiveBook(open_closed(path))
    told = {name: press(ACTIONS[name], closed) for name in ("validate", "next_problem", "sign")}
    cleared = press(ACTIONS["clear_marks"], closed)
    with excel(path) as (live, _):
        assert press(ACTIONS["validate"], LiveBook(live)).as_dict() == told["validate"].as_dict()
    assert says in told["validate"].says
    assert not cleared.failed
    assert not [plan.says for plan in told.values() if "没有做成" in plan.says]


@pytest.mark.parametrize(
    ("action", "sheet"), [("sign", SIGNING_SHEET), ("load_last_year", LAST_YEAR_SHEET)]
)
def test_a_sheet_that_is_needed_and_gone_is_named(
    sound: Path, action: str, sheet: str, tmp_path: Path
) -> None:
    book = load_workbook(sound)
    del book[sheet]
    book.save(tmp_path / sound.name)
    plan = press(ACTIONS[action], LiveBook(open_closed(tmp_path / sound.name)))
    assert plan.failed
    assert plan.says.startswith(f"没有“{sheet}”表，")


def test_a_workbook_that_cannot_be_saved_starts_no_command(sound: Path) -> None:
    """As one that is read-only; what stands for a program saves no file in its own place."""
    from xlreport.errors import CannotWrite

    book = LiveBook(open_closed(sound))
    with pytest.raises(CannotWrite, match="只读"):
        book.save()
