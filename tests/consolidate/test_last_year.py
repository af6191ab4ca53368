"""Whose figures of last year a workbook gets: its own unit's, or nobody's."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from benchmarks.filled import report_of
from openpyxl import load_workbook
from tests.conftest import ROOT
from tests.consolidate.test_handouts import xlreport
from tests.support.command import xlreport as run_command
from tests.support.made import write_report

from xlreport import edition_for, read
from xlreport.consolidation.units.members import NOBODY
from xlreport.consolidation.units.roster import read_roster
from xlreport.consolidation.years.last_year import LastYear, LastYearDoubt, Previous
from xlreport.edition.carried import carried_over
from xlreport.report import Report, ReportKind, Unit
from xlreport.template import blank_report

ROSTER = """代码,名称,类别,上级,汇总,设立,撤销
99,示例市,人民政府,,,,
9901,示例甲县,人民政府,99,,,
9902,示例乙县,人民政府,99,,,
990101,示例镇,乡镇,9901,,,
990102,城关镇,乡镇,9901,,,
990202,城关镇,乡镇,9902,,,
"""
SPLIT = """代码,名称,类别,上级,汇总,设立,撤销,并入
99,示例市,人民政府,,,,,
9901,示例甲县,人民政府,99,,,,
9902,示例乙县,人民政府,99,,,,
990102,城关镇,乡镇,9901,,,2023-05-01,990103、990104
990103,示例东镇,乡镇,9901,,,,
990104,示例西镇,乡镇,9901,,,,
990202,城关镇,乡镇,9902,,,,
"""
KEY = "applications.carried_out.natural"


@pytest.fixture
def roster(tmp_path: Path) -> Path:
    path = tmp_path / "名册.csv"
    path.write_text(ROSTER, encoding="utf-8")
    return path


def town(name: str, code: str, seed: int, year: int = 2022) -> Report:
    return report_of(Unit(name, code, "township"), seed, year)


def hand_out(folder: Path, roster: Path, *previous: Path, more: tuple[object, ...] = ()) -> Any:
    """Hand out the workbooks of 2023, and return what was said."""
    named = [word for path in previous for word in ("--previous", path)]
    arguments = ("--year", 2023, "--roster", roster, "-o", folder / "下发", "--json", *more)
    return json.loads(xlreport("next-year", *arguments, *named, codes=(0, 1)))


@pytest.mark.whole
def test_a_citys_workbook_brings_those_of_its_counties(tmp_path: Path, roster: Path) -> None:
    """The city's workbook alone is enough for the towns of its counties."""
    towns = [town("示例镇", "990101", 1), town("城关镇", "990102", 2), town("城关镇", "990202", 3)]
    for number, each in enumerate(towns):
        write_report(each, tmp_path / "收到" / f"{number}.xlsx")
    city = tmp_path / "市2022.xlsx"
    xlreport("consolidate", tmp_path / "收到", "--roster", roster, "-o", city, codes=(0, 1))
    data = hand_out(tmp_path, roster, city)
    assert data["exit"] == 0
    assert (data["year"], data["with_last_year"], data["decisions"]) == (2023, 3, [])
    assert len(data["written"]) == 6
    for each, folder in zip(towns, ("示例甲县", "示例甲县", "示例乙县"), strict=True):
        got = read(tmp_path / "下发" / folder / f"{each.unit.name}2023.xlsx")
        assert got.last[KEY] == each.values[KEY]
        assert got.values["applications.carried_in.natural"] == each.values[KEY]
    # The sum of a county's towns is nobody's own report, and nobody misses one.
    assert data["without_last_year"] == []
    assert not read(tmp_path / "下发" / "示例市" / "示例甲县2023.xlsx").last


@pytest.mark.whole
def test_equal_names_are_a_decision(tmp_path: Path, roster: Path) -> None:
    """Without a code nobody knows which 城关镇 a file is of; a county's own workbook tells."""
    write_report(town("城关镇", "", 2), tmp_path / "散" / "城关镇.xlsx")
    data = hand_out(tmp_path, roster, tmp_path / "散")
    assert data["exit"] == 1
    assert data["with_last_year"] == 0
    asked = [(each["kind"], each["unit"], each["code"]) for each in data["decisions"]]
    assert asked == [("previous", "城关镇", "990102"), ("previous", "城关镇", "990202")]
    assert all("城关镇.xlsx" in each["files"][0] for each in data["decisions"])
    county = tmp_path / "乙县.xlsx"
    xlreport("consolidate", tmp_path / "散", "-o", county, "--unit", "示例乙县", codes=(0, 1))
    data = hand_out(tmp_path, roster, county, more=("--force",))
    assert data["with_last_year"] == 1
    assert read(tmp_path / "下发" / "示例乙县" / "城关镇2023.xlsx").last
    assert not read(tmp_path / "下发" / "示例甲县" / "城关镇2023.xlsx").last


