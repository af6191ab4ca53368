"""What stands in a file takes effect, or is refused with its file and line."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.support.command import xlreport
from tests.support.small_form import RULE, SMALL, write_form

from xlreport.edition import EditionError, load_edition

_REGISTER = """\
  - key: r
    number: 三
    title: 台账
    sheet: 三、台账
    register:
      columns:
        name: {label: 名称, answer: text}
        rate: {label: 比率, unit: "%"}
      tallies:
        all: {label: 总数, unit: 个}
rules:
"""
_FIGURE = "figures: {f: {subject: 甲, says: 收到, equals: a.x}}}"
_TEXT_CHECK = "text_checks:\n  - {id: T, name: 文字, short: 文字, advice: 请改。, "


def refused(folder: Path, text: str, at: str) -> str:
    """Return what is said of the one mistake in a form, which must be at the line ``at``."""
    path = write_form(folder, text)
    with pytest.raises(EditionError) as caught:
        load_edition("small-2024", [path])
    (problem,) = caught.value.problems
    file, line, said = problem.split(":", 2)
    assert file == str(path)
    assert at in text.splitlines()[int(line) - 1], problem
    return said


def test_the_small_form_itself_is_right(tmp_path: Path) -> None:
    assert load_edition("small-2024", [write_form(tmp_path)]).inputs


@pytest.mark.parametrize(
    ("lines", "at", "what"),
    [
        # Rules that look at nothing.
        ("check: answered", "check: answered", "没有 check: answered 可查的答案"),
        ("check: entries", "check: entries", "没有 check: entries 可查的台账"),
        ("check: distinct\n    table: a\n    columns: [x]", "table: a", "可查的台账"),
        # Fields that such a rule makes nothing of.
        (
            "check: filled\n    levels: [county]",
            "levels: [county]",
            "用不上“levels”，可以另写：table",
        ),
        ("check: written\n    table: a", "table: a", "check: written 用不上“table”"),
        ("check: range\n    table: a\n    for_each: row", "for_each: row", "用不上“for_each”"),
    ],
)
def test_a_rule_that_would_be_ignored_is_refused(
    tmp_path: Path, lines: str, at: str, what: str
) -> None:
    text = f"{SMALL}{RULE}    {lines}\n"
    assert what in refused(tmp_path, text, at)


@pytest.mark.parametrize(
    ("fields", "what"),
    [
        ("check: headings, cells: [a.x]}", "check: headings 用不上“cells”，可以另写：look_in"),
        ("check: length, at_least: 9, about: x}", "check: length 用不上“about”"),
        ("check: last_year, relation: <=}", "用不上“relation”，可以另写：at_least、look_in"),
        ("check: headings, look_in: [t, u]}", "没有“u”这样的文字部分"),
        (f"about: x, {_FIGURE}", "“甲”没有写明 about（话题）或 counted_in（量词）"),
        (f"counted_in: 件, {_FIGURE}", "“甲”没有写明 about（话题）或 counted_in（量词）"),
    ],
)
def test_a_text_check_that_would_be_ignored_is_refused(
    tmp_path: Path, fields: str, what: str
) -> None:
    assert what in refused(tmp_path, SMALL + _TEXT_CHECK + fields + "\n", "id: T,")


def test_a_factor_is_for_swings_only(tmp_path: Path) -> None:
    text = (
        SMALL
        + "comparisons:\n  - {id: C, name: 相同, short: 相同, test: unchanged,"
        + " severity: note, advice: 看。, cells: [a.x], least: 1, factor: 3}\n"
    )
    assert "test: unchanged 用不上“factor”" in refused(tmp_path, text, "id: C")


@pytest.mark.parametrize(
    ("old", "new", "at", "what"),
    [
        (
            "x: 甲",
            "x: {label: 甲, answer: text, unit: 件}",
            "x: {",
            "是答案（answer），用不上“unit”",
        ),
        ("x: 甲", "x: {label: 甲, empty: true, number: change}", "x: {", "用不上“number”"),
        (
            "x: 甲",
            "x: {label: 甲, rows: {p: 丙}, columns: {q: 丁}}",
            "x: {",
            "两者取一",
        ),
        # What cannot be added up.
        ("x: 甲", 'x: {label: 办结率, unit: "%"}', "x: {", "单位“%”的数不能相加"),
        ("unit: 件", "unit: 百分点", "unit: 百分点", "请改填分子、分母两个数"),
        ("unit: 件", "unit: ‰", "unit: ‰", "不汇总"),
        # What the files cannot say.
        ("title: 小表", "title: 小表\nperiod: month", "period:", "报表以年度为期"),
        ("title: 小表", "title: 小表\nnumbers: {}", "numbers:", "数值类型只有内置的几种"),
        ("title: 小表", "title: 小表\nsigners: []", "signers:", "不能另写"),
        ("x: 甲", "x: {label: 甲, formula: y / 2}", "x: {", "格里不能写公式"),
        (
            "x: 甲",
            "x: {label: 甲, colour: 红}",
            "x: {",
            "这里可以写：label、short、also、unit、number",
        ),
        ("law: s = x + y", "law: s = 0.5*x", "law:", "不能有小数、乘、除和括号"),
        ("law: s = x + y", "law: s = x / y", "law:", "不能有小数、乘、除和括号"),
        ("x: 甲", "x: {label: 甲, number: percent}", "- corner", "可用的有：count（"),
        # Codes that are none.
        ("x: 甲", "项目: 甲", "项目: 甲", "“项目”的写法不对"),
        ("id: A-SUM", "id: a-sum", "id: a-sum", "规则编号只用大写英文字母"),
        # Totals that lead back to themselves.
        ("law: s = x + y", "law: s = s + y", "law:", "是它自己与别的格之和"),
    ],
)
def test_what_would_be_ignored_or_wrong_is_refused(
    tmp_path: Path, old: str, new: str, at: str, what: str
) -> None:
    assert SMALL.count(old) == 1
    assert what in refused(tmp_path, SMALL.replace(old, new), at)


def test_totals_that_define_each_other_are_refused(tmp_path: Path) -> None:
    text = SMALL.replace("x: 甲", "x: {label: 甲, total: true}")
    text = text.replace("law: s = x + y", "law: x = s - y")
    text += RULE + "    table: a\n    law: s = x + y\n"
    said = refused(tmp_path, text, "law:")
    assert "互相定义，永远算不出来" in said
    assert "“甲”" in said
    assert "“合计”" in said


def test_a_sum_of_percentages_over_a_register_is_refused(tmp_path: Path) -> None:
    text = SMALL.replace("rules:\n", _REGISTER)
    listed = tmp_path / "listed"
    listed.mkdir()
    load_edition("small-2024", [write_form(listed, text)])  # a column of them is only listed
    summed = text.replace("unit: 个}", 'unit: "%", sum: rate}')
    assert "不能相加" in refused(tmp_path, summed, "all: {")


def test_an_extended_form_is_looked_for_by_its_id(tmp_path: Path) -> None:
    revision = tmp_path / "new.yaml"
    revision.write_text(
        "edition: small-2025\nextends: small-2024\nyears: {from: 2025}\n", encoding="utf-8"
    )
    write_form(tmp_path)
    with pytest.raises(EditionError, match=r"new\.yaml:2: .*同一文件夹中应有“small-2024\.yaml”"):
        load_edition("small-2025", [revision])
    (tmp_path / "form.yaml").rename(tmp_path / "small-2024.yaml")
    assert load_edition("small-2025", [revision]).serves(2025)


def test_a_file_named_like_another_form_is_not_taken_for_it(tmp_path: Path) -> None:
    revision = tmp_path / "new.yaml"
    revision.write_text(
        "edition: small-2025\nextends: small\nyears: {from: 2025}\n", encoding="utf-8"
    )
    write_form(tmp_path).rename(tmp_path / "small.yaml")
    with pytest.raises(EditionError, match=r"new\.yaml:2: “small\.yaml”里是“small-2024”版"):
        load_edition("small-2025", [revision])


@pytest.mark.whole
def test_the_console_names_file_and_line(tmp_path: Path) -> None:
    path = write_form(tmp_path, f"{SMALL}{RULE}    check: answered\n")
    line = len(path.read_text("utf-8").splitlines())
    arguments = ("--year", "2024", "--unit", "示例局", "--form", path, "-o", tmp_path / "a.xlsx")
    done = xlreport("template", *arguments)
    assert done.returncode == 2
    assert done.stdout == b""
    said = done.stderr.decode()
    assert f"{path}:{line}: " in said.replace("\n", "")
    assert "Traceback" not in said
    assert not (tmp_path / "a.xlsx").exists()
