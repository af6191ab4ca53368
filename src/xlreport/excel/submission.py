"""The clean copy for the office above: written when nothing is missing any more."""

from __future__ import annotations

from pathlib import Path

from xlreport.check import Verdict
from xlreport.edition import Severity
from xlreport.edition.layout import SIGNING_SHEET
from xlreport.excel.book import LiveBook
from xlreport.excel.signing import explanation_of, show_states, signing_of
from xlreport.finding import count_by_severity
from xlreport.template import write_report

FOLDER = "上报"


def missing_for_submission(book: LiveBook, verdict: Verdict) -> list[str]:
    """Say what still stands between a report and its submission, a sentence each."""
    counts = count_by_severity(verdict.findings)
    missing: list[str] = []
    if not verdict.report.unit.name:
        missing.append("封面没有填写单位名称。")
    if counts[Severity.ERROR]:
        missing.append(f"还有 {counts[Severity.ERROR]} 处错误没有改正。")
    if counts[Severity.QUERY] and not explanation_of(book):
        missing.append(
            f"还有 {counts[Severity.QUERY]} 处存疑："
            f"请改正，或者在“{SIGNING_SHEET}”的“存疑说明”中写明原因。"
        )
    if SIGNING_SHEET not in book.names:
        missing.append(f"本工作簿没有“{SIGNING_SHEET}”表，请用新模板填报。")
    elif unsigned := show_states(book, verdict.report):
        missing.append(f"三级审核没有完成：{'、'.join(unsigned)}。")
    return missing


def write_submission(book: LiveBook, verdict: Verdict) -> Path:
    """Write the copy into the folder 上报 beside the workbook, and return its path.

    :raises CannotWrite: if it cannot be written.
    """
    report = verdict.report
    name = f"{report.unit.code}{report.unit.name}{report.year}.xlsx"
    path = book.folder / FOLDER / name.replace("/", "_").replace("\\", "_")
    write_report(report, path, signing=signing_of(book, report))
    return path
