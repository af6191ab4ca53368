"""The roster: read from both kinds of file, a tree, and matched without guessing."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from benchmarks.filled import report_of
from tests.consolidate.conftest import ROSTER
from tests.support.command import xlreport

from xlreport.cli import run
from xlreport.consolidation.units.bare_names import suggest
from xlreport.consolidation.units.roster import Member, RosterError, UnitKind, read_roster
from xlreport.consolidation.units.roster_book import write_roster
from xlreport.report import Unit
from xlreport.template import write_report


@pytest.mark.whole
def test_parents_may_be_named_by_code_or_name(roster_file: Path) -> None:
    roster = read_roster(roster_file)
    assert roster.members["9902"].parent == "99"
    assert [m.name for m in roster.children["99"]] == [
        "示例县",
        "示例区",
        "示例市教育局",
        "示例市海关",
    ]


def test_each_parent_comes_after_those_below_it(roster_file: Path) -> None:
    roster = read_roster(roster_file)
    parents = [m.name for m in roster.from_below() if m.identity in roster.children]
    assert parents == ["示例县", "示例区", "示例市"]


def test_vertical_and_closed_bodies_do_not_report(roster_file: Path) -> None:
    members = read_roster(roster_file).members
    assert not members["9909"].reports_in(2020)
    assert not members["990103"].reports_in(2020)
    assert members["990103"].reports_in(2018)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_csv_may_have_any_usual_encoding(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "名册.csv"
    path.write_text(ROSTER, encoding=encoding)
    assert len(read_roster(path).members) == 10


def test_a_written_roster_reads_back(tmp_path: Path, roster_file: Path) -> None:
    first = read_roster(roster_file)
    path = tmp_path / "名册.xlsx"
    write_roster(first.members.values(), path)
    assert read_roster(path) == first
    again = tmp_path / "又一份.xlsx"
    write_roster(first.members.values(), again)
    assert path.read_bytes() == again.read_bytes()


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("99,又一个市,人民政府,,,,", "第 12 行：“99”与第 2 行重复"),
        ("5,某局,委员会,99,,,", "第 12 行：类别“委员会”不对"),
        ("5,某局,政府部门,77,,,", "第 12 行：上级“77”不在名册中"),
        ("5,某局,政府部门,99,也许,,", "第 12 行：“汇总”一列填的是“也许”"),
        ("5,某县,人民政府,99,,某日,\n6,某局,政府部门,5,,,", "第 12 行：“设立”一列填的是“某日”"),
        ("5,,政府部门,99,,,", "第 12 行：没有名称"),
    ],
)
def test_mistakes_are_named_with_their_row(tmp_path: Path, line: str, said: str) -> None:
    path = tmp_path / "名册.csv"
    path.write_text(ROSTER + line + "\n", encoding="utf-8")
    with pytest.raises(RosterError) as error:
        read_roster(path)
    assert said in str(error.value)
    assert "名册.csv" in str(error.value)


@pytest.mark.whole
def test_a_mistake_about_one_unit_is_a_decision_and_stops_nobody_else(tmp_path: Path) -> None:
    """Twice the same row, a day that is none, an heir that nobody knows, a level that is none."""
    roster, inbox = tmp_path / "名册.csv", tmp_path / "收到"
    rows = [
        "99,示例市,人民政府,,,,,",
        "1,示例甲局,政府部门,99,,,,",
        "1,示例甲局,政府部门,99,,,,",
        "2,示例乙局,政府部门,99,,某日,,",
        "3,示例丙局,政府部门,99,,2021-12-31,88,",
        "4,示例丁局,政府部门,99,,,,县衙",
        "3.6E+11,示例戊局,政府部门,99,,,,",
    ]
    head = "代码,名称,类别,上级,设立,撤销,并入,层级"
    roster.write_text("\n".join([head, *rows]), encoding="utf-8")
    for seed, name in enumerate("甲乙丁"):
        unit = Unit(f"示例{name}局", str("甲乙丙丁".index(name) + 1))
        write_report(report_of(unit, seed, 2022), inbox / f"{unit.code}.xlsx")
    more = ("--roster", roster, "--json")
    done = xlreport("consolidate", inbox, "-o", tmp_path / "市.xlsx", *more)
    said = json.loads(done.stdout)
    assert {each["status"] for each in said["files"]} == {"taken"}
    assert {each["code"]: each["state"] for each in said["units"]} == {
        **dict.fromkeys("124", "filed"),
        "": "missing",
    }
    assert said["workbooks"][0]["reports"] == 3
    asked = {each["code"]: each for each in said["decisions"]}
    assert {each["kind"] for each in asked.values()} == {"roster"}
    for code, row, word in (
        ("1", 3, "相同"),
        ("2", 5, "某日"),
        ("3", 6, "88"),
        ("4", 7, "县衙"),
        ("", 8, "3.6E+11"),
    ):
        assert f"名册第 {row} 行：" in asked[code]["text"]
        assert word in asked[code]["text"]
        assert asked[code]["advice"]
    assert done.returncode == 1
    done = xlreport("next-year", "--year", 2023, "-o", tmp_path / "下发", *more)
    said = json.loads(done.stdout)
    assert len(said["written"]) == 5
    assert [each["code"] for each in said["decisions"]] == ["1", "2", "3", "4", ""]
    assert done.returncode == 1


def test_a_unit_cannot_be_its_own_parent(tmp_path: Path) -> None:
    path = tmp_path / "名册.csv"
    path.write_text("代码,名称,类别,上级\n1,甲市,人民政府,2\n2,乙县,人民政府,1\n", encoding="utf-8")
    with pytest.raises(RosterError, match="绕回"):
        read_roster(path)


@pytest.mark.parametrize("text", ["2020-03-01", "2020/3/1", "2020.3.1", "20200301", "2020年3月1日"])
def test_dates_are_read_as_people_write_them(tmp_path: Path, text: str) -> None:
    path = tmp_path / "名册.csv"
    path.write_text(f"代码,名称,类别,上级,设立\n1,甲局,政府部门,,{text}\n", encoding="utf-8")
    assert read_roster(path).members["1"].opened == date(2020, 3, 1)


def test_matching_goes_by_code_then_by_exact_name(roster_file: Path) -> None:
    roster = read_roster(roster_file)
    by_code = roster.match(Unit("改了名的镇", "990101"))
    by_name = roster.match(Unit("示例镇"))
    assert by_code == by_name == roster.members["990101"]
    assert roster.match(Unit("示例镇人民政府")) is None
    suggested = suggest(roster, Unit("示例镇人民政府"))
    assert suggested
    assert suggested.name == "示例镇"
    assert suggest(roster, Unit("完全无关")) is None


def test_units_of_one_name_are_told_apart_by_code_only(tmp_path: Path) -> None:
    path = tmp_path / "名册.csv"
    path.write_text("代码,名称,类别,上级\n1,城关镇,乡镇,\n2,城关镇,乡镇,\n", encoding="utf-8")
    roster = read_roster(path)
    assert roster.match(Unit("城关镇")) is None
    assert roster.match(Unit("城关镇", "2")) == Member("2", "城关镇", UnitKind.TOWNSHIP)


@pytest.mark.whole
def test_the_commands_make_and_show_a_roster(
    tmp_path: Path, roster_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for _again in range(2):  # a blank one may be replaced
        assert run(["roster", "template", "-o", str(tmp_path / "空白.xlsx")]) == 0
    assert run(["roster", "show", str(tmp_path / "空白.xlsx")]) == 2
    assert "没有单位" in capsys.readouterr().err
    assert run(["roster", "show", str(roster_file)]) == 0
    assert "示例市海关（9909，垂直管理部门，不汇总）" in capsys.readouterr().out


@pytest.mark.whole
def test_no_line_of_a_roster_is_cut_where_there_is_no_window(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    long = "示例" * 60
    path = tmp_path / "名册.csv"
    rows = f"1,示例市,人民政府,\n2,{long}镇,乡镇,示例市\n3,{long}乡,乡镇,示例市\n"
    path.write_text(f"代码,名称,类别,上级\n{rows}", encoding="utf-8")
    run(["roster", "show", str(path)])
    out = capsys.readouterr().out.splitlines()
    assert [line for line in out if f"{long}镇（2，乡镇" in line and line.endswith("）")]
    assert [line for line in out if f"{long}乡（3，乡镇" in line and line.endswith("）")]
