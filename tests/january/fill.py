"""How programs save a workbook that a clerk has filled in.

A clerk opens a workbook, types, and saves; what the file then looks like depends on the program.
This does to the XML what such a program does: texts go to the shared strings, numbers and the
results of formulas are stored with their cells, everything else stays as it was.
"""

from __future__ import annotations

import re
import shutil
import zipfile
from collections.abc import Mapping, Set
from decimal import Decimal
from html import unescape
from pathlib import Path
from xml.sax.saxutils import escape

import openpyxl
from tests.january.form import (
    COVER,
    COVER_AT,
    LAST_AT,
    MANIFEST,
    PLACES,
    PROSE_AT,
    At,
    Figure,
    Figures,
    is_total,
    with_totals,
)

Typed = int | Decimal | str | None
WORDS = "本单位如实写明了做法和成效，还要改进的是解读的形式，将逐项落实。"
"""Prose that tells no figure, too short to be held against that of others."""

_CELL = re.compile(r'<c r="([A-Z]+[0-9]+)"([^>]*?)(?:/>|>(.*?)</c>)', re.DOTALL)
_STRING = re.compile(r"<si>(.*?)</si>|<si/>", re.DOTALL)
_TEXT = re.compile(r"<t[^>]*>(.*?)</t>|<t/>", re.DOTALL)
_SHEET = re.compile(r"<sheet [^>]*>")
_PART = re.compile(r"<Relationship [^>]*>")
_ATTRIBUTE = re.compile(r'([\w:]+)="([^"]*)"')
_BOOK, _RELS, _TYPES = "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "[Content_Types].xml"
_STRINGS = "xl/sharedStrings.xml"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_NO_STRINGS = f'<sst xmlns="{_MAIN}"></sst>'.encode()


class Workbook:
    """A workbook taken apart; what is typed into it is stored when it is saved."""

    def __init__(self, path: Path) -> None:
        with zipfile.ZipFile(path) as archive:
            self.parts = {name: archive.read(name) for name in archive.namelist()}
        if _STRINGS not in self.parts:
            self._add_strings()
        relations = [dict(_ATTRIBUTE.findall(each)) for each in _PART.findall(self._part(_RELS))]
        targets = {each["Id"]: "xl/" + each["Target"].removeprefix("/xl/") for each in relations}
        sheets = [dict(_ATTRIBUTE.findall(e)) for e in _SHEET.findall(self._part(_BOOK))]
        self.sheets = {unescape(each["name"]): targets[each["r:id"]] for each in sheets}
        strings = self._part(_STRINGS)
        self.strings = [unescape("".join(_TEXT.findall(each))) for each in _STRING.findall(strings)]
        self._old = len(self.strings)
        self.typed: dict[str, dict[str, Typed]] = {}

    def _part(self, name: str) -> str:
        return self.parts[name].decode()

    def _add_strings(self) -> None:
        """Some programs write every text into its cell; an office program then shares them."""
        self.parts[_STRINGS] = _NO_STRINGS
        kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
        more = f'<Override PartName="/{_STRINGS}" ContentType="{kind}"/></Types>'
        self.parts[_TYPES] = self._part(_TYPES).replace("</Types>", more).encode()
        kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"
        more = f'<Relationship Id="rIdS" Type="{kind}" Target="sharedStrings.xml"/></Relationships>'
        self.parts[_RELS] = self._part(_RELS).replace("</Relationships>", more).encode()

    def type(self, at: At, value: Typed) -> None:
        """Type something into a cell; where a formula stands, it is what the formula gives."""
        sheet, address = at
        self.typed.setdefault(sheet, {})[address] = value

    def shown(self, sheet: str, addresses: Set[str]) -> dict[str, str | Decimal | None]:
        """What some cells of a sheet show, by address."""
        cells = _CELL.finditer(self._part(self.sheets[sheet]))
        return {e[1]: self._shown(e[2], e[3] or "") for e in cells if e[1] in addresses}

    def __getitem__(self, at: At) -> str | Decimal | None:
        """What a cell shows, as the file has it stored."""
        sheet, address = at
        return self.shown(sheet, {address}).get(address)

    def formula(self, at: At) -> str:
        """The formula of a cell, empty if it has none."""
        sheet, address = at
        for match in _CELL.finditer(self._part(self.sheets[sheet])):
            if match[1] == address and (found := re.search(r"<f[^>]*>(.*?)</f>", match[3] or "")):
                return unescape(found[1])
        return ""

    def _shown(self, attributes: str, inside: str) -> str | Decimal | None:
        if 't="inlineStr"' in attributes:
            return unescape("".join(_TEXT.findall(inside)))
        value = re.search(r"<v>(.*?)</v>", inside, re.DOTALL)
        if value is None:
            return None
        if 't="s"' in attributes:
            return self.strings[int(value[1])]
        if "t=" in attributes and 't="n"' not in attributes:
            return unescape(value[1])
        return Decimal(value[1]) if value[1] else None

    def save(self, path: Path) -> Path:
        """Write the workbook; what was typed is in it."""
        parts = dict(self.parts)
        for sheet, typed in self.typed.items():
            part = self.sheets[sheet]
            left = dict(typed)

            def put(match: re.Match[str], left: dict[str, Typed] = left) -> str:
                address = match[1]
                if address not in left:
                    return match[0]
                return self._cell(address, match[2], match[3] or "", left.pop(address))

            parts[part] = _CELL.sub(put, parts[part].decode()).encode()
            if left:
                raise KeyError(f"{sheet} has no cells {sorted(left)}")
        parts[_STRINGS] = self._strings_part()
        path.parent.mkdir(parents=True, exist_ok=True)
        write_package(parts, path)
        return path

    def _cell(self, address: str, attributes: str, inside: str, value: Typed) -> str:
        attributes = re.sub(r'\s+t="\w+"', "", attributes)
        formula = "".join(re.findall(r"<f[^>]*>.*?</f>|<f[^>]*/>", inside, re.DOTALL))
        match value:
            case None:
                content = formula
            case str() if formula:
                attributes += ' t="str"'
                content = f"{formula}<v>{escape(value)}</v>"
            case str():
                if value not in self.strings[self._old :]:
                    self.strings.append(value)
                number = self.strings.index(value, self._old)
                attributes += ' t="s"'
                content = f"<v>{number}</v>"
            case _:
                content = f"{formula}<v>{value}</v>"
        return f'<c r="{address}"{attributes}>{content}</c>'

    def _strings_part(self) -> bytes:
        old = self._part(_STRINGS)
        more = "".join(
            f'<si><t xml:space="preserve">{escape(text)}</t></si>'
            for text in self.strings[self._old :]
        )
        new = re.sub(r' (?:uniqueCount|count)="\d+"', "", old, count=2)
        return new.replace("</sst>", f"{more}</sst>").encode()


