"""收到的文件: a row for each file that came in, and what became of it.

A roll-up without a roster has this list under the name 报送情况.

STORAGE: read back by ``verify``, by heads.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from xlreport.edition import Place
from xlreport.edition.layout import DETAIL_SHEET, FILES_SHEET, INTAKE_SHEET
from xlreport.sheets.columns import Column, Columns, records
from xlreport.sheets.lists import LIST_TOP, draw_heads, draw_row, filter_rows, streamed_sheet
from xlreport.sheets.reader import OwnBook
from xlreport.template.canvas import Canvas

COLUMNS = Columns(
    number=Column("序号", 6),
    file=Column("文件", 36, earlier=("来源文件",)),
    name=Column("单位名称", 22),
    code=Column("单位代码", 20),
    status=Column("状态", 10),
    reason=Column("原因", 44),
    advice=Column("怎么办", 44),
    signed=Column("三级审核", 10),
    errors=Column("错误", 8),
    queries=Column("存疑", 8),
    unexplained=Column("未说明", 8),
    time=Column("文件时间", 17),
    digest=Column("文件指纹（SHA-256）", 68, earlier=("文件指纹",)),
    refusal=Column("读不了的原因代码", 18),
)


class ReceivedRow(NamedTuple):
    """A file as the list shows it: the columns after the number, from left to right."""

    file: str
    name: str
    code: str
    status: str
    reason: str
    advice: str
    signed: str
    errors: int | str
    queries: int | str
    unexplained: int | str
    time: str
    digest: str
    refusal: str


def draw_received(
    canvas: Canvas, name: str, note: str, rows: Sequence[ReceivedRow], good: str
) -> None:
    """Draw the list.

    :param name: the name of the sheet; ``note`` stands above the list.
    :param good: the status in which nothing is to be done; the others are coloured.
    """
    sheet = streamed_sheet(canvas, name)
    draw_heads(canvas, sheet, note, COLUMNS)
    plain = [canvas.styles["text"]] * len(COLUMNS)
    at = COLUMNS.at("status")
    coloured = [*plain[:at], canvas.styles["broken"], *plain[at + 1 :]]
    for row, each in enumerate(rows, start=LIST_TOP):
        styles = plain if each.status == good else coloured
        draw_row(sheet, row, (row - LIST_TOP + 1, *each), *styles)
    filter_rows(sheet, len(rows), len(COLUMNS))


class Received(NamedTuple):
    """A file as a roll-up lists it; ``place`` is where its digest stands."""

    file: str
    unit: str
    code: str
    status: str
    digest: str
    place: Place


def read_received(book: OwnBook) -> list[Received]:
    """Return the files that a roll-up lists; none if it has no such list.

    :raises Refused: if a sheet is damaged or too large.
    """
    known = [name for name in (FILES_SHEET, INTAKE_SHEET) if name in book.names]
    for name in known or [name for name in book.names if name != DETAIL_SHEET]:
        found = [
            Received(
                file=record.text("file"),
                unit=record.text("name"),
                code=record.text("code"),
                status=record.text("status"),
                digest=record.text("digest"),
                place=record.place("digest"),
            )
            for record in records(name, book.lines(name), COLUMNS, ("file", "digest"))
            if record.text("file")
        ]
        if found:
            return found
    return []
