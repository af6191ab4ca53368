"""Figures named in the prose are filled in from the tables."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.published.reports import edition_of, sample

from xlreport.edition import layout_of
from xlreport.publish import filled
from xlreport.report import Report

EDITION = edition_of("2021")


def with_text(text: str) -> Report:
    report = sample(EDITION, {"disclosure.fee.amount": 3})
    last = {"applications.carried_out.total": 4}
    return replace(report, prose={"overview.on_request": text}, last=last)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("新收{disputes.review.upheld}件", "新收58件"),
        ("新收｛disputes.review.upheld｝件", "新收58件"),
        ("新收{ disputes.review.upheld }件", "新收58件"),
        ("收费{disclosure.fee.amount}万元", "收费3万元"),
        ("上年结转{last.applications.carried_out.total}件", "上年结转4件"),
        ("{unit}{year}年", "示例县示例局2021年"),
        ("{disputes.review.upheld}+{disputes.review.total}", "58+238"),
        ("没有占位符", "没有占位符"),
        ("集合{1, 2}不是占位符", "集合{1, 2}不是占位符"),
    ],
)
def test_a_placeholder_becomes_its_figure(text: str, expected: str) -> None:
    report, findings = filled(with_text(text))
    assert report.prose["overview.on_request"] == expected
    assert findings == []


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("新收{applications.nwe.total}件", "没有“applications.nwe.total”这个指标"),
        ("新收{last.disputes.review.total}件", "指的格没有填数"),
        ("{overview.lead}", "没有“overview.lead”这个指标"),
    ],
)
def test_an_unknown_name_is_a_finding_at_its_cell(text: str, says: str) -> None:
    report, findings = filled(with_text(text))
    assert report.prose["overview.on_request"] == text
    assert len(findings) == 1
    assert says in findings[0].found
    place = layout_of(EDITION).places["overview.on_request"]
    assert findings[0].places == (place,)


def test_a_figure_that_is_missing_is_a_finding_and_not_zero() -> None:
    report = with_text("{disputes.review.upheld}")
    left = {k: v for k, v in report.values.items() if k != "disputes.review.upheld"}
    _, findings = filled(replace(report, values=left))
    assert [f.found for f in findings] == ["“{disputes.review.upheld}”指的格没有填数"]
