"""选项统计: how many reports chose what.

STORAGE: read back of every roll-up, by labels and heads.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from xlreport.edition import Edition
from xlreport.edition.layout import CHOICES_SHEET
from xlreport.reading.rows import Rows
from xlreport.sheets.listed_cells import CellList, ListedFigure

if TYPE_CHECKING:  # whoever reads a report draws nothing
    from xlreport.template.canvas import Canvas

_LIST = CellList(CHOICES_SHEET, "选项", "数量")
_NOTE = "由公式统计，不用填写。"


def draw_choices(canvas: Canvas) -> None:
    """Draw the sheet; of a form without choices there is none."""
    from xlreport.template.entries import tally_formula

    keys = canvas.edition.choices
    if not keys:
        return
    places = {key: canvas.layout.places[key] for key in keys}
    sheet = _LIST.draw(canvas, CHOICES_SHEET, _NOTE, places)
    for key, place in places.items():
        formula = canvas.formulas.get(key) or tally_formula(
            canvas.edition.cells[key], canvas.report
        )
        count = canvas.report.values.get(key)
        shown = "" if count is None else float(count)
        sheet.write_formula(place.row, place.column, formula, canvas.styles["total"], shown)
        canvas.name_cell(key)


def read_choices(rows: Rows, edition: Edition) -> Iterator[ListedFigure]:
    """Yield what stands there for each choice."""
    return _LIST.read(rows, edition, edition.choices)
