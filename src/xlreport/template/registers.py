"""The sheet of a register: tallies, heads, and a row for each entry, with room for more."""

from __future__ import annotations

from xlsxwriter.worksheet import Worksheet

from xlreport.addresses import column_letters
from xlreport.edition.expression import nowhere
from xlreport.edition.grid import ENTRY_LEFT, BoxKind
from xlreport.edition.layout import SheetLayout
from xlreport.edition.model import AnswerKind, AnswerType, Register, RegisterColumn
from xlreport.reading.limits import LAST_ROW, MOST_CELLS
from xlreport.report import Entry, ReportKind
from xlreport.template.canvas import Canvas
from xlreport.template.entered import entered_style, style_of, write_answer
from xlreport.template.entries import EntryTested, down, entry_rows, entry_status
from xlreport.template.styles import lines_needed
from xlreport.template.tables import allow, colour_status, draw_box, draw_heading, draw_live

_WIDTHS = {AnswerKind.TEXT: 20.0, AnswerKind.CHOICE: 11.0, AnswerKind.DATE: 12.0}
_NUMBER_WIDTH = 13.0
_ROW_HEIGHT = 18.0
_ORDER_WIDTH, _UNIT_WIDTH = 7.0, 26.0


def draw_register(canvas: Canvas, layout: SheetLayout) -> None:
    """Draw a section's register.

    :raises ValueError: if the section has none.
    """
    register, grid = layout.section.register, layout.grid
    if register is None or grid is None:
        raise ValueError(f"{layout.name} holds no register")
    own = canvas.report.kind is ReportKind.OWN
    sheet = canvas.add_sheet(layout.name, landscape=True)
    sheet.set_default_row(_ROW_HEIGHT)
    sheet.set_column(0, 0, _ORDER_WIDTH if own else _UNIT_WIDTH)
    for column, asked in enumerate(register.columns.values(), start=ENTRY_LEFT):
        sheet.set_column(column, column, _width(asked))
    draw_heading(canvas, sheet, layout, grid)
    rows = entry_rows(canvas.report, register.key)
    head = rows[0] - 1
    for box in layout.boxes:
        if box.kind is not BoxKind.ENTRIES:
            draw_box(canvas, sheet, box)
    lines = max(lines_needed(column.head, _width(column)) for column in register.columns.values())
    sheet.set_row(head, 15.0 * lines + 6)
    sheet.write_string(head, 0, "序号" if own else "填报单位", canvas.styles["column_head"])
    draw_live(canvas, sheet, layout)
    if own:
        _draw_room(canvas, sheet, register, rows)
    else:
        _draw_joined(canvas, sheet, register, rows[0])
    sheet.freeze_panes(rows[0], 0)
    sheet.repeat_rows(head)
    sheet.print_area(0, 0, rows[-1], ENTRY_LEFT + len(register.columns) - 1)


def _width(column: RegisterColumn) -> float:
    return _WIDTHS[column.type.kind] if isinstance(column.type, AnswerType) else _NUMBER_WIDTH


def _draw_joined(canvas: Canvas, sheet: Worksheet, register: Register, first: int) -> None:
    """Draw the entries of all units, or, if they could not be read back, how many there are."""
    entries = canvas.report.registers.get(register.key, ())
    if len(entries) > most_entries(register, first):
        text = f"（共 {len(entries)} 行，本表放不下；汇总时加 --facts 可另存全部。）"
        sheet.write_string(first, 0, text, canvas.styles["body"])
        return
    for row, entry in enumerate(entries, start=first):
        sheet.write_string(row, 0, entry.unit, canvas.styles["text"])
        _draw_entry(canvas, sheet, register, row, entry)


def most_entries(register: Register, first: int) -> int:
    """Return how many entries a sheet holds that can be read again; they begin in row ``first``."""
    return min(LAST_ROW - first, MOST_CELLS // 2 // (len(register.columns) + ENTRY_LEFT))


def _draw_room(canvas: Canvas, sheet: Worksheet, register: Register, rows: range) -> None:
    """Draw the entries of a unit, the rows that are still empty, and what tests each of them."""
    entries = canvas.report.registers.get(register.key, ())
    tests = [c for c in canvas.live.checks if c.targets == (register.key,)]
    for order, row in enumerate(rows, start=1):
        entry = entries[order - 1] if order <= len(entries) else None
        sheet.write_number(row, 0, order, canvas.styles["number"])
        _draw_entry(canvas, sheet, register, row, entry)
        for check in tests:
            status = entry_status(check, canvas.report, row)
            tested = entry or Entry(row, {}, {})
            value = status.shown(EntryTested.of(check, canvas.verdict, tested))
            formula = f"={status.formula(nowhere)}"
            sheet.write_formula(row, check.place.column, formula, canvas.styles["live"], value)
    for column, asked in enumerate(register.columns.values(), start=ENTRY_LEFT):
        allow(canvas, sheet, asked.type, asked.unit, [down(column_letters(column), rows)])
    for check in tests:
        colour_status(canvas, sheet, down(column_letters(check.place.column), rows))


def _draw_entry(
    canvas: Canvas, sheet: Worksheet, register: Register, row: int, entry: Entry | None
) -> None:
    own = canvas.report.kind is ReportKind.OWN
    for column, (key, asked) in enumerate(register.columns.items(), start=ENTRY_LEFT):
        style = canvas.styles[style_of(asked.type) if own else entered_style(asked.type)]
        if entry is not None and key in entry.unreadable:
            sheet.write_string(row, column, entry.unreadable[key], style)
        elif entry is not None and key in entry.figures:
            sheet.write_number(row, column, float(entry.figures[key]), style)
        elif entry is not None and key in entry.answers and isinstance(asked.type, AnswerType):
            write_answer(sheet, row, column, asked.type, entry.answers[key], style)
        else:
            sheet.write_blank(row, column, None, style)
