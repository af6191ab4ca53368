"""Workbooks handed out for the next year: filled, returned, and taken as what they are."""

from __future__ import annotations

import json
from collections.abc import Container
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from benchmarks.filled import report_of
from tests.conftest import ROOT, Convert
from tests.consolidate.conftest import changed
from tests.support.command import xlreport as run_command
from tests.support.made import write_report
from tests.support.sheets import contents, formula_places, shown

from xlreport import read
from xlreport.edition import layout_of
from xlreport.edition.carried import carried_over
from xlreport.report import Report, Unit

TOWN = Unit("示例镇", "990101", "township")
OVERLAY = ROOT / "examples" / "overlays" / "hubei-2019.yaml"
KINDS = ("natural", "legal.commercial", "legal.other")


def xlreport(*arguments: object, codes: Container[int] = (0,)) -> str:
    """Run the command in a process of its own, and return what it printed."""
    done = run_command(*arguments)
    said = done.stdout.decode()
    assert done.returncode in codes, (said, done.stderr.decode())
    return said


def rules_of_files(*arguments: object) -> set[tuple[str, str]]:
    """Run a check, and return the severity and rule of each finding."""
    data = json.loads(xlreport("check", *arguments, "--json", codes=(0, 1)))
    assert not data["refused"]
    found = (finding for report in data["reports"] for finding in report["findings"])
    return {(each["severity"], each["rule"]) for each in found}


def following(last: Report, seed: int) -> Report:
    """Return a report of the year after ``last`` that carries on from it."""
    now = report_of(last.unit, seed, last.year + 1)
    values = dict(now.values)
    for kind in KINDS:
        was = now.values[f"applications.carried_in.{kind}"]
        brought = last.values[f"applications.carried_out.{kind}"]
        values[f"applications.new.{kind}"] = now.values[f"applications.new.{kind}"] + was
        values[f"applications.carried_in.{kind}"] = brought
        values[f"applications.carried_out.{kind}"] = (
            now.values[f"applications.carried_out.{kind}"] + brought
        )
    return changed(now, values)


def fill(path: Path, report: Report) -> None:
    """Type a report into the unlocked cells of a workbook; no formula is computed."""
    book = openpyxl.load_workbook(path)
    places = layout_of(report.edition).places
    for key, value in {**report.values, **report.prose}.items():
        cell = book[places[key].sheet][places[key].a1]
        if not cell.protection.locked and cell.data_type != "f":
            cell.value = value
    book.save(path)


def handed_out(folder: Path, roster: Path, last: Report) -> Path:
    """Hand out the workbooks of the year after ``last``, and return that of its unit."""
    write_report(last, folder / "上年" / "镇.xlsx")
    year = last.year + 1
    arguments = ("--roster", roster, "--previous", folder / "上年", "-o", folder / "下发")
    xlreport("next-year", "--year", year, *arguments)
    return folder / "下发" / "示例县" / f"示例镇{year}.xlsx"


@pytest.mark.whole
@pytest.mark.parametrize("year", [2020, 2021, 2023])
def test_what_is_handed_out_comes_back(tmp_path: Path, roster_file: Path, year: int) -> None:
    """A hand-out that was filled in is without a finding; its carried figures are last year's."""
    last = report_of(TOWN, 5, year - 1)
    path = handed_out(tmp_path, roster_file, last)
    filled = following(last, 9)
    fill(path, filled)
    # The made-up figures go up and down.
    said = rules_of_files(path, "--previous", tmp_path / "上年")
    assert said <= {("query", "YEAR-SWING")}
    assert read(path).values == filled.values
    output = tmp_path / "汇总.xlsx"
    xlreport("consolidate", path, "-o", output, "--unit", "示例市", codes=(0, 1))
    key = "applications.carried_in.natural"
    assert read(output).values[key] == last.values["applications.carried_out.natural"] > 0


@pytest.mark.office
def test_what_libreoffice_saves_comes_back(
    tmp_path: Path, roster_file: Path, convert: Convert
) -> None:
    """Another program writes the formulas in its own way."""
    last = report_of(TOWN, 5, 2019)
    path = handed_out(tmp_path, roster_file, last)
    filled = following(last, 9)
    fill(path, filled)
    (saved,) = convert([path])
    report = read(saved)
    assert report.values == filled.values
    assert set(report.carried) == carried_over(filled.edition).keys()
    assert not [note for note in report.notes if note.rule.startswith("READ-FORMULA")]


