"""Findings in their cells: colours, notes, the list on 校验; and all of it undone again.

What a cell looked like before is kept on the hidden manifest sheet, so that the marks of one
session can be removed in the next.  A cell that the clerk has coloured or annotated in the
meantime keeps what the clerk gave it, and a note of the clerk's own is never replaced.

Nothing is drawn here: from a snapshot and the findings follow the changes, and a cell that
already looks as it should is left alone.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from xlreport.edition import Edition, Place, Severity
from xlreport.edition.layout import CHECK_SHEET, MANIFEST_SHEET
from xlreport.excel.plan import Change, Colour, Notes, Scalar, Values, heights
from xlreport.excel.snapshot import Snapshot
from xlreport.finding import Finding, address_ranges
from xlreport.manifest import MARKS_ROW
from xlreport.report import Report
from xlreport.sequences import grouped
from xlreport.sheets.checks import list_of_findings
from xlreport.template.checking import finding_rows_top
from xlreport.template.listing import (
    AS_DRAWN,
    FINDING_HEIGHT,
    finding_height,
    finding_texts,
    in_columns,
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
_LONGEST_NOTE = 2000
"""Characters of a note: nobody reads more, and Excel shows none of the rest."""

_NOTHING_FOUND = "没有发现问题。"
_LIKE_A_FORMULA = ("=", "+", "-", "@")


@dataclass(frozen=True, slots=True)
class Mark:
    """What was done to a cell: its colour before, the colour drawn, the note given (or empty)."""

    place: Place
    before: str
    drawn: str
    note: str = ""


def problems(snapshot: Snapshot) -> list[Mark]:
    """Return the marks of the first cell of every finding, in the order of the workbook."""
    order = {name: index for index, name in enumerate(snapshot.names)}
    marks = [mark for mark in recorded(snapshot) if mark.drawn != INVOLVED_TINT]
    marks = [mark for mark in marks if mark.place.sheet != CHECK_SHEET]
    return sorted(marks, key=lambda m: (order[m.place.sheet], m.place.row, m.place.column))


def drawn(snapshot: Snapshot, report: Report, findings: Sequence[Finding]) -> list[Change]:
    """Return how to mark what was found, in place of the marks that are there."""
    area = _Area.of(snapshot, report.edition)
    tints = _tints(findings) | _list_tints(area, findings)
    changes = _remarked(snapshot, tints, _notes(findings))
    texts = _list(snapshot, report, findings)
    rows = [in_columns(each, area.columns) for each in texts]
    return [*changes, *_listed(snapshot, area, rows, [*map(finding_height, texts)])]


def cleared(snapshot: Snapshot, edition: Edition) -> list[Change]:
    """Return how to undo all marks; findings beside which the clerk wrote a reason stay listed."""
    area = _Area.of(snapshot, edition)
    kept = list(_explained(snapshot, area))
    texts = [{name: row[at] or "" for name, at in area.columns.items()} for row in kept]
    heights_of = [*map(finding_height, texts)]
    return [*_remarked(snapshot, {}, {}), *_listed(snapshot, area, kept, heights_of)]


def list_top(snapshot: Snapshot, edition: Edition) -> int:
    """Return the row of 校验, from 0, where the findings of a check are listed."""
    return _Area.of(snapshot, edition).top


# --- Colours and notes ------------------------------------------------------------------------


def _remarked(
    snapshot: Snapshot, tints: Mapping[Place, str], notes: Mapping[Place, str]
) -> Iterator[Change]:
    old = {mark.place: mark for mark in recorded(snapshot)}
    tints = {place: tint for place, tint in tints.items() if place.sheet in snapshot.names}
    cells = [
        _Cell(snapshot, colour, place, old.get(place), tints.get(place, ""), notes.get(place, ""))
        for place, colour in snapshot.colours({**old, **tints}).items()
    ]
    marks = [cell.mark for cell in cells if cell.tint]
    going = [mark for mark in old.values() if mark.place not in tints]
    # Recorded first: should the program stop half-way, what was drawn can still be removed.
    yield from _record(snapshot, [*marks, *going])
    for sheet in snapshot.names:
        yield from _looks(sheet, [cell for cell in cells if cell.place.sheet == sheet])
    if going:
        yield from _record(snapshot, marks)


class _Cell:
    """A cell that has a mark, or is to have one."""

    def __init__(
        self, snapshot: Snapshot, colour: str, place: Place, old: Mark | None, tint: str, note: str
    ) -> None:
        self.place, self.colour, self.tint = place, colour, tint
        # A click that was broken off may have left the colour of the mark before.
        ours = old is not None and self.colour in (old.drawn, *_ORDER)
        self.before = old.before if old is not None and ours else self.colour
        self.note = snapshot.notes(place.sheet).get(place.a1, "")
        own = bool(self.note) and not (
            old is not None and old.note and _plain(self.note) == _plain(old.note)
        )
        self.text = self.note if own else note
        self.mark = Mark(place, self.before, tint, "" if own else note)


def _looks(sheet: str, cells: Sequence[_Cell]) -> Iterator[Change]:
    wanted = ((cell.tint or cell.before, cell) for cell in cells)
    by_colour = grouped((colour, c.place) for colour, c in wanted if colour != c.colour)
    for colour, places in by_colour.items():
        # Neighbours in a row are put together, and such rows where they stand on each other.
        yield Colour(sheet, tuple(address_ranges(sorted(places))), colour)
    other = [cell for cell in cells if _plain(cell.text) != _plain(cell.note)]
    if other:
        gone = tuple(cell.place.a1 for cell in other if cell.note)
        yield Notes(sheet, gone, tuple((cell.place.a1, cell.text) for cell in other if cell.text))


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
    lines = grouped((f.places[0], _note(f)) for f in findings if f.places)
    return {place: "\n".join(each)[:_LONGEST_NOTE] for place, each in lines.items()}


def _note(finding: Finding) -> str:
    hint = f"{finding.hint}。" if finding.hint else ""
    return f"【{finding.demand}】{finding.title}：{finding.found}。{hint}{finding.advice}"


# --- The list on 校验 -------------------------------------------------------------------------


@dataclass(frozen=True)
class _Area:
    """Where on 校验 of a workbook the findings are listed: the first row, the columns by name."""

    top: int
    columns: Mapping[str, int]

    @classmethod
    def of(cls, snapshot: Snapshot, edition: Edition) -> _Area:
        """A workbook of an earlier version has other columns; its own heads say which."""
        rows = snapshot.rows(CHECK_SHEET) if CHECK_SHEET in snapshot.names else None
        found = list_of_findings(rows) if rows is not None else None
        return cls(*found) if found else cls(finding_rows_top(edition), AS_DRAWN)

    @property
    def width(self) -> int:
        """How many columns the list takes."""
        return max(self.columns.values()) + 1


def _list_tints(area: _Area, findings: Sequence[Finding]) -> dict[Place, str]:
    if "severity" not in area.columns:
        return {}
    return {
        Place(CHECK_SHEET, area.top + index, area.columns["severity"]): TINTS[finding.severity]
        for index, finding in enumerate(findings)
    }


def _list(snapshot: Snapshot, report: Report, findings: Sequence[Finding]) -> list[dict[str, str]]:
    """Return the findings as the rows of 校验, each with a link to its first cell."""
    if not findings:
        return [{"title": _NOTHING_FOUND, "clause": _NOTHING_FOUND}]
    reasons = report.explanations
    return [finding_texts(f, snapshot.names, reasons.get(f.clause)) for f in findings]


def _listed(
    snapshot: Snapshot, area: _Area, rows: Sequence[Sequence[str | None]], high: Sequence[float]
) -> Iterator[Change]:
    """Yield how to put a list in the place of the one that is there."""
    if CHECK_SHEET not in snapshot.names:
        return
    empty = max(len(snapshot.rows(CHECK_SHEET)) - area.top - len(rows), 0)
    link = area.columns.get("link", -1)
    written = [tuple(_harmless(text, alive=at == link) for at, text in enumerate(r)) for r in rows]
    if block := (*written, *[(None,) * area.width] * empty):
        yield Values(CHECK_SHEET, area.top, 0, block)
    yield from heights(CHECK_SHEET, area.top, [*high, *[FINDING_HEIGHT] * empty])


def _harmless(text: str | None, *, alive: bool) -> Scalar:
    """Return a text that no program takes for a formula, unless it is the link."""
    like_formula = text is not None and not alive and text.startswith(_LIKE_A_FORMULA)
    return f" {text}" if like_formula else text


def _explained(snapshot: Snapshot, area: _Area) -> Iterator[list[str | None]]:
    """Yield the rows of the list beside which a reason stands, without their links."""
    if CHECK_SHEET not in snapshot.names:
        return
    rows = snapshot.rows(CHECK_SHEET)
    for row in range(area.top, len(rows)):
        values = (rows.at(row, column) for column in range(area.width))
        cells = [None if value is None else str(value) for value in values]
        if cells[area.columns["reason"]]:
            if "link" in area.columns:
                cells[area.columns["link"]] = None
            yield cells


# --- The record -------------------------------------------------------------------------------


def recorded(snapshot: Snapshot) -> list[Mark]:
    """Return the marks that an earlier click recorded."""
    text = "".join(_chunks(snapshot))
    try:
        entries = json.loads(text or "[]")
        marks = [Mark(Place(sheet, *position), *rest) for sheet, position, *rest in entries]
    except (ValueError, TypeError):
        _log.warning("the record of marks in %s cannot be read: %.80s", snapshot.path, text)
        return []
    return [mark for mark in marks if mark.place.sheet in snapshot.names]


def _chunks(snapshot: Snapshot) -> list[str]:
    rows = snapshot.rows(MANIFEST_SHEET)
    cells = (rows.at(MARKS_ROW, column) for column in range(_RECORD_WIDTH))
    return [str(cell) for cell in cells if cell is not None]


def _record(snapshot: Snapshot, marks: Sequence[Mark]) -> Iterator[Values]:
    entries = [
        [m.place.sheet, [m.place.row, m.place.column], m.before, m.drawn, m.note] for m in marks
    ]
    text = json.dumps(entries, ensure_ascii=False) if entries else ""
    chunks: list[str | None] = [text[i : i + _CHUNK] for i in range(0, len(text), _CHUNK)]
    width = max(len(chunks), len(_chunks(snapshot)), 1)
    chunks += [None] * (width - len(chunks))
    yield Values(MANIFEST_SHEET, MARKS_ROW, 0, (tuple(chunks),))
