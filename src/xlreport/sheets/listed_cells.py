"""What 上年数据 and 选项统计 have in common: cells listed by their labels, a figure beside each.

STORAGE: a figure is read back by the label in its row and the head of its column.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from xlreport.edition import Edition, Place
from xlreport.quantity import Value
from xlreport.reading.locate import plain_label
from xlreport.reading.numbers import parse_number
from xlreport.reading.rows import Rows
from xlreport.sheets.columns import Column, Columns

if TYPE_CHECKING:  # whoever reads a report draws nothing
    from xlreport.template.canvas import Canvas, Sheet


def columns_of_list(label: str, figure: str) -> Columns:
    """Return the columns of such a list: two heads are its own."""
    return Columns(label=Column(label, 62), unit=Column("单位", 8), figure=Column(figure, 16))


def draw_list(
    canvas: Canvas,
    sheet: tuple[str, str, str],
    columns: Columns,
    places: Mapping[str, Place],
) -> Sheet:
    """Draw the list and return its sheet; the figures are still to come.

    :param sheet: its name, the title, and the note below that.
    :param places: where the figure of each cell belongs.
    """
    from xlreport.template.styles import NOTE_HEIGHT, lines_needed

    name, title, note = sheet
    drawn, styles = canvas.add_sheet(name), canvas.styles
    for column, width in enumerate(columns.widths):
        drawn.set_column(column, column, width)
    drawn.set_row(0, 30)
    drawn.merge_range(0, 0, 0, len(columns) - 1, title, styles["title"])
    drawn.set_row(1, NOTE_HEIGHT)
    drawn.write_string(1, 0, note, styles["note"])
    top = min(place.row for place in places.values())
    drawn.set_row(top - 1, NOTE_HEIGHT)
    for column, head in enumerate(columns.heads):
        drawn.write_string(top - 1, column, head, styles["label"])
    for key, place in places.items():
        cell = canvas.edition.cells[key]
        drawn.set_row(place.row, 15.0 * lines_needed(cell.label, columns["label"].width) + 4)
        drawn.write_string(place.row, columns.at("label"), cell.label, styles["text"])
        drawn.write_string(place.row, columns.at("unit"), cell.unit, styles["text"])
    drawn.freeze_panes(top, 0)
    return drawn


@dataclass(frozen=True, slots=True)
class Where:
    """Where the figures of a list stand: the row of each label, and the column of all."""

    rows: Mapping[str, int]
    column: int


def find_list(rows: Rows, columns: Columns) -> Where:
    """Find the figures of a list; without heads its columns are where they are drawn."""
    found: Mapping[str, int] = {}
    for line in rows:
        found = columns.found_in({c: v for c, v in enumerate(line) if isinstance(v, str)})
        if {"label", "figure"} <= found.keys():
            break
    else:
        found = {name: columns.at(name) for name in columns}
    label = found["label"]
    by_label = {plain_label(rows.at(row, label)): row for row in range(len(rows))}
    return Where(by_label, found["figure"])


@dataclass(frozen=True, slots=True)
class ListedFigure:
    """The figure of a cell as it was read: ``unreadable`` is what stands there instead of one."""

    key: str
    row: int
    column: int
    value: Value | None
    unreadable: str


def read_list(
    rows: Rows, where: Where, edition: Edition, keys: Iterable[str]
) -> Iterator[ListedFigure]:
    """Yield the figures of the cells that have a row in the list."""
    for key in keys:
        cell = edition.cells[key]
        row = where.rows.get(plain_label(cell.label))
        if row is not None:
            typed = parse_number(rows.at(row, where.column), cell.unit)
            yield ListedFigure(key, row, where.column, typed.value, typed.unreadable)
