"""The workbook of a roll-up opens on what is to be done, and every figure leads to its source."""

from __future__ import annotations

import importlib
import pkgutil
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urlsplit

import openpyxl
import pytest
from benchmarks.filled import Mould, figures
from openpyxl.workbook import Workbook
from tests.consolidate.conftest import ROSTER

import xlreport.consolidation.book
import xlreport.sheets
from xlreport.cli import run
from xlreport.consolidation.book.received_sheet import COLUMNS
from xlreport.report import Unit
from xlreport.sheets import issues, received
from xlreport.sheets.columns import Columns
from xlreport.sheets.lists import height_of
from xlreport.sheets.reader import Value
from xlreport.sheets.settings import ERRORS_TOO, settings_of

KEY = "applications.new.total"
TOWN = Unit('=HYPERLINK("http://x")镇', "990101", "township")
NAMES = {
    "http:坏.xlsx": TOWN,
    "=1+1#片段%20与 空格.xlsx": Unit("示例乡", "990102", "township"),
    "javascript:alert(1)'&\".xlsx": Unit("示例街道", "990201", "township"),
}
LISTS = ("完成情况", "报送情况", "催报名单", "收到的文件", "审核问题")


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory, mould: Mould) -> Path:
    folder = tmp_path_factory.mktemp("leading")
    inbox = folder / "收到"
    inbox.mkdir()
    for seed, (name, unit) in enumerate(NAMES.items(), start=1):
        try:
            mould.write(unit, figures(mould.edition, seed), inbox / name)
        except OSError:  # Windows has no such names
            mould.write(unit, figures(mould.edition, seed), inbox / f"{unit.code}.xlsx")
    (inbox / "乱.xlsx").write_bytes(b"PK")
    roster = folder / "名册.csv"
    roster.write_text(ROSTER, encoding="utf-8")
    assert (
        run(["consolidate", str(inbox), "--roster", str(roster), "-o", str(folder / "市.xlsx")])
        == 1
    )
    return folder / "市.xlsx"


def county(city: Path) -> Path:
    return next((city.parent / "市-各级汇总簿").glob("示例县*.xlsx"))


def links(book: Workbook) -> Iterator[tuple[str, str, str, str]]:
    """Sheet, address, target and place of every link."""
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                if link := cell.hyperlink:
                    yield sheet.title, cell.coordinate, link.target or "", link.location or ""


@pytest.mark.whole
def test_every_link_leads_to_a_file_below_or_beside_or_into_the_workbook(city: Path) -> None:
    for path in (city, county(city)):
        book = openpyxl.load_workbook(path)
        found = list(links(book))
        assert len({target for _, _, target, _ in found}) > 2
        for *where, target, place in found:
            assert not urlsplit(target).scheme, where
            assert not target.startswith("/"), where
            if target:
                assert (path.parent / unquote(target)).is_file(), (where, target)
            else:
                assert place.rpartition("!")[0].strip("'") in book.sheetnames, (where, place)


@pytest.mark.whole
def test_texts_of_strangers_are_no_formulas(city: Path) -> None:
    rows = openpyxl.load_workbook(city)["收到的文件"].iter_rows()
    texts = [cell for row in rows for cell in row if str(cell.value).startswith("=")]
    assert len(texts) >= 2
    assert {cell.data_type for cell in texts} <= {"s", "inlineStr"}


@pytest.mark.whole
def test_the_workbook_opens_on_numbered_open_points(city: Path) -> None:
    book = openpyxl.load_workbook(city)
    assert book.active is not None
    assert book.active.title == book.sheetnames[0] == "概览"
    steps = [str(c.value) for c in book["概览"]["A"] if c.hyperlink and str(c.value)[:1].isdigit()]
    assert [step.partition(".")[0] for step in steps] == [str(n + 1) for n in range(len(steps))]
    assert any("名下没有来件" in step for step in steps)


