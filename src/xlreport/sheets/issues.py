"""审核问题: a row for each finding of the files that came in, and the reason given for it.

STORAGE: the reasons are read back by the next run of ``consolidate``, by heads.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, NamedTuple

from xlsxwriter.url import Url

from xlreport.edition.layout import ISSUES_SHEET
from xlreport.sheets.columns import Column, Columns, listed
from xlreport.sheets.lists import FRONT, ListRow, draw_list
from xlreport.sheets.reader import OwnBook
from xlreport.sheets.reasons import ReasonRow
from xlreport.template.canvas import Canvas

_REASON = Column("说明（可在此填写，重新汇总时保留）", 17)
_REASON_SHOWN = Column("说明（由上级填）", 17)
"""The same where it is only shown: what stands under this head is not read back."""


class IssueRow(NamedTuple):
    """A finding as the list shows it: the columns after number and link, from left to right."""

    parent: Annotated[str, Column("上级", 9)]
    name: Annotated[str, Column("单位名称", 13)]
    code: Annotated[str, Column("单位代码", 9)]
    severity: Annotated[str, Column("要求", 8, ("性质",))]
    state: Annotated[str, Column("说明情况", 7)]
    sheet: Annotated[str, Column("工作表", 8)]
    cells: Annotated[str, Column("单元格", 10)]
    statement: Annotated[str, Column("核对内容", 14, ("应当成立的关系",))]
    found: Annotated[str, Column("问题在哪里", 19, ("现在的情况",))]
    advice: Annotated[str, Column("怎么办", 15)]
    reason: Annotated[str, _REASON]
    void: Annotated[str, Column("失效的说明（数已改动）", 9)]
    file: Annotated[str, Column("文件", 18)]
    folder: Annotated[str, Column("所在文件夹", 16)]
    clause: Annotated[str, Column("规则", 20)]
    fingerprint: Annotated[str, Column("校验码", 18)]


COLUMNS = Columns.of(IssueRow, FRONT)
_SHOWN = Columns({**COLUMNS, "reason": _REASON_SHOWN})


_TYPED = {"reason": "field"}


def draw_issues(
    canvas: Canvas, note: str, rows: Iterable[tuple[IssueRow, Url | None, bool]], *, decides: bool
) -> None:
    """Draw 审核问题; ``note`` stands above it.

    :param rows: each with a link to the cell in the file, and whether its finding takes a reason.
    :param decides: whether reasons are given in this workbook; otherwise they are shown.
    """
    columns = COLUMNS if decides else _SHOWN
    lines = (ListRow(row, link, _TYPED if decides and takes else {}) for row, link, takes in rows)
    draw_list(canvas, ISSUES_SHEET, note, columns, lines, printed="void", hidden="fingerprint")


def read_issues(book: OwnBook) -> list[ReasonRow]:
    """Return the reasons that stand beside findings.

    :raises Refused: if the sheet is damaged or too large.
    """
    found = listed(book, ISSUES_SHEET, COLUMNS, ("name", "reason", "fingerprint"))
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
