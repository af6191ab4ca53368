"""The sheet 审核问题: all findings, those that somebody must still act on in front."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from xlreport.consolidate.filing import Filing
from xlreport.edition import Severity
from xlreport.edition.layout import ISSUES_SHEET
from xlreport.finding import SEVERITY_LABELS
from xlreport.issue import Issue, Kept
from xlreport.sheets.lists import LIST_TOP, draw_heads, draw_row, filter_rows, streamed_sheet
from xlreport.template.canvas import Canvas

_HEADS = (
    ("单位名称", 22),
    ("单位代码", 20),
    ("性质", 8),
    ("说明情况", 12),
    ("工作表", 16),
    ("单元格", 16),
    ("应当成立的关系", 40),
    ("现在的情况", 50),
    ("怎么办", 40),
    ("说明（可在此填写，重新汇总时保留）", 40),
    ("打开文件", 30),
    ("规则", 20),
    ("校验码", 18),
)
_NAME, _CODE, _REASON, _LINK, _CLAUSE, _FINGERPRINT = 0, 1, 9, 10, 11, 12
_MOST_LINKS = 60_000
"""Excel takes no more links on a sheet than 65,530."""
_ORDER = {Severity.QUERY: 0, Severity.ERROR: 1, Severity.NOTE: 3}


def all_issues(filings: Sequence[Filing]) -> list[tuple[Filing, Issue]]:
    """Return findings with their files: open queries, errors, explained queries, notes."""
    pairs = [(filing, issue) for filing in filings for issue in filing.issues]
    return sorted(pairs, key=lambda pair: _urgency(pair[1]))


def _urgency(issue: Issue) -> int:
    return _ORDER[issue.finding.severity] if issue.open else max(2, _ORDER[issue.finding.severity])


def draw_issues(canvas: Canvas, filings: Sequence[Filing], folder: Path) -> None:
    """Draw 审核问题; ``folder`` is where the workbook will lie, for the links."""
    sheet = streamed_sheet(canvas, ISSUES_SHEET)
    pairs = all_issues(filings)
    counts = [
        (sum(i.open for _, i in pairs if i.finding.severity is severity), SEVERITY_LABELS[severity])
        for severity in (Severity.ERROR, Severity.QUERY)
    ]
    told = "，".join(f"{label} {count} 处" for count, label in counts)
    note = f"尚待处理：{told}；没有说明的存疑排在最前。"
    draw_heads(canvas, sheet, note, _HEADS)
    styles = canvas.styles
    for row, (filing, issue) in enumerate(pairs, start=LIST_TOP):
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
        draw_row(sheet, row, texts, styles["text"])
        if finding.severity is Severity.QUERY:
            sheet.write_string(row, _REASON, issue.reason, styles["field"])
        if row < LIST_TOP + _MOST_LINKS:
            url = _link(filing, issue, folder)
            sheet.write_url(row, _LINK, url, styles["link"], filing.path.name)
        sheet.write_string(row, _CLAUSE, finding.clause, styles["text"])
        sheet.write_string(row, _FINGERPRINT, finding.fingerprint, styles["text"])
    sheet.set_column(_FINGERPRINT, _FINGERPRINT, 18, None, {"hidden": True})
    filter_rows(sheet, len(pairs), len(_HEADS))


def _state(issue: Issue) -> str:
    if issue.finding.severity is not Severity.QUERY:
        return ""
    if issue.reason:
        return "已说明"
    return "数已改动，须重新说明" if issue.lapsed else "未说明"


def _link(filing: Filing, issue: Issue, folder: Path) -> str:
    """Return a link from the city workbook to the cell in the unit's file."""
    import os

    target = Path(os.path.relpath(filing.path.absolute(), folder.absolute())).as_posix()
    places = issue.finding.places
    return f"external:{target}" + (f"#{places[0].link}" if places else "")


def reasons_in(path: Path) -> dict[str, dict[str, Kept]]:
    """Return the reasons in the 审核问题 of a city workbook: by unit, then by fingerprint.

    They are kept when the roll-up is made anew, as long as what they excuse has not changed.
    A workbook that is not there, or is none of ours, has no reasons.
    """
    reasons: dict[str, dict[str, Kept]] = {}
    for row in _rows(path):
        if len(row) > _FINGERPRINT and row[_REASON] and row[_FINGERPRINT]:
            identity = str(row[_CODE] or row[_NAME])
            kept = Kept(str(row[_REASON]), str(row[_CLAUSE]))
            reasons.setdefault(identity, {})[str(row[_FINGERPRINT])] = kept
    return reasons


def _rows(path: Path) -> Iterator[Sequence[object]]:
    from python_calamine import CalamineError, CalamineWorkbook

    from xlreport.read.guard import Refused, load

    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(load(path)))
        if ISSUES_SHEET in book.sheet_names:
            yield from book.get_sheet_by_name(ISSUES_SHEET).to_python(skip_empty_area=False)[
                LIST_TOP:
            ]
    except (Refused, CalamineError):
        return


def merged_reasons(paths: Sequence[Path]) -> Mapping[str, Mapping[str, Kept]]:
    """Return the reasons of several city workbooks; a later one adds to an earlier one."""
    merged: dict[str, dict[str, Kept]] = {}
    for path in paths:
        for identity, reasons in reasons_in(path).items():
            merged.setdefault(identity, {}).update(reasons)
    return merged
