"""The status cells of a workbook: each is one expression, its formula and what it shows.

Formulas use only functions that Excel 2010, WPS and LibreOffice all know: ABS, AND, CLEAN, COUNT,
COUNTA, COUNTIF, COUNTIFS, DATE, FIND, IF, IFERROR, INT, ISERROR, ISNUMBER, ISTEXT, LEFT, LEN, MID,
N, OR, RIGHT, ROUND, SUBSTITUTE, SUM, SUMIF, SUMIFS, SUMPRODUCT, TRIM.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import chain
from typing import assert_never

from xlreport.checking import Verdict
from xlreport.checking.told_once import parts_of
from xlreport.checking.untouched import is_untouched
from xlreport.edition import Edition, Place, layout_of
from xlreport.edition.expression import (
    Expression,
    any_of,
    call,
    constant,
    grouped,
    if_,
    if_error,
    infix,
    joined,
    leaf,
    nowhere,
    total,
)
from xlreport.edition.model import Cell, Clause, Sum, TargetKind
from xlreport.finding import Outcome, address_ranges
from xlreport.quantity import DECIMALS, from_quanta
from xlreport.report import Report, ReportKind
from xlreport.template.entered import fails, is_right
from xlreport.template.entries import failing_rows
from xlreport.template.formulas import area_of_text, reference, references, side
from xlreport.template.live import (
    BROKEN,
    FILLED_COUNT,
    HOLDS,
    NOT_CHECKED,
    NOTED,
    UNTOUCHED,
    LiveCheck,
    LiveChecks,
)
from xlreport.template.room import layout_for
from xlreport.template.texts_in_cells import (
    blank,
    like_numbers,
    trimmed,
)

Status = Expression[Verdict]
_NO_NUMBER = " 格不是数字"
UNDIVIDED = f"{BROKEN} 没有分到各题下"
"""What is said once of a section with all its text before its heads."""
_SEE_PARTS = {"row": "见各行", "column": "见各列", "group": "见各组", None: "见各项"}
"""What is said of totals that are off by just what their addends are off."""


@dataclass(frozen=True, eq=False, slots=True)
class StatusCell:
    """A status cell: its formula, and the expression that this was written from."""

    formula: str
    status: Status


def status_cells(live: LiveChecks, report: Report) -> Mapping[Place, StatusCell]:
    """Return the status cells of a report's workbook, by where they stand."""
    registers = report.registers.items() if report.edition.registers else ()
    entries = tuple((key, len(rows)) for key, rows in registers)
    return _cells_of_alike(live, _Alike(report.kind, report.year, entries, report))


@dataclass(frozen=True, slots=True)
class _Alike:
    """What the formulas of status cells depend on besides the layout; any such report will do."""

    kind: ReportKind
    year: int
    entries: tuple[tuple[str, int], ...]
    report: Report = field(compare=False)


@lru_cache(maxsize=16)
def _cells_of_alike(live: LiveChecks, alike: _Alike) -> Mapping[Place, StatusCell]:
    statuses = {check.place: status(check, alike.report) for check in live.checks}
    return {at: StatusCell(f"={each.formula(nowhere)}", each) for at, each in statuses.items()}


def status(check: LiveCheck, report: Report) -> Status:
    """Return what a status cell shows in the workbook of ``report`` and of those like it.

    Its value is computed from the verdict alone.
    """
    if check.rule.test and check.rule.test.of_units and report.kind is ReportKind.CONSOLIDATED:
        return constant(NOT_CHECKED)
    test = check.rule.test
    if test is None:
        return _law(check, report)
    match test.of:
        case TargetKind.NUMBER if test.blank_breaks:
            return _once_filled(_filled(check, report.edition), report)
        case TargetKind.NUMBER:
            return _in_range(check, report.edition)
        case TargetKind.ANSWER:
            return _once_filled(_answered(check, report), report)
        case TargetKind.TEXT:
            return _once_filled(_written(check, report), report)
        case TargetKind.REGISTER:
            rows = failing_rows(check, report)
            return if_(infix(rows, "=", 0), HOLDS, joined(f"{BROKEN} ", rows, " 行"))
        case _:
            assert_never(test.of)


