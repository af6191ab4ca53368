"""``xlreport next-year``: next year's workbooks for the whole roster."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter
from rich.console import Console

from xlreport.cli.failure import Failure, exit_code
from xlreport.cli.options import Overlays, load_edition_for


def next_year_command(
    *,
    year: Annotated[int, Parameter(help="新的报告年度，如 2021。")],
    roster: Annotated[Path, Parameter(help="名册（.xlsx 或 .csv）。")],
    output: Annotated[Path, Parameter(name=["--output", "-o"], help="写到哪个文件夹。")],
    previous: Annotated[list[Path], Parameter(help="上一年度的汇总簿、文件夹或单个文件。")] = [],  # noqa: B006 - cyclopts shows the default; it is never changed
    overlay: Overlays = [],  # noqa: B006
) -> int:
    """Write the workbook of every unit on the roster, with the carried figures filled in."""
    from xlreport.consolidate.next_year import next_workbooks
    from xlreport.consolidate.previous import read_previous
    from xlreport.consolidate.roster import RosterError, read_roster
    from xlreport.template import write_report

    edition = load_edition_for(year, overlay)
    try:
        members = read_roster(roster)
    except RosterError as error:
        raise Failure(str(error)) from error
    last_year = read_previous(previous, overlay) if previous else None
    if last_year and last_year.refused:
        raise Failure("\n".join(f"上年数据 {error}" for error in last_year.refused))
    console = Console(soft_wrap=True, highlight=False)
    written = with_last = 0
    for member, report, path in next_workbooks(members, last_year, edition, year):
        write_report(report, output / path)
        written += 1
        with_last += bool(report.last)
        if last_year and edition.last_keys and not report.last:
            console.print(f"{member.name}：没有找到上年数据，结转数须自行填写。", markup=False)
    text = f"已在 {output} 生成 {written} 个 {year} 年度的工作簿，其中 {with_last} 个带有上年数据。"
    console.print(text, markup=False)
    return exit_code()
