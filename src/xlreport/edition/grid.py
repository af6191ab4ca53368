"""A table as it is printed: boxes on a grid, with merged heads.

The template, the reader and the published report all draw or look for the same boxes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from xlreport.edition.model import (
    Block,
    Head,
    Register,
    Section,
    join_key,
    path_key,
)


class BoxKind(StrEnum):
    """What a box holds."""

    TITLE = "title"
    """The title of a block, across the whole table."""
    COLUMN_HEAD = "column_head"
    ROW_HEAD = "row_head"
    CELL = "cell"
    """A figure: ``key`` is its cell key."""
    EMPTY = "empty"
    """Empty by form."""
    ANSWER = "answer"
    """An answer: ``key`` is that of its question."""
    ENTRIES = "entries"
    """A column of a register, from its first entry down: ``key`` is register and column."""
    PROSE_HEAD = "prose_head"
    PROSE = "prose"
    """A piece of text, a row for each paragraph: ``key`` is its prose key."""


FILLED = (BoxKind.CELL, BoxKind.ANSWER)
"""The boxes of a table that are filled in."""
VALUES = (*FILLED, BoxKind.ENTRIES, BoxKind.PROSE)
"""The boxes that stand for something of a report: ``key`` says what."""


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle of the grid; ``row`` and ``column`` count from 0, ``text`` is what is printed."""

    row: int
    column: int
    height: int
    width: int
    kind: BoxKind
    text: str = ""
    key: str = ""

    def moved(self, rows: int) -> Box:
        """Return this box so many rows further down."""
        return replace(self, row=self.row + rows)


@dataclass(frozen=True, slots=True)
class Grid:
    """A printed table: its boxes, and its size; the first ``stub`` columns hold row heads.

    ``shares`` says how the columns divide the width, if not row heads first and the rest evenly.
    """

    boxes: tuple[Box, ...]
    rows: int
    columns: int
    stub: int
    shares: tuple[float, ...] = ()


def table_grid(section: Section) -> Grid:
    """Lay out a section's blocks, one below the other, or its register."""
    if section.register is not None:
        return _register_grid(section.register)
    stub = max(_depth(block.rows) for block in section.blocks)
    width = max(sum(p[-1].span for p in block.column_paths()) for block in section.blocks)
    boxes: list[Box] = []
    row = 0
    for block in section.blocks:
        boxes += [box.moved(row) for box in _block_boxes(section.key, block, stub, width)]
        row = max(box.row + box.height for box in boxes)
    return Grid(tuple(boxes), row, stub + width, stub)


def _depth(heads: tuple[Head, ...]) -> int:
    return max((1 + _depth(head.children) for head in heads), default=0)


def _block_boxes(section: str, block: Block, stub: int, width: int) -> Iterator[Box]:
    top = 0
    if block.title is not None:
        yield Box(0, 0, 1, stub + width, BoxKind.TITLE, block.title)
        top = 1
    over = 1 if block.over is not None else 0
    head_rows = over + _depth(block.columns)
    if block.corner is not None:
        yield Box(top, 0, head_rows, stub, BoxKind.COLUMN_HEAD, block.corner)
    if block.over is not None:
        yield Box(top, stub, 1, width, BoxKind.COLUMN_HEAD, block.over)
    yield from _column_heads(block.columns, top + over, stub, head_rows - over)
    body = top + head_rows
    yield from _row_heads(block.rows, body, 0, stub)
    for index, row in enumerate(block.row_paths()):
        column = stub
        for path in block.column_paths():
            kind = _kind((*row, *path))
            key = "" if kind is BoxKind.EMPTY else join_key(section, path_key(row), path_key(path))
            yield Box(body + index, column, 1, path[-1].span, kind, key=key)
            column += path[-1].span


def _kind(heads: tuple[Head, ...]) -> BoxKind:
    if any(head.empty for head in heads):
        return BoxKind.EMPTY
    return BoxKind.ANSWER if any(head.answer for head in heads) else BoxKind.CELL


ENTRY_LEFT = 1
"""The first column of a register's entries; before it stands which entry it is."""


def _register_grid(register: Register) -> Grid:
    """Lay out a register: its tallies, then, after an empty row, the heads and the entries."""
    boxes = [
        Box(0, 0, 1, ENTRY_LEFT + 1, BoxKind.COLUMN_HEAD, "合计项目"),
        Box(0, ENTRY_LEFT + 1, 1, 1, BoxKind.COLUMN_HEAD, "合计"),
    ]
    for row, (key, label) in enumerate(register.tallies.items(), start=1):
        boxes += [
            Box(row, 0, 1, ENTRY_LEFT + 1, BoxKind.ROW_HEAD, label),
            Box(row, ENTRY_LEFT + 1, 1, 1, BoxKind.CELL, key=join_key(register.key, key)),
        ]
    head = len(register.tallies) + 2
    for column, (key, asked) in enumerate(register.columns.items(), start=ENTRY_LEFT):
        name = join_key(register.key, key)
        boxes += [
            Box(head, column, 1, 1, BoxKind.COLUMN_HEAD, asked.head),
            Box(head + 1, column, register.room, 1, BoxKind.ENTRIES, key=name),
        ]
    width = max(ENTRY_LEFT + len(register.columns), ENTRY_LEFT + 2)
    return Grid(tuple(boxes), head + 1 + register.room, width, ENTRY_LEFT)


def _column_heads(heads: tuple[Head, ...], row: int, column: int, rows: int) -> Iterator[Box]:
    """Yield the boxes of column heads; a head without children reaches down to the body."""
    for head in heads:
        width = sum(path[-1].span for path in head.leaves())
        kind = BoxKind.EMPTY if head.empty else BoxKind.COLUMN_HEAD
        yield Box(row, column, 1 if head.children else rows, width, kind, head.label)
        yield from _column_heads(head.children, row + 1, column, rows - 1)
        column += width


def _row_heads(heads: tuple[Head, ...], row: int, column: int, columns: int) -> Iterator[Box]:
    """Yield the boxes of row heads; a head without children reaches across to the body."""
    for head in heads:
        height = sum(1 for _ in head.leaves())
        yield Box(
            row, column, height, 1 if head.children else columns, BoxKind.ROW_HEAD, head.label
        )
        yield from _row_heads(head.children, row, column + 1, columns - 1)
        row += height
