"""The example reports: the figures of 龙津洲街道 for 2020, and made-up neighbours.

The sub-district's figures are those that it published; the prose here is our own.  All other
units are invented, as their names say, and some of them make the mistakes that clerks make.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import yaml

from xlreport.edition import Edition, edition_for
from xlreport.quantity import Value
from xlreport.report import Report, Unit, with_totals

SEED: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("seed.yaml").read_text("utf-8"))
YEAR: int = SEED["year"]
SEED_UNIT: str = SEED["unit"]
PARENT = "示例市（演示）"

_SEED_PROSE = {
    "overview.lead": "现将龙津洲街道2020年政府信息公开工作情况报告如下。",
    "overview.proactive": """全年通过市政府网站公开信息129条，其中工作动态112条、法规文件5条、\
公开指南1条、规划计划2条、人事信息7条、财政信息2条。在网络问政平台发帖65条，按时答复网友提问8条。""",
    "overview.on_request": "全年收到政府信息公开申请1件，已在规定期限内办结。",
    "overview.management": """拟公开的信息由科室或社区负责人初审、政务公开工作人员复核、\
分管领导审定后发布。街道机关和7个社区党群服务中心设有信息公开栏。""",
    "overview.platform": """注销街道微信公众号，信息集中在市政府门户网站发布；\
便民服务中心设政务公开体验区。""",
    "overview.supervision": """明确一名班子成员分管、一名干部具体负责，按季度考核；\
设评议箱接受社会评议，满意度99.2%；全年没有因此被追究责任的情况。""",
    "problems.text": """存在的问题：公开不够及时，内容以动态信息为主，人员变动较快。
改进情况：在科室和社区培养信息员，围绕群众关心的事项丰富内容，稳定工作队伍。""",
    "others.text": "全年没有收取信息处理费，没有因政府信息公开被申请行政复议、提起行政诉讼。",
}

_NEIGHBOUR_PROSE = {
    "overview.proactive": "按要求主动公开了机构职能、财政预决算和办事指南等信息。",
    "overview.on_request": "申请的登记、办理和答复均在规定期限内完成。",
    "overview.management": "落实公开前的保密审查和分级审核。",
    "overview.platform": "维护市政府网站的本单位栏目和办事大厅的公开专区。",
    "overview.supervision": "开展了业务培训和年度考核，没有责任追究的情形。",
    "problems.text": "政策解读的形式还比较单一，将增加图解和问答。",
    "others.text": "没有收取信息处理费，没有其他需要报告的事项。",
}


def seed_report() -> Report:
    """Return the published figures of 龙津洲街道."""
    return _report(SEED_UNIT, SEED["figures"], _SEED_PROSE)


def neighbours() -> list[Report]:
    """Return the made-up neighbours as they should have reported."""
    return [
        _report(
            "示例甲街道",
            {
                "applications.new.natural": 12,
                "applications.new.legal.commercial": 3,
                "applications.carried_in.natural": 2,
                "applications.outcome.granted.natural": 8,
                "applications.outcome.granted.legal.commercial": 2,
                "applications.outcome.denied.third_party.natural": 1,
                "applications.outcome.unavailable.not_held.natural": 3,
                "applications.outcome.refused.repeated.legal.commercial": 1,
                "applications.carried_out.natural": 2,
                "disputes.review.upheld": 1,
            },
        ),
        _report(
            "示例乙镇",
            {
                "applications.new.natural": 4,
                "applications.outcome.granted.natural": 3,
                "applications.outcome.partial.natural": 1,
                "disclosure.licence.prior_items": 21,
                "disclosure.licence.change": -2,
                "disclosure.licence.decisions": 340,
            },
        ),
        _report(
            "示例丙镇",
            {
                "applications.new.legal.legal_service": 2,
                "applications.outcome.unavailable.not_made.legal.legal_service": 2,
                "disclosure.normative.made": 5,
                "disclosure.normative.published": 5,
                "disclosure.normative.in_public": 17,
            },
        ),
        _report(
            "示例丁乡",
            {
                "applications.new.natural": 3,
                "applications.outcome.granted.natural": 3,
                "disclosure.penalty.prior_items": 8,
                "disclosure.penalty.change": -3,
                "disclosure.penalty.decisions": 26,
                "disclosure.procurement.items": 2,
                "disclosure.procurement.amount": 251000,
            },
        ),
        _report(
            "示例戊街道",
            {"applications.new.natural": 1, "applications.carried_out.natural": 1},
        ),
    ]


def as_received() -> list[Report]:
    """Return what first came in: the neighbours' reports with the mistakes that clerks make."""
    first, second, third, fourth, fifth = neighbours()
    return [
        seed_report(),
        _changed(first, {"applications.outcome.granted.natural": 6}),
        _without(
            second,
            {
                "disputes.review.upheld": "",
                "disputes.review.corrected": "",
                "applications.carried_in.natural": "-",
                "disclosure.licence.change": "--2",
            },
        ),
        _changed(
            third,
            {
                "disclosure.regulations.made": 5,
                "disclosure.regulations.published": 5,
                "disclosure.regulations.in_public": 5,
            },
        ),
        _without(
            _changed(fourth, {"disclosure.penalty.change": -13}),
            {"disclosure.procurement.amount": "25.1万元", "disclosure.penalty.decisions": "２６件"},
        ),
        replace(fifth, prose={**fifth.prose, "problems.text": ""}),
    ]


def corrected() -> list[Report]:
    """Return the reports after the units have corrected them."""
    return [seed_report(), *neighbours()]


def _edition() -> Edition:
    return edition_for(YEAR)


def _report(
    name: str, figures: Mapping[str, Value], prose: Mapping[str, str] = _NEIGHBOUR_PROSE
) -> Report:
    edition = _edition()
    inputs: dict[str, Value] = {cell.key: 0 for cell in edition.inputs} | dict(figures)
    unit = Unit(name, level=edition.suggest_level(name))
    return Report(edition, YEAR, unit, with_totals(edition, inputs), prose)


def _changed(report: Report, figures: Mapping[str, Value]) -> Report:
    """Return a report with other figures; its totals follow, as in the workbook."""
    values = with_totals(report.edition, {**report.values, **figures})
    return replace(report, values=values)


def _without(report: Report, typed: Mapping[str, str]) -> Report:
    """Return a report in which cells hold a text, or nothing, instead of a number."""
    left = {key: value for key, value in report.values.items() if key not in typed}
    texts = {key: text for key, text in typed.items() if text}
    return replace(report, values=with_totals(report.edition, left), unreadable=texts)
