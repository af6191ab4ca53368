"""What is unlikely of two years: from which figure on, and in which words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from random import Random

import pytest
from tests.support.samples import EDITIONS, valid_report

from xlreport.checking.compare import compare_years
from xlreport.edition import Edition
from xlreport.edition.model import Comparison, ComparisonTest
from xlreport.quantity import Value

REPORTS = {edition.id: valid_report(edition, Random(5)) for edition in EDITIONS}
each_edition = pytest.mark.parametrize("edition", EDITIONS, ids=lambda edition: edition.id)


def of_test(edition: Edition, test: ComparisonTest) -> Comparison:
    return next(each for each in edition.comparisons if each.test is test)


def found(
    edition: Edition, comparison: Comparison, now: Mapping[str, Value], then: Mapping[str, Value]
) -> list[str]:
    """What the comparison says of a report with these figures, and those the year before."""
    report = REPORTS[edition.id]
    before = replace(report, year=report.year - 1, values=then, before=None)
    findings = compare_years(replace(report, values=now, before=before))
    return [each.found for each in findings if each.rule == comparison.id]


@each_edition
@pytest.mark.parametrize("rises", [True, False])
def test_a_swing_is_both_large_and_many_times(edition: Edition, rises: bool) -> None:
    swing = of_test(edition, ComparisonTest.SWING)
    ((key, *_), *_) = swing.groups

    def said(low: int, high: int) -> list[str]:
        now, then = (high, low) if rises else (low, high)
        return found(edition, swing, {key: now}, {key: then})

    (told,) = said(100, 100 * swing.factor)
    cell = edition.cells[key]
    word = "增加" if rises else "减少"
    assert told.endswith(f"{word} {100 * (swing.factor - 1)} {cell.unit}")
    assert said(100, 100 * swing.factor - 1) == []
    assert len(said(0, swing.least)) == 1
    assert said(0, swing.least - 1) == []
    assert found(edition, swing, {key: 9999}, {}) == []


@each_edition
def test_all_figures_of_a_section_are_those_of_last_year(edition: Edition) -> None:
    same = of_test(edition, ComparisonTest.UNCHANGED)
    keys = next(group for group in same.groups if len(group) > same.least)
    typed = [key for key in keys if edition.cells[key].typed]
    values: dict[str, Value] = dict.fromkeys(keys, 0)
    few = {**values, **dict.fromkeys(typed[: same.least - 1], 7)}
    enough = {**values, **dict.fromkeys(typed[: same.least], 7)}
    assert found(edition, same, few, few) == []
    (told,) = found(edition, same, enough, enough)
    assert f"可比的 {len(typed)} 格" in told
    assert f"其中 {same.least} 格不为 0" in told
    assert found(edition, same, enough, {**enough, typed[-1]: 1}) == []


@each_edition
def test_a_figure_in_the_other_unit_is_as_many_times_as_large(edition: Edition) -> None:
    scale = of_test(edition, ComparisonTest.SCALE)
    ((key,),) = scale.groups
    unit = edition.cells[key].unit
    small, large = sorted(scale.units, key=scale.units.__getitem__)
    times = scale.units[large]
    low = scale.least
    (now_large,) = found(edition, scale, {key: low * times}, {key: low})
    (now_small,) = found(edition, scale, {key: low}, {key: low * times})
    assert f"相差约 {times} 倍" in now_large
    if unit == large:
        assert f"本年的数像是按{small}填的，如果是，应为 {low} {unit}" in now_large
        assert f"上年的数像是按{small}填的，如果是，应为 {low} {unit}" in now_small
    else:
        assert f"上年的数像是按{large}填的，如果是，应为 {low * times} {unit}" in now_large
        assert f"本年的数像是按{large}填的，如果是，应为 {low * times} {unit}" in now_small
    for factor, said in (
        (scale.factor - 1, 0),
        (scale.factor, 1),
        (scale.most, 1),
        (scale.most + 1, 0),
    ):
        assert len(found(edition, scale, {key: low * factor}, {key: low})) == said, factor
    assert found(edition, scale, {key: times}, {key: 0}) == []


def test_a_count_that_was_reckoned_from_its_neighbours() -> None:
    """21 + 19 = 40, where the third column counts something else."""
    edition = next(
        each
        for each in EDITIONS
        if any(comparison.test is ComparisonTest.MISREAD for comparison in each.comparisons)
    )
    misread = of_test(edition, ComparisonTest.MISREAD)
    one, other, count = misread.groups[0]
    (told,) = found(edition, misread, {one: 21, other: 19, count: 40}, {})
    assert told.endswith("之和")
    assert "40，正好是" in told
    least = misread.least
    for figures in (
        {one: 21, other: 19, count: 41},
        {one: 21, count: 21},
        {one: 40, other: 0, count: 40},
        {one: least, other: -1, count: least - 1},
    ):
        assert found(edition, misread, figures, {}) == []
    assert len(found(edition, misread, {one: least + 1, other: -1, count: least}, {})) == 1
