"""The sheet 差额表: what a parent stated itself against the sum of the units below it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from xlreport.consolidation.incoming.intake import Intake
from xlreport.consolidation.sums.tree import RollUp, RollUpRow
from xlreport.edition import Cell
from xlreport.quantity import Value, from_quanta, show, to_quanta
from xlreport.sheets.difference import DifferenceRow, draw_difference
from xlreport.template.canvas import Canvas

_CONTRIBUTORS = 3


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
    if roll_up.stated is None:
        return
    stated = intake.row(roll_up.stated)
    for column, cell in enumerate(roll_up.report.edition.cells.values()):
        own, summed = stated.value(column), roll_up.report.values.get(cell.key)
        if own != summed:
            yield Difference(cell, own, summed, largest(roll_up.parts, column))


def largest(
    parts: tuple[RollUpRow, ...], column: int, most: int = _CONTRIBUTORS
) -> tuple[tuple[str, Value], ...]:
    """Return the units that a sum owes most to, the largest first."""
    figures = [(part.unit.name, part.vector.value(column)) for part in parts]
    present = [(name, value) for name, value in figures if value]
    return tuple(sorted(present, key=lambda pair: -abs(to_quanta(pair[1])))[:most])


def draw_differences(canvas: Canvas, roll_up: RollUp, intake: Intake) -> None:
    """Draw 差额表, if the parent filed a roll-up of its own."""
    if roll_up.stated is None:
        return
    rows = [_row(each) for each in differences(roll_up, intake)]
    own = f"“{roll_up.stated.name}”中的自报数与下级汇总数"
    note = f"{own}有 {len(rows)} 处不同；差额 = 自报数 - 汇总数。" if rows else f"{own}全部相同。"
    draw_difference(canvas, note, rows)


def _row(each: Difference) -> DifferenceRow:
    return DifferenceRow(
        label=each.cell.label,
        key=each.cell.key,
        unit=each.cell.unit,
        stated=_shown(each.stated),
        summed=_shown(each.summed),
        gap=_shown(each.gap),
        largest="；".join(f"{name} {show(value)}" for name, value in each.largest),
    )


def _shown(number: Value | None) -> float | str:
    return "缺" if number is None else float(number)