def _once_filled(told: Status, report: Report) -> Status:
    """Return a check that says nothing of a form in which nothing is filled in."""
    if report.kind is ReportKind.CONSOLIDATED:
        return told
    filled: Status = leaf(FILLED_COUNT.absolute, lambda verdict: not is_untouched(verdict.report))
    return if_(infix(filled, "=", 0), UNTOUCHED, told)


def _law(check: LiveCheck, report: Report) -> Status:
    """Return how far the sides of a clause are apart, where its rule applies to the report."""
    rule, clause, edition = check.rule, check.clause, report.edition
    places, sheet = layout_of(edition).places, check.place.sheet
    if clause is None:
        raise ValueError(f"{rule.id} is a law without a clause")
    told = _difference(check, clause, edition)
    if (when := rule.when) is not None:
        if report.kind is ReportKind.CONSOLIDATED:
            return constant(NOT_CHECKED)
        count: Status = leaf(reference(places[when], sheet), lambda v: v.report.values.get(when, 0))
        told = if_(infix(call("N", count), ">", 0), told, NOT_CHECKED)
    if rule.levels:
        level: Status = leaf(
            reference(places["cover.level"], sheet),
            lambda v: _label_of(v.report),
        )
        labels = [edition.levels[key].label for key in edition.levels if key in rule.levels]
        is_level = any_of(*(infix(level, "=", label) for label in labels))
        told = if_(is_level, told, NOT_CHECKED)
    return told


def _label_of(report: Report) -> str:
    level = report.edition.levels.get(report.unit.level)
    return level.label if level else ""


def _difference(check: LiveCheck, clause: Clause, edition: Edition) -> Status:
    """Return by how much a clause is broken; the value is that of the judgement."""
    sheet = check.place.sheet
    left, right = side(clause.left, edition, sheet), side(clause.right, edition, sheet)
    if right != "0":
        left = f"{left}-({right})" if "-" in right else f"{left}-{right}"
    rounded = f"ROUND({left},{DECIMALS})"
    difference: Status = leaf(rounded, lambda v: from_quanta(v.residuals[clause.id] or 0))
    sign = if_(infix(difference, "<", 0), f"{BROKEN} 少 ", f"{BROKEN} 多 ")
    broken = joined(sign, call("ABS", difference))
    if parts := parts_of(edition).get(clause.id):
        of_parts, complete = _added(parts, edition, sheet)
        explained = f"IF({complete},ROUND({of_parts}-({rounded}),{DECIMALS})=0,FALSE)"
        by_parts: Status = leaf(explained, lambda v: clause.id in v.told_by_parts)
        broken = if_(by_parts, f"{NOT_CHECKED} {_SEE_PARTS[check.rule.for_each]}", broken)
    compared = if_(infix(difference, clause.relation.value, 0), HOLDS, broken)
    names = [term.name for term in clause.terms]
    return if_(infix(_present(names, edition, sheet), "<", len(names)), NOT_CHECKED, compared)


def _added(parts: Sequence[Clause], edition: Edition, sheet: str) -> tuple[str, str]:
    """Return the formulas for what clauses are off by together, and for whether all are there."""
    sides = [[part.left.terms for part in parts], [part.right.terms for part in parts]]
    left, right = (Sum(tuple(chain.from_iterable(zip(*each, strict=True)))) for each in sides)
    used = [layout_of(edition).places[term.name] for term in (*left.terms, *right.terms)]
    difference = f"{side(left, edition, sheet)}-({side(right, edition, sheet)})"
    return difference, f"COUNT({references(used, sheet)})={len(used)}"


def _present(names: Iterable[str], edition: Edition, sheet: str) -> Status:
    """Return how many of the figures there are."""
    each = tuple(names)
    places = [layout_of(edition).places[name] for name in each]
    return leaf(
        f"COUNT({references(places, sheet)})",
        lambda v: sum(v.report.value(name) is not None for name in each),
    )


def _outcomes(check: LiveCheck, outcome: Outcome) -> Callable[[Verdict], int]:
    ids = [check.rule.id_at(key) for key in check.targets]
    return lambda verdict: [verdict.outcomes[each] for each in ids].count(outcome)


