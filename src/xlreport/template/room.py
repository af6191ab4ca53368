"""How many rows the texts of a report take in its workbook."""

from __future__ import annotations

from xlreport.edition import Layout
from xlreport.edition.layout import PROSE_ROOM, layout_with_room
from xlreport.paragraphs import paragraphs
from xlreport.report import Report

_SPARE = 5
"""Rows that stay blank below a text."""


def rows_of(text: str) -> int:
    """Return how many rows a text takes, from its first paragraph to its last."""
    return len(paragraphs(text))


def layout_for(report: Report) -> Layout:
    """Return the layout of a report's workbook, in which every text has room and some to spare."""
    counts = {key: rows_of(text) for key, text in report.prose.items()}
    rows = {key: n + _SPARE for key, n in counts.items() if n + _SPARE > PROSE_ROOM}
    return layout_with_room(report.edition, rows)
