"""What need not be typed, because last year's report says it: which cells, from what, and how."""

from __future__ import annotations

import pytest
from tests.support.samples import EDITIONS

from xlreport.edition import Edition, layout_of
from xlreport.edition.carried import (
    carried_addends,
    carried_formula,
    carried_over,
    carried_value,
)
from xlreport.edition.model import Sum
from xlreport.edition.model.rules import Term

each_edition = pytest.mark.parametrize("edition", EDITIONS, ids=lambda edition: edition.id)


@each_edition
def test_what_is_carried_over_is_typed_and_follows_from_last_year_alone(edition: Edition) -> None:
    carried = carried_over(edition)
    columns = {cell.column for cell in edition.inputs if cell.section == "applications"}
    assert {f"applications.carried_in.{column}" for column in columns} <= {*carried}
    for key, clause in carried.items():
        assert edition.cells[key].typed
        assert [term.name for term in clause.left.terms] == [key]
        assert all(term.last for term in clause.right.terms)


def test_a_carried_figure_is_missing_while_one_of_last_years_is() -> None:
    side = Sum((Term(1, "a", last=True), Term(-1, "b", last=True)))
    assert carried_value(side, {"a": 9, "b": 2}) == 7
    assert carried_value(side, {"a": 9}) is None


@each_edition
def test_a_carried_cell_links_to_each_figure_of_last_year_with_its_sign(edition: Edition) -> None:
    places = layout_of(edition).places
    one, other, *_ = edition.last_keys
    side = Sum((Term(1, one, last=True), Term(-1, other, last=True)))
    links = [places[f"last.{key}"].link for key in (one, other)]
    assert carried_formula(edition, side) == (
        f'=IF(COUNT({links[0]},{links[1]})<2,"",{links[0]}-{links[1]})'
    )
    assert carried_addends(side, places) == {
        places[f"last.{one}"]: 1,
        places[f"last.{other}"]: -1,
    }
