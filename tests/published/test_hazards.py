"""Documents with the hazards of the field: read right, or refused with the right reason."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.published.changed import (
    FULL_2019,
    FULL_2021,
    ZERO_2019,
    ZERO_2021,
    read,
    swapped,
    text,
)
from tests.published.layouts import LAYOUTS, on_one_line
from tests.published.reports import edition_of, sample

from xlreport.edition.grid import Box, BoxKind
from xlreport.publish.printed import printed
from xlreport.reading import Refused
from xlreport.report import Report

WRAPPED = ("1.申请人无正当理由逾期不补正、", "行政机关不再处理其政府信息公开申请")

Text = Callable[[], str]


def figures(count: int, name: str, report: Report) -> str:
    """The printed figures of a row, as they stand in the layout of bars."""
    keys = [b.key for b in _row(name, report)]
    assert len(keys) == count
    page = printed(report)
    return " | ".join(page.texts[key] for key in keys)


def _row(name: str, report: Report) -> list[Box]:
    for part in printed(report).parts:
        boxes = part.grid.boxes if part.grid else ()
        for head in boxes:
            if head.text == name and head.kind is BoxKind.ROW_HEAD:
                return [b for b in boxes if b.row == head.row and b.kind is BoxKind.CELL]
    raise AssertionError(name)


def without_equal_neighbours(source: str) -> str:
    lines = [line for line in source.splitlines() if line.strip()]
    return "\n".join(b for a, b in zip(["", *lines], lines, strict=False) if a.strip() != b.strip())


# ---- read right ----------------------------------------------------------------------------------

RIGHT: dict[str, tuple[Report, Text]] = {
    "seed_labels": (
        FULL_2019,
        lambda: swapped(
            text(FULL_2019, "cell_a_line"),
            ("第二十条第（六）项", "第二十六条第（六）项"),
            ("属于三类", "属于第三类"),
            ("信访举报投诉类", "信访举报类"),
        ),
    ),
    "numbers_with_ideographic_commas": (
        FULL_2021,
        lambda: re.sub(r"(?m)(\d)\.(?=[^\d\s|])", r"\1、", text(FULL_2021)),
    ),
    "numbers_with_wide_points": (
        FULL_2021,
        lambda: re.sub(r"(?m)(\d)\.(?=[^\d\s|])", r"\1．", text(FULL_2021)),
    ),
    "columns_named_otherwise": (
        FULL_2021,
        lambda: swapped(
            text(FULL_2021),
            ("本年制发件数", "本年新制发数量"),
            ("本年废止件数", "本年新废止数量"),
            ("现行有效件数", "现行有效数量"),
            ("行政规范性文件", "规范性文件"),
        ),
    ),
    "part_named_otherwise": (
        FULL_2021,
        lambda: swapped(
            text(FULL_2021),
            ("三、收到和处理", "三、行政机关收到和处理"),
            ("五、存在的主要问题及改进情况", "五、存在问题及改进情况"),
        ),
    ),
    "heads_in_pieces": (
        FULL_2019,
        lambda: swapped(
            text(FULL_2019, "cell_a_line"),
            ("\t商业企业", "\t商业\n企业"),
            ("\t科研机构", "\t科研 机构"),
            ("\t自然人", "\t自\n然\n人"),
            ("\t本年新制作数量", "\t本年新\n制作数量"),
            ("\t本年增/减", "\t本年增\n/\n减"),
        ),
    ),
    "heads_cut_short": (
        FULL_2021,
        lambda: swapped(text(FULL_2021), ("现行有效件数", "现行有效件")),
    ),
    "column_heads_collapsed": (
        FULL_2019,
        lambda: swapped(
            text(FULL_2019), ("本年新制作数量", "本年新"), ("本年新公开数量", "本年新")
        ),
    ),
    "guidance_in_labels": (
        FULL_2021,
        lambda: swapped(
            text(FULL_2021),
            ("\n规章 |", "\n规章（仅设区的市级以上填写） |"),
            ("2.重复申请 |", "2.重复申请（同一申请人） |"),
        ),
    ),
    "row_of_its_own": (
        FULL_2019,
        lambda: swapped(
            text(FULL_2019),
            ("\n第二十条第（五）项", "\n其他主动公开文件 | 11 | 12 | 13 |\n第二十条第（五）项"),
        ),
    ),
    "first_row_of_its_own": (
        FULL_2019,
        lambda: swapped(text(FULL_2019), ("\n规章 |", "\n其他公文类信息 | 11 | 12 | 13 |\n规章 |")),
    ),
    "wide_digits_and_blanks": (
        FULL_2021,
        lambda: re.sub(
            r"\| (\d+)(?= \|)",
            lambda m: "|　" + m[1].translate(str.maketrans("0123456789", "０１２３４５６７８９")),
            text(FULL_2021),
        ),
    ),
    "units_in_cells": (
        FULL_2021,
        lambda: (
            re.sub(r"\| (\d+)(?= \|)(?!.*万元)", r"| \1件", text(FULL_2021).split("第（八）项")[0])
            + "第（八）项"
            + text(FULL_2021).split("第（八）项")[1]
        ),
    ),
    "signs_before_growth": (
        sample(
            edition_of("2019"), {"disclosure.licence.change": 3, "disclosure.penalty.change": -8}
        ),
        lambda: swapped(
            text(
                sample(
                    edition_of("2019"),
                    {"disclosure.licence.change": 3, "disclosure.penalty.change": -8},
                )
            ),
            ("| 3 |", "| +3 |"),
        ),
    ),
    "contents_in_front": (
        FULL_2021,
        lambda: (
            "目录\n"
            + "\n".join(s.heading for s in edition_of("2021").sections)
            + "\n"
            + text(FULL_2021)
        ),
    ),
    "title_over_two_lines": (
        FULL_2021,
        lambda: swapped(text(FULL_2021), ("年政府信息公开工作", "年政府信息公开\n\n工作")),
    ),
    "site_around_the_report": (
        FULL_2021,
        lambda: (
            "首页 > 政务公开 > 政府信息公开年报\n发布日期：2022-01-20 浏览：36次\n"
            + text(FULL_2021)
            + "\n分享到：微信 打印本页"
        ),
    ),
    "total_head_before_the_five": (FULL_2019, lambda: text(FULL_2019, "cell_a_line")),
    "label_wrapped_round_its_figures": (
        FULL_2021,
        lambda: swapped(
            text(FULL_2021, "label_and_figures"),
            (f"{WRAPPED[0]}{WRAPPED[1]} {_spaced()}", f"{WRAPPED[0]}\n{_spaced()}\n{WRAPPED[1]}"),
        ),
    ),
    "money_in_ten_thousands": (
        sample(edition_of("2019"), {"disclosure.procurement.amount": 1605964}),
        lambda: swapped(
            text(sample(edition_of("2019"), {"disclosure.procurement.amount": 1605964})),
            ("1605964元", "160.5964万元"),
        ),
    ),
    "money_with_unit_in_the_head": (
        sample(edition_of("2019"), {"disclosure.procurement.amount": 1605964}),
        lambda: swapped(
            text(sample(edition_of("2019"), {"disclosure.procurement.amount": 1605964})),
            ("采购总金额", "采购总金额(万元,保留四位小数)"),
            ("1605964元", "160.5964"),
        ),
    ),
    "money_with_unit_in_an_unknown_head": (
        sample(edition_of("2019"), {"disclosure.procurement.amount": 1605964}),
        lambda: swapped(
            text(sample(edition_of("2019"), {"disclosure.procurement.amount": 1605964})),
            ("采购总金额", "采购总金额（以万元为单位填写）"),
            ("1605964元", "160.5964"),
        ),
    ),
    "money_with_unit_above_the_table": (
        sample(edition_of("2019"), {"disclosure.procurement.amount": 1605964}),
        lambda: swapped(
            text(sample(edition_of("2019"), {"disclosure.procurement.amount": 1605964})),
            ("二、主动公开政府信息情况\n", "二、主动公开政府信息情况\n单位：万元\n"),
            ("1605964元", "160.5964"),
        ),
    ),
    "fee_in_yuan": (
        sample(edition_of("2021"), {"disclosure.fee.amount": 12}),
        lambda: swapped(
            text(sample(edition_of("2021"), {"disclosure.fee.amount": 12})),
            ("单位：万元", "单位：元"),
            ("行政事业性收费 | 12 |", "行政事业性收费 | 120000 |"),
        ),
    ),
    "outcome_abbreviated": (
        FULL_2019,
        lambda: swapped(text(FULL_2019, "cell_a_line"), ("\t三、本年度办理结果", "\t三")),
    ),
    "utf8_mark": (FULL_2021, lambda: "\ufeff" + text(FULL_2021)),
}


def _spaced() -> str:
    return figures(7, "".join(WRAPPED), FULL_2021).replace(" | ", " ")


@pytest.mark.parametrize("name", RIGHT)
def test_read_right(name: str, tmp_path: Path) -> None:
    report, source = RIGHT[name]
    found = read(source(), tmp_path)
    assert found.values == report.values
    assert found.unit.name == report.unit.name
    assert found.year == report.year
    assert "IMPORT-UNIT" not in [note.rule for note in found.notes]


def test_heads_of_the_first_part_in_other_words_divide_it(tmp_path: Path) -> None:
    source = swapped(
        text(FULL_2021),
        ("（一）主动公开\n", "（一）主动公开情况。我局"),
        ("（二）依申请公开", "（二）依申请公开政府信息情况"),
        ("（三）政府信息管理", "（三）完善制度规范，加强政府信息管理"),
        ("（四）政府信息公开平台建设", "（四）平台建设情况"),
    )
    found = read(source, tmp_path)
    first = "我局　　" + FULL_2021.prose["overview.proactive"]
    assert found.prose == {**FULL_2021.prose, "overview.proactive": first.replace("　　", " ")}
    assert found.notes == ()


def test_a_head_that_is_absent_is_said(tmp_path: Path) -> None:
    found = read(swapped(text(FULL_2021), ("（三）政府信息管理\n", "")), tmp_path)
    assert [note.rule for note in found.notes] == ["IMPORT-PIECE"]
    assert "（三）政府信息管理" in found.notes[0].found


def test_without_a_title_the_year_is_that_of_the_period_and_said_so(tmp_path: Path) -> None:
    title, _, rest = text(FULL_2021).partition("\n")
    preface = f"根据条例编制{title}。所列数据的统计期限自2021年1月1日起至2021年12月31日止。\n"
    found = read(preface + rest, tmp_path)
    assert found.values == FULL_2021.values
    assert found.year == 2021
    assert [note.rule for note in found.notes] == ["IMPORT-YEAR", "IMPORT-NAME"]


# ---- read with what cannot be read named ---------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ("行政许可 | 1 | 2 | 3 |", "行政许可 | 1 | --253 | 3 |", "disclosure.licence.change"),
        ("行政许可 | 1 | 2 | 3 |", "行政许可 | 1 | / | 3 |", "disclosure.licence.change"),
        (
            "行政许可 | 1 | 2 | 3 |",
            "行政许可 | 273余项 | 2 | 3 |",
            "disclosure.licence.prior_items",
        ),
        ("行政许可 | 1 | 2 | 3 |", "行政许可 | 1 | 2 | 1 3 |", "disclosure.licence.decisions"),
        ("行政许可 | 1 | 2 | 3 |", "行政许可 | 1 | - | 3 |", "disclosure.licence.change"),
    ],
)
def test_what_is_no_number_is_kept_as_text(old: str, new: str, key: str, tmp_path: Path) -> None:
    known = {"prior_items": 1, "change": 2, "decisions": 3}
    report = sample(edition_of("2019"), {f"disclosure.licence.{k}": v for k, v in known.items()})
    found = read(swapped(text(report), (old, new)), tmp_path)
    assert key not in found.values
    assert key in found.unreadable
    assert {k: v for k, v in report.values.items() if k != key} == dict(found.values)


@pytest.mark.parametrize("layout", ["bars_between", "bar_on_its_own_line", "bar_after_each_cell"])
def test_a_blank_cell_is_missing_and_not_zero(layout: str, tmp_path: Path) -> None:
    blank = {
        "applications.new.natural",
        "applications.outcome.denied.secret.legal.other",
        "disclosure.normative.repealed",
        "disputes.review.upheld",
    }
    left = {k: v for k, v in FULL_2021.values.items() if k not in blank}
    report = Report(FULL_2021.edition, 2021, FULL_2021.unit, left, FULL_2021.prose)
    assert read(text(report, layout), tmp_path).values == left


def test_a_row_of_blanks_is_missing_and_not_zero(tmp_path: Path) -> None:
    left = {k: v for k, v in FULL_2021.values.items() if ".repeated." not in k}
    report = Report(FULL_2021.edition, 2021, FULL_2021.unit, left, FULL_2021.prose)
    assert read(text(report), tmp_path).values == left


def test_a_bare_amount_is_taken_in_the_forms_unit_and_said_so(tmp_path: Path) -> None:
    report = sample(edition_of("2019"), {"disclosure.procurement.amount": 808})
    found = read(swapped(text(report), ("808元", "808")), tmp_path)
    assert found.values == report.values
    assert [note.rule for note in found.notes] == ["IMPORT-UNIT"]


def test_a_printed_total_that_does_not_add_up_is_kept_and_said_so(tmp_path: Path) -> None:
    row = figures(7, "2.重复申请", FULL_2021)
    wrong = row.rsplit(" | ", 1)[0] + " | 9999"
    found = read(
        swapped(text(FULL_2021), (f"2.重复申请 | {row}", f"2.重复申请 | {wrong}")), tmp_path
    )
    assert found.values["applications.outcome.refused.repeated.total"] == 9999
    assert "IMPORT-TOTAL" in [note.rule for note in found.notes]


# ---- refused -------------------------------------------------------------------------------------

REFUSED: dict[str, tuple[Text, str]] = {
    "every_second_equal_line_lost_2019": (
        lambda: without_equal_neighbours(text(ZERO_2019, "cell_a_line")),
        "有单元格丢失",
    ),
    "every_second_equal_line_lost_2021": (
        lambda: without_equal_neighbours(text(ZERO_2021, "cell_a_line_with_blank_lines")),
        "有单元格丢失",
    ),
    "blank_cells_dropped": (
        lambda: swapped(
            text(FULL_2021, "label_and_figures"),
            (
                "2.重复申请 " + figures(7, "2.重复申请", FULL_2021).replace(" | ", " "),
                "2.重复申请 3 3",
            ),
        ),
        "“2.重复申请”一行应有 7 个数，这里只有 2 个",
    ),
    "figures_of_a_row_lost": (
        lambda: swapped(
            text(FULL_2021, "label_and_figures"),
            ("2.重复申请 " + figures(7, "2.重复申请", FULL_2021).replace(" | ", " "), "2.重复申请"),
        ),
        "2.重复申请",
    ),
    "row_lost": (
        lambda: re.sub(r"2\.重复申请.*\n", "", text(FULL_2021)),
        "2.重复申请",
    ),
    "last_row_lost": (
        lambda: re.sub(r"四、结转下年度继续办理.*\n", "", text(FULL_2021)),
        "四、结转下年度继续办理",
    ),
    "one_figure_too_many": (
        lambda: swapped(text(FULL_2021), ("2.重复申请 |", "2.重复申请 | 5 |")),
        "“2.重复申请”一行应有 7 个数，这里有 8 个",
    ),
    "figures_after_the_table": (
        lambda: swapped(text(FULL_2021, "label_and_figures"), ("\n五、存在", " 7\n五、存在")),
        "应有 15 个数，这里有 16 个",
    ),
    "rows_out_of_order": (
        lambda: swapped(
            text(FULL_2021),
            ("2.重复申请", "@"),
            ("3.要求提供公开出版物", "2.重复申请"),
            ("@", "3.要求提供公开出版物"),
        ),
        "重复申请",
    ),
    "columns_out_of_order": (
        lambda: swapped(
            text(FULL_2021), ("商业企业", "@"), ("科研机构", "商业企业"), ("@", "科研机构")
        ),
        "找不到栏目",
    ),
    "columns_shifted": (
        lambda: re.sub(
            r"(?m)^(.*公开申请数量|（[一二].*|\d\..*) \| (\d+)((?: \| \d+){5}) \| (\d+) \|$",
            r"\1 | \4 | \2\3 |",
            text(FULL_2021),
        ),
        "可能错位",
    ),
    "table_lost": (
        lambda: re.sub(
            r"(?s)三、收到.*?四、政府",
            "三、收到和处理政府信息公开申请情况\n四、政府",
            text(FULL_2021),
        ),
        "表格不完整",
    ),
    "part_with_table_lost": (
        lambda: re.sub(r"(?s)三、收到.*?四、政府", "四、政府", text(FULL_2021)),
        "找不到“三、收到和处理政府信息公开申请情况”这一部分",
    ),
    "form_of_another_edition": (
        lambda: swapped(text(FULL_2019), ("2019年政府信息公开", "2022年政府信息公开")),
        "2022 年的报告用的是“2019”版的表",
    ),
    "year_before_the_form": (
        lambda: swapped(text(FULL_2019), ("2019年政府信息公开", "2018年政府信息公开")),
        "2018 年没有适用的格式版本",
    ),
    "no_year": (
        lambda: swapped(text(FULL_2021), ("2021年政府", "政府")),
        "标题中找不到报告年度",
    ),
    "no_report": (
        lambda: "关于开展植树活动的通知\n请各单位踊跃参加。",
        "看不出是政府信息公开工作年度报告",
    ),
    "letters_broken": (
        lambda: (
            text(FULL_2021)
            .replace("规章", "規(guī)章")
            .replace("政府信息公开申请", "政府信息公開申請")
        ),
        "",
    ),
    "digits_glued": (
        lambda: re.sub(r"(?<=\d) (?=\d)", "", text(FULL_2021, "label_and_figures")),
        "应有",
    ),
    "lost_digit": (
        lambda: swapped(
            text(FULL_2021, "label_and_figures"),
            (
                "2.重复申请 " + figures(7, "2.重复申请", FULL_2021).replace(" | ", " "),
                "2.重复申请 "
                + figures(7, "2.重复申请", FULL_2021).replace(" | ", " ").replace(" ", " ?", 1),
            ),
        ),
        "2.重复申请",
    ),
    "one_line_with_lost_cells": (
        lambda: re.sub(r" 0 0 0 0 0 0 0 ", " 0 ", on_one_line(ZERO_2021)),
        "",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_refused_with_the_reason(name: str, tmp_path: Path) -> None:
    source, reason = REFUSED[name]
    with pytest.raises(Refused) as refused:
        read(source(), tmp_path)
    assert reason in str(refused.value)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(30))
@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_line_lost_anywhere_never_makes_a_wrong_figure(
    layout: str, seed: int, tmp_path: Path
) -> None:
    """Whatever line of a table is dropped: refused, or every figure that is read is right."""
    lines = text(FULL_2021, layout).splitlines()
    first = next(i for i, line in enumerate(lines) if line.startswith("二、主动"))
    last = next(i for i, line in enumerate(lines) if line.startswith("五、"))
    index = first + 1 + seed * (last - first - 1) // 30
    source = "\n".join(lines[:index] + lines[index + 1 :])
    try:
        found = read(source, tmp_path)
    except Refused:
        return
    assert dict(found.values).items() <= dict(FULL_2021.values).items()
