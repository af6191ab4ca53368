"""完成情况: how many units of each group have reported; a parent leads to its own workbook."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, NamedTuple

from xlsxwriter.url import Url

from xlreport.edition.layout import PROGRESS_SHEET
from xlreport.sheets.columns import Column, Columns
from xlreport.sheets.lists import ListRow, draw_list
from xlreport.template.canvas import Canvas


class ShareRow(NamedTuple):
    """How many units of a group have reported, from left to right."""

    group: Annotated[str, Column("范围", 34)]
    expected: Annotated[int, Column("应报", 10)]
    filed: Annotated[int, Column("已报", 10)]
    late: Annotated[int, Column("其中迟报", 11)]
    unlisted: Annotated[int, Column("由合计包含", 13)]
    missing: Annotated[int, Column("未报", 10)]
    rate: Annotated[str, Column("完成率", 11)]


COLUMNS = Columns.of(ShareRow)


def draw_progress(canvas: Canvas, note: str, rows: Sequence[tuple[ShareRow, Url | None]]) -> None:
    """Draw 完成情况; ``note`` stands above it.

    :param rows: each with a link to the workbook of its parent, if there is one.
    """
    looks = dict.fromkeys(COLUMNS.keys() - {"group"}, "number")
    lines = (ListRow(share, link, looks) for share, link in rows)
    draw_list(canvas, PROGRESS_SHEET, note, COLUMNS, lines)
