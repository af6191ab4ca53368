"""The sheets of the statutory tables: as printed, with live checks beside and below."""

from __future__ import annotations

from collections.abc import Iterable

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from xlreport.edition import Cell, Place
from xlreport.edition.grid import Box, BoxKind, Grid
from xlreport.edition.layout import TABLE_TOP, SheetLayout
from xlreport.finding import address_ranges
from xlreport.quantity import Value
from xlreport.template.canvas import Canvas
from xlreport.template.formulas import BROKEN, status_formula, status_value, total_formula
from xlreport.template.live import GAP, LiveCheck, live_checks
from xlreport.template.styles import lines_needed

_PAGE_WIDTH = 98
_LINE_HEIGHT = 15
_STUB_WIDTHS = (9.0, 15.0, 31.0)
_LIVE_WIDTH = 9
_GAP_WIDTH = 2
_LARGEST_TYPED = 10**9


def draw_table(canvas: Canvas, layout: SheetLayout) -> None:
    """Draw one section's table sheet."""
    grid = layout.grid
    if grid is None:
        raise ValueError(f"{layout.name} holds no table")
    sheet = canvas.add_sheet(layout.name)
    widths = _widths(grid)
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width)
    _draw_heading(canvas, sheet, layout, grid)
    for row, height in _heights(layout.boxes, widths).items():
        sheet.set_row(row, height)
    for box in layout.boxes:
        _draw_box(canvas, sheet, box)
    _validate_inputs(canvas, sheet, layout)
    _draw_live(canvas, sheet, layout)
    body = min(box.row for box in layout.boxes if box.kind is BoxKind.CELL)
    stacked = any(box.kind is BoxKind.TITLE for box in layout.boxes)
    sheet.freeze_panes(TABLE_TOP if stacked else body, 0 if stacked else grid.stub)
    sheet.print_area(0, 0, TABLE_TOP + grid.rows - 1, grid.columns - 1)
    sheet.fit_to_pages(1, 1)


def _draw_heading(canvas: Canvas, sheet: Worksheet, layout: SheetLayout, grid: Grid) -> None:
    last = grid.columns - 1
    sheet.set_row(0, 30)
    sheet.merge_range(0, 0, 0, last, layout.section.heading, canvas.styles["title"])
    unit = canvas.layout.places["cover.unit"].link
    keys = [box.key for box in layout.boxes if box.kind is BoxKind.CELL]
    units = "、".join(dict.fromkeys(canvas.edition.cells[key].unit for key in keys))
    text = f"    {canvas.report.year} 年    计量单位：{units}"
    sheet.merge_range(1, 0, 1, last, "", canvas.styles["note"])
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
        return [max(7.0, _PAGE_WIDTH / grid.columns)] * grid.columns
    stub = [*_STUB_WIDTHS[: grid.stub - 1], _STUB_WIDTHS[-1]]
    figures = grid.columns - grid.stub
    return stub + [min(22.0, (_PAGE_WIDTH - sum(stub)) / figures + 1)] * figures


