"""What people decide about files in the workbook of a roll-up, and 以前的决定.

A decision belongs to the content of a file, by its SHA-256: it holds wherever the file lies and
whatever it is called.  Decisions about files that are not there stand on 以前的决定, until the very
file is back.

STORAGE: read back by the next run of ``consolidate``, by heads.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import Annotated, NamedTuple

from xlsxwriter.worksheet import Worksheet

from xlreport.edition.layout import DECISIONS_SHEET, UNITS_SHEET
from xlreport.sheets.columns import Column, Columns, Record, listed
from xlreport.sheets.lists import ListRow, draw_list
from xlreport.sheets.reader import OwnBook
from xlreport.template.canvas import Canvas


class Action(StrEnum):
    """What becomes of a file because a person says so; the value is what stands in the list."""

    TAKE = "采用"
    LEAVE = "不采用"
    WAIT = "待定"


ACTION, UNIT = Column("处理", 6), Column("对应单位", 11)
"""The columns that decisions are typed into."""
ACTION_SHOWN, UNIT_SHOWN = Column("处理（由上级填）", 6), Column("对应单位（由上级填）", 11)
"""The same where they are only shown: what stands under these heads is not read back."""
TYPED = {"action": "field", "unit": "field"}
"""How the cells for a decision look."""

_NOTE = (
    "这些决定所说的文件这次没有，或者内容已经改动。原来的文件再出现时自动用上，不用处理；"
    "不要了的，清空“处理”和“对应单位”。"
)


class DecisionRow(NamedTuple):
    """A decision and the file it is about, from left to right; ``why`` says why it waits."""

    file: Annotated[str, Column("文件", 24)]
    folder: Annotated[str, Column("所在文件夹", 16)]
    name: Annotated[str, Column("单位名称", 18)]
    action: Annotated[str, ACTION]
    unit: Annotated[str, UNIT]
    why: Annotated[str, Column("现在", 34)]
    digest: Annotated[str, Column("文件指纹（SHA-256）", 68)]


COLUMNS = Columns.of(DecisionRow)


def draw_decisions(canvas: Canvas, rows: Sequence[DecisionRow]) -> None:
    """Draw 以前的决定, if there are any."""
    if rows:
        lines = (ListRow(row, looks=TYPED) for row in rows)
        draw_list(canvas, DECISIONS_SHEET, _NOTE, COLUMNS, lines, printed="why")


def read_waiting(book: OwnBook) -> list[DecisionRow]:
    """Return what stands on 以前的决定.

    :raises Refused: if the sheet is damaged or too large.
    """
    return decided_in(listed(book, DECISIONS_SHEET, COLUMNS, ("file", "action", "digest")))


def decided_in(found: Iterable[Record]) -> list[DecisionRow]:
    """Return the decisions in rows of a list, those of files whose content is known."""
    rows = (DecisionRow(*(each.text(column) for column in COLUMNS)) for each in found)
    return [each for each in rows if each.digest and (each.action or each.unit)]


def draw_units(canvas: Canvas, entries: Sequence[str]) -> None:
    """Draw the hidden sheet with the units that a file may be said to be of."""
    sheet = canvas.add_sheet(UNITS_SHEET)
    for row, entry in enumerate(entries):
        sheet.write_string(row, 0, entry)
    sheet.hide()


def let_choose(
    sheet: Worksheet, rows: tuple[int, int], *, action: int, unit: int, units: int
) -> None:
    """Give the columns for decisions their lists to choose from.

    :param rows: the first and the last row, from 0; ``action`` and ``unit`` are the columns.
    :param units: how many units there are to choose from.
    """
    first, last = rows
    sheet.data_validation(
        *(first, action, last, action),
        {
            "validate": "list",
            "source": [each.value for each in Action],
            "error_title": ACTION.head,
            "error_message": "请选：" + "、".join(Action) + "；不决定的留空。",
        },
    )
    if units:
        sheet.data_validation(
            *(first, unit, last, unit),
            {
                "validate": "list",
                "source": f"='{UNITS_SHEET}'!$A$1:$A${units}",
                "error_title": UNIT.head,
                "error_message": "请从名册的单位中选一个。",
            },
        )
