"""The sheet 差额表: what a parent stated itself against the sum of the units below it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from xlreport.consolidate.intake import Intake
from xlreport.consolidate.tree import Part, RollUp
from xlreport.edition import Cell
from xlreport.edition.layout import DIFFERENCE_SHEET
from xlreport.quantity import Value, from_quanta, show, to_quanta
from xlreport.sheets.lists import LIST_TOP, draw_heads, draw_row, filter_rows, streamed_sheet
from xlreport.template.canvas import Canvas

_CONTRIBUTORS = 3
_HEADS = (
    ("指标", 60),
    ("指标代码", 44),
    ("计量单位", 10),
    ("本级自报数", 14),
    ("下级汇总数", 14),
    ("差额", 14),
    ("汇总数中最大的几家", 60),
)


@dataclass(frozen=True, slots=True)
class Difference:
    """A cell in which a parent's own figure and the sum differ; ``None`` is missing."""

    cell: Cell
    stated: Value | None
    summed: Value | None
    largest: tuple[tuple[str, Value], ...]

    @property
    def gap(self) -> Value | None:
        """The own figure minus the sum, if there are both."""
        if self.stated is None or self.summed is None:
            return None
        return from_quanta(to_quanta(self.stated) - to_quanta(self.summed))


def differences(roll_up: RollUp, intake: Intake) -> Iterator[Difference]:
    """Yield the cells in which what the parent filed is not what the units below add up to."""
    if roll_up.stated is None or intake.figures is None:
        return
    stated = intake.figures.row(roll_up.stated.index)
    for column, cell in enumerate(roll_up.report.edition.cells.values()):
        own, summed = stated.value(column), roll_up.report.values.get(cell.key)
        if own != summed:
            yield Difference(cell, own, summed, largest(roll_up.parts, column))


def largest(
    parts: tuple[Part, ...], column: int, most: int = _CONTRIBUTORS
) -> tuple[tuple[str, Value], ...]:
    """Return the units that a sum owes most to, the largest first."""
    figures = [(part.unit.name, part.vector.value(column)) for part in parts]
    present = [(name, value) for name, value in figures if value]
    return tuple(sorted(present, key=lambda pair: -abs(to_quanta(pair[1])))[:most])


def draw_differences(canvas: Canvas, roll_up: RollUp, intake: Intake) -> None:
    """Draw 差额表, if the parent filed a roll-up of its own."""
    if roll_up.stated is None:
        return
    sheet = streamed_sheet(canvas, DIFFERENCE_SHEET)
    found = list(differences(roll_up, intake))
    own = f"“{roll_up.stated.path.name}”中的自报数与下级汇总数"
    note = f"{own}有 {len(found)} 处不同；差额 = 自报数 - 汇总数。" if found else f"{own}全部相同。"
    draw_heads(canvas, sheet, note, _HEADS)
    for row, each in enumerate(found, start=LIST_TOP):
        numbers = (each.stated, each.summed, each.gap)
        shown = tuple("缺" if number is None else float(number) for number in numbers)
        names = "；".join(f"{name} {show(value)}" for name, value in each.largest)
        texts = (each.cell.label, each.cell.key, each.cell.unit, *shown, names)
        draw_row(sheet, row, texts, canvas.styles["text"])
    filter_rows(sheet, len(found), len(_HEADS))
