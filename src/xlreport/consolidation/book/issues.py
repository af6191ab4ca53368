"""What 审核问题 shows: all findings, those that somebody must still act on in front."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, NamedTuple

from xlsxwriter.url import Url

from xlreport.consolidation.incoming.filing import Filing, pending
from xlreport.consolidation.incoming.intake import Intake
from xlreport.consolidation.incoming.placement import parent_name
from xlreport.edition import Severity
from xlreport.edition.layout import ISSUES_SHEET
from xlreport.finding import EXPLAIN, MEND
from xlreport.issue import Issue
from xlreport.sheets.columns import Column, Columns
from xlreport.sheets.issues import CLAUSE, CODE, FINGERPRINT, FOUND, NAME, REASON, REASON_SHOWN
from xlreport.sheets.links import link_to_file
from xlreport.sheets.lists import FRONT, ListRow, draw_list
from xlreport.template.canvas import Canvas


class IssueRow(NamedTuple):
    """A finding as the list shows it: the columns after number and link, from left to right."""

    parent: Annotated[str, Column("上级", 9)]
    name: Annotated[str, NAME]
    code: Annotated[str, CODE]
    severity: Annotated[str, Column("要求", 8)]
    state: Annotated[str, Column("说明情况", 7)]
    sheet: Annotated[str, Column("工作表", 8)]
    cells: Annotated[str, Column("单元格", 10)]
    statement: Annotated[str, Column("核对内容", 14)]
    found: Annotated[str, FOUND]
    advice: Annotated[str, Column("怎么办", 15)]
    reason: Annotated[str, REASON]
    void: Annotated[str, Column("失效的说明（数已改动）", 9)]
    file: Annotated[str, Column("文件", 18)]
    folder: Annotated[str, Column("所在文件夹", 16)]
    clause: Annotated[str, CLAUSE]
    fingerprint: Annotated[str, FINGERPRINT]


COLUMNS = Columns.of(IssueRow, FRONT)
_SHOWN = Columns({**COLUMNS, "reason": REASON_SHOWN})
"""The columns of a workbook in which no reasons are given."""
_TYPED = {"reason": "field"}
_ORDER = {Severity.QUERY: 0, Severity.ERROR: 1, Severity.NOTE: 3}
_LAST = 4


def all_issues(filings: Sequence[Filing]) -> list[tuple[Filing, Issue]]:
    """Return findings with their files: open queries, errors, explained queries, notes.

    Those of files that nothing is asked of any more come last.
    """
    pairs = [(filing, issue) for filing in filings for issue in filing.issues]
    return sorted(pairs, key=lambda pair: _urgency(*pair))


def _urgency(filing: Filing, issue: Issue) -> int:
    if not filing.is_pending:
        return _LAST
    return _ORDER[issue.finding.severity] if issue.open else max(2, _ORDER[issue.finding.severity])


def draw_issues(
    canvas: Canvas, filings: Sequence[Filing], intake: Intake, folder: Path, *, decides: bool
) -> None:
    """Draw 审核问题.

    :param folder: where the workbook will lie, for the links.
    :param decides: whether reasons are given in this workbook.
    """
    pairs = all_issues(filings)
    mend, explain = pending(filings)
    told = f"{MEND} {mend} 处，{EXPLAIN}而没有说明 {explain} 处"
    note = f"尚待处理：{told}；没有说明的排在最前。"
    lines = (
        ListRow(
            _row(filing, issue, intake),
            _link(filing, issue, folder),
            _TYPED if decides and issue.finding.takes_reason else {},
        )
        for filing, issue in pairs
    )
    columns = COLUMNS if decides else _SHOWN
    draw_list(canvas, ISSUES_SHEET, note, columns, lines, printed="void", hidden="fingerprint")


def _row(filing: Filing, issue: Issue, intake: Intake) -> IssueRow:
    finding = issue.finding
    return IssueRow(
        parent=parent_name(intake.choices.roster, filing),
        name=filing.unit.name,
        code=filing.unit.code,
        severity=finding.demand,
        state=_state(filing, issue),
        sheet=finding.sheet,
        cells="、".join(finding.cells),
        statement=finding.statement,
        found=finding.found + (f"。{finding.hint}" if finding.hint else ""),
        advice=finding.advice,
        reason=issue.reason if finding.takes_reason else "",
        void=issue.void,
        file=filing.name,
        folder=intake.folders.of(filing.path),
        clause=finding.clause,
        fingerprint=finding.fingerprint,
    )


def _state(filing: Filing, issue: Issue) -> str:
    if not filing.is_pending:
        return f"（文件{filing.status.value}）"
    if not issue.finding.takes_reason:
        return ""
    if issue.reason:
        return "已说明"
    return "数已改动，须重新说明" if issue.void else "未说明"


def _link(filing: Filing, issue: Issue, folder: Path) -> Url | None:
    """Return a link from the city workbook to the cell in the unit's file."""
    places = issue.finding.places
    return link_to_file(filing.path, folder, places[0] if places else None)
