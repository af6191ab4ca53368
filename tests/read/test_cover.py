"""What people type on the cover is understood, or asked about with its cell; never guessed."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from benchmarks.filled import report_of
from tests.support.command import xlreport
from tests.support.made import load_workbook, write_report

from xlreport.edition import layout_of, load_edition
from xlreport.reading.rows import Rows
from xlreport.report import Unit
from xlreport.sheets.cover import LABELS, Cover

EDITION = load_edition("2019")
CODE = "360981100201"


def cover_with(code: object) -> Cover:
    """The cover of a unit with this in the field of its code."""
    return Cover(EDITION, Rows([[LABELS["cover.unit"], "甲"], [LABELS["cover.code"], code]]))


def workbook(folder: Path, **typed: object) -> Path:
    """A unit's workbook for 2020 with other things typed on its cover."""
    path = folder / "示例街道.xlsx"
    write_report(report_of(Unit("示例街道", CODE, "township"), 1), path)
    book = load_workbook(path)
    for field, value in typed.items():
        place = layout_of(EDITION).places[f"cover.{field}"]
        book[place.sheet][place.a1].value = value
    book.save(path)
    return path


def said(path: Path) -> tuple[dict[str, Any], dict[str, str]]:
    """The report as checked, and what is said of the cover: by rule, cell and finding."""
    done = xlreport("check", path, "--json")
    (report,) = json.loads(done.stdout)["reports"]
    cover = [f for f in report["findings"] if f["sheet"] == "封面"]
    assert all(f["severity"] == "query" and f["cells"] for f in cover)
    return report, {f["rule"]: f["found"] for f in cover}


@pytest.mark.whole
def test_a_date_that_nobody_understands_is_asked_about(tmp_path: Path) -> None:
    _, found = said(workbook(tmp_path, date="去年底"))
    assert "去年底" in found["READ-DATE"]


@pytest.mark.whole
def test_month_and_day_that_can_be_taken_for_each_other_are_asked_about(tmp_path: Path) -> None:
    _, found = said(workbook(tmp_path, date="1/2/2021"))
    assert "分不清" in found["READ-DATE"]


@pytest.mark.whole
def test_a_day_before_the_end_of_the_year_is_asked_about(tmp_path: Path) -> None:
    _, found = said(workbook(tmp_path, date="2020年1月15日"))
    assert "早于" in found["READ-DATE"]


@pytest.mark.parametrize(("year", "asked"), [(2025, False), (2026, True), (2099, True)])
def test_a_day_many_years_later_is_asked_about(year: int, asked: bool) -> None:
    """Reports are filed anew, but not that late: a wrong digit would make a unit late."""
    cover = Cover(EDITION, Rows([[LABELS["cover.date"], f"{year}-1-15"]]))
    said = [doubt.found for doubt in cover.doubts(2020) if doubt.rule == "READ-DATE"]
    assert bool(said) is asked
    assert all(f"晚了 {year - 2020} 年" in each for each in said)


@pytest.mark.whole
def test_words_for_levels_are_understood(tmp_path: Path) -> None:
    _, found = said(workbook(tmp_path, level="街道", date="二〇二一年一月十五日"))
    assert found == {}


@pytest.mark.whole
def test_a_level_that_nobody_knows_is_asked_about(tmp_path: Path) -> None:
    _, found = said(workbook(tmp_path, level="正科级单位"))
    assert "正科级单位" in found["READ-LEVEL"]


@pytest.mark.whole
@pytest.mark.parametrize("code", ["３６０９８１１００２０１", " 3609 8110 0201 ", int(CODE)])
def test_codes_in_other_letters_are_understood(code: object, tmp_path: Path) -> None:
    report, found = said(workbook(tmp_path, code=code))
    assert (report["code"], found) == (CODE, {})


@pytest.mark.whole
@pytest.mark.parametrize("code", [11360981012345678.0, "3.60981E+11", "3.6E11"])
def test_codes_that_lost_digits_are_named_and_not_taken(code: object, tmp_path: Path) -> None:
    report, found = said(workbook(tmp_path, code=code))
    assert report["code"] == ""
    assert "READ-CODE" in found


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (360981100201, CODE),
        (360981100201.0, CODE),
        ("360981100201.0", CODE),
        ("'360981100201", CODE),
        ("\ufeff3609\u200b8110\xa00201\n", CODE),
        ("1136098101234500X", "1136098101234500X"),
        (None, ""),
        ("无", ""),
        ("—", ""),
    ],
)
def test_a_code_that_came_through_programs_is_understood(raw: object, code: str) -> None:
    cover = cover_with(raw)
    assert (cover.unit.code, [*cover.doubts(2020)]) == (code, [])


@pytest.mark.parametrize(
    "raw",
    [
        11360981012345678.0, 3.6e20, 360981.5, -360981.0, True, datetime(2021, 1, 1),  # noqa: DTZ001 - as in sheets
        "3.60981E+11", "3.6e11", "3.6 E+11", "３．６Ｅ＋１１", "3.60981100201E+11",
        "11360981012345000", "113609810123450000", "#N/A", "#REF!", "########", "360981……",
    ],
)  # fmt: skip
def test_every_damage_of_a_code_is_named_and_the_code_not_taken(raw: object) -> None:
    cover = cover_with(raw)
    assert cover.unit.code == ""
    assert [doubt.rule for doubt in cover.doubts(2020)] == ["READ-CODE"]


@pytest.mark.parametrize(
    ("date", "late"),
    [
        ("2021年1月15号", False),
        ("二〇二一年二月一日", True),
        ("15/1/2021", False),
        ("去年底", False),
        ("1/2/2021", False),
        ("2026-12-31", True),
        ("2099-01-15", False),
    ],
)
def test_only_a_day_that_is_understood_makes_a_unit_late(
    date: str, late: bool, tmp_path: Path
) -> None:
    from datetime import date as day

    from xlreport.consolidation.incoming.filing import Filing

    cover = {"cover.date": date}
    filing = Filing(0, tmp_path, modified=2**31, edition=EDITION, year=2021, cover=cover)
    assert filing.is_late(day(2021, 1, 31)) is late
