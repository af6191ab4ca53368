"""A file held against what Excel takes: its schema, its limits, another engine's results."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree as ET

import formulon
import openpyxl
from openpyxl.cell import Cell, MergedCell

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def parts_of(path: Path, folder: str = "") -> Iterator[tuple[str, bytes]]:
    """Yield the parts of a package in a folder of it, each with its name."""
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            if name.startswith(folder):
                yield name, archive.read(name)


def sheets_of(path: Path) -> dict[str, ET.Element]:
    """Return the sheets by the names of their parts."""
    return {
        name: ET.fromstring(data)
        for name, data in parts_of(path, "xl/worksheets/")
        if name.endswith(".xml")
    }


def remarks(path: Path) -> list[str]:
    """What the rules of the Open XML SDK have to say of a file."""
    from openxml_audit import OpenXmlValidator

    found = OpenXmlValidator().validate(path)
    return [str(error) for error in found.errors if not _is_no_fault(str(error))]


def _is_no_fault(said: str) -> bool:
    """Tell of a remark that it is none on the schema.

    Texts within their cells, as openpyxl writes them, are allowed; Excel only writes them anew.
    Of a font's elements ECMA-376 (18.8.22) fixes no order.
    """
    return "inline-string cell(s)" in said or "/fonts[1]/font[" in said


HIGHEST_ROW, WIDEST_COLUMN = 409.5, 255
LONGEST_TEXT, LONGEST_FORMULA, LONGEST_NAME, LONGEST_SHEET_NAME = 32767, 8192, 255, 31
LONGEST = {"promptTitle": 32, "prompt": 255, "errorTitle": 32, "error": 225}
LONGEST_CHOICES = 255 + 2


def rows_columns_and_formulas_are_within_the_limits(path: Path) -> None:
    """Assert it."""
    for sheet in sheets_of(path).values():
        assert all(float(row.get("ht", 0)) <= HIGHEST_ROW for row in sheet.iter(f"{MAIN}row"))
        assert all(float(c.get("width", 0)) <= WIDEST_COLUMN for c in sheet.iter(f"{MAIN}col"))
        assert all(len(f.text or "") <= LONGEST_FORMULA for f in sheet.iter(f"{MAIN}f"))


def texts_and_names_are_within_the_limits(path: Path) -> None:
    """Assert it."""
    parts = dict(parts_of(path, "xl/"))
    for text in ET.fromstring(parts.get("xl/sharedStrings.xml", b"<sst/>")):
        assert len("".join(text.itertext())) <= LONGEST_TEXT
    book = ET.fromstring(parts["xl/workbook.xml"])
    assert all(len(str(s.get("name"))) <= LONGEST_SHEET_NAME for s in book.iter(f"{MAIN}sheet"))
    assert all(len(str(n.get("name"))) <= LONGEST_NAME for n in book.iter(f"{MAIN}definedName"))
    for name, data in parts.items():
        if "comments" in name and name.endswith(".xml"):
            for comment in ET.fromstring(data).iter(f"{MAIN}comment"):
                assert len("".join(comment.itertext())) <= LONGEST_TEXT


def validations_are_within_the_limits(path: Path) -> None:
    """Assert it."""
    for sheet in sheets_of(path).values():
        for rule in sheet.iter(f"{MAIN}dataValidation"):
            for attribute, longest in LONGEST.items():
                assert len(rule.get(attribute, "")) <= longest
            if rule.get("type") == "list":
                choices = rule.findtext(f"{MAIN}formula1", "")
                assert not choices.startswith('"') or len(choices) <= LONGEST_CHOICES


def _stated(cell: Cell | MergedCell) -> object:
    """Return the result of a cell; openpyxl takes where a link leads for what a blank cell says."""
    link = cell.hyperlink.location if cell.hyperlink else None
    return None if link and cell.value == link else cell.value


def otherwise(path: Path) -> tuple[int, list[str]]:
    """Count the formulas, and return cells that formulon computes, or shows, otherwise than we."""
    written = openpyxl.load_workbook(path, data_only=True)
    different: list[str] = []
    count = 0
    with formulon.Workbook.load(path.read_bytes()) as book:
        book.recalc()
        for number in range(book.sheet_count()):
            sheet = written[book.sheet_name(number)]
            for cell in book.iter_cells(number):
                computed = book.get_value(number, cell.row, cell.col).to_python()
                stated = _stated(sheet.cell(cell.row + 1, cell.col + 1))
                place = f"{sheet.title}!{cell.row + 1},{cell.col + 1}"
                if cell.formula:
                    count += 1
                    if (computed or None) != (stated or None):
                        different.append(f"{place}: {stated!r}, computed {computed!r}")
                if isinstance(computed, float):
                    text, _ = book.get_display_text(number, cell.row, cell.col)
                    if text != f"{computed:.15g}":
                        different.append(f"{place}: {computed!r}, shown {text!r}")
    return count, different


FEWEST = 50
"""A workbook has more formulas than these."""


def is_as_excel_takes_it(path: Path) -> None:
    """Assert all of it of a workbook with formulas."""
    assert remarks(path) == []
    count, different = otherwise(path)
    assert count > FEWEST
    assert different == []
    is_within_the_limits(path)


def is_within_the_limits(path: Path) -> None:
    """Assert it of the heights, widths, formulas, texts, names and validations of a file."""
    rows_columns_and_formulas_are_within_the_limits(path)
    texts_and_names_are_within_the_limits(path)
    validations_are_within_the_limits(path)
