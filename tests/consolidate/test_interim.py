"""A roll-up that lacks units says so on its cover, on every page, and in its publication."""

from __future__ import annotations

import json
import re
import zipfile
from pathlib import Path

import openpyxl
import pytest
from docx import Document
from tests.consolidate.conftest import Fill
from tests.support.command import xlreport

from xlreport.excel import publish_web
from xlreport.excel.engines.closed import open_closed
from xlreport.report import Unit

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

    fill(inbox, _UNITS)
    xlreport("consolidate", inbox, "--roster", roster_file, "-o", half)
    assert not any("阶段性" in text for text in _cover(half))
    assert _heads(half) == {""}
    assert _published(half, page)["interim"] == ""
    assert "阶段性" not in page.read_text("utf-8")


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
