"""What earlier versions made is in the field: every command still takes it."""

from __future__ import annotations

import json
import shutil
import subprocess
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from tests.conftest import ROOT
from tests.support.command import xlreport

from xlreport.checking import check
from xlreport.edition import load_edition
from xlreport.reading import read

EARLIER = ROOT / "tests" / "data" / "earlier"
VERSIONS = sorted(path for path in EARLIER.iterdir() if path.is_dir())
LATER_RULES = {"YEAR-MISREAD"}
"""Rules about the figures that version 0.1.0 did not have; nothing about a file's form is one."""
PROSE = "市政府办公室写的总体情况，重新汇总时应当保留。"


@cache
def expected(version: Path) -> dict[str, Any]:
    facts: dict[str, Any] = json.loads((version / "expected.json").read_text(encoding="utf-8"))
    return facts


WORKBOOKS = [
    pytest.param(version, name, id=f"{version.name}/{name}")
    for version in VERSIONS
    for name in expected(version)
]


def checked(*arguments: str | Path) -> list[dict[str, Any]]:
    done = xlreport("check", *arguments, "--json")
    reports: list[dict[str, Any]] = json.loads(done.stdout)["reports"]
    return reports


def said(report: dict[str, Any]) -> set[tuple[str, str, str]]:
    return {(f["rule"], f["sheet"], ",".join(f["cells"])) for f in report["findings"]}


def forms_of(facts: dict[str, Any]) -> list[Path]:
    return [ROOT / form for form in facts["forms"]]


def options_of(facts: dict[str, Any]) -> list[str]:
    return [option for form in forms_of(facts) for option in ("--overlay", str(form))]


def assert_figures(path: Path, facts: dict[str, Any]) -> None:
    """The workbook holds the figures that the earlier version read.

    What that version could not read, a later one may; never may it read another figure.
    """
    values = read(path, forms_of(facts)).values
    edition = load_edition(facts["edition"], forms_of(facts))
    known = [key for key in edition.cells if key not in facts["missing"]]
    assert {key: str(values.get(key)) for key in known} == {
        key: facts["values"].get(key, "0") for key in known
    }


@pytest.mark.parametrize(("version", "name"), WORKBOOKS)
def test_no_finding_more_and_the_same_figures(version: Path, name: str) -> None:
    facts = expected(version)[name]
    report = read(version / name, forms_of(facts))
    assert (report.unit.name, report.unit.code) == (facts["unit"], facts["code"])
    assert (report.year, report.edition.id) == (facts["year"], facts["edition"])
    (verdict,) = check([report])
    told = {
        (f.rule, f.sheet, ",".join(f.cells)) for f in verdict.findings if f.rule not in LATER_RULES
    }
    assert told <= {tuple(finding) for finding in facts["findings"]}
    assert_figures(version / name, facts)


@pytest.mark.slow
@pytest.mark.parametrize(("version", "name"), WORKBOOKS)
def test_repair_carries_everything_over(version: Path, name: str, tmp_path: Path) -> None:
    facts = expected(version)[name]
    done = xlreport("repair", version / name, "-o", tmp_path / "新.xlsx", *options_of(facts))
    if name.startswith("city/"):
        # What a city's workbook holds follows from the units' workbooks.
        assert done.returncode == 2
        assert "汇总" in (done.stdout + done.stderr).decode()
        return
    assert done.returncode in (0, 1), done.stderr
    assert_figures(tmp_path / "新.xlsx", facts)


@pytest.fixture(params=VERSIONS, ids=lambda path: path.name)
def office(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A city office with an earlier version's files, as it left them."""
    folder = tmp_path / "office"
    shutil.copytree(request.param, folder)
    return folder


def roll_up(office: Path, output: Path) -> subprocess.CompletedProcess[bytes]:
    return xlreport("consolidate", office / "received", "--roster", office / "roster.csv",
                    "-o", output)  # fmt: skip


@pytest.mark.whole
def test_the_roll_up_gives_the_same_totals(office: Path, tmp_path: Path) -> None:
    done = roll_up(office, tmp_path / "市.xlsx")
    assert done.returncode == 1, done.stderr  # one unit is to correct its report
    facts = json.loads((office / "expected.json").read_text(encoding="utf-8"))
    assert_figures(tmp_path / "市.xlsx", facts["city/示例市2020.xlsx"])


@pytest.mark.whole
def test_verify_is_content(office: Path) -> None:
    done = xlreport("verify", office / "city" / "示例市2020.xlsx", office / "received")
    assert done.returncode == 0, (done.stdout + done.stderr).decode()


@pytest.mark.whole
def test_explain_names_the_units(office: Path) -> None:
    city = office / "city" / "示例市2020-各级汇总簿" / "示例县2020年汇总.xlsx"
    done = xlreport("explain", city, "applications.new.natural")
    assert done.returncode == 0, done.stderr
    assert "示例甲街道" in done.stdout.decode()


@pytest.mark.whole
def test_last_year_is_found_in_the_city_workbooks(office: Path, tmp_path: Path) -> None:
    done = xlreport(
        "next-year", "--year", "2021", "--roster", office / "roster.csv",
        "--previous", office / "city", "-o", tmp_path / "下年",
    )  # fmt: skip
    assert done.returncode in (0, 1), done.stderr
    for path in (tmp_path / "下年").rglob("*甲街道*.xlsx"):
        carried = read(path).last["applications.carried_out.natural"]
        assert carried == 2
        break
    else:
        raise AssertionError("no workbook was handed out")


@pytest.mark.whole
def test_a_rerun_keeps_what_the_city_typed(office: Path) -> None:
    city = office / "city" / "示例市2020.xlsx"
    place = read(city).place("overview.proactive")
    book = openpyxl.load_workbook(city)
    book[place.sheet][place.a1].value = PROSE
    book.save(city)
    done = roll_up(office, city)
    assert done.returncode == 1, done.stderr
    assert read(city).prose["overview.proactive"] == PROSE


@pytest.mark.whole
def test_a_marked_copy_is_taken_once(office: Path, tmp_path: Path) -> None:
    """A marked copy that came in beside its original changes nothing."""
    plain, both = tmp_path / "一.xlsx", tmp_path / "二.xlsx"
    roll_up(office, plain)
    shutil.copy(
        office / "marked" / "示例丙镇2020.xlsx", office / "received" / "示例丙镇2020-校验结果.xlsx"
    )
    done = roll_up(office, both)
    assert done.returncode == 1, done.stderr
    assert read(both).values == read(plain).values


@pytest.mark.whole
def test_a_handed_out_workbook_comes_back(office: Path, tmp_path: Path) -> None:
    came = tmp_path / "来件"
    came.mkdir()
    shutil.copy(office / "handed-out" / "示例甲街道2021-filled.xlsx", came)
    previous = office / "city" / "示例市2020-各级汇总簿"
    (report,) = checked(came, "--previous", previous)
    assert {f["rule"] for f in report["findings"] if f["severity"] == "error"} == set()


@pytest.mark.whole
def test_marks_are_drawn_again(office: Path) -> None:
    """A marked copy can be checked and marked again; it tells the same findings."""
    source = office / "marked" / "示例丙镇2020.xlsx"
    xlreport("check", source, "--mark")
    (again,) = source.parent.glob("*校验结果*.xlsx")
    (first,), (second,) = checked(source), checked(again)
    assert said(first) == said(second)
