"""The live checks of a workbook: which rule is shown where.

Beside a table stand the checks of its rows, one column a rule or more; below it the checks of its
columns and groups, one row a rule; beside the head of each text whether it is written.  Each
shows ``√`` (holds), ``× ...`` (broken, and by how much), ``！ ...`` (right, but to be written
otherwise) or ``—`` (not checked).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from xlreport.edition import Clause, Edition, Place, Rule, layout_of
from xlreport.edition.grid import BoxKind
from xlreport.edition.layout import CHECK_SHEET, CHOICES_SHEET, TABLE_TOP, Layout, SheetLayout
from xlreport.edition.model import TargetKind
from xlreport.sequences import grouped

HOLDS = "√"
BROKEN = "×"
NOT_CHECKED = "—"
NOTED = "！"
UNTOUCHED = f"{NOT_CHECKED} 还没有填"
FILLED_COUNT = Place(CHECK_SHEET, 1, 8)
"""Where a unit's workbook counts what is filled in: while that is nothing, nothing is wrong."""
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


@lru_cache(maxsize=64)
def live_checks(edition: Edition, layout: Layout | None = None) -> LiveChecks:
    """Place every rule of the edition on its sheets.

    :param layout: that of the workbook, where it has more room than usual for texts.
    """
    layout = layout or layout_of(edition)
    checks: list[LiveCheck] = []
    heads: list[LiveHead] = []
    for sheet in layout.sheets:
        if sheet.grid is None:
            checks += _prose_checks(edition, sheet)
            continue
        if sheet.section.register is not None:
            beside_register = list(_register_checks(edition, layout, sheet))
            checks += [check for check, _ in beside_register]
            heads += dict.fromkeys(head for _, head in beside_register)
            continue
        placed = _of_sheet(edition, layout, sheet)
        beside = [rule for rule, row in placed if row[0].rule.test or rule.for_each == "row"]
        taken: list[set[int]] = []
        below = TABLE_TOP + sheet.grid.rows + GAP
        for rule, row in placed:
            if rule in beside:
                rows = {check.place.row for check in row}
                column = sheet.grid.columns + GAP + _free(taken, {min(rows) - 1, *rows})
                checks += [_at(check, check.place.row, column) for check in row]
                heads.append(LiveHead(Place(sheet.name, min(rows) - 1, column), 1, rule))
            else:
                checks += [_at(check, below, check.place.column) for check in row]
                first = min(check.place.column for check in row)
                label, width = (0, first) if first else (sheet.grid.columns + GAP, 1)
                heads.append(LiveHead(Place(sheet.name, below, label), width, rule))
                below += 1
    return LiveChecks(tuple(checks), tuple(heads))


def _free(taken: list[set[int]], rows: set[int]) -> int:
    """Take rows in the first column in which all of them are free, and return its number, from 0.

    Rules of different blocks share a column, so that all are within a small window.
    """
    at = next((at for at, used in enumerate(taken) if not used & rows), len(taken))
    if at == len(taken):
        taken.append(set())
    taken[at] |= rows
    return at


def _at(check: LiveCheck, row: int, column: int) -> LiveCheck:
    place = Place(check.place.sheet, row, column)
    return LiveCheck(place, check.rule, check.subject, check.clause, check.targets)


def _prose_checks(edition: Edition, sheet: SheetLayout) -> Iterator[LiveCheck]:
    for rule in edition.rules:
        for box in sheet.boxes:
            if box.kind is BoxKind.PROSE and box.key in rule.targets:
                subject = edition.prose[box.key].label or sheet.section.heading
                place = Place(sheet.name, box.row - 1, 1 + GAP)  # beside the head
                yield LiveCheck(place, rule, subject, targets=(box.key,))


def _of_sheet(
    edition: Edition, layout: Layout, sheet: SheetLayout
) -> list[tuple[Rule, list[LiveCheck]]]:
    """Return for each rule of a table its checks, still at the place of the cell they judge."""
    placed: list[tuple[Rule, list[LiveCheck]]] = []
    for rule in edition.rules:
        row = list(_clause_checks(layout, sheet, rule))
        if rule.looks_at in (TargetKind.NUMBER, TargetKind.ANSWER):
            row = list(_row_tests(edition, layout, sheet, rule))
        if row:
            placed.append((rule, row))
    return placed


def _clause_checks(layout: Layout, sheet: SheetLayout, rule: Rule) -> Iterator[LiveCheck]:
    for clause in rule.clauses:
        place = anchor(layout, clause)
        if place.sheet == sheet.name:
            yield LiveCheck(place, rule, clause.subject, clause)


def anchor(layout: Layout, clause: Clause) -> Place:
    """Return the place of the cell that a clause is shown beside: its first on a sheet of the form.

    The cells that count who chose what stand on a sheet of their own.
    """
    places = [layout.places[term.key] for term in clause.terms if not term.last]
    return next((place for place in places if place.sheet != CHOICES_SHEET), places[0])


def _register_checks(
    edition: Edition, layout: Layout, sheet: SheetLayout
) -> Iterator[tuple[LiveCheck, LiveHead]]:
    """Yield the checks of a register: of its tallies beside them, of its entries above a column."""
    if sheet.grid is None:
        return
    taken: list[set[int]] = []
    first = min(box.row for box in sheet.boxes if box.kind is BoxKind.ENTRIES)
    for rule in edition.rules:
        tallied = list(_clause_checks(layout, sheet, rule))
        of_entries = sheet.section.key in rule.targets
        rows = {TABLE_TOP, *(check.place.row for check in tallied)} if tallied else set[int]()
        rows |= {first - 2, first - 1, first} if of_entries else set()
        if not rows:
            continue
        column = sheet.grid.columns + GAP + _free(taken, rows)
        for check in tallied:
            head = Place(sheet.name, TABLE_TOP, column)
            yield _at(check, check.place.row, column), LiveHead(head, 1, rule)
        if of_entries:
            over = Place(sheet.name, first - 2, column)
            check = LiveCheck(over, rule, sheet.section.heading, targets=(sheet.section.key,))
            yield check, LiveHead(Place(sheet.name, first - 1, column), 1, rule)


def _row_tests(
    edition: Edition, layout: Layout, sheet: SheetLayout, rule: Rule
) -> Iterator[LiveCheck]:
    here = (key for key in rule.targets if layout.places[key].sheet == sheet.name)
    for keys in grouped((layout.places[key].row, key) for key in here).values():
        label = edition.items[keys[0]].label
        subject = label.rpartition(" · ")[0] or label
        yield LiveCheck(layout.places[keys[0]], rule, subject, targets=tuple(keys))
