"""What ``xlreport consolidate`` says of what it did."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from rich.console import Console
from rich.text import Text

from xlreport.finding import EXPLAIN

if TYPE_CHECKING:
    from pathlib import Path

    from xlreport.consolidation.incoming.filing import Filing
    from xlreport.consolidation.incoming.intake import Intake
    from xlreport.consolidation.incoming.placement import Placement, Standing
    from xlreport.consolidation.result import Result

_SHOWN = 20


def tell(console: Console, result: Result) -> None:
    """Say what was written, and name every file and unit that somebody must act on."""
    _tell_decisions(console, result.plan)
    _tell_left_over(console, result.intake)
    decided = {f.index for d in result.plan.decisions for f in d.files}
    for filing in result.to_act_on():
        if filing.index not in decided:
            console.print(_line(filing))
    _tell_beside(console, result)
    _tell_missing(console, result)
    _tell_queries(console, result)
    _tell_written(console, result)


def tell_neighbours(console: Console, result: Result, output: Path) -> None:
    """Say of a roll-up of the same, under another name, that nothing was taken over from it."""
    from xlreport.consolidation.incoming.neighbours import neighbours

    top = next(r for r in result.roll_ups if r.is_top)
    for each in neighbours(result.intake, top.unit, output):
        text = (
            f"“{each.path.name}”也是 {result.intake.year} 年度同一单位的汇总簿，其中的{each.told}"
            f"没有带到“{output.name}”。要沿用的，写到原来的文件名（-o {each.path}）；要用新"
            f"文件名的，先把“{each.path.name}”另存为“{output.name}”，再汇总一次。"
        )
        console.print(Text.assemble(("没有沿用", "bold yellow"), f" {text}"))


def tell_not_kept(console: Console, result: Result) -> None:
    """Say which notes and figures on cells are not in the workbooks that were made anew."""
    lost = result.not_kept
    for text in lost[:_SHOWN]:
        console.print(Text.assemble(("没有保留", "bold yellow"), f" {text}"))
    if len(lost) > _SHOWN:
        console.print(f"……共 {len(lost)} 处没有保留。")


def tell_nothing_taken(console: Console, intake: Intake) -> None:
    """Say of every file why it was not taken, where nothing could be made."""
    for filing in intake.filings:
        console.print(_line(filing))


def _line(filing: Filing) -> Text:
    name = f"（{filing.unit.name}）" if filing.unit.name else ""
    code = f" [{filing.code}]" if filing.code else ""
    text = f" {filing.name}{name}：{_sentence(filing.reason)}{filing.advice}"
    return Text.assemble((filing.status.value, "yellow"), (code, "dim"), text)


def _sentence(text: str) -> str:
    return f"{text}。" if text else ""


def _tell_decisions(console: Console, plan: Placement) -> None:
    for decision in plan.decisions:
        names = "、".join(filing.name for filing in decision.files)
        unit = f"{decision.unit}（{decision.code}）" if decision.code else decision.unit
        about = "，".join(filter(None, (unit, names)))
        text = f" {about}：{_sentence(decision.text)}{decision.advice}"
        console.print(Text.assemble(("待确定", "bold yellow"), text))


def _tell_left_over(console: Console, intake: Intake) -> None:
    """Say which decisions of earlier runs apply to nothing, and what became of others."""
    for filing in intake.filings:
        if filing.decided.note:
            console.print(f"{filing.name}：{filing.decided.note}。", markup=False)
    rows = intake.left_over.rows
    for row in rows[:_SHOWN]:
        told = "、".join(filter(None, (row.action, row.unit)))
        console.print(f"以前的决定 {row.file}（{told}）：{row.why}，先留着。", markup=False)
    if len(rows) > _SHOWN:
        console.print(f"……共 {len(rows)} 条，列在“以前的决定”中。", markup=False)


def _tell_beside(console: Console, result: Result) -> None:
    """Say which files are not in the sum and need nobody; a long list is in the workbook."""
    act_on = {filing.index for filing in result.to_act_on()}
    taken = {part.filing.index for r in result.roll_ups for part in r.parts if part.filing}
    beside = [filing for filing in result.intake.filings if filing.index not in act_on | taken]
    for filing in beside[:_SHOWN]:
        console.print(_line(filing))
    if len(beside) > _SHOWN:
        text = f"……共 {len(beside)} 份没有汇总，也不用处理，都列在汇总簿中。"
        console.print(text, markup=False)


def _tell_missing(console: Console, result: Result) -> None:
    """Name the units that are not in the sum, by what is the matter and by parent."""
    from xlreport.consolidation.units.roster import name_above

    roster = result.intake.choices.roster
    groups: dict[str, dict[str, list[str]]] = {}
    for standing in result.missing():
        name = name_above(roster, standing.member)
        units = groups.setdefault(standing.state.value, {}).setdefault(name, [])
        units.append(_unit(standing))
    for state, parents in groups.items():
        count = sum(map(len, parents.values()))
        told = "；".join(_under(parent, units) for parent, units in parents.items())
        console.print(Text.assemble((f"{state}（{count}）", "yellow"), f" {told}"))


def _unit(standing: Standing) -> str:
    return standing.member.name


def _under(parent: str, units: Iterable[str]) -> str:
    names = "、".join(units)
    return f"{parent}：{names}" if parent else names


def _tell_queries(console: Console, result: Result) -> None:
    from xlreport.consolidation.incoming.filing import pending

    _, queries = pending(result.intake.filings)
    if queries:
        console.print(f"有 {queries} 处{EXPLAIN}的没有说明，列在“审核问题”的最前面。", markup=False)
    for roll_up, issue in result.issues():
        if issue.open:
            text = f"{roll_up.unit.name}的汇总数：{issue.finding.message}"
            console.print(text, markup=False)


def _tell_written(console: Console, result: Result) -> None:
    pairs = list(zip(result.roll_ups, result.written, strict=True))
    roots = [(r, path) for r, path in pairs if r.is_top]
    for root, path in roots:
        told = f"{root.unit.name}，{root.report.year} 年度"
        console.print(f"已汇总 {root.reports} 份，写入 {path}（{told}）。", markup=False)
    if len(pairs) > len(roots):
        folder = next(path for r, path in pairs if not r.is_top).parent
        text = f"另有 {len(pairs) - len(roots)} 个下级汇总簿在 {folder}。"
        console.print(text, markup=False)
