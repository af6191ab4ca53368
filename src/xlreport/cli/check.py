"""``xlreport check``: workbooks and folders against every rule."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import Parameter
from rich.console import Console
from rich.table import Table
from rich.text import Text

from xlreport.cli.failure import Failure, exit_code
from xlreport.cli.last_year import Successors, with_last_year
from xlreport.cli.options import Force, Overlays
from xlreport.cli.output import print_json
from xlreport.edition import Severity
from xlreport.files import file_name
from xlreport.finding import (
    Finding,
    Outcome,
    address_ranges,
    count_by_demand,
)
from xlreport.issue import Issue, issues_of
from xlreport.report import Report

if TYPE_CHECKING:
    from xlreport.checking import Verdict
    from xlreport.reading import Refused
    from xlreport.work.texts import Texts

_FEW = 3
"""Up to so many findings of a kind are shown one by one."""
_TOLD = {
    Outcome.HELD: ("相符", "green"),
    Outcome.BROKEN: ("不符", "bold red"),
    Outcome.NOT_CHECKED: ("未核对", "yellow"),
}
_COLOURS = {Severity.ERROR: "bold red", Severity.QUERY: "yellow", Severity.NOTE: "cyan"}


def check_command(
    *sources: Annotated[Path, Parameter(help="要校验的工作簿或文件夹。")],
    previous: Annotated[
        list[Path],
        Parameter(help="上一年度的工作簿、文件夹或汇总簿，用于核对年度衔接；可以写多个。"),
    ] = [],  # noqa: B006 - cyclopts shows the default; it is never changed
    roster: Successors = None,
    as_json: Annotated[bool, Parameter(name="--json", help="输出 JSON，供其他程序使用。")] = False,
    strict: Annotated[bool, Parameter(help="从严：有提示或未能核对的规则时也以 1 退出。")] = False,
    mark: Annotated[bool, Parameter(help="另存标注了问题的副本（原文件不动）。")] = False,
    force: Force = False,
    sentences: Annotated[
        bool,
        Parameter(negative="", help="列出文字里每句带数的话：相符、不符或者为什么没有核对。"),
    ] = False,
    overlay: Overlays = [],  # noqa: B006
) -> int:
    """Check workbooks and say what is wrong, cell by cell."""
    from xlreport.checking import check, preload_checker
    from xlreport.reading import workbooks_in
    from xlreport.work import editions_with, warm
    from xlreport.work.opening import opened_workbooks

    if not sources:
        raise Failure("请写明要校验的文件或文件夹。")
    if roster and not previous:
        raise Failure("--roster 只与 --previous 一起用，请写明上一年度的工作簿。")
    paths = opened_workbooks(list(dict.fromkeys(workbooks_in(sources))), overlay)
    if not paths:
        raise Failure("没有找到 Excel 工作簿。")
    # Workers read and judge the texts; meanwhile this process loads what judging figures takes.
    warm(overlay, len(paths))
    preload_checker()
    editions_with(overlay)
    reports, texts, refused = _read_all(paths, overlay, previous, roster)
    verdicts = check(reports, texts=texts)
    code = _exit_code(verdicts, refused, strict=strict)
    if not as_json:
        _print(verdicts, refused)
    copies = _mark(verdicts, sources, overlay, force=force) if mark else Copies()
    if copies.unwritten:
        code = max(code, exit_code(to_do=True))
    if as_json:
        data = _as_data(verdicts, refused, copies, sentences=sentences)
        print_json({"exit": code, **data})
    else:
        if sentences:
            _print_sentences(verdicts)
        _print_copies(copies)
    return code


def _read_all(
    paths: Sequence[Path],
    overlays: Sequence[Path],
    previous: Sequence[Path],
    roster: Path | None,
) -> tuple[list[Report], list[Texts], list[Refused]]:
    """Return the reports, with last year's figures, what their texts say, and what is refused."""
    from xlreport.reading import Refused
    from xlreport.work.reading import judge_texts, read_in_order

    reports: list[Report] = []
    texts: list[Texts] = []
    refused: list[Refused] = []
    for reading in read_in_order(paths, overlays):
        outcome = reading.outcome(overlays)
        if isinstance(outcome, Refused):
            refused.append(outcome)
        else:
            reports.append(outcome)
            texts.append(reading.judged())
    if not previous:
        return reports, texts, refused
    with_last, unread = with_last_year(reports, previous, overlays, roster)
    refused += unread
    judged = list(zip(with_last, judge_texts(with_last, overlays), strict=True))
    refused += [told for _, told in judged if isinstance(told, Refused)]
    kept = [(report, told) for report, told in judged if not isinstance(told, Refused)]
    return [report for report, _ in kept], [told for _, told in kept], refused


