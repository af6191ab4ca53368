"""Parts and wholes, counts and shares, and differences that the text itself explains."""

from __future__ import annotations

import pytest
from tests.check.prose.support import report_of

from xlreport.checking.prose import judge_prose
from xlreport.finding import Outcome

NEW = "applications.new.natural"
OUTCOME = "applications.outcome"


def outcome(rule: str, text: str, **figures: int) -> Outcome:
    """Judge a text over a form with so many new applications, granted and otherwise handled."""
    keys = {"new": NEW, "granted": f"{OUTCOME}.granted.natural"}
    keys["other"] = f"{OUTCOME}.other.other.natural"
    report = report_of({"overview.on_request": text}, {keys[k]: v for k, v in figures.items()})
    return judge_prose(report.edition, [report])[0][rule].outcome


@pytest.mark.parametrize(
    "text",
    [
        "收到申请6件，办结率100%，其中予以公开4件，占66.7%，部分公开2件，占33.3%。",
        "收到申请6件，其中予以公开4件，占66.66%，部分公开2件，占33.33%。",
    ],
)
def test_a_rate_is_no_total(text: str) -> None:
    assert outcome("TEXT-PARTS", text) is Outcome.HELD
    assert outcome("TEXT-SHARE", text) is Outcome.HELD


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("公开信息69条：工作动态61条、政策文件5条、公告3条、解读1条。", Outcome.BROKEN),
        ("公开信息69条，工作动态61条、政策文件3条、公告3条、解读1条。", Outcome.BROKEN),
        ("公开信息70条：工作动态61条、政策文件5条、公告3条、解读1条。", Outcome.HELD),
        ("公开信息69条：工作动态61条、政策文件5条、公告3条、解读1条等。", Outcome.NOT_CHECKED),
        ("公开信息69条，工作动态20条、政策文件5条、公告3条。", Outcome.NOT_CHECKED),
        ("公开信息69条，微信300条、微博200条、短视频90条。", Outcome.NOT_CHECKED),
        ("公开信息69条，培训3次、宣传5场、解读6篇。", Outcome.NOT_CHECKED),
        ("公开信息69条，其中通知30条、文件39条；通过平台公布20条。", Outcome.HELD),
        ("公开信息69条，其中通知30条、文件49条；通过平台公布20条。", Outcome.BROKEN),
        ("公开信息69条，其中通知30条、文件29条；通过平台公布20条。", Outcome.NOT_CHECKED),
        ("公开信息69条，其中：文件30条；预算20条；机构29条。", Outcome.BROKEN),
    ],
)
def test_lists_without_a_word_before_them(text: str, expected: Outcome) -> None:
    assert outcome("TEXT-PARTS", text) is expected


@pytest.mark.parametrize(
    ("share", "expected"),
    [
        ("33.3%", Outcome.HELD),
        ("33.33%", Outcome.HELD),
        ("33%", Outcome.HELD),
        ("33.4%", Outcome.BROKEN),
        ("33.2%", Outcome.BROKEN),
        ("34%", Outcome.BROKEN),
    ],
)
def test_shares_to_the_decimals_that_are_printed(share: str, expected: Outcome) -> None:
    assert outcome("TEXT-SHARE", f"收到留言30条，咨询类10条，占{share}。") is expected


def test_a_share_may_be_adjusted_so_that_all_make_a_hundred() -> None:
    text = "收到留言3条，其中咨询类1条，占33.4%；建议类1条，占33.3%；其他1条，占33.3%。"
    assert outcome("TEXT-SHARE", text) is Outcome.HELD


def test_a_share_of_what_was_told_before_without_a_word_for_parts() -> None:
    assert outcome("TEXT-SHARE", "收到留言98条，咨询类49条，占55%。") is Outcome.BROKEN
    assert outcome("TEXT-SHARE", "收到留言98条，咨询类49条，占50%。") is Outcome.HELD


EXPLAINED = "收到申请30件。按时办理完结29件，剩余1件按申请人要求已做撤销处理。"


