"""What clerks and programs put into cells, and what they do to sheets, in a file that is read.

``same`` says that the figures are those of the good report; otherwise the cell that was spoiled
has none, or one that a rule rejects.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from tests.hostile.forge import (
    INPUT,
    LARGE,
    MONEY,
    PLACES,
    PROSE,
    TABLE,
    TOTAL,
    ZERO,
    Parts,
)
from tests.hostile.packages import BOOK, LINKS, copy_sheet

from xlreport.edition import Place
from xlreport.edition.layout import CHECK_SHEET, LAST_YEAR_SHEET

Edit = Callable[[Parts], object]
SPOT, SUM, TEXT = PLACES[INPUT], PLACES[TOTAL], PLACES[PROSE]
LAST = Place(LAST_YEAR_SHEET, 4, 2)
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


@dataclass(frozen=True)
class Entry:
    """One kind: the edit, the rule that must speak (``""``: none), its cell, the figures."""

    name: str
    edit: Edit
    rule: str
    place: Place | None
    same: bool


def entries() -> Iterator[Entry]:
    """Yield every kind."""
    yield from _typed()
    yield from _stored()
    yield from _formulas()
    yield from _totals()
    yield from _texts()
    yield from _sheets()
    yield from _forms()


def _typed() -> Iterator[Entry]:
    """Texts in place of a number."""
    for text in ("３", "3 件", "3件", "+3", " 3 ", "3.0", "003", "\u00a03", "3\n", "＋３", "3件次"):
        yield Entry(f"text {text!r}", partial(Parts.text, place=SPOT, text=text), *_TEXT, True)
    for key, text in (
        (ZERO, "零"),
        (ZERO, "〇"),
        (ZERO, "０"),
        (LARGE, "1,234"),
        (LARGE, "１，２３４"),
        (MONEY, "12.5"),
        (MONEY, "12.5万元"),
        (MONEY, "125000元"),
        (MONEY, "125,000 元"),
    ):
        place = PLACES[key]
        edit = partial(Parts.text, place=place, text=text)
        yield Entry(f"text {text!r}", edit, "READ-TEXT", place, True)
    for text in (
        *("-", "/", "无", "--3", "3-", "约3", "3左右", "1,23", "3 4", "3\n4", "5²", "①", "½"),
        *("三", "十二", "٣", "O", "3%", "3人", "3。", "1E3", "0x10", "=1+2", "'3", "(3)", "#REF!"),
        *("3\u200b", "3/4", "二〇", "N/A", "待定", "?", "1.2.3", "3万元", "true", "99999999999999"),
    ):
        edit = partial(Parts.text, place=SPOT, text=text)
        yield Entry(f"text {text!r}", edit, "FILLED", SPOT, False)
    for text in ("3.5", "-3", "－3", "\u22123", "0.1"):
        edit = partial(Parts.text, place=SPOT, text=text)
        yield Entry(f"text {text!r}", edit, "RANGE", SPOT, False)
    for name, text in (("spaces", "   "), ("a wide space", "\u3000"), ("nothing", "")):
        edit = partial(Parts.text, place=SPOT, text=text)
        yield Entry(f"text of {name}", edit, "FILLED", SPOT, False)


_TEXT = ("READ-TEXT", SPOT)


def _stored() -> Iterator[Entry]:
    """Numbers, dates, booleans and errors as programs store them."""
    for stored in ("3.0", "3.0000000000000004", "0.3E1", "+3", "03"):
        yield Entry(f"{stored} stored", partial(Parts.number, place=SPOT, stored=stored), *_OK)
    for stored in ("3.5", "-3", "0.03", "2.9999"):
        edit = partial(Parts.number, place=SPOT, stored=stored)
        yield Entry(f"{stored} stored", edit, "RANGE", SPOT, False)
    for stored in ("1E13", "1E300", "1E999", "0.00000001", "-1E13"):
        edit = partial(Parts.number, place=SPOT, stored=stored)
        yield Entry(f"{stored} stored", edit, "FILLED", SPOT, False)
    for error in ("#REF!", "#DIV/0!", "#N/A", "#NAME?", "#VALUE!", "#NULL!", "#NUM!"):
        edit = partial(Parts.cell, place=SPOT, content=f"<v>{error}</v>", attributes=' t="e"')
        yield Entry(f"{error} stored", edit, "FILLED", SPOT, False)
    for name, content, kind in (
        ("true", "<v>1</v>", "b"),
        ("false", "<v>0</v>", "b"),
        ("an ISO date", "<v>2021-05-03</v>", "d"),
    ):
        edit = partial(Parts.cell, place=SPOT, content=content, attributes=f' t="{kind}"')
        yield Entry(name, edit, "FILLED", SPOT, False)
    yield Entry("a date", _date, "FILLED", SPOT, False)
    yield Entry("a blank cell", partial(Parts.cell, place=SPOT, content=""), "FILLED", SPOT, False)
    yield Entry("no cell", _no_cell, "FILLED", SPOT, False)


_OK = ("", None, True)


def _formulas() -> Iterator[Entry]:
    """Formulas where a number should be typed."""
    for name, formula, rule in (
        ("a sum of numbers", "<f>1+2</f>", ""),
        ("a sum of cells", "<f>SUM(D8:D9)</f>", "READ-FORMULA"),
        ("another sheet", "<f>'封面'!C5</f>", "READ-FORMULA"),
        ("another workbook", "<f>[1]Sheet1!A1</f>", "READ-EXTERNAL"),
        ("a file's path", r"<f>'C:\data\[a.xlsx]Sheet1'!A1</f>", "READ-EXTERNAL"),
        ("a web service", '<f>WEBSERVICE("http://example.org")</f>', "READ-EXTERNAL"),
        ("a program", "<f>cmd|'/C calc'!A0</f>", "READ-FORMULA"),
        ("an array", '<f t="array" ref="D6">SUM(D8:D9)</f>', "READ-FORMULA"),
        ("shared with a cell", '<f t="shared" si="0"/>', "READ-FORMULA"),
        ("a name", "<f>某数</f>", "READ-FORMULA"),
    ):
        edit = partial(Parts.cell, place=SPOT, content=f"{formula}<v>3</v>")
        yield Entry(f"formula: {name}", edit, rule, SPOT if rule else None, True)
    edit = partial(Parts.cell, place=SPOT, content="<f>SUM(D8:D9)</f>")
    yield Entry("formula without its value", edit, "FILLED", SPOT, False)
    text = partial(
        Parts.cell, place=SPOT, content="<f>D8&amp;D9</f><v>3</v>", attributes=' t="str"'
    )
    yield Entry("formula that gives text", text, "READ-TEXT", SPOT, True)
    error = partial(Parts.cell, place=SPOT, content="<f>1/0</f><v>#DIV/0!</v>", attributes=' t="e"')
    yield Entry("formula that gives an error", error, "FILLED", SPOT, False)


def _totals() -> Iterator[Entry]:
    """Totals that are not what the template computes."""
    formula = '<f>IF(COUNT(D6:I6)&lt;6,"",SUM(D6:I6))</f>'
    for name, content, attributes, rule, same in (
        ("typed, right", "<v>3</v>", "", "READ-PASTED", True),
        ("typed, wrong", "<v>4</v>", "", "T3-ROW", False),
        ("deleted", "", "", "READ-PASTED", True),
        ("typed as text", "<is><t>无</t></is>", ' t="inlineStr"', "READ-TOTAL", True),
        ("an error typed", "<v>#REF!</v>", ' t="e"', "READ-PASTED", True),
        ("stale", f"{formula}<v>99999</v>", "", "READ-STALE", True),
        ("an error computed", f"{formula}<v>#VALUE!</v>", ' t="e"', "READ-STALE", True),
        ("without its value", formula, "", "", True),
        ("written otherwise", "<f>D6+E6+F6+G6+H6+I6</f><v>3</v>", "", "", True),
        ("a shorter sum", "<f>SUM(D6:H6)</f><v>3</v>", "", "READ-TOTAL-FORMULA", True),
        ("one added", "<f>SUM(D6:I6)+1</f><v>4</v>", "", "READ-TOTAL-FORMULA", False),
        ("a cell twice", "<f>SUM(D6:I6,D6)</f><v>6</v>", "", "READ-TOTAL-FORMULA", False),
        ("another row", "<f>SUM(D7:I7)</f><v>0</v>", "", "READ-TOTAL-FORMULA", False),
        ("another book", "<f>[1]S!A1</f><v>3</v>", "", "READ-TOTAL-FORMULA", True),
        ("times one", "<f>SUM(D6:I6)*1</f><v>3</v>", "", "READ-TOTAL-FORMULA", True),
    ):
        edit = partial(Parts.cell, place=SUM, content=content, attributes=attributes)
        yield Entry(f"total: {name}", edit, rule, SUM if rule else None, same)


def _texts() -> Iterator[Entry]:
    """The cover, the texts, last year's figures."""
    unit, code = PLACES["cover.unit"], PLACES["cover.code"]
    level, day = PLACES["cover.level"], PLACES["cover.date"]
    error = {"content": "<v>#N/A</v>", "attributes": ' t="e"'}
    for name, edit, rule, place in (
        ("no unit", partial(Parts.cell, place=unit, content=""), "READ-UNIT", unit),
        ("an error as unit", partial(Parts.cell, place=unit, **error), "READ-ERROR", unit),
        ("an error as code", partial(Parts.cell, place=code, **error), "READ-ERROR", code),
        ("a rounded code", partial(Parts.text, place=code, text="3.6E+11"), "READ-CODE", code),
        ("no level", partial(Parts.text, place=level, text="正科级单位"), "READ-LEVEL", level),
        ("no day", partial(Parts.text, place=day, text="去年底"), "READ-DATE", day),
        ("an error as text", partial(Parts.cell, place=TEXT, **error), "READ-ERROR", TEXT),
        ("no text", partial(Parts.cell, place=TEXT, content=""), "WRITTEN", TEXT),
        ("control characters", _controls, "READ-CONTROL", TEXT),
        ("a long text", partial(Parts.text, place=TEXT, text="长" * 40_000), "READ-LONG", TEXT),
        ("a text too high", partial(Parts.text, place=TEXT, text="高" * 2000), "READ-TALL", TEXT),
        ("a formula as text", _linked_text, "READ-EXTERNAL", TEXT),
        ("last year: a word", partial(Parts.text, place=LAST, text="多"), "READ-LAST", LAST),
        ("last year: an error", partial(Parts.cell, place=LAST, **error), "READ-ERROR", LAST),
        ("last year: a link", _linked_last, "READ-EXTERNAL", LAST),
    ):
        yield Entry(name, edit, rule, place, True)
    for text in ("=1+2", "+3", "@x", "\t=1", "＝1+2", '=HYPERLINK("http://a")', "'", "<b>&amp;"):
        yield Entry(f"prose {text!r}", partial(Parts.text, place=TEXT, text=text), *_OK)


