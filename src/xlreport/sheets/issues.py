"""审核问题: the columns from which the reasons given for findings are read back.

The others are declared where the list is drawn, in :mod:`xlreport.consolidation.book.issues`.

STORAGE: the reasons are read back by the next run of ``consolidate``, by heads.
"""

from __future__ import annotations

from xlreport.edition.layout import ISSUES_SHEET
from xlreport.sheets.columns import Column, Columns, listed
from xlreport.sheets.reader import OwnBook
from xlreport.sheets.reasons import ReasonRow

NAME, CODE = Column("单位名称", 13), Column("单位代码", 9)
FOUND = Column("问题在哪里", 19, ("现在的情况",))
REASON = Column("说明（可在此填写，重新汇总时保留）", 17)
REASON_SHOWN = Column("说明（由上级填）", 17)
"""The same where it is only shown: what stands under this head is not read back."""
CLAUSE, FINGERPRINT = Column("规则", 20), Column("校验码", 18)

_READ = Columns(
    name=NAME, code=CODE, found=FOUND, reason=REASON, clause=CLAUSE, fingerprint=FINGERPRINT
)


def read_issues(book: OwnBook) -> list[ReasonRow]:
    """Return the reasons that stand beside findings.

    :raises Refused: if the sheet is damaged or too large.
    """
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
        for each in listed(book, ISSUES_SHEET, _READ, ("name", "reason", "fingerprint"))
    )
    return [each for each in rows if each.text and each.fingerprint and each.identity]
