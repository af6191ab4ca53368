"""Reports -> verdicts: every rule of the edition, in every place, held, broken or not checked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache, cached_property
from importlib import import_module
from threading import Thread
from typing import TYPE_CHECKING, assert_never

from xlreport.checking.prose import ProseOutcome, compare_texts, judge_prose
from xlreport.checking.told_once import told_by_parts
from xlreport.edition import Clause, Edition, Rule
from xlreport.edition.model import ON_REGISTERS, CellTest, Section
from xlreport.finding import IN_ENTRY, Finding, Outcome
from xlreport.report import Report, ReportKind

if TYPE_CHECKING:
    from pandera.pandas import DataFrameSchema

    from xlreport.checking.judge import RawVerdict


@dataclass(frozen=True)
class Verdict:
    """What the rules say of one report.

    ``findings`` are the broken rules and the reader's notes.  ``residuals`` gives for every
    clause ``left - right`` in quanta, or ``None`` where it could not be checked.  ``prose``
    gives what became of each prose rule, or of each figure of one.
    """

    report: Report
    findings: tuple[Finding, ...]
    residuals: Mapping[str, int | None]
    prose: Mapping[str, ProseOutcome] = field(default_factory=dict)

    @cached_property
    def outcomes(self) -> Mapping[str, Outcome]:
        """The outcome of every clause, single-cell test and prose rule, by its id."""
        outcomes: dict[str, Outcome] = {}
        for rule in self.report.edition.rules:
            for clause in rule.clauses:
                residual = self.residuals[clause.id]
                if residual is None:
                    outcomes[clause.id] = Outcome.NOT_CHECKED
                else:
                    held = clause.holds(residual)
                    outcomes[clause.id] = Outcome.HELD if held else Outcome.BROKEN
            for target in rule.targets:
                judged = _can_judge(self.report, rule, target)
                outcome = Outcome.HELD if judged else Outcome.NOT_CHECKED
                outcomes[rule.test_id(target)] = outcome
        outcomes |= {each: judged.outcome for each, judged in self.prose.items()}
        said = {finding.clause.partition(IN_ENTRY)[0] for finding in self.findings}
        broken = said & outcomes.keys()
        return {**outcomes, **dict.fromkeys(broken, Outcome.BROKEN)}

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
    """
    from xlreport.checking.wide import wide_schema

    return wide_schema(edition)


def preload_checker() -> None:
    """Load the libraries that checking takes, most of a second, while the caller does other work.

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

    :param texts: what the rules of the text say of each report, where that is known already;
        otherwise the texts are judged here, in this process.
    :param compare_units: look for texts that several of these reports share.  Who has more
        reports than are here does that himself, with :class:`~xlreport.checking.prose.Copies`.
    :returns: one verdict for each report, in the order given.
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
    # pandera takes most of a second to import, and only checking needs it.
    from xlreport.checking.judge import judge

    judged = judge(edition, reports)
    if texts is None:
        texts = judge_prose(edition, reports, compare_units=False)
    told = compare_texts(edition, reports, texts) if compare_units else texts
    return [_verdict(*each) for each in zip(reports, judged, told, strict=True)]


def _verdict(report: Report, judgement: RawVerdict, told: Mapping[str, ProseOutcome]) -> Verdict:
    from xlreport.checking.compare import compare_years
    from xlreport.checking.describe import describe_clause, describe_fault
    from xlreport.checking.suspect import suspects

    residuals = judgement.residuals
    stated = _stated(report.edition)
    broken = sorted((stated[each] for each in judgement.broken), key=lambda place: place.order)
    clauses = [(each.rule, each.clause) for each in broken if each.clause is not None]
    hints = suspects(report, [clause for _, clause in clauses], residuals)
    told_already = told_by_parts(report.edition, residuals)
    findings = [
        describe_clause(report, rule, clause, hints.get(clause.id, ""))
        for rule, clause in clauses
        if clause.id not in told_already
    ]
    findings += _tested(
        report,
        [e for e in broken if e.clause is None and e.rule.test not in ON_REGISTERS],
    )
    findings += [
        describe_fault(report, each.rule, fault)
        for each in broken
        for fault in judgement.faults.get(each.rule.test_id(each.target), ())
    ]
    findings += [finding for judged in told.values() for finding in judged.findings]
    findings += compare_years(report)
    return Verdict(report, (*_in_order(findings, report), *report.notes), residuals, told)


def _tested(report: Report, places: Iterable[_Place]) -> Iterator[Finding]:
    """Yield the findings of single cells and texts; of a section without its heads only one."""
    from xlreport.checking.describe import describe_test, describe_undivided

    undivided = {s.key for s in report.edition.sections if is_undivided(report, s)}
    said: set[str] = set()
    for place in places:
        written = place.rule.test is CellTest.WRITTEN
        section = report.edition.prose[place.target].section if written else ""
        if section not in undivided:
            yield describe_test(report, place.rule, place.target)
        elif section not in said:
            said.add(section)
            yield describe_undivided(report, place.rule, place.target)


def is_undivided(report: Report, section: Section) -> bool:
    """Tell whether all text of a section stands before its heads, and nothing under them."""
    headed = [piece for piece in section.prose if piece.label]
    written = {p.key for p in section.prose if report.prose.get(p.key, "").strip()}
    return len(headed) > 1 and bool(written) and not any(p.key in written for p in headed)


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a rule is said: of a clause, or as a test of a target; ``order`` is the form's."""

    order: int
    rule: Rule
    clause: Clause | None = None
    target: str = ""


@cache
def _stated(edition: Edition) -> Mapping[str, _Place]:
    """Return every place of every rule by its id."""
    places: dict[str, _Place] = {}
    for rule in edition.rules:
        for clause in rule.clauses:
            places[clause.id] = _Place(len(places), rule, clause)
        for target in rule.targets:
            places[rule.test_id(target)] = _Place(len(places), rule, target=target)
    return places


def _in_order(findings: list[Finding], report: Report) -> list[Finding]:
    """Sort findings as a person walks through the workbook: sheet, row, column."""
    sheets = {section.sheet: i for i, section in enumerate(report.edition.sections)}
    return sorted(
        findings,
        key=lambda f: (sheets.get(f.sheet, -1), f.places[0].row, f.places[0].column, f.rule),
    )


def _can_judge(report: Report, rule: Rule, target: str) -> bool:
    match rule.test:
        case CellTest.FILLED:
            return True
        case CellTest.RANGE:
            return target in report.values
        case CellTest.WRITTEN:
            if report.prose.get(target, "").strip():
                return True
            section = report.edition.section(report.edition.prose[target].section)
            return report.kind is ReportKind.OWN and not is_undivided(report, section)
        case CellTest.ANSWERED | CellTest.ENTRIES | CellTest.DISTINCT:
            return report.kind is ReportKind.OWN
        case None:
            raise ValueError(f"{rule.id} is a law, and has no targets")
        case _:
            assert_never(rule.test)