def _locked(parts: Parts) -> None:
    """Give a figure the style of a cell of no style, as LibreOffice does on pasting."""
    old = parts.element(SPOT)
    parts.sheet(SPOT.sheet, old, re.sub(r' s="\d+"', "", old))


def _sheets() -> Iterator[Entry]:
    """What is done to sheets and to the workbook."""
    corner = Place(TABLE, 0, 0)
    tag = f'<sheet name="{TABLE}"'
    for name, edit, rule, place in (
        ("a hidden row", _on_sheet('<row r="6"', '<row r="6" hidden="1"'), "READ-HIDDEN", SPOT),
        ("a hidden column", _hidden_column, "READ-HIDDEN", SPOT),
        ("a hidden sheet", _in_book(tag, f'{tag} state="hidden"'), "READ-HIDDEN", corner),
        ("a very hidden sheet", _in_book(tag, f'{tag} state="veryHidden"'), "READ-HIDDEN", corner),
        ("a figure pasted with its format", _locked, "READ-LOCKED", SPOT),
        ("no protection", _unprotected, "READ-UNPROTECTED", corner),
        ("figures merged", _merged("D6:E6"), "READ-MERGED", SPOT),
        ("figure merged with a label", _merged("A6:D6"), "READ-MERGED", SPOT),
        ("sheet renamed", _in_book(tag, '<sheet name="Sheet1"'), "READ-MOVED", None),
        ("sheet copied", lambda p: copy_sheet(p, f"{TABLE} (2)"), "READ-COPY", None),
        ("sheet added", lambda p: copy_sheet(p, "我的底稿"), "READ-EXTRA", None),
        ("macros", _part("xl/vbaProject.bin"), "READ-MACRO", None),
        ("macro sheet", _part("xl/macrosheets/sheet1.xml"), "READ-MACRO", None),
        ("a link to a workbook", _part("xl/externalLinks/externalLink1.xml"), "READ-LINKS", None),
        ("a data source", _part("xl/connections.xml"), "READ-LINKS", None),
        ("an embedded file", _part("xl/embeddings/oleObject1.bin"), "READ-EMBEDDED", None),
        ("a control", _part("xl/activeX/activeX1.xml"), "READ-EMBEDDED", None),
        ("another layout stated", _fingerprint, "READ-FINGERPRINT", None),
        ("a row inserted", _row_inserted, "READ-MOVED", None),
    ):
        yield Entry(name, edit, rule, place, True)
    yield Entry("check sheet deleted", _without_sheet(CHECK_SHEET), *_OK)
    yield Entry("last year deleted", _without_sheet(LAST_YEAR_SHEET), *_OK)
    yield Entry("guide deleted", _without_sheet("填报说明"), *_OK)


