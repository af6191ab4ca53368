"""docs/api.md names all that is public, and what it calls says what the commands say."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pandas as pd
import pytest
from examples import reports
from tests.conftest import ROOT
from tests.support.command import xlreport as command

import xlreport
from xlreport.consolidation.incoming.states import Status
from xlreport.quantity import show

PAGE = (ROOT / "docs" / "api.md").read_text("utf-8")


def test_the_page_shows_every_public_name() -> None:
    """Types are met as what functions return; functions and errors are called and caught."""
    shown = set(re.findall(r"xlreport\.(\w+)", PAGE))
    functions = {n for n in xlreport.__all__ if n[0].islower()} | {"Refused", "Unit"}
    assert functions <= shown
    assert {n for n in xlreport.__all__ if n.endswith("Error")} <= set(re.findall(r"\w+", PAGE))


@pytest.mark.whole
def test_what_came_in_is_summed_as_the_command_sums_it(tmp_path: Path) -> None:
    """The same files, statuses, sums and table."""
    sources, roster_file = tmp_path / "收到的报表", tmp_path / "名册.csv"
    rows = ["代码,名称,类别,上级", "1,示例市,人民政府,"]
    for code, report in enumerate(reports.corrected()[:3], start=2):
        rows.append(f"{code},{report.unit.name},乡镇,1")
        xlreport.write_report(report, sources / f"{code}.xlsx")
    (sources / "说明.txt").write_text("不是工作簿", "utf-8")
    roster_file.write_text("\n".join(rows), "utf-8")
    city, parquet = tmp_path / "市.xlsx", tmp_path / "市.parquet"
    done = command(
        *("consolidate", str(sources), "--roster", str(roster_file), "--year", "2020"),
        *("-o", str(city), "--facts", str(parquet), "--json"),
    )
    told = json.loads(done.stdout)
    roster = xlreport.read_roster(roster_file)
    intake = xlreport.take_in(sources, roster=roster, year=2020)
    assert {(str(f.path), f.status.id) for f in intake.filings} == {
        (each["path"], each["status"]) for each in told["files"]
    }
    assert len(intake.of(Status.TAKEN)) == 3
    assert len(intake.of(Status.NOT_A_WORKBOOK)) == 1
    (whole,) = xlreport.roll_up(intake)
    values = told["workbooks"][0]["values"]
    assert values
    summed = {key: whole.report.values.get(key) for key in values}
    assert {
        k: v if v is None or isinstance(v, int) else show(v) for k, v in summed.items()
    } == values
    table, written = xlreport.facts(intake), pd.read_parquet(parquet)
    pd.testing.assert_frame_equal(table, written, check_dtype=False)
    counts = [c.key for c in xlreport.edition_for(2020).inputs if not c.number.decimals]
    assert {str(table[key].dtype) for key in counts} == {"Int64"}
    xlreport.schema_of(xlreport.edition_for(2020)).validate(table, lazy=True)


def test_a_folder_that_is_not_there_is_not_an_empty_one(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        xlreport.take_in(tmp_path / "没有")


def test_a_roster_that_cannot_be_read_is_told_as_one(tmp_path: Path) -> None:
    """A worker reads it, and what a worker says comes back as a text."""
    with pytest.raises(xlreport.RosterError, match=r"没有\.csv"):
        xlreport.read_roster(tmp_path / "没有.csv")


@pytest.mark.whole
def test_paths_may_be_texts(tmp_path: Path) -> None:
    unit = xlreport.Unit("示例街道")
    path = str(tmp_path / "示例街道.xlsx")
    xlreport.write_report(xlreport.blank_report(xlreport.edition_for(2025), 2025, unit), path)
    assert xlreport.read(path).unit == unit
    form = str(ROOT / "examples" / "overlays" / "hubei-2019.yaml")
    intake = xlreport.take_in(path, previous=[path], overlays=[form], year=2025)
    assert [filing.unit.name for filing in intake.filings] == [unit.name]


def test_a_roster_that_leaves_open_where_a_body_belongs_is_told(tmp_path: Path) -> None:
    path = tmp_path / "名册.csv"
    path.write_text(
        "代码,名称,类别,上级\n1,示例市,人民政府,\n2,示例局,政府部门,1\n3,示例镇,乡镇,\n"
    )
    with pytest.raises(xlreport.RosterError, match="示例镇"):
        xlreport.read_roster(path)
