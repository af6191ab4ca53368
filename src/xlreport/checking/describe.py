"""Broken clauses and tests -> findings in words, with both sides and every address."""

from __future__ import annotations

from typing import assert_never

from xlreport.checking.cell_tests import asked_for, found_by
from xlreport.checking.entries import Fault
from xlreport.edition import Clause, Rule
from xlreport.edition.model import (
    CellTest,
    Relation,
    Sum,
    Term,
)
from xlreport.finding import Finding, address_ranges, brief
from xlreport.quantity import Value, from_quanta, show, to_quanta
from xlreport.report import Report, at_row, in_entry

_FEW = 4
_CONTRARY = {Relation.EQUAL: "不等于", Relation.AT_MOST: "大于", Relation.AT_LEAST: "小于"}
_SHOULD = {Relation.EQUAL: "为", Relation.AT_MOST: "不大于", Relation.AT_LEAST: "不小于"}
_PLACES = {"column": "列", "row": "行", "group": "", None: ""}


def describe_clause(report: Report, rule: Rule, clause: Clause, hint: str = "") -> Finding:
    """Return the finding for a clause that is broken in ``report``.

    :param report: the report, in which no figure of the clause is missing.
    :param rule: the rule that the clause belongs to.
    :param clause: the broken clause.
    :param hint: a sentence about the one cell that would explain it, from
        :func:`~xlreport.checking.suspect.suspects`.
    :raises KeyError: if a figure of the clause is missing.
    """
    residual = to_quanta(side_value(report, clause.left)) - to_quanta(
        side_value(report, clause.right)
    )
    left_text, right_text = side_text(report, clause.left), side_text(report, clause.right)
    difference = show(from_quanta(residual))
    said = f"现在左边 {left_text}，{_CONTRARY[clause.relation]}右边 {right_text}，相差 {difference}"
    return report.finding(
        rule,
        clause.id,
        clause.subject,
        # Whoever has to mend something does it in this year's cells, not in last year's.
        (term.name for term in sorted(clause.terms, key=lambda term: term.last)),
        _told(report, rule, clause, residual),
        left=left_text,
        right=right_text,
        hint=hint,
        explainable=rule.explainable,
        said=said,
    )


def describe_test(report: Report, rule: Rule, target: str) -> Finding:
    """Return the finding for a cell, an answer or a text that fails the rule's test.

    :param report: the report that fails the test.
    :param rule: the rule, a test of single cells, answers or texts.
    :param target: the key of the cell, question or piece of prose.
    :raises ValueError: if the rule is a law or a test of registers.
    """
    item = report.edition.cells.get(target) or report.edition.questions.get(target)
    subject = item.label if item else _prose_label(report, target)
    found = found_by(rule, report, target)
    return report.finding(rule, rule.id_at(target), subject, (target,), found)


def describe_undivided(report: Report, rule: Rule, target: str) -> Finding:
    """Return the finding for a section whose text all stands before its heads.

    :param report: the report that has the section.
    :param rule: the rule that asks for texts.
    :param target: the key of a piece of prose of the section.
    """
    section = report.edition.section(report.edition.prose[target].section)
    heads = [piece for piece in section.prose if piece.label]
    labels = "、".join(piece.label for piece in heads)
    found = f"文字都写在前面，没有分到 {labels}"
    places = tuple(piece.key for piece in heads)
    return report.finding(rule, rule.id_at(target), section.heading, places, found)


def describe_fault(report: Report, rule: Rule, fault: Fault) -> Finding:
    """Return the finding for an entry of a register that fails the rule's test.

    :param report: the report that has the register.
    :param rule: the rule about registers that the entry fails.
    :param fault: where it fails; its rows count from 0, those of the finding from 1 as in the
        sheet.
    """
    entry, column = fault.entry, report.edition.registers[fault.register].columns[fault.column]
    name = in_entry(fault.register, column.key, entry)
    address = report.place(name).a1
    if rule.test is CellTest.DISTINCT:
        rows = "、".join(str(each.row + 1) for each in fault.like)
        found = f"{address} 这一行与第 {rows} 行相同"
    elif column.key in entry.unreadable:
        written = entry.unreadable[column.key]
        found = f"{address} 填的是“{written}”，应为{asked_for(report, column.type)}"
    elif column.key in entry.figures:
        figure = show(entry.figures[column.key])
        found = f"{address} 填的是 {figure}，应为{asked_for(report, column.type)}"
    else:
        found = f"{address} 是空白"
    clause = f"{at_row(rule.id_at(fault.register), entry.row + 1)}.{column.key}"
    return report.finding(rule, clause, column.label, (name,), found)


