"""What the XML of a sheet says: values, errors, formulas, merges, and what is hidden.

A cell that is not understood is reported and never guessed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from xlreport.addresses import column_number
from xlreport.reading.limits import LAST_COLUMN
from xlreport.reading.markup import attribute, fault_of, is_true, memoized_by_bytes, text_of
from xlreport.reading.refusal import MalformedPart
from xlreport.reading.skeleton import (
    SheetSkeleton,
    Stored,
    parse_any_cells,
    parse_usual_cells,
)

_BEGIN = re.compile(rb"<(\w+:)?sheetData(?:\s[^<>]*)?>")
_NONE = re.compile(rb"<(?:\w+:)?sheetData(?:\s[^<>]*)?/>")
_ROOT = re.compile(rb"<worksheet[\s>]")
_ROOT_END = b"</worksheet>"
_MERGE = re.compile(
    rb"<(?:\w+:)?mergeCell\s[^<>]*?ref\s*=\s*"
    rb"[\"']([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})[\"']"
)
_COLUMN = re.compile(rb"<(?:\w+:)?col\s([^<>]*)>")
_PROTECTION = re.compile(rb"<(?:\w+:)?sheetProtection\s([^<>]*)>")
_NUMBERS = re.compile(r"\d{1,7}(?:<\d{1,7})*", re.ASCII)

Merge = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class CellFact:
    """A cell as the file has it: its type, its stored value, its formula (``None`` for none)."""

    kind: str
    value: str
    formula: str | None


@dataclass(frozen=True, eq=False)
class SheetFacts:
    """What the XML of a sheet says.  Rows and columns count from 0.

    ``styles`` and ``values`` are those of the cells, as ``skeleton`` numbers them.  ``merges`` are
    first row, first column, last row, last column.
    """

    skeleton: SheetSkeleton
    styles: Sequence[int]
    values: Sequence[str]
    merges: frozenset[Merge]
    hidden_columns: frozenset[int]
    protected: bool

    @cached_property
    def raws(self) -> Mapping[str, Sequence[str]]:
        """What is stored in the cells of each type, in the order of ``skeleton.by_kind``."""
        skeleton, values = self.skeleton, self.values
        return {
            kind: slots(values)
            if (slots := skeleton.slots[kind])
            else [c.text if c.slot is None else values[c.slot] for c in cells.values()]
            for kind, cells in skeleton.by_kind.items()
        }

    @cached_property
    def numbers_of_texts(self) -> Sequence[int] | None:
        """The numbers, in the table of texts, of the cells that have one of those.

        ``None`` if what is stored is no such number.
        """
        raws = self.raws.get("s", ())
        if raws and not _NUMBERS.fullmatch("<".join(raws)):
            return None
        return list(map(int, raws))

    def style_of(self, stored: Stored) -> int:
        """Return the style of a cell of the skeleton."""
        return self.styles[stored.styled]

    def cell(self, row: int, column: int) -> CellFact | None:
        """Return what a cell holds, ``None`` if it holds nothing."""
        stored = self.skeleton.cells.get((row, column))
        if stored is None:
            return None
        value = text_of(self.values[stored.slot]) if stored.slot is not None else stored.text
        return CellFact(
            stored.kind, value.strip() if stored.kind in ("n", "s") else value, stored.formula
        )

    def merge_at(self, row: int, column: int) -> Merge | None:
        """Return the merged area that a cell lies in, if any."""
        for top, left, bottom, right in self.merges:
            if top <= row <= bottom and left <= column <= right:
                return top, left, bottom, right
        return None


@memoized_by_bytes
def scan(xml: bytes) -> SheetFacts:
    """Return the facts of a sheet.

    :param xml: the sheet's part.
    :raises MalformedPart: if it is no well-formed XML, is larger than a form can be, or its cells
        are not in order.
    """
    head, data, tail = _split(xml)
    found = parse_usual_cells(data) if _is_head(head) and _is_tail(tail) else None
    if found is None:
        cause = fault_of(xml)
        if cause:
            raise MalformedPart("PACK-XML", cause=cause)
        found = parse_any_cells(data)
    merges, protected = _of_tail(tail)
    hidden = _hidden_columns(head) if b"hidden" in head else frozenset()
    return SheetFacts(*found, merges, hidden, protected)


def _split(xml: bytes) -> tuple[bytes, bytes, bytes]:
    """Return what stands before, in and after the one element that holds the cells."""
    # A pattern that may begin with any prefix is slow: it is held against one place.
    begin = _BEGIN.search(xml, max(xml.rfind(b"<", 0, max(xml.find(b"sheetData"), 0)), 0))
    if begin is None:
        cause = fault_of(xml)
        if cause:
            raise MalformedPart("PACK-XML", cause=cause)
        raise MalformedPart("STRUCT-DAMAGED")
    if _NONE.match(begin.group()):
        return xml[: begin.start()], b"", xml[begin.end() :]
    close = b"</" + (begin[1] or b"") + b"sheetData>"
    end = xml.find(close, begin.end())
    rest = end + len(close)
    if end < 0 or (xml.find(b"sheetData", rest) >= 0 and _BEGIN.search(xml, rest)):
        raise MalformedPart("STRUCT-DAMAGED")
    return xml[: begin.start()], xml[begin.end() : end], xml[rest:]


@memoized_by_bytes
def _is_head(head: bytes) -> bool:
    """Tell whether what stands before the cells is well-formed by itself."""
    return _ROOT.search(head) is not None and not fault_of(head + _ROOT_END)


@memoized_by_bytes
def _is_tail(tail: bytes) -> bool:
    """Tell whether what stands behind the cells is well-formed by itself."""
    return tail.rstrip().endswith(_ROOT_END) and not fault_of(b"<worksheet>" + tail)


@memoized_by_bytes
def _of_tail(tail: bytes) -> tuple[frozenset[Merge], bool]:
    """Return the merged areas, and whether the sheet is protected."""
    merges = frozenset(
        (int(top) - 1, column_number(left), int(bottom) - 1, column_number(right))
        for left, top, right, bottom in _MERGE.findall(tail)
    )
    protection = _PROTECTION.search(tail)
    return merges, protection is not None and is_true(attribute(protection[1], b"sheet"))


@memoized_by_bytes
def _hidden_columns(head: bytes) -> frozenset[int]:
    hidden: set[int] = set()
    for attributes in _COLUMN.findall(head):
        first, last = attribute(attributes, b"min"), attribute(attributes, b"max")
        if is_true(attribute(attributes, b"hidden")) and first.isdigit() and last.isdigit():
            hidden.update(range(int(first[:6]) - 1, min(int(last[:6]), LAST_COLUMN)))
    return frozenset(hidden)
