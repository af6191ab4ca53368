"""差额表: what a parent stated itself against the sum of the units below it, cell by cell."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, NamedTuple

from xlreport.edition.layout import DIFFERENCE_SHEET
from xlreport.sheets.columns import Column, Columns
from xlreport.sheets.lists import ListRow, draw_list
from xlreport.template.canvas import Canvas


class DifferenceRow(NamedTuple):
    """A cell in which the two differ, from left to right."""

    label: Annotated[str, Column("指标", 38)]
    key: Annotated[str, Column("指标代码", 24)]
    unit: Annotated[str, Column("计量单位", 9)]
    stated: Annotated[float | str, Column("本级自报数", 11)]
    summed: Annotated[float | str, Column("下级汇总数", 11)]
    gap: Annotated[float | str, Column("差额", 11)]
    largest: Annotated[str, Column("汇总数中最大的几家", 40)]


COLUMNS = Columns.of(DifferenceRow)


def draw_difference(canvas: Canvas, note: str, rows: Sequence[DifferenceRow]) -> None:
    """Draw 差额表; ``note`` stands above it."""
    draw_list(canvas, DIFFERENCE_SHEET, note, COLUMNS, map(ListRow, rows))
