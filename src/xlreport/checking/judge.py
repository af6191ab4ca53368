"""Reports of one edition -> what became of every statement in each, and all residuals.

The laws are judged together, as arrays with a row for each report: a clause by what its two sides
differ by, in quanta.  A missing number breaks nothing but the demand that its cell be filled.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, assert_never

import numpy as np
from numpy.typing import NDArray

from xlreport.checking.cell_tests import holds_of
from xlreport.checking.entries import Fault, faults_of
from xlreport.checking.matrix import Laws, Numbers, laws_of, stack
from xlreport.checking.statements import is_undivided, statements_of
from xlreport.edition import Edition, Rule
from xlreport.edition.model import Relation, TargetKind
from xlreport.finding import Outcome
from xlreport.quantity import QUANTA_PER_UNIT
from xlreport.report import Report, ReportKind

_OUTCOMES = tuple(Outcome)
_CODES = {outcome: code for code, outcome in enumerate(_OUTCOMES)}
_Codes = NDArray[np.int8]


@dataclass(frozen=True)
class RawVerdict:
    """What became of the clauses and of the tests of single cells in one report.

    ``codes`` are the outcomes of the edition's statements, in their order.  ``quanta`` are the
    figures, in the order of its numbers, and ``missing`` tells where there is none.  ``residuals``
    gives for every clause ``left - right`` in quanta, or ``None`` where it could not be checked.
    ``faults`` says of each broken test of a register where, by its id.
    """

    edition: Edition
    codes: _Codes
    quanta: NDArray[Any]
    missing: NDArray[np.bool_]
    residuals: Mapping[str, int | None]
    faults: Mapping[str, Sequence[Fault]] = field(default_factory=dict)

    @cached_property
    def outcomes(self) -> Mapping[str, Outcome]:
        """The outcome of every clause and single-cell test, by its id, in the order of the form."""
        ids = (each.id for each in statements_of(self.edition))
        return {each: _OUTCOMES[code] for each, code in zip(ids, self.codes.tolist(), strict=True)}

    @property
    def broken(self) -> list[int]:
        """The numbers of the broken statements, in the order of the form."""
        numbers: list[int] = np.flatnonzero(self.codes == _CODES[Outcome.BROKEN]).tolist()
        return numbers


def judge(edition: Edition, reports: Sequence[Report]) -> list[RawVerdict]:
    """Judge reports by the laws and the single-cell tests of their edition.

    :param edition: the edition of all the reports.
    :param reports: the reports, own ones or roll-ups.
    :returns: one judgement for each report, in the order given.
    """
    numbers = stack(edition, reports)
    laws = laws_of(edition)
    residuals = laws.residuals(numbers, reports)
    faults: list[dict[str, Sequence[Fault]]] = [_faults(edition, report) for report in reports]
    parts: list[_Codes] = [np.empty((len(reports), 0), dtype=np.int8)]
    of_laws, column = _judge_laws(laws, residuals), 0
    for rule in edition.rules:
        parts.append(of_laws[:, column : column + len(rule.clauses)])
        column += len(rule.clauses)
        if rule.test is not None:
            parts.append(_judge_test(edition, rule, reports, numbers, faults))
    codes = np.concatenate(parts, axis=1)
    left_over = residuals.values.astype(object)
    left_over[residuals.missing] = None
    left = (dict(zip(residuals.columns, row, strict=True)) for row in left_over.tolist())
    each = zip(codes, numbers.values, numbers.missing, left, faults, strict=True)
    return [RawVerdict(edition, *of_report) for of_report in each]


def _coded(broken: NDArray[Any], unchecked: NDArray[Any] | bool = False) -> _Codes:
    judged = np.where(broken, _CODES[Outcome.BROKEN], _CODES[Outcome.HELD])
    return np.where(unchecked, _CODES[Outcome.NOT_CHECKED], judged).astype(np.int8)


def _judge_laws(laws: Laws, residuals: Numbers) -> _Codes:
    held = np.ones(residuals.values.shape, dtype=bool)
    for relation in Relation:
        columns = [i for i, (_, clause) in enumerate(laws.clauses) if clause.relation is relation]
        held[:, columns] = relation.holds(residuals.values[:, columns])
    return _coded(~held, residuals.missing)


def _faults(edition: Edition, report: Report) -> dict[str, Sequence[Fault]]:
    """Return what is wrong in the registers; roll-ups are not judged: their entries were."""
    rules = [rule for rule in edition.rules if rule.looks_at is TargetKind.REGISTER]
    if report.kind is ReportKind.CONSOLIDATED:
        return {}
    return {
        rule.id_at(key): found
        for rule in rules
        for key in rule.targets
        if (found := faults_of(edition, rule, key, report))
    }


def _judge_test(
    edition: Edition,
    rule: Rule,
    reports: Sequence[Report],
    numbers: Numbers,
    faults: Sequence[Mapping[str, object]],
) -> _Codes:
    """Return the outcomes of a rule's test: a row for each report, a column for each target."""
    match rule.looks_at:
        case TargetKind.NUMBER:
            return _judge_numbers(edition, rule, numbers.of(rule.targets))
        case TargetKind.TEXT:
            outcomes = [list(_written(rule, report)) for report in reports]
        case TargetKind.ANSWER:
            outcomes = [[_answered(report, key) for key in rule.targets] for report in reports]
        case TargetKind.REGISTER:
            ids = [rule.id_at(key) for key in rule.targets]
            outcomes = [
                [_of_unit(report, holds=each not in there) for each in ids]
                for report, there in zip(reports, faults, strict=True)
            ]
        case None:
            raise ValueError(f"{rule.id} is a law")
        case _:
            assert_never(rule.looks_at)
    codes = [[_CODES[outcome] for outcome in row] for row in outcomes]
    return np.array(codes, dtype=np.int8).reshape(len(reports), len(rule.targets))


def _judge_numbers(edition: Edition, rule: Rule, numbers: Numbers) -> _Codes:
    if rule.test is not None and rule.test.blank_breaks:
        return _coded(numbers.missing)
    types = [edition.cells[key].number for key in rule.targets]
    holds = np.ones(numbers.values.shape, dtype=bool)
    for number in dict.fromkeys(types):
        columns = [column for column, each in enumerate(types) if each is number]
        holds[:, columns] = holds_of(rule, number, numbers.values[:, columns], one=QUANTA_PER_UNIT)
    return _coded(~holds, numbers.missing)


def _of_unit(report: Report, *, holds: bool) -> Outcome:
    """Return the outcome of what only a unit's own report is judged by."""
    if report.kind is ReportKind.CONSOLIDATED:
        return Outcome.NOT_CHECKED
    return Outcome.HELD if holds else Outcome.BROKEN


def _answered(report: Report, key: str) -> Outcome:
    blank_is_right = report.edition.questions[key].optional and key not in report.unreadable
    return _of_unit(report, holds=key in report.answers or blank_is_right)


def _written(rule: Rule, report: Report) -> Iterator[Outcome]:
    """Yield what becomes of each text; a section that is not divided is told of once."""
    told: set[str] = set()
    for key in rule.targets:
        section = report.edition.prose[key].section
        if report.prose.get(key, "").strip():
            yield Outcome.HELD
        elif section in told:
            yield Outcome.NOT_CHECKED
        else:
            if is_undivided(report, key):
                told.add(section)
            yield _of_unit(report, holds=False)
