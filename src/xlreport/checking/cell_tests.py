"""The tests of single cells, texts, answers and registers: when each holds, and what to say if not.

The same is asked here of one figure and of arrays of them, so that the judgement of stacked
reports and the checks of a schema say one thing.
"""

from __future__ import annotations

from typing import Any, assert_never

from xlreport.edition import Rule
from xlreport.edition.model import AnswerKind, AnswerType, CellTest, NumberType
from xlreport.quantity import show
from xlreport.report import Report


def holds_of(rule: Rule, number: NumberType, figures: Any, *, one: int = 1) -> Any:
    """Tell whether a figure passes the test of a rule; of arrays of figures, which do.

    :param rule: a rule whose test looks at numbers.
    :param number: the type of the cell.
    :param figures: a figure, or an array of figures, in units of the cell or in quanta; of missing
        ones only :attr:`~CellTest.blank_breaks` decides.
    :param one: what stands for 1: that of quanta, where the figures are in quanta.
    :raises ValueError: if the test asks nothing of a number that is there.
    """
    match rule.test:
        case CellTest.RANGE:
            return number.allows(figures, one=one)
        case (
            None
            | CellTest.FILLED
            | CellTest.DISTINCT
            | CellTest.ENTRIES
            | CellTest.ANSWERED
            | CellTest.WRITTEN
        ):
            raise ValueError(f"{rule.id} asks nothing of a number that is there")
        case _:
            assert_never(rule.test)


def found_by(rule: Rule, report: Report, target: str) -> str:
    """Say what stands where the test of a rule fails.

    :param rule: a rule whose test looks at single cells, answers or texts.
    :param report: the report that fails it.
    :param target: the key of the cell, question or piece of prose.
    :raises ValueError: if the rule is a law or a test of registers.
    """
    address = report.place(target).a1
    match rule.test:
        case CellTest.FILLED if target in report.unreadable:
            return f"{address} 填的是“{report.unreadable[target]}”，不是数字"
        case CellTest.ANSWERED if target in report.unreadable:
            asked = asked_for(report, report.edition.questions[target].type)
            return f"{address} 填的是“{report.unreadable[target]}”，应为{asked}"
        case CellTest.FILLED | CellTest.ANSWERED:
            return f"{address} 是空白"
        case CellTest.RANGE:
            cell = report.edition.cells[target]
            return f"{address} 填的是 {show(report.values[target])}，这一格应为{cell.number.label}"
        case CellTest.WRITTEN:
            return "原文的这一部分没有文字" if report.origins else f"{address} 没有文字"
        case CellTest.ENTRIES | CellTest.DISTINCT | None:
            raise ValueError(f"{rule.id} is no test of single cells")
        case _:
            assert_never(rule.test)


def asked_for(report: Report, kind: NumberType | AnswerType) -> str:
    """Say what a cell may hold.

    :param report: the report that has the cell.
    :param kind: what the form asks for there.
    """
    if isinstance(kind, NumberType):
        return kind.label
    match kind.kind:
        case AnswerKind.CHOICE:
            return f"“{'”“'.join(kind.options.values())}”之一"
        case AnswerKind.DATE:
            return f"{report.year} 年年底以前的日期，如 {report.year}-03-01"
        case AnswerKind.TEXT:
            return kind.label
        case _:
            assert_never(kind.kind)