@pytest.mark.whole
@pytest.mark.parametrize(
    ("formula", "rules"),
    [
        ("='上年数据'!{right}", []),  # as earlier versions wrote it
        ("=上年数据!${column}${row}", []),
        ("='上年数据'!{wrong}", ["READ-FORMULA"]),
        ("='上年数据'!{right}+1", ["READ-FORMULA"]),
        ("='上年数据'!{right}+'上年数据'!{right}", ["READ-FORMULA"]),
        ("='上年数据'!{right}*1", ["READ-FORMULA"]),
        ("='[别处.xlsx]上年数据'!{right}", ["READ-EXTERNAL"]),
        (5, []),
    ],
)
def test_only_the_templates_own_formula_is_its_own(
    tmp_path: Path, formula: str | int, rules: list[str]
) -> None:
    last = report_of(TOWN, 5, 2019)
    path = tmp_path / "镇.xlsx"
    report = replace(following(last, 9).with_last(last), before=None)
    write_report(report, path)
    right = layout_of(report.edition).places["last.applications.carried_out.natural"]
    wrong = layout_of(report.edition).places["last.applications.carried_out.total"]
    book = openpyxl.load_workbook(path)
    if isinstance(formula, str):
        formula = formula.format(right=right.a1, wrong=wrong.a1, column="C", row=right.row + 1)
    book["三、依申请公开"]["D7"].value = formula
    book.save(path)
    assert [note.rule for note in read(path).notes] == rules


def test_a_stale_figure_is_not_believed(tmp_path: Path) -> None:
    """The figure is computed from 上年数据, whatever is stored with the formula."""
    last = report_of(TOWN, 5, 2019)
    report = replace(following(last, 9).with_last(last), before=None)
    report = replace(report, carried=tuple(carried_over(report.edition)))
    path = tmp_path / "镇.xlsx"
    stale = changed(report, {"applications.carried_in.natural": 77})
    write_report(stale, path)
    seen = read(path)
    assert seen.values == report.values
    assert ("READ-STALE", ("D7",)) in [(note.rule, note.cells) for note in seen.notes]


def test_last_year_is_found_where_rows_were_inserted(tmp_path: Path) -> None:
    """A formula that followed its figure to another row is still the template's own."""
    last = report_of(TOWN, 5, 2022)
    report = replace(following(last, 9).with_last(last), before=None)
    path = tmp_path / "镇.xlsx"
    write_report(report, path)
    right = layout_of(report.edition).places["last.applications.carried_out.natural"]
    book = openpyxl.load_workbook(path)
    book["上年数据"].insert_rows(6)
    book["三、依申请公开"]["D7"].value = f"='上年数据'!C{right.row + 2}"
    book.save(path)
    assert read(path).carried == ("applications.carried_in.natural",)
    assert read(path).values == report.values


@pytest.mark.whole
def test_repair_keeps_what_is_carried_over(tmp_path: Path, roster_file: Path) -> None:
    """The clean workbook has the formulas again, and they are locked."""
    last = report_of(TOWN, 5, 2022)
    path = handed_out(tmp_path, roster_file, last)
    fill(path, following(last, 9))
    clean = tmp_path / "整理.xlsx"
    xlreport("repair", path, "-o", clean)
    assert read(clean).carried == read(path).carried != ()
    assert openpyxl.load_workbook(clean)["三、依申请公开"]["D7"].protection.locked


@pytest.mark.office
@pytest.mark.parametrize("year", [2020, 2021, 2023])
def test_what_a_hand_out_shows_needs_no_recalculation(
    tmp_path: Path, roster_file: Path, convert: Convert, year: int
) -> None:
    """Every total and outcome stored in a hand-out is what a spreadsheet program computes."""
    path = handed_out(tmp_path, roster_file, report_of(TOWN, 5, year - 1))
    before = contents(path)
    (computed,) = convert([path])
    after = contents(computed)
    places = list(formula_places(path))
    assert len(places) > 100
    assert {p: (before[p], shown(after.get(p))) for p in places if before[p] != after.get(p)} == {}
