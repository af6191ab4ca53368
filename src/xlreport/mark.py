"""Findings -> a marked copy of the workbook: what the button 校验 does, on a closed file."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING, Any

from xlreport.attached import on_disk
from xlreport.checking import Verdict, check
from xlreport.edition.layout import MANIFEST_SHEET
from xlreport.errors import UserError
from xlreport.files import refuse_to_replace, replacing
from xlreport.finding import Finding
from xlreport.manifest import MARKED, MARKED_ROW
from xlreport.marked import fingerprint, is_untouched_copy
from xlreport.marked_front import open_on_its_list
from xlreport.reading import Refused
from xlreport.reading.guard import open_package
from xlreport.reading.limits import LARGEST_MARKED
from xlreport.record import from_bytes, pack, pack_finding, to_bytes, unpack, unpack_finding
from xlreport.report import Report
from xlreport.work import Answer, Guard, Task

if TYPE_CHECKING:
    import xlwings as xw
    from openpyxl import Workbook

_VALUES_ONLY = "READ-VALUES"
_NOT_CARRIED_ON = {"READ-MACRO", "READ-MACRO-CHANGED"}
_NOT_IN_WORKBOOKS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_TEXTS = ("subject", "statement", "found", "advice", "left", "right", "hint")


def write_marked_copies(
    wanted: Sequence[tuple[Verdict, Path]], overlays: Sequence[Path] = (), *, force: bool = False
) -> Iterator[tuple[int, Path | UserError]]:
    """Write copies of checked workbooks with the findings in their cells.

    The workbooks themselves are not touched, and are opened under guard; one that fails costs no
    other.  A program that opens a copy computes its formulas.  Macros that are not the system's
    own are left out; the copy then is an ``.xlsx`` whose name says so.

    :param wanted: what was said of each, and where its copy is to be.
    :param overlays: those that the workbooks were read with.
    :param force: whether a copy into which somebody has typed may be replaced.
    :returns: the number of each, and where it is or why there is none, as they are ready.
    """
    targets = _apart([target for _, target in wanted])
    with Guard(overlays) as guard:
        for number, outcome in guard.map([_task(verdict) for verdict, _ in wanted]):
            if not isinstance(outcome, Answer):
                yield number, outcome
                continue
            target = targets[number]
            if outcome.data:
                target = target.with_name(target.stem + outcome.data)
            source = on_disk(Path(wanted[number][0].report.source))
            try:
                refuse_to_replace(
                    target,
                    inputs=[source],
                    kept=lambda path: _why_kept(path, overlays),
                    force=force,
                )
                with replacing(target) as temporary:
                    temporary.write_bytes(outcome.body)
                yield number, target
            except UserError as error:
                yield number, error


def _apart(targets: Sequence[Path]) -> list[Path]:
    """Return the targets so that no two have one name, whatever their endings will be."""
    taken: set[str] = set()
    apart: list[Path] = []
    for target in targets:
        names = (target.stem, *(f"{target.stem}-{number}" for number in range(2, len(targets) + 1)))
        name = next(n for n in names if str(target.with_name(n)).casefold() not in taken)
        taken.add(str(target.with_name(name)).casefold())
        apart.append(target.with_name(name + target.suffix))
    return apart


def _task(verdict: Verdict) -> Task:
    record = to_bytes(pack(verdict.report))
    findings = to_bytes([pack_finding(finding) for finding in verdict.findings])
    # Where the workbook in the file cannot be marked, one from the template is.
    values_only = any(note.rule == _VALUES_ONLY for note in verdict.report.notes)
    drawn = _from_template(verdict) if values_only else b""
    lengths = [len(record), len(findings)]
    path = Path(verdict.report.source)
    return Task("mark", path, {"lengths": lengths}, record + findings + drawn)


def _from_template(verdict: Verdict) -> bytes:
    from xlreport.template import workbook_bytes

    report = replace(verdict.report, notes=(), marked="")
    return workbook_bytes(replace(verdict, report=report))


def mark_job(
    path: Path, arguments: Mapping[str, Any], body: bytes, overlays: Sequence[Path]
) -> tuple[Any, bytes]:
    """Return the marked copy of a workbook, and its ending where that is to be another.

    Of a workbook of which only the values could be read, or with a sheet too large to be carried
    along, the copy is one from the template.

    ``body`` is the report's record, its findings, and perhaps the workbook to mark; of the first
    two ``arguments["lengths"]`` says how many bytes they are.
    """
    # xlwings and openpyxl take most of a second to import, and only marking needs them.
    from xlreport.excel import marks
    from xlreport.excel.book import LiveBook
    from xlreport.excel.snapshot import Snapshot

    first, second = accumulate(arguments["lengths"])
    report = unpack(from_bytes(body[:first]), path, overlays)
    findings = (unpack_finding(each, path) for each in from_bytes(body[first:second]))
    large = b"" if body[second:] else _drawn_if_large(path, report)
    drawn = body[second:] or large
    printable = tuple(map(_printable, findings))
    without_macros = any(note.rule in _NOT_CARRIED_ON for note in report.notes)
    # A workbook of the same name without macros may have been sent, too.
    ending = "（无宏）.xlsx" if without_macros else ".xlsx" if drawn else ""
    ending = "（只有各表）.xlsx" if large else ending
    suffix = ".xlsx" if ending else path.suffix
    with tempfile.TemporaryDirectory() as folder:
        original = Path(folder, f"original{suffix}")
        original.write_bytes(drawn or open_package(path).data)
        book = _opened(original)
        live = LiveBook(book)
        snapshot = Snapshot(live)
        live.change(marks.drawn(snapshot, report, printable))
        open_on_its_list(book.api, printable, marks.list_top(snapshot, report.edition))
        if without_macros:
            _leave_out_macros(book.api)
        _record_origin(book.api, report)
        copy = Path(folder, f"copy{suffix}")
        book.save(copy)
        return ending, copy.read_bytes()


def _drawn_if_large(path: Path, report: Report) -> bytes:
    """Return a workbook from the template in the place of one too large to be marked, or nothing.

    Checking reads the sheets of the form only; marking would have to carry all of them, and 明细
    of some hundred units takes longer than there is for a file.
    """
    too_large = open_package(path).largest_sheet > LARGEST_MARKED
    return _from_template(check([report])[0]) if too_large else b""


def _opened(path: Path) -> xw.Book:
    from xlreport.excel.engines.closed import open_closed

    try:
        return open_closed(path)
    except Exception as error:
        # Whatever openpyxl makes of styles and properties that nobody reads here.
        raise UserError(
            "文件能校验，但其中的格式或属性有损坏，无法在副本上标注",
            "请在 Excel 或 WPS 中打开它、另存一份后再标注。",
        ) from error


def _printable(finding: Finding) -> Finding:
    """Return a finding without the characters that no workbook can hold."""
    texts: dict[str, Any] = {
        name: _NOT_IN_WORKBOOKS.sub("?", getattr(finding, name)) for name in _TEXTS
    }
    return replace(finding, **texts)


def _why_kept(path: Path, overlays: Sequence[Path]) -> str:
    from xlreport.work.reading import isolated

    (old,) = isolated([path], overlays)
    if isinstance(old, Refused):
        return "并且不是这份报表的校验结果"
    return "" if is_untouched_copy(old) else "里面可能有改正过的内容"


def _record_origin(workbook: Workbook, report: Report) -> None:
    """Let the copy say what it is a copy of, so that it never counts beside it."""
    sheet = workbook[MANIFEST_SHEET]
    sheet.cell(MARKED_ROW + 1, 1).value = MARKED
    sheet.cell(MARKED_ROW + 1, 2).value = fingerprint(pack(report))


def _leave_out_macros(workbook: Workbook) -> None:
    workbook.vba_archive = None
    for sheet in workbook.worksheets:
        sheet.legacy_drawing = None  # the buttons, whose part came with the macros