def side_value(report: Report, side: Sum) -> Value:
    """Return what one side of a clause adds up to.

    :param report: the report whose figures are added.
    :param side: the left or the right side of a clause.
    :returns: the sum in the unit of its cells, without rounding.
    :raises KeyError: if a cell of it is missing.
    """
    value = side.value(report.value)
    if value is None:
        missing = next(term.name for term in side.terms if report.value(term.name) is None)
        raise KeyError(missing)
    return value


def side_text(report: Report, side: Sum, *, with_sheet: bool = False) -> str:
    """Write one side as ``D6+D7 = 1+0 = 1``, or ``D8:D27 合计 = 2`` when it is long.

    :param report: the report whose figures are shown.
    :param side: the left or the right side of a clause.
    :param with_sheet: name the sheet of the cells too, for a reader who looks at another one.
    :raises KeyError: if a cell of it is missing.
    """
    total = show(side_value(report, side))
    if not side.terms:
        return total
    places = [report.place(term.name) for term in side.terms]
    first = places[0]
    if len(side.terms) > _FEW and all(term.sign == 1 for term in side.terms):
        sheet = f"{first.sheet}!" if with_sheet else ""
        return f"{sheet}{'、'.join(address_ranges(places))} 合计 = {total}"
    addresses = side.written(
        [
            f"{p.sheet}!{p.a1}" if t.last or (with_sheet and p is first) else p.a1
            for p, t in zip(places, side.terms, strict=True)
        ]
    )
    if side.is_one_figure:
        return f"{addresses} = {total}"
    figures = (report.value(term.name) for term in side.terms)
    numbers = [show(figure) for figure in figures if figure is not None]
    return f"{addresses} = {side.written(numbers)} = {total}"


def _told(report: Report, rule: Rule, clause: Clause, residual: int) -> str:
    """Say in the words of the form how far its two sides are from what they should be.

    For instance ``“自然人”列：新收 12＋上年结转 2＝14；办理结果 10＋结转下年 2＝12，差 2``.
    """
    left, right = _words(report, rule, clause.left), _words(report, rule, clause.right)
    where = brief(clause.subject)
    place = f"“{where}”{_PLACES[rule.for_each]}：" if where else ""
    if not clause.right.terms:
        return f"{place}{left}，应{_SHOULD[clause.relation]} {right}"
    gap = show(from_quanta(abs(residual)))
    match clause.relation:
        case Relation.EQUAL:
            return f"{place}{left}；{right}，差 {gap}"
        case Relation.AT_MOST | Relation.AT_LEAST:
            apart = " " if right[0].isdigit() else ""
            return f"{place}{left}，{_CONTRARY[clause.relation]}{apart}{right}，差 {gap}"
        case _:
            assert_never(clause.relation)


def _words(report: Report, rule: Rule, side: Sum) -> str:
    """Write one side as ``新收 12＋上年结转 2＝14``, or ``18 格合计 10`` when it is long."""
    total = show(side_value(report, side))
    if not side.terms:
        return total
    if len(side.terms) > _FEW and all(term.sign == 1 for term in side.terms):
        return f"{len(side.terms)} 格合计 {total}"
    text = side.written([_named(report, rule, term) for term in side.terms], plus="＋", minus="－")
    return text if side.is_one_figure else f"{text}＝{total}"


def _named(report: Report, rule: Rule, term: Term) -> str:
    """Name one figure where the row or column that a rule is said of is named already."""
    cell = report.edition.cells[term.key]
    match rule.for_each:
        case "column":
            name = cell.row_name
        case "row" | "group":
            name = cell.column_name
        case _:
            name = brief(cell.label)
    last = f"{report.year - 1} 年报告的" if term.last else ""
    return f"{last}{name} {show(report.value(term.name) or 0)}"


def _prose_label(report: Report, key: str) -> str:
    prose = report.edition.prose[key]
    return prose.label or report.edition.section(prose.section).heading
