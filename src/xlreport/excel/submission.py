"""The clean copy for the office above: written when nothing is missing any more."""

from __future__ import annotations

from pathlib import Path

from xlreport.check import Verdict
from xlreport.edition import Severity
from xlreport.edition.layout import CHECK_SHEET, SIGNING_SHEET
from xlreport.excel.book import LiveBook
from xlreport.excel.signing import show_states
from xlreport.files import file_name
from xlreport.finding import count_by_severity
from xlreport.issue import issues_of, open_queries
from xlreport.template import write_report

FOLDER = "上报"


def missing_for_submission(book: LiveBook, verdict: Verdict) -> list[str]:
    """Say what still stands between a report and its submission, a sentence each."""
    report = verdict.report
    errors = count_by_severity(verdict.findings)[Severity.ERROR]
    queries = open_queries(issues_of(verdict.findings, report.explanations))
    missing: list[str] = []
    if not report.unit.name:
        missing.append("封面没有填写单位名称。")
    if errors:
        missing.append(f"还有 {errors} 处错误没有改正。")
    if queries:
        missing.append(
            f"还有 {queries} 处存疑没有说明："
            f"请改正，或者在“{CHECK_SHEET}”表该行的“说明”一栏写明原因。"
        )
    if SIGNING_SHEET not in book.names:
        missing.append(f"本工作簿没有“{SIGNING_SHEET}”表，请用新模板填报。")
    elif unsigned := show_states(book, report):
        missing.append(f"三级审核没有完成：{'、'.join(unsigned)}。")
    return missing


def write_submission(book: LiveBook, verdict: Verdict) -> Path:
    """Write the copy into the folder 上报 beside the workbook, and return its path.

    :raises CannotWrite: if it cannot be written.
    """
    report = verdict.report
    name = f"{report.unit.code}{report.unit.name}{report.year}"
    path = book.folder / FOLDER / file_name(name, ".xlsx")
    write_report(report, path)
    return path
