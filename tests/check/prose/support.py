"""The made sentences as reports, and what their families come to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import yaml

from xlreport.checking import Verdict, check
from xlreport.edition import edition_for
from xlreport.edition.model import ProseTest
from xlreport.finding import Outcome
from xlreport.quantity import Value, plain
from xlreport.report import Report, Unit, with_totals

YEAR = 2023
UNIT = Unit("示例县文化和旅游局", level="county")
SENTENCES = Path(__file__).with_name("sentences.yaml")

_EXPECTED = {
    "held": Outcome.HELD,
    "broken": Outcome.BROKEN,
    "broken_with_table": Outcome.BROKEN,
    "unsure": Outcome.NOT_CHECKED,
}


@dataclass(frozen=True)
class Case:
    """One sentence: where it stands, over which figures, and what must become of its rules."""

    family: str
    sentence: str
    expected: Outcome
    report: Report
    ids: tuple[str, ...]


def load_cases() -> dict[str, list[Case]]:
    """Return the cases of each family, by the family's key."""
    data = yaml.safe_load(SENTENCES.read_text(encoding="utf-8"))
    table = {key: plain(Decimal(str(value))) for key, value in data["table"].items()}
    return {key: list(_cases(key, family, table)) for key, family in data["families"].items()}


def _cases(key: str, family: Mapping[str, object], table: Mapping[str, Value]) -> Iterator[Case]:
    for group, expected in _EXPECTED.items():
        empty = family.get("empty_table") and group != "broken_with_table"
        for sentence in family.get(group, ()):
            report = report_of({family["piece"]: sentence}, {} if empty else table)
            yield Case(key, sentence, expected, report, tuple(family["ids"]))


def load_paragraphs() -> list[Case]:
    """Return the sentences that all rules judge at once."""
    data = yaml.safe_load(SENTENCES.read_text(encoding="utf-8"))
    table = {key: plain(Decimal(str(value))) for key, value in data["table"].items()}
    return [
        Case("paragraphs", sentence, _EXPECTED[group], report_of({piece: sentence}, table), ())
        for piece, groups in data["paragraphs"].items()
        for group, sentences in groups.items()
        for sentence in sentences
    ]


def report_of(prose: Mapping[str, str], figures: Mapping[str, Value], year: int = YEAR) -> Report:
    """Return a report with this text and these figures, every other cell 0."""
    edition = edition_for(year)
    inputs = {cell.key: 0 for cell in edition.inputs} | dict(figures)
    return Report(edition, year, UNIT, with_totals(edition, inputs), prose)


def outcome_of(case: Case, verdict: Verdict) -> Outcome:
    """Return what became of a family's rules together: broken if one is, held if one is."""
    outcomes = [
        judged.outcome
        for each, judged in verdict.prose.items()
        if each in case.ids or each.partition("[")[0] in case.ids
    ]
    for outcome in (Outcome.BROKEN, Outcome.HELD):
        if outcome in outcomes:
            return outcome
    return Outcome.NOT_CHECKED


def outcome_of_all(verdict: Verdict) -> Outcome:
    """Return what became of a paragraph: broken if any rule is, held if a figure of it is."""
    apart = _of_whole_texts(verdict)
    judged = {each: j.outcome for each, j in verdict.prose.items() if each not in apart}
    if Outcome.BROKEN in judged.values():
        return Outcome.BROKEN
    figures = (each for each, outcome in judged.items() if outcome is Outcome.HELD)
    return Outcome.HELD if any("[" in each for each in figures) else Outcome.NOT_CHECKED


def alarms_beside(case: Case, verdict: Verdict) -> list[str]:
    """Return the prose rules outside the family that raise an alarm."""
    return [
        each
        for each, judged in verdict.prose.items()
        if judged.outcome is Outcome.BROKEN
        and each not in case.ids
        and each.partition("[")[0] not in case.ids
        and each not in _of_whole_texts(verdict)
    ]


def _of_whole_texts(verdict: Verdict) -> frozenset[str]:
    """Return the rules that look at a text as a whole, and that of sentences of another year."""
    tests = (ProseTest.LENGTH, ProseTest.OTHER_UNITS, ProseTest.LAST_YEAR, ProseTest.STALE)
    rules = verdict.report.edition.prose_rules
    return frozenset(each for rule in rules if rule.test in tests for each in rule.ids)


def judged(cases: Sequence[Case]) -> list[tuple[Case, Verdict]]:
    """Check the report of each case."""
    return list(zip(cases, check([case.report for case in cases]), strict=True))
