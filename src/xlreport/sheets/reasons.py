"""以前的说明: reasons given once that excuse nothing now, kept until they do again.

A reason is tied to what a finding says.  If the values change, the reason is void; if the unit's
file is absent in one run, there is no finding.  In both cases it stands here, and goes back when
the finding is back.

STORAGE: read back by the next run of ``consolidate``, by heads.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, NamedTuple

from xlreport.edition.layout import REASONS_SHEET
from xlreport.sheets.columns import Column, Columns, listed
from xlreport.sheets.lists import ListRow, draw_list
from xlreport.sheets.reader import OwnBook
from xlreport.template.canvas import Canvas

_NOTE = "这些说明现在没有对应的问题，或者数已改动而失效；同样的问题再出现时自动用上，不用处理。"


class ReasonRow(NamedTuple):
    """A reason that is kept, from left to right.

    ``place`` is the sheet that it was written on: 审核问题 for a finding of a file, 校验 for one of
    the roll-up itself.  ``why`` says why it excuses nothing now.
    """

    name: Annotated[str, Column("单位名称", 16)]
    code: Annotated[str, Column("单位代码", 13)]
    place: Annotated[str, Column("写在", 8)]
    clause: Annotated[str, Column("规则", 12)]
    found: Annotated[str, Column("当时的情况", 30)]
    text: Annotated[str, Column("当时的说明", 30)]
    why: Annotated[str, Column("现在", 24)]
    fingerprint: Annotated[str, Column("校验码", 18)]

    @property
    def identity(self) -> str:
        """What tells its unit from others: the code where there is one, otherwise the name."""
        return self.code or self.name


COLUMNS = Columns.of(ReasonRow)


def draw_reasons(canvas: Canvas, rows: Sequence[ReasonRow]) -> None:
    """Draw 以前的说明, if there are any."""
    if rows:
        lines = map(ListRow, rows)
        draw_list(canvas, REASONS_SHEET, _NOTE, COLUMNS, lines, printed="why", hidden="fingerprint")


def read_reasons(book: OwnBook) -> list[ReasonRow]:
    """Return the reasons that are kept.

    :raises Refused: if the sheet is damaged or too large.
    """
    found = listed(book, REASONS_SHEET, COLUMNS, ("name", "text", "fingerprint"))
    rows = (ReasonRow(*(each.text(column) for column in COLUMNS)) for each in found)
    return [each for each in rows if each.text and each.fingerprint and each.identity]
