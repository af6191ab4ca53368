"""The parts of an .xlsx file: which there are, and the text of those that are needed.

Whatever is read of a workbook has gone through here first, so that no reader meets a zip bomb,
a document type or two parts of one name.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cached_property, lru_cache
from pathlib import Path

from zlib_ng import zlib_ng as zlib

from xlreport.reading.formats import dates_among, unlocked_among
from xlreport.reading.kinds import kind_of_parts
from xlreport.reading.limits import (
    HIGHEST_RATIO,
    LARGEST_PART,
    LARGEST_UNPACKED,
    MOST_PARTS,
    MOST_SHEETS,
    SMALL_PART,
    size_text,
)
from xlreport.reading.markup import LARGEST_KEPT, fault_of, memoized_by_bytes, tags
from xlreport.reading.refusal import MalformedPart, refusal
from xlreport.reading.texts import texts_of
from xlreport.reading.values import Calendar, Meaning

WORKBOOK, RELATIONS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
MACROS = re.compile(r"(?i)vbaProject(?:(?!vbaProject)[^/])*+(?<=\.bin)$|^xl/macrosheets/")
LINKS = re.compile(r"(?i)^xl/(externalLinks/[^/]+\.xml|connections\.xml|queryTables/)")
"""The parts that point to other files or data sources."""
# Not xl/ctrlProps: programs write the properties of our own buttons there, and nothing runs them.
EMBEDDED = re.compile(r"(?i)^xl/(embeddings|activeX)/")
"""The parts that are files or controls of their own."""
_ENCRYPTED, _IN_UTF8 = 0x1, 0x800
_LOCAL_HEADER = re.compile(rb"PK\x03\x04.{22}(..)(..)", re.DOTALL)
METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_BAD_NAME = re.compile(r"^/|\\|:|[\x00-\x1f]|(^|/)\.\.?(/|$)")
_SHEET = re.compile(r"<(?:\w+:)?sheet\s([^<>]*?)/?>")
RELATION = re.compile(r"<(?:\w+:)?Relationship\s([^<>]*?)/?>")
_SINCE_1904 = re.compile(rb"<(?:\w+:)?workbookPr\s[^<>]*?date1904\s*=\s*[\"'](?:1|true|on)[\"']")
DAMAGE: tuple[type[Exception], ...] = (
    zipfile.BadZipFile,
    zlib.error,  # type: ignore[assignment]  # its stub calls the class an instance
    EOFError,
    OSError,
    ValueError,
    NotImplementedError,
    RuntimeError,
    OverflowError,
)


_fault_of = memoized_by_bytes(fault_of)


def directory_of(path: Path, data: bytes) -> list[zipfile.ZipInfo]:
    """Return what the directory of a zip file lists.

    :param path: the file, for messages; ``data`` are its bytes.
    :raises Refused: if it is damaged.
    """
    try:
        return zipfile.ZipFile(io.BytesIO(data)).infolist()
    except DAMAGE as error:
        raise refusal(path, "FILE-DAMAGED", where="") from error


def grows_too_much(part: zipfile.ZipInfo) -> bool:
    """Tell whether a part is packed as tightly as no real file is."""
    return part.file_size > SMALL_PART and part.file_size > HIGHEST_RATIO * part.compress_size


def _check_directory(path: Path, parts: Sequence[zipfile.ZipInfo]) -> None:
    """Refuse too many parts, too large ones, and names that are not in order."""
    code = kind_of_parts(part.filename for part in parts)
    if code:
        raise refusal(path, code)
    if len(parts) > MOST_PARTS:
        raise refusal(path, "PACK-PARTS", count=len(parts), limit=MOST_PARTS)
    odd = _odd_names(tuple(part.orig_filename for part in parts))
    for part in parts:
        name = part.filename
        if name in odd or part.orig_filename != name:
            raise refusal(path, "PACK-NAMES", part=plain_name(name))
        if part.flag_bits & _ENCRYPTED or part.compress_type not in METHODS:
            raise refusal(path, "PACK-METHOD", part=plain_name(name))
        if grows_too_much(part):
            raise refusal(path, "PACK-RATIO", part=plain_name(name))
    total = sum(part.file_size for part in parts)
    if total > LARGEST_UNPACKED:
        raise refusal(path, "PACK-SIZE", part="全部内容", size=size_text(total))


@lru_cache(maxsize=64)
def _odd_names(names: tuple[str, ...]) -> frozenset[str]:
    """Return the names that no part may have, or two parts have."""
    counts = Counter(name.casefold() for name in names)
    return frozenset(n for n in names if _BAD_NAME.search(n) or counts[n.casefold()] > 1)


def part_content(data: bytes, info: zipfile.ZipInfo) -> bytes:
    """Return a part of a zip file that is in memory, and nothing that is not what it declares.

    The library's own way, a stream for each part, takes longer than the unpacking itself.

    :raises zipfile.BadZipFile: if its header, its size or its checksum is another than that in
        the directory; :raises zlib.error: if it cannot be unpacked.
    """
    header = _LOCAL_HEADER.match(data, info.header_offset)
    if header is None:
        raise zipfile.BadZipFile("no header")
    lengths = [int.from_bytes(length, "little") for length in header.groups()]
    named = header.end() + lengths[0]
    begin = named + lengths[1]
    encoding = "utf-8" if info.flag_bits & _IN_UTF8 else "cp437"
    packed = data[begin : begin + info.compress_size]
    if info.compress_type == zipfile.ZIP_DEFLATED:
        unpacked = _kept_content if info.file_size <= LARGEST_KEPT else _inflated
        content, checksum = unpacked(packed, info.file_size)
    else:
        content, checksum = packed, zlib.crc32(packed)
    if (
        data[header.end() : named] != info.orig_filename.encode(encoding)
        or len(packed) != info.compress_size
        or len(content) != info.file_size
        or checksum != info.CRC
    ):
        raise zipfile.BadZipFile("not what the directory says")
    return content


def _inflated(packed: bytes, size: int) -> tuple[bytes, int]:
    """Return what was packed, a byte more than its size at most, and the checksum of that."""
    content = zlib.decompressobj(-zlib.MAX_WBITS).decompress(packed, size + 1)
    return content, zlib.crc32(content)


_kept_content = lru_cache(maxsize=64)(_inflated)


def plain_name(name: str) -> str:
    """Return the name of a part so that it can be printed anywhere."""
    return "".join(c if c.isprintable() else "?" for c in name)[:80]


class Package:
    """An .xlsx file whose directory is in order; its parts are unpacked when asked for."""

    def __init__(self, path: Path, data: bytes) -> None:
        """Check the directory.

        :param path: the file, for messages; ``data`` are its bytes.
        :raises Refused: if it is no .xlsx, or has too many parts, too large ones, or names
            that are not in order.
        """
        self.path = path
        self.data = data
        parts = directory_of(path, data)
        _check_directory(path, parts)
        self._parts = {part.filename.casefold(): part for part in parts}

    def has(self, name: str) -> bool:
        """Tell whether there is a part of this name."""
        return name.casefold() in self._parts

    @property
    def largest_sheet(self) -> int:
        """The bytes of the sheet that is the largest when it is unpacked.

        :raises Refused: if the list of sheets is not in order.
        """
        parts = (self._parts.get(part.casefold()) for part, _ in self.sheets.values())
        return max((info.file_size for info in parts if info is not None), default=0)

    def _shown(self, part: str) -> str:
        """Return what people know a part as: the name of its sheet, where that has been read."""
        sheets = self.__dict__.get("sheets", {})
        named = next((n for n, (p, _) in sheets.items() if p.casefold() == part.casefold()), "")
        return f"工作表“{plain_name(named)}”" if named else plain_name(part)

    def xml(self, name: str) -> bytes:
        """Return a part that is well-formed UTF-8 XML without document type.

        :raises Refused: if it is not, or is missing, damaged or too large.
        """
        content = self.unpack(name)
        cause = _fault_of(content)
        if cause:
            raise refusal(self.path, "PACK-XML", part=self._shown(name), cause=cause)
        return content

    def unpack(self, name: str, limit: int = LARGEST_PART) -> bytes:
        """Return a part as it is.

        :param limit: how many bytes it may have.
        :raises Refused: if it is missing, damaged or too large.
        """
        info = self._parts.get(name.casefold())
        if info is None:
            raise refusal(self.path, "PACK-SHEETS", part=self._shown(name))
        if info.file_size > limit:
            size = size_text(info.file_size)
            raise refusal(self.path, "PACK-SIZE", part=self._shown(name), size=size)
        try:
            return part_content(self.data, info)
        except DAMAGE as error:
            where = f"（{self._shown(name)}）"
            raise refusal(self.path, "FILE-DAMAGED", where=where) from error

    @cached_property
    def meaning(self) -> Meaning:
        """What the cells of all sheets refer to.

        :raises Refused: if the table of texts or the styles are not in order.
        """
        texts, styles = self._related.get("sharedStrings"), self._related.get("styles")
        return Meaning(
            self._texts(texts) if texts else (),
            _calendar(
                dates_among(self.xml(styles)) if styles else frozenset(),
                _since_1904(self._workbook),
            ),
        )

    @cached_property
    def unlocked(self) -> frozenset[int]:
        """The styles of cells in which people may type on a protected sheet."""
        styles = self._related.get("styles")
        return unlocked_among(self.xml(styles)) if styles else frozenset()

    def _texts(self, part: str) -> Sequence[str]:
        try:
            return texts_of(self.unpack(part))
        except MalformedPart as error:
            raise error.refused(self.path, part=plain_name(part)) from error

    @cached_property
    def _workbook(self) -> bytes:
        return self.xml(WORKBOOK)

    @cached_property
    def _relations(self) -> bytes:
        return self.xml(RELATIONS)

    @cached_property
    def _related(self) -> Mapping[str, str]:
        """The parts of the workbook by the kind of their relation, where there is only one."""
        return _parts_by_kind(self._relations)

    @cached_property
    def sheets(self) -> Mapping[str, tuple[str, str]]:
        """The part and the state (``visible``, ``hidden``, ``veryHidden``) of each sheet by name.

        :raises Refused: if the list of sheets is not in order.
        """
        targets = _targets(self._relations)
        sheets: dict[str, tuple[str, str]] = {}
        for name, relation, state in _listed(self._workbook):
            part = targets.get(relation, "")
            if not name or name in sheets or not self.has(part):
                raise refusal(self.path, "PACK-SHEETS", part=plain_name(name or WORKBOOK))
            sheets[name] = (part, state)
        parts = [part for part, _ in sheets.values()]
        if not sheets or len(sheets) > MOST_SHEETS or len(set(parts)) < len(parts):
            raise refusal(self.path, "PACK-SHEETS", part=WORKBOOK)
        return sheets

    @cached_property
    def _names(self) -> tuple[str, ...]:
        return tuple(part.filename for part in self._parts.values())

    def named(self, pattern: re.Pattern[str]) -> tuple[str, ...]:
        """Return the names of the parts that a pattern finds."""
        return _matching(pattern, self._names)


@lru_cache(maxsize=64)
def _matching(pattern: re.Pattern[str], names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(name for name in names if pattern.search(name))


_calendar = lru_cache(maxsize=64)(Calendar)


@memoized_by_bytes
def _since_1904(workbook: bytes) -> bool:
    return _SINCE_1904.search(workbook) is not None


@memoized_by_bytes
def _targets(relations: bytes) -> Mapping[str, str]:
    """Return the part that each relation of the workbook means, by its id."""
    return {
        e.get("Id", ""): _resolve(e.get("Target", "")) for e in tags(RELATION, relations.decode())
    }


@memoized_by_bytes
def _parts_by_kind(relations: bytes) -> Mapping[str, str]:
    """Return the first part of each kind, by the last word of its type."""
    parts: dict[str, str] = {}
    for each in tags(RELATION, relations.decode()):
        kind = each.get("Type", "").rpartition("/")[2]
        parts.setdefault(kind, _resolve(each.get("Target", "")))
    return parts


@memoized_by_bytes
def _listed(workbook: bytes) -> Sequence[tuple[str, str, str]]:
    """Return the name, the relation and the state of each sheet that a workbook lists."""
    return [
        (
            each.get("name", ""),
            next((v for k, v in each.items() if k.rpartition(":")[2] == "id"), ""),
            each.get("state", "visible"),
        )
        for each in tags(_SHEET, workbook.decode())
    ]


def _resolve(target: str) -> str:
    """Return the name of the part that a relation of the workbook means."""
    if target.startswith("/"):
        return target[1:]
    return posixpath.normpath(posixpath.join("xl", target))
