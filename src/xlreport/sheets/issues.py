"""审核问题: a row for each finding of the files that came in, and the reason given for it.

STORAGE: the reasons are read back by the next run of ``consolidate``, by heads.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from xlreport.edition.layout import ISSUES_SHEET
from xlreport.sheets.columns import Column, Columns, records
from xlreport.sheets.lists import LIST_TOP, draw_heads, draw_row, filter_rows, streamed_sheet
from xlreport.sheets.reader import OwnBook
from xlreport.sheets.reasons import ReasonRow
from xlreport.template.canvas import Canvas

COLUMNS = Columns(
    name=Column("单位名称", 22),
    code=Column("单位代码", 20),
    severity=Column("性质", 8),
    state=Column("说明情况", 12),
    sheet=Column("工作表", 16),
    cells=Column("单元格", 16),
    statement=Column("应当成立的关系", 40),
    found=Column("现在的情况", 50),
    advice=Column("怎么办", 40),
    reason=Column("说明（可在此填写，重新汇总时保留）", 40),
    link=Column("打开文件", 30),
    clause=Column("规则", 20),
    void=Column("失效的说明（数已改动）", 40),
    fingerprint=Column("校验码", 18),
)
_MOST_LINKS = 60_000
"""Excel takes no more links on a sheet than 65,530."""


class IssueRow(NamedTuple):
    """A finding as the list shows it.

    ``texts`` are the columns before the reason; ``reason`` is ``None`` where none may be given.
    ``void`` is one that was given for other values, ``url`` leads to the cell in the unit's file.
    """

    texts: Sequence[str]
    reason: str | None
    url: str
    file: str
    clause: str
    void: str
    fingerprint: str


def draw_issues(canvas: Canvas, note: str, rows: Sequence[IssueRow]) -> None:
    """Draw 审核问题; ``note`` stands above it."""
    sheet = streamed_sheet(canvas, ISSUES_SHEET)
    draw_heads(canvas, sheet, note, COLUMNS)
    styles = canvas.styles
    link, last = COLUMNS.at("link"), COLUMNS.at("fingerprint")
    for row, each in enumerate(rows, start=LIST_TOP):
        draw_row(sheet, row, each.texts, styles["text"])
        if each.reason is not None:
            sheet.write_string(row, COLUMNS.at("reason"), each.reason, styles["field"])
        if not each.url:
            sheet.write_string(row, link, each.file, styles["text"])
        elif row < LIST_TOP + _MOST_LINKS:
            sheet.write_url(row, link, each.url, styles["link"], each.file)
        for column, text in enumerate((each.clause, each.void, each.fingerprint), start=link + 1):
            sheet.write_string(row, column, text, styles["text"])
    sheet.set_column(last, last, 18, None, {"hidden": True})
    filter_rows(sheet, len(rows), len(COLUMNS))


def read_issues(book: OwnBook) -> list[ReasonRow]:
    """Return the reasons that stand beside findings.

    :raises Refused: if the sheet is damaged or too large.
    """
    if ISSUES_SHEET not in book.names:
        return []
    found = records(
        ISSUES_SHEET, book.lines(ISSUES_SHEET), COLUMNS, ("name", "reason", "fingerprint")
    )
    rows = (
        ReasonRow(
            name=each.text("name"),
            code=each.text("code"),
            place=ISSUES_SHEET,
            clause=each.text("clause"),
            found=each.text("found"),
            text=each.text("reason"),
            why="",
            fingerprint=each.text("fingerprint"),
        )
        for each in found
    )
    return [each for each in rows if each.text and each.fingerprint and each.identity]
