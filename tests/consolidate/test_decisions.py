"""Decisions are taken in the workbook of the roll-up, belong to contents, and are never lost."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from benchmarks.filled import Mould, figures
from openpyxl.cell.cell import MergedCell
from tests.support.hidden_office import hidden_office
from tests.support.sheets import opened

from xlreport.cli import run
from xlreport.report import Unit
from xlreport.sheets.decisions import Action

pytestmark = pytest.mark.whole

TOWN, VILLAGE = Unit("示例镇", "990101", "township"), Unit("示例乡", "990102", "township")
STREET = Unit("示例街道办事处", "", "township")
OFFICE = Unit("示例市教育局", "9900")
MATCH = "示例街道（990201）"
NORMATIVE = "disclosure.normative"
QUERY = {f"{NORMATIVE}.made": 1, f"{NORMATIVE}.published": 3, f"{NORMATIVE}.in_public": 3}
Typed = dict[tuple[str, ...], object]
Types = Callable[[Path, Mapping[tuple[str, str], str | float]], None]


@dataclass
class Desk:
    """An office that rolls up the same folder again and again, onto the same workbook."""

    folder: Path
    roster: Path
    mould: Mould
    capture: pytest.CaptureFixture[str]
    data: dict[str, Any]
    exit: int = 0
    types: Types | None = None

    @property
    def book(self) -> Path:
        return self.folder / "市.xlsx"

    @property
    def county(self) -> Path:
        return next(p for p in (self.folder / "市-各级汇总簿").iterdir() if "示例县" in p.name)

    def file(self, name: str, unit: Unit, seed: int, **more: int) -> Path:
        path = self.folder / "收到" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        self.mould.write(unit, {**figures(self.mould.edition, seed), **more}, path)
        return path

    def roll_up(self, *more: str | Path) -> Typed:
        """Roll up, and see that nothing typed is lost; return what is typed then."""
        before = typed(self.book) if self.book.exists() else {}
        self.capture.readouterr()
        command = ["consolidate", self.folder / "收到", "--roster", self.roster, "-o", self.book]
        self.exit = run([*map(str, (*command, *more)), "--json"])
        said = self.capture.readouterr()
        self.data = json.loads(said.out)
        after = typed(self.book)
        if before and not more:
            assert after == before, said.err
        return after

    def status(self, name: str) -> str:
        (found,) = {f["status"] for f in self.data["files"] if f["path"].endswith(name)}
        assert isinstance(found, str)
        return found

    def rows(self, sheet: str) -> list[dict[str, str]]:
        return [values for _, values in listed(opened(self.book), sheet)]

    def row(self, sheet: str, file: str) -> dict[str, str]:
        (found,) = (row for row in self.rows(sheet) if told(row).endswith(file))
        return found

    def decide(self, file: str, sheet: str = "收到的文件", **cells: str) -> None:
        """Type into the row of a file; every cell is one that may be typed into."""
        book = openpyxl.load_workbook(self.book)
        heads = {str(cell.value): cell.column_letter for cell in book[sheet][4]}
        ((row, _),) = ((n, v) for n, v in listed(book, sheet) if told(v).endswith(file))
        found = {head: next(c for h, c in heads.items() if h.startswith(head)) for head in cells}
        self.type({(sheet, f"{found[head]}{row}"): text for head, text in cells.items()})

    def type(self, cells: Mapping[tuple[str, str], str | float]) -> None:
        """Type into cells, in LibreOffice if it is there; each may be typed into."""
        if self.types is not None:
            self.types(self.book, cells)
            return
        book = openpyxl.load_workbook(self.book)
        for (sheet, address), value in cells.items():
            cell = book[sheet][address]
            assert not cell.protection.locked
            cell.value = value or None
        book.save(self.book)


def told(row: Mapping[str, str]) -> str:
    """The file of a row with its folder."""
    return "/".join(filter(None, (row["所在文件夹"], row["文件"])))


def listed(book: openpyxl.Workbook, sheet: str) -> list[tuple[int, dict[str, str]]]:
    """The rows of a list with their numbers, by heads; none if there is no such sheet."""
    if sheet not in book.sheetnames:
        return []
    rows = [[str(c or "") for c in row] for row in book[sheet].iter_rows(values_only=True)]
    found = [(n, dict(zip(rows[3], row, strict=True))) for n, row in enumerate(rows, 1) if n > 4]
    return [(n, row) for n, row in found if any(row.values())]


def typed(path: Path) -> Typed:
    """All that stands in unlocked cells: in lists by what the row is about, else by place."""
    book = opened(path)
    found: Typed = {}
    lists = ("收到的文件", "审核问题", "以前的决定", "以前的说明")
    for sheet in book:
        if sheet.title in lists:
            continue
        for cell in (cell for row in sheet.iter_rows() for cell in row):
            if (
                not isinstance(cell, MergedCell)
                and not cell.protection.locked
                and cell.value not in (None, "")
            ):
                found[sheet.title, cell.coordinate] = cell.value
    for sheet in ("收到的文件", "以前的决定"):
        for _, row in listed(book, sheet):
            for head in ("处理", "对应单位"):
                if row[head]:
                    found["决定", head, row["文件指纹（SHA-256）"]] = row[head]
    for sheet, head in (("审核问题", "说明（"), ("以前的说明", "当时的说明")):
        for _, row in listed(book, sheet):
            text = next(value for key, value in row.items() if key.startswith(head))
            if text:
                found["说明", row["单位名称"], row["校验码"]] = text
    return found


@pytest.fixture
def desk(
    tmp_path: Path, roster_file: Path, mould: Mould, capsys: pytest.CaptureFixture[str]
) -> Desk:
    desk = Desk(tmp_path, roster_file, mould, capsys, {})
    desk.file("甲/镇.xlsx", TOWN, 1)
    desk.file("乙/镇.xlsx", TOWN, 2)
    desk.file("乡.xlsx", VILLAGE, 3)
    desk.file("街道.xlsx", STREET, 4)
    desk.file("局.xlsx", OFFICE, 5, **QUERY)
    desk.roll_up()
    return desk


@pytest.fixture
def in_office(desk: Desk, office: Path, tmp_path: Path) -> Iterator[Desk]:
    """The same desk, at which workbooks are opened, changed and saved in LibreOffice."""
    with hidden_office(office, tmp_path / "office") as program:
        desk.types = program.type
        yield desk
        desk.types = None


def blank_cells(path: Path) -> dict[tuple[str, str], str | float]:
    """Something for each blank cell that may be typed into, but for decisions and settings."""
    found: dict[tuple[str, str], str | float] = {}
    book = openpyxl.load_workbook(path)
    for sheet in book:
        for cell in (cell for row in sheet.iter_rows() for cell in row):
            if (
                sheet.title not in ("收到的文件", "汇总设置", "校验")
                and not isinstance(cell, MergedCell)
                and not cell.protection.locked
                and cell.value is None
            ):
                text = f"{sheet.title}{cell.coordinate}手写。"
                found[sheet.title, cell.coordinate] = 7 if sheet.title == "上年数据" else text
    return found


@pytest.mark.slow
def test_fifteen_runs_with_decisions_made_changed_and_undone(in_office: Desk) -> None:
    desk = in_office
    assert desk.exit == 1
    assert (desk.status("甲/镇.xlsx"), desk.status("街道.xlsx")) == ("conflict", "unknown")
    assert "处理" in desk.row("收到的文件", "甲/镇.xlsx")["怎么办"]

    # 1: both are decided in the workbook, and texts are written beside it.
    desk.decide("甲/镇.xlsx", 处理=Action.TAKE)
    desk.decide("街道.xlsx", 对应单位=MATCH)
    cells = blank_cells(desk.book)
    assert {sheet for sheet, _ in cells} == {"封面", "上年数据", "审核问题"}
    cells["一、总体情况", "A4"] = "市里的文字。"
    desk.type(cells)
    desk.roll_up()
    assert [desk.status(n) for n in ("甲/镇.xlsx", "乙/镇.xlsx", "街道.xlsx")] == [
        *("taken", "superseded", "taken"),
    ]
    assert desk.row("收到的文件", "甲/镇.xlsx")["决定的结果"] == "按“采用”汇总"
    assert desk.row("收到的文件", "街道.xlsx")["决定的结果"] == "按“对应单位”认定"
    shown = [row for _, row in listed(opened(desk.county), "收到的文件")]
    assert [row["处理（由上级填）"] for row in shown if told(row) == "甲/镇.xlsx"] == ["采用"]
    (advice,) = (row["怎么办"] for row in shown if told(row) == "乙/镇.xlsx")
    assert advice.endswith("这里锁定，请填在最上一级的汇总簿“市.xlsx”中。")
    assert "锁定" not in desk.row("收到的文件", "乙/镇.xlsx")["怎么办"]
    assert all(c.protection.locked for row in opened(desk.county)["收到的文件"] for c in row)

    # 2, 3: moved and renamed it holds; what was in the county's book is of no account.
    inbox = desk.folder / "收到"
    shutil.move(inbox / "甲" / "镇.xlsx", inbox / "镇（定稿）.xlsx")
    desk.roll_up()
    assert desk.status("镇（定稿）.xlsx") == "taken"
    desk.decide("镇（定稿）.xlsx", 处理="")
    desk.roll_up()
    assert desk.status("镇（定稿）.xlsx") == "conflict"

    # 4: one is put aside, so the other one is taken.
    desk.decide("镇（定稿）.xlsx", 处理=Action.LEAVE)
    desk.roll_up()
    assert [desk.status(n) for n in ("镇（定稿）.xlsx", "乙/镇.xlsx")] == ["superseded", "taken"]

    # 5: changed it is void, and asked again.
    desk.decide("乡.xlsx", 处理=Action.WAIT)
    desk.roll_up()
    assert (desk.status("乡.xlsx"), desk.exit) == ("undecided", 1)
    assert any("待定" in d["text"] for d in desk.data["decisions"])
    desk.file("乡.xlsx", VILLAGE, 6)
    desk.roll_up()
    assert desk.status("乡.xlsx") == "taken"
    assert any("失效" in d["text"] for d in desk.data["decisions"])
    assert "待定" in desk.row("收到的文件", "乡.xlsx")["决定的结果"]
    assert desk.row("以前的决定", "乡.xlsx")["现在"] == "文件内容已改动，决定失效"
    desk.roll_up()
    assert not any("失效" in d["text"] for d in desk.data["decisions"])

    # 8, 9: gone and back.
    away = desk.folder / "街道.xlsx"
    shutil.move(inbox / "街道.xlsx", away)
    desk.roll_up()
    assert desk.row("以前的决定", "街道.xlsx")["对应单位"] == MATCH
    assert desk.row("以前的决定", "街道.xlsx")["现在"] == "这个文件这次没有"
    shutil.move(away, inbox / "又来的.xlsx")
    desk.roll_up()
    assert desk.status("又来的.xlsx") == "taken"
    assert [told(row) for row in desk.rows("以前的决定")] == ["乡.xlsx"]

    # 10: the old one is back; what was decided about it holds again, until it is taken back.
    desk.file("乡.xlsx", VILLAGE, 3)
    desk.roll_up()
    assert desk.status("乡.xlsx") == "undecided"
    desk.decide("乡.xlsx", 处理="")
    desk.roll_up()
    assert desk.status("乡.xlsx") == "taken"

    # 12: what nobody understands keeps the file out and stays.
    desk.decide("局.xlsx", 处理="要的", 对应单位="没有的单位")
    desk.roll_up()
    assert desk.status("局.xlsx") == "undecided"
    assert "“要的”" in json.dumps(desk.data["decisions"], ensure_ascii=False)
    desk.decide("局.xlsx", 处理="", 对应单位="9900")
    desk.roll_up()
    assert desk.status("局.xlsx") == "taken"

    # 14: options write into the same place, and go before what was decided there.
    after = desk.roll_up("--take", inbox / "镇（定稿）.xlsx", "--match", "又来的.xlsx=990202")
    assert [desk.status(n) for n in ("镇（定稿）.xlsx", "乙/镇.xlsx")] == ["taken", "superseded"]
    assert {value for key, value in after.items() if key[0] == "决定"} == {
        *("9900", "采用", "示例二街道（990202）"),
    }
    assert desk.roll_up() == after
    desk.roll_up("--take", inbox / "乙" / "镇.xlsx")
    note = desk.row("收到的文件", "镇（定稿）.xlsx")["决定的结果"]
    assert note == "原来的“采用”由这次指定的“镇.xlsx”代替"
    assert desk.status("乙/镇.xlsx") == "taken"
    desk.decide("镇（定稿）.xlsx", 处理=Action.TAKE)
    desk.roll_up()
    assert desk.status("乙/镇.xlsx") == "conflict"
    assert "不止一份" in desk.row("收到的文件", "乙/镇.xlsx")["原因"]


def test_who_sorts_the_list_without_protection_loses_nothing(desk: Desk) -> None:
    """A decision stands beside its file, in whatever row that is."""
    desk.roll_up()
    desk.decide("乡.xlsx", 处理=Action.WAIT)
    book = openpyxl.load_workbook(desk.book)
    sheet = book["收到的文件"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=5)]
    assert len(rows) > 2
    for number, row in enumerate(reversed(rows), start=5):
        for column, value in enumerate(row, start=1):
            sheet.cell(number, column).value = value
    sheet.protection.sheet = False
    book.save(desk.book)
    desk.roll_up()
    assert desk.status("乡.xlsx") == "undecided"
    assert openpyxl.load_workbook(desk.book)["收到的文件"].protection.sheet


def test_one_content_has_one_decision(desk: Desk) -> None:
    inbox = desk.folder / "收到"
    shutil.copy(inbox / "乡.xlsx", inbox / "乡 - 副本.xlsx")
    desk.roll_up()
    book = opened(desk.book)["收到的文件"]
    heads = [cell.value for cell in book[4]]
    at = heads.index("处理") + 1
    names = {
        book.cell(r, heads.index("文件") + 1).value: book.cell(r, at).protection.locked
        for r in range(5, 11)
    }
    assert names["乡.xlsx"] != names["乡 - 副本.xlsx"]