@pytest.fixture
def matched(tmp_path: Path, roster: Path) -> Path:
    """The city's workbook of a year in which a person had to say whose two files are.

    One has the code of 示例镇, which did not report; the other a name that nobody has.
    """
    write_report(town("城关镇", "990101", 1), tmp_path / "收到" / "甲.xlsx")
    write_report(town("示例旧镇", "", 2), tmp_path / "收到" / "乙.xlsx")
    city = tmp_path / "市2022.xlsx"
    says = ("--match", "甲.xlsx=990102", "--match", "乙.xlsx=990202")
    arguments = (tmp_path / "收到", "--roster", roster, "-o", city)
    xlreport("consolidate", *arguments, *says, codes=(0, 1))
    return city


def counties_of(city: Path) -> list[Path]:
    return sorted(city.with_name("市2022-各级汇总簿").glob("*.xlsx"))


def rewrite(path: Path, *, code: str, decided: bool) -> None:
    """Give the rows of 明细 the code of a cover, as they once had, and keep decisions or not."""
    book = load_workbook(path)
    detail, received = book["明细"], book["收到的文件"]
    for cells in detail.iter_rows():
        for cell in cells[:4]:
            if cell.value == "990102":
                cell.value = code
    for cells in received.iter_rows():
        for cell in cells:
            if not decided and cell.value in ("城关镇（990102）", "990102"):
                cell.value = None
    book.save(path)


@pytest.mark.whole
def test_the_unit_that_a_person_decided_on_gets_its_figures(
    tmp_path: Path, roster: Path, matched: Path
) -> None:
    """Neither code nor name on a cover counts once a person has said whose the file is."""
    data = hand_out(tmp_path, roster, matched)
    assert data["with_last_year"] == 2
    assert data["decisions"] == []
    for county, seed in (("示例甲县", 1), ("示例乙县", 2)):
        got = read(tmp_path / "下发" / county / "城关镇2023.xlsx")
        assert got.last[KEY] == town("", "", seed).values[KEY]
    assert not read(tmp_path / "下发" / "示例甲县" / "示例镇2023.xlsx").last
    rows = {r[1:3] for each in counties_of(matched) for r in detail_of(each)}
    assert {("城关镇", "990102"), ("城关镇", "990202")} <= rows


@pytest.mark.whole
def test_what_was_not_found_is_named_with_what_to_do(
    tmp_path: Path, roster: Path, matched: Path
) -> None:
    names = ("示例一镇", "示例二镇", "示例三镇", "城关镇")
    for number, name in enumerate(names):
        code = "990102" if name == "城关镇" else ""
        write_report(town(name, code, number, 2023), tmp_path / "今年" / f"{name}.xlsx")
    with_last = ("--previous", matched, "--roster", roster)
    said = run_command("check", tmp_path / "今年", *with_last).stderr.decode()
    assert "4 份报表中 1 份找到了上年数据" in said
    assert all(name in said for name in names[:3])
    split = tmp_path / "拆分.csv"
    split.write_text(SPLIT, encoding="utf-8")
    asked = hand_out(tmp_path, split, matched)["decisions"]
    assert [each["code"] for each in asked] == ["990103", "990104"]
    assert all("拆分" in each["text"] for each in asked)
    assert all("手工填写" in each["advice"] for each in asked)
    assert not any("代码" in each["advice"] for each in asked)
    whose = ("--year", 2023, "--unit", "示例东镇", "--code", "990103")
    with_last = ("--previous", matched, "--roster", split)
    told = run_command("template", *whose, *with_last, "-o", tmp_path / "新.xlsx").stderr.decode()
    assert "拆分" in told
    assert "手工填写" in told


def detail_of(path: Path) -> list[tuple[object, ...]]:
    return list(load_workbook(path)["明细"].iter_rows(values_only=True))


@pytest.mark.whole
def test_a_decision_in_an_older_workbook_counts(
    tmp_path: Path, roster: Path, matched: Path
) -> None:
    """Earlier versions left the cover's code in 明细; what the list of files says goes before."""
    for path in counties_of(matched):
        rewrite(path, code="990101", decided=True)
    data = hand_out(tmp_path, roster, matched, tmp_path / "收到")
    assert data["with_last_year"] == 2
    got = read(tmp_path / "下发" / "示例甲县" / "城关镇2023.xlsx")
    assert got.last[KEY] == town("", "", 1).values[KEY]
    assert not read(tmp_path / "下发" / "示例甲县" / "示例镇2023.xlsx").last


@pytest.mark.whole
def test_a_code_of_one_and_a_name_of_another_are_asked_about(
    tmp_path: Path, roster: Path, matched: Path
) -> None:
    for path in (matched, *counties_of(matched)):
        rewrite(path, code="990101", decided=False)
    data = hand_out(tmp_path, roster, matched)
    asked = {each["code"] for each in data["decisions"]}
    assert asked == {"990101", "990102"}
    assert data["with_last_year"] == 1
    assert not read(tmp_path / "下发" / "示例甲县" / "城关镇2023.xlsx").last
    assert not read(tmp_path / "下发" / "示例甲县" / "示例镇2023.xlsx").last


