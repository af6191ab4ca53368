"""Long lists in a workbook: a heading, a row of heads, and rows that are written as they come."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from xlsxwriter.format import Format
from xlsxwriter.url import Url
from xlsxwriter.worksheet import Worksheet

from xlreport.edition.layout import column_letters
from xlreport.sheets.columns import Columns
from xlreport.sheets.links import MOST_LINKS
from xlreport.template.canvas import Canvas, Sheet

_LONGEST = 32_000
LIST_TOP = 4
"""The first row of a list, from 0; its heads are in the row above."""


class StreamedSheet(Sheet):
    """A sheet whose rows go to the disk one by one; they must be written from top to bottom.

    A city has hundreds of thousands of figures, so that what XlsxWriter does anew for each cell
    takes a third of the whole time; here it is done for a row at once.
    """

    def __init__(self) -> None:
        """Begin with no pattern of a row."""
        super().__init__()
        self._pattern = lru_cache(maxsize=512)(_row_pattern)

    def write_values(
        self,
        row: int,
        column: int,
        values: Sequence[str | float],
        styles: tuple[Format, ...],
    ) -> None:
        """Write values from ``column`` on, as ``write_string`` and ``write_number`` would each.

        A text stays a text whatever it begins with, and loses what no workbook can hold.
        """
        # The first and the last check the place for all, and send the row before to the disk.
        last = column + len(values) - 1
        self.write_number(row, last, 0)
        self.write_number(row, column, 0)
        self.table[row].pop(last)
        self.table[row][column] = _Run(values, styles)

    def _write_cell(self, row: int, col: int, cell: object) -> None:
        if not isinstance(cell, _Run):
            super()._write_cell(row, col, cell)
            return
        file: Any = self.row_data_fh
        pattern, texts = self._pattern(col, cell.styles, tuple(map(_kind, cell.values)))
        values = [value for value in cell.values if value != ""]
        for index in texts:
            values[index] = self._inside(clean(str(values[index])))
        file.write(pattern.replace(_ROW, str(row + 1)) % tuple(values))

    def _inside(self, text: str) -> str:
        """Return what stands between ``<t`` and ``</t>``."""
        if not _SPECIAL.search(text):
            return f">{text}"
        escaped = str(self._escape_data(self._escape_control_characters(text)))  # type: ignore[no-untyped-call]
        return f">{escaped}" if escaped == escaped.strip() else f' xml:space="preserve">{escaped}'


class _Run(NamedTuple):
    """Values side by side, in the place of the first one's cell."""

    values: Sequence[str | float]
    styles: tuple[Format, ...]


_ROW = "#"
_INSIDE: dict[type | None, str] = {
    None: "/>",
    str: ' t="inlineStr"><is><t%s</t></is></c>',
    int: "><v>%d</v></c>",
    float: "><v>%.16G</v></c>",
}
_SPECIAL = re.compile(r"""[&<>"\x00-\x1f\ufffe\uffff]|_x|^\s|\s$""")


def _kind(value: str | float) -> type | None:
    """Return the type of a value, or ``None`` for a text of no characters, which leaves blank."""
    return None if value == "" else type(value)


def _row_pattern(
    first: int, styles: tuple[Format, ...], kinds: tuple[type | None, ...]
) -> tuple[str, Sequence[int]]:
    """Return the XML of a row, to be filled in with its number and values, and which are texts.

    Blank cells have no value to be filled in, and do not count.
    """
    numbers: list[int] = [style._get_xf_index() for style in styles]  # type: ignore[no-untyped-call]  # noqa: SLF001
    pattern = "".join(
        f'<c r="{column_letters(column)}{_ROW}" s="{number}"' + _INSIDE[kind]
        for column, (number, kind) in enumerate(zip(numbers, kinds, strict=True), start=first)
    )
    filled = [kind for kind in kinds if kind is not None]
    return pattern, [index for index, kind in enumerate(filled) if kind is str]


def streamed_sheet(canvas: Canvas, name: str) -> StreamedSheet:
    """Add a sheet for a long list."""
    canvas.book.constant_memory = True
    try:
        sheet = canvas.add_sheet(name, landscape=True, kind=StreamedSheet)
        assert isinstance(sheet, StreamedSheet)  # noqa: S101 - just asked for
        return sheet
    finally:
        canvas.book.constant_memory = False


def draw_heads(canvas: Canvas, sheet: Worksheet, note: str, columns: Columns) -> None:
    """Write the name of a list, a note, and the heads of its columns."""
    sheet.write_string(0, 0, str(sheet.name), canvas.styles["summary"])
    sheet.write_string(1, 0, note, canvas.styles["note"])
    for column, width in enumerate(columns.widths):
        sheet.set_column(column, column, width)
    write_heads(canvas, sheet, columns, LIST_TOP - 1)
    sheet.freeze_panes(LIST_TOP, 0)
    sheet.repeat_rows(LIST_TOP - 1)


def write_heads(canvas: Canvas, sheet: Worksheet, columns: Columns, row: int) -> None:
    """Write the heads of columns into a row."""
    for column, head in enumerate(columns.heads):
        sheet.write_string(row, column, head, canvas.styles["label"])


def draw_row(
    sheet: StreamedSheet, row: int, values: Sequence[str | float], *styles: Format
) -> None:
    """Write one row.

    :param styles: that of each value, or one for all.
    """
    sheet.write_values(row, 0, values, styles if len(styles) > 1 else styles * len(values))


def add_link(sheet: StreamedSheet, row: int, column: int, link: Url) -> None:
    """Let a cell, which is written on its own, lead somewhere; a sheet takes so many links."""
    if sheet.hlink_count < MOST_LINKS:
        sheet.hlink_count += 1
        sheet.hyperlinks[row][column] = link


def clean(text: str) -> str:
    """Return a text that a workbook can hold, whatever a stranger's file or its name said."""
    return text.encode("utf-8", "replace").decode("utf-8")[:_LONGEST]


def filter_rows(sheet: Worksheet, rows: int, columns: int, top: int = LIST_TOP) -> None:
    """Let people filter a list of so many rows."""
    sheet.autofilter(top - 1, 0, top - 1 + max(rows, 1), columns - 1)
