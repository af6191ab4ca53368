"""What 审核问题 shows: all findings, those that somebody must still act on in front."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from xlreport.consolidate.filing import Filing
from xlreport.edition import Severity
from xlreport.finding import SEVERITY_LABELS
from xlreport.issue import Issue
from xlreport.sheets import issues
from xlreport.sheets.issues import IssueRow
from xlreport.template.canvas import Canvas

_ORDER = {Severity.QUERY: 0, Severity.ERROR: 1, Severity.NOTE: 3}


def all_issues(filings: Sequence[Filing]) -> list[tuple[Filing, Issue]]:
    """Return findings with their files: open queries, errors, explained queries, notes."""
    pairs = [(filing, issue) for filing in filings for issue in filing.issues]
    return sorted(pairs, key=lambda pair: _urgency(pair[1]))


def _urgency(issue: Issue) -> int:
    return _ORDER[issue.finding.severity] if issue.open else max(2, _ORDER[issue.finding.severity])


def draw_issues(canvas: Canvas, filings: Sequence[Filing], folder: Path) -> None:
    """Draw 审核问题; ``folder`` is where the workbook will lie, for the links."""
    pairs = all_issues(filings)
    counts = [
        (sum(i.open for _, i in pairs if i.finding.severity is severity), SEVERITY_LABELS[severity])
        for severity in (Severity.ERROR, Severity.QUERY)
    ]
    told = "，".join(f"{label} {count} 处" for count, label in counts)
    note = f"尚待处理：{told}；没有说明的存疑排在最前。"
    rows = [_row(filing, issue, folder) for filing, issue in pairs]
    issues.draw_issues(canvas, note, rows)


def _row(filing: Filing, issue: Issue, folder: Path) -> IssueRow:
    finding = issue.finding
    texts = (
        filing.unit.name,
        filing.unit.code,
        SEVERITY_LABELS[finding.severity],
        _state(issue),
        finding.sheet,
        "、".join(finding.cells),
        finding.statement,
        finding.found + (f"。{finding.hint}" if finding.hint else ""),
        finding.advice,
    )
    return IssueRow(
        texts=texts,
        reason=issue.reason if finding.takes_reason else None,
        url=_link(filing, issue, folder),
        file=filing.name,
        clause=finding.clause,
        void=issue.void,
        fingerprint=finding.fingerprint,
    )


def _state(issue: Issue) -> str:
    if not issue.finding.takes_reason:
        return ""
    if issue.reason:
        return "已说明"
    return "数已改动，须重新说明" if issue.void else "未说明"


def _link(filing: Filing, issue: Issue, folder: Path) -> str:
    """Return a link from the city workbook to the cell in the unit's file.

    A name that no workbook can hold has none.
    """
    if not str(filing.path).isprintable():
        return ""
    target = Path(os.path.relpath(filing.path.absolute(), folder.absolute())).as_posix()
    places = issue.finding.places
    return f"external:{target}" + (f"#{places[0].link}" if places else "")
