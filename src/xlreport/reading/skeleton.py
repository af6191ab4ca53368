"""The cells of a sheet without their values: which there are, and how each is written.

Cells written as spreadsheet programs write them are matched one after another, without a gap;
any other sheet goes through an XML parser first, so that patterns see what a parser would.

The workbooks made from one template differ in their values, in the numbers of their styles, and
in little else.  What a sheet is without these is therefore worked out once and remembered: the
same cells in the next workbook cost no more than a comparison of bytes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import chain
from operator import itemgetter
from typing import NamedTuple

from xlreport.addresses import column_number
from xlreport.reading.limits import LAST_COLUMN, LAST_ROW, MOST_CELLS, SHEET_COLUMNS, SHEET_ROWS
from xlreport.reading.markup import allowed, attribute, inside, is_true, memoized_by_bytes, text_of
from xlreport.reading.refusal import MalformedPart
from xlreport.reading.texts import joined_text

_USUAL = re.compile(
    rb'<row r="([1-9]\d{0,6})"((?: [\w:]+="[^"<>&]*")*)(/?)>'
    rb"|</(row)>\s*"
    rb'|<c r="([A-Z]{1,3})([1-9]\d{0,6})"(?: s="()")?(?: t="([A-Za-z]+)")?(?:/|>('
    rb'(?:<f(?: [\w:]+="[^"<>&]*")*(?:/>|>[^<]*</f>))?(?:<v/>|<v></v>)?'
    rb"(?:<is><t(?: xml:space=\"preserve\")?>[^<]*</t></is>)?)</c)>"
)
_STORED = re.compile(rb"<v>([^<]*)")
_STYLED = re.compile(rb' s="(\d{1,6})"')
_NO_STYLE = 0
"""The style of what says nothing of it."""
_ANY_STYLE = b' s=""'
"""What stands in the place of the number of a style, where all are taken out."""
_ANY = re.compile(
    rb"<(?:\w+:)?row((?:\s[^<>]*?)?)/?>|<(?:\w+:)?c(\s[^<>]*?)(?:/>|>" + inside(b"c") + rb")"
)
_ELEMENTS = re.compile(rb"<(?:\w+:)?(?:row|c)[\s/>]")
_ADDRESS = re.compile(rb"([A-Z]{1,3})([1-9]\d{0,6})\Z")
_VALUE = re.compile(rb"<(?:\w+:)?v(?:\s[^<>]*)?>([^<]*)</(?:\w+:)?v\s*>")
_FORMULA = re.compile(rb"<(?:\w+:)?f(\s[^<>]*?)?(?:/>|>([^<]*)</(?:\w+:)?f\s*>)")
_INLINE = re.compile(rb"<(?:\w+:)?is(?:\s[^<>]*)?>" + inside(b"is"))
_STYLE = re.compile(rb"\d{1,6}\Z")
_SHORT = 1024
"""Bytes of what a cell holds, if it is remembered for the next workbook."""
_KINDS = (b"n", b"s", b"str", b"e", b"b", b"d", b"inlineStr")


class Stored(NamedTuple):
    """A cell that holds something: its type, and which style and value of the sheet are its own.

    ``slot`` is ``None`` where there is no value, ``formula`` where there is none; ``text`` is
    one that stands in the cell itself.
    """

    kind: str
    styled: int
    slot: int | None
    formula: str | None
    text: str


@dataclass(frozen=True, eq=False)
class SheetSkeleton:
    """A sheet without values and styles: the cells that hold something, by place from 0."""

    cells: Mapping[tuple[int, int], Stored]
    hidden_rows: frozenset[int]

    @cached_property
    def by_kind(self) -> Mapping[str, Mapping[tuple[int, int], Stored]]:
        """The cells of each type."""
        groups: dict[str, dict[tuple[int, int], Stored]] = {}
        for place, cell in self.cells.items():
            groups.setdefault(cell.kind, {})[place] = cell
        return groups

    @cached_property
    def slots(self) -> Mapping[str, Callable[[Sequence[str]], Sequence[str]] | None]:
        """For each type what takes the values of its cells, if all of several have one."""
        getters: dict[str, Callable[[Sequence[str]], Sequence[str]] | None] = {}
        for kind, cells in self.by_kind.items():
            slots = [cell.slot for cell in cells.values() if cell.slot is not None]
            getters[kind] = itemgetter(*slots) if 1 < len(slots) == len(cells) else None
        return getters

    @cached_property
    def lines(self) -> Sequence[Callable[[Sequence[object]], Sequence[object]]]:
        """For each row what takes its values from those of ``by_kind`` and then two of nothing."""
        height = max((row + 1 for row, _ in self.cells), default=0)
        width = max((column + 1 for _, column in self.cells), default=0)
        nothing = [-1] * max(width, 2)
        lines: dict[int, list[int]] = {}
        for number, (row, column) in enumerate(chain.from_iterable(self.by_kind.values())):
            lines.setdefault(row, nothing[:])[column] = number
        blank = itemgetter(*nothing)  # on a sheet of texts most rows are
        return [itemgetter(*lines[row]) if row in lines else blank for row in range(height)]


class Parsed(NamedTuple):
    """The cells of a sheet, and what they have, as they number it: styles, first 0, and values."""

    skeleton: SheetSkeleton
    styles: Sequence[int]
    values: Sequence[str]


def parse_usual_cells(data: bytes) -> Parsed | None:
    """Return cells as programs write them, ``None`` if they are not.

    :raises MalformedPart: if the cells are not in order.
    """
    pieces = _STORED.split(data)
    values = allowed(b"<".join(pieces[1::2]))  # no value holds a "<"
    found = _without_values(b"<v>".join(pieces[::2]))
    return Parsed(*found, values.split("<")) if found and values is not None else None


@memoized_by_bytes
def _without_values(skeleton: bytes) -> tuple[SheetSkeleton, Sequence[int]] | None:
    pieces = _STYLED.split(skeleton)
    styles = [_NO_STYLE, *map(int, pieces[1::2])]
    found = _without_styles(_ANY_STYLE.join(pieces[::2]))
    return (found[0], styles) if found and found[1] == len(styles) else None


@memoized_by_bytes
def _without_styles(skeleton: bytes) -> tuple[SheetSkeleton, int] | None:
    """Return the skeleton, and how many styles it numbers."""
    walk = _CellWalk()
    if allowed(skeleton) is None or not walk.usual(skeleton):
        return None
    return walk.skeleton(), walk.styled


def parse_any_cells(data: bytes) -> Parsed:
    """Return cells however they are written.

    :param data: is known to be well-formed.
    :raises MalformedPart: if the cells are not in order.
    """
    walk = _CellWalk()
    walk.any(data)
    return Parsed(walk.skeleton(), walk.styles, [value.decode() for value in walk.values])


class _CellWalk:
    """Goes through rows and cells in order, and does not go on where the order is broken."""

    def __init__(self) -> None:
        self.values: list[bytes] = []
        self.styles = [_NO_STYLE]
        self.styled = 1
        self._cells: dict[tuple[int, int], Stored] = {}
        self._hidden: set[int] = set()
        self._row, self._column = -1, -1

    def skeleton(self) -> SheetSkeleton:
        return SheetSkeleton(self._cells, frozenset(self._hidden))

    def usual(self, data: bytes) -> bool:
        """Take in cells as programs write them; tell whether that is all there is."""
        scanner = _USUAL.scanner(data)  # type: ignore[attr-defined]  # not in the stubs
        at = count = 0
        inside = False
        while match := scanner.match():
            at = match.end()
            number, attributes, empty, end, letters, row, style, kind, content = match.groups()
            count += 1
            if letters is not None:
                if not inside or (content and _ANY_STYLE in content):
                    return False
                self._cell(letters, row, kind, style, content)
            elif number is not None:
                if inside or b' r="' in attributes:
                    return False
                self._begin_row(number, attributes)
                self.styled += attributes.count(_ANY_STYLE)
                inside = not empty
            elif end is not None:
                inside = False
            if count > MOST_CELLS:
                raise _too_many(data.count(b"<c "))
        return at == len(data) and not inside

    def any(self, data: bytes) -> None:
        """Take in cells however they are written; the XML is known to be well-formed."""
        tokens = _ANY.findall(data)
        if len(tokens) > MOST_CELLS:
            raise _too_many(len(tokens))
        if len(_ELEMENTS.findall(data)) != len(tokens):
            raise MalformedPart("STRUCT-DAMAGED")
        for row, attributes, content in tokens:
            if not attributes:
                self._begin_row(attribute(row, b"r"), row)
                continue
            address = _ADDRESS.match(attribute(attributes, b"r"))
            if address is None:
                raise odd_cell(self._row, self._column + 1, "没有地址")
            letters, number = address.groups()
            kind, style = attribute(attributes, b"t"), attribute(attributes, b"s")
            self._cell(letters, number, kind, style or None, content)
            self.styles += [int(style)] if style else []

    def _begin_row(self, number: bytes, attributes: bytes) -> None:
        row = int(number) - 1 if number.isdigit() and len(number) < 8 else -1
        if not self._row < row < SHEET_ROWS:
            raise odd_cell(self._row + 1, 0, "行号不正常")
        if b"hidden" in attributes and is_true(attribute(attributes, b"hidden")):
            self._hidden.add(row)
        self._row, self._column = row, -1

    def _cell(
        self, letters: bytes, number: bytes, kind: bytes, style: bytes | None, content: bytes
    ) -> None:
        """Take in a cell; of a style that is known to be in order nothing is given."""
        row, column = int(number) - 1, column_number(letters)
        if row != self._row or not self._column < column < SHEET_COLUMNS:
            raise odd_cell(row, column, "地址重复或次序不对")
        if kind and kind not in _KINDS:
            raise odd_cell(row, column, "值的类型不认识")
        if style and not _STYLE.match(style):
            raise odd_cell(row, column, "格式编号不正常")
        self._column = column
        styled = 0
        if style is not None:
            styled = self.styled
            self.styled += 1
        if not content:
            return
        if row > LAST_ROW or column > LAST_COLUMN:
            raise MalformedPart("LIMIT-AREA", row, column)
        self._cells[row, column] = self._stored(row, column, kind or b"n", styled, content)

    def _stored(self, row: int, column: int, kind: bytes, styled: int, content: bytes) -> Stored:
        held = (_held if len(content) <= _SHORT else _held.__wrapped__)(kind, content)
        if held is None:
            raise odd_cell(row, column, "值的写法与类型不符")
        values, formula, text = held
        slot = len(self.values) if values else None
        self.values += values
        return Stored(kind.decode(), styled, slot, formula, text)


@lru_cache(maxsize=4096)
def _held(kind: bytes, content: bytes) -> tuple[Sequence[bytes], str | None, str] | None:
    """Return the value, the formula and the text that a cell holds, ``None`` if that is odd.

    What cells hold besides their values is the same in most workbooks, whatever their styles.
    """
    values, formulas = _VALUE.findall(content), _FORMULA.findall(content)
    inline = _INLINE.findall(content) if b"is" in content else []
    beside = values if kind == b"inlineStr" else inline
    if len(values) > 1 or len(formulas) > 1 or len(inline) > 1 or beside:
        return None
    formula = text_of(formulas[0][1]) if formulas else None
    return values, formula, joined_text(b"".join(inline))


def odd_cell(row: int, column: int, cause: str) -> MalformedPart:
    """Return what is wrong with a cell that cannot be understood."""
    return MalformedPart("STRUCT-CELL", row, column, cause=cause)


def _too_many(count: int) -> MalformedPart:
    return MalformedPart("LIMIT-CELLS", count=count, limit=MOST_CELLS)
