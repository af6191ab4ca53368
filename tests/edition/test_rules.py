"""What a side of a rule adds up to, of whom a rule says something, and what is compared."""

from __future__ import annotations

import pytest
from tests.support.samples import EDITIONS
from tests.support.website import WEBSITE

from xlreport.edition import Edition, Rule
from xlreport.edition.model import CellTest, ComparisonTest, Sum
from xlreport.edition.model.rules import Term


def test_a_side_is_the_sum_of_its_terms_and_its_constant() -> None:
    """In quanta a constant is as many times larger as they are smaller."""
    side = Sum((Term(1, "a"), Term(-1, "b")), 3)
    figures = {"a": 10, "b": 4}
    assert side.total(figures.__getitem__) == 9
    assert side.total(figures.__getitem__, one=1_000_000) == 3_000_006


@pytest.mark.parametrize(("counted", "says"), [(0, False), (1, True), (2, True)])
def test_a_rule_for_some_reports_needs_one_counted(counted: int, says: bool) -> None:
    """A roll-up's tallies count many units: such a rule says nothing of it."""
    (rule, *_) = (rule for rule in WEBSITE.rules if rule.when is not None)
    assert rule.applies(None, own=True, counted=counted) is says
    assert not rule.applies(None, own=False, counted=counted)


def test_a_rule_for_levels_says_nothing_where_the_level_is_another() -> None:
    rules: list[Rule] = [rule for each in EDITIONS for rule in each.rules if rule.levels]
    assert rules
    for rule in rules:
        assert all(rule.applies(level, own=True, counted=0) for level in rule.levels)
        assert not rule.applies("none such", own=True, counted=0)
        assert not rule.applies(None, own=True, counted=0)


def test_roll_ups_are_judged_by_figures_and_texts_only() -> None:
    """Answers and entries are each unit's own."""
    of_units = {each for each in CellTest if each.of_units}
    assert of_units == {CellTest.ANSWERED, CellTest.ENTRIES, CellTest.DISTINCT}


def test_what_may_be_misread_is_a_count_with_two_beside_it_at_least() -> None:
    """Two cells can add up to it then; the official rows have just so many."""
    misread = [
        len(group)
        for edition in EDITIONS
        for comparison in edition.comparisons
        for group in comparison.groups
        if comparison.test is ComparisonTest.MISREAD
    ]
    assert min(misread) == 3


@pytest.mark.parametrize("edition", EDITIONS, ids=lambda edition: edition.id)
def test_a_rule_of_the_text_has_an_outcome_for_each_of_its_figures_or_one(edition: Edition) -> None:
    assert {bool(rule.told) for rule in edition.prose_rules} == {True, False}
    for rule in edition.prose_rules:
        assert len(rule.ids) == max(len(rule.told), 1)
        assert all(each.startswith(f"{rule.id}[") is bool(rule.told) for each in rule.ids)
        assert bool(rule.told) or rule.ids == (rule.id,)
