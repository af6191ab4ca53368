"""A report -> its workbook, blank or filled, with live checks; the same input, the same bytes."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path

import xlsxwriter
from xlsxwriter.exceptions import FileCreateError
from xlsxwriter.worksheet import Worksheet

from xlreport.checking import Verdict, check
from xlreport.edition import Edition
from xlreport.edition.carried import carried_formula, carried_over
from xlreport.edition.layout import SheetLayout
from xlreport.files import replacing
from xlreport.report import Report, ReportKind, Unit
from xlreport.sheets.choices import draw_choices
from xlreport.sheets.cover import draw_cover
from xlreport.sheets.last_year import draw_last_year
from xlreport.sheets.signing import draw_signing
from xlreport.tally import tallied
from xlreport.template.canvas import Canvas
from xlreport.template.checking import draw_checks
from xlreport.template.examples import draw_examples
from xlreport.template.front import draw_guide, draw_manifest, draw_prose
from xlreport.template.macros import draw_macros, with_ribbon
from xlreport.template.registers import draw_register
from xlreport.template.tables import draw_table


def blank_report(edition: Edition, year: int, unit: Unit) -> Report:
    """Return a report in which nothing is filled yet.

    :param edition: the edition of the form; :func:`xlreport.edition_for` finds the one of a year.
    :param year: the year reported on, not that of the report: 2025 for what is published by 31
        January 2026 (政府信息公开条例 第五十条).
    :param unit: the unit that reports.
    :raises ValueError: if the edition does not serve the year.
    """
    if not edition.serves(year):
        raise ValueError(f"“{edition.id}”版格式不适用于 {year} 年")
    registers = dict.fromkeys(edition.registers, ())
    return Report(edition, year, unit, tallied(edition, {}, registers), registers=registers)


def write_report(report: Report, path: Path | str, *, macros: bool = False) -> None:
    """Write the workbook of a report, blank or filled.

    Inputs that are carried over are formulas over 上年数据, and cannot be typed in.

    :param report: the report; it is checked, and what does not hold is listed in it.
    :param path: the workbook to write, .xlsx or with macros .xlsm; one that is there is replaced.
    :param macros: whether it has buttons and the macros behind them (an .xlsm).
    :raises CannotWrite: if the file cannot be written; an old one is left as it was.
    """
    write_workbook(check([report])[0], Path(path), macros=macros)


def write_workbook(
    verdict: Verdict,
    path: Path,
    formulas: Mapping[str, str] | None = None,
    more_sheets: Callable[[Canvas], None] | None = None,
    *,
    opening: Callable[[Canvas], Worksheet] | None = None,
    macros: bool = False,
    approve: Callable[[], None] | None = None,
) -> None:
    """Write the workbook of a report that has been checked.

    :param verdict: the report, and what the rules say of it.
    :param path: the workbook to write; one that is there is replaced.
    :param formulas: the formulas of input cells that are computed, by cell key; without them those
        that are carried over have the template's own.
    :param more_sheets: draws sheets that follow those of the report.
    :param opening: draws the sheet that stands first, and on which the workbook opens; without it a
        unit's opens on its guide, a roll-up on its cover.
    :param macros: whether it has buttons and the macros behind them (an .xlsm).
    :param approve: is called when the workbook is made and nothing is written yet; what it raises
        leaves an old one as it was.
    :raises CannotWrite: if the file cannot be written; an old one is left as it was.
    """
    with replacing(path) as temporary:
        content = workbook_bytes(verdict, formulas, more_sheets, opening=opening, macros=macros)
        if approve is not None:
            approve()
        temporary.write_bytes(content)


def workbook_bytes(
    verdict: Verdict,
    formulas: Mapping[str, str] | None = None,
    more_sheets: Callable[[Canvas], None] | None = None,
    *,
    opening: Callable[[Canvas], Worksheet] | None = None,
    macros: bool = False,
) -> bytes:
    """Return the file that :func:`write_workbook` writes.

    :param verdict: the report, and what the rules say of it.
    :param formulas: as there.
    :param more_sheets: as there.
    :param opening: as there.
    :param macros: as there.
    :raises OSError: if the folder for temporary files is full or cannot be written to.
    """
    # Not into the file: XlsxWriter hides what the system says of a full disk.
    stream = io.BytesIO()
    # Only a city has sheets that are too large to be held as text.
    options = {"strings_to_urls": False, "in_memory": more_sheets is None}
    book = xlsxwriter.Workbook(stream, options)
    report = verdict.report
    canvas = Canvas(book, verdict, _carried(report) if formulas is None else formulas)
    book.set_properties(
        {
            "title": f"{report.unit.name}{report.year}年{report.edition.title}",
            "created": datetime(report.year + 1, 1, 1, tzinfo=UTC),
        }
    )
    first = opening(canvas) if opening is not None else None
    guide, cover = draw_guide(canvas), draw_cover(canvas)
    (first or (guide if report.kind is ReportKind.OWN else cover)).activate()
    for sheet in canvas.layout.sheets:
        _draw_section(canvas, sheet)
    draw_last_year(canvas)
    draw_choices(canvas)
    draw_checks(canvas)
    if report.kind is ReportKind.OWN:
        draw_signing(canvas)
    if more_sheets is not None:
        more_sheets(canvas)
    if macros:
        draw_examples(canvas)
    draw_manifest(canvas)
    if macros:
        draw_macros(canvas)
    _close(book)
    return with_ribbon(stream.getvalue()) if macros else stream.getvalue()


def _carried(report: Report) -> dict[str, str]:
    """Return the formulas of what is carried over from last year, by cell key."""
    laws = carried_over(report.edition)
    return {key: carried_formula(report.edition, laws[key].right) for key in report.carried}


def _draw_section(canvas: Canvas, layout: SheetLayout) -> None:
    if layout.section.register is not None:
        draw_register(canvas, layout)
    elif layout.section.blocks:
        draw_table(canvas, layout)
    else:
        draw_prose(canvas, layout)


def _close(book: xlsxwriter.Workbook) -> None:
    """Finish a workbook.

    :raises OSError: if the folder for temporary files is full or cannot be written to.
    """
    try:
        book.close()
    except FileCreateError as error:
        # It wraps what the system says, which tells people more.
        raise error.args[0] from error
