"""``xlreport repair``: a workbook that was meddled with -> a clean one with its figures."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter
from rich.console import Console

from xlreport.cli.failure import Failure, exit_code
from xlreport.cli.options import Force, Overlays


def repair_command(
    file: Annotated[Path, Parameter(help="要整理的工作簿（原文件不动）。")],
    *,
    output: Annotated[Path, Parameter(name=["--output", "-o"], help="写到哪个文件（.xlsx）。")],
    force: Force = False,
    overlay: Overlays = [],  # noqa: B006 - cyclopts shows the default; it is never changed
) -> int:
    """Carry the figures and texts of a workbook into a clean one."""
    from xlreport.reading import Refused
    from xlreport.repair import NothingToRepair, repair

    if output.suffix.lower() != ".xlsx":
        raise Failure(f"输出文件“{output}”的扩展名应为 .xlsx。")
    try:
        report = repair(file, output, overlay, force=force)
    except Refused as error:
        raise Failure(f"[{error.code}] {error}") from error
    except NothingToRepair as error:
        raise Failure(f"{error}。") from error
    console = Console(highlight=False, soft_wrap=True)
    for note in report.notes:
        cells = "、".join(note.cells)
        where = f"{note.sheet} {cells}：" if cells else ""
        label = note.demand
        console.print(f"{label} [{note.rule}] {where}{note.message}", markup=False)
    for key, text in report.unreadable.items():
        place = report.place(key)
        console.print(f"{place.sheet} {place.a1} 填的“{text}”不能识别，已原样带入。", markup=False)
    counts = {
        "个数": sum(c.key in report.values for c in report.edition.inputs),
        "项答案": len(report.answers),
        "行台账": sum(map(len, report.registers.values())),
        "段文字": sum(bool(text) for text in report.prose.values()),
    }
    asked = {"项答案": report.edition.questions, "行台账": report.edition.registers}
    told = "、".join(f"{n} {what}" for what, n in counts.items() if asked.get(what, True))
    console.print(f"已写出 {output}：带入 {told}。请打开核对后再报送。", markup=False)
    return exit_code(to_do=bool(report.notes or report.unreadable))
