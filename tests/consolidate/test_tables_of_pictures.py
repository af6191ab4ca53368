"""How much room a picture of 概览 takes beside its figures."""

from __future__ import annotations

import pytest

from xlreport.consolidation.book.overview import Table


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
