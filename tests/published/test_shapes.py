"""Shapes in which offices publish their reports, each reduced to the one thing that is odd.

Year and unit from where they are stated, parts and pieces under other titles, tables broken by
the page: everything is read right, said to be in doubt, or refused with what to do.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

import pytest
from tests.published.changed import FULL_2019, FULL_2021, read, swapped, text
from tests.published.layouts import LAYOUTS, written
from tests.published.reports import edition_of, sample

from xlreport.edition import Severity
from xlreport.edition.grid import Box, BoxKind, Grid
from xlreport.publish.printed import Printed, printed
from xlreport.reading import Refused
from xlreport.reading.published import import_report
from xlreport.report import Report

TITLE = "示例县示例局2021年政府信息公开工作年度报告"
PERIOD = "数据统计期限自2021年1月1日起至2021年12月31日止。"


def titled(*lines: str) -> str:
    return swapped(text(FULL_2021), (TITLE, "\n".join(lines)))


def doubts(report: Report) -> list[str]:
    return [note.rule for note in report.notes if note.severity is not Severity.NOTE]


# ---- year and unit -------------------------------------------------------------------------------

SURE = {
    "date_below": ("2021年度政府信息公开工作年度报告", "示例市审计局", "2022年1月12日"),
    "date_below_in_numerals": (
        "2021年度政府信息公开工作年度报告",
        "示例市审计局",
        "二〇二二年一月十二日",
    ),
    "date_with_strokes": ("2021年政府信息公开工作年度报告", "示例市审计局", "2022-01-12"),
    "unit_above": ("示例市审计局", "2021年政府信息公开工作年度报告", "（2022年1月12日）"),
    "year_late": ("示例市审计局政府信息公开工作2021年度报告",),
    "year_in_brackets": ("示例市审计局政府信息公开工作年度报告（2021年）",),
    "year_in_brackets_below": ("示例市审计局政府信息公开工作年度报告", "（2021年度）"),
    "year_first": ("2021年示例市审计局政府信息公开工作年度报告",),
    "year_in_numerals": ("示例市审计局二〇二一年政府信息公开工作年度报告",),
    "without_the_word_year": ("示例市审计局2021政府信息公开工作年度报告",),
    "short_word": ("示例市审计局2021年政府信息公开年报",),
    "with_another_matter": ("示例市审计局2021年法治政府建设暨政府信息公开工作年度报告",),
    "about": ("示例市审计局关于2021年度政府信息公开工作年度报告",),
    "about_what_was_done": ("示例市审计局关于2021年度政府信息公开情况的报告",),
    "preface_names_the_period": (
        "示例市审计局2021年政府信息公开工作年度报告",
        "日期:2022-01-29",
        "示例市审计局政府信息公开工作年度报告",
        f"现将2021年度政府信息公开工作报告公布如下(本报告所列{PERIOD[:-1]}):",
    ),
    "all_on_one_line": (
        "首页 政务公开 示例市审计局2021年政府信息公开工作年度报告 发布日期：2022-01-10 来源：某局",
    ),
    "path_of_the_page": ("首页 > 公开年报 > 示例市审计局2021年政府信息公开年度报告",),
    "other_years_listed": (
        "2019年政府信息公开工作年度报告",
        "2020年政府信息公开工作年度报告",
        "示例市审计局2021年政府信息公开工作年度报告",
        PERIOD,
    ),
}


@pytest.mark.parametrize("name", SURE)
def test_year_and_unit_are_taken_from_the_title(name: str, tmp_path: Path) -> None:
    found = read(titled(*SURE[name]), tmp_path)
    assert (found.year, found.unit.name) == (2021, "示例市审计局")
    assert found.values == FULL_2021.values
    assert doubts(found) == []


IN_DOUBT = {
    "period": ("示例市审计局政府信息公开工作年度报告", "2022年1月12日", PERIOD),
    "period_from_to": (
        "示例市审计局政府信息公开工作年度报告",
        "统计期限从2021年1月1日到12月31止。",
    ),
    "period_that_lost_letters": (
        "示例市审计局政府信息公开工作年度报告",
        "本报告所列数据的统计期限自20211月1日起至202112月31日止",
    ),
    "preface": (f"特编制{TITLE}。".replace("示例县示例局", "示例市审计局"),),
    "preface_with_quotes": ("根据要求，编制《示例市审计局2021年政府信息公开工作年度报告》。",),
    "preface_in_the_first_person": (
        "示例市审计局政府信息公开工作年度报告",
        "现将我局2021年政府信息公开工作年度报告公布如下。",
    ),
    "made_by": ("本报告由示例市审计局根据有关规定编制。", PERIOD),
    "made_by_after_the_grounds": (
        "本年度报告是根据《中华人民共和国政府信息公开条例》要求，由示例市审计局编制。",
        PERIOD,
    ),
    "maker_before_the_verb": ("根据要求，示例市审计局编制2021年政府信息公开年度报告。",),
    "maker_before_the_quotes": (
        "根据条例要求，示例市审计局现向社会公开《2021年政府信息公开工作年度报告》。",
    ),
    "work_that_is_told_of": (f"本报告涵盖了2021年示例市审计局政府信息公开工作，{PERIOD}",),
    "preface_without_the_words_of_the_title": (
        "示例市审计局政府信息公开工作年度报告",
        "现将2021年度政务信息公开情况公布如下：",
    ),
    "title_and_period_differ": (
        "示例市审计局2021年政府信息公开工作年度报告",
        "数据统计期限自2020年1月1日起至2020年12月31日止。",
    ),
    "dated_too_early": ("示例市审计局2021年政府信息公开工作年度报告", "发布日期：2021-01-12"),
}


@pytest.mark.parametrize("name", IN_DOUBT)
def test_what_is_not_in_the_title_is_in_doubt(name: str, tmp_path: Path) -> None:
    found = read(titled(*IN_DOUBT[name]), tmp_path)
    assert (found.year, found.unit.name) == (2021, "示例市审计局")
    assert "IMPORT-YEAR" in doubts(found)


def test_a_government_whose_name_runs_into_the_title_is_named_whole(tmp_path: Path) -> None:
    found = read(titled("现将2021年示例镇人民政府信息公开工作年度报告予以公布。"), tmp_path)
    assert (found.year, found.unit.name) == (2021, "示例镇人民政府")


def test_who_answers_questions_is_a_hint_and_no_name(tmp_path: Path) -> None:
    found = read(titled(PERIOD, "如有疑问，请与示例市审计局办公室联系（电话：0000）。"), tmp_path)
    assert found.unit.name == ""
    assert any("联系单位是“示例市审计局办公室”" in note.found for note in found.notes)


@pytest.mark.parametrize("date", ["2021年1月12日", "日期：2021-01-12", "二〇二一年一月十二日"])
def test_a_date_is_no_year(date: str, tmp_path: Path) -> None:
    with pytest.raises(Refused, match="--year"):
        read(titled("示例市审计局政府信息公开工作年度报告", date), tmp_path)


def test_the_title_of_a_page_is_the_last_resort_and_in_doubt(tmp_path: Path) -> None:
    body = "".join(f"<p>{line}</p>" for line in titled("最新公开").splitlines())
    head = "<title>示例市审计局2021年政府信息公开工作年度报告_示例市人民政府</title>"
    path = tmp_path / "content_123"
    path.write_text(f"<html><head>{head}</head><body>{body}</body></html>", encoding="utf-8")
    found = import_report(path).report
    assert (found.year, found.unit.name) == (2021, "示例市审计局")
    assert doubts(found) == ["IMPORT-YEAR", "IMPORT-NAME"]


# ---- parts and pieces ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("official", "found"),
    [
        ("一、总体情况", "一、总体概述"),
        ("一、总体情况", "一、工作基本情况"),
        ("一、总体情况", "一、基本情况"),
        ("一、总体情况", "一、2021年政务公开总体情况"),
        ("一、总体情况", "第一部分 总体情况"),
        ("一、总体情况", "• 一、总体情况"),
        ("四、政府信息公开行政复议、行政诉讼情况", "四、行政复议、行政诉讼情况"),
        ("六、其他需要报告的事项", "六、其他事项"),
        ("六、其他需要报告的事项", "六、需要说明的其他情况"),
        ("六、其他需要报告的事项\n", "六、其他需要报告的事项："),
    ],
)
def test_a_part_under_another_title_is_a_part(official: str, found: str, tmp_path: Path) -> None:
    report = read(swapped(text(FULL_2021), (official, found)), tmp_path)
    assert report.values == FULL_2021.values
    assert report.prose == FULL_2021.prose


def test_of_seven_parts_the_one_of_no_form_is_set_aside_and_said_so(tmp_path: Path) -> None:
    source = swapped(
        text(FULL_2021),
        ("六、其他需要报告的事项", "六、明年打算\n收到申请9999件。\n七、其他需要报告的事项"),
    )
    path = tmp_path / "a.txt"
    path.write_text(source, encoding="utf-8")
    found = import_report(path)
    assert found.report.prose == FULL_2021.prose
    assert "IMPORT-PART" in doubts(found.report)
    assert any("9999件" in origin.text for origin in found.aside)


def test_parts_whose_numbers_are_moved_by_one_are_found(tmp_path: Path) -> None:
    source = text(FULL_2021)
    for old, new in zip("六五四三二一", "七六五四三二", strict=True):
        heading = next(s.heading for s in edition_of("2021").sections if s.number == old)
        source = swapped(source, (heading, new + heading[1:]))
    source = swapped(source, ("二、总体情况", "一、概述\n为做好这项工作。\n二、总体情况"))
    assert read(source, tmp_path).prose == FULL_2021.prose


PIECES = {
    "on_the_same_line": [
        ("（一）主动公开\n　　", "（一）政府信息主动公开情况。"),
        ("（五）监督保障\n　　", "（五）监督管理："),
    ],
    "without_their_brackets": [
        ("（一）主动公开", "一）主动公开情况"),
        ("（三）政府信息管理", "三）政府信息管理情况"),
        ("（四）政府信息公开平台建设\n　　", "）政府信息平台建设。"),
        ("（五）监督保障", "（五监督保障"),
    ],
    "in_one_paragraph": [
        ("（一）主动公开\n　　", "（一）主动公开。"),
        ("\n（二）依申请公开\n　　", "（二）依申请公开。"),
        ("\n（三）政府信息管理\n　　", "（三）政府信息管理情况："),
        ("\n（四）政府信息公开平台建设\n　　", "（四）平台建设。"),
    ],
    "counted_in_words": [
        ("（一）主动公开\n　　", "一是做好主动公开。"),
        ("（二）依申请公开\n　　", "二是做好依申请公开。"),
        ("（三）政府信息管理\n　　", "三是加强政府信息管理。"),
        ("（四）政府信息公开平台建设\n　　", "四是平台建设情况："),
        ("（五）监督保障\n　　", "五是监督保障。"),
    ],
    "without_numbers": [("（二）依申请公开\n", "依申请公开情况\n")],
}


@pytest.mark.parametrize("name", PIECES)
def test_the_pieces_of_the_first_part_are_told_apart(name: str, tmp_path: Path) -> None:
    found = read(swapped(text(FULL_2021), *PIECES[name]), tmp_path)
    assert found.prose == FULL_2021.prose
    assert found.notes == ()


def test_what_a_piece_counts_in_words_is_no_title(tmp_path: Path) -> None:
    counted = "一是规范主动公开。\n二是加强监督保障。\n"
    source = swapped(text(FULL_2021), ("（二）依申请公开\n", f"（二）依申请公开\n{counted}"))
    piece = "overview.on_request"
    expected = {**FULL_2021.prose, piece: counted + FULL_2021.prose[piece]}
    assert read(source, tmp_path).prose == expected


def test_a_name_that_is_no_offices_is_in_doubt(tmp_path: Path) -> None:
    found = read(titled("2021年示例局法治建设暨政府信息公开工作年度报告"), tmp_path)
    assert "IMPORT-NAME" in doubts(found)


@pytest.mark.parametrize(
    "head",
    ["二、主动公开政府信息情况\n", "三、收到和处理政府信息公开申请情况\n"],
)
def test_sentences_before_and_after_tables_are_kept_and_compared(head: str, tmp_path: Path) -> None:
    sentences = (
        "全年收到政府信息公开申请9999件。",
        "2021年行政处罚处理决定数量7777件，无其他情况。",
    )
    source = swapped(
        text(FULL_2021),
        (head, f"{head}{sentences[0]}\n"),
        ("五、存在的主要问题", f"{sentences[1]}\n五、存在的主要问题"),
    )
    found = read(source, tmp_path)
    assert found.values == FULL_2021.values
    assert all(sentence in found.prose["overview.lead"] for sentence in sentences)
    at = source.splitlines().index(sentences[0]) + 1
    assert f"第{at}行" in found.origins["overview.lead"]


def test_a_sentence_that_claims_nothing_is_set_aside(tmp_path: Path) -> None:
    head = "二、主动公开政府信息情况\n"
    source = swapped(text(FULL_2021), (head, f"{head}该部分以表格形式报告。\n"))
    path = tmp_path / "a.txt"
    path.write_text(source, encoding="utf-8")
    found = import_report(path)
    assert found.report.prose == FULL_2021.prose
    assert [origin.text for origin in found.aside] == ["该部分以表格形式报告。"]


# ---- tables --------------------------------------------------------------------------------------

NINE = sample(edition_of("2019"), {"disclosure.procurement.amount": 521500})
CHANGED = sample(
    edition_of("2019"), {"disclosure.penalty.change": -4, "disclosure.licence.change": 3}
)


def _row_of(report: Report, name: str) -> str:
    return next(line for line in text(report).splitlines() if line.startswith(f"{name} |"))


def _with_change(report: Report, name: str, old: str, new: str) -> tuple[str, str]:
    row = _row_of(report, name)
    assert f"| {old} |" in row
    return row, row.replace(f"| {old} |", f"| {new} |", 1)


TABLES: dict[str, tuple[Report, Callable[[], str]]] = {
    "twin_heads_in_cells": (
        FULL_2019,
        lambda: swapped(
            text(FULL_2019, "bar_after_each_cell"),
            ("本年新制作数量", "本年新"),
            ("本年新公开数量", "本年新"),
        ),
    ),
    "all_heads_cut": (
        FULL_2019,
        lambda: swapped(
            text(FULL_2019, "cell_a_line"),
            ("本年新制作数量", "本年新"),
            ("本年新公开数量", "本年新"),
            ("对外公开总数量", "对外公开"),
        ),
    ),
    "year_in_heads": (
        FULL_2021,
        lambda: swapped(
            text(FULL_2021),
            ("本年制发件数", "本年(2021)制发件数"),
            ("本年废止件数", "本年（2021年）废止件数"),
        ),
    ),
    "heads_over_two_rows": (
        FULL_2021,
        lambda: swapped(
            text(FULL_2021),
            (
                "商业企业 | 科研机构 | 社会公益组织 | 法律服务机构 | 其他 |",
                "商业 | 科研 | 社会公益 | 法律服务 | 其他 |\n企业 | 机构 | 组织 | 机构 | |",
            ),
        ),
    ),
    "amount_with_a_blank": (
        NINE,
        lambda: swapped(text(NINE), ("521500元", "52.15 万元")),
    ),
    "amount_with_a_blank_in_words": (
        NINE,
        lambda: swapped(text(NINE, "label_and_figures"), ("521500元", "52.15 万元")),
    ),
    "amount_with_a_short_unit": (NINE, lambda: swapped(text(NINE), ("521500元", "52.15万"))),
    "changes_in_words": (
        CHANGED,
        lambda: swapped(
            text(CHANGED),
            _with_change(CHANGED, "行政处罚", "-4", "减4"),
            _with_change(CHANGED, "行政许可", "3", "增3"),
        ),
    ),
}


@pytest.mark.parametrize("name", TABLES)
def test_a_table_is_read_right(name: str, tmp_path: Path) -> None:
    report, source = TABLES[name]
    found = read(source(), tmp_path)
    assert found.values == report.values
    assert not found.unreadable


def bar_before_each_row(rows: list[list[str]]) -> list[str]:
    lines: list[str] = []
    for row in rows:
        lines += ["|", *(f"{cell} |" if cell else "|" for cell in row)]
        lines[-1] += "||"
    return lines


def test_rows_that_begin_with_a_bar_are_read(tmp_path: Path) -> None:
    left = {k: v for k, v in FULL_2021.values.items() if ".repeated." not in k or "total" in k}
    report = Report(FULL_2021.edition, 2021, FULL_2021.unit, left, FULL_2021.prose)
    assert read(written(report, bar_before_each_row), tmp_path).values == left


def bars_at_the_end(page: Printed, grid: Grid) -> Iterator[str]:
    """A cell a line, blank ones as a bar; what is left of merged cells as a line of bars."""
    for row in range(grid.rows):
        here = [page.text(box) for box in _boxes(grid, row)]
        yield from (f"{text} |" if text else "|" for text in here)
        if len(here) < grid.columns:
            yield "|" * (grid.columns - len(here))


def bars_for_heads_above(page: Printed, grid: Grid) -> Iterator[str]:
    """A row a line, with a bar in front for each head that reaches down from above."""
    for row in range(grid.rows):
        heads = (b for b in grid.boxes if b.kind is BoxKind.ROW_HEAD)
        above = sum(b.row < row < b.row + b.height for b in heads)
        cells = (f"{page.text(b)} |" if page.text(b) else "|" for b in _boxes(grid, row))
        yield "| " * above + " ".join(cells)


def bars_after_the_last_cell(page: Printed, grid: Grid) -> Iterator[str]:
    """A row a line; what is left of merged cells as bars at its end."""
    for row in range(grid.rows):
        here = [page.text(box) for box in _boxes(grid, row)]
        yield " | ".join(here) + " |" + "|" * (grid.columns - len(here))


def bars_after_merged_cells(page: Printed, grid: Grid) -> Iterator[str]:
    """A row a line; what is left of a merged cell as bars right after it."""
    for row in range(grid.rows):
        yield "|" + "".join(page.text(b) + "|" * b.width for b in _boxes(grid, row))


LAID_OUT = (
    bars_at_the_end,
    bars_for_heads_above,
    bars_after_the_last_cell,
    bars_after_merged_cells,
)


def _boxes(grid: Grid, row: int) -> list[Box]:
    return sorted((box for box in grid.boxes if box.row == row), key=lambda box: box.column)


BLANKS: dict[str, Callable[[str], bool]] = {
    "none": lambda _: False,
    "all_but_the_totals": lambda key: key.startswith("appl") and not key.endswith(".total"),
    "all_but_totals_and_people": lambda key: (
        key.startswith("appl") and not key.endswith((".total", ".natural"))
    ),
    "whole_rows": lambda key: ".denied." in key or ".regulations." in key,
    "last_cells": lambda key: key.endswith((".total", "in_force", "in_public")),
}


@pytest.mark.parametrize("blank", BLANKS)
@pytest.mark.parametrize("layout", LAID_OUT)
@pytest.mark.parametrize("report", [FULL_2019, FULL_2021], ids=["2019", "2021"])
def test_blank_cells_keep_their_places(
    report: Report,
    layout: Callable[[Printed, Grid], Iterator[str]],
    blank: str,
    tmp_path: Path,
) -> None:
    left = {k: v for k, v in report.values.items() if not BLANKS[blank](k)}
    lines = laid_out(Report(report.edition, report.year, report.unit, left, report.prose), layout)
    assert read("\n".join(lines), tmp_path).values == left


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("layout", LAID_OUT)
def test_a_cell_lost_beside_blank_cells_never_makes_a_wrong_figure(
    layout: Callable[[Printed, Grid], Iterator[str]], seed: int, tmp_path: Path
) -> None:
    """The bars of merged cells do not stand in for a cell that was lost."""
    chance = Random(seed)
    left = {k: v for k, v in FULL_2021.values.items() if not BLANKS["all_but_totals_and_people"](k)}
    report = Report(FULL_2021.edition, 2021, FULL_2021.unit, left, FULL_2021.prose)
    lines = laid_out(report, layout)
    first = next(i for i, line in enumerate(lines) if line.startswith("三、收到"))
    last = next(i for i, line in enumerate(lines) if line.startswith("五、"))
    at = chance.randrange(first + 5, last)
    cells = lines[at].split("|")
    if len(cells) > 2:
        del cells[chance.randrange(len(cells) - 1)]
        lines[at] = "|".join(cells)
    else:
        del lines[at]
    try:
        found = read("\n".join(lines), tmp_path)
    except Refused:
        return
    assert dict(found.values).items() <= left.items()


def laid_out(report: Report, layout: Callable[[Printed, Grid], Iterator[str]]) -> list[str]:
    page = printed(report)
    lines = [page.title]
    for part in page.parts:
        lines += [part.heading, *(paragraph.text for paragraph in part.paragraphs)]
        lines += layout(page, part.grid) if part.grid is not None else ()
    return lines


def test_heads_broken_in_the_middle_all_along_the_row_are_put_together(tmp_path: Path) -> None:
    """So does the text of a PDF have the heads of the fourth table."""
    four = ("结果维持", "结果纠正", "其他结果", "尚未审结")
    tops, ends = " ".join(h[:2] for h in four) + " 总", " ".join(h[2:] for h in four) + " 计"
    broken = (
        f"行政复议 行政诉讼\n未经复议直接起诉 复议后起诉\n{tops}\n{ends} {tops} {tops}\n"
        f"{ends} {ends}\n"
    )
    source = text(FULL_2021, "label_and_figures")
    start = source.index("行政复议 行政诉讼")
    figures = source.index("\n五、", start)
    row = source.rindex("\n", 0, figures)
    found = read(source[:start] + broken + source[row + 1 :], tmp_path)
    assert found.values == FULL_2021.values


@pytest.mark.parametrize(
    ("key", "name", "slip"),
    [
        ("outcome.partial.", "只计这一情形", "只计这一情况"),
        ("unavailable.not_held.", "1.本机关不掌握", "1.本机关未掌握"),
        ("refused.reissue.", "或重新出具", "或者重新出具"),
    ],
)
def test_a_label_with_a_slip_beside_blank_cells_is_its_row(
    key: str, name: str, slip: str, tmp_path: Path
) -> None:
    left = {k: v for k, v in FULL_2021.values.items() if key not in k}
    report = Report(FULL_2021.edition, 2021, FULL_2021.unit, left, FULL_2021.prose)
    found = read(swapped(text(report), (name, slip)), tmp_path)
    assert found.values == left
    assert "IMPORT-LABEL" in [note.rule for note in found.notes]


@pytest.mark.parametrize("word", ["不涉及", "暂无", "没有", "无"])
def test_a_word_for_nothing_is_kept_and_is_no_zero(word: str, tmp_path: Path) -> None:
    row = _row_of(FULL_2021, "行政强制")
    figure = row.split(" | ")[1].removesuffix(" |")
    found = read(swapped(text(FULL_2021), (row, row.replace(figure, word))), tmp_path)
    assert found.unreadable == {"disclosure.coercion.decisions": word}


def test_where_blanks_stand_is_told_by_the_other_rows_or_asked_for(tmp_path: Path) -> None:
    """The row's last figure is its total only if the bars at its end are those of merged cells."""
    source = "\n".join(
        line + "||" if line.startswith(("（", "1.", "2.", "3.", "一、本", "二、上")) else line
        for line in text(FULL_2021).splitlines()
    )
    row = next(line for line in source.splitlines() if line.startswith("2.重复申请 |"))
    total = row.removesuffix("|||").split(" | ")[-1].strip(" |")
    blank = f"2.重复申请 |  |  |  |  |  |  | {total} |||"
    left = {
        k: v for k, v in FULL_2021.values.items() if ".repeated." not in k or k.endswith(".total")
    }
    assert read(swapped(source, (row, blank)), tmp_path).values == left
    for other in source.splitlines():
        if other.endswith(" |||") and other != row:
            source = source.replace(other, other.removesuffix("||"))
    with pytest.raises(Refused, match=r"看不出|无法确定"):
        read(swapped(source, (row, blank)), tmp_path)


def test_traditional_characters_are_named(tmp_path: Path) -> None:
    pairs = str.maketrans(
        "开报与关总数请项条处结业务机构决规发废现", "開報與關總數請項條處結業務機構決規發廢現"
    )
    with pytest.raises(Refused, match="繁体字"):
        read(text(FULL_2021).translate(pairs), tmp_path)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_no_layout_depends_on_the_suffix(layout: str, tmp_path: Path) -> None:
    path = tmp_path / "公开.aspx"
    path.write_text(written(FULL_2021, LAYOUTS[layout]), encoding="utf-8")
    assert import_report(path).report.values == FULL_2021.values
