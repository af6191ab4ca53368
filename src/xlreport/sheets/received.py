"""收到的文件: a row for each file that came in, what became of it, and what people decide.

A roll-up without a roster has this list under the name 报送情况.

STORAGE: read back by heads: files and digests by ``verify``, decisions by ``consolidate`` and
wherever last year's reports are looked up.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated, NamedTuple

from xlsxwriter.url import Url

from xlreport.edition import Place, Severity
from xlreport.edition.layout import DETAIL_SHEET, FILES_SHEET, INTAKE_SHEET
from xlreport.finding import EARLIER_LABELS, EXPLAIN, MEND
from xlreport.sheets.columns import Column, Columns, Record, records
from xlreport.sheets.decisions import (
    ACTION,
    ACTION_SHOWN,
    TYPED,
    UNIT,
    UNIT_SHOWN,
    DecisionRow,
    decided_in,
    let_choose,
)
from xlreport.sheets.lists import FRONT, LIST_TOP, ListRow, draw_list
from xlreport.sheets.reader import OwnBook
from xlreport.template.canvas import Canvas


class ReceivedRow(NamedTuple):
    """A file as the list shows it: the columns after number and link, from left to right."""

    file: Annotated[str, Column("文件", 18, earlier=("来源文件",))]
    folder: Annotated[str, Column("所在文件夹", 9)]
    parent: Annotated[str, Column("上级", 9)]
    name: Annotated[str, Column("单位名称", 11)]
    code: Annotated[str, Column("单位代码", 10)]
    status: Annotated[str, Column("状态", 7)]
    action: Annotated[str, ACTION]
    unit: Annotated[str, UNIT]
    effect: Annotated[str, Column("决定的结果", 8)]
    reason: Annotated[str, Column("原因", 20)]
    advice: Annotated[str, Column("怎么办", 30)]
    signed: Annotated[str, Column("三级审核", 10)]
    errors: Annotated[int | str, Column(MEND, 8, EARLIER_LABELS[Severity.ERROR])]
    queries: Annotated[int | str, Column(EXPLAIN, 8, EARLIER_LABELS[Severity.QUERY])]
    unexplained: Annotated[int | str, Column("未说明", 8)]
    time: Annotated[str, Column("文件时间", 17)]
    digest: Annotated[str, Column("文件指纹（SHA-256）", 68, earlier=("文件指纹",))]
    refusal: Annotated[str, Column("读不了的原因代码", 18)]


COLUMNS = Columns.of(ReceivedRow, FRONT)
_EITHER = Columns({**COLUMNS, "unit": replace(UNIT, earlier=(UNIT_SHOWN.head,))})
"""The columns as they are read: whose a file is may be decided here, or shown."""
_SHOWN = Columns({**COLUMNS, "action": ACTION_SHOWN, "unit": UNIT_SHOWN})
"""The columns of a workbook in which nothing is decided."""
_BROKEN = {"status": "text_broken"}


def draw_received(
    canvas: Canvas,
    name: str,
    note: str,
    rows: Sequence[tuple[ReceivedRow, Url | None, bool]],
    good: str,
    *,
    decides: bool,
    units: int,
) -> None:
    """Draw the list.

    :param name: the name of the sheet; ``note`` stands above the list.
    :param rows: each with a link to its file, and whether it takes a decision.
    :param good: the status in which nothing is to be done; the others are coloured.
    :param decides: whether decisions are taken in this workbook; otherwise they are shown.
    :param units: how many units there are to choose from.
    """
    lines = (
        ListRow(
            row,
            link,
            (TYPED if decides and is_open else {}) | ({} if row.status == good else _BROKEN),
        )
        for row, link, is_open in rows
    )
    columns = COLUMNS if decides else _SHOWN
    sheet = draw_list(canvas, name, note, columns, lines, printed="advice")
    if decides and rows:
        area = (LIST_TOP, LIST_TOP + len(rows) - 1)
        action, unit = columns.at("action"), columns.at("unit")
        let_choose(sheet, area, action=action, unit=unit, units=units)


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
    return [
        Received(
            file=record.text("file"),
            unit=record.text("name"),
            code=record.text("code"),
            status=record.text("status"),
            digest=record.text("digest"),
            place=record.place("digest"),
        )
        for record in _rows(book)
    ]


def read_units(book: OwnBook) -> dict[str, str]:
    """Return whose files are by a person's decision, by digest, whether decided here or shown.

    :raises Refused: if a sheet is damaged or too large.
    """
    return {
        digest: unit
        for row in _rows(book, _EITHER)
        if (digest := row.text("digest")) and (unit := row.text("unit"))
    }


def read_decided(book: OwnBook) -> tuple[list[DecisionRow], list[str]]:
    """Return what is decided about the files that a roll-up lists, and the digests of all of them.

    A workbook in which nothing is decided has nothing to say of any.

    :raises Refused: if a sheet is damaged or too large.
    """
    rows = [row for row in _rows(book) if "action" in row.columns]
    return decided_in(rows), [digest for row in rows if (digest := row.text("digest"))]


def _rows(book: OwnBook, columns: Columns = COLUMNS) -> list[Record]:
    known = [name for name in (FILES_SHEET, INTAKE_SHEET) if name in book.names]
    for name in known or [name for name in book.names if name != DETAIL_SHEET]:
        found = records(name, book.lines(name), columns, ("file", "digest"))
        if rows := [record for record in found if record.text("file")]:
            return rows
    return []
