"""Reports -> verdicts: every rule of the edition, in every place, held, broken or not checked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from importlib import import_module
from threading import Thread
from typing import TYPE_CHECKING

from xlreport.checking.prose import ProseOutcome, compare_texts, judge_prose
from xlreport.checking.statements import is_undivided, statements_of
from xlreport.checking.told_once import told_by_parts
from xlreport.edition import Clause, Edition, Rule
from xlreport.edition.model import CellTest, TargetKind
from xlreport.finding import Finding, Outcome
from xlreport.report import Report, ReportKind

if TYPE_CHECKING:
    from pandera.pandas import DataFrameSchema

    from xlreport.checking.judge import RawVerdict


@dataclass(frozen=True)
class Verdict:
    """What the rules say of one report.

    ``findings`` are the broken rules and the reader's notes, ``judgement`` what became of each
    statement about figures, answers and entries.  ``prose`` gives what became of each prose rule,
    or of each figure of one.
    """

    report: Report
    findings: tuple[Finding, ...]
    judgement: RawVerdict
    prose: Mapping[str, ProseOutcome] = field(default_factory=dict)

    @cached_property
    def outcomes(self) -> Mapping[str, Outcome]:
        """The outcome of every clause, single-cell test and prose rule, by its id."""
        prose = {each: judged.outcome for each, judged in self.prose.items()}
        return {**self.judgement.outcomes, **prose}

    @property
    def residuals(self) -> Mapping[str, int | None]:
        """``left - right`` of every clause in quanta, ``None`` where it could not be checked."""
        return self.judgement.residuals

    @cached_property
    def told_by_parts(self) -> frozenset[str]:
        """The broken clauses about totals of which those about their addends say all."""
        return told_by_parts(self.report.edition, self.residuals)

    def not_checked(self) -> dict[str, str]:
        """Return why each clause and prose rule that was not checked was not, by its id."""
        return {
            clause.id: self._why(rule, clause)
            for rule in self.report.edition.rules
            for clause in rule.clauses
            if self.outcomes[clause.id] is Outcome.NOT_CHECKED
        } | {
            each: judged.why
            for each, judged in self.prose.items()
            if judged.outcome is Outcome.NOT_CHECKED
        }

    def _why(self, rule: Rule, clause: Clause) -> str:
        if rule.levels and self.report.unit.level not in rule.levels:
            return "不适用于本级" if self.report.unit.level else "未填写行政层级"
        if rule.when is not None and not self._applies(rule.when):
            if self.report.kind is ReportKind.CONSOLIDATED:
                return "只核对各单位自己的报表"
            return f"只在“{self.report.edition.cells[rule.when].label}”时核对"
        if any(term.last and self.report.value(term.name) is None for term in clause.terms):
            return "上年报告没有可比的数" if self.report.last else "没有上年数据"
        return "有的格没有填好"

    def _applies(self, when: str) -> bool:
        counted = self.report.values.get(when)
        return self.report.kind is ReportKind.OWN and counted != 0


def schema_of(edition: Edition) -> DataFrameSchema:
    """Return the rules about the figures of a form as a pandera schema of its wide table.

    The table has a row for each report, as ``xlreport consolidate --facts`` writes it; figures
    are in the units of the form.  A column for each cell holds counts as ``Int64``, amounts as
    ``Decimal``; what is missing is null, never zero.  Last year's figures, called ``last.`` + key
    of the cell, may be there; a law is not checked in a row in which a figure of it is missing.
    Other columns are let be.

    There is one check for each place of each rule.  Its ``name`` is the id of the place
    (``T3-BAL[natural]``), as in findings, its ``title``, ``description`` (with the article),
    ``advice`` and ``severity`` are the rule's.  Checks of single cells are those of their column,
    the others those of the schema.  Rules about texts and registers are not among them.

    pandera takes most of a second to load, the first time that this is called.

    :param edition: the edition whose rules are asked for, as :func:`xlreport.edition_for` finds it
        by the year.
    """
    from xlreport.checking.wide import wide_schema

    return wide_schema(edition)


def preload_checker() -> None:
    """Load what checking takes while the caller does other work.

    Whoever checks before they are there waits for them.
    """
    Thread(target=_load).start()


def _load() -> None:
    # Should it fail, as it does when the process ends meanwhile, whoever needs it learns why.
    with suppress(Exception):
        import_module("xlreport.checking.judge")


def check(
    reports: Iterable[Report],
    *,
    compare_units: bool = True,
    texts: Sequence[Mapping[str, ProseOutcome]] | None = None,
) -> list[Verdict]:
    """Judge reports, of one edition or several, by all the rules of their editions.

    :param reports: reports as :func:`xlreport.read` returns them; counts are in 件, amounts in the
        unit of their cell (万元 in the edition of 2021).
    :param compare_units: look for texts that several of these reports share.  Who has more reports
        than are here does that himself, with :class:`~xlreport.checking.prose.Copies`.
    :param texts: what the rules of the text say of each report, where that is known already;
        otherwise the texts are judged here, in this process.
    :returns: one verdict for each report, in the order given.
    :raises ValueError: if a figure has more than six decimals, which no cell of a form allows.
    """
    reports = list(reports)
    by_edition: dict[Edition, list[int]] = {}
    for index, report in enumerate(reports):
        by_edition.setdefault(report.edition, []).append(index)
    verdicts: dict[int, Verdict] = {}
    for edition, indexes in by_edition.items():
        judged = _check_edition(
            edition,
            [reports[i] for i in indexes],
            [texts[i] for i in indexes] if texts is not None else None,
            compare_units=compare_units,
        )
        verdicts.update(zip(indexes, judged, strict=True))
    return [verdicts[index] for index in range(len(reports))]


def _check_edition(
    edition: Edition,
    reports: Sequence[Report],
    texts: Sequence[Mapping[str, ProseOutcome]] | None,
    *,
    compare_units: bool,
) -> list[Verdict]:
    from xlreport.checking.judge import judge  # numpy takes long to load

    judged = judge(edition, reports)
    if texts is None:
        texts = judge_prose(edition, reports, compare_units=False)
    told = compare_texts(edition, reports, texts) if compare_units else texts
    return [_verdict(*each) for each in zip(reports, judged, told, strict=True)]


def _verdict(report: Report, judgement: RawVerdict, told: Mapping[str, ProseOutcome]) -> Verdict:
    from xlreport.checking.compare import compare_years

    findings = list(_findings(report, judgement))
    findings += [finding for judged in told.values() for finding in judged.findings]
    findings += compare_years(report)
    return Verdict(report, (*_in_order(findings, report), *report.notes), judgement, told)


def _findings(report: Report, judgement: RawVerdict) -> Iterator[Finding]:
    """Yield what there is to say of the broken statements: laws, cells, then registers."""
    from xlreport.checking.describe import (
        describe_clause,
        describe_fault,
        describe_test,
        describe_undivided,
    )
    from xlreport.checking.suspect import suspects

    stated = statements_of(report.edition)
    broken = [stated[number] for number in judgement.broken]
    clauses = [each.clause for each in broken if each.clause is not None]
    hints = suspects(report, clauses, judgement.residuals)
    told_already = told_by_parts(report.edition, judgement.residuals)
    faults: list[Finding] = []
    for each in broken:
        if each.clause is not None:
            if each.id not in told_already:
                yield describe_clause(report, each.rule, each.clause, hints.get(each.id, ""))
        elif each.rule.looks_at is TargetKind.REGISTER:
            found = judgement.faults[each.id]
            faults += [describe_fault(report, each.rule, fault) for fault in found]
        elif each.rule.test is CellTest.WRITTEN and is_undivided(report, each.target):
            yield describe_undivided(report, each.rule, each.target)
        else:
            yield describe_test(report, each.rule, each.target)
    yield from faults


def _in_order(findings: list[Finding], report: Report) -> list[Finding]:
    """Sort findings as a person walks through the workbook: sheet, row, column."""
    sheets = {section.sheet: i for i, section in enumerate(report.edition.sections)}
    return sorted(
        findings,
        key=lambda f: (sheets.get(f.sheet, -1), f.places[0].row, f.places[0].column, f.rule),
    )
