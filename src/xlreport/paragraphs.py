r"""A text as its paragraphs: the cells of a column, or a published page, have one each.

In a text ``"\n"`` ends a paragraph, and :data:`BREAK` is a line break within one, which a cell
has as ``"\n"``.
"""

from __future__ import annotations

from collections.abc import Iterable

from xlreport.letters import text_width

BREAK = "\u2028"

END_OF_TEXTS = "（写不下时，请在上面插入行）"
"""What stands below the room for the last text of a sheet, and is no part of it."""

WIDTH = 80
"""The column in which a paragraph stands, in characters of the workbook's own font."""
_HALF_WIDTHS = 68
"""So many characters, a Chinese one for two, stand on a line of 12 points in such a column."""
_LINE_HEIGHT = 17.5
"""Points of a line in fonts with high lines, as they stand in for 仿宋 where it is missing."""
_HIGHEST_ROW = 409.0
"""Points: no row of a workbook can be higher."""
MOST_LINES = int(_HIGHEST_ROW // _LINE_HEIGHT)
_SURELY_FITS = MOST_LINES * _HALF_WIDTHS // 2


def paragraphs(text: str) -> list[str]:
    """Return the paragraphs of a text, blank ones too, as cells have them."""
    return [each.replace(BREAK, "\n") for each in _with_plain_ends(text).split("\n")]


def joined(cells: Iterable[str]) -> str:
    """Return the text of which cells hold the paragraphs, without blank ones at its ends."""
    lines = (_with_plain_ends(cell).strip("\n").replace("\n", BREAK) for cell in cells)
    return "\n".join(lines).strip()


def lines_of(paragraph: str) -> int:
    """Return how many lines a paragraph takes in its cell."""
    parts = paragraph.replace(BREAK, "\n").split("\n")
    return sum(max(1, -(-text_width(part) // _HALF_WIDTHS)) for part in parts)


def fits_a_row(paragraph: str) -> bool:
    """Tell whether a row can be as high as a paragraph is."""
    plain = len(paragraph) <= _SURELY_FITS and BREAK not in paragraph
    return plain or lines_of(paragraph) <= MOST_LINES


def height_of(paragraph: str) -> float:
    """Return the height in points of the row of a paragraph, as far as a row can be so high."""
    return min(_LINE_HEIGHT * lines_of(paragraph) + 3, _HIGHEST_ROW)


def _with_plain_ends(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text
