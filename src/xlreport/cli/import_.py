"""``xlreport import``: reports that are already published -> filled workbooks."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter
from rich.console import Console
from rich.text import Text

from xlreport.cli.failure import Failure, exit_code
from xlreport.cli.options import Force, Overlays
from xlreport.edition import EditionError
from xlreport.files import file_name
from xlreport.finding import SEVERITY_LABELS

if TYPE_CHECKING:
    from xlreport.read import Refused
    from xlreport.read.published import Imported

_KEPT_ADVICE = "要重新导入的，先把它移到别处，或者加 --force"


def import_command(
    *sources: Annotated[
        Path, Parameter(help="公开发布的报告（.docx、.html、.pdf、.txt），或者放报告的文件夹。")
    ],
    output: Annotated[Path, Parameter(name=["--output", "-o"], help="写到哪个文件夹。")],
    year: Annotated[int | None, Parameter(help="报告年度；不写则取标题中的年度。")] = None,
    unit: Annotated[str, Parameter(help="单位名称；不写则取标题中的名称。只用于一份报告。")] = "",
    force: Force = False,
    overlay: Overlays = [],  # noqa: B006 - cyclopts shows the default; it is never changed
) -> int:
    """Turn published reports into filled workbooks of the right edition."""
    from xlreport.kept import why_kept
    from xlreport.publish.traced import write_traced
    from xlreport.read import Refused
    from xlreport.read.published import documents_in, import_report

    paths = documents_in(list(sources)).paths
    if not paths:
        raise Failure("没有找到可以导入的报告（.docx、.html、.pdf、.txt）。")
    if unit and len(paths) > 1:
        raise Failure("--unit 只能用于一份报告。")
    if output.exists() and not output.is_dir():
        raise Failure(f"“{output}”是文件，不是文件夹。")
    console = Console(soft_wrap=True, highlight=False)
    written: dict[Path, Path] = {}
    refused: list[Refused] = []
    noted = kept = 0
    for path in paths:
        try:
            imported = import_report(path, year=year, unit=unit, overlays=overlay)
        except Refused as error:
            refused.append(error)
            console.print(Text.assemble(("没有导入 ", "bold red"), str(error)))
            continue
        except EditionError as error:
            raise Failure(str(error)) from error
        target = _target(output, imported, written)
        written[target] = path
        if not force and target.exists():
            why = why_kept(target, imported.report, overlay)
            if why:
                kept += 1
                console.print(f"没有替换 {target}：{why}。{_KEPT_ADVICE}", markup=False)
                continue
        write_traced(imported, target)
        noted += bool(imported.report.notes)
        _print(console, imported, target)
    console.print(
        f"共 {len(paths)} 份：已导入 {len(written) - kept} 份（{noted} 份有需要核对之处），"
        f"{f'{kept} 份填写过的没有替换，' if kept else ''}"
        f"没有导入 {len(refused)} 份。"
    )
    return exit_code(made=bool(written), to_do=bool(refused or noted))


def _target(folder: Path, imported: Imported, written: dict[Path, Path]) -> Path:
    """Return a name for the workbook that no other of this run has."""
    report = imported.report
    stem = f"{report.unit.name}{report.year}" if report.unit.name else Path(report.source).stem
    target = folder / file_name(stem, ".xlsx")
    number = 2
    while target in written:
        target = folder / file_name(f"{stem}-{number}", ".xlsx")
        number += 1
    return target


def _print(console: Console, imported: Imported, target: Path) -> None:
    report = imported.report
    name = Path(report.source).name
    missing = [c for c in report.edition.inputs if c.key not in report.values]
    blank = f"，{len(missing)} 格没有数" if missing else ""
    head = f"{name} → {target}：{report.unit.name or '（没有单位名称）'} {report.year} 年度"
    figures = f"，{report.edition.id} 版，{len(report.values)} 个数{blank}。"
    console.print(Text.assemble(("已导入 ", "bold"), head, figures))
    for note in report.notes:
        subject = f"{note.subject}：" if note.subject else ""
        console.print(f"  {SEVERITY_LABELS[note.severity]} {subject}{note.message}", markup=False)
