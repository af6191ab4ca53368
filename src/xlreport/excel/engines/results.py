"""What openpyxl leaves out of a workbook that it saves, put back.

It writes formulas without their results, so that what only looks at a file (Protected View, a
preview, a program that does not compute) shows empty totals; and it knows the ribbon of 2007 only.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Mapping
from html import unescape
from pathlib import Path
from xml.sax.saxutils import escape

from xlreport.buttons import RIBBON_PART, with_link_to_ribbon

_FORMULA = re.compile(
    r'<c r="(?P<cell>[A-Z]{1,3}\d{1,7})"(?P<style> s="\d+")?(?: t="\w+")?>'
    r"(?P<formula><f(?: [^<>]*)?>(?P<text>[^<]*)</f>)<v(?: ?/>|></v>)</c>"
)
_LINK = re.compile(r'HYPERLINK\("[^"]*","([^"]*)"\)')
_ERROR = re.compile(r"#(?:N/A|[A-Z0-9/]+[?!])")
_RELATIONS = "_rels/.rels"

Result = Callable[[str, str], object]
"""Gives the result of the formula of a sheet and a cell, ``None`` if it is not known."""


def put_back(source: Path, target: Path, sheets: Mapping[str, str], result: Result) -> None:
    """Write a workbook that openpyxl saved with the results of its formulas and its ribbon.

    :param sheets: the name of each sheet by its part, as in ``xl/worksheets/sheet1.xml``.
    """
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            data = old.read(entry)
            if name := sheets.get(entry.filename):
                data = _with_results(data.decode(), name, result).encode()
            elif entry.filename == _RELATIONS and RIBBON_PART in old.namelist():
                data = with_link_to_ribbon(data)
            new.writestr(entry, data)


def _with_results(xml: str, sheet: str, result: Result) -> str:
    def cell(match: re.Match[str]) -> str:
        link = _LINK.fullmatch(unescape(match["text"]))
        value = link[1] if link else result(sheet, match["cell"])
        if value is None:
            return match[0]
        kind, text = _written(value)
        style = match["style"] or ""
        return f'<c r="{match["cell"]}"{style}{kind}>{match["formula"]}<v>{text}</v></c>'

    return _FORMULA.sub(cell, xml)


def _written(value: object) -> tuple[str, str]:
    """Return the type of a cell and its value, as they stand in the file."""
    if isinstance(value, bool):
        return ' t="b"', str(int(value))
    if isinstance(value, int | float):
        return "", repr(value)
    text = str(value)
    return (' t="e"' if _ERROR.fullmatch(text) else ' t="str"'), escape(text)
