"""The cells of a published table -> figures in the units of the form."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from xlreport.edition.model import Cell, Edition
from xlreport.quantity import Value
from xlreport.reading.numbers import parse_number
from xlreport.reading.published.atoms import Atom, AtomKind, normal
from xlreport.reading.published.line import Line
from xlreport.reading.published.table import Cells

_MONEY = re.compile("[百千万亿]?元")
_ABOVE = re.compile(r"\A[(（]?(?:金额)?单位[:：]([百千万亿]?元)[)）]?\Z")
_CHANGE = re.compile(r"(增|减)(?:加|少)?(?=\d)")
_AMOUNT = re.compile(r"\A([\d,，.]++)\s*+(万元|万|元)")


@dataclass(frozen=True, slots=True)
class TableFigure:
    """What a cell holds: a value in the cell's unit, or a text that is none, or nothing.

    ``bare`` tells that it is an amount of money whose unit is written nowhere.
    """

    key: str
    atom: Atom
    value: Value | None = None
    unreadable: str = ""
    bare: bool = False


def unit_above(lines: Sequence[Line]) -> str:
    """Return the unit of money that a line of its own gives a whole table, empty if none does."""
    alone = (line for line in lines if line.cells is None or len(line.cells) == 1)
    found = (_ABOVE.match("".join(normal(line.text).split())) for line in alone)
    return next((match[1] for match in found if match), "")


def figures_of(edition: Edition, cells: Cells, unit: str = "") -> Iterator[TableFigure]:
    """Yield the figure of each cell that was found; answers are no figures.

    :param unit: what amounts of money are measured in where their column does not say it.
    """
    money = {
        official: match[0]
        for official, found, _ in cells.odd
        if (match := _MONEY.search(found)) is not None
    }
    for key, atom in cells.found.items():
        if key in edition.questions:
            continue
        yield _figure(edition.cells[key], atom, money, unit)


def _figure(cell: Cell, atom: Atom, money: Mapping[str, str], unit: str) -> TableFigure:
    if atom.kind is AtomKind.BLANK:
        return TableFigure(cell.key, atom)
    text = _spelled(cell, atom.text)
    if " " in text:
        return TableFigure(cell.key, atom, unreadable=atom.text)
    text, bare = _with_unit(cell, text, money, unit)
    typed = parse_number(text, cell.unit)
    if typed.value is None:
        return TableFigure(cell.key, atom, unreadable=atom.text, bare=bare)
    return TableFigure(cell.key, atom, typed.value, bare=bare)


def _spelled(cell: Cell, text: str) -> str:
    """Return a figure as it is usually written: a decrease with a minus, an amount in 元."""
    if cell.number.minimum is None and (match := _CHANGE.match(text)):
        return ("-" if match[1] == "减" else "") + text[match.end() :]
    if _MONEY.fullmatch(cell.unit) and (amount := _AMOUNT.fullmatch(text)):
        return amount[1] + amount[2].removesuffix("元") + "元"
    return text


def _with_unit(cell: Cell, text: str, money: Mapping[str, str], above: str) -> tuple[str, bool]:
    """Return a figure with the unit that its column head gives it, if it has none itself.

    The unit is read from the cell first, then from the column head, from what is said above the
    table, then from the form; the second value tells that it is the form's, and that the form does
    not print it.
    """
    if not _MONEY.fullmatch(cell.unit) or not text[-1:].isdigit():
        return text, False
    column = next((unit for official, unit in money.items() if official in cell.label), "")
    if column:
        return text + column, False
    if above and cell.unit not in cell.label:
        return text + above, False
    return text, cell.unit not in cell.label and text.strip("0.") != ""
