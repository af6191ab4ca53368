"""差额表: what a parent stated itself against the sum of the units below it, cell by cell."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from xlreport.edition.layout import DIFFERENCE_SHEET
from xlreport.sheets.columns import Column, Columns
from xlreport.sheets.lists import LIST_TOP, draw_heads, draw_row, finish_list, streamed_sheet
from xlreport.template.canvas import Canvas

COLUMNS = Columns(
    label=Column("指标", 38),
    key=Column("指标代码", 24),
    unit=Column("计量单位", 9),
    stated=Column("本级自报数", 11),
    summed=Column("下级汇总数", 11),
    gap=Column("差额", 11),
    largest=Column("汇总数中最大的几家", 40),
)


class DifferenceRow(NamedTuple):
    """A cell in which the two differ, from left to right."""

    label: str
    key: str
    unit: str
    stated: float | str
    summed: float | str
    gap: float | str
    largest: str


def draw_difference(canvas: Canvas, note: str, rows: Sequence[DifferenceRow]) -> None:
    """Draw 差额表; ``note`` stands above it."""
    sheet = streamed_sheet(canvas, DIFFERENCE_SHEET)
    draw_heads(canvas, sheet, note, COLUMNS)
    widths = COLUMNS.widths
    for row, each in enumerate(rows, start=LIST_TOP):
        draw_row(sheet, row, each, canvas.styles["text"], widths=widths)
    finish_list(sheet, len(rows), COLUMNS)