@pytest.mark.whole
def test_a_total_leads_to_its_column_and_a_row_to_its_source_and_back(city: Path) -> None:
    book, below = openpyxl.load_workbook(city), openpyxl.load_workbook(county(city))
    where = {(sheet, at): (target, place) for sheet, at, target, place in links(book)}
    total = book.defined_names[KEY].attr_text.replace("$", "")
    sheet, at = total.rpartition("!")[0].strip("'"), total.rpartition("!")[2]
    target, place = where[sheet, at]
    assert (target, place.rpartition("!")[0]) == ("", "'明细'")
    head = book["明细"][place.rpartition("!")[2]]
    assert head.offset(row=1).value == KEY
    assert not book["明细"].row_dimensions[head.row].hidden
    rows = {str(row[1].value): row[0].hyperlink for row in book["明细"].iter_rows(min_row=5)}
    assert (city.parent / unquote(rows["示例县"].target)) == county(city)
    back = [target for sheet, _, target, _ in links(below) if sheet == "概览" and target]
    assert [(county(city).parent / unquote(each)).resolve() for each in back] == [city.resolve()]
    lower = {str(row[2].value): row[0].hyperlink for row in below["明细"].iter_rows(min_row=5)}
    assert (county(city).parent / unquote(lower["990102"].target)).name.startswith("=1+1")


@pytest.mark.whole
def test_lists_keep_their_heads_in_sight_and_may_be_filtered(city: Path) -> None:
    book = openpyxl.load_workbook(city)
    for name in LISTS:
        sheet = book[name]
        assert (sheet.freeze_panes, sheet.print_title_rows) == ("A5", "$4:$4"), name
        assert sheet.auto_filter.ref.startswith("A4:"), name
        assert (sheet.protection.autoFilter, sheet.protection.sort) == (False, False), name
        assert "上级" in [cell.value for cell in sheet[4]] or name == "完成情况"
    for row in book["收到的文件"].iter_rows(min_row=5):
        longest = max(len(str(cell.value or "")) * 2 / 20 for cell in row[11:13])
        height = book["收到的文件"].row_dimensions[row[0].row].height or 18
        assert height >= 15 * int(longest)


def test_no_list_is_wider_than_a_page_on_which_it_can_be_read() -> None:
    """784 points of A4, at least 7 of 10.5 points, and programs that know no Calibri: 1.47."""
    last = {"received_sheet": "advice", "issues": "void", "STANDINGS": "reason"}
    last |= {"reasons": "why", "decisions": "why"}
    lists = {
        (module.name.rpartition(".")[2] if name == "COLUMNS" else name): columns
        for package in (xlreport.sheets, xlreport.consolidation.book)
        for module in pkgutil.iter_modules(package.__path__, f"{package.__name__}.")
        for name, columns in vars(importlib.import_module(module.name)).items()
        if name in ("COLUMNS", "SHARES", "STANDINGS", "CHASE") and isinstance(columns, Columns)
    }
    assert lists.keys() >= {*last, "SHARES", "CHASE", "difference"}
    for name in lists.keys() - {"detail", "signing"}:
        columns = lists[name]
        printed = list(columns.widths)[: columns.at(last[name]) + 1 if name in last else None]
        assert sum(7 * width + 5 for width in printed) * 0.75 * 1.47 * 7 / 10.5 < 815, name


def test_a_page_has_six_files_about_which_there_is_much_to_say() -> None:
    """502 points of A4 on its side, at the smallest scale that a list is printed at."""
    name = "990101002022年度政府信息公开工作年度报告（定稿）.xlsx"
    texts = dict.fromkeys(COLUMNS, "")
    texts |= {
        "file": name,
        "folder": "示例县报来的",
        "parent": "示例县",
        "name": "示例县第一街道办事处",
    }
    texts |= {
        "code": "990101001000",
        "status": "未选用",
        "reason": f"已采用“{name}”：封面填报日期最晚",
    }
    texts["advice"] = (
        f"如应采用这一份，请把它的“处理”选为“采用”，再汇总一次；或者加 --take {name} 重新汇总。"
        "这里锁定，请填在最上一级的汇总簿“示例市2022.xlsx”中。"
    )
    room = 502 * 10.5 / 7 - height_of(COLUMNS.heads, COLUMNS.widths)
    assert room / height_of(texts.values(), COLUMNS.widths) >= 6


