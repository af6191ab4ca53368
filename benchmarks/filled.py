"""Many filled workbooks, quickly: the project's own template with other figures in its cells.

One workbook is written the ordinary way.  The others are the same package with the numbers, the
unit's name and its code replaced in its XML, as a program that saves a filled form would do.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from random import Random

from xlreport.edition import Edition, edition_for, layout_of
from xlreport.quantity import Value
from xlreport.report import Report, Unit, with_totals
from xlreport.template import write_report

YEAR = 2020
_NAME, _CODE = "示例样本单位", "示例样本代码"
_TEXT = "按要求做好了公开工作，存在的不足是内容还不够丰富，明年将逐项改进。"


def figures(edition: Edition, seed: int) -> dict[str, Value]:
    """Return made-up figures of one unit that satisfy every rule of the edition."""
    chance = Random(seed)
    values: dict[str, Value] = dict.fromkeys((cell.key for cell in edition.inputs), 0)
    for kind in ("natural", "legal.commercial", "legal.other"):
        new, carried_in = chance.randrange(40), chance.randrange(5)
        granted = chance.randrange(new + carried_in + 1)
        partial = chance.randrange(new + carried_in - granted + 1)
        values[f"applications.new.{kind}"] = new
        values[f"applications.carried_in.{kind}"] = carried_in
        values[f"applications.outcome.granted.{kind}"] = granted
        values[f"applications.outcome.partial.{kind}"] = partial
        values[f"applications.carried_out.{kind}"] = new + carried_in - granted - partial
    for key in ("disclosure.licence.decisions", "disclosure.penalty.decisions"):
        values[key] = chance.randrange(500)
    values["disputes.review.upheld"] = chance.randrange(3)
    return with_totals(edition, values)


def report_of(unit: Unit, seed: int, year: int = YEAR) -> Report:
    """Return one unit's made-up report."""
    edition = edition_for(year)
    prose = {piece.key: _TEXT for piece in edition.prose.values()}
    return Report(edition, year, unit, figures(edition, seed), prose)


class Mould:
    """A workbook taken apart where its figures stand."""

    def __init__(
        self,
        folder: Path,
        year: int = YEAR,
        *,
        saved_again: Callable[[Path], None] | None = None,
        text: str = _TEXT,
    ) -> None:
        """Write the one workbook and take it apart.

        :param folder: where it may be written.
        :param saved_again: saves it as another program does.
        :param text: what stands under each head of a section.
        """
        self.edition = edition_for(year)
        path = folder / "mould.xlsx"
        ones = {cell.key: 1 for cell in self.edition.inputs}
        values = with_totals(self.edition, ones)
        prose = {piece.key: text for piece in self.edition.prose.values()}
        report = Report(self.edition, year, Unit(_NAME, _CODE, "county"), values, prose)
        write_report(report, path)
        if saved_again:
            saved_again(path)
        with zipfile.ZipFile(path) as archive:
            self.parts = {info.filename: archive.read(info) for info in archive.infolist()}
        path.unlink()
        self.sheets = dict(_sheets(self.parts))
        self.cut = {name: self._cut(sheet) for sheet, name in self.sheets.items()}

    def _cut(self, sheet: str) -> tuple[list[str], list[str]]:
        """Cut a sheet's XML at its figures: the pieces of text, and the keys between them."""
        places = layout_of(self.edition).places
        keys = {places[k].a1: k for k in self.edition.cells if places[k].sheet == sheet}
        xml = self.parts[self.sheets[sheet]].decode()
        pieces, between, at = [], [], 0
        for match in re.finditer(
            r'<c r="([A-Z]+\d+)"[^>]*>(?:<f[^>]*>[^<]*</f>)?<v>([^<]*)</v>', xml
        ):
            if match[1] in keys:
                pieces.append(xml[at : match.start(2)])
                between.append(keys[match[1]])
                at = match.end(2)
        return [*pieces, xml[at:]], between

    def write(self, unit: Unit, values: Mapping[str, Value], path: Path) -> None:
        """Write the workbook of a unit with these figures."""
        with zipfile.ZipFile(path, "w") as archive:
            for name, data in self.parts.items():
                part = self._part(name, data, unit, values)
                archive.writestr(zipfile.ZipInfo(name), part, zipfile.ZIP_DEFLATED, 4)

    def _part(self, name: str, data: bytes, unit: Unit, values: Mapping[str, Value]) -> bytes:
        if name == "xl/sharedStrings.xml" or (name in self.cut and not self.cut[name][1]):
            for old, new in ((_NAME, unit.name), (_CODE, unit.code)):
                data = data.replace(old.encode(), new.encode())
                # As openpyxl writes it.
                data = data.replace(old.encode("ascii", "xmlcharrefreplace"), new.encode())
            return data
        if name not in self.cut:
            return data
        pieces, keys = self.cut[name]
        text = pieces[0] + "".join(
            f"{values[key]}{piece}" for key, piece in zip(keys, pieces[1:], strict=True)
        )
        return text.replace(_NAME, unit.name).encode()


def _sheets(parts: Mapping[str, bytes]) -> Iterable[tuple[str, str]]:
    names = re.findall(r'<sheet [^>]*?name="([^"]+)"', parts["xl/workbook.xml"].decode())
    return [(name, f"xl/worksheets/sheet{at}.xml") for at, name in enumerate(names, start=1)]


def example_units(count: int) -> Sequence[Unit]:
    """Return so many made-up units with codes."""
    return [Unit(f"示例{n:05d}局", f"9900{n:05d}", "county") for n in range(count)]


def write_folder(folder: Path, count: int, year: int = YEAR) -> None:
    """Write so many filled workbooks into a folder; those that are there stay."""
    folder.mkdir(parents=True, exist_ok=True)
    mould = Mould(folder, year)
    for seed, unit in enumerate(example_units(count)):
        path = folder / f"{unit.code}.xlsx"
        if not path.exists():
            mould.write(unit, figures(mould.edition, seed), path)
