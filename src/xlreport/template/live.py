"""The live checks of a workbook: which rule is shown where.

Beside a table stand the checks of its rows, one column a rule; below it the checks of its
columns and groups, one row a rule; beside each piece of prose whether it is written.  Each
shows ``√`` (holds), ``× ...`` (broken, and by how much) or ``—`` (not checked).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from xlreport.edition import Clause, Edition, Place, Rule, layout_of
from xlreport.edition.grid import BoxKind
from xlreport.edition.layout import TABLE_TOP, Layout, SheetLayout
from xlreport.edition.model import CellTest

GAP = 1
"""Empty columns between a table and the checks beside it; empty rows above those below."""


@dataclass(frozen=True, slots=True)
class LiveCheck:
    """One status cell: a clause, or a single-cell test of all ``targets`` in its row."""

    place: Place
    rule: Rule
    subject: str
    clause: Clause | None = None
    targets: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LiveHead:
    """The heading of a column or a row of status cells; ``width`` counts columns."""

    place: Place
    width: int
    rule: Rule


@dataclass(frozen=True, eq=False)
class LiveChecks:
    """All status cells of an edition's workbook and their headings."""

    checks: tuple[LiveCheck, ...]
    heads: tuple[LiveHead, ...]

    def of_rule(self, rule: Rule) -> list[LiveCheck]:
        """Return the status cells of a rule, in the order of the form."""
        return [check for check in self.checks if check.rule is rule]


@cache
def live_checks(edition: Edition) -> LiveChecks:
    """Place every rule of the edition on its sheets."""
    layout = layout_of(edition)
    checks: list[LiveCheck] = []
    heads: list[LiveHead] = []
    for sheet in layout.sheets:
        if sheet.grid is None:
            checks += _prose_checks(edition, sheet)
            continue
        placed = _of_sheet(edition, layout, sheet)
        beside = [rule for rule, row in placed if row[0].rule.test or rule.for_each == "row"]
        column = sheet.grid.columns + GAP
        below = TABLE_TOP + sheet.grid.rows + GAP
        for rule, row in placed:
            if rule in beside:
                checks += [_at(check, check.place.row, column) for check in row]
                head = min(check.place.row for check in row) - 1
                heads.append(LiveHead(Place(sheet.name, head, column), 1, rule))
                column += 1
            else:
                checks += [_at(check, below, check.place.column) for check in row]
                first = min(check.place.column for check in row)
                label, width = (0, first) if first else (sheet.grid.columns + GAP, 1)
                heads.append(LiveHead(Place(sheet.name, below, label), width, rule))
                below += 1
    return LiveChecks(tuple(checks), tuple(heads))


def _at(check: LiveCheck, row: int, column: int) -> LiveCheck:
    place = Place(check.place.sheet, row, column)
    return LiveCheck(place, check.rule, check.subject, check.clause, check.targets)


def _prose_checks(edition: Edition, sheet: SheetLayout) -> Iterator[LiveCheck]:
    for rule in edition.rules:
        for box in sheet.boxes:
            if box.kind is BoxKind.PROSE and box.key in rule.targets:
                subject = edition.prose[box.key].label or sheet.section.heading
                yield LiveCheck(Place(sheet.name, box.row, 1), rule, subject, targets=(box.key,))


def _of_sheet(
    edition: Edition, layout: Layout, sheet: SheetLayout
) -> list[tuple[Rule, list[LiveCheck]]]:
    """Return for each rule of a table its checks, still at the place of the cell they judge."""
    placed: list[tuple[Rule, list[LiveCheck]]] = []
    for rule in edition.rules:
        row = list(_clause_checks(layout, sheet, rule))
        if rule.test in (CellTest.FILLED, CellTest.RANGE):
            row = list(_row_tests(edition, layout, sheet, rule))
        if row:
            placed.append((rule, row))
    return placed


def _clause_checks(layout: Layout, sheet: SheetLayout, rule: Rule) -> Iterator[LiveCheck]:
    for clause in rule.clauses:
        place = layout.places[clause.left.terms[0].key]
        if place.sheet == sheet.name:
            yield LiveCheck(place, rule, clause.subject, clause)


def _row_tests(
    edition: Edition, layout: Layout, sheet: SheetLayout, rule: Rule
) -> Iterator[LiveCheck]:
    rows: dict[int, list[str]] = {}
    for key in rule.targets:
        if layout.places[key].sheet == sheet.name:
            rows.setdefault(layout.places[key].row, []).append(key)
    for keys in rows.values():
        subject = edition.cells[keys[0]].label.rpartition(" · ")[0]
        yield LiveCheck(layout.places[keys[0]], rule, subject, targets=tuple(keys))
