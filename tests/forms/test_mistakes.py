"""A mistake in the file of another form is named as ``file:line: what``."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import ValidationError
from tests.support.website import FORM

from xlreport.edition import EditionError, UnknownEdition, edition_for, edition_ids, load_edition
from xlreport.edition.source import AnswerSource


@pytest.mark.parametrize(
    ("old", "new", "at", "what"),
    [
        # Kinds of answer.
        (
            "answer: site_kind}",
            "answer: kind_of_site}",
            "- corner: 栏目",
            "没有“kind_of_site”这种答案类型",
        ),
        (
            "{label: 网站类型, options:",
            "{label: 网站类型, is: choice, options:",
            "site_kind: {l",
            "is: date",
        ),
        ("portal: 政府门户网站", "portal: 部门网站", "site_kind: {l", "选项不能重复"),
        ("weibo: 微博,", "weibo: 微*博,", "platform: {label: 平台, o", "选项中不能有半角的"),
        # Registers.
        (
            "posts: {label: 信息发布量, unit: 条}",
            "posts: {label: 信息发布量}",
            "posts: {label: 信",
            "两者取一",
        ),
        (
            "posts: {label: 信息发布量, unit: 条}",
            "posts: {label: 信息发布量, unit: 条, answer: text}",
            "posts: {label: 信",
            "两者取一",
        ),
        (
            "name: {label: 账号名称, answer: text}",
            "name: {label: 账号名称, answer: no}",
            "name: {",
            "“answer”应当是文字",
        ),
        (
            "where: {platform: wechat}",
            "where: {platform: qq}",
            "wechat: {label",
            "没有“qq”这个选项",
        ),
        ("where: {platform: wechat}", "where: {posts: wechat}", "wechat: {label", "或者它不是选项"),
        ("unit: 条, sum: posts}", "unit: 个, sum: posts}", "all_posts: {", "“posts”列的单位是“条”"),
        ("unit: 条, sum: posts}", "unit: 条, sum: note}", "all_posts: {", "或者它不是数"),
        ("all_posts: {label", "posts: {label", "posts: {label: 信息发布总量", "已经是一列的代码"),
        ("      room: 60", "      room: 0", "room: 0", "“room”不能小于 1"),
        # Rules.
        (
            "columns: [platform, name]",
            "columns: [platfrom, name]",
            "table: accounts",
            "没有“platfrom”这一列",
        ),
        ("    columns: [platform, name]\n", "", "id: DISTINCT", "要写明 columns"),
        ("columns: [platform, name]", "columns: []", "id: DISTINCT", "要写明 columns"),
        (
            "when: safety.media.no",
            "when: safety.media",
            "law: accounts.total = 0",
            "不是某个选项或台账的计数",
        ),
        (
            "when: safety.media.no",
            "when: safety.tests",
            "law: accounts.total = 0",
            "不是某个选项或台账的计数",
        ),
        (
            "check: entries",
            "check: entries\n    when: safety.media.no",
            "id: ENTRIES",
            "只用于算式",
        ),
        # What only a form with a vocabulary may ask.
        (
            "comparisons:",
            "text_checks:\n  - {id: T, name: a, short: a, advice: a, check: parts}\ncomparisons:",
            "id: T,",
            "没有词表（shares）",
        ),
        # Sections.
        (
            "    sheet: 六、创新发展\n",
            "    sheet: 选项统计\n",
            "sheet: 选项统计",
            "工作表名“选项统计”已经用了",
        ),
    ],
)
def test_a_mistake_is_named_on_its_line(
    tmp_path: Path, old: str, new: str, at: str, what: str
) -> None:
    """One mistake, one line, and enough words to correct it."""
    text = FORM.read_text("utf-8")
    assert text.count(old) == 1
    path = tmp_path / "form.yaml"
    path.write_text(text.replace(old, new), "utf-8")
    with pytest.raises(EditionError) as caught:
        load_edition("website-2017", [path])
    (problem,) = caught.value.problems
    file, line, said = problem.split(":", 2)
    assert file == str(path)
    assert at in path.read_text("utf-8").splitlines()[int(line) - 1]
    assert what in said


def test_a_form_does_not_serve_every_year() -> None:
    """And the answer names it, not the forms that were not asked for."""
    with pytest.raises(UnknownEdition, match="website-2017”不适用于 2016 年"):
        edition_for(2016, [FORM])
    with pytest.raises(UnknownEdition, match=f"{'、'.join(edition_ids())}、website-2017"):
        load_edition("website-2018", [FORM])


@pytest.mark.parametrize(("letters", "fit"), [(127, True), (128, False)])
def test_options_fit_into_one_list_of_a_spreadsheet_program(letters: int, fit: bool) -> None:
    """It takes 255 characters, the comma between two included."""
    told = {"label": "示例", "options": {"a": "甲" * 127, "b": "乙" * letters}}
    if fit:
        assert len(AnswerSource.model_validate(told).options) == 2
    else:
        with pytest.raises(ValidationError, match="最多 255 个字"):
            AnswerSource.model_validate(told)
