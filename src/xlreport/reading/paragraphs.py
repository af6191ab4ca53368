"""Texts on a sheet that has a row for each paragraph: each from its head to the next one.

STORAGE: workbooks of the template since its version 2.  In one of version 1 a text stands in a
cell, and :mod:`xlreport.reading.locate` finds it.

In a text a line end is the end of a paragraph; ``BREAK`` is a line break within one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache

from xlreport.edition import Place
from xlreport.edition.grid import Box, BoxKind
from xlreport.edition.layout import SheetLayout
from xlreport.paragraphs import END_OF_TEXTS, joined
from xlreport.reading.answers import plain_text
from xlreport.reading.locate import Located, NotFound, plain_label
from xlreport.reading.rows import Positions, Rows, cached_per_sheet


@cached_per_sheet
def locate_texts(rows: Rows, layout: SheetLayout, name: str) -> Located:
    """Find where the texts of a section begin in a sheet called ``name``.

    A text begins in its first row that is not blank, or right below its head.  Heads may stand
    further down or up than in the template, for a text takes as many rows as it has paragraphs.

    :raises NotFound: if a head is missing, or might be one of several rows.
    """
    places: dict[str, Place] = {}
    for key, (first, end) in _areas(rows, layout).items():
        filled = (
            row
            for row in range(first, end)
            if (cell := rows.at(row, 0)) != END_OF_TEXTS and plain_text(cell)
        )
        places[key] = Place(name, next(filled, first), 0)
    return Located(places, {} if name == layout.name else places)


@cached_per_sheet
def texts_in(rows: Rows, layout: SheetLayout) -> Mapping[str, str]:
    """Return the texts of a section.

    :raises NotFound: as :func:`locate_texts` does.
    """
    texts: dict[str, str] = {}
    for key, (first, end) in _areas(rows, layout).items():
        cells = [line[0] for line in rows[first:end] if line and line[0] != END_OF_TEXTS]
        texts[key] = joined([c if isinstance(c, str) else plain_text(c) for c in cells])
    return texts


_CHECKS = (1, 2)
"""The columns in which stands whether a text is written: today's is the second."""


@cached_per_sheet
def _areas(rows: Rows, layout: SheetLayout) -> Mapping[str, tuple[int, int]]:
    """Return the first row of each text, and the one behind its last."""
    heads, positions, labels = _heads(layout)
    found = rows.at_all(positions)
    at = [row for row, _ in positions] if found == labels else _by_labels(rows, heads)
    ends = [*at[1:], max(len(rows), at[-1] + 1)]
    return {head.key: (row + 1, end) for head, row, end in zip(heads, at, ends, strict=True)}


@cache
def _heads(layout: SheetLayout) -> tuple[Sequence[Box], Positions, tuple[str, ...]]:
    heads = [box for box in layout.boxes if box.kind is BoxKind.PROSE_HEAD]
    return heads, Positions((b.row, b.column) for b in heads), tuple(b.text for b in heads)


def _by_labels(rows: Rows, heads: Sequence[Box]) -> list[int]:
    """Return the row of each head.

    A paragraph may say what a head says: beside a head, and never beside a paragraph, stands
    whether the text is written.
    """
    labels = [plain_label(rows.at(row, 0) or "") for row in range(len(rows))]
    at: list[int] = []
    for head in heads:
        label, after = plain_label(head.text), at[-1] + 1 if at else 0
        hits = [row for row in range(after, len(rows)) if labels[row] == label]
        sure = [row for row in hits if any(rows.at(row, at) is not None for at in _CHECKS)] or hits
        if len(sure) != 1:
            raise NotFound([head])
        at.append(sure[0])
    return at
