"""Single steps of a roll-up: peers, copies, decisions, advice, folders, and what must be listed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from random import Random

import pytest
from tests.support.samples import EDITIONS, valid_report

from xlreport.consolidation.figures import vector_of
from xlreport.consolidation.incoming.compared import _LEAST_PEERS, _MOST_APART, _outliers
from xlreport.consolidation.incoming.decision import Decision, DecisionKind
from xlreport.consolidation.incoming.filing import Filing
from xlreport.consolidation.incoming.totals import _without
from xlreport.consolidation.incoming.versions import _settled
from xlreport.consolidation.incoming.whereabouts import Folders
from xlreport.consolidation.sums.conservation import _files
from xlreport.consolidation.sums.same_units import SameUnits
from xlreport.consolidation.years.last_year import LastYearDoubt, advice_on
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


@pytest.mark.parametrize("doubt", LastYearDoubt)
def test_every_doubt_about_last_year_comes_with_what_to_do(doubt: LastYearDoubt) -> None:
    told = advice_on(doubt, "重新汇总")
    assert "再重新汇总" in told
    assert told.startswith("请")
    if "上年数据" in told:
        assert advice_on(doubt, "重新汇总", "写在旁边") != told


def test_folders_are_named_from_what_was_named(tmp_path: Path) -> None:
    one, other = tmp_path / "甲", tmp_path / "乙"
    path = one / "镇" / "村" / "a.xlsx"
    assert Folders([one]).of(path) == "镇/村"
    assert Folders([one]).of(one / "a.xlsx") == ""
    assert Folders([other, one]).of(path) == "甲/镇/村"
    assert Folders([other]).of(path) == ""


def test_every_file_has_one_line_and_no_other_has() -> None:
    a, b, c = (Path(name) for name in ("a.xlsx", "b.xlsx", "c.xlsx"))
    lines = [Filing(0, a), Filing(1, a), Filing(2, c)]
    assert [*_files([a, b], lines)] == [
        "文件“b.xlsx”没有列出",
        "文件“a.xlsx”列出了 2 次，找到 1 份",
        "文件“c.xlsx”列出了 1 次，找到 0 份",
    ]
    assert [*_files([a], [Filing(0, a)])] == []


@pytest.mark.parametrize("edition", EDITIONS, ids=lambda edition: edition.id)
def test_two_years_are_compared_on_units_that_have_both_figures(edition: Edition) -> None:
    """A unit with a gap in either year counts in neither sum."""
    now = [valid_report(edition, Random(seed)) for seed in range(3)]
    then = [valid_report(edition, Random(seed)) for seed in range(3, 6)]
    key = next(k for k in edition.addends if all(each.values.get(k) for each in now + then))
    gap = replace(then[2], values={k: v for k, v in then[2].values.items() if k != key})
    pairs = tuple(zip(map(vector_of, now), [*then[:2], gap], strict=True))
    expected = [sum(report.values[key] for report in each[:2]) for each in (then, now)]
    assert SameUnits(pairs, 3).sums(now[0], [key]) == tuple(expected)
