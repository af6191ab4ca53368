"""Whether the formula of a total still adds up what the template adds up."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Container, Mapping
from functools import lru_cache

from xlreport.addresses import column_number
from xlreport.edition import Place

_SPACE = re.compile(r"[\s$]")
_GUARDED = re.compile(r'\AIF\(COUNT\([^()]*\)<\d+,"",(.*)\)\Z')
_TERM = re.compile(r"([+-]?)(?:SUM\(([^()]*)\)|(\d{1,99}+(?![\d:.]*[A-Z!]))|([^()+\-,]+))")
_RANGE = re.compile(r"\A(?:'?([^'!]++)'?!)?([A-Z]{1,3})(\d{1,7})(?::([A-Z]{1,3})(\d{1,7}))?\Z")
_LARGEST_RANGE = 10_000


def adds_up_as_template(
    formula: str,
    sheet: str,
    addends: Mapping[Place, int],
    constant: int,
    filled: Container[tuple[int, int]],
) -> bool:
    """Tell whether a formula on ``sheet`` adds exactly ``addends``, each with its sign.

    How it is written does not matter (``SUM(D6:D8)`` is ``D6+D7+D8``), and neither do blank
    cells between: ``filled`` holds the row and column, from 0, of cells that are not blank.
    Formulas of any other kind are not understood, and so they are not the template's.
    """
    terms = _terms(formula, sheet)
    if terms is None:
        return False
    cells, number = terms
    if cells == addends:
        return number == constant
    used = {
        place: times
        for place, times in cells.items()
        if place in addends or place.sheet != sheet or (place.row, place.column) in filled
    }
    return number == constant and used == addends


def constant_of(formula: str) -> int | None:
    """Return what a formula of whole numbers and signs adds up to, ``None`` if it is another."""
    terms = _terms(formula, "")
    return terms[1] if terms and not terms[0] else None


@lru_cache(maxsize=1024)
def _terms(formula: str, sheet: str) -> tuple[Counter[Place], int] | None:
    """Return how often each cell is added (negative: taken away), and the number added."""
    text = _SPACE.sub("", formula)
    guarded = _GUARDED.match(text)
    if guarded:
        text = guarded[1]
    cells: Counter[Place] = Counter()
    number = 0
    at = 0
    while at < len(text):
        term = _TERM.match(text, at)
        if term is None or (at and not term[1]):
            return None
        sign = -1 if term[1] == "-" else 1
        if term[3]:
            number += sign * int(term[3])
        else:
            for argument in (term[2] if term[2] is not None else term[4]).split(","):
                places = _places(argument, sheet)
                if places is None:
                    return None
                for place in places:
                    cells[place] += sign
        at = term.end()
    return cells, number


def _places(reference: str, sheet: str) -> list[Place] | None:
    match = _RANGE.match(reference)
    if match is None:
        return None
    name, left, top, right, bottom = match.groups()
    first_row, first_column = int(top) - 1, column_number(left.encode())
    last_row = int(bottom) - 1 if bottom else first_row
    last_column = column_number(right.encode()) if right else first_column
    if (last_row - first_row + 1) * (last_column - first_column + 1) > _LARGEST_RANGE:
        return None
    return [
        Place(name or sheet, row, column)
        for row in range(first_row, last_row + 1)
        for column in range(first_column, last_column + 1)
    ]
