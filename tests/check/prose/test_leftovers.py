"""What is left in a text by mistake: drafts, headings, other units, other years, persons."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest
from tests.check.prose.support import YEAR, report_of

from xlreport.checking import check
from xlreport.checking.private import PrivateKind, private_numbers
from xlreport.checking.prose import judge_prose
from xlreport.edition import edition_for
from xlreport.finding import Outcome
from xlreport.report import Report, ReportKind, Unit, with_totals

LEAD, ON_REQUEST, MANAGEMENT = "overview.lead", "overview.on_request", "overview.management"


def outcome(rule: str, prose: Mapping[str, str], *, unit: str = "示例县文化和旅游局") -> Outcome:
    report = replace(report_of(prose, {}), unit=Unit(unit))
    return judge_prose(report.edition, [report])[0][rule].outcome


@pytest.mark.parametrize(
    "text",
    [
        "XX街道高度重视公开工作。",
        "全年公开信息××条。",
        "全年公开信息×条。",
        "全年收到申请X件。",
        "全年收到申请？件。",
        "全年公开信息____条。",
        "全年公开信息【待核】条。",
        "（此处填写公开情况）",
        "全年公开信息【】条。",
        "全年公开\ue5d2信息80条。",
    ],
)
def test_what_a_draft_leaves_behind_is_found(text: str) -> None:
    assert outcome("TEXT-DRAFT", {MANAGEMENT: text}) is Outcome.BROKEN


@pytest.mark.parametrize(
    "text",
    [
        "通过www.example.cn公开信息80条。",
        "开设【以案释法】专栏1个。",
        "办公室面积为3×4米，设查阅点1处。",
        "群众反映怎么办？件件有着落，配X光机2台。",
        "配置MAXX型一体机2台。",
        "根据国办发【2021】30号文件编制。",
    ],
)
def test_ordinary_text_is_no_draft(text: str) -> None:
    assert outcome("TEXT-DRAFT", {MANAGEMENT: text}) is Outcome.HELD


@pytest.mark.parametrize("head", ["（二）依申请公开", "依申请公开情况", "二、依申请公开工作。"])
def test_a_heading_typed_again_is_found(head: str) -> None:
    text = f"{head}\n全年收到申请3件。"
    assert outcome("TEXT-HEADING", {ON_REQUEST: text}) is Outcome.BROKEN
    assert outcome("TEXT-HEADING", {MANAGEMENT: text}) is Outcome.HELD


def test_text_that_only_begins_like_its_heading_is_left_alone() -> None:
    text = "依申请公开工作有序开展。\n全年收到申请3件。"
    assert outcome("TEXT-HEADING", {ON_REQUEST: text}) is Outcome.HELD


@pytest.mark.parametrize("name", ["示例县教育局", "示例市文化和旅游局", "示例镇人民政府"])
def test_another_units_name_over_the_report_is_found(name: str) -> None:
    text = f"现将{name}2023年政府信息公开工作情况报告如下。"
    assert outcome("TEXT-OTHER-NAME", {LEAD: text}) is Outcome.BROKEN


@pytest.mark.parametrize(
    ("name", "unit"),
    [
        ("示例县文化和旅游局", "示例县文化和旅游局"),
        ("县文旅局", "示例县文化和旅游局"),
        ("我局", "示例县文化和旅游局"),
        ("示例街道", "示例市示例区示例街道办事处"),
        ("示例县人民政府", "示例县人民政府办公室"),
        ("示例镇", "示例县示例镇人民政府"),
    ],
)
def test_the_units_own_names_are_no_other_units(name: str, unit: str) -> None:
    text = f"现将{name}2023年政府信息公开工作情况报告如下。"
    assert outcome("TEXT-OTHER-NAME", {LEAD: text}, unit=unit) is Outcome.HELD


def test_a_roll_up_names_whom_it_wants() -> None:
    text = "现将示例县教育局2023年政府信息公开工作情况报告如下。"
    report = replace(report_of({LEAD: text}, {}), kind=ReportKind.CONSOLIDATED)
    judged = judge_prose(report.edition, [report])[0]
    assert judged["TEXT-OTHER-NAME"].outcome is Outcome.NOT_CHECKED


def test_figures_under_last_years_name_are_found() -> None:
    last = "2022年，我局制定规范性文件0件，废止规范性文件0件。"
    assert outcome("TEXT-STALE", {MANAGEMENT: last}) is Outcome.BROKEN
    for text in (
        f"{last}2023年制定规范性文件4件。",
        f"{last}今年制定规范性文件4件。",
        "2022年，我局开展培训3次。",
        "2021年，我局制定规范性文件3件。",
    ):
        assert outcome("TEXT-STALE", {MANAGEMENT: text}) is Outcome.HELD


# --- Persons ----------------------------------------------------------------------------------

NUMBERS = {
    "11010519491231002X": PrivateKind.IDENTITY,
    "13800000000": PrivateKind.MOBILE,
    "8613800000000": PrivateKind.MOBILE,
    "138 0000 0000": PrivateKind.MOBILE,
    "6222 0000 0000 0000 000": None,
    "4111111111111111": PrivateKind.CARD,
    "4111 1111 1111 1111": PrivateKind.CARD,
    "4111111111111112": None,
    "4012888888881881": PrivateKind.CARD,
    "5555555555554444": PrivateKind.CARD,
    "110105194912310020": None,
    "110105194913310027": None,
    "0000-88881234": None,
    "12345678901": None,
    "123456": None,
    "11010519491231002X1": None,
}


@pytest.mark.parametrize("number", [*NUMBERS])
def test_numbers_of_persons_are_told_by_shape_and_check_digit(number: str) -> None:
    report = report_of({LEAD: f"如有疑问请与我局联系（{number}）。"}, {})
    kind = NUMBERS[number]
    assert [found.kind for found in private_numbers(report)] == ([kind] if kind else [])
    for found in private_numbers(report):
        assert number not in found.described(report)
        assert report.prose[LEAD][found.start : found.end] == number


def test_a_check_names_them_without_showing_them() -> None:
    (verdict,) = check([report_of({LEAD: "联系电话13800000000。"}, {})])
    found = [f for f in verdict.findings if f.rule == "TEXT-PRIVATE"]
    assert ["138****00" in each.found for each in found] == [True]
    assert "13800000000" not in "".join(each.message for each in found)


# --- A column misread -------------------------------------------------------------------------


def misread(prior: int, change: int, decisions: int) -> bool:
    edition = edition_for(2020)
    row = {"prior_items": prior, "change": change, "decisions": decisions}
    figures = {f"disclosure.penalty.{key}": value for key, value in row.items()}
    inputs = {cell.key: 0 for cell in edition.inputs} | figures
    report = Report(edition, 2020, Unit("示例县教育局"), with_totals(edition, inputs), {})
    return any(f.rule == "YEAR-MISREAD" for f in check([report])[0].findings)


def test_a_count_reckoned_from_the_cells_beside_it_is_asked_about() -> None:
    assert misread(21, 19, 40)
    assert misread(21, -3, 18)
    assert not misread(21, 19, 41)
    assert not misread(21, 0, 21)
    assert not misread(0, 0, 0)


def test_this_years_form_has_no_such_columns() -> None:
    assert YEAR == 2023
    assert not [f for f in check([report_of({}, {})])[0].findings if f.rule == "YEAR-MISREAD"]
