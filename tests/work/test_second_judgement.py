"""A folder's figures are judged twice, in two ways that know nothing of each other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from random import Random

import numpy as np
import pytest
from tests.support.samples import EDITIONS, faulty_report, valid_report
from tests.support.website import FORM, WEBSITE, valid_website

from xlreport.checking import Verdict, check
from xlreport.edition import Edition
from xlreport.errors import Contradiction
from xlreport.finding import Outcome
from xlreport.report import Report, ReportKind, Unit
from xlreport.work.second_judgement import SecondJudgement, begun

COUNT = 40


def reports_of(edition: Edition) -> Iterator[Report]:
    """Right and wrong reports, blanks, roll-ups, levels, parts of things, huge counts."""
    for seed in range(COUNT):
        random = Random(seed)
        if edition is WEBSITE:
            report = valid_website(edition, random, f"示例局{seed}")
        else:
            report = (valid_report if seed % 3 else faulty_report)(edition, random)
        unit = Unit(f"示例局{seed}", "", random.choice(["", *edition.levels]))
        values = {k: v for k, v in report.values.items() if random.random() > seed / 400}
        if seed % 5 == 0:
            values[random.choice(sorted(values))] += random.choice([1, -3, 10**17, 10**30])
        kind = ReportKind.CONSOLIDATED if seed % 7 == 0 else ReportKind.OWN
        last = {} if seed % 4 == 0 else report.last
        yield replace(report, unit=unit, values=values, kind=kind, last=last)


@pytest.mark.whole
@pytest.mark.parametrize("edition", [*EDITIONS, WEBSITE], ids=lambda each: each.id)
def test_both_judgements_agree(edition: Edition) -> None:
    """Whatever the figures are; somewhere there is something to agree about."""
    verdicts = check(reports_of(edition))
    second = begun(verdicts, [FORM] if edition is WEBSITE else [])
    second.demand_agreement()
    assert not second.left_out
    assert sum(bool(verdict.judgement.broken) for verdict in verdicts) > COUNT // 4


def other(verdict: Verdict) -> Verdict:
    """A verdict in which the first statement that holds is said to be broken."""
    held, broken = (list(Outcome).index(each) for each in (Outcome.HELD, Outcome.BROKEN))
    codes = verdict.judgement.codes.copy()
    codes[np.flatnonzero(codes == held)[0]] = broken
    return replace(verdict, judgement=replace(verdict.judgement, codes=codes))


@pytest.mark.whole
def test_a_statement_judged_wrongly_is_a_contradiction() -> None:
    """It names the report and the statement, and says how it came out each time."""
    verdicts = check(reports_of(EDITIONS[0]))
    verdicts[17] = other(verdicts[17])
    second = begun(verdicts, [])
    with pytest.raises(Contradiction, match=r"示例局17”的 .*第一次核对是不符，第二次核对是相符"):
        second.demand_agreement()


def test_a_few_reports_are_not_worth_a_second_judgement() -> None:
    """Nothing is begun for them, and nothing contradicts."""
    second = SecondJudgement()
    for verdict in check(list(reports_of(EDITIONS[0]))[:3]):
        second.add(other(verdict))
    second.begin()
    second.demand_agreement()


@pytest.mark.whole
def test_where_no_worker_can_judge_that_is_said() -> None:
    """An edition that the workers do not know: no contradiction, and no silence either."""
    second = begun(check(reports_of(WEBSITE)), [])
    second.demand_agreement()
    assert second.left_out
