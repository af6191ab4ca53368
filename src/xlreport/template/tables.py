"""The sheets of the statutory tables: as printed, with live checks beside and below."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from xlreport.addresses import column_letters
from xlreport.edition import Cell, Clause, Place
from xlreport.edition.grid import FILLED, Box, BoxKind, Grid
from xlreport.edition.layout import DETAIL_SHEET, TABLE_TOP, SheetLayout
from xlreport.edition.model import AnswerType, CellTest, NumberType, Question
from xlreport.finding import address_ranges
from xlreport.quantity import Value
from xlreport.report import ReportKind
from xlreport.sequences import grouped
from xlreport.tally import counted
from xlreport.template.canvas import Canvas
from xlreport.template.entered import allowed, is_right, style_of, write_answer
from xlreport.template.entries import counted_formula, tally_formula
from xlreport.template.formulas import total_formula
from xlreport.template.live import BROKEN, GAP, HOLDS, NOT_CHECKED, LiveCheck, anchor
from xlreport.template.styles import NOTE_HEIGHT, TITLE_ROW_HEIGHT, lines_needed

_PAGE_WIDTH, _WITHOUT_STUB = 92, 86
_LINE_HEIGHT = 15
_STUB_WIDTHS = (5.0, 9.0, 30.0)
_FIGURE_WIDTH, _ANSWER_WIDTH = 16.5, 48.0
_LIVE_WIDTH, _WIDE_LIVE_WIDTH = 8, 13
_GAP_WIDTH = 1


def draw_table(canvas: Canvas, layout: SheetLayout) -> None:
    """Draw one section's table sheet."""
    grid = layout.grid
    if grid is None:
        raise ValueError(f"{layout.name} holds no table")
    sheet = canvas.add_sheet(layout.name)
    widths = _widths(grid)
    sheet.set_widths(widths)
    draw_heading(canvas, sheet, layout, grid)
    for row, height in _heights(layout.boxes, widths).items():
        sheet.set_row(row, height)
    for box in layout.boxes:
        draw_box(canvas, sheet, box)
    _validate_inputs(canvas, sheet, layout)
    draw_live(canvas, sheet, layout)
    body = min(box.row for box in layout.boxes if box.kind in FILLED)
    stacked = any(box.kind is BoxKind.TITLE for box in layout.boxes)
    sheet.freeze_panes(TABLE_TOP if stacked else body, 0 if stacked else grid.stub)
    sheet.print_area(0, 0, TABLE_TOP + grid.rows - 1, grid.columns - 1)
    sheet.fit_to_pages(1, 1)


def draw_heading(canvas: Canvas, sheet: Worksheet, layout: SheetLayout, grid: Grid) -> None:
    """Draw the heading of a section, and the line with unit and year."""
    last = grid.columns - 1
    sheet.set_row(0, TITLE_ROW_HEIGHT)
    sheet.set_row(1, NOTE_HEIGHT)
    if last:  # a table of one column has nothing to merge
        sheet.merge_range(0, 0, 0, last, "", canvas.styles["low_title"])
        sheet.merge_range(1, 0, 1, last, "", canvas.styles["note"])
    sheet.write_string(0, 0, layout.section.heading, canvas.styles["low_title"])
    unit = canvas.layout.places["cover.unit"].link
    keys = [box.key for box in layout.boxes if box.kind is BoxKind.CELL]
    units = "、".join(dict.fromkeys(canvas.edition.cells[key].unit for key in keys))
    text = f"    {canvas.report.year} 年" + (f"    计量单位：{units}" if units else "")
    sheet.write_formula(
        1,
        0,
        f'="单位名称："&{unit}&"{text}"',
        canvas.styles["note"],
        f"单位名称：{canvas.report.unit.name}{text}",
    )


def _widths(grid: Grid) -> list[float]:
    """Share the page's width: row heads first, the columns of figures evenly after them."""
    if grid.stub == 0:
        return [max(5.5, _WITHOUT_STUB / grid.columns)] * grid.columns
    stub = [*_STUB_WIDTHS[: grid.stub - 1], _STUB_WIDTHS[-1]]
    figures = grid.columns - grid.stub
    answers = any(box.kind is BoxKind.ANSWER for box in grid.boxes)
    widest = _ANSWER_WIDTH if answers else _FIGURE_WIDTH
    return stub + [min(widest, (_PAGE_WIDTH - sum(stub)) / figures)] * figures


