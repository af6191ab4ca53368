"""``xlreport template``: the workbook of one unit."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from xlreport.cli.failure import Failure, exit_code
from xlreport.cli.last_year import NO_ROSTER, Successors, read_last_year
from xlreport.cli.options import (
    WHOLE,
    AsJson,
    Force,
    Level,
    Overlays,
    load_edition_for,
    make_unit,
)
from xlreport.cli.output import answer, say
from xlreport.report import Report, ReportKind


def template_command(
    *,
    year: Annotated[int, WHOLE, Parameter(help="报告年度，如 2020。")],
    unit: Annotated[str, Parameter(help="单位名称。")],
    output: Annotated[
        Path, Parameter(name=["--output", "-o"], help="写到哪个文件（.xlsx；带宏时为 .xlsm）。")
    ],
    code: Annotated[str, Parameter(help="单位代码（行政区划代码或统一社会信用代码）。")] = "",
    level: Level = "",
    previous: Annotated[
        list[Path],
        Parameter(
            help="该单位上一年度的工作簿，或者含有它的汇总簿、文件夹：把需要衔接的数填入“上年数据”。"
        ),
    ] = [],  # noqa: B006 - cyclopts shows the default; it is never changed
    roster: Successors = None,
    macros: Annotated[bool, Parameter(help="生成带按钮和功能区的 .xlsm 工作簿。")] = False,
    force: Force = False,
    as_json: AsJson = False,
    overlay: Overlays = [],  # noqa: B006
) -> int:
    """Write the workbook for a unit to fill."""
    from xlreport.edition.load import form_in, words_in
    from xlreport.files import refuse_to_replace
    from xlreport.kept import why_kept
    from xlreport.template import blank_report, write_report

    suffix = ".xlsm" if macros else ".xlsx"
    if output.suffix.lower() != suffix:
        raise Failure(f"输出文件“{output}”的扩展名应为 {suffix}。")
    edition = load_edition_for(year, overlay)
    laid = [path for path in overlay if form_in(path) is None and words_in(path) is None]
    if len(edition.overlays) < len(laid):
        raise Failure(f"有补充格式文件不是给“{edition.id}”版（{year} 年）用的，请核对 --overlay。")
    report = blank_report(edition, year, make_unit(edition, unit, code, level))
    if roster and not previous:
        raise Failure("--roster 只与 --previous 一起用，请写明上一年度的工作簿。")
    if previous:
        report = report.with_last(_last_year(report, previous, overlay, roster))
    refuse_to_replace(
        output,
        inputs=[*previous, *([roster] if roster else []), *overlay],
        kept=lambda path: why_kept(path, report, overlay),
        force=force,
    )
    write_report(report, output, macros=macros)
    return answer(
        exit_code(),
        lambda: {
            "written": str(output),
            "unit": unit,
            "code": code,
            "level": report.unit.level,
            "year": year,
            "edition": edition.id,
            "last_year": bool(report.last),
        },
        lambda: say(f"已生成 {output}：{unit} {year} 年度，{edition.id} 版格式。"),
        as_json=as_json,
    )


_FILL_IN = "去掉 --previous 生成，再在“上年数据”中手工填写"


def _last_year(
    report: Report, sources: Sequence[Path], overlays: Sequence[Path], roster: Path | None
) -> Report:
    """Return the unit's report of the year before, or that of those that went into it.

    A single workbook is the unit's, whatever it is called there, unless a roster says otherwise.

    :raises Failure: if there is none, or it is not clear which it is.
    """
    from xlreport.consolidation.units.roster import read_roster
    from xlreport.consolidation.years.last_year import advice_on

    year = report.year - 1
    members = read_roster(roster) if roster else None
    found = read_last_year(sources, overlays, members)
    alone = [each.report for each in found.found if each.whole]
    is_alone = len(alone) == 1 and alone[0].kind is ReportKind.OWN
    listed = members is not None and members.match(report.unit) is not None
    if is_alone and not listed:
        if alone[0].year != year:
            raise Failure(f"“{sources[0]}”是 {alone[0].year} 年的，不是上一年度的。")
        return alone[0]
    answer = found.answer(report.unit, year)
    if answer.report is None:
        why = answer.doubt or f"没有“{report.unit.name}”{year} 年的报表"
        advice = advice_on(answer.doubt, "重新生成", _FILL_IN)
        if not answer.doubt:
            advice = f"请用 --previous 写明这个单位上一年度的工作簿；没有的，{_FILL_IN}"
        more = "" if roster else NO_ROSTER
        raise Failure(f"上年数据不能确定：{why}。{advice}。{more}")
    return answer.report
