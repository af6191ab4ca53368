"""Workbooks whose XML, sheets or manifest are not what they should be."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import partial
from random import Random

from tests.hostile.forge import EDITION, INPUT, PLACES, TABLE, ZERO, Parts

from xlreport.edition import Place, layout_of
from xlreport.edition.grid import BoxKind
from xlreport.edition.layout import COVER_SHEET, MANIFEST_SHEET

Edit = Callable[[Parts], object]
Kind = tuple[str, Edit, str, Place | None]
BOOK, LINKS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
TEXTS, STYLES = "xl/sharedStrings.xml", "xl/styles.xml"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
SPOT = PLACES[INPUT]
NEXT = PLACES[ZERO]
LAUGHS = (
    '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">'
    '<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]>'
)
FETCH = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]>'


def markup() -> Iterator[Kind]:
    """Yield what is wrong with the XML: a name, the edit, the code, the cell."""
    sheet = Parts.good().sheets[TABLE]
    for part, title in ((sheet, "sheet"), (TEXTS, "texts"), (BOOK, "list of sheets")):
        for name, declaration in (("laughs", LAUGHS), ("fetches", FETCH)):
            new = HEAD + "\n" + declaration
            yield f"{title}: {name}", _changed(part, HEAD, new), "PACK-XML", None
        yield f"{title}: cut off", partial(_cut, part=part), "PACK-XML", None
    yield "styles: cut off", partial(_cut, part=STYLES), "PACK-XML", None
    cell = Parts.good().element(SPOT)
    for name, new in (
        ("a comment", f"<!-- {cell} -->"),
        ("a hidden passage", f"<![CDATA[{cell}]]>"),
        ("an instruction", f"<?x {cell}?>"),
        ("an unknown entity", cell.replace("3", "&three;")),
        ("a control character", cell.replace("3", "\x01")),
        ("a reference to no character", cell.replace("3", "&#0;")),
        ("a reference to half a character", cell.replace("3", "&#xD800;")),
        ("a reference to a control character", cell.replace("3", "&#7;")),
        ("an unclosed cell", cell.replace("</c>", "")),
        ("an attribute twice", cell.replace("<c ", '<c r="A1" ')),
        ("a quotation mark too few", cell.replace('"', "", 1)),
    ):
        yield name, _on_sheet(cell, new), "PACK-XML", None
    broken = cell.encode().replace(b"3</v>", b"\xff3</v>")
    yield "bytes that are no UTF-8", _on_sheet(cell, broken), "PACK-XML", None
    yield "UTF-16", partial(_recoded, part=sheet), "PACK-XML", None
    gb = HEAD.replace("UTF-8", "GB2312")
    yield "another encoding stated", _changed(sheet, HEAD, gb), "PACK-XML", None


def lists() -> Iterator[Kind]:
    """Yield what is wrong with the list of sheets, the texts, and sizes."""
    sheet = Parts.good().sheets[TABLE]
    yield "a sheet's part is missing", partial(_without, part=sheet), "PACK-SHEETS", None
    yield "no relations", partial(_without, part=LINKS), "PACK-SHEETS", None
    yield "a relation to nowhere", _changed(LINKS, "sheet5.xml", "sheet55.xml"), "PACK-SHEETS", None
    yield "a relation outside", _changed(LINKS, "worksheets/sheet5", "../../s"), "PACK-SHEETS", None
    yield "two sheets, one part", _changed(LINKS, "sheet5.xml", "sheet4.xml"), "PACK-SHEETS", None
    other = EDITION.sections[1].sheet
    yield "two sheets, one name", _changed(BOOK, f'"{other}"', f'"{TABLE}"'), "PACK-SHEETS", None
    yield "no sheets", partial(_no_sheets), "PACK-SHEETS", None
    count = 'uniqueCount="'
    yield "a count of texts", _changed(TEXTS, count, f"{count}2147483648"), "LIMIT-STRINGS", None
    yield (
        "200,001 texts",
        _changed(TEXTS, "</sst>", "<si/>" * 200_001 + "</sst>"),
        ("LIMIT-STRINGS"),
        None,
    )
    far = Place(TABLE, 1_048_575, 16_383)
    yield "a value in the last cell", partial(_stray, place=far), "LIMIT-AREA", far
    low = Place(TABLE, 6000, 0)
    yield "a value far below", partial(_stray, place=low), "LIMIT-AREA", low
    right = Place(TABLE, 99, 700)
    yield "a value far to the right", partial(_stray, place=right), "LIMIT-AREA", right
    yield (
        "a row beyond the sheet",
        partial(_row, number=4_000_000_000),
        "STRUCT-CELL",
        (Place(TABLE, 34, 0)),
    )
    yield "70,000 formatted cells", _formatted_cells, "LIMIT-CELLS", None
    yield (
        "a sheet of 17 MB",
        _with_noise,
        ("PACK-SIZE"),
        None,
    )


def cells() -> Iterator[Kind]:
    """Yield what is wrong with the cells as such."""
    cell, after = Parts.good().element(SPOT), Parts.good().element(NEXT)
    yield "a cell twice", _on_sheet(cell, cell + cell), "STRUCT-CELL", SPOT
    yield "cells out of order", _on_sheet(cell + after, after + cell), "STRUCT-CELL", SPOT
    no_address = re.sub(r' r="\w+"', "", cell)
    yield "a cell without address", _on_sheet(cell, no_address), "STRUCT-CELL", SPOT
    elsewhere = Place(TABLE, SPOT.row + 1, SPOT.column)
    moved = cell.replace(SPOT.a1, elsewhere.a1)
    yield "a cell in another row", _on_sheet(cell, moved), "STRUCT-CELL", elsewhere
    for name, stored in (
        ("not a number", "NaN"),
        ("infinity", "INF"),
        ("letters among digits", "12abc"),
        ("full-width digits stored", "３"),
        ("two points", "1.2.3"),
        ("a separator stored", "1,234"),
    ):
        new = cell.replace("<v>3</v>", f"<v>{stored}</v>")
        yield f"{name} in a number", _on_sheet(cell, new), "STRUCT-CELL", SPOT
    two = cell.replace("<v>3</v>", "<v>3</v><v>4</v>")
    yield "two values", _on_sheet(cell, two), "STRUCT-CELL", SPOT
    typed = cell.replace("<c ", '<c t="zz" ')
    yield "an unknown type", _on_sheet(cell, typed), "STRUCT-CELL", SPOT
    index = cell.replace("<v>3", "<v>x").replace("><v", ' t="s"><v', 1)
    yield "a text of no number", _on_sheet(cell, index), "STRUCT-CELL", SPOT
    begin = '<row r="7"'
    yield "a row twice", _on_sheet(begin, '<row r="6"'), "STRUCT-CELL", Place(TABLE, 6, 0)
    yield (
        "cells twice over",
        _on_sheet("</sheetData>", "</sheetData><sheetData></sheetData>"),
        ("STRUCT-DAMAGED"),
        Place(TABLE, 0, 0),
    )
    yield "no cells at all", _no_cells, "STRUCT-DAMAGED", Place(TABLE, 0, 0)


def structure() -> Iterator[Kind]:
    """Yield what is wrong with sheets, labels and manifest."""
    yield from _manifests()
    for section in EDITION.sections:
        yield f"{section.sheet} deleted", _deleted(section.sheet), "STRUCT-SHEET", None
    yield "cover deleted", _deleted(COVER_SHEET), "STRUCT-SHEET", None
    yield "manifest deleted", _deleted(MANIFEST_SHEET), "STRUCT-FOREIGN", None
    for layout in layout_of(EDITION).sheets:
        box = next(
            b for b in layout.boxes if (b.text and not b.key) or b.kind is BoxKind.PROSE_HEAD
        )
        place = Place(layout.name, box.row, box.column)
        edit = partial(Parts.text, place=place, text="别的栏目")
        yield f"{layout.name}: a label edited", edit, "STRUCT-LABEL", place
        blank = partial(Parts.cell, place=place, content="")
        yield f"{layout.name}: a label deleted", blank, "STRUCT-LABEL", place
    head = next(
        b
        for b in layout_of(EDITION).sheet(TABLE).boxes
        if b.kind is BoxKind.COLUMN_HEAD and b.text and b.width == 1 and b.column > 2
    )
    place = Place(TABLE, head.row, head.column)
    yield (
        "a column head edited",
        partial(Parts.text, place=place, text="农民"),
        ("STRUCT-LABEL"),
        place,
    )
    year = PLACES["cover.year"]
    yield (
        "another year on the cover",
        partial(Parts.text, place=year, text="2031"),
        ("STRUCT-YEAR"),
        year,
    )
    yield "no year on the cover", partial(Parts.cell, place=year, content=""), "STRUCT-YEAR", year
    yield "a sheet renamed, and two like it", _two_like_it, "STRUCT-SHEETS", None
    settings = partial(copy_sheet, name="xlreport.conf")
    yield "a sheet of settings", settings, "STRUCT-SETTINGS", Place("xlreport.conf", 0, 0)


def _manifests() -> Iterator[Kind]:
    for row, text, code in (
        (0, "another", "STRUCT-MANIFEST"),
        (1, "1999", "STRUCT-EDITION"),
        (1, "../2021", "STRUCT-EDITION"),
        (1, "2019", "STRUCT-YEAR-EDITION"),
        (2, "某地补充", "STRUCT-OVERLAY"),
        (4, "2019", "STRUCT-YEAR-EDITION"),
        (4, "两千", "STRUCT-MANIFEST"),
        (6, "unknown", "STRUCT-MANIFEST"),
    ):
        place = Place(MANIFEST_SHEET, row, 1)
        # Who has no overlay has no text there.
        edit = Parts.add_text if code == "STRUCT-OVERLAY" else Parts.text
        yield f"manifest: {row} is {text}", partial(edit, place=place, text=text), code, None


# --- The edits --------------------------------------------------------------------------------


def _changed(part: str, old: str, new: str) -> Edit:
    return lambda parts: parts.change(part, old, new)


def _on_sheet(old: str, new: str | bytes) -> Edit:
    return lambda parts: parts.sheet(TABLE, old, new)


def _cut(parts: Parts, part: str) -> None:
    parts.parts[part] = parts.parts[part][:-9]


def _recoded(parts: Parts, part: str) -> None:
    parts.parts[part] = parts.parts[part].decode().replace("UTF-8", "UTF-16").encode("utf-16")


def _without(parts: Parts, part: str) -> None:
    del parts.parts[part]


def _no_sheets(parts: Parts) -> None:
    parts.parts[BOOK] = re.sub(rb"<sheets>.*</sheets>", b"<sheets/>", parts.parts[BOOK])


def _no_cells(parts: Parts) -> None:
    part = parts.sheets[TABLE]
    parts.parts[part] = re.sub(rb"<sheetData>.*</sheetData>", b"", parts.parts[part])


def _stray(parts: Parts, place: Place) -> None:
    row = f'<row r="{place.row + 1}"><c r="{place.a1}"><v>1</v></c></row></sheetData>'
    parts.sheet(TABLE, "</sheetData>", row)


def _row(parts: Parts, number: int) -> None:
    parts.sheet(TABLE, "</sheetData>", f'<row r="{number}"/></sheetData>')


def _formatted_cells(parts: Parts) -> None:
    rows = "".join(
        f'<row r="{row}">{"".join(f"""<c r="{c}{row}" s="1"/>""" for c in "ABCDEFGHIJ")}</row>'
        for row in range(1000, 8000)
    )
    parts.sheet(TABLE, "</sheetData>", rows + "</sheetData>")


def _with_noise(parts: Parts) -> None:
    # Text that does not pack well enough to look like a bomb.
    noise = re.sub("(.{8})", r"<x\1/>", Random(1).randbytes(6_000_000).hex())
    parts.sheet(TABLE, "</sheetData>", f"</sheetData>{noise}")


def _deleted(name: str) -> Edit:
    def edit(parts: Parts) -> None:
        book = parts.parts[BOOK].decode()
        parts.parts[BOOK] = re.sub(rf'<sheet name="{name}"[^>]*/>', "", book).encode()

    return edit


def _two_like_it(parts: Parts) -> None:
    parts.change(BOOK, f'<sheet name="{TABLE}"', '<sheet name="表甲"')
    copy_sheet(parts, "表乙")


def copy_sheet(parts: Parts, name: str) -> None:
    """Add a copy of the table's sheet under a name of its own."""
    parts.parts["xl/worksheets/sheet99.xml"] = parts.parts[parts.sheets[TABLE]]
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet"
    link = f'<Relationship Id="rId99" Type="{kind}" Target="worksheets/sheet99.xml"/>'
    parts.change(LINKS, "</Relationships>", link + "</Relationships>")
    parts.change(BOOK, "</sheets>", f'<sheet name="{name}" sheetId="99" r:id="rId99"/></sheets>')
