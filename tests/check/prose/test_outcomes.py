"""The prose rules as part of a verdict: three outcomes, whose text it is, what is left alone."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from examples.reports import corrected, seed_report
from hypothesis import given
from hypothesis import strategies as st
from tests.check.prose.real import RULES, Passage, alarms
from tests.check.prose.support import UNIT, YEAR, report_of

from xlreport.checking import Verdict, check
from xlreport.checking.prose import NOT_MENTIONED, ProseOutcome, judge_prose
from xlreport.edition import Severity, load_edition
from xlreport.finding import Outcome
from xlreport.report import Report, ReportKind, Unit
from xlreport.template.live import live_checks

NEW = "applications.new.natural"
ON_REQUEST = "overview.on_request"
RECEIVED = "TEXT-RECEIVED[received]"


def judge(report: Report) -> Verdict:
    return check([report])[0]


def of_prose(report: Report) -> dict[str, ProseOutcome]:
    """Judge the text alone, which takes a fraction of the time."""
    return judge_prose(report.edition, [report])[0]


def outcome(text: str, rule: str = RECEIVED, *, new: int = 12, unit: Unit = UNIT) -> Outcome:
    report = replace(report_of({ON_REQUEST: text}, {NEW: new}), unit=unit)
    return of_prose(report)[rule].outcome


# --- The seed's own figures -------------------------------------------------------------------


def seed_with_published_text(shared: Path) -> Report:
    """The figures of 龙津洲街道 with the text as it was published."""
    (path,) = (shared / "seed").glob("*.txt")
    text = path.read_text(encoding="utf-8")
    report = seed_report()

    def between(start: str, end: str) -> str:
        return text.split(start, 1)[1].split(end, 1)[0].strip()

    prose = {
        "overview.proactive": between("（一）主动公开情况", "（二）依申请公开工作情况"),
        ON_REQUEST: between("（二）依申请公开工作情况", "（三）政府信息管理"),
        "overview.management": between("（三）政府信息管理", "（四）平台建设情况"),
        "overview.platform": between("（四）平台建设情况", "（五）监督保障情况"),
        "overview.supervision": between("（五）监督保障情况", "二、主动公开政府信息情况"),
        "problems.text": between("五、存在的主要问题及改进情况", "六、其他需要报告的事项"),
        "others.text": text.split("六、其他需要报告的事项", 1)[1].strip(),
    }
    return replace(report, prose=prose)


CONFIRMED = (RECEIVED, "TEXT-REVIEW[total]", "TEXT-LITIGATION[total]", "TEXT-PARTS")


def test_the_published_text_of_the_seed_is_confirmed(shared: Path) -> None:
    verdict = judge(seed_with_published_text(shared))
    assert [f.message for f in verdict.findings] == []
    assert {each: verdict.outcomes[each] for each in CONFIRMED} == dict.fromkeys(
        CONFIRMED, Outcome.HELD
    )


def test_the_example_text_is_confirmed() -> None:
    verdict = judge(seed_report())
    assert {each: verdict.outcomes[each] for each in CONFIRMED} == dict.fromkeys(
        CONFIRMED, Outcome.HELD
    )


def test_the_examples_raise_no_alarm() -> None:
    for verdict in check(corrected()):
        assert [f.message for f in verdict.findings if f.rule.startswith("TEXT-")] == []


# --- Three outcomes ---------------------------------------------------------------------------


def test_a_figure_that_agrees_is_held_and_one_that_does_not_is_a_query() -> None:
    assert outcome("全年收到政府信息公开申请12件。") is Outcome.HELD
    verdict = judge(report_of({ON_REQUEST: "全年收到政府信息公开申请21件。"}, {NEW: 12}))
    found = [f for f in verdict.findings if f.clause == RECEIVED]
    assert verdict.outcomes[RECEIVED] is Outcome.BROKEN
    assert [f.severity for f in found] == [Severity.QUERY]
    assert "全年收到政府信息公开申请21件" in found[0].left
    assert found[0].left.endswith("21件")
    assert found[0].right.endswith("= 12件")
    assert [place.sheet for place in found[0].places] == ["一、总体情况", "三、依申请公开"]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("本年度工作有序开展。", NOT_MENTIONED),
        ("全年收到政府信息公开申请10余件。", "是约数"),
        ("全年收到涉及演出审批的政府信息公开申请3件。", "这句话没有完全读懂"),
        ("2022年收到政府信息公开申请9件。", "说的是别的年份"),
        ("全县共收到政府信息公开申请90件。", "说的是整个地区或者系统"),
        ("", "没有文字"),
    ],
)
def test_what_is_not_checked_says_why(text: str, why: str) -> None:
    judged = of_prose(report_of({ON_REQUEST: text}, {NEW: 12}))[RECEIVED]
    assert judged.outcome is Outcome.NOT_CHECKED
    assert judged.why.startswith(why)


def test_a_missing_cell_is_neither_zero_nor_wrong() -> None:
    whole = report_of({ON_REQUEST: "全年未收到政府信息公开申请。"}, {})
    values = {key: v for key, v in whole.values.items() if not key.startswith("applications.new")}
    verdict = judge(replace(whole, values=values))
    assert verdict.outcomes[RECEIVED] is Outcome.NOT_CHECKED
    assert verdict.not_checked()[RECEIVED] == "表中有关的格没有填好"


def test_the_same_figure_told_wrong_in_another_sentence_is_found() -> None:
    text = "全年收到政府信息公开申请12件。本年度共受理政府信息公开申请13件。"
    assert outcome(text) is Outcome.BROKEN


@given(st.integers(0, 10**6), st.sampled_from([0, 1, 10]))
def test_any_figure_is_held_just_when_it_is_the_cells(cell: int, more: int) -> None:
    told = cell + more
    expected = Outcome.HELD if told == cell else Outcome.BROKEN
    assert outcome(f"全年共收到政府信息公开申请{told}件。", new=cell) is expected


@given(st.text(max_size=200))
def test_no_text_stops_a_check(text: str) -> None:
    report = report_of({ON_REQUEST: text, "others.text": text}, {NEW: 12})
    rules = report.edition.prose_rules
    assert set(of_prose(report)) == {each for rule in rules for each in rule.ids}


# --- Whose text it is -------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["示例县文化和旅游局", "县文化和旅游局", "县文旅局", "我局", ""])
def test_a_unit_is_known_by_its_short_names(name: str) -> None:
    assert outcome(f"2023年，{name}共收到政府信息公开申请21件。") is Outcome.BROKEN


@pytest.mark.parametrize("name", ["县教育局", "示例县人民政府", "市文化和旅游局", "全县", "各乡镇"])
def test_the_figures_of_others_are_left_alone(name: str) -> None:
    assert outcome(f"2023年，{name}共收到政府信息公开申请210件。") is Outcome.NOT_CHECKED


def test_a_whole_area_is_what_its_government_and_a_roll_up_report_on() -> None:
    text = "全县共收到政府信息公开申请210件。"
    assert outcome(text, unit=Unit("示例县人民政府")) is Outcome.BROKEN
    rolled_up = replace(report_of({ON_REQUEST: text}, {NEW: 12}), kind=ReportKind.CONSOLIDATED)
    assert of_prose(rolled_up)[RECEIVED].outcome is Outcome.BROKEN


def test_last_and_next_year_are_reckoned_from_the_report() -> None:
    text = "2022年结转2件，结转2024年3件。"
    figures = {NEW: 1, "applications.carried_in.natural": 2, "applications.carried_out.natural": 3}
    judged = of_prose(report_of({ON_REQUEST: text}, figures))
    assert judged["TEXT-CARRIED[in]"].outcome is Outcome.HELD
    assert judged["TEXT-CARRIED[out]"].outcome is Outcome.HELD
    later = of_prose(report_of({ON_REQUEST: text}, figures, YEAR + 1))
    assert later["TEXT-CARRIED[in]"].outcome is Outcome.NOT_CHECKED


# --- What stays as it was ---------------------------------------------------------------------


@pytest.mark.parametrize("edition", ["2019", "2021"])
def test_the_live_checks_leave_prose_rules_out(edition: str) -> None:
    of_template = {check.rule.id for check in live_checks(load_edition(edition)).checks}
    assert of_template
    assert not of_template & {rule.id for rule in load_edition(edition).prose_rules}


@pytest.mark.parametrize("edition", ["2019", "2021"])
def test_prose_rules_are_never_errors(edition: str) -> None:
    assert {rule.severity for rule in load_edition(edition).prose_rules} == {Severity.QUERY}


@pytest.mark.parametrize(
    ("text", "figures"),
    [
        ("收到申请9件，3件按规定公开，6件按期限办结。", {"new": 9, "granted": 3, "other": 6}),
        ("收到申请9件，其中申请人撤销2件，按时答复7件。", {"new": 9, "other": 2, "granted": 7}),
        ("主动公开33件、依申请公开41件、不予公开4件。", {"new": 9, "denied": 1}),
        ("2件内容涉密，不予公开，3件为个人隐私，不予公开。", {"new": 9, "denied": 5}),
        ("截至目前，累计收到申请126件。", {"new": 9}),
        ("县局共收到政府信息公开申请8件。", {"new": 9}),
        ("公开行政许可12条，行政处罚8条。", {"penalty": 9}),
        ("全年办结依申请公开政府信息0件。", {"new": 1, "out": 1}),
        ("信息公开复议10件，诉讼0件，维持2件。", {"review": 10, "review.upheld": 2}),
        ("办结14件，予以公开的14件（含区分处理）。", {"granted": 12, "partial": 2}),
    ],
)
def test_numbers_of_some_and_of_papers_raise_no_alarm(text: str, figures: dict[str, int]) -> None:
    passage = Passage("示例县教育局", 2023, "on_request", {}, figures, f"2023年工作有序。{text}")
    assert alarms(passage.judge()) == []


@pytest.mark.parametrize(
    ("text", "figures", "rule"),
    [
        ("共办结行政许可90件、行政处罚8件。", {"licence": 90, "penalty": 8}, "penalty"),
        ("收到申请4件全部予以公开。", {"new": 4, "granted": 4}, "granted"),
        ("收到申请3件，2件内容不宜公布，不予公开。", {"new": 3, "denied": 2}, "denied"),
        ("予以公开和部分公开分别为5和6件。", {"new": 11, "granted": 5, "partial": 6}, "granted"),
        ("累计收到申请9件。", {"new": 9}, "received"),
        ("不予处理（无正当理由大量反复申请）8件。", {"new": 8, "excessive": 8}, "excessive"),
        ("局共收到政府信息公开申请9件。", {"new": 9}, "received"),
        ("共收到符合法定条件的政府信息公开申请9件。", {"new": 9}, "received"),
        ("未收到群众或者法人依申请公开申请。", {"new": 0}, "received"),
        ("共办理行政许可0件，行政处罚8件。", {"penalty": 8}, "penalty"),
        ("行政规范性文件发布0条，废止数量0条。", {"issued": 0}, "repealed"),
        ("收到9件，其中网上8件，均已办结。其中予以公开5件。", {"granted": 5}, "granted"),
        ("收到并办结政府信息公开申请9件。", {"new": 9, "granted": 9}, "done"),
    ],
)
def test_what_is_read_now_is_held_and_turns(text: str, figures: dict[str, int], rule: str) -> None:
    passage = Passage("示例县教育局", 2023, "on_request", {}, figures, f"2023年工作有序。{text}")
    assert passage.judge()[RULES[rule]].outcome is Outcome.HELD
    assert passage.judge(changed=rule)[RULES[rule]].outcome is Outcome.BROKEN
