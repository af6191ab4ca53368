"""A roll-up that is made anew keeps what people wrote into its workbooks, or replaces nothing."""

from __future__ import annotations

import csv
import json
import shutil
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from benchmarks.filled import report_of
from openpyxl.cell.cell import MergedCell
from openpyxl.comments import Comment
from openpyxl.workbook import Workbook
from tests.consolidate.conftest import changed
from tests.support.command import xlreport
from tests.support.made import write_report

from xlreport import read
from xlreport.edition import Severity
from xlreport.manifest import MARKS_ROW
from xlreport.report import Report, Unit
from xlreport.sheets.checks import FINDINGS, RULES

pytestmark = pytest.mark.whole

TOWN, VILLAGE = Unit("示例镇", "990101", "township"), Unit("示例乡", "990102", "township")
MADE = "disclosure.normative.made"
QUERY = {MADE: 1, "disclosure.normative.published": 3, "disclosure.normative.in_public": 3}
REASON = "说明（可在此填写，重新汇总时保留）"
VOID = "失效的说明（数已改动）"


def questionable(made: int = 1) -> Report:
    """Return a report with one query: more published than made."""
    return changed(report_of(TOWN, 3), {**QUERY, MADE: made})


@pytest.fixture
def box(tmp_path: Path) -> Path:
    """A folder with the reports of two units, one of them with a query."""
    write_report(questionable(), tmp_path / "收到" / "镇.xlsx")
    write_report(report_of(VILLAGE, 4), tmp_path / "收到" / "乡.xlsx")
    return tmp_path / "收到"


def consolidate(*arguments: object) -> tuple[int, str]:
    """Roll up in a process of its own; return the exit code and what was said."""
    done = xlreport("consolidate", *arguments)
    said = (done.stdout + done.stderr).decode()
    assert "Traceback" not in said
    return done.returncode, said


def edited(path: Path, edit: Callable[[Workbook], None]) -> None:
    book = openpyxl.load_workbook(path)
    edit(book)
    book.save(path)


def listed(path: Path, sheet: str) -> list[dict[str, object]]:
    """Return the rows of a list by their heads; none if there is no such sheet."""
    book = openpyxl.load_workbook(path)
    if sheet not in book.sheetnames:
        return []
    rows = list(book[sheet].iter_rows(values_only=True))
    return [dict(zip(map(str, rows[3]), row, strict=True)) for row in rows[4:] if any(row)]


def give_reason(path: Path, text: str) -> None:
    """Write a reason beside the first finding of 审核问题."""

    def edit(book: Workbook) -> None:
        sheet = book["审核问题"]
        heads = [cell.value for cell in sheet[4]]
        cell = sheet.cell(5, heads.index(REASON) + 1)
        assert not cell.protection.locked
        cell.value = text

    edited(path, edit)


def locked(path: Path, sheet: str) -> tuple[bool, bool]:
    """Tell of the first row of a list whether all its cells are locked, and its reason."""
    found = openpyxl.load_workbook(path)[sheet]
    heads = [str(cell.value) for cell in found[4]]
    reason = next(n for n, head in enumerate(heads) if head.startswith("说明（"))
    cells = [cell.protection.locked for cell in found[5]]
    return all(cells[:reason]), cells[reason]


def test_every_unlocked_cell_is_kept(box: Path, tmp_path: Path) -> None:
    city = tmp_path / "市.xlsx"
    consolidate(box, "-o", city, "--unit", "示例市")
    written: dict[tuple[str, str], object] = {}

    def edit(book: Workbook) -> None:
        levels = list(read(city).edition.levels.values())
        queries = {r.id for r in read(city).edition.rules if r.severity is Severity.QUERY}
        clause = RULES.at("clause") + 1
        for sheet in book:
            for cell in (cell for row in sheet.iter_rows() for cell in row):
                if cell.protection.locked or isinstance(cell, MergedCell):
                    continue
                if sheet.title == "校验" and sheet.cell(cell.row, clause).value not in queries:
                    continue
                value: object = f"{sheet.title}{cell.coordinate}手写"
                if sheet.title == "上年数据":
                    value = 7
                elif (sheet.title, cell.coordinate) == ("封面", "C7"):
                    value = levels[-1].label
                cell.value = value
                written[sheet.title, cell.coordinate] = value

    edited(city, edit)
    assert {sheet for sheet, _ in written} >= {
        "封面",
        "一、总体情况",
        "校验",
        "上年数据",
        "审核问题",
    }
    for _ in range(2):
        consolidate(box, "-o", city, "--unit", "示例市")
        book = openpyxl.load_workbook(city)
        assert {place: book[place[0]][place[1]].value for place in written} == written


def test_what_the_program_wrote_itself_is_made_anew(box: Path, tmp_path: Path) -> None:
    city = tmp_path / "市.xlsx"
    consolidate(box, "-o", city, "--unit", "旧名", "--code", "1")
    consolidate(box, "-o", city, "--unit", "新名", "--code", "2")
    assert read(city).unit.name == "新名"
    assert read(city).unit.code == "2"


