"""The values of our own sheets, read back from a file in the field.

Within limits, in linear time, and row by row: a value in the last cell of a sheet costs no more
than one in the first.  Errors and what cannot be understood are no values.  As with the sheets
of the form, the values of a row are taken out and what is left is remembered: rows of a list
differ in their values and in little else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from math import isfinite
from operator import itemgetter
from pathlib import Path
from typing import NamedTuple
from xml.parsers import expat

from xlreport.addresses import column_number
from xlreport.reading.guard import open_package
from xlreport.reading.limits import LARGEST_LIST, SHEET_COLUMNS, SHEET_ROWS
from xlreport.reading.markup import allowed, memoized_by_bytes, text_of
from xlreport.reading.package import Package
from xlreport.reading.refusal import MalformedPart

Value = str | float | bool
Line = tuple[int, Mapping[int, Value]]
"""The number of a row, and its values by the number of their column, both from 0."""

_BEGIN = re.compile(rb"<(\w+:)?sheetData(?:\s[^<>]*)?/?>")
_PROLOG = re.compile(rb"\A(?:\xef\xbb\xbf)?\s*<\?xml\s[^?>]*\?>")
_TAKEN = re.compile(rb"<[vt](?:\s[^<>]*)?>([^<]*)</[vt]>")
_HOLE = b"<_/>"
"""Stands where a value was taken out."""
_ROW = re.compile(rb"<row(?=[\s/>])(?:[^<>]*?\sr=[\"']([1-9]\d{0,6})[\"'])?")
_ROW_END = b"</row>"
_LETTERS = re.compile(r"[A-Z]{1,3}", re.ASCII)
_INDEX = re.compile(r"\d{1,7}", re.ASCII)


class OwnBook:
    """A workbook file whose lists are read back; each sheet is unpacked when asked for."""

    def __init__(self, package: Package) -> None:
        """:param package: the file, which has been looked at from outside."""
        self.package = package
        self.path = package.path

    @classmethod
    def open(cls, path: Path) -> OwnBook:
        """Return the workbook in a file.

        :raises Refused: if it is no .xlsx workbook of reasonable size.
        """
        return cls(open_package(path))

    @property
    def names(self) -> Sequence[str]:
        """The names of the sheets.

        :raises Refused: if the list of sheets is not in order.
        """
        return list(self.package.sheets)

    def lines(self, name: str) -> Iterator[Line]:
        """Yield the rows of a sheet in which there is something.

        :raises KeyError: if there is no such sheet.
        :raises Refused: if the sheet is too large, damaged, or no XML.
        """
        part, _ = self.package.sheets[name]
        texts = self.package.meaning.texts
        try:
            yield from lines_of(self.package.unpack(part, LARGEST_LIST), texts)
        except MalformedPart as error:
            raise error.refused(self.path, part=name, sheet=name) from error


def lines_of(xml: bytes, texts: Sequence[str] = ()) -> Iterator[Line]:
    """Yield the rows of a sheet in which there is something.

    :param xml: the sheet's part; ``texts`` is the workbook's table of texts.
    :raises MalformedPart: if rows or cells are not in order.
    """
    number = -1
    for chunk in _rows(xml):
        start = chunk.rfind(b"<row")
        row = _ROW.match(chunk, max(start, 0))
        if row is None:
            raise MalformedPart("STRUCT-DAMAGED")
        stated = row[1]
        number = int(stated) - 1 if stated else number + 1
        if number >= SHEET_ROWS:
            raise MalformedPart("STRUCT-DAMAGED")
        pieces = _TAKEN.split(chunk[start:])
        skeleton = _HOLE.join(pieces[::2])
        if stated:
            # Cells repeat the number of their row; without it rows are alike.
            skeleton = skeleton.replace(stated + b'"', b'"').replace(stated + b"'", b"'")
        values = allowed(b"<".join(pieces[1::2]))
        if values is None:
            raise MalformedPart("PACK-XML", cause="含有不允许的字符")
        line = _plan(skeleton).values(values.split("<"), len(pieces) // 2, texts)
        if line:
            yield number, line


def _rows(xml: bytes) -> Iterator[bytes]:
    """Yield what stands up to the end of each row.

    :raises MalformedPart: if the part is no sheet.
    """
    begin = _BEGIN.search(xml)
    prolog = _PROLOG.match(xml)
    if begin is None:
        raise MalformedPart("STRUCT-DAMAGED")
    if b"<!" in xml or b"<?" in xml[prolog.end() if prolog else 0 :]:
        raise MalformedPart("PACK-XML", cause="含有文档类型、注释、CDATA 或处理指令")
    if begin.group().endswith(b"/>"):
        return
    prefix = begin[1] or b""
    at, end = begin.end(), xml.find(b"</" + prefix + b"sheetData", begin.end())
    if end < 0:
        raise MalformedPart("STRUCT-DAMAGED")
    if prefix:
        xml = xml[at:end].replace(b"<" + prefix, b"<").replace(b"</" + prefix, b"</")
        at, end = 0, len(xml)
    while (close := xml.find(_ROW_END, at, end)) >= 0:
        yield xml[at : close + len(_ROW_END)]
        at = close + len(_ROW_END)
    if xml.find(b"<c", at, end) >= 0:
        raise MalformedPart("STRUCT-DAMAGED")


class _Slot(NamedTuple):
    """A cell with a value: its column, its type, and which pieces of the row are its text."""

    column: int
    kind: str
    pieces: tuple[int, ...]


class _Plan:
    """How the values of a row are told from the pieces that were taken out of it."""

    def __init__(self, slots: Sequence[_Slot], holes: int) -> None:
        self._slots = slots
        self._holes = holes
        numbers = {slot for slot in slots if slot.kind == "n" and len(slot.pieces) == 1}
        self._rest = [slot for slot in slots if slot not in numbers]
        self._numbers = [slot for slot in slots if slot in numbers]
        self._columns = [slot.column for slot in self._numbers]
        several = len(self._numbers) > 1
        self._take = itemgetter(*(slot.pieces[0] for slot in self._numbers)) if several else None

    def values(self, pieces: Sequence[str], count: int, texts: Sequence[str]) -> dict[int, Value]:
        """Return the values of a row by column.

        :raises MalformedPart: if the row has other pieces than its plan.
        """
        if count != self._holes:
            raise MalformedPart("STRUCT-DAMAGED")
        line = self._together(pieces) or self._one_by_one(pieces)
        for column, kind, own in self._rest:
            value = _value(kind, "".join([pieces[piece] for piece in own]), texts)
            if value is not None and value != "":
                line[column] = value
        return line

    def _together(self, pieces: Sequence[str]) -> dict[int, Value] | None:
        """Return the numbers of a row, ``None`` if not all of them are some; much faster."""
        if self._take is None:
            return None
        try:
            numbers = list(map(float, self._take(pieces)))
        except ValueError:
            return None
        return dict(zip(self._columns, numbers, strict=True)) if isfinite(sum(numbers)) else None

    def _one_by_one(self, pieces: Sequence[str]) -> dict[int, Value]:
        line: dict[int, Value] = {}
        for slot in self._numbers:
            with suppress(ValueError):
                number = float(pieces[slot.pieces[0]])
                if isfinite(number):
                    line[slot.column] = number
        return line


def _value(kind: str, raw: str, texts: Sequence[str]) -> Value | None:
    match kind:
        case "s":
            number = int(raw) if _INDEX.fullmatch(raw.strip()) else len(texts)
            return texts[number] if number < len(texts) else None
        case "str" | "inlineStr" | "d":
            return text_of(raw)
        case "b":
            return raw.strip() in ("1", "true")
        case _:  # an error, a number in pieces, or a type that there is not
            return None


@memoized_by_bytes
def _plan(skeleton: bytes) -> _Plan:
    """Return the plan of a row without its values.

    :raises MalformedPart: if it is no well-formed XML, or its cells are not in order.
    """
    walk = _RowWalk()
    parser = expat.ParserCreate()
    parser.StartElementHandler = walk.begin
    parser.EndElementHandler = walk.end
    try:
        parser.Parse(skeleton, True)
    except (expat.ExpatError, ValueError, LookupError) as error:
        raise MalformedPart("PACK-XML", cause="一行的写法有误") from error
    return _Plan(walk.slots, walk.holes)


class _RowWalk:
    """Goes through the elements of a row."""

    def __init__(self) -> None:
        self.slots: list[_Slot] = []
        self.holes = 0
        self._column = -1
        self._kind = "n"
        self._own: list[int] = []
        self._silent = 0

    def begin(self, name: str, attributes: Mapping[str, str]) -> None:
        """Take in a cell, or a hole in it; how a text is pronounced is no part of it."""
        if name == "c":
            self._begin_cell(attributes)
        elif name == "_":
            if not self._silent:
                self._own.append(self.holes)
            self.holes += 1
        elif name == "rPh":
            self._silent += 1

    def end(self, name: str) -> None:
        """Note a cell that has a value."""
        if name == "rPh":
            self._silent -= 1
        elif name == "c" and self._own:
            self.slots.append(_Slot(self._column, self._kind, tuple(self._own)))

    def _begin_cell(self, attributes: Mapping[str, str]) -> None:
        letters = attributes.get("r")
        if letters is None:
            column = self._column + 1
        elif _LETTERS.fullmatch(letters):
            column = column_number(letters.encode())
        else:
            raise MalformedPart("STRUCT-DAMAGED")
        if not self._column < column < SHEET_COLUMNS:
            raise MalformedPart("STRUCT-DAMAGED")
        self._column = column
        self._kind = attributes.get("t", "n")
        self._own = []
