"""What 差额表 shows: what a parent stated itself against the sum of the units below it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Annotated, NamedTuple

from xlreport.consolidation.figures import Vector
from xlreport.consolidation.incoming.intake import Intake
from xlreport.consolidation.sums.tree import RollUp, RollUpRow
from xlreport.edition.layout import DIFFERENCE_SHEET
from xlreport.quantity import Value, from_quanta, show, to_quanta
from xlreport.sheets.columns import Column, Columns
from xlreport.sheets.lists import ListRow, draw_list
from xlreport.template.canvas import Canvas


class DifferenceRow(NamedTuple):
    """A cell in which the two differ, from left to right."""

    label: Annotated[str, Column("指标", 38)]
    key: Annotated[str, Column("指标代码", 24)]
    unit: Annotated[str, Column("计量单位", 9)]
    stated: Annotated[float | str, Column("本级自报数", 11)]
    summed: Annotated[float | str, Column("下级汇总数", 11)]
    gap: Annotated[float | str, Column("差额", 11)]
    largest: Annotated[str, Column("汇总数中最大的几家", 40)]


COLUMNS = Columns.of(DifferenceRow)
_CONTRIBUTORS = 3


def draw_differences(canvas: Canvas, roll_up: RollUp, intake: Intake) -> None:
    """Draw 差额表, if the parent filed a roll-up of its own."""
    if roll_up.stated is None:
        return
    rows = list(_rows(roll_up, intake.row(roll_up.stated)))
    own = f"“{roll_up.stated.name}”中的自报数与下级汇总数"
    note = f"{own}有 {len(rows)} 处不同；差额 = 自报数 - 汇总数。" if rows else f"{own}全部相同。"
    draw_list(canvas, DIFFERENCE_SHEET, note, COLUMNS, map(ListRow, rows))


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
