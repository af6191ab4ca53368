"""The report as it is published, written beside the workbook: Word, or a web page.

What is written is what ``xlreport publish`` writes of the same values; a file that is there already
may have been edited since, so it is replaced only if the clerk says so.
"""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from xlreport import files
from xlreport.check import check
from xlreport.edition import Severity
from xlreport.excel.book import CannotDo, LiveBook
from xlreport.finding import Finding, count_by_severity
from xlreport.publish import filled, publish
from xlreport.report import Report

_FEW = 5
"""So many placeholders that lead nowhere are named in the message."""
_DRAFT = "（草稿）"


def publish_beside(book: LiveBook, suffix: str) -> Path | None:
    """Write the report of the open workbook beside it, and return the file.

    :param suffix: ``.docx`` or ``.html``.
    :returns: ``None`` if the clerk, asked about errors or about a file that is there, said no.
    :raises CannotDo: if the workbook was never saved, has no unit, or names figures that are not
        there.
    :raises CannotWrite: if the file cannot be written; an old one is left as it was.
    """
    folder = book.folder
    report, unfilled = filled(book.report())
    if not report.unit.name:
        raise CannotDo("封面没有填写单位名称，不能生成报告。请先填写。")
    if unfilled:
        raise CannotDo(_says_what_leads_nowhere(unfilled))
    errors = count_by_severity(check([report])[0].findings)[Severity.ERROR]
    if errors and not book.asks(
        f"报告还有 {errors} 处错误（点“校验”可以看到在哪里）。要先生成一份草稿吗？"
    ):
        return None
    path = folder / file_name(report, suffix, draft=bool(errors))
    return path if _write(book, report, path) else None


def file_name(report: Report, suffix: str, *, draft: bool = False) -> str:
    """Return the name of a published file: the title of the report, as it is printed."""
    title = f"{report.unit.name}{report.year}年{report.edition.title}"
    return files.file_name(f"{title}{_DRAFT if draft else ''}", suffix)


def _write(book: LiveBook, report: Report, path: Path) -> bool:
    """Write a file; one that is there and says something else only if the clerk agrees."""
    if not path.exists():
        publish(report, path)
        return True
    with TemporaryDirectory() as folder:
        new = Path(folder) / f"report{path.suffix}"
        publish(report, new)
        if _says_the_same(path, new):
            return True
    question = f"“{path.name}”已经有了，内容与现在的不同（可能有人改过）。要用新的替换吗？"
    if not book.asks(question):
        return False
    publish(report, path)
    return True


def _says_the_same(old: Path, new: Path) -> bool:
    try:
        return old.read_bytes() == new.read_bytes()
    except OSError:  # a folder, or open in another program: writing will say so
        return False


def _says_what_leads_nowhere(unfilled: list[Finding]) -> str:
    lines = [f"“{f.sheet}”{'、'.join(f.cells)}：{f.found}。{f.advice}" for f in unfilled[:_FEW]]
    rest = f"\n……共 {len(unfilled)} 处。" if len(unfilled) > _FEW else ""
    return "文字中有占位符没有对应的数，没有生成报告：\n" + "\n".join(lines) + rest
