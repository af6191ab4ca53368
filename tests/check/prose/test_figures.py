"""Numbers as texts write them."""

from __future__ import annotations

import pytest
from cn2an import an2cn
from hypothesis import given
from hypothesis import strategies as st

from xlreport.checking.prose.figures import Figure, find_figures, narrow, read_number
from xlreport.edition import load_edition

WORDS = load_edition("2021").vocabulary


def figures_in(text: str) -> list[Figure]:
    return list(find_figures(narrow(text), WORDS))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12件", 12),
        ("１２件", 12),
        ("1,234件", 1234),
        ("１，２３４件", 1234),
        ("十二件", 12),
        ("两件", 2),
        ("两百零五件", 205),
        ("一千二百件", 1200),
        ("〇件", 0),
        ("零件", 0),
        ("0件", 0),
    ],
)
def test_counts_are_read(text: str, value: int) -> None:
    assert [figure.value for figure in figures_in(text)] == [value]


@given(st.integers(0, 99_999_999))
def test_every_way_of_writing_a_count_gives_the_count(count: int) -> None:
    wide = str(count).translate(str.maketrans("0123456789", "０１２３４５６７８９"))
    for written in (str(count), f"{count:,}", wide, an2cn(str(count), "low")):
        assert [figure.value for figure in figures_in(f"共收到{written}件。")] == [count], written


@pytest.mark.parametrize("text", ["约60件", "60余件", "60多件", "近60件", "60件以上", "60件左右"])
def test_round_figures_are_marked(text: str) -> None:
    assert [figure.approximate for figure in figures_in(text)] == [True]


@pytest.mark.parametrize("text", ["第二十条", "12345热线", "2023年", "三类内部事务", "共收到申请"])
def test_other_numbers_are_no_figures(text: str) -> None:
    assert figures_in(text) == []


def test_a_list_of_figures_is_not_one_number() -> None:
    assert [figure.value for figure in figures_in("1件，234条")] == [1, 234]


def test_decimals_are_counted_as_printed() -> None:
    assert [figure.decimals for figure in figures_in("占9.26%，收12.50万元，占8%")] == [2, 2, 0]


def test_what_is_no_number_has_no_value() -> None:
    assert read_number("百千万") is None
