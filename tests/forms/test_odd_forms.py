"""Forms that are odd, but not wrong: too wide for 明细, quotes in the names of sheets."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from xlreport.check import check
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


def test_a_form_too_wide_to_be_rolled_up_is_refused_with_words(tmp_path: Path) -> None:
    path = form(tmp_path, "wide-2024", 140, 120)
    edition = load_edition("wide-2024", [path])
    with pytest.raises(TooWide, match="16800 个指标"):
        demand_room(edition)
    write_report(filled(edition), tmp_path / "in" / "甲.xlsx")
    city = tmp_path / "市.xlsx"
    command = ["consolidate", tmp_path / "in", "-o", city, "--form", path]
    done = subprocess.run(
        [sys.executable, "-m", "xlreport", *map(str, command)], capture_output=True, check=False
    )
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