def test_a_reason_is_void_and_shown_when_values_change_and_counts_again_when_they_are_back(
    box: Path, tmp_path: Path
) -> None:
    city = tmp_path / "市.xlsx"
    consolidate(box, "-o", city)
    give_reason(city, "电话核实无误。")
    for _ in range(2):
        write_report(questionable(2), box / "镇.xlsx")
        consolidate(box, "-o", city)
        (row,) = listed(city, "审核问题")
        assert (row[REASON] or "", row[VOID]) == ("", "电话核实无误。")
        assert row["说明情况"] == "数已改动，须重新说明"
        (kept,) = listed(city, "以前的说明")
        assert (kept["单位名称"], kept["当时的说明"]) == ("示例镇", "电话核实无误。")
        assert kept["现在"] == "数已改动，说明失效"
    write_report(questionable(), box / "镇.xlsx")
    consolidate(box, "-o", city)
    (row,) = listed(city, "审核问题")
    assert (row[REASON], row["说明情况"]) == ("电话核实无误。", "已说明")
    assert listed(city, "以前的说明") == []


def test_a_reason_outlives_runs_without_its_file_and_of_a_wrong_folder(
    box: Path, tmp_path: Path
) -> None:
    city, elsewhere = tmp_path / "市.xlsx", tmp_path / "别处"
    consolidate(box, "-o", city)
    give_reason(city, "电话核实无误。")
    write_report(report_of(Unit("别处镇", "990901"), 9), elsewhere / "别处.xlsx")
    away = tmp_path / "镇.xlsx"
    (box / "镇.xlsx").rename(away)
    for folder in (box, elsewhere, elsewhere):
        consolidate(folder, "-o", city)
        (kept,) = listed(city, "以前的说明")
        assert (kept["当时的说明"], kept["现在"]) == ("电话核实无误。", "该单位这次没有报表")
    away.rename(box / "镇.xlsx")
    consolidate(box, "-o", city)
    (row,) = listed(city, "审核问题")
    assert row[REASON] == "电话核实无误。"


def test_a_reason_on_the_sheet_of_checks_is_void_and_shown_when_values_change(
    box: Path, tmp_path: Path
) -> None:
    city = tmp_path / "市.xlsx"
    consolidate(box, "-o", city)

    def marked(book: Workbook) -> None:
        # As a marked copy of the roll-up has it: a finding, its code, and a reason beside it.
        sheet = book["校验"]
        row = next(r for r in range(1, 99) if sheet.cell(r, 11).value == "核对内容") + 1
        finding = next(f for f in findings_of(city) if f["rule"] == "T2-PUBLISHED")
        for name, text in (
            ("clause", finding["clause"]),
            ("reason", "全市核实无误。"),
            ("fingerprint", finding["fingerprint"]),
        ):
            sheet.cell(row, FINDINGS.at(name) + 1).value = text

    edited(city, marked)
    consolidate(box, "-o", city)
    assert "全市核实无误。" in {r.text for r in read(city).explanations.values()}
    write_report(questionable(2), box / "镇.xlsx")
    consolidate(box, "-o", city)
    assert read(city).explanations == {}
    texts = [str(c.value) for row in openpyxl.load_workbook(city)["校验"].iter_rows() for c in row]
    assert any("原来的说明“全市核实无误。”" in text for text in texts)
    write_report(questionable(), box / "镇.xlsx")
    consolidate(box, "-o", city)
    assert "全市核实无误。" in {r.text for r in read(city).explanations.values()}


def findings_of(city: Path) -> list[dict[str, str]]:
    from xlreport.checking import check

    (verdict,) = check([read(city)])
    return [
        {"rule": f.rule, "clause": f.clause, "fingerprint": f.fingerprint} for f in verdict.findings
    ]


