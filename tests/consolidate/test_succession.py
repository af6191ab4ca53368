"""Mergers, splits and explained breaks over years, through the command."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pytest
from benchmarks.filled import report_of
from tests.consolidate.conftest import changed
from tests.consolidate.test_whole import Said
from tests.support.command import xlreport
from tests.support.made import write_report

from xlreport import check, read
from xlreport.report import Report, Unit
from xlreport.sheets.checks import RULES

pytestmark = pytest.mark.whole

ROSTER = """代码,名称,类别,上级,设立,撤销,并入
99,示例市,人民政府,,,,
9901,示例甲县,人民政府,99,,,
9902,示例乙县,人民政府,99,,,
990101,示例甲镇,乡镇,9901,,,
990102,示例旧镇,乡镇,9901,,2022-06-01,示例新镇
990103,示例老乡,乡镇,9901,,2022,990104
990104,示例新镇,乡镇,9901,2022-06-01,,
990105,示例丙镇,乡镇,9901,,2022,示例丁镇
990201,示例丁镇,乡镇,9902,,,
990202,示例大镇,乡镇,9902,,2022,示例东镇、示例西镇
990203,示例东镇,乡镇,9902,2022,,
990204,示例西镇,乡镇,9902,2022,,
"""
NAMES = dict(line.split(",")[:2] for line in ROSTER.splitlines()[1:])
OUT, IN = "applications.carried_out.natural", "applications.carried_in.natural"
NEW = "applications.new.natural"
GRANTED = "applications.outcome.granted.natural"
STOCK = "disclosure.normative.in_force"
LAST = {
    "990101": 1,
    "990102": 2,
    "990103": 3,
    "990105": 4,
    "990201": 5,
    "990202": 6,
}
SPLIT = ("990203", "990204")
THIS = {"990101": 1, "990104": 5, "990201": 9, "990203": 4, "990204": 2}


def report(code: str, year: int, carried_in: int, carried_out: int) -> Report:
    blank = report_of(Unit(NAMES[code], code, "township"), 1, year)
    zeros = {cell.key: 0 for cell in blank.edition.inputs}
    values = {IN: carried_in, OUT: carried_out, NEW: carried_out + 10, GRANTED: 10 + carried_in}
    return changed(blank, {**zeros, **values, STOCK: carried_in + 2 * carried_out})


@pytest.fixture
def city(tmp_path: Path) -> Path:
    """Last year's roll-up of the city beside its roster, and this year's inbox."""
    (tmp_path / "名册.csv").write_text(ROSTER, encoding="utf-8")
    for code, out in LAST.items():
        write_report(report(code, 2021, 0, out), tmp_path / "上年收到" / f"{code}.xlsx")
    command = ("--roster", tmp_path / "名册.csv", "-o", tmp_path / "2021.xlsx")
    said = Said(tmp_path / "上年收到", *command)
    assert set(said.files.values()) == {"taken"}
    for code, carried in THIS.items():
        now = report(code, 2022, carried, 0)
        now = changed(now, {STOCK: 2 * carried})
        if code in SPLIT:
            # Nobody knows how a split unit's figures are to be shared; the units do.
            now = now.with_last(report(code, 2021, 0, carried))
        write_report(now, tmp_path / "收到" / f"{code}.xlsx")
    return tmp_path


def roll_up(city: Path) -> Said:
    command = ("--roster", city / "名册.csv", "--previous", city / "2021.xlsx")
    return Said(city / "收到", *command, "-o", city / "2022.xlsx")


def broken(said: Said, rule: str = "CARRY") -> dict[str, list[dict[str, str]]]:
    told: dict[str, list[dict[str, str]]] = {}
    for each in [*said.data["files"], *({**f, "findings": [f]} for f in said.data["findings"])]:
        for finding in each["findings"]:
            if finding["rule"] == rule:
                told.setdefault(each["code"], []).append(finding)
    return told


def test_merged_units_carry_over_the_sum(city: Path) -> None:
    """Within a county, into another county, and by a split: county and city hold, too."""
    said = roll_up(city)
    assert broken(said) == {}
    assert broken(said, "T2-STOCK") == {}
    assert said.units == dict.fromkeys(THIS, "filed")
    assert (said.exit, said.data["decisions"]) == (0, [])
    # Who does not say how a split unit's figures were shared is asked.
    write_report(changed(report("990203", 2022, 4, 0), {STOCK: 8}), city / "收到" / "990203.xlsx")
    said = roll_up(city)
    (asked,) = said.data["decisions"]
    assert (asked["kind"], asked["unit"], said.exit) == ("previous", "示例东镇", 1)
    assert "拆分" in asked["text"]
    # The new town has lost one of five: the message says whose figures it is held against.
    write_report(report("990104", 2022, 4, 0), city / "收到" / "990104.xlsx")
    told = broken(roll_up(city))["990104"][0]
    assert "“示例旧镇”、“示例老乡”合计" in told["hint"]


def test_hand_outs_have_the_sum_and_ask_about_splits(city: Path) -> None:
    command = ("--year", 2022, "--roster", city / "名册.csv", "--previous", city / "2021.xlsx")
    done = xlreport("next-year", *command, "-o", city / "下发", "--json")
    data = json.loads(done.stdout)
    assert [each["unit"] for each in data["decisions"]] == ["示例东镇", "示例西镇"]
    assert "拆分" in data["decisions"][0]["text"]
    new = read(city / "下发" / "示例甲县" / "示例新镇2022.xlsx")
    assert (new.last[OUT], new.values[IN]) == (5, 5)
    assert read(city / "下发" / "示例乙县" / "示例丁镇2022.xlsx").values[IN] == 9


def test_check_and_template_follow_a_roster(city: Path) -> None:
    """With a roster a merged unit has the sum of its predecessors; without one that is said."""
    path, book, roster = city / "新镇.xlsx", city / "2021.xlsx", ("--roster", city / "名册.csv")
    books = ("--previous", book)
    write_report(report("990104", 2022, 4, 0), path)
    done = xlreport("check", path, *books, *roster, "--json")
    (told,) = [
        finding
        for each in json.loads(done.stdout)["reports"]
        for finding in each["findings"]
        if finding["rule"] == "CARRY"
    ][:1]
    assert "“示例旧镇”、“示例老乡”合计" in told["hint"]
    done = xlreport("check", path, *books, "--json")
    assert "请加 --roster 名册" in done.stderr.decode()
    assert "CARRY" not in {f["rule"] for f in json.loads(done.stdout)["reports"][0]["findings"]}

    new = city / "示例新镇2022.xlsx"
    command = ("--year", 2022, "--unit", "示例新镇", "--code", "990104", "-o", new, *books)
    done = xlreport("template", *command)
    assert done.returncode == 2
    assert "--roster" in done.stderr.decode()
    assert xlreport("template", *command, *roster).returncode == 0
    assert read(new).last[OUT] == 5
    # Of one of the two alone there is no sum, and its workbook is not taken for the whole.
    one = city / "上年收到" / "990102.xlsx"
    command = (*command[:-2], "--previous", one, *roster, "--force")
    done = xlreport("template", *command)
    assert done.returncode == 2
    assert "合并" in done.stderr.decode()
    assert xlreport("check", path, *roster).returncode == 2


def explain(path: Path, text: str) -> None:
    """Write a reason beside the rule of the carry-over, as a clerk does."""
    book = openpyxl.load_workbook(path)
    sheet = book["校验"]
    row = next(row for row in sheet.iter_rows() if row[RULES.at("clause")].value == "CARRY")
    row[RULES.at("reason")].value = text
    book.save(path)


def test_a_reason_counts_and_is_carried_upwards(city: Path) -> None:
    path = city / "收到" / "990101.xlsx"
    write_report(changed(report("990101", 2022, 3, 0), {STOCK: 2}), path)
    said = roll_up(city)
    assert said.files["990101.xlsx"] == "refused"
    explain(path, "上年报告漏报两件")
    said = roll_up(city)
    assert said.files["990101.xlsx"] == "taken"
    found = broken(said)
    assert set(found) == {"990101", "9901", "99"}
    assert {f["severity"] for each in found.values() for f in each} == {"error"}
    for code in ("9901", "99"):
        assert {f["reason"] for f in found[code]} == {"下级已说明：示例甲镇：上年报告漏报两件"}
    assert said.exit == 0
    # The same holds for the next run, and no longer than the values do.
    assert roll_up(city).exit == 0
    write_report(changed(report("990101", 2022, 4, 0), {STOCK: 2}), path)
    assert roll_up(city).files["990101.xlsx"] == "refused"


def test_arithmetic_within_a_report_takes_no_reason(city: Path) -> None:
    path = city / "收到" / "990101.xlsx"
    write_report(changed(report("990101", 2022, 1, 0), {GRANTED: 3, STOCK: 2}), path)
    explain(path, "确实如此")
    (verdict,) = check([read(path)])
    assert verdict.findings
    assert roll_up(city).files["990101.xlsx"] == "refused"


def test_what_was_explained_is_published(tmp_path: Path) -> None:
    last, now = report("990101", 2021, 0, 1), report("990101", 2022, 3, 0)
    path = tmp_path / "甲镇.xlsx"
    write_report(now.with_last(last), path)
    out = tmp_path / "年报.html"
    assert xlreport("publish", path, "-o", out).returncode == 2
    explain(path, "上年报告漏报两件")
    assert xlreport("publish", path, "-o", out).returncode in (0, 1)
    assert out.exists()