@pytest.mark.whole
def test_nothing_of_a_list_is_cut_off_on_paper(city: Path) -> None:
    """What only programs look at is hidden, and a note has two lines rather than a long one.

    The heads of the findings on 校验 stand on its first page, of which 502 points are left.
    """
    book = openpyxl.load_workbook(city)
    detail = book["明细"]
    assert detail.row_dimensions[4].hidden
    (digest,) = [cell for cell in detail[3] if str(cell.value).startswith("文件指纹")]
    assert detail.column_dimensions[digest.column_letter].hidden
    assert "“处理”" not in str(book["收到的文件"]["A2"].value)
    assert "“处理”" in str(book["收到的文件"]["A3"].value)
    checks = book["校验"]
    heads = [row[0].row for row in checks.iter_rows() if row[0].value == "项目"]
    default = checks.sheet_format.defaultRowHeight
    heights = [checks.row_dimensions[row].height or default for row in range(1, heads[-1] + 1)]
    assert sum(heights) * checks.page_setup.scale / 100 <= 502
    assert checks.page_setup.scale / 100 * 10.5 >= 7
    assert checks.print_title_rows == f"${heads[-1]}:${heads[-1]}"


@pytest.mark.whole
def test_no_picture_is_cut_by_the_end_of_a_page(city: Path) -> None:
    """502 points of A4 on its side, at the scale at which 835 points of width fit on 799."""
    overview = openpyxl.load_workbook(city)["概览"]
    ends = [0, *(each.id for each in overview.row_breaks.brk)]
    with zipfile.ZipFile(city) as archive:
        drawing = archive.read("xl/drawings/drawing1.xml").decode()
    pictures = re.findall(r"<xdr:row>(\d+)</xdr:row>", drawing)
    assert len(pictures) >= 4
    for first, last in zip(map(int, pictures[::2]), map(int, pictures[1::2]), strict=True):
        begin = max(end for end in ends if end <= first)
        assert not [end for end in ends if first < end <= last]
        heights = [overview.row_dimensions[row].height for row in range(begin + 1, last + 1)]
        assert sum(height or 15 for height in heights) <= 502 * 835 / 799


@pytest.mark.whole
def test_explain_goes_down_to_the_units_and_fits_a_narrow_screen(
    city: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    assert run(["explain", str(city), KEY]) == 0
    out = capsys.readouterr().out
    assert "示例乡" in out
    assert "示例县" in out
    from rich.cells import cell_len

    assert max(map(cell_len, out.splitlines())) <= 80


@pytest.mark.whole
def test_explain_says_where_nobody_is_behind_a_total(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "收到").mkdir()
    (tmp_path / "名册.csv").write_text(ROSTER, encoding="utf-8")
    command = ["consolidate", str(tmp_path / "收到"), "--roster", str(tmp_path / "名册.csv")]
    assert run([*command, "--year", "2020", "-o", str(tmp_path / "市.xlsx")]) == 1
    capsys.readouterr()
    assert run(["explain", str(tmp_path / "市.xlsx"), KEY]) == 0
    out = capsys.readouterr().out
    assert "没有可列的单位" in out
    assert "单位  " not in out


def test_what_has_to_be_decided_stands_first_among_the_files() -> None:
    from xlreport.consolidation.book.received_sheet import _URGENCY
    from xlreport.consolidation.incoming.states import Status

    assert sorted(_URGENCY) == sorted(Status), "each status has one place"


def test_heads_and_settings_of_earlier_workbooks_are_still_read() -> None:
    """Of what is read back; the words of the clerk's workbook took the place of 错误."""
    assert received._READ.found_in({1: "来源文件", 2: "文件指纹"}) == {"file": 1, "digest": 2}
    assert issues._READ.found_in({1: "现在的情况"}) == {"found": 1}
    lines: list[tuple[int, dict[int, Value]]]
    lines = [(0, {0: "项目", 1: "内容"}), (1, {0: "有错误的也汇总", 1: "是"})]
    assert settings_of(lines) == {ERRORS_TOO: ("是",)}
