"""A roll-up that lacks units says so on its cover, on every page, and in its publication."""

from __future__ import annotations

import json
import os
import re
import zipfile
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from benchmarks.filled import report_of
from docx import Document
from tests.consolidate.conftest import Fill, changed
from tests.support.command import xlreport
from tests.support.made import open_closed, write_report

import xlreport as library
from xlreport.excel import publish_web
from xlreport.report import ReportKind, Unit

pytestmark = pytest.mark.whole

_UNITS = [
    Unit("示例市教育局", "9900", "city"),
    Unit("示例镇", "990101", "township"),
    Unit("示例乡", "990102", "township"),
    Unit("示例街道", "990201", "township"),
    Unit("示例二街道", "990202", "township"),
]
_SAID = "阶段性汇总：应报 5 个单位，已汇总 4 个"
_HEADER = re.compile(r"<oddHeader>([^<]*)</oddHeader>")


def _heads(path: Path) -> set[str]:
    """What the tops of the printed pages say, of all sheets that are printed."""
    with zipfile.ZipFile(path) as book:
        sheets = [book.read(n).decode() for n in book.namelist() if "worksheets/sheet" in n]
    return {"".join(_HEADER.findall(sheet)) for sheet in sheets if "<oddFooter>" in sheet}


def _cover(path: Path) -> list[str]:
    cells = openpyxl.load_workbook(path)["封面"].iter_rows(values_only=True)
    return [text for row in cells for text in row if isinstance(text, str)]


@pytest.fixture
def half(inbox: Path, roster_file: Path, fill: Fill, tmp_path: Path) -> Path:
    """The workbook of a city of which one unit has not reported."""
    fill(inbox, _UNITS[:-1])
    city = tmp_path / "市.xlsx"
    done = xlreport("consolidate", inbox, "--roster", roster_file, "-o", city)
    assert done.returncode == 1, done.stderr
    return city


def _published(city: Path, target: Path) -> dict[str, object]:
    options = ("--accept-errors", "--force", "--json")
    done = xlreport("publish", city, "-o", target, *options)
    data = json.loads(done.stdout)
    assert data["exit"] == done.returncode == 1, done.stderr
    assert isinstance(data, dict)
    return data


def test_it_says_so_until_all_have_reported(
    half: Path, inbox: Path, roster_file: Path, fill: Fill, tmp_path: Path
) -> None:
    page, document = tmp_path / "市.html", tmp_path / "市.docx"
    assert _SAID in _cover(half)
    assert _heads(half) == {f"&amp;C{_SAID}"}
    below = {path.name[:3]: path for path in (tmp_path / "市-各级汇总簿").iterdir()}
    assert _heads(below["示例县"]) == {""}, "a county that has everything"
    assert _heads(below["示例区"]) == {"&amp;C阶段性汇总：应报 2 个单位，已汇总 1 个"}
    assert _published(half, page)["interim"] == _SAID
    assert f'<p class="interim">（{_SAID}）</p>' in page.read_text("utf-8")
    _published(half, document)
    assert Document(str(document)).paragraphs[1].text == f"（{_SAID}）"
    imported = xlreport("import", page, document, "-o", tmp_path / "导入", "--json")
    for told in json.loads(imported.stdout)["files"]:
        (found,) = [each for each in told["findings"] if each["rule"] == "IMPORT-INTERIM"]
        assert _SAID in found["found"]

    fill(inbox, _UNITS)
    xlreport("consolidate", inbox, "--roster", roster_file, "-o", half)
    assert not any("阶段性" in text for text in _cover(half))
    assert _heads(half) == {""}
    assert _published(half, page)["interim"] == ""
    book = openpyxl.load_workbook(half)
    book["封面"]["B3"].value = _SAID
    book.save(tmp_path / "写上.xlsx")
    assert library.read(tmp_path / "写上.xlsx").interim == "", "it has all, says the hidden sheet"
    assert "阶段性" not in page.read_text("utf-8")


def _without_its_line(city: Path, target: Path, *, manifest: bool) -> Path:
    """The same workbook as somebody saves it who has deleted the line on the cover.

    :param manifest: whether the hidden sheet still has it; earlier versions wrote none there.
    """
    book = openpyxl.load_workbook(city)
    for row in book["封面"].iter_rows():
        for cell in row:
            if cell.value == _SAID:
                cell.value = None
    if not manifest:
        sheet = book["xlreport"]
        (at,) = [row[0].row for row in sheet.iter_rows() if row[0].value == "interim"]
        sheet.cell(at, 1).value = sheet.cell(at, 2).value = None
    book.save(target)
    return target


def test_what_it_lacks_is_no_matter_of_a_line_that_anybody_may_delete(
    half: Path, tmp_path: Path
) -> None:
    told = tmp_path / "改.xlsx"
    assert library.read(_without_its_line(half, told, manifest=True)).interim == _SAID
    assert library.read(_without_its_line(half, told, manifest=False)).interim == ""
    book = openpyxl.load_workbook(told)
    book["封面"]["B3"].value = _SAID
    book.save(told)
    assert library.read(told).interim == _SAID, "earlier versions have it on the cover only"


