"""Clauses that say less than they mean: reasons with results, what is left, denials that go on."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from tests.check.prose.real import RULES, Passage, alarms

from xlreport.checking.prose import judge_prose
from xlreport.checking.prose.judged import quoted
from xlreport.finding import Outcome

HELD, BROKEN, NOT_CHECKED = Outcome.HELD, Outcome.BROKEN, Outcome.NOT_CHECKED
NONE = "未因信息公开申请行政复议，提起行政诉讼。"


@pytest.mark.parametrize(
    ("text", "name", "figures", "expected"),
    [
        ("因本机关不掌握相关政府信息无法提供的9件。", "not_held", {"not_held": 9}, HELD),
        ("因本机关不掌握相关政府信息无法提供的9件。", "not_held", {"not_held": 8}, BROKEN),
        (
            "因本机关不掌握相关政府信息无法提供的9件。",
            "unavailable",
            {"unavailable": 12, "not_held": 9},
            NOT_CHECKED,
        ),
        ("因本机关不掌握等原因无法提供12件。", "unavailable", {"unavailable": 12}, HELD),
        ("收到申请9件，其中3件由于重复申请不予处理。", "repeated", {"new": 9, "repeated": 3}, HELD),
        (
            "收到申请9件，其中3件由于重复申请不予处理。",
            "repeated",
            {"new": 9, "repeated": 4},
            BROKEN,
        ),
        ("收到申请9件，其中4件已公开。", "granted", {"new": 9, "granted": 4}, HELD),
        ("收到申请9件，其中4件已公开。", "granted", {"new": 9, "granted": 5}, BROKEN),
        ("已办结55件，结转4件。", "carried", {"done": 55, "out": 4}, HELD),
        ("已办结55件，结转4件。", "carried", {"done": 55, "in": 4, "out": 9}, HELD),
        ("已办结55件，结转4件。", "carried", {"done": 55, "in": 2, "out": 5}, BROKEN),
        ("收到自然人申请3件。", "natural", {"natural": 3}, HELD),
        ("收到自然人申请3件。", "natural", {"natural": 4}, BROKEN),
        ("收到自然人申请3件。", "received", {"natural": 3}, NOT_CHECKED),
        (NONE, "lit", {}, HELD),
        (NONE, "lit", {"lit": 1}, BROKEN),
        ("未发生行政复议，行政诉讼1件。", "lit", {"lit": 1}, HELD),
        ("未发生行政复议，行政诉讼均依法办理。", "lit", {"lit": 1}, NOT_CHECKED),
        ("未发生行政复议，政府信息公开申请情况如下。", "received", {"new": 3}, NOT_CHECKED),
        ("未发生行政复议，行政诉讼情况如下。", "lit", {"lit": 1}, NOT_CHECKED),
        ("全年及历年均未收到信息公开行政诉讼。", "lit", {"lit": 1}, BROKEN),
        ("全年及历年共收到信息公开行政诉讼9件。", "lit", {"lit": 1}, NOT_CHECKED),
        ("未发生行政诉讼被撤销或败诉的情况。", "lit", {"lit": 2}, NOT_CHECKED),
        ("制发规章、行政规范性文件0件。", "issued", {"issued": 1}, BROKEN),
        ("制定《示例办法》等3件行政规范性文件。", "issued", {"issued": 4}, NOT_CHECKED),
    ],
)
def test_a_clause_tells_what_it_means(
    text: str, name: str, figures: dict[str, float], expected: Outcome
) -> None:
    passage = Passage("示例县示例局", 2023, "on_request", {}, figures, text)
    judged = passage.judge()
    assert judged[RULES[name]].outcome is expected
    assert [each for each in alarms(judged) if each != RULES[name]] == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("按规定对1件申请收取信息处理费380元，已上缴国库。", HELD),
        ("2023年度行政机关收取信息处理费总金额380元。", HELD),
        ("按规定对1件申请收取信息处理费38000元，已上缴国库。", BROKEN),
        ("全年减免信息处理费38000元。", NOT_CHECKED),
        ("上年收取信息处理费38000元。", NOT_CHECKED),
    ],
)
def test_a_processing_fee_is_told_with_those_who_paid_it(text: str, expected: Outcome) -> None:
    report = Passage("示例县教育局", 2023, "others", {}, {}, text).report()
    report = replace(report, values={**report.values, "disclosure.fee.amount": Decimal("0.5")})
    assert (
        judge_prose(report.edition, [report])[0]["TEXT-PROCESSING-FEE[amount]"].outcome is expected
    )


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ("12.46万元", HELD),
        ("12.5万元", HELD),
        ("12.4万元", BROKEN),
        ("12万元", BROKEN),
        ("124600元", HELD),
        ("125000元", BROKEN),
    ],
)
def test_an_amount_may_be_printed_with_fewer_decimals(told: str, expected: Outcome) -> None:
    """It is rounded then; without any, or in another unit, it is no rounded one."""
    report = Passage("示例县教育局", 2023, "others", {}, {}, f"收取行政事业性收费{told}。").report()
    report = replace(report, values={**report.values, "disclosure.fee.amount": Decimal("12.46")})
    assert judge_prose(report.edition, [report])[0]["TEXT-FEE[amount]"].outcome is expected


def test_a_long_sentence_is_quoted_by_its_beginning_and_its_end() -> None:
    assert quoted("甲" * 120) == f"“{'甲' * 120}”"
    assert quoted("甲" * 80 + "乙" * 6 + "丙" * 35) == f"“{'甲' * 80}……{'丙' * 35}”"
