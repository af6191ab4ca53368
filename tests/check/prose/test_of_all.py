"""What is said without a number of all that was counted: 行政复议2件，均维持."""

from __future__ import annotations

import pytest
from tests.check.prose.real import RULES, Passage

from xlreport.finding import Outcome

BOTH = "因政府信息公开引发行政复议2件、行政诉讼1件，"
HELD = {
    "发生因信息公开引起的行政复议2件，均维持。": ["review.upheld"],
    "信息公开类行政复议2起，结果均为维持。": ["review.upheld"],
    "信息公开类行政复议1起，正在办理中。": ["review.pending"],
    "因政府信息公开引发行政诉讼1件，目前尚未审结。": ["lit.pending"],
    "因政府信息公开引发行政诉讼1件（尚未审结）。": ["lit.pending"],
    "信息公开类行政复议2件（其他事项9件），均维持。": ["review.upheld"],
    f"{BOTH}均维持原判。": ["review.upheld", "lit.upheld"],
    f"{BOTH}目前均正在审理中。": ["review.pending", "lit.pending"],
    f"{BOTH}维持原判。": ["lit.upheld"],
}
SILENT = [
    # Of some, of none, or of nobody knows which.
    "信息公开类行政复议2件，其中维持。",
    "信息公开类行政复议2件，未被纠正。",
    "信息公开类行政复议2件，均已审结，维持率高。",
    "信息公开类行政复议2件，均依法办理，维持群众合法权益。",
    "信息公开类行政复议3件，结果维持1件。",
    "本年度受理行政复议2件，均维持。",
    "去年信息公开类行政复议2件，均维持。",
    f"{BOTH}举行听证3次，均维持秩序良好。",
]


def judged(text: str, figures: dict[str, float], name: str) -> Outcome:
    passage = Passage("示例县教育局", 2023, "on_request", {}, figures, text)
    return passage.judge()[RULES[name]].outcome


@pytest.mark.parametrize(("text", "names"), HELD.items(), ids=str)
def test_all_that_was_counted_is_compared(text: str, names: list[str]) -> None:
    for name in names:
        count = 1 if "lit" in name or "1起" in text else 2
        assert judged(text, {name: count}, name) is Outcome.HELD
        assert judged(text, {name: count + 1}, name) is Outcome.BROKEN


@pytest.mark.parametrize("text", SILENT)
def test_what_is_not_said_of_all_is_not_compared(text: str) -> None:
    figures = {"review": 5, "review.upheld": 1, "lit": 5}
    for name in ("review.upheld", "review.corrected", "lit.upheld"):
        assert judged(text, figures, name) is not Outcome.BROKEN
