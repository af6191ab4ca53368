"""催报名单: the units to write to, by parent."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from xlreport.edition.layout import CHASE_SHEET
from xlreport.sheets.columns import Column, Columns
from xlreport.sheets.lists import LIST_TOP, draw_heads, draw_row, filter_rows, streamed_sheet
from xlreport.template.canvas import Canvas

COLUMNS = Columns(
    parent=Column("上级", 26),
    name=Column("单位名称", 34),
    code=Column("单位代码", 22),
    kind=Column("类别", 14),
    state=Column("情况", 14),
    advice=Column("怎么办", 60),
)


class ChaseRow(NamedTuple):
    """A unit to write to, from left to right."""

    parent: str
    name: str
    code: str
    kind: str
    state: str
    advice: str


def draw_chase(canvas: Canvas, rows: Sequence[ChaseRow]) -> None:
    """Draw 催报名单."""
    sheet = streamed_sheet(canvas, CHASE_SHEET)
    draw_heads(canvas, sheet, f"共 {len(rows)} 个单位。可复制后发给各上级催报。", COLUMNS)
    for row, each in enumerate(rows, start=LIST_TOP):
        draw_row(sheet, row, each, canvas.styles["text"])
    filter_rows(sheet, len(rows), len(COLUMNS))
