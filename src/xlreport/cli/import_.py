"""``xlreport import``: reports that are already published -> filled workbooks."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import Parameter
from rich.console import Console
from rich.table import Table
from rich.text import Text

from xlreport.cli.failure import Failure, exit_code
from xlreport.cli.options import WHOLE, AsJson, Force, Overlays
from xlreport.cli.output import answer
from xlreport.consolidation.incoming.states import Word
from xlreport.edition import Severity
from xlreport.files import file_name, replacing, shown_name, shown_stem
from xlreport.finding import SEVERITY_LABELS

if TYPE_CHECKING:
    from xlreport.reading.published.folder import Documents

_LABELS = {SEVERITY.value: label for SEVERITY, label in SEVERITY_LABELS.items()}


_LONGEST_STATE = 36
"""Letters of what the table at the end says of a file; all of it stands above."""
_WIDE = 160
"""Columns of the table where no window says how many there are."""


class Fate(Word):
    """What became of a published report."""

    IMPORTED = "已导入"
    DOUBTFUL = "需核对"
    KEPT = "没有替换"
    REFUSED = "没有导入"


@dataclass(frozen=True, slots=True)
class _Row:
    """One file: its fate, the workbook made of it, what is to be told, and why it was refused."""

    path: Path
    fate: Fate
    workbook: Path | None = None
    told: dict[str, Any] = field(default_factory=dict)
    reason: str = ""
    advice: str = ""

    @property
    def noted(self) -> bool:
        """Whether anything is to be looked at."""
        return self.fate is not Fate.IMPORTED or bool(self.told["findings"] or self.told["blank"])

    def as_dict(self) -> dict[str, Any]:
        """Return it as plain data for JSON."""
        return {
            "path": str(self.path),
            "status": self.fate.id,
            "status_label": self.fate.value,
            "workbook": str(self.workbook) if self.workbook else "",
            **{key: self.told.get(key) for key in ("unit", "year", "edition", "figures", "blank")},
            "unreadable": self.told.get("unreadable", {}),
            "findings": self.told.get("findings", []),
            "reason": self.reason,
            "advice": self.advice,
        }


_WHOSE = ("IMPORT-NAME", "IMPORT-YEAR")
"""What the table tells first of a report."""
_KEPT_ADVICE = "要重新导入的，先把它移到别处，或者加 --force。"


def import_command(
    *sources: Annotated[
        Path, Parameter(help="公开发布的报告（.docx、网页、.pdf、.txt），或者放报告的文件夹。")
    ],
    output: Annotated[Path, Parameter(name=["--output", "-o"], help="写到哪个文件夹。")],
    year: Annotated[int | None, WHOLE, Parameter(help="报告年度；不写则取标题中的年度。")] = None,
    unit: Annotated[str, Parameter(help="单位名称；不写则取标题中的名称。只用于一份报告。")] = "",
    force: Force = False,
    as_json: AsJson = False,
    overlay: Overlays = [],  # noqa: B006 - cyclopts shows the default; it is never changed
) -> int:
    """Turn published reports into filled workbooks of the right edition."""
    from xlreport.reading.published import documents_in

    documents = documents_in(list(sources))
    if not documents.paths:
        raise Failure("没有找到可以导入的报告（.docx、网页、.pdf、.txt）。")
    if unit and len(documents.paths) > 1:
        raise Failure("--unit 只能用于一份报告。")
    if output.exists() and not output.is_dir():
        raise Failure(f"“{output}”是文件，不是文件夹。")
    width = None if sys.stdout.isatty() else _WIDE
    console = Console(soft_wrap=True, highlight=False, quiet=as_json, width=width)
    rows: list[_Row] = []
    for row in _imported(documents.paths, output, year, unit, overlay, force=force):
        rows.append(row)
        _print(console, row)
    to_do = any(row.noted for row in rows) or bool(documents.closed)
    return answer(
        exit_code(made=any(row.workbook for row in rows), to_do=to_do),
        lambda: _as_data(rows, documents),
        lambda: _print_table(console, rows, documents, output),
        as_json=as_json,
    )


def _imported(
    paths: Sequence[Path],
    folder: Path,
    year: int | None,
    unit: str,
    overlays: Sequence[Path],
    *,
    force: bool,
) -> Iterator[_Row]:
    """Import files under the guard, and write their workbooks, in the order given."""
    from xlreport.reading import Refused
    from xlreport.work import Answer, Guard, Task

    written: set[Path] = set()
    tasks = [Task("import", path, {"year": year, "unit": unit}) for path in paths]
    with Guard(overlays) as guard:
        for path, outcome in zip(paths, guard.in_order(tasks), strict=True):
            match outcome:
                case Answer(data, body):
                    target = _target(folder, path, data, written)
                    written.add(target)
                    why = "" if force else _why_kept(target, body, overlays)
                    yield _written(path, target, data, body, why)
                case Refused():
                    yield _Row(path, Fate.REFUSED, reason=outcome.reason, advice=outcome.advice)
                case _:
                    raise outcome


def _why_kept(target: Path, body: bytes, overlays: Sequence[Path]) -> str:
    """Say what would be lost if the workbook that is there were replaced; empty if nothing."""
    from xlreport.kept import why_kept
    from xlreport.reading import Refused
    from xlreport.work.reading import isolated

    if not target.exists() or target.read_bytes() == body:
        return ""
    with TemporaryDirectory() as folder:
        new = Path(folder, "new.xlsx")
        new.write_bytes(body)
        (report,) = isolated([new], overlays)
    if isinstance(report, Refused):
        return "不能与新导入的比较"
    return why_kept(target, report, overlays)


def _written(path: Path, target: Path, told: dict[str, Any], body: bytes, why: str) -> _Row:
    """Put a workbook into the folder, unless something would be lost."""
    if why:
        return _Row(path, Fate.KEPT, None, told, f"“{target}”{why}", _KEPT_ADVICE)
    with replacing(target) as temporary:
        temporary.write_bytes(body)
    grave = any(f["severity"] != Severity.NOTE for f in told["findings"])
    fate = Fate.DOUBTFUL if grave or told["unreadable"] else Fate.IMPORTED
    return _Row(path, fate, target, told)


def _target(folder: Path, path: Path, told: dict[str, Any], written: set[Path]) -> Path:
    """Return a name for the workbook that no other of this run has."""
    stem = f"{told['unit']}{told['year']}" if told["unit"] else shown_stem(path)
    stem = file_name(stem)[:60]
    others = (folder / file_name(f"{stem}-{number}", ".xlsx") for number in count(2))
    targets = chain((folder / f"{stem}.xlsx",), others)
    return next(target for target in targets if target not in written)


def _as_data(rows: Sequence[_Row], documents: Documents) -> dict[str, Any]:
    return {
        "files": [row.as_dict() for row in rows],
        "closed_folders": [str(folder) for folder in documents.closed],
        "other_files": dict(documents.others),
    }


def _print(console: Console, row: _Row) -> None:
    told = row.told
    if row.workbook is None:
        why = f"{shown_name(row.path)}：{row.reason}。{row.advice}"
        console.print(Text.assemble((f"{row.fate.value} ", "bold red"), why))
        return
    blank = f"，{told['blank']} 格没有数" if told["blank"] else ""
    name = told["unit"] or "（没有单位名称）"
    head = f"{shown_name(row.path)} → {row.workbook}：{name} {told['year']} 年度"
    figures = f"，{told['edition']} 版，{told['figures']} 个数{blank}。"
    console.print(Text.assemble(("已导入 ", "bold"), head, figures))
    for note in told["findings"]:
        subject = f"{note['subject']}：" if note["subject"] else ""
        console.print(f"  {_LABELS[note['severity']]} {subject}{note['message']}", markup=False)


def _print_table(
    console: Console, rows: Sequence[_Row], documents: Documents, folder: Path
) -> None:
    """Print what came in, what is in doubt, what was refused, and what to do with the folder."""
    if len(rows) > 1:
        table = Table(box=None, pad_edge=False, header_style="bold")
        for head in ("结果", "文件", "单位", "年度", "数", "空白", "情况"):
            table.add_column(head, overflow="fold")
        for row in sorted(rows, key=lambda row: list(Fate).index(row.fate)):
            table.add_row(*map(Text, _cells(row)))
        console.print()
        console.print(table)
    count = {fate: sum(row.fate is fate for row in rows) for fate in Fate}
    made = sum(row.workbook is not None for row in rows)
    doubtful = sum(row.workbook is not None and row.noted for row in rows)
    kept = f"填写过的没有替换 {count[Fate.KEPT]} 份，" if count[Fate.KEPT] else ""
    console.print(
        f"共 {len(rows)} 份：已导入 {made} 份（{doubtful} 份有需要核对之处），"
        f"{kept}没有导入 {count[Fate.REFUSED]} 份。"
    )
    for folder in documents.closed:
        console.print(f"进不去的文件夹：{folder}，其中的报告没有导入。", markup=False)
    if documents.others:
        told = "、".join(f"{suffix} {n} 个" for suffix, n in sorted(documents.others.items()))
        console.print(f"另有不是文档的文件没有读：{told}。", markup=False)
    years = Counter(row.told["year"] for row in rows if row.workbook is not None)
    if len(years) > 1:
        told = "、".join(f"{year} 年 {n} 份" for year, n in sorted(years.items()))
        console.print(f"有几个年度的报告：{told}；汇总时一次汇总一个年度（--year）。")
    if made > 1:
        command = f'xlreport consolidate "{folder}" -o 汇总.xlsx --unit 汇总单位的名称'
        console.print(f"核对后汇总、审核：{command}", markup=False)


def _cells(row: _Row) -> tuple[str, ...]:
    told = row.told
    queries = [f for f in told.get("findings", ()) if f["severity"] != Severity.NOTE]
    # A report without a name or of a doubtful year is of no use until somebody looks.
    queries.sort(key=lambda finding: [*_WHOSE, finding["rule"]].index(finding["rule"]))
    state = row.reason or (f"{queries[0]['found']}" if queries else "")
    more = f"（共 {len(queries)} 处）" if len(queries) > 1 else ""
    state = state if len(state) <= _LONGEST_STATE else state[:_LONGEST_STATE] + "……"
    return (
        row.fate.value,
        shown_name(row.path),
        told.get("unit") or "",
        str(told.get("year") or ""),
        str(told.get("figures", "")),
        str(told.get("blank") or ""),
        state + more,
    )
