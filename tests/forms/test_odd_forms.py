"""Forms that are odd, but not wrong: too wide for 明细, quotes in the names of sheets."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from random import Random

import docx
import openpyxl
import pytest
from docx.enum.section import WD_ORIENT
from tests.support.command import xlreport
from tests.support.publishing import publish
from tests.support.small_form import SMALL, write_form
from tests.support.wide_form import load_wide, valid_wide

from xlreport.checking import check
from xlreport.edition import Edition, Place, load_edition
from xlreport.report import Explanation, Report, Unit
from xlreport.sheets.detail import TooWide, demand_room
from xlreport.template import write_report

HEAD = """edition: {key}
title: 示例表
document: {{name: 示例, number: 示例〔2024〕1号}}
years: {{from: 2024}}
sections:
  - key: a
    number: 一
    title: 数量
    sheet: {sheet}
    table:
      - corner: 栏目
        unit: 件
"""


def form(folder: Path, key: str, rows: int, columns: int, sheet: str = "数量") -> Path:
    """Write a form of so many cells that has an inequality between the first two rows."""
    heads = "".join(f"          c{n}: 列{n}\n" for n in range(columns))
    lines = "".join(f"          r{n}: 行{n}\n" for n in range(rows))
    text = HEAD.format(key=key, sheet=sheet) + f"        columns:\n{heads}        rows:\n{lines}"
    text += (
        "rules:\n  - id: A-LE\n    name: 行0不多于行1\n    short: 不多于\n    severity: error\n"
        "    table: a\n    for_each: column\n    law: r0 <= r1\n    advice: 请核对。\n"
    )
    path = folder / f"{key}.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def filled(edition: Edition, **values: int) -> Report:
    figures = dict.fromkeys((cell.key for cell in edition.inputs), 1)
    return Report(edition, 2024, Unit("示例局", "1"), {**figures, **values})


@pytest.mark.whole
def test_a_form_too_wide_to_be_rolled_up_is_refused_with_words(tmp_path: Path) -> None:
    path = form(tmp_path, "wide-2024", 140, 120)
    edition = load_edition("wide-2024", [path])
    with pytest.raises(TooWide, match="16800 个指标"):
        demand_room(edition)
    write_report(filled(edition), tmp_path / "in" / "甲.xlsx")
    city = tmp_path / "市.xlsx"
    command = ["consolidate", tmp_path / "in", "-o", city, "--form", path]
    done = xlreport(*command)
    assert done.returncode == 2
    assert "16800 个指标" in done.stderr.decode()
    assert not city.exists()


def test_links_lead_to_a_sheet_with_quotes_in_its_name(tmp_path: Path) -> None:
    name = '依申请"公开"'
    edition = load_edition("quoted-2024", [form(tmp_path, "quoted-2024", 2, 2, f"'{name}'")])
    report = filled(edition, **{"a.r0.c0": 5})
    finding = check([report])[0].findings[0]
    reason = Explanation("确实如此。", finding.fingerprint)
    write_report(replace(report, explanations={finding.clause: reason}), tmp_path / "甲.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "甲.xlsx")["校验"]
    cells = [cell for row in sheet.iter_rows() for cell in row]
    links = [cell.hyperlink.location for cell in cells if cell.hyperlink]
    assert links == [f"'{name}'!{link.rpartition('!')[2]}" for link in links] != []
    formulas = [str(cell.value) for cell in cells if "HYPERLINK(" in str(cell.value)]
    assert formulas == ['=HYPERLINK("#\'依申请""公开""\'!B4","查看")']


def test_links_double_single_quotes() -> None:
    assert Place("甲'乙", 0, 0).link == "'甲''乙'!A1"
    assert Place("甲'乙", 0, 0).absolute == "'甲''乙'!$A$1"


def make(folder: Path, text: str, *more: object) -> Path:
    """Make the workbook of a form through the console script, which must say nothing else."""
    path = write_form(folder, text)
    book = folder / ("甲.xlsm" if "--macros" in more else "甲.xlsx")
    command = ("template", "--year", "2024", "--unit", "示例局", "--form", path, "-o", book)
    done = xlreport(*command, *more)
    assert (done.returncode, done.stderr) == (0, b"")
    return book


@pytest.mark.whole
def test_a_table_of_one_column_keeps_its_heading(tmp_path: Path) -> None:
    begin, end = SMALL.index("      - corner:"), SMALL.index("  - key: t\n")
    text = SMALL.replace(SMALL[begin:end], "      - {unit: 件, columns: {a: 甲}}\n")
    text = text[: text.index("rules:\n")] + "rules: []\n"
    sheet = openpyxl.load_workbook(make(tmp_path, text))["一、数量"]
    assert sheet["A1"].value == "一、数量"
    assert "单位名称" in sheet["A2"].value
    done = xlreport("check", tmp_path / "甲.xlsx", "--form", tmp_path / "form.yaml")
    assert "Traceback" not in done.stderr.decode()
    assert "Warning" not in done.stderr.decode()


@pytest.mark.whole
def test_the_examples_are_of_the_form(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(make(tmp_path, SMALL, "--macros"), keep_vba=True)
    shown = [str(cell.value) for row in book["公式示例"].iter_rows() for cell in row if cell.value]
    assert not [text for text in shown if "applications" in text or "T3-BAL" in text]
    assert '=xlreport_value("a.x")' in shown
    assert '=xlreport_difference("A-SUM")' in shown
    assert "xlreport_last" not in shown  # no rule looks at last year's figures


@pytest.mark.whole
@pytest.mark.parametrize("written", ["once", "each"])
def test_several_files_follow_one_option(tmp_path: Path, written: str) -> None:
    first, second = tmp_path / "a.yaml", tmp_path / "b.yaml"
    first.write_text(SMALL.replace("small-2024", "other-2025").replace("2024}", "2025}"), "utf-8")
    second.write_text(SMALL, "utf-8")
    forms = (first, second) if written == "once" else (first, "--form", second)
    book = tmp_path / "甲.xlsx"
    command = ("template", "--form", *forms, "--year", "2024", "--unit", "示例局", "-o", book)
    done = xlreport(*command)
    assert done.returncode == 0, done.stderr.decode()
    done = xlreport("check", "--form", *forms, book)  # the workbook is none of the forms
    assert done.returncode == 0, done.stderr.decode()
    assert "共 1 份" in done.stdout.decode()


@pytest.mark.whole
@pytest.mark.parametrize("year", ["202411", "20241", "24"])
def test_a_year_that_is_none_is_refused(tmp_path: Path, year: str) -> None:
    book = tmp_path / "甲.xlsx"
    path = write_form(tmp_path)
    done = xlreport("template", "--year", year, "--unit", "示例局", "--form", path, "-o", book)
    assert done.returncode == 2
    assert f"{year} 不是报告年度" in done.stderr.decode()
    assert not book.exists()


def test_a_wide_table_of_money_turns_the_page_and_names_its_unit_once(tmp_path: Path) -> None:
    """17 columns of amounts under row heads of four levels: no figure is broken or has a unit."""
    _, edition = load_wide(tmp_path)
    report = valid_wide(edition, Random(1), Unit("示例局", "", "county"))
    publish(report, tmp_path / "年报.docx")
    document = docx.Document(str(tmp_path / "年报.docx"))
    assert [each.orientation for each in document.sections].count(WD_ORIENT.LANDSCAPE) == 1
    assert [p.text for p in document.paragraphs if "单位：" in p.text] == ["单位：万元"]
    table = max(document.tables, key=lambda each: len(each.columns))
    figures = [cell.text for cell in table.rows[-1].cells][4:]
    assert len(table.columns) == 4 + 17
    assert all(re.fullmatch(r"\d+(?:\.\d+)?", figure) for figure in figures)
