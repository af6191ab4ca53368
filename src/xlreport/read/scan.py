"""What a values-only reader does not show of a sheet: errors, formulas, merges, what is hidden.

Cells written as spreadsheet programs write them are matched one after another, without a gap;
any other sheet goes through an XML parser first, so that patterns see what a parser would.  A
cell that is not understood is reported and never guessed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from xlreport.edition import Place
from xlreport.read.limits import LAST_COLUMN, LAST_ROW, MOST_CELLS, SHEET_COLUMNS, SHEET_ROWS
from xlreport.read.markup import fault_of, text_fault_of, unescape
from xlreport.read.refusal import refusal

_BEGIN = re.compile(rb"<(\w+:)?sheetData(?:\s[^>]*)?>")
_NONE = re.compile(rb"<(?:\w+:)?sheetData(?:\s[^>]*)?/>")
_USUAL = re.compile(
    rb'<row r="([1-9]\d{0,6})"((?: [\w:]+="[^"<>&]*")*)(/?)>'
    rb"|</(row)>\s*"
    rb'|<c r="([A-Z]{1,3})([1-9]\d{0,6})"(?: s="\d+")?(?: t="([A-Za-z]+)")?(?:/|>('
    rb'(?:<f(?: [\w:]+="[^"<>&]*")*(?:/>|>[^<]*</f>))?(?:<v/>|<v>[^<]*</v>)?'
    rb"(?:<is><t(?: xml:space=\"preserve\")?>[^<]*</t></is>)?)</c)>"
)
_ANY = re.compile(
    rb"<(?:\w+:)?row((?:\s[^>]*?)?)/?>"
    rb"|<(?:\w+:)?c(\s[^>]*?)(?:/>|>(.*?)</(?:\w+:)?c\s*>)",
    re.DOTALL,
)
_ELEMENTS = re.compile(rb"<(?:\w+:)?(?:row|c)[\s/>]")
_ATTRIBUTE = re.compile(rb"([\w:]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
_ADDRESS = re.compile(rb"([A-Z]{1,3})([1-9]\d{0,6})\Z")
_VALUE = re.compile(rb"<(?:\w+:)?v(?:\s[^>]*)?>([^<]*)</(?:\w+:)?v\s*>")
_FORMULA = re.compile(rb"<(?:\w+:)?f(\s[^>]*?)?(?:/>|>([^<]*)</(?:\w+:)?f\s*>)")
_MERGE = re.compile(rb"mergeCell\s[^>]*?ref\s*=\s*[\"']([A-Z]+)(\d+):([A-Z]+)(\d+)[\"']")
_COLUMN = re.compile(rb"<(?:\w+:)?col\s([^>]*?)/?>")
_PROTECTION = re.compile(rb"<(?:\w+:)?sheetProtection\s([^>]*?)/?>")
_NUMBER = re.compile(rb"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?\Z")
_PLAIN = re.compile(rb"<v>(-?\d+(?:\.\d+)?)</v>\Z")
_INDEX = re.compile(rb"\d{1,7}\Z")
_KINDS = (b"n", b"s", b"str", b"e", b"b", b"d", b"inlineStr")
_TRUE = (b"1", b"true", b"on")

Merge = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class CellFact:
    """A cell as the file has it: its type, its stored value, its formula (``None`` for none)."""

    kind: str
    value: str
    formula: str | None


@dataclass(frozen=True, slots=True)
class SheetFacts:
    """What the XML of a sheet says.  Rows and columns count from 0.

    ``cells`` are the type and the XML of those that hold something.  ``merges`` are first row,
    first column, last row, last column.
    """

    path: Path
    name: str
    cells: Mapping[tuple[int, int], tuple[bytes, bytes]]
    merges: frozenset[Merge]
    hidden_rows: frozenset[int]
    hidden_columns: frozenset[int]
    protected: bool

    def cell(self, row: int, column: int) -> CellFact | None:
        """Return what a cell holds, ``None`` if it holds nothing.

        :raises Refused: if it is not written as cells are.
        """
        found = self.cells.get((row, column))
        if found is None:
            return None
        kind, content = found
        plain = _PLAIN.match(content) if kind == b"n" else None
        if plain:
            return CellFact("n", plain[1].decode(), None)
        values, formulas = _VALUE.findall(content), _FORMULA.findall(content)
        stored = values[0].strip() if values else b""
        form = _NUMBER if kind == b"n" else _INDEX if kind == b"s" else None
        ill_formed = form is not None and stored and not form.match(stored)
        if len(values) > 1 or len(formulas) > 1 or ill_formed:
            raise _not_in_order(self.path, self.name, row, column, "值的写法与类型不符")
        value = unescape(stored.decode()) if values else ""
        formula = unescape(formulas[0][1].decode()) if formulas else None
        return CellFact(kind.decode(), value, formula)

    def merge_at(self, row: int, column: int) -> Merge | None:
        """Return the merged area that a cell lies in, if any."""
        for top, left, bottom, right in self.merges:
            if top <= row <= bottom and left <= column <= right:
                return top, left, bottom, right
        return None


def scan(path: Path, name: str, xml: bytes) -> SheetFacts:
    """Return the facts of a sheet.

    :param path: the file and ``name`` the sheet, for messages.
    :param xml: the sheet's part.
    :raises Refused: if it is no well-formed XML, is larger than a form can be, or its cells are
        not in order.
    """
    head, data, tail = _split(path, name, xml)
    walk = _Walk(path, name)
    if not (_well_formed(head, data, tail) and walk.usual(data)):
        cause = fault_of(xml)
        if cause:
            raise refusal(path, "PACK-XML", part=name, cause=cause)
        walk = _Walk(path, name)
        walk.any(data)
    merges, protected = _of_tail(tail)
    hidden = frozenset(_hidden_columns(head)) if b"hidden" in head else frozenset()
    return SheetFacts(path, name, walk.cells, merges, frozenset(walk.hidden), hidden, protected)


def _split(path: Path, name: str, xml: bytes) -> tuple[bytes, bytes, bytes]:
    """Return what stands before, in and after the one element that holds the cells."""
    damaged = refusal(path, "STRUCT-DAMAGED", Place(name, 0, 0), sheet=name)
    begin = _BEGIN.search(xml)
    if begin is None:
        cause = fault_of(xml)
        raise refusal(path, "PACK-XML", part=name, cause=cause) if cause else damaged
    if _NONE.match(begin.group()):
        return xml[: begin.start()], b"", xml[begin.end() :]
    close = b"</" + (begin[1] or b"") + b"sheetData>"
    end = xml.find(close, begin.end())
    rest = end + len(close)
    if end < 0 or _BEGIN.search(xml, rest):
        raise damaged
    return xml[: begin.start()], xml[begin.end() : end], xml[rest:]


_ROOT_END = b"</worksheet>"
_ROOT = re.compile(rb"<worksheet[\s>]")


def _well_formed(head: bytes, data: bytes, tail: bytes) -> bool:
    """Tell whether the parts are well-formed, each by itself; the cells only as to their texts.

    The parts of workbooks made from one template are nearly all the same: what was found well
    once is not parsed again.
    """
    if not _ROOT.search(head) or not tail.rstrip().endswith(_ROOT_END):
        return False
    return not (
        fault_of(head + _ROOT_END) or _fault_of_tail(b"<worksheet>" + tail) or text_fault_of(data)
    )


_fault_of_tail = lru_cache(maxsize=128)(fault_of)


@lru_cache(maxsize=128)
def _of_tail(tail: bytes) -> tuple[frozenset[Merge], bool]:
    """Return the merged areas, and whether the sheet is protected."""
    merges = frozenset(
        (int(top) - 1, column_number(left), int(bottom) - 1, column_number(right))
        for left, top, right, bottom in _MERGE.findall(tail)
    )
    protection = _PROTECTION.search(tail)
    return merges, protection is not None and _attribute(protection[1], b"sheet") in _TRUE


class _Walk:
    """Goes through rows and cells in order, and does not go on where the order is broken."""

    def __init__(self, path: Path, name: str) -> None:
        self.path = path
        self.name = name
        self.cells: dict[tuple[int, int], tuple[bytes, bytes]] = {}
        self.hidden: set[int] = set()
        self._row, self._column = -1, -1

    def usual(self, data: bytes) -> bool:
        """Take in cells as programs write them; tell whether that is all there is."""
        scanner = _USUAL.scanner(data)  # type: ignore[attr-defined]  # not in the stubs
        at = count = 0
        inside = False
        while match := scanner.match():
            at = match.end()
            number, attributes, empty, end, letters, row, kind, content = match.groups()
            count += 1
            if letters is not None:
                if not inside:
                    return False
                self._cell(letters, row, kind, content)
            elif number is not None:
                if inside or b' r="' in attributes:
                    return False
                self._begin_row(number, attributes)
                inside = not empty
            elif end is not None:
                inside = False
            if count > MOST_CELLS:
                self._too_many(data.count(b"<c "))
        return at == len(data) and not inside

    def any(self, data: bytes) -> None:
        """Take in cells however they are written; the XML is known to be well-formed."""
        tokens = _ANY.findall(data)
        if len(tokens) > MOST_CELLS:
            self._too_many(len(tokens))
        if len(_ELEMENTS.findall(data)) != len(tokens):
            raise refusal(self.path, "STRUCT-DAMAGED", Place(self.name, 0, 0), sheet=self.name)
        for row, attributes, content in tokens:
            if not attributes:
                self._begin_row(_attribute(row, b"r"), row)
                continue
            address = _ADDRESS.match(_attribute(attributes, b"r"))
            if address is None:
                raise self._refuse(self._row, self._column + 1, "没有地址")
            letters, number = address.groups()
            self._cell(letters, number, _attribute(attributes, b"t"), content)

    def _too_many(self, count: int) -> None:
        raise refusal(self.path, "LIMIT-CELLS", sheet=self.name, count=count, limit=MOST_CELLS)

    def _refuse(self, row: int, column: int, cause: str) -> Exception:
        return _not_in_order(self.path, self.name, row, column, cause)

    def _begin_row(self, number: bytes, attributes: bytes) -> None:
        row = int(number) - 1 if number.isdigit() and len(number) < 8 else -1
        if not self._row < row < SHEET_ROWS:
            raise self._refuse(self._row + 1, 0, "行号不正常")
        if b"hidden" in attributes and _attribute(attributes, b"hidden") in _TRUE:
            self.hidden.add(row)
        self._row, self._column = row, -1

    def _cell(self, letters: bytes, number: bytes, kind: bytes, content: bytes) -> None:
        row, column = int(number) - 1, column_number(letters)
        if row != self._row or not self._column < column < SHEET_COLUMNS:
            raise self._refuse(row, column, "地址重复或次序不对")
        if kind and kind not in _KINDS:
            raise self._refuse(row, column, "值的类型不认识")
        self._column = column
        if not content:
            return
        if row > LAST_ROW or column > LAST_COLUMN:
            place = Place(self.name, row, column)
            raise refusal(self.path, "LIMIT-AREA", place, sheet=self.name, cell=place.a1)
        self.cells[row, column] = kind or b"n", content


def _not_in_order(path: Path, name: str, row: int, column: int, cause: str) -> Exception:
    place = Place(name, max(row, 0), max(column, 0))
    return refusal(path, "STRUCT-CELL", place, sheet=name, cell=place.a1, cause=cause)


def _attribute(attributes: bytes, name: bytes) -> bytes:
    for key, one, other in _ATTRIBUTE.findall(attributes):
        if key == name:
            found: bytes = one or other
            return found
    return b""


@lru_cache(maxsize=1024)
def column_number(letters: bytes) -> int:
    """Return the number of a column from 0: ``A`` is 0, ``AA`` is 26."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number - 1


def _hidden_columns(head: bytes) -> Iterator[int]:
    for attributes in _COLUMN.findall(head):
        first, last = _attribute(attributes, b"min"), _attribute(attributes, b"max")
        if _attribute(attributes, b"hidden") in _TRUE and first.isdigit() and last.isdigit():
            yield from range(int(first[:6]) - 1, min(int(last[:6]), LAST_COLUMN))
