"""The report as it is published, written beside the workbook: Word, or a web page.

What is written is what ``xlreport publish`` writes of the same values; a file that is there already
may have been edited since, so it is replaced only if the clerk says so.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from pathlib import Path

from xlreport import files
from xlreport.checking import check
from xlreport.checking.private import PrivateNumber, private_numbers
from xlreport.checking.unwritten import unwritten
from xlreport.excel.plan import File, Plan, YesNoQuestion
from xlreport.excel.snapshot import CannotDo, Snapshot
from xlreport.finding import Finding
from xlreport.issue import issues_of, open_errors
from xlreport.publish import filled, published
from xlreport.publish.printed import UNDATED, printed_day
from xlreport.report import Report
from xlreport.sequences import some_of

_FEW = 5
"""So many placeholders that lead nowhere are named in the message."""
_DRAFT = "（草稿）"


def publish_beside(snapshot: Snapshot, suffix: str, agreed: Collection[str]) -> Plan:
    """Return how to write the report of a workbook beside it, or what to ask first.

    :param suffix: ``.docx`` or ``.html``.
    :param agreed: what the clerk has said yes to: ``persons``, numbers of persons in the text;
        ``draft``, a faulty report; ``replace``, a file that says something else.
    :raises CannotDo: if the workbook was never saved, has no unit, or names figures that are not
        there.
    """
    folder = snapshot.folder
    report, unfilled = filled(snapshot.report())
    if not report.unit.name:
        raise CannotDo("封面没有填写单位名称，不能生成报告。请先填写。")
    if unfilled:
        raise CannotDo(_says_what_leads_nowhere(unfilled))
    if (persons := private_numbers(report)) and "persons" not in agreed:
        return Plan(asks=YesNoQuestion("persons", _asks_about_persons(report, persons)))
    reasons = list(_why_draft(report))
    if reasons and "draft" not in agreed:
        return Plan(asks=YesNoQuestion("draft", f"{''.join(reasons)}要先生成一份草稿吗？"))
    path = folder / file_name(report, suffix, draft=bool(reasons))
    content = published(report, suffix)
    if path.exists() and "replace" not in agreed and not _says(path, content):
        text = f"“{path.name}”已经有了，内容与现在的不同（可能有人改过）。要用新的替换吗？"
        return Plan(asks=YesNoQuestion("replace", text))
    says = f"已生成报告，与本工作簿在同一文件夹：\n{path}"
    if not printed_day(report):
        says += f"\n{UNDATED}"
    return Plan(files=(File(str(path), content),), says=says)


def _why_draft(report: Report) -> Iterator[str]:
    """Yield, a sentence each, why what would be published is not final."""
    (verdict,) = check([report])
    if errors := open_errors(issues_of(verdict.findings, report.explanations)):
        yield f"报告还有 {errors} 处要改正或者说明（点“校验”可以看到在哪里）。"
    if report.interim:
        yield f"{report.interim}。"
    if empty := unwritten(report, verdict.prose):
        where = "；".join(f"“{each.sheet}”{each.found}" for each in empty[:_FEW])
        rest = f"；共 {len(empty)} 处" if len(empty) > _FEW else ""
        yield f"还没有写：{where}{rest}。"


def file_name(report: Report, suffix: str, *, draft: bool = False) -> str:
    """Return the name of a published file: the title of the report, as it is printed."""
    title = f"{report.unit.name}{report.year}年{report.edition.title}"
    return files.file_name(f"{title}{_DRAFT if draft else ''}", suffix)


def _says(path: Path, content: bytes) -> bool:
    try:
        return path.read_bytes() == content
    except OSError:  # a folder, or open in another program: writing will say so
        return False


def _asks_about_persons(report: Report, persons: Sequence[PrivateNumber]) -> str:
    named = "、".join(number.described(report) for number in persons[:_FEW])
    rest = f"等 {len(persons)} 处" if len(persons) > _FEW else ""
    return f"文字中像是有个人的号码：{named}{rest}。公开以后收不回来。确认可以公开、继续生成吗？"


def _says_what_leads_nowhere(unfilled: list[Finding]) -> str:
    lines = [f"“{f.sheet}”{'、'.join(f.cells)}：{f.found}。{f.advice}" for f in unfilled]
    head = "文字里下列 {…} 没有对应的数，报告没有生成："
    return "\n".join((head, *some_of(lines, _FEW, f"……共 {len(unfilled)} 处。")))