def row(name: str, code: str, seed: int, parent: str) -> LastYear:
    return LastYear(town(name, code, seed), Unit(parent))


def test_another_code_is_another_unit(roster: Path) -> None:
    previous = Previous((row("城关镇", "990102", 2, "示例甲县"),), roster=read_roster(roster))
    theirs = previous.answer(Unit("城关镇", "990202"), 2022)
    assert (theirs.report, theirs.doubt) == (None, LastYearDoubt.NONE)
    assert previous.of(Unit("城关镇", "990102"), 2022) is not None
    unknown = Previous((row("城关镇", "990302", 2, "示例甲县"),), roster=read_roster(roster))
    assert unknown.answer(Unit("城关镇", "990202"), 2022).doubt is LastYearDoubt.CODE


def test_a_code_in_one_row_and_the_name_in_another_are_asked_about(roster: Path) -> None:
    """As where two clerks typed each other's code; a unit that only has a new name is found."""
    strange = row("示例旧镇", "990101", 1, "示例甲县")
    mistyped = row("示例镇", "990109", 2, "示例甲县")
    for known in (read_roster(roster), NOBODY):
        previous = Previous((strange, mistyped), roster=known)
        assert previous.answer(Unit("示例镇", "990101"), 2022).doubt is LastYearDoubt.TORN
        assert Previous((strange,), roster=known).of(Unit("示例镇", "990101"), 2022)


def test_who_moved_is_asked_for(roster: Path) -> None:
    """A name that was alone under another parent may be another unit's."""
    previous = Previous((row("示例镇", "", 2, "示例乙县"),), roster=read_roster(roster))
    assert previous.answer(Unit("示例镇", "990101"), 2022).doubt is LastYearDoubt.NAME
    of_city = Previous((row("示例镇", "", 2, "示例市"),), roster=read_roster(roster))
    assert of_city.of(Unit("示例镇", "990101"), 2022) is not None


def test_of_several_versions_the_one_that_counted_is_taken() -> None:
    unit = Unit("示例镇", "990101")
    files = [LastYear(town("示例镇", "990101", seed), whole=True) for seed in (1, 2)]
    assert Previous(tuple(files)).answer(unit, 2022).doubt is LastYearDoubt.VERSIONS
    counted = Previous((*files, row("示例镇", "990101", 2, "示例甲县")))
    assert counted.of(unit, 2022) is files[1].report


def test_own_reports_and_sums_are_kept_apart() -> None:
    own = LastYear(town("示例甲县", "9901", 1), whole=True)
    total = town("示例甲县", "9901", 2)
    summed = LastYear(
        Report(total.edition, 2022, total.unit, total.values, kind=ReportKind.CONSOLIDATED)
    )
    both = Previous((summed, own))
    assert both.of(Unit("示例甲县", "9901"), 2022) is own.report
    assert both.of(Unit("示例甲县", "9901"), 2022, ReportKind.CONSOLIDATED) is summed.report
    assert Previous((summed,)).of(Unit("示例甲县", "9901"), 2022) is None
    assert Previous((own,)).of(own.report.unit, 2022, ReportKind.CONSOLIDATED) is own.report


@pytest.mark.whole
def test_template_reads_last_year_with_an_overlay(tmp_path: Path) -> None:
    overlay = ROOT / "examples" / "overlays" / "hubei-2019.yaml"
    edition = edition_for(2019, [overlay])
    values = dict.fromkeys((cell.key for cell in edition.inputs), 0) | {KEY: 4}
    last = Report(edition, 2019, Unit("示例镇", "", "township"), values)
    write_report(last, tmp_path / "2019.xlsx")
    path = tmp_path / "2020.xlsx"
    arguments = ("--year", 2020, "--unit", "示例镇", "--overlay", overlay, "-o", path)
    xlreport("template", *arguments, "--previous", tmp_path / "2019.xlsx")
    assert read(path, [overlay]).last[KEY] == 4


@pytest.mark.whole
def test_a_form_with_a_register_is_handed_out(tmp_path: Path, roster: Path) -> None:
    form = ROOT / "examples" / "forms" / "website.yaml"
    edition = edition_for(2022, [form])
    blank = blank_report(edition, 2022, Unit("示例镇", "990101"))
    filled = dict.fromkeys((cell.key for cell in edition.inputs), 3)
    last = Report(edition, 2022, blank.unit, filled | dict(blank.values), registers=blank.registers)
    write_report(last, tmp_path / "上年" / "镇.xlsx")
    data = hand_out(tmp_path, roster, tmp_path / "上年", more=("--form", form))
    assert len(data["written"]) == 6
    got = read(tmp_path / "下发" / "示例甲县" / "示例镇2023.xlsx", [form])
    assert bool(got.last) is bool(edition.last_keys)
    assert set(got.carried) == set(carried_over(edition))