def _forms() -> Iterator[Entry]:
    """The same workbook as other programs would write it."""
    yield Entry("Strict OOXML", _strict, *_OK)
    yield Entry("names with a prefix", _prefixed, *_OK)
    yield Entry("apostrophes", _apostrophes, *_OK)
    yield Entry("byte order marks", _marked, *_OK)
    yield Entry("line breaks between cells", _spaced, *_OK)
    yield Entry("absolute targets", _absolute, *_OK)
    yield Entry("a wrong dimension", _dimension, *_OK)
    yield Entry("text in several fonts", _rich, *_OK)


# --- The edits --------------------------------------------------------------------------------


def _on_sheet(old: str, new: str) -> Edit:
    return lambda parts: parts.sheet(TABLE, old, new)


def _in_book(old: str, new: str) -> Edit:
    return lambda parts: parts.change(BOOK, old, new)


def _part(name: str) -> Edit:
    return lambda parts: parts.parts.update({name: b"<x/>"})


def _date(parts: Parts) -> None:
    styles = parts.parts["xl/styles.xml"].decode()
    count = len(re.findall(r"<xf ", styles.partition("<cellXfs")[2].partition("</cellXfs>")[0]))
    new = '<xf numFmtId="14" fontId="0" fillId="0" borderId="0" xfId="0"/></cellXfs>'
    parts.change("xl/styles.xml", "</cellXfs>", new)
    parts.sheet(TABLE, parts.element(SPOT), f'<c r="{SPOT.a1}" s="{count}"><v>44319</v></c>')


