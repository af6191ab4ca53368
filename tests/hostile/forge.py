"""A good workbook, taken apart so that it can be spoiled in one place and put together again."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from xlreport.edition import Place, layout_of, load_edition
from xlreport.quantity import Value
from xlreport.reading.package import Package
from xlreport.report import Report, Unit, with_totals
from xlreport.template import write_report

EDITION = load_edition("2021")
PLACES = layout_of(EDITION).places
INPUT = "applications.new.natural"
ZERO = "applications.new.legal.commercial"
TOTAL = "applications.new.total"
MONEY = "disclosure.fee.amount"
LARGE = "disclosure.normative.in_force"
PROSE = "others.text"
TEXT_OF_A_USUAL_LENGTH = (
    "示例文字，写明本单位这一方面的工作、存在的问题和打算怎样改进，长短与通常的报告相当。"
)
TABLE = PLACES[INPUT].sheet


def good_report(name: str = "示例甲街道") -> Report:
    """A report without a fault: every figure is there, every law holds."""
    figures: dict[str, Value] = {cell.key: 0 for cell in EDITION.inputs} | {
        INPUT: 3,
        "applications.outcome.granted.natural": 3,
        LARGE: 1234,
    }
    values = with_totals(EDITION, {**figures, MONEY: Decimal("12.5")})
    prose = dict.fromkeys(
        EDITION.prose,
        TEXT_OF_A_USUAL_LENGTH,
    )
    last = {key: values[key] for key in EDITION.last_keys if key.endswith("in_force")}
    return Report(EDITION, 2021, Unit(name, level="township"), values, prose, last)


@cache
def good_file() -> bytes:
    """The workbook of the good report."""
    with TemporaryDirectory() as folder:
        path = Path(folder, "报表.xlsx")
        write_report(good_report(), path)
        return path.read_bytes()


@dataclass
class Parts:
    """The parts of a workbook by name, in order."""

    parts: dict[str, bytes]
    sheets: dict[str, str] = field(default_factory=dict)

    @classmethod
    def good(cls) -> Parts:
        """The parts of the good workbook."""
        package = Package(Path("报表.xlsx"), good_file())
        with zipfile.ZipFile(io.BytesIO(good_file())) as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
        return cls(parts, {name: part for name, (part, _) in package.sheets.items()})

    def change(self, part: str, old: str | bytes, new: str | bytes, count: int = 1) -> None:
        """Replace what must be there."""
        before, after = (x.encode() if isinstance(x, str) else x for x in (old, new))
        if before not in self.parts[part]:
            raise ValueError(f"{part} does not hold {old!r}")
        self.parts[part] = self.parts[part].replace(before, after, count)

    def sheet(self, name: str, old: str | bytes, new: str | bytes, count: int = 1) -> None:
        """Replace what must be in the XML of a sheet."""
        self.change(self.sheets[name], old, new, count)

    def element(self, place: Place) -> str:
        """The XML of a cell."""
        xml = self.parts[self.sheets[place.sheet]].decode()
        match = re.search(rf'<c r="{place.a1}"[^>]*?(/>|>.*?</c>)', xml)
        if match is None:
            raise ValueError(f"no cell {place}")
        return match.group()

    def cell(self, place: Place, content: str, attributes: str = "") -> None:
        """Give a cell other content; its style stays."""
        old = self.element(place)
        style = re.search(r' s="\d+"', old)
        start = f'<c r="{place.a1}"{style.group() if style else ""}{attributes}'
        self.sheet(place.sheet, old, f"{start}>{content}</c>" if content else f"{start}/>")

    def add_text(self, place: Place, text: str) -> None:
        """Type a text into a cell that is not there, on the right of one that is."""
        left = self.element(Place(place.sheet, place.row, place.column - 1))
        cell = f'<c r="{place.a1}" t="inlineStr"><is><t>{text}</t></is></c>'
        self.sheet(place.sheet, left, left + cell)

    def text(self, place: Place, text: str) -> None:
        """Type a text into a cell."""
        escaped = text.replace("&", "&amp;").replace("<", "&lt;")
        self.cell(place, f'<is><t xml:space="preserve">{escaped}</t></is>', ' t="inlineStr"')

    def number(self, place: Place, stored: object) -> None:
        """Type a number into a cell."""
        self.cell(place, f"<v>{stored}</v>")

    def packed(self) -> bytes:
        """The workbook."""
        return packed(self.parts)


def packed(parts: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip file of some parts."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as archive:
        for name, content in parts.items():
            part = zipfile.ZipInfo(name, (2022, 1, 1, 0, 0, 0))
            archive.writestr(part, content, method)
    return stream.getvalue()


def spoiled(edit: Callable[[Parts], object]) -> bytes:
    """The good workbook after one edit."""
    parts = Parts.good()
    edit(parts)
    return parts.packed()
