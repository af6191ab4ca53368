"""Reading takes no longer than the text is long, whatever somebody wrote into a cell."""

from __future__ import annotations

from dataclasses import replace
from time import process_time

import pytest
from tests.check.prose.support import report_of

from xlreport.checking.prose import judge_prose
from xlreport.checking.prose.lexicon import lexicon_of, own_words
from xlreport.edition import load_edition
from xlreport.edition.model import ProseRule
from xlreport.report import Report, Unit

LETTERS, SECONDS = 32_000, 1.0
WORST = {
    "shares": "占99.9%、",
    "separators": "111,",
    "digits": "1",
    "titles": "《",
    "numerals": "一",
    "counts": "收到申请1件，",
    "parts": "其中收到申请1件、",
    "brackets": "（",
    "years": "2023年",
    "names": "甲",
    "denials": "没有",
    "sentences": "没有收到申请，其余办结1件。",
    "points": ".",
    "mixed": "其中予以公开1件（占9.1%）；",
    "rest": "剩余1件办结，",
    "lines": "\n",
    "blanks": " 1 件",
    "marks": "【",
    "underscores": "_",
    "areas": "示例市示例县文旅局收到申请1件",
    "kinds": "县",
    "nested": "公开9条，其中动态5条、其中图片3条、",
    "rests": "答复1件，不予受理1件，信息不存在1件、",
    "carried": "没有行政复议，行政诉讼，",
    "brackets_open": "【 ",
    "half_drafts": "（ ",
    "drafts": "XX",
    "identities": "11010519491231002X",
    "headings": "一、总体情况",
    "others": "示例县教育局",
    "respectively": "予以公开、部分公开分别为1、",
    "each": "复议、诉讼各1件",
    "year_ranges": "2021—2022",
    "deciding": "受理复议1件、诉讼",
    "of_all": "复议1件，均维持，",
    "of_all_again": "维持，均维持，",
    "own_areas": "我县示例县",
}
RULES = {rule.id: rule for rule in load_edition("2021").prose_rules}


UNITS = {"short": "示例县文化和旅游局", "long": "甲" * 40 + "局"}
NAMED = ("names", "areas", "kinds", "counts", "mixed")
"""Texts in which the name of the unit makes a difference."""


@pytest.mark.slow
@pytest.mark.parametrize(
    ("piece", "name"),
    [(piece, name) for name in UNITS for piece in WORST if name == "short" or piece in NAMED],
)
def test_the_worst_text_takes_less_than_a_second(piece: str, name: str) -> None:
    text = (WORST[piece] * LETTERS)[:LETTERS]
    report = replace(report_of({"overview.on_request": text}, {}), unit=Unit(UNITS[name]))
    judge_prose(report.edition, [report_of({"overview.on_request": "收到申请1件。"}, {})])
    # Once more, if by chance it takes too long.
    assert any(seconds(report) < SECONDS for _ in range(2))


def seconds(report: Report) -> float:
    began = process_time()
    judge_prose(report.edition, [report])
    return process_time() - began


def words_of(rule: ProseRule) -> list[str]:
    lexicon = lexicon_of(load_edition("2021"))
    told = (own_words(each) | each.bare_words | lexicon.near(each) for each in rule.told)
    return sorted(frozenset().union(*told)) or sorted(lexicon.topic_of)


@pytest.mark.slow
@pytest.mark.parametrize("rule", [*RULES])
def test_the_worst_text_of_each_rule_takes_less_than_a_second(rule: str) -> None:
    """Every word that the rule knows, with a figure and without, over and over."""
    words = words_of(RULES[rule])
    piece = "".join(f"{word}1件，" for word in words) + "".join(words)
    report = report_of({"overview.on_request": (piece * LETTERS)[:LETTERS]}, {})
    began = process_time()
    judge_prose(report.edition, [report])
    assert process_time() - began < SECONDS