def _no_cell(parts: Parts) -> None:
    parts.sheet(TABLE, parts.element(SPOT), "")


def _controls(parts: Parts) -> None:
    parts.text(TEXT, "有_x0007_铃_x000B_的文字")


def _linked_text(parts: Parts) -> None:
    parts.cell(TEXT, "<f>[1]S!A1</f><v>外来的文字</v>", ' t="str"')


def _linked_last(parts: Parts) -> None:
    parts.cell(LAST, "<f>[1]S!A1</f><v>0</v>")


def _hidden_column(parts: Parts) -> None:
    parts.sheet(TABLE, '<col min="4"', '<col hidden="1" min="4"')


def _unprotected(parts: Parts) -> None:
    part = parts.sheets[TABLE]
    parts.parts[part] = re.sub(rb"<sheetProtection[^>]*/>", b"", parts.parts[part])


def _merged(area: str) -> Edit:
    def edit(parts: Parts) -> None:
        xml = parts.parts[parts.sheets[TABLE]].decode()
        start = re.search(r"<mergeCells[^>]*>", xml)
        if start is None:
            raise ValueError("no merges")
        parts.sheet(TABLE, start.group(), f'{start.group()}<mergeCell ref="{area}"/>')

    return edit


def _fingerprint(parts: Parts) -> None:
    parts.text(Place("xlreport", 7, 1), "0123456789abcdef")


