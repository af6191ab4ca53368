"""完成情况: how many units of each group have reported; a parent leads to its own workbook."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, NamedTuple

from xlsxwriter.url import Url

from xlreport.edition.layout import PROGRESS_SHEET
from xlreport.sheets.columns import Column, Columns
from xlreport.sheets.lists import (
    LIST_TOP,
    add_link,
    draw_heads,
    draw_row,
    finish_list,
    streamed_sheet,
)
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
    sheet = streamed_sheet(canvas, PROGRESS_SHEET)
    draw_heads(canvas, sheet, note, COLUMNS)
    widths = COLUMNS.widths
    plain = [canvas.styles["text"], *[canvas.styles["number"]] * (len(COLUMNS) - 1)]
    linked = [canvas.styles["text_link"], *plain[1:]]
    for row, (share, link) in enumerate(rows, start=LIST_TOP):
        if link is not None:
            add_link(sheet, row, 0, link)
        draw_row(sheet, row, share, *(plain if link is None else linked), widths=widths)
    finish_list(sheet, len(rows), COLUMNS)
