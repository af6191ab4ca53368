"""Which of the figures and blanks after a heading are the cells of its row."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from xlreport.reading.published.atoms import Atom, AtomKind
from xlreport.reading.published.form import FormRow

_MOST_BLANKS = 400
"""Cells between two headings; no table has more."""


class Lost(Exception):
    """Cells are missing or mixed up, so that a figure's place would be a guess."""


def windows_of(row: FormRow, run: Sequence[Atom], where: str) -> list[int]:
    """Return at which atoms of a run the cells of a row may begin; -1 if each figure is a cell.

    :raises Lost: if there is no way to place them.
    """
    keys = [key for key in row.slots if key is not None]
    figures = [atom for atom in run if atom.kind is AtomKind.VALUE]
    if len(run) > _MOST_BLANKS:
        raise Lost(f"{where}：“{row.name}”后面有 {len(run)} 格，表格读不出来")
    fits = [start for start in range(len(run) - len(row.slots) + 1) if _fits(row, run, start)]
    if len(figures) == len(keys):
        return fits if len(fits) == 1 else [-1]
    if len(fits) > 1 and not figures:
        return fits[:1]
    if fits:
        return fits
    name = row.name or row.orders[0][0].text
    told = "、".join(atom.text for atom in figures[:20])
    told = f"（{told}）" if told else ""
    if len(figures) > len(keys):
        raise Lost(f"{where}：“{name}”一行应有 {len(keys)} 个数，这里有 {len(figures)} 个{told}")
    raise Lost(
        f"{where}：“{name}”一行应有 {len(keys)} 个数，这里只有 {len(figures)} 个{told}，"
        "有单元格丢失（相同的行被去重，或者空白格没有保留）"
    )


def _fits(row: FormRow, run: Sequence[Atom], start: int) -> bool:
    window = run[start : start + len(row.slots)]
    outside = [*run[:start], *run[start + len(row.slots) :]]
    return all(atom.kind is AtomKind.BLANK for atom in outside) and all(
        key is not None or not any(c.isdigit() for c in atom.text)
        for key, atom in zip(row.slots, window, strict=True)
    )


def sides_of(stream: Sequence[Atom]) -> set[int]:
    """Return where rows of heads have the blanks that stand for merged cells.

    0 if at the end of the row, 1 if right after the merged cell; nothing if there are none.
    """
    sides: set[int] = set()
    row: list[AtomKind] = []
    for atom in stream:
        if atom.kind is not AtomKind.BREAK:
            row.append(atom.kind)
            continue
        told = "".join("w" if kind is AtomKind.WORD else "b" for kind in row)
        if AtomKind.VALUE not in row and told.count("w") > 1:
            inside = "b" in told.strip("b")
            sides |= {1} if inside else {0} if told.endswith("b") else set()
        row = []
    return {1} if 1 in sides else sides


def demand_widths(
    runs: Sequence[tuple[FormRow, Sequence[Atom], str]], *, merged: bool, before: bool
) -> None:
    """Demand that rows with blank cells are as wide as the others.

    What is left of merged cells must not stand in for a cell that was lost: either every row has as
    many figures and blanks as cells, or with its headings it is as wide as the rest.

    :param merged: what is left of two merged cells and more stands apart, at the end of rows.
    :param before: what is left of merged headings stands right after them.
    :raises Lost: if a row is not.
    """
    exact = sum(len(run) == len(row.slots) for row, run, _ in runs)
    usual = Counter(row.beside + len(run) for row, run, _ in runs).most_common(1)
    for row, run, where in runs:
        slots = len(row.slots)
        figures = sum(atom.kind is AtomKind.VALUE for atom in run)
        if figures in (0, sum(key is not None for key in row.slots)):
            continue
        if merged:
            wanted = slots + (row.columns - row.beside - slots == 1)
        elif before:
            wanted = slots + row.spread - row.beside
        elif 2 * exact >= len(runs) or len(runs) == 1:
            wanted = slots
        else:
            wanted = usual[0][0] - row.beside
        if len(run) != wanted:
            name = row.name or row.orders[0][0].text
            raise Lost(
                f"{where}：“{name}”一行有 {len(run)} 格，按其他行应有 {wanted} 格，"
                "有单元格丢失或多出，空白格的位置无法确定"
            )