def _row_inserted(parts: Parts) -> None:
    """Insert a row above the table, as Excel does: cells, formulas and merges move along."""
    part = parts.sheets[TABLE]
    xml = parts.parts[part].decode()
    head, data, tail = re.split(r"(<sheetData>.*</sheetData>)", xml)

    def down(match: re.Match[str]) -> str:
        row = int(match[2])
        return f"{match[1]}{row + (row > 2)}"

    data = re.sub(r'(<row r=")(\d+)', down, data)
    data = re.sub(r'(<c r="[A-Z]+)(\d+)', down, data)
    data = re.sub(r"(?<=>)[^<]*(?=</f>)", lambda f: re.sub(r"(\b[A-Z])(\d+)", down, f[0]), data)
    data = data.replace('<row r="4"', '<row r="3"/><row r="4"', 1)
    tail = re.sub(r'(?<=ref=")[^"]*', lambda f: re.sub(r"([A-Z])(\d+)", down, f[0]), tail)
    parts.parts[part] = (head + data + tail).encode()


def _without_sheet(name: str) -> Edit:
    def edit(parts: Parts) -> None:
        book = parts.parts[BOOK].decode()
        parts.parts[BOOK] = re.sub(rf'<sheet name="{name}"[^>]*/>', "", book).encode()

    return edit


def _strict(parts: Parts) -> None:
    for name, content in parts.parts.items():
        parts.parts[name] = content.replace(
            MAIN.encode(), b"http://purl.oclc.org/ooxml/spreadsheetml/main"
        ).replace(
            b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
            b"http://purl.oclc.org/ooxml/officeDocument/relationships",
        )


def _prefixed(parts: Parts) -> None:
    part = parts.sheets[TABLE]
    xml = parts.parts[part].decode()
    xml = re.sub(r"<(/?)(?=[a-zA-Z])", r"<\1x:", xml).replace("xmlns=", "xmlns:x=", 1)
    parts.parts[part] = xml.encode()


def _apostrophes(parts: Parts) -> None:
    cell = parts.element(SPOT)
    parts.sheet(TABLE, cell, cell.replace('"', "'"))


def _marked(parts: Parts) -> None:
    for name in (BOOK, parts.sheets[TABLE], "xl/sharedStrings.xml"):
        parts.parts[name] = b"\xef\xbb\xbf" + parts.parts[name]


def _spaced(parts: Parts) -> None:
    part = parts.sheets[TABLE]
    for tag in (b"</c>", b"</row>"):
        parts.parts[part] = parts.parts[part].replace(tag, tag + b"\n  ")


def _absolute(parts: Parts) -> None:
    parts.change(LINKS, 'Target="worksheets/', 'Target="/xl/worksheets/', 99)


def _dimension(parts: Parts) -> None:
    part = parts.sheets[TABLE]
    parts.parts[part] = re.sub(
        rb'<dimension ref="[^"]*"', b'<dimension ref="A1:XFD1048576"', parts.parts[part]
    )


def _rich(parts: Parts) -> None:
    place = PLACES["cover.unit"]
    parts.cell(
        place,
        "<is><r><t>示例</t></r><r><rPr><b/></rPr><t>甲街道</t></r></is>",
        ' t="inlineStr"',
    )
