"""The names a unit goes by, worked out from its name."""

from __future__ import annotations

import pytest
from tests.check.prose.real import RULES, Passage

from xlreport.checking.prose.names import own_names
from xlreport.edition import load_edition
from xlreport.finding import Outcome

WORDS = load_edition("2021").vocabulary
OWN = {
    "示例县文化和旅游局": "县文旅局 示例县文旅局 文旅局 县文化和旅游局 文化旅游局",
    "示例市卫生健康委员会": "市卫健委 卫健委 示例市卫健委 市卫生健康委 示例卫健委",
    "示例县示例镇人民政府": "示例镇 镇政府 镇人民政府 示例镇政府 示例县示例镇",
    "示例市某某街道办事处": "某某街道 街道 街道办 某某街道办 办事处 街办 示例市某某街道",
    "某某街道": "街道 某某街道办事处 我街道 街道办",
    "示例市临空经济区管理委员会": "市临空区 临空区 临空经济区 开发区 管委会",
    "示例县人民政府": "示例县 县政府 县人民政府 县政府办",
    "示例市示例区人民政府办公室": "区政府办 区政府办公室 示例区政府办 示例区府办",
    "示例市城市管理局": "市城管局 城管局 市城市管理局",
    "示例高新技术产业开发区管理委员会": "示例高新区管委会 示例高新技术产业开发区管委会",
}
OTHERS = {
    "示例县文化和旅游局": "县教育局 示例县人民政府 市文化和旅游局 示例县 县 局 文局 县局",
    "示例市公安局": "市公安分局 公安分局 局分局",
    "示例市卫生健康委员会": "市发改委 省卫健委 市卫健 委员会",
    "示例县示例镇人民政府": "县政府 示例县 县人民政府 其他镇",
    "示例市某某街道办事处": "市政府 示例市 某某社区",
    "示例县人民政府": "市政府 示例市 镇政府",
}


@pytest.mark.parametrize(("unit", "name"), [(u, n) for u, ns in OWN.items() for n in ns.split()])
def test_its_own_names_are_known(unit: str, name: str) -> None:
    assert own_names(unit, WORDS).longest(f"{name}收到申请", 0) == name


@pytest.mark.parametrize(("unit", "name"), [(u, n) for u, ns in OTHERS.items() for n in ns.split()])
def test_other_names_are_not_taken_for_it(unit: str, name: str) -> None:
    assert own_names(unit, WORDS).longest(f"{name}收到申请", 0) == ""


BEFORE = {
    "教育局": "示例县教育局 县教育局 示例市示例县教育局",
    "示例区教育局": "示例市示例区教育局",
    "示例街道办事处": "示例区示例街道 示例市示例区示例街道办事处 我区示例街道",
    "示例市示例区示例街道办事处": "我区示例街道 我区示例街道办 示例区示例街道 本区示例街道",
    "示例市示例区人民政府示例街道办事处": "示例街道 示例区示例街道办 我区示例街道",
    "示例县城市管理局": "我县城管局 本县城市管理局",
    "示例市示例县城市管理局": "我县城管局 本县城市管理局",
    "示例市公安局示例区分局": "示例区公安分局 我区公安分局",
}
ANOTHERS = {
    "教育局": "各县教育局 其他县教育局 全市各县教育局",
    "示例区教育局": "示例市教育局 某某区教育局 某某县教育局",
    "示例县文化和旅游局": "示例市文旅局 某某县文旅局 我市文旅局",
    "示例市示例区示例街道办事处": "我区街道 我区各街道 我区某某街道",
    "示例县城市管理局": "我市城管局",
    "示例市示例县城市管理局": "我市城管局",
}


def held(unit: str, name: str) -> Outcome:
    passage = Passage(unit, 2023, "on_request", {}, {"received": 3}, f"{name}收到申请3件。")
    return passage.judge()[RULES["received"]].outcome


@pytest.mark.parametrize(("unit", "name"), [(u, n) for u, ns in BEFORE.items() for n in ns.split()])
def test_the_area_it_lies_in_may_stand_before_its_name(unit: str, name: str) -> None:
    assert held(unit, name) is Outcome.HELD


@pytest.mark.parametrize(
    ("unit", "name"), [(u, n) for u, ns in ANOTHERS.items() for n in ns.split()]
)
def test_another_area_before_a_like_name_is_another_unit(unit: str, name: str) -> None:
    assert held(unit, name) is Outcome.NOT_CHECKED


@pytest.mark.parametrize(
    ("unit", "told", "expected"),
    [
        ("示例县人民政府", "全县", Outcome.HELD),
        ("示例镇", "全镇", Outcome.HELD),
        ("示例县人民政府", "各镇街", Outcome.HELD),
        ("示例镇", "全县", Outcome.NOT_CHECKED),
        ("示例县人民政府", "全市", Outcome.NOT_CHECKED),
        ("示例县人民政府办公室", "全县", Outcome.NOT_CHECKED),
        ("示例县教育局", "全县", Outcome.NOT_CHECKED),
    ],
)
def test_a_wider_area_is_not_the_units_own(unit: str, told: str, expected: Outcome) -> None:
    text = f"2023年，{told}共收到政府信息公开申请9件。"
    judged = Passage(unit, 2023, "on_request", {}, {"new": 9}, text).judge()
    assert judged["TEXT-RECEIVED[received]"].outcome is expected
