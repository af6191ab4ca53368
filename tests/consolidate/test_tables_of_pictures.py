"""How much room a picture of 概览 takes beside its figures."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import Any
from unittest.mock import MagicMock

import pytest
from benchmarks.filled import report_of

from xlreport.consolidation.book.completeness import Share
from xlreport.consolidation.book.next_steps import Step
from xlreport.consolidation.book.overview import (
    Table,
    _completeness,
    _draw_steps,
    _draw_tables,
    _parts,
    _units,
    _years,
)
from xlreport.edition import Place
from xlreport.edition.model import PictureKind
from xlreport.report import Unit


def table(rows: int, label: str = "示例镇", rest: int = 0) -> Table:
    more = tuple((f"{label}{number}", (1.0,)) for number in range(rest))
    return Table("标题", ("件数",), tuple((f"{label}{n}", (1.0,)) for n in range(rows)), rest=more)


@pytest.mark.parametrize(
    ("rows", "rest", "height", "pixels", "printed"),
    [(2, 0, 16, 3 * 24 + 13 * 20, 320), (20, 0, 31, 21 * 24 + 10 * 20, 620), (2, 30, 33, 792, 792)],
)
def test_a_picture_is_as_high_as_its_bars_or_its_figures(
    rows: int, rest: int, height: int, pixels: int, printed: int
) -> None:
    """A bar takes 1.4 rows, and none is lower than 16 rows; a row with a text is 24 pixels high."""
    each = table(rows, rest=rest)
    assert (each.height, each.rows_pixels, each.printed_pixels) == (height, pixels, printed)


def test_long_names_take_two_lines() -> None:
    each = table(3, "示例自治县人民政府政务服务和数据管理局办公室")
    assert each.texts[0] == "标题"
    assert each.height == 16
    assert each.rows_pixels > 16 * 20 == each.printed_pixels


def test_the_open_points_and_the_pictures_stand_below_each_other() -> None:
    """With two rows between them; what would be cut by the end of a page begins the next one."""
    sheet, canvas = MagicMock(hlink_count=0), MagicMock()
    place = Place("校验", 0, 0)
    assert _draw_steps(canvas, sheet, []) == 6
    text = "没有要办的：应报的都已报送，没有要说明的问题。"
    assert sheet.write_string.call_args.args[:3] == (4, 0, text)
    assert _draw_steps(canvas, sheet, [Step("催报", place), Step("审核", place)]) == 7
    texts = [call.args[:3] for call in sheet.write_string.call_args_list]
    assert texts[-2:] == [(4, 0, "1. 催报"), (5, 0, "2. 审核")]
    nothing = Table("空", ("件数",), ())
    _draw_tables(canvas, sheet, [table(2), nothing, table(2), table(20)], 7)
    tops = [call.args[:2] for call in sheet.insert_chart.call_args_list]
    assert tops == [(7, 4), (25, 4), (43, 4)]
    sheet.set_h_pagebreaks.assert_called_once_with([25, 43])
    figures = [call.args[:3] for call in sheet.write_number.call_args_list]
    assert figures[:3] == [(8, 1, 1.0), (9, 1, 1.0), (26, 1, 1.0)]
    series = canvas.book.add_chart.return_value.add_series.call_args_list[0].args[0]
    assert series["categories"] == ["概览", 8, 0, 9, 0]
    assert series["values"] == ["概览", 8, 1, 9, 1]


def test_groups_that_lack_most_are_shown() -> None:
    """The whole first; who is contained in a total is a series of its own, if anybody is."""
    whole = Share("全部", expected=9, filed=5, late=1)
    groups = [Share(f"第{number}组", expected=9, filed=number, late=0) for number in range(3)]
    shown = _completeness([whole, *reversed(groups)])
    assert [label for label, _ in shown.rows] == ["全部", "第0组", "第1组", "第2组"]
    assert shown.rows[0][1] == (4, 1, 4)
    assert shown.series == ("按时报送", "迟报", "未报")
    many = [whole, *(Share(f"第{number}组", 9, 8, 0) for number in range(13))]
    assert len(_completeness(many).rows) == 12
    contained = _completeness([replace(whole, unlisted=2), *groups[:1]])
    assert contained.rows == (("全部", (4, 1, 2, 2)), ("第0组", (0, 0, 0, 9)))
    assert contained.series == ("按时报送", "迟报", "由合计包含", "未报")
    assert len(set(contained.colours)) == 4


def test_units_with_most_are_shown_and_the_others_together() -> None:
    report = report_of(Unit("示例市"), 1)
    edition = report.edition
    picture = next(each for each in edition.pictures if each.kind is PictureKind.UNITS)

    def roll_up(*figures: int | None) -> Any:
        parts = [
            SimpleNamespace(unit=Unit(f"{n}镇"), vector=SimpleNamespace(value=lambda _, n=n: n))
            for n in figures
        ]
        return SimpleNamespace(report=report, parts=parts)

    shown = _units(picture, roll_up(0, None, *range(1, 18)))
    assert shown.rows == tuple((f"{n}镇", (float(n),)) for n in range(17, 2, -1))
    assert shown.rest == (("其余 2 家合计", (3.0,)),)
    assert shown.series == (edition.cells[picture.bars[0][1][0]].unit,)
    assert _units(picture, roll_up(*range(1, 16))).rest == ()
    assert _units(replace(picture, bars=()), roll_up()).series == ("",)


def test_what_is_missing_or_not_comparable_is_said() -> None:
    report = report_of(Unit("示例市"), 1)
    pictures = {each.kind: each for each in report.edition.pictures}
    label, keys = pictures[PictureKind.PARTS].bars[0]
    lacking = replace(report, values={k: v for k, v in report.values.items() if k != keys[0]})
    (first, figures), *others = _parts(pictures[PictureKind.PARTS], lacking).rows
    assert (first, figures) == (label, ("缺",))
    assert all(isinstance(figure, float) for _, (figure,) in others)
    years = pictures[PictureKind.YEARS]
    same = SimpleNamespace(pairs=[0], of=3, sums=lambda _, keys: None if len(keys) == 1 else (1, 2))
    table = _years(replace(years, bars=(("甲", keys[:1]), ("乙", ("x", "y")))), report, same)  # type: ignore[arg-type]
    assert table.rows == (("甲", ("不可比", float(report.values[keys[0]]))), ("乙", (1.0, 2.0)))
    assert table.series == ("2019 年", "2020 年")
    assert table.title == f"{years.title}（两年都有的 1 份，共 3 份）"
    assert (table.chart, len(table.colours)) == ("column", 2)
