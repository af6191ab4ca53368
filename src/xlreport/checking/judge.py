"""Reports of one edition -> the statements that each of them breaks, and all residuals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import assert_never

import pandas as pd

from xlreport.checking.entries import Fault, faults_of
from xlreport.checking.matrix import Numbers, laws_of, stack
from xlreport.checking.schema import LAWS, TESTS, failing_rows, range_frame
from xlreport.edition import Edition, Rule
from xlreport.edition.model import ON_REGISTERS, CellTest
from xlreport.report import Report, ReportKind


@dataclass(frozen=True)
class RawVerdict:
    """What became of the clauses and of the tests of single cells in one report.

    ``broken`` holds the ids of the broken clauses, and of the tests as ``rule[cell key]``.
    ``residuals`` gives for every clause ``left - right`` in quanta, or ``None`` where it could
    not be checked.  ``faults`` says of each broken test of a register where, by its id.
    """

    broken: frozenset[str]
    residuals: Mapping[str, int | None]
    faults: Mapping[str, Sequence[Fault]]


def judge(edition: Edition, reports: Sequence[Report]) -> list[RawVerdict]:
    """Judge reports by the laws and the single-cell tests of their edition.

    :returns: one judgement for each report, in the order given.
    """
    numbers = stack(edition, reports)
    residuals = laws_of(edition).residuals(numbers, reports)
    broken: list[set[str]] = [set() for _ in reports]
    for relation, schema in LAWS.items():
        ids = [c.id for _, c in laws_of(edition).clauses if c.relation is relation]
        frame = pd.DataFrame({"residual": _long(residuals.of(ids))})
        _note(broken, ids, failing_rows(schema, frame))
    faults: list[dict[str, list[Fault]]] = [{} for _ in reports]
    for rule in edition.rules:
        if rule.test in ON_REGISTERS:
            for report, fault in faults_of(edition, rule, reports):
                faults[report].setdefault(rule.test_id(fault.register), []).append(fault)
        elif rule.test is not None:
            frame = _test_frame(edition, rule, reports, numbers)
            ids = [rule.test_id(target) for target in rule.targets]
            _note(broken, ids, failing_rows(TESTS[rule.test], frame))
    left_over = residuals.values.astype(object)
    left_over[residuals.missing] = None
    return [
        RawVerdict(
            frozenset(ids | there.keys()), dict(zip(residuals.columns, row, strict=True)), there
        )
        for ids, row, there in zip(broken, left_over.tolist(), faults, strict=True)
    ]


def _note(broken: Sequence[set[str]], ids: Sequence[str], rows: set[int]) -> None:
    for row in rows:
        report, statement = divmod(row, len(ids))
        broken[report].add(ids[statement])


def _long(numbers: Numbers) -> pd.Series:
    """Put the rows of a table of numbers one after another."""
    return pd.Series(pd.arrays.IntegerArray(numbers.clamped().ravel(), numbers.missing.ravel()))


def _test_frame(
    edition: Edition, rule: Rule, reports: Sequence[Report], numbers: Numbers
) -> pd.DataFrame:
    """Return what the schema of the rule's test looks at: each target of each report."""
    match rule.test:
        case CellTest.WRITTEN:
            texts = [_text(report, target) for report in reports for target in rule.targets]
            return pd.DataFrame({"text": pd.Series(texts, dtype="string")})
        case CellTest.ANSWERED:
            return _answers_frame(edition, rule, reports)
        case CellTest.FILLED:
            return pd.DataFrame({"number": _long(numbers.of(rule.targets))})
        case CellTest.RANGE:
            allowed = [edition.cells[target].number for target in rule.targets]
            return range_frame(_long(numbers.of(rule.targets)), allowed * len(reports))
        case CellTest.ENTRIES | CellTest.DISTINCT | None:
            raise ValueError(f"{rule.id} is no test of single cells")
        case _:
            assert_never(rule.test)


def _answers_frame(edition: Edition, rule: Rule, reports: Sequence[Report]) -> pd.DataFrame:
    """A roll-up has no answers of its own and is not judged for them."""
    asked = [(r, edition.questions[key]) for r in reports for key in rule.targets]
    return pd.DataFrame(
        {
            "present": [
                q.optional
                or r.kind is ReportKind.CONSOLIDATED
                or q.key in r.answers
                or q.key in r.unreadable
                for r, q in asked
            ],
            "readable": [q.key not in r.unreadable for r, q in asked],
        }
    )


def _text(report: Report, target: str) -> str | None:
    """Return the text; a roll-up that has none is not judged for it."""
    text = report.prose.get(target, "").strip()
    return text if text or report.kind is ReportKind.OWN else None
