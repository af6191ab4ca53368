"""The made sentences, family by family: no wrong alarm, and nearly every figure judged."""

from __future__ import annotations

import pytest
from tests.check.prose.support import (
    Case,
    alarms_beside,
    judged,
    load_cases,
    load_paragraphs,
    outcome_of,
    outcome_of_all,
)

from xlreport.checking import Verdict
from xlreport.checking.prose.judged import quoted
from xlreport.finding import Outcome

CASES = load_cases()
FEWEST, LEAST_RECALL = 40, 0.9
STATED = (Outcome.HELD, Outcome.BROKEN)

Judgements = list[tuple[Case, Verdict]]


def test_paragraphs_of_many_figures_raise_only_right_alarms() -> None:
    wrong: list[str] = []
    missed: list[str] = []
    for case, verdict in judged(load_paragraphs()):
        outcome = outcome_of_all(verdict)
        if outcome is Outcome.BROKEN and case.expected is not Outcome.BROKEN:
            wrong.append(case.sentence)
        if outcome is not case.expected and case.expected is not Outcome.NOT_CHECKED:
            missed.append(case.sentence)
    assert wrong == []
    assert missed == []


@pytest.fixture(scope="module", params=CASES)
def judgements(request: pytest.FixtureRequest) -> Judgements:
    return judged(CASES[request.param])


def test_each_family_has_enough_sentences_of_each_kind(judgements: Judgements) -> None:
    expected = [case.expected for case, _ in judgements]
    assert len({case.sentence for case, _ in judgements}) >= FEWEST
    assert all(expected.count(outcome) >= 10 for outcome in Outcome)


def test_no_alarm_is_wrong(judgements: Judgements) -> None:
    wrong = [
        (case.sentence, [finding.found for finding in verdict.findings])
        for case, verdict in judgements
        if (case.expected is not Outcome.BROKEN and outcome_of(case, verdict) is Outcome.BROKEN)
        or alarms_beside(case, verdict)
    ]
    assert wrong == []


def test_nothing_is_confirmed_that_is_wrong_or_unclear(judgements: Judgements) -> None:
    confirmed = [
        case.sentence
        for case, verdict in judgements
        if case.expected is not Outcome.HELD and outcome_of(case, verdict) is Outcome.HELD
    ]
    assert confirmed == []


@pytest.mark.parametrize("expected", STATED)
def test_stated_figures_are_judged(judgements: Judgements, expected: Outcome) -> None:
    stated = [pair for pair in judgements if pair[0].expected is expected]
    missed = [c.sentence for c, verdict in stated if outcome_of(c, verdict) is not expected]
    assert 1 - len(missed) / len(stated) >= LEAST_RECALL, missed


def test_each_finding_shows_the_sentence_and_where_it_stands(judgements: Judgements) -> None:
    for case, verdict in judgements:
        for found in (f for f in verdict.findings if f.rule.startswith("TEXT-")):
            prose = next(iter(case.report.prose))
            assert found.places[0] == case.report.place(prose)
            assert found.found
            assert found.advice
            shown = found.found.partition("“")[0] if found.left == "" else found.left
            told = shown.removeprefix("“").partition("”")[0]
            assert told
            assert told in case.sentence


def test_each_unchecked_rule_says_why(judgements: Judgements) -> None:
    for _, verdict in judgements:
        why = verdict.not_checked()
        for each, outcome in verdict.prose.items():
            if outcome.outcome is Outcome.NOT_CHECKED:
                assert why[each], each


def test_a_very_long_sentence_is_quoted_by_its_ends() -> None:
    assert quoted("字" * 120) == f"“{'字' * 120}”"
    long = "甲" * 80 + "乙" * 6 + "丙" * 35
    assert quoted(long) == f"“{'甲' * 80}……{'丙' * 35}”"
