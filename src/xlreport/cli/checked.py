"""What ``xlreport check`` has found, on the terminal and as plain data."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from xlreport.cli.output import say
from xlreport.edition import Severity
from xlreport.edition.model import NamedRule
from xlreport.finding import Finding, Outcome, address_ranges, count_by_demand
from xlreport.issue import Issue, issues_of
from xlreport.sequences import grouped, some_of

if TYPE_CHECKING:
    from xlreport.checking import Verdict
    from xlreport.reading import Refused
    from xlreport.report import Report

_SHOWN = 20
"""So many reports of other years are named."""
_FEW = 3
"""Up to so many findings of a kind are shown one by one."""
_TOLD = {
    Outcome.HELD: ("相符", "green"),
    Outcome.BROKEN: ("不符", "bold red"),
    Outcome.NOT_CHECKED: ("未核对", "yellow"),
}
_COLOURS = {Severity.ERROR: "bold red", Severity.QUERY: "yellow", Severity.NOTE: "cyan"}


@dataclass
class MarkedCopies:
    """The marked copies: those written, and of the others the workbook and why there is none."""

    written: list[Path] = field(default_factory=list)
    unwritten: list[tuple[Path, str]] = field(default_factory=list)


def issues_in(verdict: Verdict) -> tuple[Issue, ...]:
    """Return the findings of a workbook with the reasons that were given for them."""
    return issues_of(verdict.findings, verdict.report.explanations)


def print_verdicts(
    verdicts: Sequence[Verdict],
    refused: Sequence[Refused],
    others: Sequence[Refused],
    year: int,
) -> None:
    """Print the findings of each workbook, what was not checked or read, and the counts.

    :param others: files that are no workbooks.
    :param year: the year that is checked, 0 if nobody said which.
    """
    _print_years(verdicts, year)
    for verdict in verdicts:
        if verdict.findings:
            Console(highlight=False).print(_table(verdict))
    _print_not_checked(verdicts)
    for error in others:
        say(Text.assemble(("不是工作簿 ", "cyan"), (f"[{error.code}] ", "dim"), str(error)))
    for error in refused:
        say(Text.assemble(("无法读取 ", "bold red"), (f"[{error.code}] ", "dim"), str(error)))
    beside = f"另有 {len(others)} 个文件不是工作簿，没有校验。" if others else ""
    clean = sum(not verdict.findings for verdict in verdicts)
    counts = count_by_demand(f for verdict in verdicts for f in verdict.findings)
    kinds = "，".join(f"{demand} {n} 处" for demand, n in counts.items())
    say(
        f"共 {len(verdicts) + len(refused)} 份："
        f"无问题 {clean} 份，有问题 {len(verdicts) - clean} 份，"
        f"无法读取 {len(refused)} 份；{kinds}。{beside}"
    )


def of_another_year(verdicts: Sequence[Verdict], year: int) -> list[Report]:
    """Return the reports that are not of the year that is checked; none if nobody said which.

    :param year: the year, or 0.
    """
    return [each.report for each in verdicts if year and each.report.year != year]


def _print_years(verdicts: Sequence[Verdict], year: int) -> None:
    """Say first of which years the reports are, unless the only one is about to say it itself."""
    years = Counter(verdict.report.year for verdict in verdicts)
    if not years:
        return
    if len(verdicts) > 1 or not verdicts[0].findings:
        told = "，".join(f"{each} 年度 {count} 份" for each, count in sorted(years.items()))
        say(f"校验的报表：{told}。")
    usual = year or years.most_common(1)[0][0]
    others = of_another_year(verdicts, usual)
    lines = [
        Text.assemble(
            ("年度不同", "bold yellow"),
            f" {report.unit.name or '（未填单位）'} {report.year} 年度 {report.source}："
            f"不是 {usual} 年度的，请核对。",
        )
        for report in others
    ]
    for line in some_of(lines, _SHOWN, f"……不是 {usual} 年度的共 {len(others)} 份。"):
        say(line)


def print_left_out(why: str) -> None:
    """Say that the figures were not judged a second time.

    :param why: what stood in the way.
    """
    say(Text(f"没有能够把各格的数再核对一遍：{why}", style="yellow"), error=True)


def print_copies(copies: MarkedCopies) -> None:
    """Print where the marked copies are, and of which workbooks there is none."""
    for path in copies.written:
        say(f"已另存标注副本：{path}")
    for path, why in copies.unwritten:
        say(Text.assemble(("没有标注副本 ", "bold red"), f"{path.name}：{why}"))


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
    reasons = {issue.finding: issue.reason for issue in issues_in(verdict)}
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
    groups = grouped(
        (index if f.left or not f.places else (f.rule, f.sheet, f.severity), f)
        for index, f in enumerate(findings)
    )
    result: list[list[Finding]] = []
    for group in groups.values():
        result += [group] if len(group) > _FEW else [[finding] for finding in group]
    return result


def _print_not_checked(verdicts: Sequence[Verdict]) -> None:
    """Say which rules were not checked, and why: not checked is not the same as held."""
    from xlreport.checking.prose import NOT_MENTIONED
    from xlreport.checking.statements import statements_of

    units: dict[str, list[str]] = {}
    for verdict in verdicts:
        edition = verdict.report.edition
        rules: dict[str, NamedRule] = {each.id: each.rule for each in statements_of(edition)}
        rules |= {each: rule for rule in edition.prose_rules for each in rule.ids}
        reasons: dict[str, dict[str, None]] = {}
        spoken_of = {
            rules[clause].id
            for clause, judged in verdict.prose.items()
            if judged.why != NOT_MENTIONED
        }
        for clause, why in verdict.not_checked().items():
            rule = rules[clause]
            if why == NOT_MENTIONED and rule.id in spoken_of:
                continue
            # The sentence is for one report; of many, the reason is enough.
            reason = why if len(verdicts) == 1 else why.partition("：")[0]
            reasons.setdefault(reason, {})[rule.short] = None
        for why, shorts in reasons.items():
            name = verdict.report.unit.name or verdict.report.source
            units.setdefault(f"{'、'.join(shorts)}（{why}）", []).append(name)
    for text, whose in units.items():
        who = "、".join(whose) if len(whose) <= _FEW else f"{whose[0]}等{len(whose)}个单位"
        say(Text(f"未核对 {text}：{who}", style="dim"))


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


def print_sentences(verdicts: Sequence[Verdict]) -> None:
    """List every sentence with a figure, and why it was not checked if it was not."""
    for verdict in verdicts:
        say(Text(f"{verdict.report.unit.name}  文字里带数的话：", style="bold"))
        told = _sentences(verdict, wanted=True)["sentences"]
        if not told:
            say(Text("  没有。", style="dim"))
        for each in told:
            what, style = _TOLD[Outcome(each["outcome"])]
            why = f"（{each['why']}）" if each["why"] else ""
            where = f" {each['sheet']} {each['cell']} "
            say(Text.assemble((what, style), (where, "dim"), each["text"], (why, "dim")))


def as_data(
    verdicts: Sequence[Verdict],
    refused: Sequence[Refused],
    others: Sequence[Refused],
    copies: MarkedCopies,
    *,
    sentences: bool,
) -> dict[str, Any]:
    """Return all of it as plain data, with every sentence that holds a figure if wanted."""
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
                    for issue in issues_in(verdict)
                ],
                "not_checked": verdict.not_checked(),
                **_sentences(verdict, wanted=sentences),
            }
            for verdict in verdicts
        ],
        "refused": [error.as_dict() for error in refused],
        "others": [error.as_dict() for error in others],
        "marked": [str(path) for path in copies.written],
        "unmarked": [{"source": str(path), "reason": why} for path, why in copies.unwritten],
    }
