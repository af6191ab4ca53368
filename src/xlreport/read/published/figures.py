"""The cells of a published table -> figures in the units of the form."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from xlreport.edition.model import Cell, Edition
from xlreport.quantity import Value
from xlreport.read.numbers import parse_number
from xlreport.read.published.atoms import Atom, Kind
from xlreport.read.published.table import Cells

_MONEY = re.compile("[百千万亿]?元")
_CHANGE = re.compile(r"(增|减)(?:加|少)?(?=\d)")
_AMOUNT = re.compile(r"\A([\d,，.]++)\s*+(万元|万|元)")


@dataclass(frozen=True, slots=True)
class Figure:
    """What a cell holds: a value in the cell's unit, or a text that is none, or nothing.

    ``bare`` tells that it is an amount of money whose unit is written nowhere.
    """

    key: str
    atom: Atom
    value: Value | None = None
    unreadable: str = ""
    bare: bool = False


def figures_of(edition: Edition, cells: Cells) -> Iterator[Figure]:
    """Yield the figure of each cell that was found; answers are no figures."""
    money = {
        official: match[0]
        for official, found, _ in cells.odd
        if (match := _MONEY.search(found)) is not None
    }
    for key, atom in cells.found.items():
        if key in edition.questions:
            continue
        yield _figure(edition.cells[key], atom, money)


def _figure(cell: Cell, atom: Atom, money: Mapping[str, str]) -> Figure:
    if atom.kind is Kind.BLANK:
        return Figure(cell.key, atom)
    text = _spelled(cell, atom.text)
    if " " in text:
        return Figure(cell.key, atom, unreadable=atom.text)
    text, bare = _with_unit(cell, text, money)
    typed = parse_number(text, cell.unit)
    if typed.value is None:
        return Figure(cell.key, atom, unreadable=atom.text, bare=bare)
    return Figure(cell.key, atom, typed.value, bare=bare)


def _spelled(cell: Cell, text: str) -> str:
    """Return a figure as it is usually written: a decrease with a minus, an amount in 元."""
    if cell.number.minimum is None and (match := _CHANGE.match(text)):
        return ("-" if match[1] == "减" else "") + text[match.end() :]
    if _MONEY.fullmatch(cell.unit) and (amount := _AMOUNT.fullmatch(text)):
        return amount[1] + amount[2].removesuffix("元") + "元"
    return text


def _with_unit(cell: Cell, text: str, money: Mapping[str, str]) -> tuple[str, bool]:
    """Return a figure with the unit that its column head gives it, if it has none itself.

    The unit is read from the cell first, then from the column head, then from the form; the second
    value tells that it is the form's, and that the form does not print it.
    """
    if not _MONEY.fullmatch(cell.unit) or not text[-1:].isdigit():
        return text, False
    column = next((unit for official, unit in money.items() if official in cell.label), "")
    if column:
        return text + column, False
    return text, cell.unit not in cell.label and text.strip("0.") != ""
