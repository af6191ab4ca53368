"""Prose rules are declared in YAML: a new one needs no code, a wrong one is named by its line."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from tests.check.prose.support import report_of

from xlreport.checking.prose import judge_prose
from xlreport.edition import EditionError, load_edition
from xlreport.finding import Outcome
from xlreport.report import with_totals

RULE = """\
overlay: example
name: 示例地方补充
edition: "2019"
text_checks:
  - id: TEXT-LOCAL
    name: 文字里写的采购项目数量应与表二一致
    short: 文中采购
    advice: 请对照表二核对。
    about: normative
    counted_in: 件 份
    figures:
      made:
        subject: 新制作规范性文件
        says: 新制作 规范性文件/行政规范性文件
        equals: disclosure.normative.made
"""


def overlay(folder: Path, text: str) -> Path:
    path = folder / "local.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_rule_of_an_overlay_is_judged(tmp_path: Path) -> None:
    edition = load_edition("2019", [overlay(tmp_path, RULE)])
    base = report_of({"overview.proactive": "全年新制作规范性文件5份。"}, {}, 2020)
    inputs = {cell.key: 0 for cell in edition.inputs}
    for made, expected in ((5, Outcome.HELD), (4, Outcome.BROKEN)):
        values = with_totals(edition, {**inputs, "disclosure.normative.made": made})
        report = replace(base, edition=edition, values=values)
        assert judge_prose(edition, [report])[0]["TEXT-LOCAL[made]"].outcome is expected


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ("disclosure.normative.made", "disclosure.normative.nothing", "表中没有"),
        ("about: normative", "about: nothing", "话题"),
        ("TEXT-LOCAL", "TEXT-RECEIVED", "重复"),
        ("TEXT-LOCAL", "T3-ROW", "重复"),
        ("    counted_in: 件 份\n", "", "counted_in"),
        ("    counted_in: 件 份\n", "    counted_in: 件\n    check: year\n", "两者取一"),
        ("about: normative", "abuot: normative", "不认识"),
        ("about: normative", "about: normative\n    look_in: [nowhere]", "文字部分"),
        ("normative.made\n", "normative.made - + licence\n", "缺少一项"),
        ("equals: disclosure.normative.made", "equals: disclosure.*.prior_items", None),
        ("equals: disclosure.normative.made", "equals: disclosure.*.*", "单位不一致"),
    ],
)
def test_a_mistake_is_named_with_its_line(
    tmp_path: Path, old: str, new: str, what: str | None
) -> None:
    path = overlay(tmp_path, RULE.replace(old, new))
    if what is None:
        load_edition("2019", [path])
        return
    with pytest.raises(EditionError) as error:
        load_edition("2019", [path])
    assert what in str(error.value)
    assert str(error.value).startswith(f"{path}:")
