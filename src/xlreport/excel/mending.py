"""What pasting did to cells, undone: formulas of totals come back, and cells can be typed in again.

A typed total that is the sum of its addends says nothing that its formula would not say, so the
formula replaces it.  One that is another number is a finding, and stays until it is settled.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from xlreport.edition import Place
from xlreport.excel.engines.parts import places_of
from xlreport.excel.plan import Change, Look, Values
from xlreport.excel.snapshot import Snapshot
from xlreport.finding import address_ranges
from xlreport.report import Report, ReportKind, with_totals
from xlreport.sequences import grouped
from xlreport.template.entered import allowed, style_of
from xlreport.template.formulas import total_formula
from xlreport.template.room import rows_of
from xlreport.template.styles import properties


def mended(snapshot: Snapshot, report: Report) -> list[Change]:
    """Return how to undo what pasting did to the cells of a unit's workbook."""
    if report.kind is not ReportKind.OWN:
        return []
    # Formulas of a report whose figures stand elsewhere would add up other cells.
    in_place = not any(key in report.edition.cells for key in report.moved)
    return [*_looks(snapshot, report), *(_formulas(snapshot, report) if in_place else ())]


def _looks(snapshot: Snapshot, report: Report) -> Iterator[Look]:
    for (sheet, style, kind), places in grouped(_typed_into(report)).items():
        if sheet not in snapshot.names:
            continue
        spoiled = snapshot.spoiled(sheet, tuple(address_ranges(places)), validated=kind is not None)
        if spoiled:
            yield Look(sheet, spoiled, properties(style), dict(kind) if kind else None)


def says_what_was_mended(changes: Sequence[Change]) -> str:
    """Return a sentence for the clerk, empty if nothing was mended."""
    cells: set[Place] = set()
    for change in changes:
        if isinstance(change, Look):
            cells.update(places_of(change.sheet, change.areas))
        elif isinstance(change, Values):
            cells.add(Place(change.sheet, change.row, change.column))
    return f"已恢复 {len(cells)} 格的格式和公式（粘贴时改掉的）。" if cells else ""


_Kind = tuple[tuple[str, Any], ...] | None


def _typed_into(report: Report) -> Iterator[tuple[tuple[str, str, _Kind], Place]]:
    """Yield the cells in which something is typed, with sheet, style, and what may be typed."""
    edition = report.edition
    for cell in edition.cells.values():
        if cell.key in edition.choices or cell.key in report.carried:
            continue
        place = report.place(cell.key)
        if cell.total:
            yield (place.sheet, "open_total", None), place
        elif cell.typed:
            kind = allowed(cell.number, cell.unit, report.year) or {}
            yield (place.sheet, style_of(cell.number), tuple(kind.items())), place
    for place in _paragraphs(report):
        yield (place.sheet, "prose", None), place


def _paragraphs(report: Report) -> Iterator[Place]:
    """Yield the cells of texts, as far down as something stands in them."""
    for key, text in report.prose.items():
        first = report.place(key)
        for number in range(rows_of(text) if text else 0):
            yield replace(first, row=first.row + number)


def _formulas(snapshot: Snapshot, report: Report) -> Iterator[Values]:
    edition, computed = report.edition, with_totals(report.edition, report.values)
    for cell in edition.totals:
        place = report.place(cell.key)
        if place.sheet not in snapshot.names or snapshot.is_computed(place):
            continue
        if report.values.get(cell.key) == computed.get(cell.key):
            formula = total_formula(cell, edition)
            yield Values(place.sheet, place.row, place.column, ((formula,),))
