"""``xlreport check``: workbooks and folders against every rule."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import Parameter
from rich.console import Console
from rich.table import Table
from rich.text import Text

from xlreport.cli.failure import CLEAN, FAILED, FINDINGS, Failure
from xlreport.cli.options import Overlays
from xlreport.edition import Severity
from xlreport.finding import SEVERITY_LABELS, Outcome, count_by_severity
from xlreport.report import Report

if TYPE_CHECKING:
    from xlreport.check import Verdict
    from xlreport.read import Refused

_COLOURS = {Severity.ERROR: "bold red", Severity.QUERY: "yellow", Severity.NOTE: "cyan"}


def check_command(
    *sources: Annotated[Path, Parameter(help="要校验的工作簿或文件夹。")],
    previous: Annotated[
        Path | None, Parameter(help="上一年度的工作簿、文件夹或汇总簿，用于核对年度衔接。")
    ] = None,
    as_json: Annotated[
        bool, Parameter(name="--json", help="输出 JSON，供其他程序使用。", negative=())
    ] = False,
    strict: Annotated[
        bool, Parameter(help="从严：有提示或未能核对的规则时也以 1 退出。", negative=())
    ] = False,
    mark: Annotated[
        bool, Parameter(help="另存标注了问题的副本（原文件不动）。", negative=())
    ] = False,
    overlay: Overlays = [],  # noqa: B006 - cyclopts shows the default; it is never changed
) -> int:
    """Check workbooks and say what is wrong, cell by cell."""
    from xlreport.check import check
    from xlreport.read import workbooks_in

    if not sources:
        raise Failure("请写明要校验的文件或文件夹。")
    paths = list(workbooks_in(sources))
    if not paths:
        raise Failure("没有找到 Excel 工作簿。")
    reports, refused = _read_all(paths, overlay)
    if previous is not None:
        last_year, refused_previous = _read_all(list(workbooks_in([previous])), overlay)
        refused += refused_previous
        reports = _with_last(reports, last_year)
    verdicts = check(reports)
    marked = _mark(verdicts, sources) if mark else []
    if as_json:
        json.dump(_as_data(verdicts, refused, marked), sys.stdout, ensure_ascii=False, indent=2)
        sys.stdout.write("\n")
    else:
        _print(verdicts, refused, marked)
    return _exit_code(verdicts, refused, strict=strict)


def _read_all(paths: Sequence[Path], overlays: Sequence[Path]) -> tuple[list[Report], list[Refused]]:
    from xlreport.read import Refused, read

    reports: list[Report] = []
    refused: list[Refused] = []
    for path in paths:
        try:
            reports.append(read(path, overlays))
        except Refused as error:
            refused.append(error)
    return reports, refused


def _with_last(reports: Sequence[Report], last_year: Sequence[Report]) -> list[Report]:
    """Give each report last year's figures of the same unit, where there are any."""
    by_unit = {(r.unit.identity, r.year): r for r in last_year}
    by_unit |= {(r.unit.name, r.year): r for r in last_year}
    result: list[Report] = []
    for report in reports:
        year = report.year - 1
        found = by_unit.get((report.unit.identity, year)) or by_unit.get((report.unit.name, year))
        result.append(report.with_last(found) if found else report)
    return result


def _mark(verdicts: Sequence[Verdict], sources: Sequence[Path]) -> list[Path]:
    """Write a marked copy of each workbook that has findings, outside the folders checked."""
    from xlreport.mark import write_marked_copy

    folders = [source.resolve() for source in sources if source.is_dir()]
    marked: list[Path] = []
    for verdict in verdicts:
        if not verdict.findings:
            continue
        path = Path(verdict.report.source).resolve()
        target = path.with_stem(f"{path.stem}-校验结果")
        for folder in folders:
            if path.is_relative_to(folder):
                target = folder.with_name(f"{folder.name}-校验结果") / path.relative_to(folder)
        write_marked_copy(verdict, target)
        marked.append(target)
    return marked


def _exit_code(verdicts: Sequence[Verdict], refused: Sequence[Refused], *, strict: bool) -> int:
    if refused:
        return FAILED
    for verdict in verdicts:
        if any(strict or f.severity is not Severity.NOTE for f in verdict.findings):
            return FINDINGS
        if strict and Outcome.NOT_CHECKED in verdict.outcomes.values():
            return FINDINGS
    return CLEAN


# --- Output -----------------------------------------------------------------------------------


def _print(verdicts: Sequence[Verdict], refused: Sequence[Refused], marked: Sequence[Path]) -> None:
    console = Console(highlight=False)
    for verdict in verdicts:
        if verdict.findings:
            console.print(_table(verdict))
        _print_not_checked(console, verdict)
    for error in refused:
        console.print(Text.assemble(("无法读取 ", "bold red"), str(error)))
    for path in marked:
        console.print(Text(f"已另存标注副本：{path}"), soft_wrap=True)
    clean = sum(not verdict.findings for verdict in verdicts)
    counts = count_by_severity(f for verdict in verdicts for f in verdict.findings)
    kinds = "，".join(f"{SEVERITY_LABELS[s]} {n} 处" for s, n in counts.items())
    console.print(
        f"共 {len(verdicts) + len(refused)} 份：无问题 {clean} 份，有问题 {len(verdicts) - clean} 份，"
        f"无法读取 {len(refused)} 份；{kinds}。"
    )


def _table(verdict: Verdict) -> Table:
    report = verdict.report
    table = Table(
        title=Text(f"{report.unit.name or '（未填单位）'}  {report.year} 年度  {report.source}"),
        title_justify="left",
        title_style="bold",
        show_lines=True,
        expand=True,
    )
    table.add_column("性质", no_wrap=True)
    table.add_column("工作表", max_width=16)
    table.add_column("单元格", max_width=10)
    table.add_column("问题与改正办法", ratio=1)
    for finding in verdict.findings:
        address = finding.cells[0] if finding.cells else ""
        body = Text(f"[{finding.rule}] ", style="dim")
        body.append(f"{finding.subject}：" if finding.subject else "", style="bold")
        body.append(finding.message, style="none")
        label = Text(SEVERITY_LABELS[finding.severity], style=_COLOURS[finding.severity])
        table.add_row(label, finding.sheet, address, body)
    return table


def _print_not_checked(console: Console, verdict: Verdict) -> None:
    """Say which rules were not checked, and why: not checked is not the same as held."""
    reasons: dict[str, list[str]] = {}
    for clause, why in verdict.not_checked().items():
        rules = reasons.setdefault(why, [])
        rule = clause.partition("[")[0]
        if rule not in rules:
            rules.append(rule)
    if reasons:
        texts = [f"{'、'.join(rules)}（{why}）" for why, rules in reasons.items()]
        name = verdict.report.unit.name or verdict.report.source
        console.print(Text(f"{name}：未核对 {'；'.join(texts)}", style="dim"))


def _as_data(
    verdicts: Sequence[Verdict], refused: Sequence[Refused], marked: Sequence[Path]
) -> dict[str, Any]:
    return {
        "reports": [
            {
                "source": verdict.report.source,
                "unit": verdict.report.unit.name,
                "code": verdict.report.unit.code,
                "year": verdict.report.year,
                "edition": verdict.report.edition.id,
                "findings": [finding.as_dict() for finding in verdict.findings],
                "not_checked": verdict.not_checked(),
            }
            for verdict in verdicts
        ],
        "refused": [
            {"source": str(e.path), "reason": e.reason, "advice": e.advice} for e in refused
        ],
        "marked": [str(path) for path in marked],
    }
