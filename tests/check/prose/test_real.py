"""Passages as real reports phrase them: understood, never called wrong, and wrong when they are."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from tests.check.prose.real import FILES, RULES, Passage, alarms, passages

from xlreport.checking.prose import ProseOutcome, judge_prose
from xlreport.checking.prose.told import sentence_outcomes
from xlreport.finding import Outcome
from xlreport.report import Report

LEAST_HELD, LEAST_TURNED = 0.85, 0.98


Judged = list[tuple[Passage, Report, Mapping[str, ProseOutcome]]]


@pytest.fixture(scope="module", params=FILES)
def there(request: pytest.FixtureRequest) -> Judged:
    """The passages of a file, each with its report, and judged once for all that looks at it."""
    reports = ((passage, passage.report()) for passage in passages(request.param))
    return [(p, report, judge_prose(report.edition, [report])[0]) for p, report in reports]


def test_nothing_is_called_wrong_where_the_tables_agree(there: Judged) -> None:
    assert [(found, p.text) for p, _, judged in there if (found := alarms(judged))] == []


def test_most_figures_are_confirmed_and_called_wrong_once_the_cell_differs(there: Judged) -> None:
    stated = held = turned = 0
    for passage, _, judged in there:
        for each in passage.stated:
            stated += 1
            if judged[RULES[each]].outcome is Outcome.HELD:
                held += 1
                changed = passage.judge(changed=each)[RULES[each]]
                turned += changed.outcome is Outcome.BROKEN
    assert held >= LEAST_HELD * stated
    assert turned >= LEAST_TURNED * held


def test_every_sentence_with_a_figure_says_what_became_of_it(there: Judged) -> None:
    for passage, report, judged in there:
        for told in sentence_outcomes(report, judged):
            assert told.text in passage.text
            assert bool(told.why) is (told.outcome is Outcome.NOT_CHECKED), told


def test_what_stood_in_the_way_is_named() -> None:
    text = "全年收到涉及演出审批的政府信息公开申请3件。发布主题帖65条。全年办结3件。"
    passage = Passage("示例县教育局", 2023, "on_request", {}, {"done": 3, "new": 3}, text)
    report = passage.report()
    (judged,) = judge_prose(report.edition, [report])
    told = [(each.outcome, each.why) for each in sentence_outcomes(report, judged)]
    assert told == [
        (Outcome.NOT_CHECKED, "这句话没有完全读懂，不认得“演出审批”"),
        (Outcome.NOT_CHECKED, "说的是“帖”，表里没有可以核对的数"),
        (Outcome.HELD, ""),
    ]


WHOLE_TEXTS = {"TEXT-HEADING", "TEXT-YEAR", "TEXT-OTHER-NAME", "TEXT-STALE"}


@pytest.mark.parametrize("mark", ["。", "；"])
def test_lists_of_other_things_beside_applications_raise_no_alarm(mark: str) -> None:
    told = "全年共收到政府信息公开申请7件，其中予以公开4件，部分公开2件，不予公开1件"
    figures = {"new": 7, "granted": 4, "partial": 2, "denied": 1}
    wrong = []
    for listed in passages("lists"):
        other = listed.text.rstrip("。")
        for text in (f"{told}{mark}{other}。", f"{other}{mark}{told}。"):
            judged = Passage(listed.unit, 2023, "on_request", {}, figures, text).judge()
            wrong += [(each, text) for each in alarms(judged) if each not in WHOLE_TEXTS]
    assert wrong == []