@pytest.mark.parametrize("harm", ["empty", "cut", "encrypted"])
def test_nothing_is_replaced_where_the_old_workbook_cannot_be_read(
    box: Path, tmp_path: Path, harm: str
) -> None:
    city = tmp_path / "市.xlsx"
    consolidate(box, "-o", city)
    whole = city.read_bytes()
    harmed = {
        "empty": b"",
        "cut": whole[: len(whole) // 2],
        "encrypted": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
    }[harm]
    city.write_bytes(harmed)
    code, said = consolidate(box, "-o", city)
    assert code == 2
    assert "市.xlsx" in said
    assert city.read_bytes() == harmed


def test_nothing_is_replaced_by_the_roll_up_of_another_year(box: Path, tmp_path: Path) -> None:
    city, other = tmp_path / "市.xlsx", tmp_path / "下一年"
    consolidate(box, "-o", city)
    before = city.read_bytes()
    write_report(report_of(TOWN, 3, 2021), other / "镇.xlsx")
    code, said = consolidate(other, "-o", city)
    assert (code, city.read_bytes()) == (2, before)
    assert "2020" in said
    assert "2021" in said


def test_a_sheet_that_somebody_added_is_not_lost(box: Path, tmp_path: Path) -> None:
    city = tmp_path / "市.xlsx"
    consolidate(box, "-o", city)

    def add(book: Workbook) -> None:
        book.create_sheet("我的备忘")["A1"] = "给各县打过电话。"
        # What a program keeps for itself is nobody's.
        book.create_sheet("WpsReserved_CellImgList").sheet_state = "veryHidden"

    edited(city, add)
    before = city.read_bytes()
    code, said = consolidate(box, "-o", city)
    assert (code, city.read_bytes()) == (2, before)
    assert "“我的备忘”" in said
    assert "--force" in said
    assert "WpsReserved" not in said
    assert consolidate(box, "-o", tmp_path / "另一个.xlsx")[0] != 2
    assert consolidate(box, "-o", city, "--force")[0] != 2
    assert city.read_bytes() != before


def test_what_stood_on_cells_and_is_not_kept_is_told(box: Path, tmp_path: Path) -> None:
    city = tmp_path / "市.xlsx"
    consolidate(box, "-o", city)

    def note(book: Workbook) -> None:
        book["审核问题"]["D5"].comment = Comment("已打电话 <催> & 等回复", "示例")
        book["封面"]["C9"].comment = Comment("校验时加的", "校验")
        book["三、依申请公开"]["D7"].value = 998
        record = [["封面", [8, 2], "", "#FFF2CC", "校验时加的"]]
        book["xlreport"].cell(MARKS_ROW + 1, 1).value = json.dumps(record, ensure_ascii=False)

    edited(city, note)
    # A button rolls up beside the open workbook, and tells what programs are told.
    done = xlreport("consolidate", box, "-o", city, "--beside", "--json")
    assert len(json.loads(done.stdout)["not_kept"]) == 2
    _, said = consolidate(box, "-o", city)
    assert "没有保留 市.xlsx 审核问题 D5 的批注：已打电话 <催> & 等回复" in said
    assert "三、依申请公开 D7 手工填写的 998，已按明细重新计算" in said
    assert "校验时加的" not in said
    assert said.count("没有保留") == 2
    assert "没有保留" not in consolidate(box, "-o", city)[1]


def test_a_new_name_beside_a_roll_up_of_the_same_is_told_of(box: Path, tmp_path: Path) -> None:
    city, final = tmp_path / "市.xlsx", tmp_path / "终稿.xlsx"
    consolidate(box, "-o", city)
    # Nobody has written anything into it: nothing is lost.
    assert "没有沿用" not in consolidate(box, "-o", final)[1]
    final.unlink()
    give_reason(city, "市里核实无误。")
    _, said = consolidate(box, "-o", final)
    assert "没有沿用 “市.xlsx”" in said
    assert "1 条说明" in said
    # What it says to do helps, and is not said again.
    shutil.copy(city, final)
    assert "没有沿用" not in consolidate(box, "-o", final)[1]
    assert "市里核实无误。" in {row[REASON] for row in listed(final, "审核问题")}


def test_books_of_the_lower_levels_keep_their_cells_too(box: Path, tmp_path: Path) -> None:
    roster = tmp_path / "名册.csv"
    with roster.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows(
            [
                ("代码", "名称", "类别", "上级"),
                ("99", "示例市", "人民政府", ""),
                ("9901", "示例县", "人民政府", "99"),
                ("990101", "示例镇", "乡镇", "9901"),
                ("990102", "示例乡", "乡镇", "9901"),
            ]
        )
    city = tmp_path / "市.xlsx"
    consolidate(box, "-o", city, "--roster", roster)
    (county,) = (tmp_path / "市-各级汇总簿").glob("*.xlsx")
    for path, where in ((city, ""), (county, "在上级的汇总簿中")):
        steps = [str(cell.value) for cell in openpyxl.load_workbook(path)["概览"]["A"]]
        assert any(f"问清后{where}填“说明”" in step for step in steps)
    give_reason(city, "市里核实无误。")

    def edit(book: Workbook) -> None:
        book["一、总体情况"]["A4"].value = "县里的文字。"

    edited(county, edit)
    consolidate(box, "-o", city, "--roster", roster)
    assert "县里的文字。" in read(county).prose.values()
    assert "县里的文字。" not in read(city).prose.values()
    for path, head in ((city, REASON), (county, "说明（由上级填）")):
        (row,) = listed(path, "审核问题")
        assert row[head] == "市里核实无误。"
    assert locked(county, "审核问题") == (True, True)
    assert locked(city, "审核问题") == (True, False)
    county.write_bytes(b"")
    before = city.read_bytes()
    code, said = consolidate(box, "-o", city, "--roster", roster)
    assert (code, city.read_bytes(), county.read_bytes()) == (2, before, b"")
    assert county.name in said
