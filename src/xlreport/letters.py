"""Letters as people type them and numbers as cells show them."""

from __future__ import annotations

import unicodedata


def squeezed(text: str) -> str:
    """Return a text without blanks, full-width letters as usual ones."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def shown_number(number: float) -> str:
    """Return a number as a cell shows it: a whole one, a code perhaps, without decimals."""
    return str(int(number)) if number.is_integer() else str(number)


def text_width(text: str) -> int:
    """Return the width of a text in Latin characters; a Chinese character counts as two."""
    return sum(2 if unicodedata.east_asian_width(c) in "WFA" else 1 for c in text)
