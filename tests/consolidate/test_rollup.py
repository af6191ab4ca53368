"""A roll-up is a sum of vectors: associative, commutative, and blind to nothing that is missing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xlreport.consolidation import consolidate
from xlreport.edition import edition_ids, load_edition
from xlreport.quantity import Value, plain
from xlreport.report import Report, ReportKind, Unit, with_totals

CITY = Unit("示例市", level="prefecture")
EDITIONS = [load_edition(each) for each in edition_ids()]


@st.composite
def reports(draw: st.DrawFn) -> list[Report]:
    """Several reports of one edition with random figures, some of them missing."""
    edition = draw(st.sampled_from(EDITIONS))
    size = draw(st.integers(1, 5))
    blank = draw(st.sampled_from([0, 0.02, 0.5]))
    chance = Random(draw(st.integers(0, 2**32)))
    result = []
    for index in range(size):
        inputs: dict[str, Value] = {
            cell.key: chance.randint(-50, 5000)
            if cell.number.decimals == 0
            else plain(Decimal(chance.randint(0, 10**12)).scaleb(-chance.randint(0, 6)))
            for cell in edition.inputs
            if chance.random() >= blank
        }
        last = {key: chance.randint(0, 9) for key in edition.last_keys}
        unit = Unit(f"示例{index}街道")
        values = with_totals(edition, inputs)
        result.append(Report(edition, edition.first_year, unit, values, last=last))
    return result


def same_figures(one: Report, other: Report) -> bool:
    """Whether two reports have the same figures, this year's and last year's."""
    return one.values == other.values and one.last == other.last


@given(reports(), st.data())
def test_grouping_does_not_matter(members: list[Report], data: st.DataObject) -> None:
    """Summing any parts first and then the parts gives the same as summing all at once."""
    cut = data.draw(st.integers(0, len(members)))
    parts = [part for part in (members[:cut], members[cut:]) if part]
    grouped = consolidate([consolidate(part, CITY) for part in parts], CITY)
    assert same_figures(grouped, consolidate(members, CITY))


@given(reports(), st.randoms(use_true_random=False))
def test_order_does_not_matter(members: list[Report], random: object) -> None:
    """Any order of the members gives the same."""
    shuffled = list(members)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert same_figures(consolidate(shuffled, CITY), consolidate(members, CITY))


@given(reports())
def test_each_input_is_the_plain_sum_or_missing(members: list[Report]) -> None:
    """A cell is the exact sum of all members, or missing when any member lacks it."""
    total = consolidate(members, CITY)
    for cell in total.edition.inputs:
        figures = [member.values.get(cell.key) for member in members]
        if None in figures:
            assert cell.key not in total.values
        else:
            assert total.values[cell.key] == sum(Decimal(figure or 0) for figure in figures)


def whole(count: int) -> Sequence[Report]:
    """Reports of zeros."""
    edition = EDITIONS[0]
    values = with_totals(edition, {cell.key: 0 for cell in edition.inputs})
    return [Report(edition, 2020, Unit(f"示例{i}街道"), values) for i in range(count)]


def test_a_total_follows_from_its_addends_and_is_not_added() -> None:
    """A member's own wrong total does not reach the roll-up."""
    one, other = whole(2)
    total_cell = one.edition.totals[0]
    wrong = replace(one, values={**one.values, total_cell.key: 99})
    assert consolidate([wrong, other], CITY).values[total_cell.key] == 0


def test_money_is_added_without_rounding() -> None:
    """Tenths that a float cannot hold add up exactly."""
    members = whole(3)
    key = next(c.key for c in EDITIONS[0].inputs if c.number.decimals)
    members = [replace(m, values={**m.values, key: Decimal("0.1")}) for m in members]
    assert consolidate(members, CITY).values[key] == Decimal("0.3")


def test_the_result_is_a_roll_up_of_the_unit() -> None:
    """It bears the unit's name and says that it is a sum."""
    total = consolidate(whole(2), CITY)
    assert (total.unit, total.kind, total.year) == (CITY, ReportKind.CONSOLIDATED, 2020)


@pytest.mark.parametrize("change", [{"year": 2019}, {"edition": EDITIONS[1]}])
def test_what_differs_in_year_or_edition_is_not_added(change: dict[str, object]) -> None:
    """Years and editions are never mixed."""
    one, other = whole(2)
    with pytest.raises(ValueError, match="不一致"):
        consolidate([one, replace(other, **change)], CITY)  # type: ignore[arg-type]


def test_nothing_is_no_roll_up() -> None:
    """There is no sum of no reports."""
    with pytest.raises(ValueError, match="没有"):
        consolidate([], CITY)