def _heights(boxes: Iterable[Box], widths: list[float]) -> dict[int, float]:
    """Make each row high enough for the texts that stand in it alone."""
    heights: dict[int, float] = {}
    for box in boxes:
        width = sum(widths[box.column : box.column + box.width])
        lines = -(-lines_needed(box.text, width) // box.height)
        for row in range(box.row, box.row + box.height):
            heights[row] = max(heights.get(row, 21.0), lines * _LINE_HEIGHT + 6.0)
    return heights


def _draw_box(canvas: Canvas, sheet: Worksheet, box: Box) -> None:
    style = canvas.styles[_style(canvas, box)]
    if box.height > 1 or box.width > 1:
        last_row, last_column = box.row + box.height - 1, box.column + box.width - 1
        sheet.merge_range(box.row, box.column, last_row, last_column, "", style)
    if box.kind is BoxKind.CELL:
        _draw_cell(canvas, sheet, box, style)
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
            money = cell.number.decimals > 0
            if cell.total:
                return "total"
            if box.key in canvas.formulas:
                return "sum_money" if money else "sum"
            return "money" if money else "input"
        case kind:
            return kind.value


def _draw_cell(canvas: Canvas, sheet: Worksheet, box: Box, style: Format) -> None:
    cell = canvas.edition.cells[box.key]
    value = canvas.report.values.get(box.key)
    formula = canvas.formulas.get(box.key)
    if cell.total:
        formula = total_formula(cell, canvas.edition)
    if formula is not None:
        shown = "" if value is None else _number(value)
        sheet.write_formula(box.row, box.column, formula, style, shown)
    elif value is not None:
        sheet.write_number(box.row, box.column, _number(value), style)
    else:
        # write_string leaves a cell blank when there is no text.
        raw = canvas.report.unreadable.get(box.key, "")
        sheet.write_string(box.row, box.column, raw, style)
    canvas.book.define_name(box.key, f"={_absolute(canvas.layout.places[box.key])}")


def _number(value: Value) -> float:
    return value if isinstance(value, int) else float(value)


def _absolute(place: Place) -> str:
    letters = place.a1.rstrip("0123456789")
    return f"'{place.sheet}'!${letters}${place.row + 1}"


# --- What may be typed ------------------------------------------------------------------------


def _validate_inputs(canvas: Canvas, sheet: Worksheet, layout: SheetLayout) -> None:
    """Let Excel itself refuse what an input cannot hold, and colour what was pasted in anyway."""
    groups: dict[tuple[str, str], list[Cell]] = {}
    for box in layout.boxes:
        if box.kind is BoxKind.CELL and not canvas.edition.cells[box.key].total:
            cell = canvas.edition.cells[box.key]
            if box.key not in canvas.formulas:
                groups.setdefault((cell.number.key, cell.unit), []).append(cell)
    for cells in groups.values():
        number, unit = cells[0].number, cells[0].unit
        ranges = address_ranges(canvas.layout.places[cell.key] for cell in cells)
        rule = f"请填{number.label}，单位：{unit}。"
        whole = number.decimals == 0
        sheet.data_validation(
            ranges[0],
            {
                "validate": "integer" if whole else "decimal",
                "criteria": "between",
                "minimum": -_LARGEST_TYPED if number.minimum is None else number.minimum,
                "maximum": _LARGEST_TYPED if whole else _LARGEST_TYPED * 1000,
                "input_title": "填报提示",
                "input_message": f"{rule}没有发生的填 0，不要留空。",
                "error_title": "填写有误",
                "error_message": f"{rule}请改正后再继续。",
                "other_cells": [_corners(address) for address in ranges[1:]],
            },
        )
        first = ranges[0].partition(":")[0]
        wrong = f"{first}<>ROUND({first},{number.decimals})"
        if number.minimum is not None:
            wrong = f"OR({wrong},{first}<{number.minimum})"
        sheet.conditional_format(
            ranges[0],
            {
                "type": "formula",
                "criteria": f"=IF(ISBLANK({first}),FALSE,IF(ISNUMBER({first}),{wrong},TRUE))",
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


def _draw_live(canvas: Canvas, sheet: Worksheet, layout: SheetLayout) -> None:
    live = live_checks(canvas.edition)
    checks = [check for check in live.checks if check.place.sheet == layout.name]
    if layout.grid is not None:
        first = layout.grid.columns + GAP
        sheet.set_column(first - GAP, first - 1, _GAP_WIDTH)
        sheet.set_column(first, max(check.place.column for check in checks), _LIVE_WIDTH)
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
            _colour_result(canvas, sheet, check)


def _colour_result(canvas: Canvas, sheet: Worksheet, check: LiveCheck) -> None:
    """Colour the cell that a law gives when the law is broken."""
    if check.clause is None:
        return
    place = canvas.layout.places[check.clause.left.terms[0].name]
    status = _absolute(check.place).partition("!")[2]
    sheet.conditional_format(
        place.a1,
        {
            "type": "formula",
            "criteria": f'=LEFT({status},1)="{BROKEN}"',
            "format": canvas.styles["broken"],
        },
    )


def draw_status(canvas: Canvas, sheet: Worksheet, check: LiveCheck) -> None:
    """Draw one status cell with its formula, its present value and its colours."""
    row, column = check.place.row, check.place.column
    sheet.write_formula(
        row,
        column,
        status_formula(check, canvas.report),
        canvas.styles["live"],
        status_value(check, canvas.verdict),
    )
    colour_status(canvas, sheet, check.place.a1)


def colour_status(canvas: Canvas, sheet: Worksheet, cells: str) -> None:
    """Colour status texts by their sign."""
    for sign, style in ((BROKEN, "broken"), ("√", "held"), ("—", "unchecked")):
        sheet.conditional_format(
            cells,
            {
                "type": "text",
                "criteria": "begins with",
                "value": sign,
                "format": canvas.styles[style],
            },
        )
