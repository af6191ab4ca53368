"""What ``xlreport consolidate`` says of what it did, line by line."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from rich.text import Text

from xlreport.consolidation.incoming.filing import Filing, pending
from xlreport.consolidation.incoming.intake import Intake
from xlreport.consolidation.incoming.neighbours import neighbours
from xlreport.consolidation.incoming.placement import Placement
from xlreport.consolidation.result import Result
from xlreport.consolidation.units.roster import name_above
from xlreport.finding import EXPLAIN
from xlreport.sequences import grouped, some_of

_SHOWN = 20

Lines = Iterator[str | Text]


def lines_of(result: Result, output: Path) -> Lines:
    """Yield what was written, and every file and unit that somebody must act on.

    :param output: where the workbook of the highest unit belongs.
    """
    yield from _decisions(result.plan)
    yield from _left_over(result.intake)
    decided = {f.index for d in result.plan.decisions for f in d.files}
    yield from (_line(filing) for filing in result.open_files.files if filing.index not in decided)
    yield from _beside(result)
    yield from _missing(result)
    yield from _queries(result)
    yield from _written(result)
    yield from _neighbours(result, output)
    lost = [Text.assemble(("没有保留", "bold yellow"), f" {text}") for text in result.not_kept]
    yield from some_of(lost, _SHOWN, f"……共 {len(lost)} 处没有保留。")


def untaken_lines(intake: Intake) -> Lines:
    """Yield of every file why it was not taken, where nothing could be made."""
    yield from map(_line, intake.filings)


def _neighbours(result: Result, output: Path) -> Lines:
    """Say of a roll-up of the same, under another name, that nothing was taken over from it."""
    top = next(r for r in result.roll_ups if r.is_top)
    for each in neighbours(result.intake, top.unit, output):
        text = (
            f"“{each.path.name}”也是 {result.intake.year} 年度同一单位的汇总簿，其中的{each.told}"
            f"没有带到“{output.name}”。要沿用的，写到原来的文件名（-o {each.path}）；要用新"
            f"文件名的，先把“{each.path.name}”另存为“{output.name}”，再汇总一次。"
        )
        yield Text.assemble(("没有沿用", "bold yellow"), f" {text}")


def _line(filing: Filing) -> Text:
    name = f"（{filing.unit.name}）" if filing.unit.name else ""
    code = f" [{filing.code}]" if filing.code else ""
    text = f" {filing.name}{name}：{_sentence(filing.reason)}{filing.advice}"
    return Text.assemble((filing.status.value, "yellow"), (code, "dim"), text)


def _sentence(text: str) -> str:
    return f"{text}。" if text else ""


def _decisions(plan: Placement) -> Lines:
    for decision in plan.decisions:
        names = "、".join(filing.name for filing in decision.files)
        unit = f"{decision.unit}（{decision.code}）" if decision.code else decision.unit
        about = "，".join(filter(None, (unit, names)))
        text = f" {about}：{_sentence(decision.text)}{decision.advice}"
        yield Text.assemble(("待确定", "bold yellow"), text)


def _left_over(intake: Intake) -> Lines:
    """Say which decisions of earlier runs apply to nothing, and what became of others."""
    yield from (f"{f.name}：{f.decided.note}。" for f in intake.filings if f.decided.note)
    waiting = [
        f"以前的决定 {row.file}（{'、'.join(filter(None, (row.action, row.unit)))}）："
        f"{row.why}，先留着。"
        for row in intake.left_over.rows
    ]
    yield from some_of(waiting, _SHOWN, f"……共 {len(waiting)} 条，列在“以前的决定”中。")


def _beside(result: Result) -> Lines:
    """Say which files are not in the sum and need nobody; a long list is in the workbook."""
    act_on = {filing.index for filing in result.open_files.files}
    taken = {part.filing.index for r in result.roll_ups for part in r.parts if part.filing}
    beside = [filing for filing in result.intake.filings if filing.index not in act_on | taken]
    more = f"……共 {len(beside)} 份没有汇总，也不用处理，都列在汇总簿中。"
    yield from some_of([*map(_line, beside)], _SHOWN, more)


def _missing(result: Result) -> Lines:
    """Name the units that are not in the sum, by what is the matter and by parent."""
    roster = result.intake.choices.roster
    for state, standings in grouped((each.state, each) for each in result.missing()).items():
        parents = grouped((name_above(roster, s.member), s.member.name) for s in standings)
        told = "；".join(
            f"{parent}{'：' if parent else ''}{'、'.join(names)}"
            for parent, names in parents.items()
        )
        yield Text.assemble((f"{state.value}（{len(standings)}）", "yellow"), f" {told}")


def _queries(result: Result) -> Lines:
    _, queries = pending(result.intake.filings)
    if queries:
        yield f"有 {queries} 处{EXPLAIN}的没有说明，列在“审核问题”的最前面。"
    for roll_up, issue in result.issues():
        if issue.open:
            yield f"{roll_up.unit.name}的汇总数：{issue.finding.message}"


def _written(result: Result) -> Lines:
    pairs = list(zip(result.roll_ups, result.written, strict=True))
    roots = [(r, path) for r, path in pairs if r.is_top]
    for root, path in roots:
        told = f"{root.unit.name}，{root.report.year} 年度"
        yield f"已汇总 {root.reports} 份，写入 {path}（{told}）。"
    if len(pairs) > len(roots):
        folder = next(path for r, path in pairs if not r.is_top).parent
        yield f"另有 {len(pairs) - len(roots)} 个下级汇总簿在 {folder}。"
