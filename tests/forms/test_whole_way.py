"""Forms of other shapes go the whole way: every command, through the console script."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random

import pytest
from tests.support.command import xlreport
from tests.support.website import FORM, WEBSITE, valid_website
from tests.support.wide_form import load_wide, valid_wide

from xlreport.edition import Edition
from xlreport.quantity import show
from xlreport.reading import read
from xlreport.report import Report, Unit
from xlreport.template import write_report

pytestmark = pytest.mark.slow

_ROSTER = """\
代码,名称,类别,上级
330000,示例市,人民政府,
330100,示例县,人民政府,330000
330101,示例县教育局,政府部门,330100
330102,示例县水利局,政府部门,330100
330002,示例市住建局,政府部门,330000
"""
_UNITS = {
    "示例县教育局": "330101",
    "示例县水利局": "330102",
    "示例市住建局": "330002",
}


@dataclass(frozen=True)
class Way:
    """A form, the reports of three units below two levels, and where everything is."""

    folder: Path
    form: Path
    edition: Edition
    year: int
    reports: dict[str, Report]

    def run(self, *arguments: object, code: int = 0) -> str:
        """Run a command with the form; it must end with ``code`` and say nothing of a library."""
        done = xlreport(*arguments, "--form", self.form)
        said = done.stderr.decode()
        assert done.returncode == code, said + done.stdout.decode()
        assert "Traceback" not in said
        assert "Warning" not in said
        return done.stdout.decode()

    @property
    def roster(self) -> Path:
        return self.folder / "名册.csv"

    @property
    def received(self) -> Path:
        return self.folder / "收到"

    @property
    def city(self) -> Path:
        return self.folder / "out" / "示例市.xlsx"


@pytest.fixture(scope="module", params=["wide", "website"])
def way(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Way:
    folder = tmp_path_factory.mktemp(request.param)
    random = Random(7)
    units = [Unit(name, code, "county") for name, code in _UNITS.items()]
    if request.param == "wide":
        form, edition = load_wide(folder)
        reports = {unit.name: valid_wide(edition, random, unit) for unit in units}
        year = 2024
    else:
        form, edition, year = FORM, WEBSITE, WEBSITE.first_year
        reports = {u.name: _of_unit(valid_website(edition, random, u.name), u) for u in units}
    way = Way(folder, form, edition, year, reports)
    way.roster.write_text(_ROSTER, encoding="utf-8")
    way.received.mkdir()
    way.city.parent.mkdir()
    for name, report in reports.items():
        dated = replace(report, cover={"cover.date": f"{year + 1}-01-05"})
        write_report(dated, way.received / f"{name}.xlsx")
    way.run("consolidate", way.received, "--roster", way.roster, "-o", way.city)
    return way


def _of_unit(report: Report, unit: Unit) -> Report:
    return replace(report, unit=unit)


def test_a_blank_template_is_read_as_blank(way: Way, tmp_path: Path) -> None:
    book = tmp_path / "空.xlsx"
    way.run("template", "--year", way.year, "--unit", "示例局", "-o", book)
    told = json.loads(way.run("check", book, "--json", code=1))
    assert told["exit"] == 1
    assert not read(book, [way.form]).notes


def test_valid_reports_have_no_finding(way: Way) -> None:
    told = json.loads(way.run("check", way.received, "--json"))
    assert len(told["reports"]) == len(way.reports)
    assert not [finding for each in told["reports"] for finding in each["findings"]]
    assert "文字里带数的话" in way.run("check", way.received, "--sentences")


def test_a_marked_copy_shows_what_is_wrong(way: Way, tmp_path: Path) -> None:
    report = next(iter(way.reports.values()))
    gone = way.edition.inputs[0].key
    values = {key: value for key, value in report.values.items() if key != gone}
    write_report(replace(report, values=values), tmp_path / "缺.xlsx")
    way.run("check", tmp_path / "缺.xlsx", "--mark", code=1)
    (marked,) = (path for path in tmp_path.rglob("*.xlsx") if path.name != "缺.xlsx")
    assert read(marked, [way.form]).values.keys() == values.keys() - _above(way.edition, gone)


def _above(edition: Edition, key: str) -> set[str]:
    """Return the totals that lack an addend where ``key`` is missing."""
    missing = {key}
    for cell in edition.totals:
        if any(term.key in missing for term in edition.definitions[cell.key].right.terms):
            missing.add(cell.key)
    return missing


def test_the_city_adds_up_two_levels(way: Way) -> None:
    city, county = read(way.city, [way.form]), read(_county(way), [way.form])
    for key in way.edition.addends:
        below = [each.values[key] for each in way.reports.values()]
        assert city.values[key] == sum(below)
        assert county.values[key] == sum(below[:2])
    assert {k: len(v) for k, v in city.registers.items()} == {
        key: sum(len(each.registers[key]) for each in way.reports.values())
        for key in way.edition.registers
    }


def _county(way: Way) -> Path:
    (path,) = [p for p in way.city.parent.rglob("*.xlsx") if "示例县" in p.name]
    return path


def test_explain_and_verify_know_the_form(way: Way) -> None:
    cell = way.edition.inputs[0]
    said = way.run("explain", way.city, cell.key)
    assert cell.label in said
    assert show(sum(each.values[cell.key] for each in way.reports.values())) in said
    assert "相同" in way.run("verify", way.city, way.received)


def test_a_second_run_changes_nothing(way: Way) -> None:
    before = read(way.city, [way.form]).values
    way.run("consolidate", way.received, "--roster", way.roster, "-o", way.city)
    assert read(way.city, [way.form]).values == before


def test_next_year_begins_where_this_one_ended(way: Way, tmp_path: Path) -> None:
    out = tmp_path / "下发"
    command = ("next-year", "--year", way.year + 1, "--roster", way.roster, "--previous", way.city)
    told = json.loads(way.run(*command, "-o", out, "--json"))
    carried = len(way.reports) if way.edition.last_keys else 0
    assert told["with_last_year"] == carried
    for path in map(Path, told["written"]):
        report = read(path, [way.form])
        assert report.notes == ()
        if report.unit.name not in way.reports:
            continue  # the county and the city, which filed none of their own
        before = way.reports[report.unit.name]
        assert report.last == {key: before.values[key] for key in way.edition.last_keys}


def test_what_is_published_comes_back(way: Way, tmp_path: Path) -> None:
    name, report = next(iter(way.reports.items()))
    book = way.received / f"{name}.xlsx"
    for suffix in (".docx", ".html"):
        document = tmp_path / f"报告{suffix}"
        way.run("publish", book, "-o", document)
        back = tmp_path / suffix[1:]
        command = ("import", document, "-o", back, "--year", way.year, "--unit", name)
        # Something to look at: the register is not imported, and says so.
        told = json.loads(way.run(*command, "--json", code=1))
        (row,) = told["files"] if isinstance(told, dict) else told
        rules = {finding["rule"] for finding in row["findings"]}
        assert "IMPORT-PART" in rules
        assert "IMPORT-UNIT" not in rules  # the unit stands once above the table
        imported = read(Path(row["workbook"]), [way.form])
        cells = [cell.key for cell in way.edition.inputs]
        assert {k: imported.values.get(k) for k in cells} == {k: report.values[k] for k in cells}


def test_repair_keeps_everything(way: Way, tmp_path: Path) -> None:
    name, report = next(iter(way.reports.items()))
    clean = tmp_path / "整理.xlsx"
    way.run("repair", way.received / f"{name}.xlsx", "-o", clean)
    back = read(clean, [way.form])
    assert back.values == report.values
    assert back.answers == report.answers
    assert len(back.registers) == len(report.registers)


@pytest.mark.usefixtures("office")
def test_it_is_printed(way: Way, tmp_path: Path) -> None:
    name = next(iter(way.reports))
    document = tmp_path / "报告.pdf"
    way.run("publish", way.received / f"{name}.xlsx", "-o", document)
    assert document.read_bytes().startswith(b"%PDF")
