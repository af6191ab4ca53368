"""Where the values of a section stand in a sheet: as the layout says, or found by the labels."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache, lru_cache

from xlreport.edition import Place
from xlreport.edition.grid import VALUES, Box, BoxKind
from xlreport.edition.layout import SheetLayout
from xlreport.letters import squeezed
from xlreport.reading.rows import Positions, Rows, cached_per_sheet

_HEADS = (BoxKind.COLUMN_HEAD, BoxKind.PROSE_HEAD)


@dataclass(frozen=True, slots=True)
class Located:
    """The places of a section's values by name; ``moved`` are those not where they belong."""

    places: Mapping[str, Place]
    moved: Mapping[str, Place]


class NotFound(LookupError):
    """Some labels are not in the sheet; ``boxes`` are the first of them, ``count`` how many."""

    def __init__(self, boxes: Sequence[Box]) -> None:
        """:param boxes: the boxes whose text was not found."""
        super().__init__(f"{len(boxes)} labels not found")
        self.boxes = boxes


def plain_label(text: object) -> str:
    """Return a label without what does not matter: spaces, line breaks, full-width forms."""
    return _plain(str(text))


@lru_cache(maxsize=4096)
def _plain(text: str) -> str:
    """Do the work of :func:`plain_label`; a form's labels come again with every workbook."""
    return squeezed(text)


@cached_per_sheet
def locate(rows: Rows, layout: SheetLayout, name: str) -> Located:
    """Find the values of a section in a sheet called ``name``.

    :raises NotFound: if labels are missing, so that the place of a value would be a guess.
    """
    positions, texts = _labels(layout)
    found = rows.at_all(positions)
    if found == texts or all(map(_same_label, found, texts)):
        places = _places(layout, name)
        return Located(places, {} if name == layout.name else places)
    return _by_labels(layout, name, rows)


def _same_label(found: object, text: str) -> bool:
    return found == text or plain_label(found) == plain_label(text)


@cache
def _labels(layout: SheetLayout) -> tuple[Positions, tuple[str, ...]]:
    """Return where the layout puts each label, and the labels."""
    boxes = [box for box in layout.boxes if box.text]
    return Positions((box.row, box.column) for box in boxes), tuple(box.text for box in boxes)


@lru_cache(maxsize=64)
def _places(layout: SheetLayout, name: str) -> Mapping[str, Place]:
    """Return where the layout puts each value, in a sheet called ``name``."""
    return {b.key: Place(name, b.row, b.column) for b in layout.boxes if b.kind in VALUES}


def _by_labels(layout: SheetLayout, name: str, rows: Rows) -> Located:
    """Match the labels, in reading order, with the texts of the sheet, in reading order."""
    labels = sorted((b for b in layout.boxes if b.text), key=lambda b: (b.row, b.column))
    texts = [
        (plain_label(value), row, column)
        for row, line in enumerate(rows)
        for column, value in enumerate(line)
        if isinstance(value, str) and value.strip()
    ]
    matcher = SequenceMatcher(
        a=[plain_label(b.text) for b in labels], b=[text for text, _, _ in texts], autojunk=False
    )
    found: dict[Box, tuple[int, int]] = {}
    for start, other, size in matcher.get_matching_blocks():
        for offset in range(size):
            found[labels[start + offset]] = texts[other + offset][1:]
    missing = [box for box in labels if box not in found]
    if missing:
        raise NotFound(missing)
    places: dict[str, Place] = {}
    moved: dict[str, Place] = {}
    for box in layout.boxes:
        if box.kind in VALUES:
            place = Place(name, *_new_position(box, layout.boxes, found))
            places[box.key] = place
            if place != Place(layout.name, box.row, box.column):
                moved[box.key] = place
    return Located(places, moved)


def _new_position(
    box: Box, boxes: Sequence[Box], found: Mapping[Box, tuple[int, int]]
) -> tuple[int, int]:
    """Return where a value stands now: on the row of its row head, under its column head."""
    above = max(
        (
            b
            for b in boxes
            if b.kind in _HEADS
            and b in found
            and b.row < box.row
            and b.column <= box.column < b.column + b.width
        ),
        key=lambda b: b.row,
    )
    beside = [
        b for b in boxes if b.kind is BoxKind.ROW_HEAD and b.row <= box.row < b.row + b.height
    ]
    row, column = found[above]
    column += box.column - above.column
    if beside:
        return found[max(beside, key=lambda b: b.column)][0], column
    return row + box.row - above.row, column