def test_a_difference_that_the_sentence_explains_is_none() -> None:
    assert outcome("TEXT-DONE[done]", EXPLAINED, new=30, granted=30) is Outcome.NOT_CHECKED
    assert outcome("TEXT-DONE[done]", EXPLAINED, new=30, granted=29) is Outcome.HELD
    assert outcome("TEXT-DONE[done]", EXPLAINED, new=30, granted=28) is Outcome.BROKEN
    unexplained = "收到申请30件。按时办理完结29件。"
    assert outcome("TEXT-DONE[done]", unexplained, new=30, granted=30) is Outcome.BROKEN


@pytest.mark.parametrize(
    "text",
    [
        "收到申请12 件，办结12 件。",
        "收到申请１２件，办结十二件。",
        "收到申请 十二 件，办结 12件。",
        "收到申请12件,办结12件.",
    ],
)
def test_blanks_and_widths_hide_no_figure(text: str) -> None:
    assert outcome("TEXT-RECEIVED[received]", text, new=12, granted=12) is Outcome.HELD
    assert outcome("TEXT-DONE[done]", text, new=12, granted=12) is Outcome.HELD
    assert outcome("TEXT-RECEIVED[received]", text, new=13, granted=12) is Outcome.BROKEN


def test_an_unknown_word_silences_only_what_hangs_on_it() -> None:
    hanging = "收到申请59件，涉及征地拆迁的20件，办结18件。"
    assert outcome("TEXT-RECEIVED[received]", hanging, new=59, granted=59) is Outcome.HELD
    assert outcome("TEXT-DONE[done]", hanging, new=59, granted=59) is Outcome.NOT_CHECKED
    larger = "收到申请59件，涉及征地拆迁的20件，办结57件。"
    assert outcome("TEXT-DONE[done]", larger, new=59, granted=59) is Outcome.BROKEN
    apart = "收到申请59件，涉及征地拆迁的20件；办结18件。"
    assert outcome("TEXT-DONE[done]", apart, new=59, granted=59) is Outcome.BROKEN


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("公开信息200条，其中动态100条，其中工作60条、通知20条，财政50条，其他50条。", None),
        ("公开信息200条，具体为：动态100条，其中工作60条、通知20条；财政50条；其他50条。", None),
        ("公开信息200条：动态100条、其中图片20条、财政50条、其他50条。", None),
        ("公开信息200条，分为财政50条、动态100条，其中工作60条、图片9条，其他50条。", None),
        ("公开信息200条，其中动态150条，其中工作100条、通知80条。", Outcome.BROKEN),
        ("公开信息200条，其中动态100条，其中工作80条、通知50条，其他100条。", Outcome.BROKEN),
    ],
)
def test_parts_after_a_list_within_a_list(text: str, expected: Outcome | None) -> None:
    judged = outcome("TEXT-PARTS", text)
    assert judged is expected if expected else judged is not Outcome.BROKEN


def test_other_results_and_what_they_leave() -> None:
    text = "收到申请9件，答复4件，不予受理3件，补正后仍不明确2件。"
    assert outcome("TEXT-ANSWERED[answered]", text, new=9, granted=9) is Outcome.NOT_CHECKED
    assert outcome("TEXT-ANSWERED[answered]", text, new=9, granted=8) is Outcome.BROKEN
    rest = "除1件结转外，其余8件均在法定期限内予以答复。"
    assert outcome("TEXT-ANSWERED[answered]", rest, new=9, granted=5) is Outcome.NOT_CHECKED
    among = "收到申请9件，其中予以公开4件，其他5件。"
    other = "TEXT-ANSWERED[other]"
    assert outcome(other, among, new=9, granted=4, other=5) is Outcome.HELD
    assert outcome(other, among, new=9, granted=4, other=6) is Outcome.BROKEN
    kinds = "收到申请9件，其中自然人4件，其他5件。"
    assert outcome(other, kinds, new=9, granted=9) is Outcome.NOT_CHECKED