def write_package(parts: Mapping[str, bytes], path: Path, level: int = 6) -> None:
    """Zip the parts of a workbook."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=level) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)


def fill(
    blank: Path,
    path: Path,
    edition: str,
    figures: Mapping[str, Figure],
    *,
    day: str,
    other: Mapping[At, Typed] | None = None,
    prose: Mapping[str, str] | None = None,
    cover: Mapping[str, str] | None = None,
) -> Path:
    """Fill in a workbook that was handed out, and save it elsewhere.

    :param figures: what is typed; a figure that is not there stays empty, totals are computed.
    :param day: the date of filing.
    :param other: what else is typed, by the cell.
    """
    book = Workbook(blank)
    inputs = with_totals(edition, figures)
    for key, at in PLACES[edition].items():
        book.type(at, inputs.get(key, "" if is_total(key) else None))
    for key, at in PROSE_AT.items():
        book.type(at, (prose or {}).get(key, WORDS))
    for field, text in {"author": "填表人", "date": day, **(cover or {})}.items():
        book.type((COVER, COVER_AT[field]), text)
    for at, value in (other or {}).items():
        book.type(at, value)
    return book.save(path)


def figures_in(path: Path, edition: str) -> Figures:
    """The figures that a workbook shows in the tables, without a formula being computed."""
    return _numbers(Workbook(path), PLACES[edition])


def last_year_in(path: Path, edition: str) -> Figures:
    """Last year's figures that a workbook carries."""
    return _numbers(Workbook(path), LAST_AT[edition])


def _numbers(book: Workbook, places: Mapping[str, At]) -> Figures:
    wanted: dict[str, set[str]] = {}
    for sheet, address in places.values():
        wanted.setdefault(sheet, set()).add(address)
    shown = {sheet: book.shown(sheet, addresses) for sheet, addresses in wanted.items()}
    values = {key: shown[sheet].get(address) for key, (sheet, address) in places.items()}
    return {key: number(value) for key, value in values.items() if isinstance(value, Decimal)}


def number(value: float | str | Decimal) -> Figure:
    """A number as whole if it is whole, otherwise as the decimal fraction it shows."""
    exact = Decimal(str(value))
    return int(exact) if exact == exact.to_integral_value() else exact


def saved_again(path: Path, target: Path) -> Path:
    """The same workbook saved by another program: other bytes that say the same."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in sorted(archive.namelist())}
    target.parent.mkdir(parents=True, exist_ok=True)
    write_package(parts, target, level=1)
    return target


def saved_by_openpyxl(path: Path, target: Path) -> Path:
    """The same workbook saved by a program that stores no results of formulas."""
    target.parent.mkdir(parents=True, exist_ok=True)
    openpyxl.load_workbook(path).save(target)
    return target


def of_another_year(path: Path, target: Path, year: int) -> Path:
    """A workbook whose hidden sheet and cover were changed to another year."""
    book = Workbook(path)
    book.type((MANIFEST, "B5"), str(year))
    book.type((COVER, COVER_AT["year"]), str(year))
    return book.save(target)


def not_workbooks(folder: Path, name: str) -> dict[str, Path]:
    """Files that are no workbook and come all the same, by what they are."""
    folder.mkdir(parents=True, exist_ok=True)
    ole = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(4096)
    contents = {
        "pdf": b"%PDF-1.4\n%%EOF\n",
        "jpg": bytes.fromhex("ffd8ffe000104a464946") + bytes(200),
        "eml": "Subject: =?utf-8?b?5oql6KGo?=\n\n见附件\n".encode(),
        "zip": _zip_of(folder, {"说明.txt": b"1"}),
        "docx": _zip_of(folder, {"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<w/>"}),
        "crdownload": b"PK\x03\x04" + bytes(50),
        "xls": ole,
    }
    paths = {}
    for ending, content in contents.items():
        paths[ending] = folder / f"{name}.{ending}"
        paths[ending].write_bytes(content)
    return paths


def _zip_of(folder: Path, parts: Mapping[str, bytes]) -> bytes:
    path = folder / ".packing"
    write_package(parts, path)
    data = path.read_bytes()
    path.unlink()
    return data


def broken_off(path: Path, target: Path) -> Path:
    """A workbook of which only the first half arrived."""
    target.parent.mkdir(parents=True, exist_ok=True)
    data = path.read_bytes()
    target.write_bytes(data[: len(data) // 2])
    return target


def copy(path: Path, target: Path) -> Path:
    """A plain copy."""
    target.parent.mkdir(parents=True, exist_ok=True)
    return Path(shutil.copyfile(path, target))
