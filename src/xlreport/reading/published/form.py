"""What an edition's table looks like when it is read aloud: headings, then figures, row by row."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from xlreport.edition.grid import Box, BoxKind, table_grid
from xlreport.edition.model import Head, Section
from xlreport.reading.published.atoms import normal

_PLAIN = re.compile(r"[^0-9A-Za-z\u3400-\u9fff]")
_ENUMERATOR = re.compile(r"\([一二三四五六七八九十\d]\)|[一二三四五六七八九十\d][、.]")


def plain(text: str) -> str:
    """Return a text without what varies from page to page: blanks, punctuation, wide forms."""
    return _PLAIN.sub("", normal(text))


@dataclass(frozen=True, slots=True)
class Label:
    """A printed heading.

    ``spellings`` are plain texts, the official one first; ``bare`` is it without its number.
    """

    text: str
    spellings: tuple[str, ...]
    bare: str
    required: bool
    """Whether a figure cannot be placed with certainty when this heading is not there."""

    def is_usual(self, spelling: str) -> bool:
        """Tell whether a spelling is the official one, punctuation and number aside."""
        return spelling in (self.spellings[0], self.bare)


@dataclass(frozen=True, slots=True)
class FormRow:
    """One row of figures: the headings read before it, its own last, and its cells.

    ``orders`` holds the headings in the orders in which pages give them: row by row, branch by
    branch, and each as low as it reaches.  ``slots`` holds a cell key for each figure, ``None``
    for a cell empty by form.
    ``above`` is the plain text of the headings that span this row and others, ``beside`` the number
    of headings that begin in this row, ``spread`` how many columns they take, and ``columns`` how
    many the table has.
    """

    orders: tuple[tuple[Label, ...], ...]
    slots: tuple[str | None, ...]
    above: str
    name: str
    beside: int
    spread: int
    columns: int

    @property
    def own(self) -> Label | None:
        """The heading of this row; ``None`` in a table whose rows have none."""
        last = self.orders[0][-1]
        return last if last.text == self.name else None


@cache
def spellings_of(section: Section) -> frozenset[str]:
    """Return the plain text of every heading of a section's table, in all spellings."""
    labels = (label for row in rows_of(section) for label in row.orders[0])
    return frozenset(spelling for label in labels for spelling in label.spellings if spelling)


@cache
def rows_of(section: Section) -> tuple[FormRow, ...]:
    """Return the rows of a section's table, in order."""
    also = dict(_variants(section))
    boxes = sorted(table_grid(section).boxes, key=lambda box: (box.row, box.column))
    body = {box.row for box in boxes if box.kind is BoxKind.CELL}
    rows: list[FormRow] = []
    heads: list[Box] = []
    for row in sorted({box.row for box in boxes}):
        here = [box for box in boxes if box.row == row]
        heads += [box for box in here if box.text]
        if row in body:
            figures = [box for box in here if not box.text]
            rows.append(_row(heads, figures, _above(boxes, row), also))
            heads = []
    return tuple(rows)


def _above(boxes: Iterable[Box], row: int) -> str:
    return "".join(
        plain(box.text)
        for box in boxes
        if box.kind is BoxKind.ROW_HEAD and box.height > 1 and box.row <= row < box.row + box.height
    )


def _row(
    heads: list[Box], figures: list[Box], above: str, also: dict[str, tuple[str, ...]]
) -> FormRow:
    stub = min(box.column for box in figures)
    deep = sorted(heads, key=lambda box: (box.kind is BoxKind.ROW_HEAD, box.column, box.row))
    titles = [box for box in deep if box.kind is BoxKind.TITLE]
    deep = titles + [box for box in deep if box.kind is not BoxKind.TITLE]
    flat = sorted(heads, key=lambda box: (box.row + box.height, box.column))
    across = sum(box.width for box in figures)
    orders = tuple(
        dict.fromkeys(
            tuple(_label(box, stub, across, len(figures), also) for box in order)
            for order in (heads, deep, flat)
        )
    )
    own = heads[-1].text if heads[-1].kind is BoxKind.ROW_HEAD else ""
    slots = tuple(box.key or None for box in figures)
    beside = [box.width for box in heads if box.row == figures[0].row]
    columns = figures[-1].column + figures[-1].width
    return FormRow(orders, slots, above, own, len(beside), sum(beside), columns)


def _label(
    box: Box, stub: int, across: int, figures: int, also: dict[str, tuple[str, ...]]
) -> Label:
    corner = box.column == 0 and stub > 0
    alone = figures == 1
    column = box.kind is BoxKind.COLUMN_HEAD and not corner and (box.width < across or alone)
    own = box.kind is BoxKind.ROW_HEAD and box.height == 1
    spelled = [plain(text) for text in (box.text, *also.get(box.text, ()))]
    bare = spelled[0]
    if box.kind is BoxKind.ROW_HEAD and (number := _ENUMERATOR.match(normal(box.text))):
        bare = plain(normal(box.text)[number.end() :])
    return Label(box.text, tuple(dict.fromkeys([*spelled, bare])), bare, column or own)


def _variants(section: Section) -> Iterator[tuple[str, tuple[str, ...]]]:
    def walk(heads: Iterable[Head]) -> Iterator[tuple[str, tuple[str, ...]]]:
        for head in heads:
            yield head.label, head.also
            yield from walk(head.children)

    for block in section.blocks:
        if block.title is not None:
            yield block.title, block.also
        yield from walk(block.columns)
        yield from walk(block.rows)
