"""A figure in the wrong unit: 1254600 where 125.46 is meant, for the form asks for 万元, not 元."""

from __future__ import annotations

from xlreport.edition import Cell
from xlreport.edition.model import Comparison
from xlreport.quantity import Value, from_quanta, show, to_quanta


def wrong_unit(comparison: Comparison, cell: Cell, now: Value, other: Value, whose: str) -> str:
    """Say which of two figures may be in the other unit, and what it would be then, or ``""``.

    :param comparison: says which units may be mixed up, from which figure on (``least``), and how
        many times apart the figures must be: from ``factor`` to ``most``.
    :param cell: the cell, whose unit both figures should be in, as 万元 for 行政事业性收费
        (国办公开办函〔2021〕30号, 表二, 第二十条第（八）项).
    :param now: this year's figure, in the unit of the cell.
    :param other: the figure that it is held against, in the unit of the cell.
    :param whose: what to call the other figure in the sentence, as 上年.
    """
    low, high = sorted((to_quanta(now), to_quanta(other)))
    small, large = sorted(comparison.units, key=comparison.units.__getitem__)
    within = 0 < low * comparison.factor <= high <= low * comparison.most
    if not within or high < to_quanta(comparison.least) or cell.unit not in (small, large):
        return ""
    # In a cell for the larger unit the larger figure is the one that is wrong.
    is_now = (now > other) == (cell.unit == large)
    typed, figure = (small if cell.unit == large else large), now if is_now else other
    times = comparison.units[large] // comparison.units[small]
    quanta = to_quanta(figure)
    right = from_quanta(quanta // times if cell.unit == large else quanta * times)
    far = f"相差约 {round(high / low)} 倍"
    who = "本年" if is_now else whose
    return (
        f"{far}：这一格以{cell.unit}为单位，{who}的数像是按{typed}填的，"
        f"如果是，应为 {show(right)} {cell.unit}"
    )
