"""The letters of columns, as addresses have them."""

from __future__ import annotations

from functools import lru_cache


def column_letters(column: int) -> str:
    """Return the letters of a column counted from 0: 0 is ``A``, 26 is ``AA``."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


@lru_cache(maxsize=1024)
def column_number(letters: bytes) -> int:
    """Return the number of a column from 0: ``A`` is 0, ``AA`` is 26.

    :param letters: capital letters, as they stand in a file.
    """
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number - 1
