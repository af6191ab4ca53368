"""Findings in their cells: colours, notes, the list on 校验; and all of it undone again.

What a cell looked like before is kept on the hidden manifest sheet, so that the marks of one
session can be removed in the next.  A cell that the clerk has coloured or annotated in the
meantime keeps what the clerk gave it, and a note of the clerk's own is never replaced.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from xlreport.check import Verdict
from xlreport.edition import Edition, Place, Severity
from xlreport.edition.layout import CHECK_SHEET, EXPLANATION_COLUMN, MANIFEST_SHEET
from xlreport.excel.book import LiveBook, colour_of
from xlreport.excel.protection import unlocked
from xlreport.finding import SEVERITY_LABELS, Finding
from xlreport.manifest import MARKS_ROW
from xlreport.template.front import finding_rows_top
from xlreport.template.listing import (
    FINDING_HEADS,
    FINDING_HEIGHT,
    LINK_COLUMN,
    finding_height,
    finding_row,
)
from xlreport.template.styles import ERROR_TINT, INVOLVED_TINT, NOTE_TINT, QUERY_TINT

_log = logging.getLogger(__name__)

TINTS = {Severity.ERROR: ERROR_TINT, Severity.QUERY: QUERY_TINT, Severity.NOTE: NOTE_TINT}
_ORDER = (ERROR_TINT, QUERY_TINT, NOTE_TINT, INVOLVED_TINT)
"""Where several findings meet in a cell, the first of these wins."""

_RECORD_WIDTH = 200
"""The record may take so many cells of its row; 200 hold more marks than a form has cells."""
_CHUNK = 8000
"""Characters of the record in one cell: Excel takes no more from another program."""

_SEVERITY_COLUMN = FINDING_HEADS.index("性质")
_NOTHING_FOUND = "没有发现问题。"


@dataclass(frozen=True, slots=True)
class Mark:
    """What was done to a cell: its colour before, the colour drawn, the note given (or empty)."""

    place: Place
    before: str
    drawn: str
    note: str = ""


def problems(book: LiveBook) -> list[Mark]:
    """Return the marks of the first cell of every finding, in the order of the workbook."""
    order = {name: index for index, name in enumerate(book.names)}
    marks = [mark for mark in _recorded(book) if mark.drawn != INVOLVED_TINT]
    marks = [mark for mark in marks if mark.place.sheet != CHECK_SHEET]
    return sorted(marks, key=lambda m: (order[m.place.sheet], m.place.row, m.place.column))


def draw(book: LiveBook, verdict: Verdict) -> None:
    """Mark what was found; marks that are there already must have been cleared."""
    tints = _tints(verdict.findings) | _list_tints(book, verdict)
    marks = list(_planned(book, tints, _notes(verdict.findings)))
    # Recorded first: should the program stop half-way, what was drawn can still be removed.
    _record(book, marks)
    for sheet in book.names:
        on_sheet = [mark for mark in marks if mark.place.sheet == sheet]
        if on_sheet or sheet == CHECK_SHEET:
            with unlocked(book.sheets[sheet]):
                _draw_sheet(book, on_sheet)
                if sheet == CHECK_SHEET:
                    _write_list(book, verdict.report.edition, _list(book, verdict))


def clear(book: LiveBook, edition: Edition, *, keep_reasons: bool = False) -> None:
    """Undo what :func:`draw` did.

    :param keep_reasons: leave the findings beside which the clerk wrote a reason on the list.
    """
    marks = _recorded(book)
    for sheet in book.names:
        on_sheet = [mark for mark in marks if mark.place.sheet == sheet]
        if on_sheet:
            with unlocked(book.sheets[sheet]):
                _clear_sheet(book, sheet, on_sheet)
    if CHECK_SHEET in book.names:
        with unlocked(book.sheets[CHECK_SHEET]):
            top = finding_rows_top(edition)
            kept = list(_explained(book, top)) if keep_reasons else []
            listed = max(book.rows_used(CHECK_SHEET) - top, 0)
            book.empty(CHECK_SHEET, top, listed, len(FINDING_HEADS))
            book.set_heights(CHECK_SHEET, top, [FINDING_HEIGHT] * listed)
            _write_list(book, edition, kept)
    _record(book, [])


# --- One sheet --------------------------------------------------------------------------------


def _planned(
    book: LiveBook, tints: Mapping[Place, str], notes: Mapping[Place, str]
) -> Iterator[Mark]:
    for sheet in dict.fromkeys(place.sheet for place in tints):
        if sheet not in book.names:
            continue
        taken = book.noted(sheet)
        for place, tint in tints.items():
            if place.sheet == sheet:
                note = "" if place.a1 in taken else notes.get(place, "")
                yield Mark(place, colour_of(book.cell(place)), tint, note)


def _draw_sheet(book: LiveBook, marks: Sequence[Mark]) -> None:
    for tint in _ORDER:
        book.paint([mark.place for mark in marks if mark.drawn == tint], tint)
    for mark in marks:
        if mark.note:
            book.cell(mark.place).add_note(mark.note)


def _clear_sheet(book: LiveBook, sheet: str, marks: Sequence[Mark]) -> None:
    notes = book.noted(sheet)
    by_colour: dict[str, list[Place]] = {}
    for mark in marks:
        if colour_of(book.cell(mark.place)) == mark.drawn:
            by_colour.setdefault(mark.before, []).append(mark.place)
    for colour, places in by_colour.items():
        book.paint(places, colour)
    for mark in marks:
        note = notes.get(mark.place.a1)
        if mark.note and note is not None and _plain(note.text) == _plain(mark.note):
            note.delete()


def _plain(text: str) -> str:
    """Return a note's text without what a program does to line ends."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def _tints(findings: Iterable[Finding]) -> dict[Place, str]:
    tints: dict[Place, str] = {}
    for finding in findings:
        for place in finding.places:
            tint = TINTS[finding.severity] if place == finding.places[0] else INVOLVED_TINT
            tints[place] = min(tint, tints.get(place, tint), key=_ORDER.index)
    return tints


