"""Long lists in a workbook: a heading, a row of heads, and rows that are written as they come."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from xlreport.edition.layout import column_letters
from xlreport.template.canvas import Canvas

Column = tuple[str, int]
"""A column's head and its width in characters."""

_LONGEST = 32_000
LIST_TOP = 4
"""The first row of a list, from 0; its heads are in the row above."""


class StreamedSheet(Worksheet):
    """A sheet whose rows go to the disk one by one; they must be written from top to bottom.

    A city has hundreds of thousands of figures, so that what XlsxWriter does anew for each cell
    takes a third of the whole time; here it is done for a row at once.
    """

    def write_figures(
        self, row: int, column: int, figures: Sequence[float], styles: tuple[Format, ...]
    ) -> None:
        """Write numbers from ``column`` on, as ``write_number`` would write each."""
        # The first and the last check the place for all, and send the row before to the disk.
        last = column + len(figures) - 1
        self.write_number(row, last, figures[-1], styles[-1])
        self.write_number(row, column, figures[0], styles[0])
        self.table[row].pop(last)
        self.table[row][column] = _Run(figures, styles)

    def _write_cell(self, row: int, col: int, cell: object) -> None:
        if not isinstance(cell, _Run):
            super()._write_cell(row, col, cell)
            return
        file: Any = self.row_data_fh
        patterns: dict[object, str] = self.__dict__.setdefault("_patterns", {})
        kind = col, cell.styles
        if kind not in patterns:
            patterns[kind] = _row_pattern(col, cell.styles)
        file.write(patterns[kind].replace(_ROW, str(row + 1)) % tuple(cell.figures))


class _Run(NamedTuple):
    """Numbers side by side, in the place of the first one's cell."""

    figures: Sequence[float]
    styles: tuple[Format, ...]


_ROW = "#"


def _row_pattern(first: int, styles: Sequence[Format]) -> str:
    """Return the XML of a row of figures, to be filled in with its number and the figures."""
    numbers: list[int] = [style._get_xf_index() for style in styles]  # type: ignore[no-untyped-call]  # noqa: SLF001
    return "".join(
        f'<c r="{column_letters(column)}{_ROW}" s="{number}"><v>%.16G</v></c>'
        for column, number in enumerate(numbers, start=first)
    )


def streamed_sheet(canvas: Canvas, name: str) -> StreamedSheet:
    """Add a sheet for a long list."""
    canvas.book.constant_memory = True
    try:
        sheet = canvas.add_sheet(name, landscape=True, kind=StreamedSheet)
        assert isinstance(sheet, StreamedSheet)  # noqa: S101 - just asked for
        return sheet
    finally:
        canvas.book.constant_memory = False


def draw_heads(
    canvas: Canvas, sheet: Worksheet, note: str, columns: Sequence[Column], top: int = LIST_TOP
) -> None:
    """Write the name of a list, a note, and the heads of its columns."""
    sheet.write_string(0, 0, str(sheet.name), canvas.styles["summary"])
    sheet.write_string(1, 0, note, canvas.styles["note"])
    for column, (head, width) in enumerate(columns):
        sheet.set_column(column, column, width)
        sheet.write_string(top - 1, column, head, canvas.styles["label"])
    sheet.freeze_panes(top, 0)
    sheet.repeat_rows(top - 1)


def draw_row(sheet: Worksheet, row: int, values: Sequence[str | float], style: Format) -> None:
    """Write one row; texts stay texts whatever they begin with."""
    for column, value in enumerate(values):
        if isinstance(value, str):
            sheet.write_string(row, column, clean(value), style)
        else:
            sheet.write_number(row, column, value, style)


def clean(text: str) -> str:
    """Return a text that a workbook can hold, whatever a stranger's file or its name said."""
    return text.encode("utf-8", "replace").decode("utf-8")[:_LONGEST]


def filter_rows(sheet: Worksheet, rows: int, columns: int, top: int = LIST_TOP) -> None:
    """Let people filter a list of so many rows."""
    sheet.autofilter(top - 1, 0, top - 1 + max(rows, 1), columns - 1)
