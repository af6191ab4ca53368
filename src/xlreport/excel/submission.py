"""The clean copy for the office above: written when nothing is missing any more."""

from __future__ import annotations

from collections.abc import Sequence

from xlreport import template
from xlreport.checking import Verdict, check
from xlreport.edition.layout import CHECK_SHEET, SIGNING_SHEET
from xlreport.excel.plan import File
from xlreport.excel.signing import unsigned
from xlreport.excel.snapshot import Snapshot
from xlreport.files import file_name
from xlreport.finding import MEND
from xlreport.issue import issues_of, to_explain, to_mend
from xlreport.report import Report

FOLDER = "上报"


def missing_for_submission(sheets: Sequence[str], verdict: Verdict) -> list[str]:
    """Say what still stands between a report and its submission, a sentence each.

    :param sheets: the sheets of the workbook.
    """
    report = verdict.report
    issues = issues_of(verdict.findings, report.explanations)
    errors, queries = to_mend(issues), to_explain(issues)
    missing: list[str] = []
    if not report.unit.name:
        missing.append("封面没有填写单位名称。")
    if errors:
        missing.append(f"还有 {errors} 处{MEND}（点“校验”可以看到在哪里）。")
    if queries:
        missing.append(
            f"还有 {queries} 处没有改正，也没有说明："
            f"请改正，或者在“{CHECK_SHEET}”表那一行的“说明”一栏写明原因。"
        )
    if SIGNING_SHEET not in sheets:
        missing.append(f"本工作簿没有“{SIGNING_SHEET}”表，请用新模板填报。")
    elif stages := unsigned(report):
        missing.append(f"三级审核没有完成：{'、'.join(stages)}。")
    return missing


def submission(snapshot: Snapshot, report: Report) -> File:
    """Return the copy for the folder 上报 beside the workbook.

    :raises CannotDo: if the workbook was never saved.
    """
    name = file_name(f"{report.unit.code}{report.unit.name}{report.year}", ".xlsx")
    return File(str(snapshot.folder / FOLDER / name), workbook_bytes(report, ".xlsx"))


def workbook_bytes(report: Report, suffix: str) -> bytes:
    """Return the workbook of a report; ``.xlsm`` has macros."""
    return template.workbook_bytes(check([report])[0], macros=suffix == ".xlsm")