def _notes(findings: Iterable[Finding]) -> dict[Place, str]:
    lines: dict[Place, list[str]] = {}
    for finding in findings:
        if finding.places:
            line = f"【{SEVERITY_LABELS[finding.severity]}】{finding.message}"
            lines.setdefault(finding.places[0], []).append(line)
    return {place: "\n".join(each) for place, each in lines.items()}


# --- The list on 校验 -------------------------------------------------------------------------


def _list_tints(book: LiveBook, verdict: Verdict) -> dict[Place, str]:
    if CHECK_SHEET not in book.names:
        return {}
    top = finding_rows_top(verdict.report.edition)
    return {
        Place(CHECK_SHEET, top + index, _SEVERITY_COLUMN): TINTS[finding.severity]
        for index, finding in enumerate(verdict.findings)
    }


def _list(book: LiveBook, verdict: Verdict) -> list[list[str | None]]:
    """Return the findings as the rows of 校验, each with a link to its first cell."""
    if not verdict.findings:
        return [[_NOTHING_FOUND, *[None] * (len(FINDING_HEADS) - 1)]]
    reasons = verdict.report.explanations
    return [finding_row(f, book.names, reasons.get(f.clause)) for f in verdict.findings]


def _write_list(book: LiveBook, edition: Edition, rows: Sequence[Sequence[object]]) -> None:
    top = finding_rows_top(edition)
    book.write(CHECK_SHEET, top, rows)
    book.set_heights(CHECK_SHEET, top, [finding_height(row) for row in rows])


def _explained(book: LiveBook, top: int) -> Iterator[list[object]]:
    """Yield the rows of the list beside which a reason stands, without their links."""
    rows = book.rows(CHECK_SHEET)
    for row in range(top, len(rows)):
        cells = [rows.at(row, column) for column in range(len(FINDING_HEADS))]
        if cells[EXPLANATION_COLUMN]:
            cells[LINK_COLUMN] = None
            yield cells


# --- The record -------------------------------------------------------------------------------


def _recorded(book: LiveBook) -> list[Mark]:
    rows = book.rows(MANIFEST_SHEET)
    cells = (rows.at(MARKS_ROW, column) for column in range(_RECORD_WIDTH))
    text = "".join(str(cell) for cell in cells if cell is not None)
    try:
        entries = json.loads(text or "[]")
        marks = [Mark(Place(sheet, *position), *rest) for sheet, position, *rest in entries]
    except (ValueError, TypeError):
        _log.warning("the record of marks in %s cannot be read: %.80s", book.path, text)
        return []
    return [mark for mark in marks if mark.place.sheet in book.names]


def _record(book: LiveBook, marks: Sequence[Mark]) -> None:
    entries = [
        [m.place.sheet, [m.place.row, m.place.column], m.before, m.drawn, m.note] for m in marks
    ]
    text = json.dumps(entries, ensure_ascii=False) if entries else ""
    chunks = [text[i : i + _CHUNK] for i in range(0, len(text), _CHUNK)]
    with unlocked(book.sheets[MANIFEST_SHEET]):
        book.empty(MANIFEST_SHEET, MARKS_ROW, 1, _RECORD_WIDTH)
        book.write(MANIFEST_SHEET, MARKS_ROW, [chunks] if chunks else [])
