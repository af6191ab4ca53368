"""校验: the columns of its two lists, that of the rules and that of the findings of a check.

STORAGE: the clerk's reasons are read back of every report: by heads, and by the id of the rule or
of the finding that they stand beside.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from xlreport.edition import Severity
from xlreport.finding import EARLIER_LABELS, EXPLAIN
from xlreport.reading.answers import plain_text
from xlreport.reading.rows import Rows
from xlreport.report import Explanation
from xlreport.sheets.columns import Column, Columns

_TITLE = Column("项目", 13)
_DEMAND = Column("要求", 9, ("性质",))
_REASONS = "说明（{}的，在此写明原因）"
_REASON = Column(
    _REASONS.format(EXPLAIN),
    22,
    (
        "说明（存疑而无误的，请写明原因）",
        *map(_REASONS.format, EARLIER_LABELS[Severity.QUERY]),
    ),
)
_LINK = Column("查看", 5)
_CLAUSE = Column("规则编号", 16, ("规则",))
_FINGERPRINT = Column("校验码", 18)

RULES = Columns(
    title=_TITLE,
    severity=_DEMAND,
    result=Column("结果", 10),
    broken=Column("不符处", 8),
    statement=Column("核对内容", 31, ("应当成立的关系",)),
    details=Column("问题在哪里", 29, ("哪里不符、差多少",)),
    reason=_REASON,
    link=_LINK,
    fingerprint=_FINGERPRINT,
    clause=_CLAUSE,
)
FINDINGS = Columns(
    title=_TITLE,
    severity=_DEMAND,
    sheet=Column("工作表", 10),
    cells=Column("单元格", 8),
    found=Column("问题在哪里", 31, ("现在的情况",)),
    advice=Column("怎么办", 29),
    reason=_REASON,
    link=_LINK,
    fingerprint=_FINGERPRINT,
    clause=_CLAUSE,
    statement=Column("核对内容", 44, ("应当成立的关系",)),
)
HIDDEN = ("fingerprint", "clause", "statement")
"""What of a finding only programs and technicians look at."""
_AS_DRAWN = {name: FINDINGS.at(name) for name in ("clause", "reason", "fingerprint")}
_FIRST_DRAWN = {"clause": 0, "reason": 8, "fingerprint": 9}
"""Where the columns stood in workbooks of version 0.1.0."""


def list_of_findings(rows: Rows) -> tuple[int, Mapping[str, int]] | None:
    """Return in which row the list of findings begins, and which number each column has.

    A workbook of an earlier version has other columns.
    """
    found: tuple[int, Mapping[str, int]] | None = None
    for row, line in enumerate(rows):
        if any(head in line for head in (_REASON.head, *_REASON.earlier)):
            where = _heads(line)
            if {"sheet", "reason", "clause", "fingerprint"} <= where.keys():
                found = row + 1, where
    return found


def read_explanations(rows: Rows) -> Mapping[str, Explanation]:
    """Return what the clerk wrote beside rules and findings, by rule or clause id.

    Where there are no heads any more, the columns are those of the template, today's or the first.
    """
    written: dict[str, Explanation] = {}
    where: Mapping[str, int] | None = None
    for row, line in enumerate(rows):
        if any(head in line for head in (_REASON.head, *_REASON.earlier)):
            where = _heads(line)
            continue
        for at in (_AS_DRAWN, _FIRST_DRAWN) if where is None else (where,):
            clause = rows.at(row, at.get("clause", -1))
            text = plain_text(rows.at(row, at["reason"]))
            if isinstance(clause, str) and clause.isascii() and text:
                fingerprint = plain_text(rows.at(row, at.get("fingerprint", -1)))
                written[clause] = Explanation(text, fingerprint)
    return written


def _heads(line: Sequence[object]) -> dict[str, int]:
    return FINDINGS.found_in({c: v for c, v in enumerate(line) if isinstance(v, str)})
