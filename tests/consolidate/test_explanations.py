"""Reasons for queries: written on 校验, carried into the city workbook, void when values change."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from benchmarks.filled import report_of
from tests.consolidate.conftest import changed
from tests.consolidate.test_tree import sheet_rows
from tests.support.made import write_report

from xlreport import read
from xlreport.cli import run
from xlreport.consolidation.book.issues import COLUMNS
from xlreport.report import Report, Unit
from xlreport.sheets.checks import RULES

pytestmark = pytest.mark.whole

UNIT = Unit("示例镇", "990101", "township")
PUBLISHED = {
    "disclosure.normative.made": 1,
    "disclosure.normative.published": 3,
    "disclosure.normative.in_public": 3,
}
CLAUSE, STATE, REASON, SEVERITY = map(COLUMNS.at, ("clause", "state", "reason", "severity"))


def questionable(**more: int) -> Report:
    """Return a report with one query: more published than made."""
    values = PUBLISHED | {key.replace("__", "."): value for key, value in more.items()}
    return changed(report_of(UNIT, 3), values)


def explain_beside_rule(path: Path, rule: str, text: str) -> None:
    """Write a reason on 校验 in the row of a rule or of a finding, as a clerk would."""
    book = openpyxl.load_workbook(path)
    sheet = book["校验"]
    clause, reason = RULES.at("clause") + 1, RULES.at("reason") + 1
    row = next(r for r in range(1, sheet.max_row + 1) if sheet.cell(r, clause).value == rule)
    assert not sheet.cell(row, reason).protection.locked
    sheet.cell(row, reason).value = text
    book.save(path)


def roll_up(inbox: Path, output: Path) -> dict[str, list[object]]:
    run(["consolidate", str(inbox), "-o", str(output), "--unit", "示例县"])
    return {str(row[CLAUSE]): row for row in sheet_rows(output, "审核问题")[4:]}


def test_a_reason_beside_the_rule_travels(inbox: Path, tmp_path: Path) -> None:
    path = inbox / "镇.xlsx"
    write_report(questionable(), path)
    clause = next(iter(roll_up(inbox, tmp_path / "县.xlsx")))
    assert clause.startswith("T2-PUBLISHED[")
    explain_beside_rule(path, "T2-PUBLISHED", "上年制作，本年公开。")
    row = roll_up(inbox, tmp_path / "县.xlsx")[clause]
    assert (row[STATE], row[REASON]) == ("已说明", "上年制作，本年公开。")


def test_a_reason_beside_the_rule_lapses_when_the_values_have_changed_since(
    inbox: Path, tmp_path: Path
) -> None:
    path, city = inbox / "镇.xlsx", tmp_path / "县.xlsx"
    for made, state in ((1, "已说明"), (2, "数已改动，须重新说明")):
        write_report(questionable(disclosure__normative__made=made), path)
        explain_beside_rule(path, "T2-PUBLISHED", "上年制作，本年公开。")
        (row,) = roll_up(inbox, city).values()
        assert row[STATE] == state
    explain_beside_rule(path, "T2-PUBLISHED", "其中一件上年制作。")
    (row,) = roll_up(inbox, city).values()
    assert row[STATE] == "已说明"


def test_a_reason_in_a_marked_copy_lapses_when_the_values_change(
    inbox: Path, tmp_path: Path
) -> None:
    write_report(questionable(), inbox / "镇.xlsx")
    clause = next(iter(roll_up(inbox, tmp_path / "县.xlsx")))
    run(["check", str(inbox), "--mark"])
    marked = tmp_path / f"{inbox.name}-校验结果" / "镇-校验结果.xlsx"
    explain_beside_rule(marked, clause, "上年制作。")
    folder = marked.parent
    assert roll_up(folder, tmp_path / "二.xlsx")[clause][STATE] == "已说明"
    book = openpyxl.load_workbook(marked)
    place = read(marked).place("disclosure.normative.published")
    book[place.sheet].cell(place.row + 1, place.column + 1).value = 2
    book.save(marked)
    row = roll_up(folder, tmp_path / "三.xlsx")[clause]
    assert (row[STATE], row[REASON]) == ("数已改动，须重新说明", "")


def test_a_reason_in_the_city_workbook_is_kept_while_the_values_are(
    inbox: Path, tmp_path: Path
) -> None:
    write_report(questionable(), inbox / "镇.xlsx")
    city = tmp_path / "县.xlsx"
    clause = next(iter(roll_up(inbox, city)))
    book = openpyxl.load_workbook(city)
    sheet = book["审核问题"]
    assert not sheet.cell(5, REASON + 1).protection.locked
    sheet.cell(5, REASON + 1).value = "电话核实无误。"
    book.save(city)
    assert roll_up(inbox, city)[clause][REASON] == "电话核实无误。"
    assert roll_up(inbox, city)[clause][STATE] == "已说明", "and again"
    write_report(questionable(disclosure__normative__made=2), inbox / "镇.xlsx")
    assert roll_up(inbox, city)[clause][REASON] == ""


def test_open_queries_stand_first_and_link_to_the_cell(inbox: Path, tmp_path: Path) -> None:
    write_report(questionable(), inbox / "镇.xlsx")
    wrong = changed(report_of(Unit("示例乡"), 4), {"applications.new.natural": 999})
    write_report(wrong, inbox / "乡.xlsx")
    city = tmp_path / "县.xlsx"
    roll_up(inbox, city)
    rows = sheet_rows(city, "审核问题")[4:]
    assert next(row[SEVERITY] for row in rows) == "可以说明"
    assert {row[SEVERITY] for row in rows[1:]} == {"必须改正"}
    link = openpyxl.load_workbook(city)["审核问题"].cell(5, COLUMNS.at("link") + 1).hyperlink
    assert link.target == "收到/镇.xlsx"
    assert link.location.startswith("'二、主动公开'!")


def test_errors_cannot_be_explained_away(inbox: Path, tmp_path: Path) -> None:
    wrong = changed(report_of(UNIT, 4), {"applications.new.natural": 999})
    write_report(wrong, inbox / "镇.xlsx")
    book = openpyxl.load_workbook(inbox / "镇.xlsx")
    sheet = book["校验"]
    for row in range(4, sheet.max_row + 1):
        if sheet.cell(row, RULES.at("clause") + 1).value:
            sheet.cell(row, RULES.at("reason") + 1).value = "就是这样。"
    book.save(inbox / "镇.xlsx")
    city = tmp_path / "县.xlsx"
    assert run(["consolidate", str(inbox), "-o", str(city)]) == 2
    assert not city.exists()
