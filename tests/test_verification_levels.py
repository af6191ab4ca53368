"""A roll-up of three levels is held against all of its workbooks and files, whoever saved them."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from benchmarks.filled import report_of
from openpyxl.workbook import Workbook
from tests.conftest import Convert
from tests.support.command import xlreport
from tests.support.made import write_report

from xlreport.edition import layout_of
from xlreport.report import Unit
from xlreport.sheets.detail import read_detail
from xlreport.sheets.reader import OwnBook

pytestmark = pytest.mark.whole

KEY = "applications.new.natural"
ROSTER = """代码,名称,类别,上级
99,示例市,人民政府,
9901,示例县,人民政府,99
9902,示例区,人民政府,99
9900,示例市教育局,政府部门,99
990101,示例镇,乡镇,9901
990102,示例乡,乡镇,9901
990201,示例街道,街道,9902
"""
UNITS = ("9900", "990101", "990102", "990201")


def command(*arguments: object) -> tuple[int, bytes]:
    done = xlreport(*arguments)
    assert b"Traceback" not in done.stderr
    return done.returncode, done.stdout


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A city of three levels, its roster and files that could not be read in the same folder."""
    folder = tmp_path_factory.mktemp("levels")
    names = dict(line.split(",")[:2] for line in ROSTER.splitlines())
    for number, code in enumerate(UNITS):
        unit = Unit(names[code], code, "township")
        write_report(report_of(unit, number), folder / "收到" / f"{names[code]}.xlsx")
    (folder / "收到" / "名册.csv").write_text(ROSTER, encoding="utf-8")
    (folder / "收到" / "坏的.xlsx").write_bytes(b"PK\x03\x04 broken")
    (folder / "收到" / "空的.xlsx").write_bytes(b"")
    write_report(report_of(Unit("无关镇", "990199"), 1, 2019), folder / "收到" / "去年.xlsx")
    roster = folder / "收到" / "名册.csv"
    command(
        *("consolidate", folder / "收到", "-o", folder / "市.xlsx", "--roster", roster),
        *("--previous", folder / "收到" / "去年.xlsx"),
    )
    assert (folder / "市-各级汇总簿").is_dir()
    return folder


@pytest.fixture
def city(made: Path, tmp_path: Path) -> Path:
    """A copy of it, to be changed."""
    shutil.copytree(made, tmp_path, dirs_exist_ok=True)
    return tmp_path / "市.xlsx"


def verified(city: Path) -> list[dict[str, str]]:
    code, out = command("verify", city, city.parent / "收到", "--json")
    told = json.loads(out)
    assert code == told["exit"] == int(any(f["severity"] != "note" for f in told["findings"]))
    findings: list[dict[str, str]] = told["findings"]
    return findings


def county_of(city: Path) -> Path:
    return next((city.parent / "市-各级汇总簿").glob("示例县*.xlsx"))


def saved(path: Path, edit: Callable[[Workbook], None], *, values: bool = False) -> None:
    book = openpyxl.load_workbook(path, data_only=values)
    edit(book)
    book.save(path)


def nothing(_book: Workbook) -> None:
    pass


def figure_of(path: Path, unit: str) -> str:
    edition = report_of(Unit("x"), 0).edition
    detail = read_detail(OwnBook.open(path), edition)
    assert detail is not None
    return next(row.place(KEY).a1 for row in detail.rows if row.unit.name == unit)


def test_nothing_has_changed(city: Path) -> None:
    assert verified(city) == []
    county = county_of(city)

    code, out = command("verify", county, city.parent / "收到", "--json")
    assert (code, json.loads(out)["findings"]) == (0, [])


def test_nothing_has_changed_by_a_save_that_leaves_out_values(city: Path) -> None:
    for path in (city, county_of(city)):
        saved(path, nothing)
    assert verified(city) == []


def test_nothing_has_changed_by_a_save_in_an_office(city: Path, convert: Convert) -> None:
    (anew,) = convert([city])
    shutil.copy(anew, city)
    assert verified(city) == []


def test_a_changed_figure_of_a_unit_below_is_found(city: Path) -> None:
    county = county_of(city)
    at = figure_of(county, "示例镇")

    def edit(book: Workbook) -> None:
        book["明细"][at].value = 4711

    saved(county, edit, values=True)
    found = verified(city)
    assert {f["rule"] for f in found} == {"VERIFY-FIGURE", "VERIFY-SUM"}
    assert all(county.name in f["found"] for f in found)
    assert any(f["sheet"] == "明细" and at in f["cells"] and "4711" in f["found"] for f in found)


def test_a_changed_row_of_a_county_is_found(city: Path) -> None:
    at = figure_of(city, "示例县")

    def edit(book: Workbook) -> None:
        book["明细"][at].value = 4711

    saved(city, edit, values=True)
    found = verified(city)
    assert {f["rule"] for f in found} == {"VERIFY-LOWER", "VERIFY-SUM"}
    (lower,) = [f for f in found if f["rule"] == "VERIFY-LOWER"]
    assert (lower["sheet"], lower["cells"]) == ("明细", [at])
    assert county_of(city).name in lower["found"]


def test_a_changed_sum_of_a_county_is_found(city: Path) -> None:
    county = county_of(city)
    place = layout_of(report_of(Unit("x"), 0).edition).places[KEY]

    def edit(book: Workbook) -> None:
        book[place.sheet][place.a1].value = 4711

    saved(county, edit, values=True)
    assert {f["rule"] for f in verified(city)} >= {"VERIFY-LOWER", "VERIFY-SUM"}


@pytest.mark.parametrize("formula", ["=SUM('明细'!{0}5:{0}6)", "=1+1"])
def test_a_changed_formula_without_a_value_is_found(city: Path, formula: str) -> None:
    place = layout_of(report_of(Unit("x"), 0).edition).places[KEY]
    letters = figure_of(city, "示例县").rstrip("0123456789")

    def edit(book: Workbook) -> None:
        book[place.sheet][place.a1].value = formula.format(letters)

    saved(city, edit)
    found = verified(city)
    assert {f["rule"] for f in found} == {"VERIFY-SUM"}
    assert any(place.a1 in f["cells"] for f in found)


def test_a_deleted_row_below_is_found(city: Path) -> None:
    county = county_of(city)
    row = int(figure_of(county, "示例乡").lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ"))

    def edit(book: Workbook) -> None:
        book["明细"].delete_rows(row)

    saved(county, edit, values=True)
    assert "VERIFY-ROW" in {f["rule"] for f in verified(city)}


def test_a_changed_and_a_missing_file_below_are_found(city: Path) -> None:
    box = city.parent / "收到"
    (box / "示例乡.xlsx").unlink()
    write_report(report_of(Unit("示例镇", "990101", "township"), 77), box / "示例镇.xlsx")
    assert sorted(f["rule"] for f in verified(city)) == ["VERIFY-CHANGED", "VERIFY-MISSING"]


def test_lower_workbooks_that_are_not_here_are_said_and_nobody_is_accused(city: Path) -> None:
    shutil.rmtree(city.parent / "市-各级汇总簿")
    found = verified(city)
    assert {f["rule"] for f in found} == {"VERIFY-ALONE"}
    assert {f["severity"] for f in found} == {"note"}


def test_a_value_in_the_last_cell_does_not_matter(city: Path) -> None:
    def edit(book: Workbook) -> None:
        book["明细"]["XFD1048576"].value = 1

    saved(city, edit)
    assert verified(city) == []
    code, out = command("explain", city, KEY)
    assert code == 0
    assert "示例县" in out.decode()
