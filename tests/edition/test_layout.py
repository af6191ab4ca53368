"""Where values stand in a workbook, also in those that earlier versions made."""

from __future__ import annotations

import pytest
from tests.support.samples import EDITIONS

from xlreport.edition import Edition
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
