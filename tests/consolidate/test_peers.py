"""A figure far from those of like units, and copies of one workbook that came alone."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.support.samples import EDITIONS

from xlreport.consolidation.incoming.decision import Decision, DecisionKind
from xlreport.consolidation.incoming.filing import Filing
from xlreport.consolidation.incoming.marked_copies import _settled
from xlreport.consolidation.incoming.peers import _LEAST_PEERS, _MOST_APART, _outliers
from xlreport.consolidation.incoming.totals import _without
from xlreport.edition import Edition
from xlreport.edition.model import ComparisonTest


@pytest.mark.parametrize("edition", EDITIONS, ids=lambda edition: edition.id)
def test_one_of_many_may_be_in_another_unit_and_half_of_them_are_not(edition: Edition) -> None:
    scale = next(each for each in edition.comparisons if each.test is ComparisonTest.SCALE)
    cell = edition.cells[scale.groups[0][0]]
    times = max(scale.units.values())
    is_large = scale.units[cell.unit] == times
    middle = scale.least * (1 if is_large else times)
    wrong = middle * times if is_large else middle // times

    def found(alike: int, apart: int) -> list[int]:
        values = [middle] * alike + [wrong] * apart
        told = [(Filing(n, Path(f"{n}.xlsx")), value) for n, value in enumerate(values)]
        return [filing.index for filing, _, said in _outliers(scale, cell, told) if said]

    many = 4 * max(_LEAST_PEERS, _MOST_APART)
    few = many // _MOST_APART
    assert found(_LEAST_PEERS, 1) == [_LEAST_PEERS]
    assert found(_LEAST_PEERS - 1, 1) == []
    assert len(found(many - few, few)) == few
    assert found(many - few - 1, few + 1) == []


def test_of_copies_alone_the_first_is_a_version() -> None:
    copies = [Filing(n, Path(f"{n}.xlsx"), fingerprint="x", marked="x") for n in range(3)]
    assert [filing.index for filing in _settled(copies)] == [1, 2]
    others = [Filing(n, Path(f"{n}.xlsx"), fingerprint=f, marked=f) for n, f in enumerate("xy")]
    assert [*_settled(others)] == []


def test_a_total_alone_is_nothing_to_decide() -> None:
    whole, one, other = (Filing(n, Path(f"{n}.xlsx")) for n in range(3))
    three = Decision(DecisionKind.TOTAL, "示例县", "", (whole, one, other), "", "")
    two = _without(three, whole, one)
    assert two is not None
    assert two.files == (whole, other)
    assert _without(two, whole, other) is None
    assert _without(two, one, other) is two
