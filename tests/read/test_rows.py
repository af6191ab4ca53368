"""Values taken all at once are those taken one by one; what follows is worked out once."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from xlreport.reading.rows import Positions, Rows, cached_per_sheet

VALUES = st.none() | st.floats(allow_nan=False) | st.text(max_size=3)
LINES = st.lists(st.lists(VALUES, max_size=5), max_size=5)
RECTANGLES = st.integers(0, 5).flatmap(
    lambda width: st.lists(st.lists(VALUES, min_size=width, max_size=width), max_size=5)
)
PLACES = st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), max_size=8)


@given(lines=LINES | RECTANGLES, places=PLACES)
def test_all_at_once_is_one_by_one(
    lines: list[list[object]], places: list[tuple[int, int]]
) -> None:
    rows = Rows(lines)
    found = rows.at_all(Positions(places))
    assert [None if value == "" else value for value in found] == [rows.at(*at) for at in places]


def test_beyond_the_used_area_is_nothing() -> None:
    rows = Rows([["a", 1.0], ["", None]])
    assert [rows.at(*at) for at in ((0, 0), (0, 1), (1, 0), (0, 2), (2, 0), (-1, 0))] == [
        "a", 1.0, None, None, None, None,
    ]  # fmt: skip


def test_it_is_worked_out_once_for_the_same_rows_and_anew_for_equal_ones() -> None:
    calls: list[tuple[object, int]] = []

    @cached_per_sheet
    def width(rows: Rows, more: int) -> int:
        calls.append((rows, more))
        return len(rows[0]) + more

    rows, equal = Rows([["a", "b"]]), Rows([["a", "b"]])
    assert [width(rows, 1), width(rows, 1), width(rows, 2), width(equal, 1)] == [3, 3, 4, 3]
    assert calls == [(rows, 1), (rows, 2), (equal, 1)]
    assert rows != equal
