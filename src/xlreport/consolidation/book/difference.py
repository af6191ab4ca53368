"""What 差额表 shows: what a parent stated itself against the sum of the units below it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from xlreport.consolidation.figures import Vector
from xlreport.consolidation.incoming.intake import Intake
from xlreport.consolidation.sums.tree import RollUp, RollUpRow
from xlreport.quantity import Value, from_quanta, show, to_quanta
from xlreport.sheets.difference import DifferenceRow, draw_difference
from xlreport.template.canvas import Canvas

_CONTRIBUTORS = 3


def draw_differences(canvas: Canvas, roll_up: RollUp, intake: Intake) -> None:
    """Draw 差额表, if the parent filed a roll-up of its own."""
    if roll_up.stated is None:
        return
    rows = list(_rows(roll_up, intake.row(roll_up.stated)))
    own = f"“{roll_up.stated.name}”中的自报数与下级汇总数"
    note = f"{own}有 {len(rows)} 处不同；差额 = 自报数 - 汇总数。" if rows else f"{own}全部相同。"
    draw_difference(canvas, note, rows)


def _rows(roll_up: RollUp, stated: Vector) -> Iterator[DifferenceRow]:
    """Yield the cells in which what the parent filed is not what the units below add up to."""
    for column, cell in enumerate(roll_up.report.edition.cells.values()):
        own, summed = stated.value(column), roll_up.report.values.get(cell.key)
        if own != summed:
            gap = None
            if own is not None and summed is not None:
                gap = from_quanta(to_quanta(own) - to_quanta(summed))
            yield DifferenceRow(
                label=cell.label,
                key=cell.key,
                unit=cell.unit,
                stated=_shown(own),
                summed=_shown(summed),
                gap=_shown(gap),
                largest=_largest(roll_up.parts, column),
            )


def _largest(parts: Sequence[RollUpRow], column: int) -> str:
    """Name the units that a sum owes most to, the largest first."""
    figures = [(part.unit.name, part.vector.value(column)) for part in parts]
    present = [(name, value) for name, value in figures if value]
    present.sort(key=lambda pair: -abs(to_quanta(pair[1])))
    return "；".join(f"{name} {show(value)}" for name, value in present[:_CONTRIBUTORS])


def _shown(number: Value | None) -> float | str:
    return "缺" if number is None else float(number)
