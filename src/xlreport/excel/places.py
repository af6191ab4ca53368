"""Addresses as they stand in plans, cell by cell."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from xlreport.edition import Place
from xlreport.excel.engines.parts import CellBlock


def places_of(sheet: str, areas: Iterable[str]) -> Iterator[Place]:
    """Yield the cells of areas, each an address."""
    for area in areas:
        block = CellBlock.parse(area)
        for row in range(block.row, block.last_row + 1):
            for column in range(block.column, block.last_column + 1):
                yield Place(sheet, row - 1, column - 1)
