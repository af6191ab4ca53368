"""催报名单: the units to write to, by parent."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, NamedTuple

from xlreport.edition.layout import CHASE_SHEET
from xlreport.sheets.columns import Column, Columns
from xlreport.sheets.lists import ListRow, draw_list
from xlreport.template.canvas import Canvas


class ChaseRow(NamedTuple):
    """A unit to write to, from left to right."""

    parent: Annotated[str, Column("上级", 24)]
    name: Annotated[str, Column("单位名称", 28)]
    code: Annotated[str, Column("单位代码", 14)]
    kind: Annotated[str, Column("类别", 12)]
    state: Annotated[str, Column("情况", 16)]
    advice: Annotated[str, Column("怎么办", 50)]


COLUMNS = Columns.of(ChaseRow)


def draw_chase(canvas: Canvas, rows: Sequence[ChaseRow]) -> None:
    """Draw 催报名单."""
    note = f"共 {len(rows)} 个单位。可复制后发给各上级催报。"
    draw_list(canvas, CHASE_SHEET, note, COLUMNS, map(ListRow, rows))
