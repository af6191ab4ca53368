"""``xlreport repair``: a workbook that was meddled with -> a clean one with its figures."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import Parameter

from xlreport.cli.failure import Failure, exit_code
from xlreport.cli.options import AsJson, Force, Overlays
from xlreport.cli.output import answer, say

if TYPE_CHECKING:
    from xlreport.report import Report

_MEASURES = {"figures": "个数", "answers": "项答案", "entries": "行台账", "texts": "段文字"}
"""What people count each kind in."""


def repair_command(
    file: Annotated[Path, Parameter(help="要整理的工作簿（原文件不动）。")],
    *,
    output: Annotated[Path, Parameter(name=["--output", "-o"], help="写到哪个文件（.xlsx）。")],
    force: Force = False,
    as_json: AsJson = False,
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
    code = exit_code(to_do=bool(report.notes or report.unreadable))
    return answer(
        code, lambda: _as_data(report, output), lambda: _print(report, output), as_json=as_json
    )


def _carried(report: Report) -> dict[str, int]:
    """Return how much of each kind was carried over."""
    return {
        "figures": sum(c.key in report.values for c in report.edition.inputs),
        "answers": len(report.answers),
        "entries": sum(map(len, report.registers.values())),
        "texts": sum(bool(text) for text in report.prose.values()),
    }


def _as_data(report: Report, output: Path) -> dict[str, Any]:
    """Return what was found in a workbook, and what was carried over, as plain data."""
    places = {key: report.place(key) for key in report.unreadable}
    return {
        "source": report.source,
        "written": str(output),
        "unit": report.unit.name,
        "year": report.year,
        **_carried(report),
        "findings": [note.as_dict() for note in report.notes],
        "unreadable": [
            {"sheet": places[key].sheet, "cell": places[key].a1, "text": text}
            for key, text in report.unreadable.items()
        ],
    }


def _print(report: Report, output: Path) -> None:
    """Print what was found in a workbook, and what was carried over."""
    for note in report.notes:
        say(f"{note.demand} [{note.rule}] {note.located}")
    for key, text in report.unreadable.items():
        place = report.place(key)
        say(f"{place.sheet} {place.a1} 填的“{text}”不能识别，已原样带入。")
    asked = {"answers": report.edition.questions, "entries": report.edition.registers}
    counts = ((n, _MEASURES[what]) for what, n in _carried(report).items() if asked.get(what, True))
    told = "、".join(f"{n} {measure}" for n, measure in counts)
    say(f"已写出 {output}：带入 {told}。请打开核对后再报送。")
