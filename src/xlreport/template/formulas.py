"""Rules as Excel formulas, and the values that those formulas have.

Only functions that Excel 2010, WPS and LibreOffice all know: ABS, AND, CLEAN, COUNT, COUNTIF,
COUNTIFS, DATE, IF, INT, ISNUMBER, LEFT, LEN, MID, N, OR, ROUND, SUBSTITUTE, SUM, SUMIFS,
SUMPRODUCT, TRIM.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import assert_never

from xlreport.check import Verdict
from xlreport.edition import Edition, Layout, Place, layout_of
from xlreport.edition.grid import Box, BoxKind
from xlreport.edition.model import OF_UNITS, ON_REGISTERS, Cell, CellTest, Clause, Relation, Sum
from xlreport.finding import Outcome, address_ranges
from xlreport.quantity import DECIMALS, from_quanta, show
from xlreport.report import Report, ReportKind
from xlreport.template.entered import is_out_of_range, is_right
from xlreport.template.entries import register_formula, register_value
from xlreport.template.live import BROKEN, HOLDS, NOT_CHECKED, LiveCheck
from xlreport.template.room import layout_for

_WIDE_BLANKS = "\u00a0\u2002\u2003\u3000"
"""The blanks that are typed or pasted into Chinese text and that TRIM and CLEAN leave alone."""

_COMPARED = {Relation.EQUAL: "=0", Relation.AT_MOST: "<=0", Relation.AT_LEAST: ">=0"}


def status_formula(check: LiveCheck, report: Report) -> str:
    """Return the formula of a status cell in the workbook of ``report``."""
    edition = report.edition
    places = layout_of(edition).places
    if check.clause is not None:
        formula = _clause_formula(check.clause, edition, check.place.sheet)
        if check.rule.when is not None:
            if report.kind is ReportKind.CONSOLIDATED:
                return f'="{NOT_CHECKED}"'
            count = _reference(places[check.rule.when], check.place.sheet)
            formula = f'IF(N({count})>0,{formula},"{NOT_CHECKED}")'
        if check.rule.levels:
            level = _reference(places["cover.level"], check.place.sheet)
            labels = [edition.levels[k].label for k in edition.levels if k in check.rule.levels]
            is_level = ",".join(f'{level}="{label}"' for label in labels)
            formula = f'IF(OR({is_level}),{formula},"{NOT_CHECKED}")'
        return f"={formula}"
    if check.rule.test in OF_UNITS and report.kind is ReportKind.CONSOLIDATED:
        return f'="{NOT_CHECKED}"'
    if check.rule.test in ON_REGISTERS:
        return register_formula(check, report)
    cells = [places[key] for key in check.targets]
    match check.rule.test:
        case CellTest.FILLED:
            count = f"COUNT({_references(cells, check.place.sheet)})"
            missing = f'"{BROKEN} 缺 "&{len(cells)}-{count}&" 格"'
            return f'=IF({count}={len(cells)},"{HOLDS}",{missing})'
        case CellTest.RANGE:
            count = f"COUNT({_references(cells, check.place.sheet)})"
            wrong = "+".join(_is_wrong(edition.cells[key], places[key]) for key in check.targets)
            broken = f'"{BROKEN} 错 "&({wrong})&" 格"'
            return f'=IF({count}=0,"{NOT_CHECKED}",IF(({wrong})=0,"{HOLDS}",{broken}))'
        case CellTest.ANSWERED:
            asked = [(edition.questions[key], places[key].a1) for key in check.targets]
            right = "+".join(
                is_right(q.type, cell, report.year, optional=q.optional) for q, cell in asked
            )
            broken = f'"{BROKEN} 待改 "&{len(asked)}-({right})&" 项"'
            return f'=IF(({right})={len(asked)},"{HOLDS}",{broken})'
        case CellTest.WRITTEN:
            (box,) = _texts_of(layout_for(report), check.targets[0])
            last = replace(cells[0], row=box.row + box.height - 1)
            first = replace(cells[0], row=box.row)
            length = _length(f"{first.a1}:{last.a1}")
            return f'=IF({length}>0,"{HOLDS}","{_unwritten(report)}")'
        case CellTest.ENTRIES | CellTest.DISTINCT | None:
            raise ValueError(f"{check.rule.id} is no test of single cells")
        case _:
            assert_never(check.rule.test)


def _texts_of(layout: Layout, key: str) -> list[Box]:
    boxes = (box for sheet in layout.sheets for box in sheet.boxes)
    return [box for box in boxes if box.kind is BoxKind.PROSE and box.key == key]


def _length(address: str) -> str:
    """Return the formula for how many characters cells hold besides blanks at their ends."""
    text = address
    for blank in _WIDE_BLANKS:
        text = f'SUBSTITUTE({text},"{blank}"," ")'
    return f"SUMPRODUCT(LEN(TRIM(CLEAN({text}))))"


def status_value(check: LiveCheck, verdict: Verdict) -> str:
    """Return what a status cell shows for a report, as the formula would compute it."""
    if check.clause is not None:
        residual = verdict.residuals[check.clause.id]
        outcome = verdict.outcomes[check.clause.id]
        match outcome:
            case Outcome.HELD:
                return HOLDS
            case Outcome.BROKEN if residual is not None:
                return f"{BROKEN} 差 {show(from_quanta(residual))}"
            case Outcome.BROKEN | Outcome.NOT_CHECKED:
                return NOT_CHECKED
            case _:
                assert_never(outcome)
    outcomes = [verdict.outcomes[check.rule.test_id(key)] for key in check.targets]
    broken = outcomes.count(Outcome.BROKEN)
    otherwise = HOLDS if Outcome.HELD in outcomes else NOT_CHECKED
    match check.rule.test:
        case CellTest.FILLED:
            return f"{BROKEN} 缺 {broken} 格" if broken else HOLDS
        case CellTest.RANGE:
            return f"{BROKEN} 错 {broken} 格" if broken else otherwise
        case CellTest.ANSWERED:
            return f"{BROKEN} 待改 {broken} 项" if broken else otherwise
        case CellTest.ENTRIES | CellTest.DISTINCT:
            return register_value(check, verdict) if broken else otherwise
        case CellTest.WRITTEN:
            written = verdict.report.prose.get(check.targets[0], "").strip()
            return HOLDS if written else _unwritten(verdict.report)
        case None:
            raise ValueError(f"{check.rule.id} is a law without a clause")
        case _:
            assert_never(check.rule.test)


def _unwritten(report: Report) -> str:
    return f"{BROKEN} 未填写" if report.kind is ReportKind.OWN else NOT_CHECKED


def total_formula(cell: Cell, edition: Edition) -> str:
    """Return the formula of a total: empty until every addend is a number (blank is not zero)."""
    addends = edition.definitions[cell.key].right
    places = [layout_of(edition).places[term.key] for term in addends.terms]
    sheet = places[0].sheet
    count = f"COUNT({_references(places, sheet)})"
    return f'=IF({count}<{len(places)},"",{_side(addends, edition, sheet)})'


def _clause_formula(clause: Clause, edition: Edition, sheet: str) -> str:
    places = layout_of(edition).places
    used = [places[term.name] for term in clause.terms]
    difference = _side(clause.left, edition, sheet)
    right = _side(clause.right, edition, sheet)
    if right != "0":
        difference = f"{difference}-({right})" if "-" in right else f"{difference}-{right}"
    difference = f"ROUND({difference},{DECIMALS})"
    compared = f'IF({difference}{_COMPARED[clause.relation]},"{HOLDS}","{BROKEN} 差 "&{difference})'
    return f'IF(COUNT({_references(used, sheet)})<{len(used)},"{NOT_CHECKED}",{compared})'


def _side(side: Sum, edition: Edition, sheet: str) -> str:
    """Return one side of a law, for instance ``SUM(D6,D7)-SUM(D8)``."""
    places = layout_of(edition).places
    text = ""
    for sign, name in ((1, "+"), (-1, "-")):
        cells = [places[term.name] for term in side.terms if term.sign == sign]
        if cells:
            text += f"{name if text or sign < 0 else ''}SUM({_references(cells, sheet)})"
    if side.constant or not text:
        text += f"{side.constant:+d}" if text else str(side.constant)
    return text


def _is_wrong(cell: Cell, place: Place) -> str:
    return f"IF(ISNUMBER({place.a1}),IF({is_out_of_range(cell.number, place.a1)},1,0),0)"


def _references(places: Sequence[Place], sheet: str) -> str:
    """Write cells as the arguments of a function on ``sheet``, runs of cells as ranges."""
    parts: list[str] = []
    for name in dict.fromkeys(place.sheet for place in places):
        prefix = "" if name == sheet else f"'{name}'!"
        on_sheet = (place for place in places if place.sheet == name)
        parts += [prefix + address for address in address_ranges(on_sheet)]
    return ",".join(parts)


def _reference(place: Place, sheet: str) -> str:
    return place.a1 if place.sheet == sheet else place.link


def count_formula(checks: Iterable[LiveCheck], beginning: str) -> str:
    """Return the formula (without ``=``) that counts status cells beginning with a sign."""
    ranges = _references([check.place for check in checks], "").split(",")
    return "+".join(f'COUNTIF({one},"{beginning}*")' for one in ranges)


def details_formula(checks: Iterable[LiveCheck]) -> str:
    """Return the formula that names each broken status cell of a rule and by how much."""
    parts = [
        f'IF(LEFT({c.place.link},1)="{BROKEN}","{_brief(c.subject)}"&MID({c.place.link},2,30)&"；","")'
        for c in checks
    ]
    return "=" + "&".join(parts)


def details_value(checks: Iterable[LiveCheck], verdict: Verdict) -> str:
    """Return what :func:`details_formula` computes for a report."""
    values = [(check, status_value(check, verdict)) for check in checks]
    return "".join(
        f"{_brief(check.subject)}{value[1:31]}；"
        for check, value in values
        if value.startswith(BROKEN)
    )


def _brief(subject: str) -> str:
    """Return the last heading of a path: enough to find it beside its sheet's name."""
    return subject.rpartition("／")[2].replace('"', '""')
