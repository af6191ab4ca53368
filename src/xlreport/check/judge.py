"""Reports of one edition -> the statements that each of them breaks, and all residuals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from xlreport.check.frame import Numbers, laws_of, stack
from xlreport.check.schema import LAWS, TESTS, failing_rows
from xlreport.edition import Edition, Rule
from xlreport.edition.model import CellTest
from xlreport.quantity import DECIMALS, QUANTA_PER_UNIT
from xlreport.report import Report, ReportKind


@dataclass(frozen=True)
class Judgement:
    """What became of the clauses and of the tests of single cells in one report.

    ``broken`` holds the ids of the broken clauses, and of the tests as ``rule[cell key]``.
    ``residuals`` gives for every clause ``left - right`` in quanta, or ``None`` where it could
    not be checked.
    """

    broken: frozenset[str]
    residuals: Mapping[str, int | None]


def judge(edition: Edition, reports: Sequence[Report]) -> list[Judgement]:
    """Judge reports by the laws and the single-cell tests of their edition.

    :returns: one judgement for each report, in the order given.
    """
    numbers = stack(edition, reports)
    residuals = laws_of(edition).residuals(numbers, [report.unit.level for report in reports])
    broken: list[set[str]] = [set() for _ in reports]
    for relation, schema in LAWS.items():
        ids = [c.id for _, c in laws_of(edition).clauses if c.relation is relation]
        frame = pd.DataFrame({"residual": _long(residuals.of(ids))})
        _note(broken, ids, failing_rows(schema, frame))
    for rule in edition.rules:
        if rule.test is not None:
            frame = _test_frame(edition, rule, reports, numbers)
            ids = [rule.test_id(target) for target in rule.targets]
            _note(broken, ids, failing_rows(TESTS[rule.test], frame))
    left_over = residuals.values.astype(object)
    left_over[residuals.missing] = None
    return [
        Judgement(frozenset(ids), dict(zip(residuals.columns, row, strict=True)))
        for ids, row in zip(broken, left_over.tolist(), strict=True)
    ]


def _note(broken: Sequence[set[str]], ids: Sequence[str], rows: set[int]) -> None:
    for row in rows:
        report, statement = divmod(row, len(ids))
        broken[report].add(ids[statement])


def _long(numbers: Numbers) -> pd.Series:
    """Put the rows of a table of numbers one after another."""
    return pd.Series(pd.arrays.IntegerArray(numbers.values.ravel(), numbers.missing.ravel()))


def _test_frame(
    edition: Edition, rule: Rule, reports: Sequence[Report], numbers: Numbers
) -> pd.DataFrame:
    """Return what the schema of the rule's test looks at: each target of each report."""
    if rule.test is CellTest.WRITTEN:
        texts = [_text(report, target) for report in reports for target in rule.targets]
        return pd.DataFrame({"text": pd.Series(texts, dtype="string")})
    found = _long(numbers.of(rule.targets))
    if rule.test is CellTest.FILLED:
        return pd.DataFrame({"number": found})
    allowed = [edition.cells[target].number for target in rule.targets]
    steps = np.tile([10 ** (DECIMALS - number.decimals) for number in allowed], len(reports))
    least = np.tile([number.minimum or 0 for number in allowed], len(reports))
    bounded = np.tile([number.minimum is not None for number in allowed], len(reports))
    margin = (found - least * QUANTA_PER_UNIT).where(bounded)
    return pd.DataFrame({"rest": found % steps, "margin": margin})


def _text(report: Report, target: str) -> str | None:
    """Return the text; a roll-up that has none is not judged for it."""
    text = report.prose.get(target, "").strip()
    return text if text or report.kind is ReportKind.OWN else None
