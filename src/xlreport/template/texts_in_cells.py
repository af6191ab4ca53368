"""Formulas for cells that should hold a number and hold a text: which kind of text it is.

A text that the reader takes for a number (``１``, ``1 件``) is something to tidy up; any other text
is a number that is missing.  The formulas use only the functions that
:mod:`xlreport.template.status` lists.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from xlreport.amounts import COUNT_UNITS, IN_YUAN
from xlreport.edition.expression import Expression, Facts, leaf
from xlreport.edition.model import Cell

Texts = Callable[[Facts], Sequence[str]]
_WIDE_BLANKS = "\u00a0\u2002\u2003\u3000"
"""The blanks that are typed or pasted into Chinese text and that TRIM and CLEAN leave alone."""
_DIGITS = "0123456789０１２３４５６７８９〇零"
_POINTS = ".．"


def trimmed(address: str) -> str:
    """Return the formula for a text without the blanks at its ends."""
    text = address
    for blank in _WIDE_BLANKS:
        text = f'SUBSTITUTE({text},"{blank}"," ")'
    return f"TRIM(CLEAN({text}))"


def blank(ranges: Iterable[str], texts: Texts[Facts]) -> Expression[Facts]:
    """Return how many cells are without any character to be seen.

    :param texts: gives what stands in those of the cells that hold no number.
    """
    formula = "+".join(f"SUMPRODUCT((LEN({trimmed(each)})=0)*1)" for each in ranges)
    return leaf(formula, lambda facts: sum(not stripped(text) for text in texts(facts)))


def like_numbers(
    ranges: Iterable[str], cells: Sequence[Cell], texts: Texts[Facts]
) -> Expression[Facts]:
    """Return how many texts begin with a digit and end as numbers do.

    :param cells: the cells that the ranges hold.
    :param texts: gives what stands in those of them that hold no number.
    """
    ends, whole = _DIGITS + _units(cells), all(cell.number.decimals == 0 for cell in cells)
    return leaf(
        "+".join(_like_numbers(each, ends, whole=whole) for each in ranges),
        lambda facts: sum(_is_like_number(text, ends, whole=whole) for text in texts(facts)),
    )


def _like_numbers(address: str, ends: str, *, whole: bool) -> str:
    text = trimmed(address)
    tests = [
        f"ISTEXT({address})",
        f'ISNUMBER(FIND(LEFT({text}&"x",1),"{_DIGITS}"))',
        f'ISNUMBER(FIND(RIGHT("x"&{text},1),"{ends}"))',
    ]
    if whole:
        tests += [f'ISERROR(FIND("{point}",{address}))' for point in _POINTS]
    return f"SUMPRODUCT({'*'.join(tests)})"


def _is_like_number(text: str, ends: str, *, whole: bool) -> bool:
    plain = stripped(text)
    pointed = any(point in text for point in _POINTS)
    return bool(plain) and plain[0] in _DIGITS and plain[-1] in ends and not (whole and pointed)


def stripped(text: str) -> str:
    """Return what :func:`trimmed` makes of a text."""
    kept = "".join(character for character in text if character >= " ")
    return kept.translate(dict.fromkeys(map(ord, _WIDE_BLANKS), " ")).strip(" ")


def _units(cells: Sequence[Cell]) -> str:
    """Return the last characters of what may be written after a number in these cells."""
    named = {cell.unit for cell in cells}
    units = {*named, *(IN_YUAN if named & IN_YUAN.keys() else COUNT_UNITS)}
    return "".join(sorted({unit[-1] for unit in units}))
