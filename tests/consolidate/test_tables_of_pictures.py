"""How much room a picture of 概览 takes beside its figures."""

from __future__ import annotations

from unittest.mock import MagicMock

import pytest

from xlreport.consolidation.book.completeness import Share
from xlreport.consolidation.book.next_steps import Step
from xlreport.consolidation.book.overview import Table, _completeness, _draw_steps, _draw_tables
from xlreport.edition import Place


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