def _heights(boxes: Iterable[Box], widths: list[float]) -> dict[int, float]:
    """Make each row high enough for the texts that stand in it alone."""
    heights: dict[int, float] = {}
    for box in boxes:
        width = sum(widths[box.column : box.column + box.width])
        lines = -(-lines_needed(box.text, width) // box.height)
        for row in range(box.row, box.row + box.height):
            heights[row] = max(heights.get(row, 21.0), lines * _LINE_HEIGHT + 6.0)
    return heights


def draw_box(canvas: Canvas, sheet: Worksheet, box: Box) -> None:
    """Draw a box with what it holds."""
    style = canvas.styles[_style(canvas, box)]
    if box.height > 1 or box.width > 1:
        last_row, last_column = box.row + box.height - 1, box.column + box.width - 1
        sheet.merge_range(box.row, box.column, last_row, last_column, "", style)
    if box.kind is BoxKind.CELL:
        _draw_cell(canvas, sheet, box, style)
    elif box.kind is BoxKind.ANSWER:
        _draw_answer(canvas, sheet, box)
    else:
        sheet.write_string(box.row, box.column, box.text, style)


def _style(canvas: Canvas, box: Box) -> str:
    match box.kind:
        case BoxKind.TITLE:
            return "block_title"
        case BoxKind.ROW_HEAD:
            return "row_group" if box.height > 1 else "row_head"
        case BoxKind.CELL:
            cell = canvas.edition.cells[box.key]
            if cell.total and canvas.report.kind is ReportKind.OWN:
                return "open_total"  # so that the official table can be pasted as a whole
            if cell.total or (cell.tally is not None and box.key not in canvas.formulas):
                return "total"
            if box.key in canvas.formulas:
                return "sum_money" if cell.number.decimals > 0 else "sum"
            return style_of(cell.number)
        case BoxKind.ANSWER if canvas.report.kind is ReportKind.CONSOLIDATED:
            return "fixed"
        case BoxKind.ANSWER:
            return style_of(canvas.edition.questions[box.key].type)
        case kind:
            return kind.value


def _draw_cell(canvas: Canvas, sheet: Worksheet, box: Box, style: Format) -> None:
    cell = canvas.edition.cells[box.key]
    value = canvas.report.values.get(box.key)
    formula = canvas.formulas.get(box.key)
    if cell.total:
        formula = total_formula(cell, canvas.edition)
    elif cell.tally is not None and formula is None:
        formula = tally_formula(cell, canvas.report)
    if formula is not None:
        shown = "" if value is None else _number(value)
        sheet.write_formula(box.row, box.column, formula, style, shown)
    elif value is not None:
        sheet.write_number(box.row, box.column, _number(value), style)
    else:
        sheet.write_string(box.row, box.column, canvas.report.unreadable.get(box.key, ""), style)
    if (origin := canvas.origins.get(box.key)) is not None:
        sheet.hlink_count += 1
        sheet.hyperlinks[box.row][box.column] = origin
    canvas.name_cell(box.key)


def _draw_answer(canvas: Canvas, sheet: Worksheet, box: Box) -> None:
    question, report = canvas.edition.questions[box.key], canvas.report
    if report.kind is ReportKind.CONSOLIDATED:
        style = canvas.styles["fixed"]
        if question.type.options:
            formula = counted_formula(question, canvas.layout)
            sheet.write_formula(box.row, box.column, formula, style, counted(report, question))
        else:
            sheet.write_string(box.row, box.column, f"（见“{DETAIL_SHEET}”）", style)
        return
    style = canvas.styles[style_of(question.type)]
    if box.key in report.unreadable:
        sheet.write_string(box.row, box.column, report.unreadable[box.key], style)
    elif box.key in report.answers:
        write_answer(sheet, box.row, box.column, question.type, report.answers[box.key], style)
    else:
        sheet.write_blank(box.row, box.column, None, style)


def _number(value: Value) -> float:
    return value if isinstance(value, int) else float(value)


# --- What may be typed ------------------------------------------------------------------------


def _validate_inputs(canvas: Canvas, sheet: Worksheet, layout: SheetLayout) -> None:
    """Let Excel itself refuse what an input cannot hold, and colour what was pasted in anyway."""
    for (kind, unit), places in grouped(_inputs(canvas, layout)).items():
        allow(canvas, sheet, kind, unit, address_ranges(places))


def _inputs(
    canvas: Canvas, layout: SheetLayout
) -> Iterator[tuple[tuple[NumberType | AnswerType, str], Place]]:
    """Yield what may be typed into each input, and its place."""
    for box in layout.boxes:
        item = canvas.edition.items.get(box.key)
        if isinstance(item, Cell) and item.typed and box.key not in canvas.formulas:
            yield (item.number, item.unit), canvas.layout.places[box.key]
        elif isinstance(item, Question) and canvas.report.kind is ReportKind.OWN:
            yield (item.type, ""), canvas.layout.places[box.key]


def allow(
    canvas: Canvas,
    sheet: Worksheet,
    kind: NumberType | AnswerType,
    unit: str,
    ranges: Sequence[str],
) -> None:
    """Let only values of a type be typed into cells, and colour what is none of it."""
    typed = allowed(kind, unit, canvas.report.year)
    if typed is None:
        return
    others = [_corners(address) for address in ranges[1:]]
    sheet.data_validation(ranges[0], {**typed, "other_cells": others})
    first = ranges[0].partition(":")[0]
    wrong = f"{is_right(kind, first, canvas.report.year)}=0"
    sheet.conditional_format(
        ranges[0],
        {
            "type": "formula",
            "criteria": f"=IF(ISBLANK({first}),FALSE,{wrong})",
            "format": canvas.styles["broken"],
            "multi_range": " ".join(ranges),
        },
    )


def _corners(address: str) -> list[int]:
    """Turn ``C7:D9`` into first row, first column, last row, last column, from 0."""
    from xlsxwriter.utility import xl_cell_to_rowcol

    first, _, last = address.partition(":")
    return [*xl_cell_to_rowcol(first), *xl_cell_to_rowcol(last or first)]


# --- Live checks ------------------------------------------------------------------------------


def draw_live(canvas: Canvas, sheet: Worksheet, layout: SheetLayout) -> None:
    """Draw the live checks of a section's sheet."""
    live = canvas.live
    checks = [check for check in live.checks if check.place.sheet == layout.name]
    if layout.grid is not None and checks:
        first = layout.grid.columns + GAP
        sheet.set_column(first - GAP, first - 1, _GAP_WIDTH)
        sheet.set_column(first, max(check.place.column for check in checks), _LIVE_WIDTH)
        # What is wrong with texts in cells for numbers takes more words.
        for column in {c.place.column for c in checks if c.rule.test is CellTest.FILLED}:
            sheet.set_column(column, column, _WIDE_LIVE_WIDTH)
    for head in live.heads:
        if head.place.sheet != layout.name:
            continue
        beside = head.place.column > 0
        style = canvas.styles["live_head" if beside else "live_label"]
        row, column = head.place.row, head.place.column
        text = head.rule.short if beside else head.rule.name
        if head.width > 1:
            sheet.merge_range(row, column, row, column + head.width - 1, "", style)
        sheet.write_string(row, column, text, style)
        if not beside:
            sheet.set_row(row, 30)
    for check in checks:
        draw_status(canvas, sheet, check)
        if check.clause is not None:
            _colour_result(canvas, sheet, check, check.clause)
    for cells in address_ranges(check.place for check in checks):
        colour_status(canvas, sheet, cells)
    _colour_row_heads(canvas, sheet, layout, checks)


def _colour_row_heads(
    canvas: Canvas, sheet: Worksheet, layout: SheetLayout, checks: Sequence[LiveCheck]
) -> None:
    """Colour the head of a row beside which a check is broken: it stays in sight when one scrolls.

    A large zoom, or a small window, leaves no room for the checks themselves.
    """
    grid, places = layout.grid, [check.place for check in checks]
    right = (place for place in places if grid is not None and place.column > grid.columns)
    beside = grouped((place.row, column_letters(place.column)) for place in right)
    heads = grouped(
        (tuple(beside[row]), Place(layout.name, row, box.column))
        for row, box in _leaf_heads(layout.boxes).items()
        if row in beside
    )
    for columns, places in heads.items():
        areas, first = address_ranges(places), places[0].row + 1
        broken = ",".join(f'LEFT(${column}{first},1)="{BROKEN}"' for column in columns)
        look = {"type": "formula", "format": canvas.styles["broken"]}
        look |= {"criteria": f"=OR({broken})", "multi_range": " ".join(areas)}
        sheet.conditional_format(areas[0], look)


def _leaf_heads(boxes: Iterable[Box]) -> dict[int, Box]:
    """Return the innermost head of each row."""
    heads = (box for box in boxes if box.kind is BoxKind.ROW_HEAD and box.height == 1)
    return {box.row: box for box in sorted(heads, key=lambda box: box.column)}


def _colour_result(canvas: Canvas, sheet: Worksheet, check: LiveCheck, clause: Clause) -> None:
    """Colour the cell that a law gives when the law is broken."""
    place = anchor(canvas.layout, clause)
    status = check.place.absolute.partition("!")[2]
    sheet.conditional_format(
        place.a1,
        {
            "type": "formula",
            "criteria": f'=LEFT({status},1)="{BROKEN}"',
            "format": canvas.styles["broken"],
        },
    )


def draw_status(canvas: Canvas, sheet: Worksheet, check: LiveCheck) -> None:
    """Draw one status cell with its formula and its present value."""
    row, column = check.place.row, check.place.column
    sheet.write_formula(
        row,
        column,
        canvas.statuses[check.place].formula,
        canvas.styles["live"],
        canvas.shown[check.place],
    )


def colour_status(canvas: Canvas, sheet: Worksheet, cells: str) -> None:
    """Colour status texts by their sign."""
    for sign, style in ((BROKEN, "broken"), (HOLDS, "held"), (NOT_CHECKED, "unchecked")):
        sheet.conditional_format(
            cells,
            {
                "type": "text",
                "criteria": "begins with",
                "value": sign,
                "format": canvas.styles[style],
            },
        )
