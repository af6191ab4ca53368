"""校验: the columns of its two lists, that of the rules and that of the findings of a check.

STORAGE: the clerk's reasons are read back of every report: by heads, and by the id of the rule or
of the finding that they stand beside.
"""

from __future__ import annotations

from collections.abc import Mapping

from xlreport.read.answers import plain_text
from xlreport.read.rows import Rows
from xlreport.report import Explanation
from xlreport.sheets.columns import Column, Columns

_REASON = Column("说明（存疑而无误的，请写明原因）", 22)

RULES = Columns(
    clause=Column("规则", 12),
    statement=Column("应当成立的关系", 30),
    severity=Column("性质", 6),
    result=Column("结果", 8),
    broken=Column("不符处", 6),
    details=Column("哪里不符、差多少", 25),
    link=Column("查看", 6),
    advice=Column("怎么办", 26),
    reason=_REASON,
)
FINDINGS = Columns(
    clause=Column("规则", 12),
    statement=Column("应当成立的关系", 30),
    severity=Column("性质", 6),
    sheet=Column("工作表", 8),
    cells=Column("单元格", 6),
    found=Column("现在的情况", 25),
    link=Column("查看", 6),
    advice=Column("怎么办", 26),
    reason=_REASON,
    fingerprint=Column("校验码", 18),
)
_AS_DRAWN = {name: FINDINGS.at(name) for name in ("clause", "reason", "fingerprint")}


def read_explanations(rows: Rows) -> Mapping[str, Explanation]:
    """Return what the clerk wrote beside rules and findings, by rule or clause id.

    Where there are no heads any more, the columns are those of the template.
    """
    written: dict[str, Explanation] = {}
    where: Mapping[str, int] = _AS_DRAWN
    for row, line in enumerate(rows):
        if _REASON.head in line:
            where = FINDINGS.found_in({c: v for c, v in enumerate(line) if isinstance(v, str)})
            continue
        clause = rows.at(row, where.get("clause", -1))
        if isinstance(clause, str) and clause.isascii():
            text = plain_text(rows.at(row, where["reason"]))
            if text:
                fingerprint = plain_text(rows.at(row, where.get("fingerprint", -1)))
                written[clause] = Explanation(text, fingerprint)
    return written
