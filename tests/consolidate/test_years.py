"""Last year beside this year, and the workbooks of the year to come."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from benchmarks.filled import report_of
from tests.consolidate.conftest import changed, file_report
from tests.consolidate.test_tree import sheet_rows

from xlreport import check, edition_for, read
from xlreport.checking.compare import comparable, compare_years
from xlreport.cli import run
from xlreport.consolidation.book.issues import COLUMNS
from xlreport.edition import edition_ids, load_edition
from xlreport.report import Report, Unit

UNIT = Unit("示例镇", "990101", "township")


def rules_of(report: Report) -> set[str]:
    return {finding.clause for finding in compare_years(report)}


def test_every_comparison_and_picture_is_of_some_edition() -> None:
    for identity in edition_ids():
        edition = load_edition(identity)
        assert all(comparison.groups for comparison in edition.comparisons)
        assert all(picture.bars for picture in edition.pictures)


def test_a_large_swing_is_a_query_with_both_figures() -> None:
    last = report_of(UNIT, 1, 2019)
    now = changed(report_of(UNIT, 1, 2020), {"disclosure.licence.decisions": 900})
    last = changed(last, {"disclosure.licence.decisions": 10})
    found = [f for f in compare_years(now.with_last(last)) if f.rule == "YEAR-SWING"]
    assert [f.clause for f in found] == ["YEAR-SWING[disclosure.licence.decisions]"]
    assert "本年 900，上年 10" in found[0].found
    assert found[0].severity == "query"


@pytest.mark.parametrize(
    ("then", "now", "swings"), [(10, 39, False), (20, 59, False), (20, 60, True)]
)
def test_a_swing_needs_factor_and_difference(then: int, now: int, swings: bool) -> None:
    key = "disclosure.licence.decisions"
    last = changed(report_of(UNIT, 1, 2019), {key: then})
    this = changed(report_of(UNIT, 1, 2020), {key: now})
    assert (f"YEAR-SWING[{key}]" in rules_of(this.with_last(last))) is swings


def test_the_same_figures_as_last_year_are_a_query() -> None:
    last, now = report_of(UNIT, 7, 2019), report_of(UNIT, 7, 2020)
    assert "YEAR-SAME" in {clause.partition("[")[0] for clause in rules_of(now.with_last(last))}
    other = report_of(UNIT, 8, 2020)
    same = {c for c in rules_of(other.with_last(last)) if c.startswith("YEAR-SAME[applications")}
    assert not same


def test_nothing_is_compared_that_is_not_comparable() -> None:
    old, new = edition_for(2020), edition_for(2021)
    assert comparable("applications.new.total", new, old)
    assert not comparable("disclosure.normative.in_force", new, old)
    last = report_of(UNIT, 7, 2020)
    now = replace(report_of(UNIT, 7, 2021), edition=new)
    for finding in compare_years(now.with_last(last)):
        key = finding.clause.partition("[")[2].rstrip("]")
        assert comparable(key, new, old)


@pytest.mark.whole
def test_consolidate_checks_against_last_years_city_workbook(tmp_path: Path, inbox: Path) -> None:
    folder = tmp_path / "去年"
    folder.mkdir()
    from xlreport.template import write_report

    last = report_of(UNIT, 3, 2019)
    write_report(last, folder / "镇.xlsx")
    run(["consolidate", str(folder), "-o", str(tmp_path / "去年.xlsx"), "--unit", "示例县"])
    carried = last.values["applications.carried_out.natural"]
    file_report(inbox, UNIT, 4, values={"applications.carried_in.natural": carried + 3})
    output = tmp_path / "今年.xlsx"
    code = run(
        [
            "consolidate",
            str(inbox),
            "-o",
            str(output),
            "--previous",
            str(tmp_path / "去年.xlsx"),
            "--accept-errors",
        ]
    )
    assert code in (0, 1)
    rules = {str(row[COLUMNS.at("clause")]) for row in sheet_rows(output, "审核问题")[4:]}
    assert "CARRY[natural]" in rules


@pytest.mark.whole
def test_who_has_not_explained_is_told_where_to(
    tmp_path: Path, inbox: Path, roster_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What takes a reason is no plain error; the city may give the reason, too."""
    from xlreport.template import write_report

    town = Unit("示例镇", "990101", "township")
    last = report_of(town, 3, 2019)
    (tmp_path / "去年").mkdir()
    write_report(last, tmp_path / "去年" / "镇.xlsx")
    carried = last.values["applications.carried_out.natural"]
    mine = report_of(town, 4).values
    more = carried + 3 - mine["applications.carried_in.natural"]
    balanced = {
        "applications.carried_in.natural": carried + 3,
        "applications.carried_out.natural": mine["applications.carried_out.natural"] + more,
    }
    file_report(inbox, town, 4, values=balanced)
    output = ["--roster", str(roster_file), "-o", str(tmp_path / "今年.xlsx"), "--json"]
    run(["consolidate", str(inbox), *output, "--previous", str(tmp_path / "去年")])
    (file,) = json.loads(capsys.readouterr().out)["files"]
    assert file["reason"].startswith("须改正或者说明的 ")
    assert "写在“审核问题”的“说明”栏" in file["advice"]


@pytest.mark.whole
@pytest.mark.parametrize("year", [2020, 2021])
def test_next_year_fills_in_and_locks_what_is_carried(
    tmp_path: Path, inbox: Path, roster_file: Path, year: int
) -> None:
    last = report_of(Unit("示例镇", "990101", "township"), 5, year - 1)
    last = changed(last, {"applications.carried_out.natural": 4})
    from xlreport.template import write_report

    write_report(last, inbox / "镇.xlsx")
    output = tmp_path / "下发"
    arguments = ["--roster", str(roster_file), "--previous", str(inbox), "-o", str(output)]
    assert run(["next-year", "--year", str(year), *arguments]) == 0
    paths = sorted(str(path.relative_to(output)) for path in output.rglob("*.xlsx"))
    assert f"示例县/示例镇{year}.xlsx" in paths
    assert f"示例市/示例市海关{year}.xlsx" not in paths
    path = output / "示例县" / f"示例镇{year}.xlsx"
    report = read(path)
    assert report.values["applications.carried_in.natural"] == 4
    assert report.last["applications.carried_out.natural"] == 4
    book = openpyxl.load_workbook(path)
    cell = book["三、依申请公开"]["D7"]
    assert str(cell.value).startswith("=IF(COUNT('上年数据'!")
    assert cell.protection.locked
    assert not book["三、依申请公开"]["D6"].protection.locked
    assert "applications.new.natural" not in report.values
    broken = {f.rule for f in check([report])[0].findings}
    assert "CARRY" not in broken


@pytest.mark.whole
def test_the_same_roster_gives_the_same_workbooks(tmp_path: Path, roster_file: Path) -> None:
    for name in ("一", "二"):
        run(
            [
                "next-year",
                "--year",
                "2021",
                "--roster",
                str(roster_file),
                "-o",
                str(tmp_path / name),
            ]
        )
    one = {
        p.relative_to(tmp_path / "一"): p.read_bytes() for p in (tmp_path / "一").rglob("*.xlsx")
    }
    two = {
        p.relative_to(tmp_path / "二"): p.read_bytes() for p in (tmp_path / "二").rglob("*.xlsx")
    }
    assert one == two
    assert len(one) == 8
