"""Pages with marks, struck-out figures or two reports: what they show is read, or refused."""

from __future__ import annotations

import html
import re
from pathlib import Path

import pytest
from tests.published.changed import FULL_2021, ZERO_2021
from tests.published.layouts import table_rows

from xlreport.edition import Severity
from xlreport.publish.printed import printed
from xlreport.reading import Refused
from xlreport.reading.published import import_report
from xlreport.report import Report

UNIT = "示例县示例局"
FIRST_FIGURE = re.compile(r"<td>(\d+)</td>")


def page(report: Report, unit: str = UNIT, end: str = "") -> str:
    shown = printed(report)
    lines = [f"<h1>{unit}2021年政府信息公开工作年度报告</h1>"]
    for part in shown.parts:
        lines.append(f"<p>{part.heading}</p>")
        lines += [f"<p>{html.escape(paragraph.text)}</p>" for paragraph in part.paragraphs]
        if part.grid is not None:
            rows = table_rows(shown, part.grid)
            cells = ("".join(f"<td>{html.escape(text)}</td>" for text in row) for row in rows)
            lines.append(f"<table>{''.join(f'<tr>{row}</tr>' for row in cells)}</table>")
    return "\n".join([*lines, end])


def read(source: str, tmp_path: Path) -> Report:
    path = tmp_path / "报告.html"
    path.write_text(f"<html><body>{source}</body></html>", encoding="utf-8")
    return import_report(path).report


MARKED = {
    "raised": r"<td>\1<sup>1</sup></td>",
    "circled": r"<td>\1①</td>",
    "superscript": r"<td>\1²</td>",
    "struck": r"<td><s>9</s>\1</td>",
    "deleted": r"<td><del>12</del>\1</td>",
    "lined through": r'<td><span style="text-decoration: line-through">9</span>\1</td>',
}


@pytest.mark.parametrize("mark", MARKED)
def test_marks_and_struck_figures_are_no_part_of_a_figure(mark: str, tmp_path: Path) -> None:
    found = read(FIRST_FIGURE.sub(MARKED[mark], page(FULL_2021)), tmp_path)
    assert found.values == FULL_2021.values


def test_two_reports_on_one_page_are_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="两份报告"):
        read(page(ZERO_2021) + page(FULL_2021), tmp_path)
    with pytest.raises(Refused, match="两份报告"):
        read(page(FULL_2021, "示例县另一局") + page(FULL_2021), tmp_path)
    assert read(page(FULL_2021) + page(FULL_2021), tmp_path).values == FULL_2021.values


@pytest.mark.parametrize(("signed", "asked"), [(UNIT, False), ("示例县另一局", True)])
def test_another_name_under_the_report_is_asked_about(
    signed: str, asked: bool, tmp_path: Path
) -> None:
    end = f"<p>{signed}</p><p>2022年1月5日</p>"
    notes = read(page(FULL_2021, end=end), tmp_path).notes
    found = [n.found for n in notes if n.severity is Severity.QUERY and "落款" in n.found]
    assert bool(found) is asked