@dataclass
class Copies:
    """The marked copies: those written, and of the others the workbook and why there is none."""

    written: list[Path] = field(default_factory=list)
    unwritten: list[tuple[Path, str]] = field(default_factory=list)


def _mark(
    verdicts: Sequence[Verdict], sources: Sequence[Path], overlays: Sequence[Path], *, force: bool
) -> Copies:
    """Write a marked copy of each workbook that has findings, outside the folders checked."""
    from xlreport.attached import beside_archive
    from xlreport.mark import write_marked_copies
    from xlreport.marked import NAMED

    folders = [source.resolve() for source in sources if source.is_dir()]
    wanted: list[tuple[Verdict, Path]] = []
    for verdict in verdicts:
        if verdict.findings:
            path = beside_archive(Path(verdict.report.source).resolve())
            target = path.with_name(file_name(f"{path.stem}-{NAMED}", path.suffix))
            for folder in folders:
                if path.is_relative_to(folder):
                    beside = folder.with_name(file_name(f"{folder.name}-{NAMED}"))
                    target = beside / target.relative_to(folder)
            wanted.append((verdict, target))
    made = dict(write_marked_copies(wanted, overlays, force=force))
    copies = Copies()
    for number, (verdict, _) in enumerate(wanted):
        match made[number]:
            case Path() as path:
                copies.written.append(path)
            case error:
                copies.unwritten.append((Path(verdict.report.source), str(error)))
    return copies


def _exit_code(verdicts: Sequence[Verdict], refused: Sequence[Refused], *, strict: bool) -> int:
    if refused or not verdicts:
        return exit_code(made=bool(verdicts), to_do=True)
    for verdict in verdicts:
        if any(strict or issue.open for issue in _issues(verdict)):
            return exit_code(to_do=True)
        if strict and _is_unchecked(verdict):
            return exit_code(to_do=True)
    return exit_code()


def _issues(verdict: Verdict) -> tuple[Issue, ...]:
    return issues_of(verdict.findings, verdict.report.explanations)


def _is_unchecked(verdict: Verdict) -> bool:
    """Tell whether something was not checked, other than what the text does not speak of."""
    from xlreport.checking.prose import NOT_MENTIONED

    why = verdict.not_checked()
    return any(
        outcome is Outcome.NOT_CHECKED and why.get(clause) != NOT_MENTIONED
        for clause, outcome in verdict.outcomes.items()
    )


# --- Output -----------------------------------------------------------------------------------


def _print(verdicts: Sequence[Verdict], refused: Sequence[Refused]) -> None:
    console = Console(highlight=False)
    for verdict in verdicts:
        if verdict.findings:
            console.print(_table(verdict))
    _print_not_checked(console, verdicts)
    for error in refused:
        line = Text.assemble(("无法读取 ", "bold red"), (f"[{error.code}] ", "dim"), str(error))
        console.print(line, soft_wrap=True)
    clean = sum(not verdict.findings for verdict in verdicts)
    counts = count_by_demand(f for verdict in verdicts for f in verdict.findings)
    kinds = "，".join(f"{demand} {n} 处" for demand, n in counts.items())
    console.print(
        f"共 {len(verdicts) + len(refused)} 份："
        f"无问题 {clean} 份，有问题 {len(verdicts) - clean} 份，"
        f"无法读取 {len(refused)} 份；{kinds}。",
        soft_wrap=True,
    )


def _print_copies(copies: Copies) -> None:
    console = Console(highlight=False, soft_wrap=True)
    for path in copies.written:
        console.print(f"已另存标注副本：{path}", markup=False)
    for path, why in copies.unwritten:
        console.print(Text.assemble(("没有标注副本 ", "bold red"), f"{path.name}：{why}"))


def _table(verdict: Verdict) -> Table:
    report = verdict.report
    table = Table(
        title=Text(f"{report.unit.name or '（未填单位）'}  {report.year} 年度  {report.source}"),
        title_justify="left",
        title_style="bold",
        show_lines=True,
        expand=True,
    )
    table.add_column("要求", no_wrap=True)
    table.add_column("工作表", max_width=16, overflow="fold")
    table.add_column("单元格", max_width=10, overflow="fold")
    table.add_column("问题与改正办法", ratio=1, overflow="fold")
    reasons = {issue.finding: issue.reason for issue in _issues(verdict)}
    for findings in _grouped(verdict.findings):
        first = findings[0]
        label = Text(first.demand, style=_COLOURS[first.severity])
        addresses = address_ranges(f.places[0] for f in findings if f.places)
        table.add_row(label, first.sheet, "、 ".join(addresses), _body(findings, reasons))
    return table