def test_what_differs_from_last_year_may_be_what_is_lacking(
    half: Path, roster_file: Path, tmp_path: Path
) -> None:
    """The sum of some units is not last year's of all: whoever reads that is told so."""
    last = tmp_path / "上年.xlsx"
    city = report_of(Unit("示例市", "99", "city"), 1, 2019)
    write_report(replace(city, kind=ReportKind.CONSOLIDATED), last)
    options = ("--roster", roster_file, "--previous", last, "-o", half, "--json")
    said = json.loads(xlreport("consolidate", tmp_path / "收到", *options).stdout)
    found = [each for each in said["findings"] if each["code"] == "99"]
    assert found
    assert {each["hint"] for each in found} == {f"{_SAID}，收齐后再看"}


def _county(folder: Path, roster_file: Path, *options: object) -> Path:
    """The total of a county as that makes it itself, by its own lines of the roster."""
    head, _, county, *rest = roster_file.read_text("utf-8").splitlines()
    lines = [head, county.replace(",99,", ",,"), *(each for each in rest if ",9901," in each)]
    mine = roster_file.with_name("县名册.csv")
    mine.write_text("\n".join(lines), encoding="utf-8")
    total = folder / "示例县报来.xlsx"
    xlreport("consolidate", folder / "乡镇", "--roster", mine, "-o", total, *options)
    return total


def test_a_partial_total_is_taken_and_one_with_errors_is_not_called_nothing(
    roster_file: Path, fill: Fill, tmp_path: Path
) -> None:
    """That it differs from last year's is no error of a county of which one town is lacking.

    Of a total that is refused, the units in it are not told that they have sent nothing.
    """
    last = tmp_path / "上年.xlsx"
    county = report_of(Unit("示例县", "9901", "county"), 5, 2019)
    county = changed(county, {"applications.carried_out.natural": 99})
    write_report(replace(county, kind=ReportKind.CONSOLIDATED), last)
    fill(tmp_path / "乡镇", _UNITS[1:2])
    (tmp_path / "报来").mkdir()
    sent = _county(tmp_path, roster_file).rename(tmp_path / "报来" / "示例县.xlsx")
    options = ("--roster", roster_file, "--previous", last, "-o", tmp_path / "市.xlsx", "--json")
    said = json.loads(xlreport("consolidate", sent.parent, *options).stdout)
    (filing,) = said["files"]
    assert filing["status"] == "taken"
    carry, *_ = [each for each in filing["findings"] if each["rule"] == "CARRY"]
    assert carry["severity"] == "query"
    assert "收齐后再看" in carry["hint"]
    states = {each["code"]: each["state"] for each in said["units"]}
    assert (states["990101"], states["990102"]) == ("in_total", "missing")

    wrong = openpyxl.load_workbook(sent)
    place = library.read(sent).place("applications.new.natural")
    wrong[place.sheet][place.a1] = 9999
    wrong.save(sent)
    said = json.loads(xlreport("consolidate", sent.parent, *options).stdout)
    assert said["files"][0]["status"] == "refused"
    states = {each["code"]: each["state"] for each in said["units"]}
    assert (states["990101"], states["990102"]) == ("refused", "missing")
    chased = openpyxl.load_workbook(tmp_path / "市.xlsx")["催报名单"].iter_rows(values_only=True)
    (told,) = [row[-1] for row in chased if row[1] == "示例镇"]
    assert told.startswith("数在上级报来的合计里，合计有问题，没有采用。请上级改正后重新报送")


def test_the_button_asks_first_and_names_the_empty_parts(half: Path) -> None:
    """What it then writes is called a draft."""
    book = open_closed(half)
    book.app.impl.answer = "no"
    publish_web(book)
    asked = str(book.app.impl.alerts[-1])
    assert _SAID in asked
    assert "还没有写：“一、总体情况”“（一）主动公开”：" in asked
    assert not list(half.parent.glob("*.html"))
    book.app.impl.answer = "yes"
    publish_web(book)
    (page,) = half.parent.glob("*.html")
    assert page.stem.endswith("（草稿）")
    assert _SAID in page.read_text("utf-8")


def test_what_cannot_be_read_is_done_with_once_its_unit_has_sent_another(
    inbox: Path, roster_file: Path, fill: Fill, tmp_path: Path
) -> None:
    """What came later may be a correction: the unit is asked, and the roll-up waits for it."""
    fill(inbox, _UNITS)
    broken, city = inbox / "示例镇（坏）.xlsx", tmp_path / "市.xlsx"
    broken.write_bytes(b"PK\x03\x04")
    now = broken.stat().st_mtime
    for age, code, answered in ((3600, 0, 0), (-3600, 1, 1)):
        os.utime(broken, (now - age, now - age))
        done = xlreport("consolidate", inbox, "--roster", roster_file, "-o", city)
        assert done.returncode == code, done.stdout.decode()
        assert ("有 1 份来件还没有处理" in str(_cover(city))) is bool(code)
        done = xlreport("return", city, "-o", tmp_path / f"退回件{code}", "--json")
        assert len(json.loads(done.stdout)["returned"]) == answered


def test_without_a_roster_it_counts_the_files_nobody_has_dealt_with(
    inbox: Path, fill: Fill, tmp_path: Path
) -> None:
    fill(inbox, _UNITS[:2])
    city = tmp_path / "市.xlsx"
    command = ("consolidate", inbox, "--unit", "示例市", "-o", city)
    assert xlreport(*command).returncode == 0
    assert _heads(city) == {""}
    (inbox / "示例区.xlsx").write_bytes(b"PK\x03\x04")
    assert xlreport(*command).returncode == 1
    assert "阶段性汇总：有 1 份来件还没有处理" in _cover(city)
