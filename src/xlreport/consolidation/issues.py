"""审核问题: a row for each finding of the files that came in, and the reason given for it.

Findings that somebody must still act on stand in front.

STORAGE: the reasons are read back by the next run of ``consolidate``, by heads.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, NamedTuple

from xlsxwriter.url import Url

from xlreport.consolidation.filing import Filing, pending
from xlreport.consolidation.placement import parent_name
from xlreport.consolidation.roster import Roster
from xlreport.consolidation.whereabouts import Folders
from xlreport.edition import Severity
from xlreport.edition.layout import ISSUES_SHEET
from xlreport.finding import EXPLAIN, MEND
from xlreport.issue import Issue
from xlreport.sheets.columns import Column, Columns, records
from xlreport.sheets.links import link_to_file
from xlreport.sheets.lists import (
    FRONT,
    LIST_TOP,
    draw_heads,
    draw_linked_row,
    finish_list,
    streamed_sheet,
)
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
    cells: Annotated[str, Column("单元格", 7)]
    statement: Annotated[str, Column("核对内容", 15, ("应当成立的关系",))]
    found: Annotated[str, Column("问题在哪里", 20, ("现在的情况",))]
    advice: Annotated[str, Column("怎么办", 15)]
    reason: Annotated[str, _REASON]
    void: Annotated[str, Column("失效的说明（数已改动）", 10)]
    file: Annotated[str, Column("文件", 18)]
    folder: Annotated[str, Column("所在文件夹", 16)]
    clause: Annotated[str, Column("规则", 20)]
    fingerprint: Annotated[str, Column("校验码", 18)]


COLUMNS = Columns.of(IssueRow, FRONT)
_SHOWN = Columns({**COLUMNS, "reason": _REASON_SHOWN})


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
    canvas: Canvas,
    filings: Sequence[Filing],
    roster: Roster | None,
    folders: Folders,
    folder: Path,
    *,
    decides: bool,
) -> None:
    """Draw 审核问题.

    :param folders: how the folders of the files are called.
    :param folder: where the workbook will lie, for the links.
    :param decides: whether reasons are given in this workbook.
    """
    pairs = all_issues(filings)
    mend, explain = pending(filings)
    told = f"{MEND} {mend} 处，{EXPLAIN}而没有说明 {explain} 处"
    note = f"尚待处理：{told}；没有说明的排在最前。"
    sheet = streamed_sheet(canvas, ISSUES_SHEET)
    draw_heads(canvas, sheet, note, COLUMNS if decides else _SHOWN)
    plain, widths = [canvas.styles["text"]] * len(COLUMNS), COLUMNS.widths
    reason, last = COLUMNS.at("reason"), COLUMNS.at("fingerprint")
    typed = [*plain[:reason], canvas.styles["field"], *plain[reason + 1 :]]
    for row, (filing, issue) in enumerate(pairs, start=LIST_TOP):
        styles = typed if decides and issue.finding.takes_reason else plain
        values, link = _row(filing, issue, roster, folders), _link(filing, issue, folder)
        draw_linked_row(canvas, sheet, row, values, styles, link, widths)
    sheet.set_column(last, last, 18, None, {"hidden": True})
    finish_list(sheet, len(pairs), COLUMNS, "void")


def _row(filing: Filing, issue: Issue, roster: Roster | None, folders: Folders) -> IssueRow:
    finding = issue.finding
    return IssueRow(
        parent=parent_name(roster, filing),
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
        folder=folders.of(filing.path),
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
