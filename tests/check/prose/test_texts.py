"""Rules about whole texts: length, nothing but "none", and somebody else's words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import pytest
from tests.check.prose.support import report_of

from xlreport.checking import check
from xlreport.checking.prose import judge_prose
from xlreport.finding import Outcome
from xlreport.quantity import Value
from xlreport.report import Report, Unit

OWN_WORDS = (
    "围绕群众关心的事项，分批公开了演出审批、场馆开放和公共文化服务的办事指南，"
    "并在政务服务大厅设置查阅点，安排专人解答，及时更新目录和联系方式，方便群众查询。"
)
PROBLEMS, OTHERS, PROACTIVE = "problems.text", "others.text", "overview.proactive"
ON_REQUEST = "overview.on_request"


def judge(prose: Mapping[str, str], figures: Mapping[str, Value], rule: str) -> Outcome:
    return of_prose([report_of(prose, figures)], rule)[0]


def of_prose(reports: Sequence[Report], rule: str) -> list[Outcome]:
    """Judge the texts alone, which takes a fraction of the time."""
    return [judged[rule].outcome for judged in judge_prose(reports[0].edition, reports)]


@pytest.mark.parametrize("text", ["无", "暂无。", "工作还需加强。", "存 在 不 足 ， 将 改 进 。"])
def test_section_five_must_say_something(text: str) -> None:
    assert judge({PROBLEMS: text}, {}, "TEXT-SHORT") is Outcome.BROKEN


@pytest.mark.parametrize(
    "text",
    [
        "政策解读的形式还比较单一，将增加图解和问答。",
        "存在的问题：公开不够及时。改进措施：安排专人每周更新。",
    ],
)
def test_section_five_that_says_something_is_held(text: str) -> None:
    assert judge({PROBLEMS: text}, {}, "TEXT-SHORT") is Outcome.HELD


def test_an_empty_section_five_is_the_matter_of_another_rule() -> None:
    verdict = check([report_of({PROBLEMS: "", OTHERS: "无"}, {})])[0]
    assert verdict.outcomes["TEXT-SHORT"] is Outcome.NOT_CHECKED
    assert verdict.outcomes[f"WRITTEN[{PROBLEMS}]"] is Outcome.BROKEN


NONE = ["无", "无。", "没有", "无其他需要报告的事项。", "本年度无其他需要报告的事项", "暂无 。"]


@pytest.mark.parametrize("text", NONE)
def test_section_six_must_not_be_none_when_fees_were_collected(text: str) -> None:
    figures: dict[str, Value] = {"disclosure.fee.amount": 3}
    prose = {ON_REQUEST: "全年收取信息处理费400元。", OTHERS: text}
    assert judge(prose, figures, "TEXT-FEE-TOLD") is Outcome.BROKEN
    assert judge({OTHERS: text}, {}, "TEXT-FEE-TOLD") is Outcome.HELD


def test_a_fee_that_nobody_links_to_disclosure_is_not_missed_in_section_six() -> None:
    figures: dict[str, Value] = {"disclosure.fee.amount": 3}
    for told in ("", "全年没有收取信息处理费。", "全年收取停车费400元。"):
        prose = {ON_REQUEST: told, OTHERS: "无"}
        assert judge(prose, figures, "TEXT-FEE-TOLD") is Outcome.NOT_CHECKED


def test_section_six_that_tells_something_is_held() -> None:
    text = "本年度收取行政事业性收费3万元，没有收取信息处理费。"
    figures: dict[str, Value] = {"disclosure.fee.amount": 3}
    assert judge({OTHERS: text}, figures, "TEXT-FEE-TOLD") is Outcome.HELD


def of_unit(name: str, text: str) -> Report:
    return replace(report_of({PROACTIVE: text}, {}), unit=Unit(name))


def test_the_words_of_another_unit_are_found_on_both_sides() -> None:
    units = [of_unit("示例甲局", OWN_WORDS), of_unit("示例乙局", f" {OWN_WORDS}\n")]
    for verdict, other in zip(check(units), ("示例乙局", "示例甲局"), strict=True):
        found = [f for f in verdict.findings if f.rule == "TEXT-SAME-UNIT"]
        assert len(found) == 1
        assert other in found[0].found
        assert found[0].places == (verdict.report.place(PROACTIVE),)


def test_own_words_and_short_ones_are_no_copy() -> None:
    units = [
        of_unit("示例甲局", OWN_WORDS),
        of_unit("示例乙局", OWN_WORDS.replace("演出", "测绘")),
        of_unit("示例丙局", "无。"),
        of_unit("示例丁局", "无。"),
    ]
    outcomes = of_prose(units, "TEXT-SAME-UNIT")
    assert outcomes == [Outcome.HELD] * 2 + [Outcome.NOT_CHECKED] * 2


def test_one_report_alone_or_twice_is_no_copy() -> None:
    once = of_unit("示例甲局", OWN_WORDS)
    assert of_prose([once], "TEXT-SAME-UNIT") == [Outcome.NOT_CHECKED]
    assert of_prose([once, once], "TEXT-SAME-UNIT") == [Outcome.HELD] * 2


def test_last_years_words_are_found() -> None:
    report = of_unit("示例甲局", OWN_WORDS)
    last = replace(report, year=report.year - 1)
    changed = replace(last, prose={PROACTIVE: OWN_WORDS.replace("分批", "及时")})
    rule = "TEXT-SAME-YEAR"
    assert of_prose([report], rule) == [Outcome.NOT_CHECKED]
    assert of_prose([report.with_last(last)], rule) == [Outcome.BROKEN]
    assert of_prose([report.with_last(changed)], rule) == [Outcome.HELD]


@pytest.mark.parametrize(("length", "compared"), [(60, True), (59, False)])
def test_texts_of_sixty_letters_are_compared(length: int, compared: bool) -> None:
    """Shorter ones are alike by chance, as 无 is; spaces are not counted."""
    one, other = (of_unit(name, f" {OWN_WORDS[:length]}\n") for name in ("示例甲局", "示例乙局"))
    expected = Outcome.BROKEN if compared else Outcome.NOT_CHECKED
    assert of_prose([one, other], "TEXT-SAME-UNIT") == [expected] * 2
    last = replace(one, year=one.year - 1)
    assert of_prose([one.with_last(last)], "TEXT-SAME-YEAR") == [expected]


def test_whoever_has_the_same_words_is_named_or_counted() -> None:
    units = [of_unit(f"示例{name}局", OWN_WORDS) for name in "甲乙丙"]
    for count, others in ((2, "“示例乙局”"), (3, "“示例丙局”等 2 个单位")):
        (judged, *_) = judge_prose(units[0].edition, units[:count])
        (found,) = judged["TEXT-SAME-UNIT"].findings
        assert found.found == f"与{others}的文字完全相同：“{OWN_WORDS[:40]}……”"
