"""What all readers of published reports yield."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Line:
    """One line of text, or one row of a table.

    ``cells`` holds the texts of a table row's cells in order, blank ones included and merged
    ones once; it is ``None`` for a line of text.  ``where`` says in Chinese where it stands.
    """

    text: str
    where: str
    cells: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class PublishedDocument:
    """What a document says, line by line, and the titles that a web page has for the browser."""

    lines: tuple[Line, ...]
    titles: tuple[str, ...] = ()
