"""Whose figures of last year a workbook gets: its own unit's, or nobody's."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from benchmarks.filled import report_of
from tests.conftest import ROOT
from tests.consolidate.test_handouts import xlreport

from xlreport import edition_for, read
from xlreport.consolidation.last_year import Doubt, LastYear, Previous
from xlreport.consolidation.roster import read_roster
from xlreport.edition.carried import carried_over
from xlreport.report import Report, ReportKind, Unit
from xlreport.template import blank_report, write_report

ROSTER = """代码,名称,类别,上级,汇总,设立,撤销
99,示例市,人民政府,,,,
9901,示例甲县,人民政府,99,,,
9902,示例乙县,人民政府,99,,,
990101,示例镇,乡镇,9901,,,
990102,城关镇,乡镇,9901,,,
990202,城关镇,乡镇,9902,,,
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
    # The sum of a county's towns is nobody's own report.
    wanting = [each["name"] for each in data["without_last_year"]]
    assert wanting == ["示例市", "示例甲县", "示例乙县"]


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


def row(name: str, code: str, seed: int, parent: str) -> LastYear:
    return LastYear(town(name, code, seed), Unit(parent))


def test_another_code_is_another_unit(roster: Path) -> None:
    previous = Previous((row("城关镇", "990102", 2, "示例甲县"),), roster=read_roster(roster))
    theirs = previous.answer(Unit("城关镇", "990202"), 2022)
    assert (theirs.report, theirs.doubt) == (None, Doubt.NONE)
    assert previous.of(Unit("城关镇", "990102"), 2022) is not None
    unknown = Previous((row("城关镇", "990302", 2, "示例甲县"),), roster=read_roster(roster))
    assert unknown.answer(Unit("城关镇", "990202"), 2022).doubt is Doubt.CODE


def test_who_moved_is_asked_for(roster: Path) -> None:
    """A name that was alone under another parent may be another unit's."""
    previous = Previous((row("示例镇", "", 2, "示例乙县"),), roster=read_roster(roster))
    assert previous.answer(Unit("示例镇", "990101"), 2022).doubt is Doubt.NAME
    of_city = Previous((row("示例镇", "", 2, "示例市"),), roster=read_roster(roster))
    assert of_city.of(Unit("示例镇", "990101"), 2022) is not None


def test_of_several_versions_the_one_that_counted_is_taken() -> None:
    unit = Unit("示例镇", "990101")
    files = [LastYear(town("示例镇", "990101", seed), whole=True) for seed in (1, 2)]
    assert Previous(tuple(files)).answer(unit, 2022).doubt is Doubt.VERSIONS
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
