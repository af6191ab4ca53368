"""Long lists in a workbook: a heading, a row of heads, and rows that are written as they come."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache, lru_cache
from types import MappingProxyType
from typing import Any, NamedTuple

from xlsxwriter.format import Format
from xlsxwriter.url import Url
from xlsxwriter.worksheet import Worksheet

from xlreport.addresses import column_letters
from xlreport.sheets.columns import Column, Columns
from xlreport.sheets.links import MOST_LINKS
from xlreport.template.canvas import Canvas, Sheet
from xlreport.template.styles import NOTE_HEIGHT, TITLE_HEIGHT

_LONGEST = 32_000
_LEAST, _LINE, _AROUND, _TALLEST = 18.0, 15.0, 3.0, 400.0
"""The heights of a row and of a line, what is left around lines, and the highest row, in points."""
_ARROW = 13.0
"""Points: the button of a filter stands at the bottom of a head, and must not cover its text."""
_SLACK = 1.5
"""So much of a column's width is left free, in characters."""
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
        values = list(cell.values)
        kinds: tuple[type | None, ...] = tuple(map(type, values))
        if "" in values:
            kinds = tuple(map(_kind, values))
            values = [value for value in values if value != ""]
        pattern, texts = self._pattern(col, cell.styles, kinds)
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
        sheet.set_default_row(_LEAST)
        assert isinstance(sheet, StreamedSheet)  # noqa: S101 - just asked for
        return sheet
    finally:
        canvas.book.constant_memory = False


def draw_heads(canvas: Canvas, sheet: Sheet, note: str, columns: Columns) -> None:
    """Write the name of a list, a note, and the heads of its columns, which stay in sight.

    :param note: what is to be known of the list, in at most two lines: on paper none is folded.
    """
    sheet.set_row(0, TITLE_HEIGHT)
    sheet.write_string(0, 0, str(sheet.name), canvas.styles["list_title"])
    for row, line in enumerate(note.split("\n", 1), start=1):
        sheet.set_row(row, NOTE_HEIGHT)
        sheet.write_string(row, 0, line, canvas.styles["note"])
    sheet.set_widths(columns.widths)
    sheet.set_row(LIST_TOP - 1, height_of(columns.heads, columns.widths) + _ARROW)
    sheet.write_texts(LIST_TOP - 1, 0, columns.heads, canvas.styles["label"])
    sheet.freeze_panes(LIST_TOP, 0)
    sheet.repeat_rows(LIST_TOP - 1)


def draw_row(
    sheet: StreamedSheet,
    row: int,
    values: Sequence[str | float],
    *styles: Format,
    widths: Sequence[float] = (),
) -> None:
    """Write one row.

    :param styles: that of each value.
    :param widths: those of the first columns, in characters: the row is made high enough for what
        stands in them, as not every program does that by itself.
    """
    if (height := height_of(values, widths)) > _LEAST:
        sheet.set_row(row, height)
    sheet.write_values(row, 0, values, styles)


FRONT = {"number": Column("序号", 4), "link": Column("查看", 5)}
"""The first columns of a list whose rows are numbered and lead to files."""
_OPEN = "打开"
"""What stands in a cell that leads to a file: other programs cut a longer text off there."""


class ListRow(NamedTuple):
    """A row of a list: what stands behind :data:`FRONT`, if that is there, and where it leads.

    ``looks`` has the styles of those of its columns that are no plain text.
    """

    values: Sequence[str | float]
    link: Url | None = None
    looks: Mapping[str, str] = MappingProxyType({})


def draw_list(
    canvas: Canvas,
    name: str,
    note: str,
    columns: Columns,
    rows: Iterable[ListRow],
    *,
    printed: str = "",
    hidden: str = "",
) -> Worksheet:
    """Draw a list that people can filter and print, and return its sheet.

    :param name: the name of the sheet; ``note`` stands above the list.
    :param printed: the last column on paper; those after it are for programs.
    :param hidden: a column that nobody sees.
    """
    sheet = streamed_sheet(canvas, name)
    draw_heads(canvas, sheet, note, columns)
    widths, has_front = columns.widths, columns.keys() >= FRONT.keys()
    leading, linked = ("link", "link") if has_front else (next(iter(columns)), "text_link")

    @cache
    def styles_of(looks: tuple[tuple[str, str], ...]) -> list[Format]:
        named = dict(looks)
        return [canvas.styles[named.get(each, "text")] for each in columns]

    row = LIST_TOP - 1
    for row, (values, link, looks) in enumerate(rows, start=LIST_TOP):
        styles = styles_of((*looks.items(), *([(leading, linked)] if link is not None else [])))
        if link is not None:
            add_link(sheet, row, columns.at(leading), link)
        front = (row - LIST_TOP + 1, "" if link is None else _OPEN) if has_front else ()
        draw_row(sheet, row, (*front, *values), *styles, widths=widths)
    last = max(row, LIST_TOP)
    sheet.autofilter(LIST_TOP - 1, 0, last, len(columns) - 1)
    if printed:
        sheet.print_area(0, 0, last, columns.at(printed))
    if hidden:
        at = columns.at(hidden)
        sheet.set_column(at, at, columns[hidden].width, None, {"hidden": True})
    return sheet


def height_of(values: Iterable[str | float], widths: Iterable[float]) -> float:
    """Return the height in points of a row that shows its texts in columns of some widths."""
    lines = 1
    for value, width in zip(values, widths, strict=False):
        # Two units of width are enough for any character.
        if isinstance(value, str) and 2 * len(value) > width - _SLACK:
            lines = max(lines, _lines(value, width))
    return min(_LINE * lines + _AROUND, _TALLEST)


def _lines(text: str, width: float) -> int:
    """Return how many lines a text takes; in GB 18030 what is wide has two bytes."""
    room = int(width - _SLACK)
    parts = text.split("\n") if "\n" in text else (text,)
    return sum(max(1, -(-len(part.encode("gb18030", "replace")) // room)) for part in parts)


def add_link(sheet: Worksheet, row: int, column: int, link: Url) -> None:
    """Let a cell, which is written on its own, lead somewhere; a sheet takes so many links."""
    if sheet.hlink_count < MOST_LINKS:
        sheet.hlink_count += 1
        sheet.hyperlinks[row][column] = link


def clean(text: str) -> str:
    """Return a text that a workbook can hold, whatever a stranger's file or its name said."""
    return text.encode("utf-8", "replace").decode("utf-8")[:_LONGEST]
