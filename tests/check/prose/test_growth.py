"""What is told of the growth since last year, held against last year's report."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.check.prose.real import Passage

from xlreport.checking.prose import judge_prose
from xlreport.finding import Outcome

HELD, BROKEN, NOT_CHECKED = Outcome.HELD, Outcome.BROKEN, Outcome.NOT_CHECKED
NOW = {"new": 50, "granted": 20, "review": 6, "lit": 3}
BEFORE = {"new": 43, "granted": 18, "review": 8, "lit": 4}


def growth(text: str, before: dict[str, int] | None) -> tuple[Outcome, str]:
    report = Passage("示例县教育局", 2023, "on_request", {}, NOW, text).report()
    last = (
        Passage("示例县教育局", 2022, "on_request", {}, before, "无").report() if before else None
    )
    (told,) = judge_prose(report.edition, [replace(report, before=last)])
    return told["TEXT-GROWTH"].outcome, told["TEXT-GROWTH"].why


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ("，同比增长16.3%", HELD),
        ("，同比增长16.28%", HELD),
        ("，比上年增长16.27%", HELD),
        ("，较2022年增加7件，增长16%", HELD),
        ("，比去年同期上升16.3%，其中予以公开20件", HELD),
        ("，同比增长17.3%", BROKEN),
        ("，同比下降16.3%", BROKEN),
        ("，比上年增加8件", BROKEN),
        ("，较2021年增长30%", NOT_CHECKED),
        ("，环比增长30%", NOT_CHECKED),
        ("，其中予以公开20件，同比增长30%", NOT_CHECKED),
        ("，同比增长约20%", NOT_CHECKED),
        ("，比上年上升30个百分点", NOT_CHECKED),
        ("、办结49件，同比增长30%", NOT_CHECKED),
        ("，增加到50件", NOT_CHECKED),
    ],
)
def test_a_growth_is_held_against_last_year(told: str, expected: Outcome) -> None:
    assert growth(f"2023年收到政府信息公开申请50件{told}。", BEFORE)[0] is expected


def test_of_several_counts_nobody_knows_which_has_grown() -> None:
    text = "因政府信息公开引发行政复议6件、行政诉讼3件，分别比上年减少1件、9件。"
    assert growth(text, BEFORE)[0] is NOT_CHECKED


@pytest.mark.parametrize(("before", "why"), [(None, "没有上年数据"), ({"new": 0}, "看不出")])
def test_without_last_years_figure_it_is_not_checked(before: dict[str, int], why: str) -> None:
    outcome, told = growth("收到政府信息公开申请50件，同比增长17.3%。", before)
    assert outcome is NOT_CHECKED
    assert told.startswith(why)
