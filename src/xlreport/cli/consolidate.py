"""``xlreport consolidate``: a folder of workbooks -> the workbook of the level above."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter
from rich.console import Console
from rich.text import Text

from xlreport.cli.failure import CLEAN, FAILED, FINDINGS, Failure
from xlreport.cli.options import Level, Overlays, make_unit


def consolidate_command(
    *sources: Annotated[Path, Parameter(help="放报表的文件夹，也可以是单个文件。")],
    output: Annotated[Path, Parameter(name=["--output", "-o"], help="写到哪个文件（.xlsx）。")],
    unit: Annotated[str, Parameter(help="汇总单位名称；不写则用输出文件名。")] = "",
    code: Annotated[str, Parameter(help="汇总单位代码。")] = "",
    level: Level = "",
    year: Annotated[int | None, Parameter(help="汇总哪一年；不写则取多数文件的年度。")] = None,
    accept_errors: Annotated[
        bool, Parameter(help="有错误的报表也汇总进来（缺的数仍然缺）。")
    ] = False,
    overlay: Overlays = [],  # noqa: B006 - cyclopts shows the default; it is never changed
) -> int:
    """Sum workbooks into one that can be checked and summed again."""
    from xlreport.consolidate import Status, take_in, write_city
    from xlreport.read import workbooks_in

    if output.suffix.lower() != ".xlsx":
        raise Failure(f"输出文件“{output}”的扩展名应为 .xlsx。")
    mine = output.resolve()
    paths = [path for path in workbooks_in(sources) if path.resolve() != mine]
    if not paths:
        raise Failure("没有找到 Excel 工作簿。")
    submissions = take_in(paths, year=year, accept_errors=accept_errors, overlays=overlay)
    console = Console(highlight=False, soft_wrap=True)
    left_out = [s for s in submissions if s.status is not Status.TAKEN]
    for submission in left_out:
        name = submission.verdict.report.unit.name if submission.verdict else ""
        where = f"{submission.path.name}（{name}）" if name else submission.path.name
        text = f" {where}：{submission.reason}。{submission.advice}"
        console.print(Text.assemble((submission.status.value, "yellow"), text))
    taken = [s.verdict.report for s in submissions if s.verdict and s.status is Status.TAKEN]
    if not taken:
        raise Failure("没有一份报表可以汇总，没有写出文件。")
    of = make_unit(taken[0].edition, unit or output.stem, code, level)
    total = write_city(submissions, of, output)
    console.print(
        f"已汇总 {len(taken)} 份，未采用 {len(left_out)} 份，写入 {output}"
        f"（{of.name}，{total.year} 年度）。",
        markup=False,
    )
    if any(s.status is Status.UNREADABLE for s in left_out):
        return FAILED
    return FINDINGS if any(s.status is Status.REFUSED for s in left_out) else CLEAN
