"""The tables of the Word document: boxes with merged heads, each table whole on its page."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt

from xlreport.edition.grid import FILLED, Box, BoxKind, Grid
from xlreport.publish.breaks import broken_lines
from xlreport.publish.printed import Printed

_TWIPS_PER_POINT = 20
_STUB_SHARES = {0: (), 1: (0.34,), 2: (0.06, 0.28), 3: (0.05, 0.09, 0.29)}
_OUTER, _INNERMOST = 0.05, 0.24
"""What outer row heads and the innermost one take of the width where there are more than three."""
_STUB_BESIDE_ONE = 0.58
"""What row heads take of the width beside a single column."""
_WIDE = 1.7
"""How much wider than a figure an answer may be."""
_ROW_HEIGHT, _LEAST_ROW_HEIGHT = 369, 300
"""6.5 mm, and for tall tables no less than 5.3 mm, in twentieths of a point."""
_CELL_MARGIN, _LABEL_MARGIN = 40, 80
"""Left and right of a figure, and of a label, in twentieths of a point."""
_SIZES = (10.5, 10, 9.5, 9, 8.5)
"""Points: a tall table takes the first size with which it fits on a page."""
_DIGIT = 0.65
"""The widest digit of the fonts in use, in parts of the size of the letters."""
_LINE = 1.3
"""The height of a line in parts of the size of the letters."""
_READABLE, _SMALLEST = 7.5, 6.0
"""Points: figures smaller than the first want a wider page, smaller than the second none reads."""


@dataclass(frozen=True)
class WordTable:
    """A table to be drawn into a type area.

    ``width`` and ``height`` are those of the type area in twentieths of a point, ``usual_size``
    is that of the styles' letters in points; ``head`` and ``cell`` are the ids of the styles.
    """

    printed: Printed
    grid: Grid
    width: int
    height: int
    usual_size: float
    head: str
    cell: str

    @property
    def wants_turning(self) -> bool:
        """Tell whether figures become so small here that a page on its side is better."""
        return self._fitting_size < min(_READABLE, self.usual_size)

    @property
    def is_readable(self) -> bool:
        """Tell whether every figure fits on one line in a size that can be read."""
        return self._fitting_size >= _SMALLEST

    def element(self, caption: str) -> Any:
        """Return the table as XML; ``caption`` is read out to those who cannot see it."""
        table = element("w:tbl", {})
        table.append(self._properties(caption))
        columns = element("w:tblGrid", {})
        for each in self._widths:
            columns.append(element("w:gridCol", {"w:w": str(each)}))
        table.append(columns)
        boxes = {(row, box.column): box for box in self.grid.boxes for row in _rows(box)}
        repeated = _head_rows(self.grid)
        for row in range(self.grid.rows):
            line = element("w:tr", {})
            line.append(self._row_properties(is_head=row < repeated))
            for column in range(self.grid.columns):
                box = boxes.get((row, column))
                if box is not None:
                    line.append(self._cell(box, row))
            table.append(line)
        return table

    # --- Sizes

    @cached_property
    def _widths(self) -> tuple[int, ...]:
        """Share the width: row heads first, then the columns by what they hold."""
        grid = self.grid
        if grid.shares:
            return tuple(int(self.width * share / sum(grid.shares)) for share in grid.shares)
        stub = _stub_shares(grid.stub)
        figures = grid.columns - grid.stub
        if figures == 1 and grid.stub:
            stub = tuple(share * _STUB_BESIDE_ONE / sum(stub) for share in stub)
        wanted = [1.0] * grid.columns
        for box in grid.boxes:
            if box.kind is BoxKind.ANSWER and box.width == 1:
                wanted[box.column] = _WIDE
        wanted = wanted[grid.stub :]
        rest = (1 - sum(stub)) / sum(wanted)
        return tuple(int(self.width * share) for share in (*stub, *(w * rest for w in wanted)))

    def _room(self, box: Box, margin: int) -> float:
        """Return the points between the margins of a box."""
        width = sum(self._widths[box.column : box.column + box.width])
        return max(width - 2 * margin, 1) / _TWIPS_PER_POINT

    @cached_property
    def _fitting_size(self) -> float:
        """The size in points at which no figure breaks over two lines, at most the usual one."""
        fitting = self.usual_size
        for box in self.grid.boxes:
            if box.kind is BoxKind.CELL and (text := self.printed.text(box)):
                room = self._room(box, _CELL_MARGIN)
                fitting = min(fitting, room / (_DIGIT * len(text)))
        return fitting

    @cached_property
    def _figure_size(self) -> float:
        return min(self._size, max(_SMALLEST, math.floor(self._fitting_size * 2) / 2))

    def _lines(self, box: Box, size: float) -> list[str]:
        """Return a label as it is broken over lines, a figure or an answer as it is."""
        text = self.printed.text(box)
        if box.kind in FILLED:
            return [text]
        return broken_lines(text, self._room(box, _label_margin(box)) / size)

    def _height(self, row: int, size: float) -> float:
        """Return the height in points of the table with letters of a size.

        :param row: the least height of a row, in twentieths of a point.
        """
        needed = [row / _TWIPS_PER_POINT] * self.grid.rows
        for box in self.grid.boxes:
            if box.height > 1:
                continue
            per_line = self._room(box, _label_margin(box)) / size
            count = sum(max(1, math.ceil(len(line) / per_line)) for line in self._lines(box, size))
            needed[box.row] = max(needed[box.row], count * size * _LINE)
        return sum(needed)

    @cached_property
    def _fit(self) -> tuple[int, float] | None:
        """The least height of a row and the size of letters that fit on a page, if any do."""
        page = self.height / _TWIPS_PER_POINT
        for size in (size for size in _SIZES if size <= self.usual_size):
            for row in (_ROW_HEIGHT, _LEAST_ROW_HEIGHT):
                if self._height(row, size) <= page:
                    return row, size
        return None

    @property
    def _row_height(self) -> int:
        return self._fit[0] if self._fit else _ROW_HEIGHT

    @property
    def _size(self) -> float:
        return self._fit[1] if self._fit else self.usual_size

    # --- XML

    def _properties(self, caption: str) -> Any:
        properties = element("w:tblPr", {})
        properties.append(element("w:tblW", {"w:w": str(self.width), "w:type": "dxa"}))
        properties.append(element("w:jc", {"w:val": "center"}))
        borders = element("w:tblBorders", {})
        for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
            line = {"w:val": "single", "w:sz": "4", "w:space": "0", "w:color": "auto"}
            borders.append(element(f"w:{side}", line))
        properties.append(borders)
        properties.append(element("w:tblLayout", {"w:type": "fixed"}))
        properties.append(_margins("w:tblCellMar", _CELL_MARGIN))
        properties.append(element("w:tblCaption", {"w:val": caption}))
        return properties

    def _row_properties(self, *, is_head: bool) -> Any:
        properties = element("w:trPr", {})
        properties.append(element("w:cantSplit", {}))
        height = {"w:val": str(self._row_height), "w:hRule": "atLeast"}
        properties.append(element("w:trHeight", height))
        if is_head:
            properties.append(element("w:tblHeader", {}))
        return properties

    def _cell(self, box: Box, row: int) -> Any:
        cell = element("w:tc", {})
        cell.append(self._cell_properties(box, row))
        paragraph: Any = OxmlElement("w:p")
        cell.append(paragraph)
        layout = paragraph.get_or_add_pPr()
        is_head = box.kind in (BoxKind.TITLE, BoxKind.COLUMN_HEAD)
        layout.style = self.head if is_head else self.cell
        is_last = row == self.grid.rows - 1
        if is_head or (self._fit and not is_last):
            layout.keepNext_val = True
        if box.kind is BoxKind.ROW_HEAD and box.height == 1:
            layout.jc_val = WD_ALIGN_PARAGRAPH.LEFT
        lines = self._lines(box, self._size)
        if row == box.row and any(lines):
            run = paragraph.add_r()
            run.text = "\n".join(lines)
            size = self._figure_size if box.kind is BoxKind.CELL else self._size
            if size != self.usual_size:
                run.get_or_add_rPr().sz_val = Pt(size)
        return cell

    def _cell_properties(self, box: Box, row: int) -> Any:
        properties = element("w:tcPr", {})
        width = sum(self._widths[box.column : box.column + box.width])
        properties.append(element("w:tcW", {"w:w": str(width), "w:type": "dxa"}))
        if box.width > 1:
            properties.append(element("w:gridSpan", {"w:val": str(box.width)}))
        if box.height > 1:
            merge = "restart" if row == box.row else "continue"
            properties.append(element("w:vMerge", {"w:val": merge}))
        if _label_margin(box) != _CELL_MARGIN:
            properties.append(_margins("w:tcMar", _label_margin(box)))
        properties.append(element("w:vAlign", {"w:val": "center"}))
        return properties


def element(name: str, attributes: Mapping[str, str]) -> Any:
    """Return an element of a Word document's XML."""
    made: Any = OxmlElement(name)
    for key, value in attributes.items():
        made.set(qn(key), value)
    return made


def _margins(name: str, width: int) -> Any:
    margins = element(name, {})
    for side in ("left", "right"):
        margins.append(element(f"w:{side}", {"w:w": str(width), "w:type": "dxa"}))
    return margins


def _label_margin(box: Box) -> int:
    """Labels beside their border need air; narrow heads and figures need the room."""
    return _LABEL_MARGIN if box.kind is BoxKind.ROW_HEAD and box.height == 1 else _CELL_MARGIN


def _stub_shares(depth: int) -> tuple[float, ...]:
    if depth in _STUB_SHARES:
        return _STUB_SHARES[depth]
    return (*[_OUTER] * (depth - 1), _INNERMOST)


def _rows(box: Box) -> range:
    return range(box.row, box.row + box.height)


def _head_rows(grid: Grid) -> int:
    """Return how many rows a new page repeats: the head of a table that has a single one."""
    if any(box.kind is BoxKind.TITLE for box in grid.boxes):
        return 0
    return min(box.row for box in grid.boxes if box.kind in FILLED)