def _body(findings: Sequence[Finding], reasons: Mapping[Finding, str]) -> Text:
    """Write what must hold, what is so, and what to do, a line each."""
    first = findings[0]
    many = f"{first.short or first.statement}（{len(findings)} 处）"
    body = Text(f"{many if len(findings) > 1 else first.title}：", style="bold")
    body.append(f"{first.statement}。", style="bold")
    if len(findings) == 1:
        body.append(f"\n{first.found}。", style="none")
        body.append(f"\n{first.hint}。" if first.hint else "", style="magenta")
    body.append(f"\n{first.advice}", style="green")
    body.append(f" [{first.rule}]", style="dim")
    given = dict.fromkeys(filter(None, (reasons[finding] for finding in findings)))
    body.append(f"\n已说明：{'；'.join(given)}" if given else "", style="cyan")
    return body


def _grouped(findings: Sequence[Finding]) -> list[list[Finding]]:
    """Put together the findings of one rule on one sheet where there are many, as in a blank form.

    Findings of a law keep a line each, for their figures differ.
    """
    groups: dict[object, list[Finding]] = {}
    for index, finding in enumerate(findings):
        key = (finding.rule, finding.sheet, finding.severity)
        groups.setdefault(index if finding.left or not finding.places else key, []).append(finding)
    result: list[list[Finding]] = []
    for group in groups.values():
        result += [group] if len(group) > _FEW else [[finding] for finding in group]
    return result


def _print_not_checked(console: Console, verdicts: Sequence[Verdict]) -> None:
    """Say which rules were not checked, and why: not checked is not the same as held."""
    from xlreport.checking.prose import NOT_MENTIONED

    units: dict[str, list[str]] = {}
    for verdict in verdicts:
        edition = verdict.report.edition
        names = {rule.id: rule.short for rule in edition.rules}
        names |= {rule.id: rule.short for rule in edition.prose_rules}
        reasons: dict[str, dict[str, None]] = {}
        spoken_of = {
            clause.partition("[")[0]
            for clause, judged in verdict.prose.items()
            if judged.why != NOT_MENTIONED
        }
        for clause, why in verdict.not_checked().items():
            rule = clause.partition("[")[0]
            if why == NOT_MENTIONED and rule in spoken_of:
                continue
            # The sentence is for one report; of many, the reason is enough.
            reason = why if len(verdicts) == 1 else why.partition("：")[0]
            reasons.setdefault(reason, {})[names[rule]] = None
        for why, rules in reasons.items():
            name = verdict.report.unit.name or verdict.report.source
            units.setdefault(f"{'、'.join(rules)}（{why}）", []).append(name)
    for text, whose in units.items():
        who = "、".join(whose) if len(whose) <= _FEW else f"{whose[0]}等{len(whose)}个单位"
        console.print(Text(f"未核对 {text}：{who}", style="dim"), soft_wrap=True)


def _sentences(verdict: Verdict, *, wanted: bool) -> dict[str, Any]:
    """Return what became of each sentence with a figure, as plain data."""
    from xlreport.checking.prose.told import sentence_outcomes

    if not wanted:
        return {}
    report = verdict.report
    told = sentence_outcomes(report, verdict.prose)
    return {
        "sentences": [
            {
                "sheet": report.place(each.prose).sheet,
                "cell": report.place(each.prose).a1,
                "text": each.text,
                "outcome": each.outcome.value,
                "why": each.why,
            }
            for each in told
        ]
    }


def _print_sentences(verdicts: Sequence[Verdict]) -> None:
    """List every sentence with a figure, and why it was not checked if it was not."""
    console = Console(highlight=False)
    for verdict in verdicts:
        console.print(Text(f"{verdict.report.unit.name}  文字里带数的话：", style="bold"))
        for each in _sentences(verdict, wanted=True)["sentences"]:
            what, style = _TOLD[Outcome(each["outcome"])]
            why = f"（{each['why']}）" if each["why"] else ""
            where = f" {each['sheet']} {each['cell']} "
            line = Text.assemble((what, style), (where, "dim"), each["text"], (why, "dim"))
            console.print(line, soft_wrap=True)


def _as_data(
    verdicts: Sequence[Verdict],
    refused: Sequence[Refused],
    copies: Copies,
    *,
    sentences: bool,
) -> dict[str, Any]:
    return {
        "reports": [
            {
                "source": verdict.report.source,
                "unit": verdict.report.unit.name,
                "code": verdict.report.unit.code,
                "year": verdict.report.year,
                "edition": verdict.report.edition.id,
                "findings": [
                    {**issue.finding.as_dict(), "reason": issue.reason}
                    for issue in _issues(verdict)
                ],
                "not_checked": verdict.not_checked(),
                **_sentences(verdict, wanted=sentences),
            }
            for verdict in verdicts
        ],
        "refused": [error.as_dict() for error in refused],
        "marked": [str(path) for path in copies.written],
        "unmarked": [{"source": str(path), "reason": why} for path, why in copies.unwritten],
    }
