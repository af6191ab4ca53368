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
from xlreport.reading.rows import Rows, cached_per_sheet
from xlreport.sheets.columns import Column, Columns

if TYPE_CHECKING:  # whoever reads a report draws nothing
    from xlreport.template.canvas import Canvas, Sheet


@dataclass(frozen=True, slots=True)
class Where:
    """Where the figures of a list stand: the row of each label, and the column of all."""

    rows: Mapping[str, int]
    column: int


@dataclass(frozen=True, slots=True)
class ListedFigure:
    """The figure of a cell as it was read: ``unreadable`` is what stands there instead of one."""

    key: str
    row: int
    column: int
    value: Value | None
    unreadable: str


@dataclass(frozen=True, slots=True)
class CellList:
    """A sheet of this kind: its name, and the heads of its labels and of its figures."""

    sheet: str
    label: str
    figure: str

    @property
    def columns(self) -> Columns:
        """The columns: two heads are its own."""
        label, figure = Column(self.label, 62), Column(self.figure, 16)
        return Columns(label=label, unit=Column("单位", 8), figure=figure)

    def draw(self, canvas: Canvas, title: str, note: str, places: Mapping[str, Place]) -> Sheet:
        """Draw the list and return its sheet; the figures are still to come.

        :param title: what stands above it; ``note`` stands below that.
        :param places: where the figure of each cell belongs.
        """
        from xlreport.template.styles import NOTE_HEIGHT, lines_needed

        drawn, styles, columns = canvas.add_sheet(self.sheet), canvas.styles, self.columns
        drawn.set_widths(columns.widths)
        drawn.set_row(0, 30)
        drawn.merge_range(0, 0, 0, len(columns) - 1, title, styles["title"])
        drawn.set_row(1, NOTE_HEIGHT)
        drawn.write_string(1, 0, note, styles["note"])
        top = min(place.row for place in places.values())
        drawn.set_row(top - 1, NOTE_HEIGHT)
        drawn.write_texts(top - 1, 0, columns.heads, styles["label"])
        for key, place in places.items():
            cell = canvas.edition.cells[key]
            drawn.set_row(place.row, 15.0 * lines_needed(cell.label, columns["label"].width) + 4)
            drawn.write_string(place.row, columns.at("label"), cell.label, styles["text"])
            drawn.write_string(place.row, columns.at("unit"), cell.unit, styles["text"])
        drawn.freeze_panes(top, 0)
        return drawn

    def read(self, rows: Rows, edition: Edition, keys: Iterable[str]) -> Iterator[ListedFigure]:
        """Yield the figures of the cells that have a row in the list."""
        where = find_list(rows, self)
        for key in keys:
            cell = edition.cells[key]
            row = where.rows.get(plain_label(cell.label))
            if row is not None:
                typed = parse_number(rows.at(row, where.column), cell.unit)
                yield ListedFigure(key, row, where.column, typed.value, typed.unreadable)


@cached_per_sheet
def find_list(rows: Rows, cells: CellList) -> Where:
    """Find the figures of a list; without heads its columns are where they are drawn."""
    columns = cells.columns
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
