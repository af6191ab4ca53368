"""Rules as Excel formulas, and the values that those formulas have.

Only functions that Excel 2010, WPS and LibreOffice all know: ABS, AND, CLEAN, COUNT, COUNTA,
COUNTIF, COUNTIFS, DATE, FIND, IF, IFERROR, INT, ISERROR, ISNUMBER, ISTEXT, LEFT, LEN, MID, N, OR,
RIGHT, ROUND, SUBSTITUTE, SUM, SUMIF, SUMIFS, SUMPRODUCT, TRIM.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import chain
from typing import assert_never

from xlreport.checking import Verdict
from xlreport.checking.statements import is_undivided
from xlreport.checking.told_once import parts_of
from xlreport.checking.untouched import is_untouched
from xlreport.edition import Edition, Layout, Place, Rule, layout_of
from xlreport.edition.grid import BoxKind
from xlreport.edition.model import OF_UNITS, ON_REGISTERS, Cell, CellTest, Clause, Relation, Sum
from xlreport.finding import Outcome, address_ranges
from xlreport.quantity import DECIMALS, from_quanta, show
from xlreport.report import Report, ReportKind
from xlreport.template.entered import is_out_of_range, is_right
from xlreport.template.entries import entry_areas, register_formula, register_value
from xlreport.template.live import (
    BROKEN,
    FILLED_COUNT,
    HOLDS,
    NOT_CHECKED,
    NOTED,
    UNTOUCHED,
    LiveCheck,
)
from xlreport.template.room import layout_for
from xlreport.template.texts_in_cells import (
    count_blank,
    count_like_numbers,
    like_number,
    stripped,
    trimmed,
)

_NO_NUMBER = " 格不是数字"
UNDIVIDED = f"{BROKEN} 没有分到各题下"
"""What is said once of a section with all its text before its heads."""
_ONCE_FILLED = (CellTest.FILLED, CellTest.ANSWERED, CellTest.WRITTEN)
_SEE_PARTS = {"row": "见各行", "column": "见各列", "group": "见各组", None: "见各项"}
"""What is said of totals that are off by just what their addends are off."""
_COMPARED = {Relation.EQUAL: "=0", Relation.AT_MOST: "<=0", Relation.AT_LEAST: ">=0"}


def status_formula(check: LiveCheck, report: Report) -> str:
    """Return the formula of a status cell in the workbook of ``report``."""
    edition = report.edition
    places = layout_of(edition).places
    if check.clause is not None:
        formula = _clause_formula(check.rule, check.clause, edition, check.place.sheet)
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
            return _once_filled(_filled_formula(check, edition), report)
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
            formula = f'IF(({right})={len(asked)},"{HOLDS}",{broken})'
            return _once_filled(formula, report)
        case CellTest.WRITTEN:
            return _once_filled(_written_formula(check, report), report)
        case CellTest.ENTRIES | CellTest.DISTINCT | None:
            raise ValueError(f"{check.rule.id} is no test of single cells")
        case _:
            assert_never(check.rule.test)


def _once_filled(formula: str, report: Report) -> str:
    """Return the formula of a check that says nothing of a form in which nothing is filled in."""
    if report.kind is ReportKind.CONSOLIDATED:
        return f"={formula}"
    return f'=IF({FILLED_COUNT.absolute}=0,"{UNTOUCHED}",{formula})'


def filled_count_formula(report: Report) -> str:
    """Return the formula that counts the cells in which the unit has filled in anything."""
    edition = report.edition
    places = layout_of(edition).places
    typed = [cell.key for cell in edition.inputs if cell.key not in report.carried]
    areas = _references([places[key] for key in (*typed, *edition.questions)], "")
    texts = [_area_of_text(layout_for(report), key, "") for key in edition.prose]
    return f"=COUNTA({','.join(filter(None, (areas, *texts, *entry_areas(report))))})"


def _filled_formula(check: LiveCheck, edition: Edition) -> str:
    """Return the formula of whether cells hold numbers: how many are blank, how many are texts."""
    places = [layout_of(edition).places[key] for key in check.targets]
    cells = [edition.cells[key] for key in check.targets]
    ranges = address_ranges(places)
    count, rest = f"COUNT({','.join(ranges)})", f"{len(cells)}-COUNT({','.join(ranges)})"
    blank, like = count_blank(ranges), count_like_numbers(ranges, cells)
    missing = f'IF({blank}=0,"{BROKEN} 有 "&{rest}-({like})&"{_NO_NUMBER}",'
    missing += f'"{BROKEN} 缺 "&{rest}-({like})&" 格")'
    told = f'IF({like}={rest},"{NOTED} 有 "&{rest}&"{_NO_NUMBER}",{missing})'
    # Where a cell holds an error, the other tests are errors, too.
    return f'IF({count}={len(cells)},"{HOLDS}",IFERROR({told},"{BROKEN} 缺 "&{rest}&" 格"))'


def _filled_value(check: LiveCheck, verdict: Verdict) -> str:
    """Return what :func:`_filled_formula` computes for a report."""
    report = verdict.report
    cells = [report.edition.cells[key] for key in check.targets]
    texts = [report.unreadable.get(c.key, "") for c in cells if c.key not in report.values]
    like = sum(like_number(text, cells) for text in texts)
    blank = sum(not stripped(text) for text in texts)
    if not texts:
        return HOLDS
    if like == len(texts):
        return f"{NOTED} 有 {like}{_NO_NUMBER}"
    if not blank:
        return f"{BROKEN} 有 {len(texts) - like}{_NO_NUMBER}"
    return f"{BROKEN} 缺 {len(texts) - like} 格"


def _written_formula(check: LiveCheck, report: Report) -> str:
    """Return the formula of whether a text is written; of texts not divided the first says so."""
    (key,) = check.targets
    layout, sheet = layout_for(report), check.place.sheet
    unwritten = f'"{_unwritten(report)}"'
    lead, headed = _lead_and_headed(report.edition, key)
    if lead and report.kind is ReportKind.OWN:
        before = "+".join(_length(_area_of_text(layout, each, sheet)) for each in lead)
        under = "+".join(_length(_area_of_text(layout, each, sheet)) for each in headed)
        told = UNDIVIDED if key == headed[0] else NOT_CHECKED
        unwritten = f'IF({under}>0,{unwritten},IF({before}>0,"{told}",{unwritten}))'
    length = _length(_area_of_text(layout, key, sheet))
    return f'IF({length}>0,"{HOLDS}",{unwritten})'


def _lead_and_headed(edition: Edition, key: str) -> tuple[list[str], list[str]]:
    """Return the texts before the heads of a section and those under them; none if undivided."""
    section = edition.section(edition.prose[key].section)
    lead = [piece.key for piece in section.prose if not piece.label]
    headed = [piece.key for piece in section.prose if piece.label]
    return (lead, headed) if len(headed) > 1 and key in headed else ([], [])


def _written_value(check: LiveCheck, verdict: Verdict) -> str:
    """Return what :func:`_written_formula` computes for a report."""
    (key,) = check.targets
    report = verdict.report
    if report.prose.get(key, "").strip():
        return HOLDS
    section = report.edition.section(report.edition.prose[key].section)
    if report.kind is ReportKind.OWN and is_undivided(report, section):
        _, headed = _lead_and_headed(report.edition, key)
        return UNDIVIDED if key == headed[0] else NOT_CHECKED
    return _unwritten(report)


def _area_of_text(layout: Layout, key: str, sheet: str) -> str:
    """Return the address of the rows in which a text stands, as a formula on ``sheet`` has it."""
    for each in layout.sheets:
        for box in each.boxes:
            if box.kind is BoxKind.PROSE and box.key == key:
                first = Place(each.name, box.row, box.column)
                last = replace(first, row=box.row + box.height - 1)
                return f"{_reference(first, sheet)}:{last.a1}"
    raise KeyError(key)


def _length(address: str) -> str:
    """Return the formula for how many characters cells hold besides blanks at their ends."""
    return f"SUMPRODUCT(LEN({trimmed(address)}))"


def status_value(check: LiveCheck, verdict: Verdict) -> str:
    """Return what a status cell shows for a report, as the formula would compute it."""
    if check.clause is not None:
        return _clause_value(check.rule, check.clause, verdict)
    if check.rule.test in _ONCE_FILLED and is_untouched(verdict.report):
        return UNTOUCHED
    outcomes = [verdict.outcomes[check.rule.test_id(key)] for key in check.targets]
    broken = outcomes.count(Outcome.BROKEN)
    otherwise = HOLDS if Outcome.HELD in outcomes else NOT_CHECKED
    match check.rule.test:
        case CellTest.FILLED:
            return _filled_value(check, verdict)
        case CellTest.RANGE:
            return f"{BROKEN} 错 {broken} 格" if broken else otherwise
        case CellTest.ANSWERED:
            return f"{BROKEN} 待改 {broken} 项" if broken else otherwise
        case CellTest.ENTRIES | CellTest.DISTINCT:
            return register_value(check, verdict) if broken else otherwise
        case CellTest.WRITTEN:
            return _written_value(check, verdict)
        case None:
            raise ValueError(f"{check.rule.id} is a law without a clause")
        case _:
            assert_never(check.rule.test)


def _clause_value(rule: Rule, clause: Clause, verdict: Verdict) -> str:
    residual = verdict.residuals[clause.id]
    outcome = verdict.outcomes[clause.id]
    match outcome:
        case Outcome.HELD:
            return HOLDS
        case Outcome.BROKEN if clause.id in verdict.told_by_parts:
            return f"{NOT_CHECKED} {_SEE_PARTS[rule.for_each]}"
        case Outcome.BROKEN if residual is not None:
            word = "少" if residual < 0 else "多"
            return f"{BROKEN} {word} {show(from_quanta(abs(residual)))}"
        case Outcome.BROKEN | Outcome.NOT_CHECKED:
            return NOT_CHECKED
        case _:
            assert_never(outcome)


def _unwritten(report: Report) -> str:
    return f"{BROKEN} 未填写" if report.kind is ReportKind.OWN else NOT_CHECKED


def total_formula(cell: Cell, edition: Edition) -> str:
    """Return the formula of a total: empty until every addend is a number (blank is not zero)."""
    addends = edition.definitions[cell.key].right
    places = [layout_of(edition).places[term.key] for term in addends.terms]
    sheet = places[0].sheet
    count = f"COUNT({_references(places, sheet)})"
    return f'=IF({count}<{len(places)},"",{_side(addends, edition, sheet)})'


def _clause_formula(rule: Rule, clause: Clause, edition: Edition, sheet: str) -> str:
    places = layout_of(edition).places
    used = [places[term.name] for term in clause.terms]
    difference = _side(clause.left, edition, sheet)
    right = _side(clause.right, edition, sheet)
    if right != "0":
        difference = f"{difference}-({right})" if "-" in right else f"{difference}-{right}"
    difference = f"ROUND({difference},{DECIMALS})"
    broken = f'IF({difference}<0,"{BROKEN} 少 ","{BROKEN} 多 ")&ABS({difference})'
    if parts := parts_of(edition).get(clause.id):
        of_parts, complete = _added(parts, edition, sheet)
        told = f"IF({complete},ROUND({of_parts}-({difference}),{DECIMALS})=0,FALSE)"
        broken = f'IF({told},"{NOT_CHECKED} {_SEE_PARTS[rule.for_each]}",{broken})'
    compared = f'IF({difference}{_COMPARED[clause.relation]},"{HOLDS}",{broken})'
    return f'IF(COUNT({_references(used, sheet)})<{len(used)},"{NOT_CHECKED}",{compared})'


def _added(parts: Sequence[Clause], edition: Edition, sheet: str) -> tuple[str, str]:
    """Return the formulas for what clauses are off by together, and for whether all are there."""
    left = [part.left.terms for part in parts]
    right = [part.right.terms for part in parts]
    sides = [Sum(tuple(chain.from_iterable(zip(*each, strict=True)))) for each in (left, right)]
    terms = [*sides[0].terms, *sides[1].terms]
    used = [layout_of(edition).places[term.name] for term in terms]
    difference = f"{_side(sides[0], edition, sheet)}-({_side(sides[1], edition, sheet)})"
    return difference, f"COUNT({_references(used, sheet)})={len(used)}"


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


def details_formula(checks: Sequence[LiveCheck], advice: str) -> str:
    """Return the formula that names each broken status cell of a rule and by how much."""
    parts = [
        f'IF({_tells(c)},"{_brief(c.subject)}"&MID({c.place.link},3,30)&"；","")' for c in checks
    ]
    told = count_formula(checks, BROKEN)
    if checks[0].rule.test is CellTest.FILLED:
        told += "+" + count_formula(checks, NOTED)
    quoted = advice.replace('"', '""')
    return f'={"&".join(parts)}&IF({told}>0,"{quoted}","")'


def _tells(check: LiveCheck) -> str:
    """Return the formula for whether a status cell says that something is not as it should be."""
    if check.rule.test is CellTest.FILLED:
        return f'ISNUMBER(FIND(LEFT({check.place.link}&" ",1),"{BROKEN}{NOTED}"))'
    return f'LEFT({check.place.link},1)="{BROKEN}"'


def details_value(checks: Iterable[LiveCheck], advice: str, verdict: Verdict) -> str:
    """Return what :func:`details_formula` computes for a report."""
    values = [(check, status_value(check, verdict)) for check in checks]
    told = "".join(
        f"{_brief(check.subject)}{value[2:32]}；"
        for check, value in values
        if value.startswith((BROKEN, NOTED))
    )
    return f"{told}{advice}" if told else ""


def _brief(subject: str) -> str:
    """Return the last heading of a path: enough to find it beside its sheet's name."""
    return subject.rpartition("／")[2].replace('"', '""')
