"""上年数据: the figures of last year's report that this year's are held against.

STORAGE: read back of every report, by labels and heads.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from xlreport.edition import Edition
from xlreport.edition.layout import LAST_YEAR_SHEET
from xlreport.reading.rows import Rows
from xlreport.sheets.listed_cells import CellList, ListedFigure, find_list

if TYPE_CHECKING:  # whoever reads a report draws nothing
    from xlreport.template.canvas import Canvas

_LIST = CellList(LAST_YEAR_SHEET, "指标", "上年数")
_NOTE = "用于核对年度之间的衔接；留空则不核对。"


def place_name(key: str) -> str:
    """Return the name that the layout has for last year's figure of a cell."""
    return f"last.{key}"


def draw_last_year(canvas: Canvas) -> None:
    """Draw the sheet; a form that is not held against last year's has none."""
    if not canvas.edition.last_keys:
        return
    places = {key: canvas.layout.places[place_name(key)] for key in canvas.edition.last_keys}
    title = f"{canvas.report.year - 1} 年度报告中的有关数据"
    sheet = _LIST.draw(canvas, title, _NOTE, places)
    for key, place in places.items():
        style = canvas.styles["money" if canvas.edition.cells[key].number.decimals else "input"]
        value = canvas.report.last.get(key)
        if value is None:
            sheet.write_blank(place.row, place.column, None, style)
        else:
            sheet.write_number(place.row, place.column, float(value), style)


def read_last_year(rows: Rows, edition: Edition) -> Iterator[ListedFigure]:
    """Yield what stands there for each cell that is held against last year's."""
    return _LIST.read(rows, edition, edition.last_keys)


def figures_column(rows: Rows) -> int:
    """Return the column, from 0, in which the figures stand."""
    return find_list(rows, _LIST).column
