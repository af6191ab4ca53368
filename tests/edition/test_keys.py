"""One pattern language for keys, and one for the letters of columns."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xlreport.addresses import column_letters, column_number
from xlreport.edition import load_edition
from xlreport.edition.keys import matching

KEYS = ("a.x", "a.b.x", "a.b.c.x", "a.b.y", "b.x", "ab.x")


@pytest.mark.parametrize(
    ("pattern", "found"),
    [
        ("a.x", ["a.x"]),
        ("a.z", []),
        ("a.*", ["a.x", "a.b.x", "a.b.c.x", "a.b.y"]),
        ("a.*.x", ["a.b.x", "a.b.c.x"]),
        ("*.x", ["a.x", "a.b.x", "a.b.c.x", "b.x", "ab.x"]),
        ("a*", []),
        ("*", list(KEYS)),
    ],
)
def test_a_star_is_one_part_or_several(pattern: str, found: list[str]) -> None:
    assert list(matching(pattern, KEYS)) == found


def test_a_law_a_text_check_and_a_comparison_mean_the_same() -> None:
    """What one of them adds up under a heading is what the others find there."""
    edition = load_edition("2019")
    pattern = "applications.outcome.denied.*.total"
    keys = matching(pattern, edition.cells)
    assert len(keys) == 8
    (law,) = (rule for rule in edition.rules if rule.id == "T3-SUM")
    summed = [term.key for term in law.clauses[-1].right.terms]
    assert [key for key in summed if ".denied." in key] == list(keys)
    told = [claim for rule in edition.prose_rules for claim in rule.told]
    assert keys in [tuple(term.key for term in each.terms) for c in told for each in c.sums]
    assert keys in [group for comparison in edition.comparisons for group in comparison.groups] + [
        keys for picture in edition.pictures for _, keys in picture.bars
    ]


@given(st.integers(0, 16_383))
def test_letters_of_columns_are_read_back(column: int) -> None:
    assert column_number(column_letters(column).encode()) == column


def test_the_first_and_the_last_column() -> None:
    assert [column_letters(n) for n in (0, 25, 26, 16_383)] == ["A", "Z", "AA", "XFD"]
