"""Where values stand in a workbook, also in those that earlier versions made."""

from __future__ import annotations

import pytest
from tests.support.samples import EDITIONS
from tests.support.website import WEBSITE

from xlreport.edition import Edition
from xlreport.edition.grid import table_grid
from xlreport.edition.layout import (
    TEMPLATE_VERSION,
    layout_made,
    layout_of,
    layout_of_one_cell,
)

each_edition = pytest.mark.parametrize("edition", EDITIONS, ids=lambda edition: edition.id)


@each_edition
def test_a_workbook_is_read_by_the_layout_that_it_was_made_with(edition: Edition) -> None:
    """Its fingerprint says which; the version that a workbook states does not count then."""
    for layout in (layout_of(edition), layout_of_one_cell(edition)):
        for version in (1, TEMPLATE_VERSION):
            assert layout_made(edition, version, layout.fingerprint) is layout


@each_edition
def test_a_workbook_with_cells_of_its_own_is_read_as_its_version_has_it(edition: Edition) -> None:
    assert layout_made(edition, TEMPLATE_VERSION, "another") is layout_of(edition)
    assert layout_made(edition, 1, "another") is layout_of_one_cell(edition)


@pytest.mark.parametrize("edition", [*EDITIONS, WEBSITE], ids=lambda edition: edition.id)
def test_the_boxes_of_a_table_lie_side_by_side_within_it(edition: Edition) -> None:
    """No place of a grid is in two boxes, none is outside, and the last row and column are used."""
    for section in edition.sections:
        if section.blocks or section.register is not None:
            grid = table_grid(section)
            taken = [
                (row, column)
                for box in grid.boxes
                for row in range(box.row, box.row + box.height)
                for column in range(box.column, box.column + box.width)
            ]
            assert len(taken) == len(set(taken))
            assert max(row for row, _ in taken) + 1 == grid.rows
            assert max(column for _, column in taken) + 1 == grid.columns