def _in_range(check: LiveCheck, edition: Edition) -> Status:
    places = layout_of(edition).places
    wrong = grouped(total(*(_is_wrong(check, edition.cells[k], places[k]) for k in check.targets)))
    told = if_(infix(wrong, "=", 0), HOLDS, joined(f"{BROKEN} 错 ", wrong, " 格"))
    present = _present(check.targets, edition, check.place.sheet)
    return if_(infix(present, "=", 0), NOT_CHECKED, told)


def _is_wrong(check: LiveCheck, cell: Cell, place: Place) -> Status:
    name = check.rule.id_at(cell.key)
    return leaf(
        f"IF(ISNUMBER({place.a1}),IF({fails(check.rule, cell.number, place.a1)},1,0),0)",
        lambda verdict: int(verdict.outcomes[name] is Outcome.BROKEN),
    )


def _answered(check: LiveCheck, report: Report) -> Status:
    places = layout_of(report.edition).places
    asked = [report.edition.questions[key] for key in check.targets]
    formula = "+".join(
        is_right(q.type, places[q.key].a1, report.year, optional=q.optional) for q in asked
    )
    right: Status = grouped(leaf(formula, _outcomes(check, Outcome.HELD)))
    broken = joined(f"{BROKEN} 待改 ", infix(constant(len(asked)), "-", right), " 项")
    return if_(infix(right, "=", len(asked)), HOLDS, broken)


def _filled(check: LiveCheck, edition: Edition) -> Status:
    """Return whether cells hold numbers: how many are blank, how many are texts."""
    keys, cells = check.targets, [edition.cells[key] for key in check.targets]
    ranges = address_ranges(layout_of(edition).places[key] for key in keys)

    def texts(verdict: Verdict) -> list[str]:
        report = verdict.report
        return [report.unreadable.get(key, "") for key in keys if key not in report.values]

    count: Status = leaf(
        f"COUNT({','.join(ranges)})", lambda v: sum(key in v.report.values for key in keys)
    )
    like = like_numbers(ranges, cells, texts)
    rest = infix(constant(len(cells)), "-", count)
    others = infix(rest, "-", grouped(like))
    missing = if_(
        infix(blank(ranges, texts), "=", 0),
        joined(f"{BROKEN} 有 ", others, _NO_NUMBER),
        joined(f"{BROKEN} 缺 ", others, " 格"),
    )
    told = if_(infix(like, "=", rest), joined(f"{NOTED} 有 ", rest, _NO_NUMBER), missing)
    # Where a cell holds an error, the other tests are errors, too.
    told = if_error(told, joined(f"{BROKEN} 缺 ", rest, " 格"))
    return if_(infix(count, "=", len(cells)), HOLDS, told)


def _written(check: LiveCheck, report: Report) -> Status:
    """Return whether a text is written; of texts that are not divided the first says so."""
    (key,) = check.targets
    own = report.kind is ReportKind.OWN
    unwritten: Status = constant(f"{BROKEN} 未填写" if own else NOT_CHECKED)
    section = report.edition.section(report.edition.prose[key].section)
    lead = [piece.key for piece in section.prose if not piece.label]
    headed = [piece.key for piece in section.prose if piece.label]
    if own and lead and key in headed and len(headed) > 1:
        before, under = (
            total(*(_length(each, report, check.place.sheet) for each in keys))
            for keys in (lead, headed)
        )
        told = UNDIVIDED if key == headed[0] else NOT_CHECKED
        undivided = if_(infix(before, ">", 0), told, unwritten)
        unwritten = if_(infix(under, ">", 0), unwritten, undivided)
    return if_(infix(_length(key, report, check.place.sheet), ">", 0), HOLDS, unwritten)


def _length(key: str, report: Report, sheet: str) -> Status:
    """Return how many characters a text has besides blanks at the ends of its rows."""
    return leaf(
        f"SUMPRODUCT(LEN({trimmed(area_of_text(layout_for(report), key, sheet))}))",
        lambda verdict: len(verdict.report.prose.get(key, "").strip()),
    )
