"""``xlreport template``: the workbook of one unit."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter
from rich.console import Console

from xlreport.cli.failure import Failure, exit_code
from xlreport.cli.options import Level, Overlays, load_edition_for, make_unit


def template_command(
    *,
    year: Annotated[int, Parameter(help="报告年度，如 2020。")],
    unit: Annotated[str, Parameter(help="单位名称。")],
    output: Annotated[
        Path, Parameter(name=["--output", "-o"], help="写到哪个文件（.xlsx；带宏时为 .xlsm）。")
    ],
    code: Annotated[str, Parameter(help="单位代码（行政区划代码或统一社会信用代码）。")] = "",
    level: Level = "",
    previous: Annotated[
        Path | None, Parameter(help="该单位上一年度的工作簿：把需要衔接的数填入“上年数据”。")
    ] = None,
    macros: Annotated[bool, Parameter(help="生成带按钮和功能区的 .xlsm 工作簿。")] = False,
    overlay: Overlays = [],  # noqa: B006 - cyclopts shows the default; it is never changed
) -> int:
    """Write the workbook for a unit to fill."""
    from xlreport.edition.load import form_in
    from xlreport.read import Refused, read
    from xlreport.template import blank_report, write_report

    suffix = ".xlsm" if macros else ".xlsx"
    if output.suffix.lower() != suffix:
        raise Failure(f"输出文件“{output}”的扩展名应为 {suffix}。")
    edition = load_edition_for(year, overlay)
    if len(edition.overlays) < sum(form_in(path) is None for path in overlay):
        raise Failure(f"有补充格式文件不是给“{edition.id}”版（{year} 年）用的，请核对 --overlay。")
    report = blank_report(edition, year, make_unit(edition, unit, code, level))
    if previous is not None:
        try:
            last_year = read(previous)
        except Refused as error:
            raise Failure(str(error)) from error
        if last_year.year != year - 1:
            raise Failure(f"“{previous}”是 {last_year.year} 年的，不是上一年度的。")
        report = report.with_last(last_year)
    write_report(report, output, macros=macros)
    Console(soft_wrap=True, highlight=False).print(
        f"已生成 {output}：{unit} {year} 年度，{edition.id} 版格式。", markup=False
    )
    return exit_code()
