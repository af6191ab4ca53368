"""The printed report as a Word document.

The page is that of GB/T 9704—2012 as far as it applies to a report: A4, 37 mm above and 28 mm to
the left of a type area of 156 mm × 225 mm, 22 lines of size three (16 pt) 仿宋, the title in size
two 小标宋, headings in 黑体 and 楷体, the page number in size four between dashes, on the right of
odd pages and on the left of even ones.
"""

from __future__ import annotations

import io
import math
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Length, Mm, Pt
from docx.styles.style import ParagraphStyle
from docx.text.paragraph import Paragraph

from xlreport.edition.grid import FILLED, Box, BoxKind, Grid
from xlreport.errors import UserError
from xlreport.publish.printed import Printed, Style

_LINE = Pt(28.95)
"""225 mm over 22 lines."""
_TWIPS = 635
"""EMU in a twentieth of a point, the measure of table widths."""
_STUB_SHARES = {0: (), 1: (0.34,), 2: (0.06, 0.28), 3: (0.05, 0.09, 0.29)}
_STUB_BESIDE_ONE = 0.58
"""What row heads take of the width beside a single column."""
_ROW_HEIGHT = 369
"""6.5 mm at least, in twentieths of a point."""
_CELL_MARGIN = 40
"""Left and right of the text in a cell, in twentieths of a point."""
_DIGIT = 0.65
"""The widest digit of the fonts in use, in parts of the size of the letters."""
_SMALLEST = 6.0
"""Points: smaller figures cannot be read in print."""
_TITLE_LINE = 20
"""Characters of the title that fit on a line."""

_TITLE, _HEADING, _SUBHEADING, _BODY = "Title", "Heading 1", "Heading 2", "Normal"
_CELL, _HEAD = "Table Text", "Table Head"

_FONTS: dict[str, tuple[str, float, bool]] = {
    _BODY: ("仿宋_GB2312", 16, False),
    _TITLE: ("方正小标宋简体", 22, False),
    _HEADING: ("黑体", 16, False),
    _SUBHEADING: ("楷体_GB2312", 16, False),
    _CELL: ("宋体", 10.5, False),
    _HEAD: ("宋体", 10.5, True),
}


def word_bytes(printed: Printed, template: Path | None = None) -> bytes:
    """Return the report as a .docx; the same report gives the same bytes.

    :param template: a document whose page, styles, headers and footers are used instead of the
        official ones; its text is left out.
    :raises UserError: if the template is no Word document.
    """
    document = _opened(template)
    if template is None:
        _set_page(document)
        _set_styles(document)
    else:
        _empty(document)
        _add_missing_styles(document)
    _draw(document, printed)
    _set_properties(document, printed)
    buffer = io.BytesIO()
    document.save(buffer)
    return _settled(buffer.getvalue())


def _opened(template: Path | None) -> WordDocument:
    try:
        return Document(str(template) if template else None)
    except Exception as error:  # python-docx raises whatever its parts raise
        raise UserError(f"“{template}”不是能打开的 Word 文档（.docx）") from error


def _draw(document: WordDocument, printed: Printed) -> None:
    fits = len(printed.title) <= _TITLE_LINE
    broken = f"{printed.unit}\n{printed.year}年{printed.name}"
    document.add_paragraph(printed.title if fits else broken, style=_TITLE)
    styles = {Style.SUBHEAD: _SUBHEADING, Style.BODY: _BODY}
    for part in printed.parts:
        document.add_paragraph(part.heading, style=_HEADING)
        for paragraph in part.paragraphs:
            document.add_paragraph(paragraph.text, style=styles[paragraph.style])
        if part.grid is not None:
            _draw_table(document, printed, part.grid, part.heading)


# --- Page and styles --------------------------------------------------------------------------


def _set_page(document: WordDocument) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    section.footer_distance = Mm(28) - Pt(14)
    document.settings.odd_and_even_pages_header_footer = True
    for footer, side in (
        (section.footer, WD_ALIGN_PARAGRAPH.RIGHT),
        (section.even_page_footer, WD_ALIGN_PARAGRAPH.LEFT),
    ):
        footer.is_linked_to_previous = False
        paragraph = footer.paragraphs[0]
        paragraph.alignment = side
        paragraph.paragraph_format.first_line_indent = Pt(0)
        paragraph.paragraph_format.left_indent = Pt(14)
        paragraph.paragraph_format.right_indent = Pt(14)
        _page_number(paragraph)


def _page_number(paragraph: Paragraph) -> None:
    element: Any = paragraph._p  # noqa: SLF001 - python-docx has no fields
    for kind, text in (("", "— "), ("begin", ""), ("instr", "PAGE"), ("end", ""), ("", " —")):
        run: Any = element.add_r()
        properties = run.get_or_add_rPr()
        properties.get_or_add_rFonts()
        _east_asian(properties, "宋体")
        properties.sz_val = Pt(14)
        if kind == "instr":
            instruction = _element("w:instrText", {})
            instruction.text = text
            run.append(instruction)
        elif kind:
            run.append(_element("w:fldChar", {"w:fldCharType": kind}))
        else:
            run.text = text


def _set_styles(document: WordDocument) -> None:
    _add_missing_styles(document)
    for name, (font, size, bold) in _FONTS.items():
        style = _style(document, name)
        style.font.name = font
        style.font.size = Pt(size)
        style.font.bold = bold
        style.font.italic = False
        properties = style.element.get_or_add_rPr()
        for colour in properties.findall(qn("w:color")):
            properties.remove(colour)
        _east_asian(properties, font)
        for border in style.element.get_or_add_pPr().findall(qn("w:pBdr")):
            style.element.pPr.remove(border)
        layout = style.paragraph_format
        layout.space_before = layout.space_after = Pt(0)
    for name in (_BODY, _TITLE, _HEADING, _SUBHEADING):
        layout = _style(document, name).paragraph_format
        layout.line_spacing_rule = WD_LINE_SPACING.EXACTLY
        layout.line_spacing = _LINE if name != _TITLE else Pt(36)
    for name in (_HEADING, _SUBHEADING):
        _style(document, name).paragraph_format.keep_with_next = True
    for name in (_BODY, _HEADING, _SUBHEADING):
        _indent_first_line(_style(document, name))
    title = _style(document, _TITLE).paragraph_format
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    title.space_after = _LINE
    _indent_first_line(_style(document, _TITLE), 0)


def _add_missing_styles(document: WordDocument) -> None:
    """Add the styles that the document lacks; those that it has are its own affair."""
    names = {style.name for style in document.styles}
    for name in _FONTS:
        if name in names:
            continue
        style = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        if name in (_CELL, _HEAD):
            _set_table_style(style, bold=name == _HEAD)


def _set_table_style(style: ParagraphStyle, *, bold: bool) -> None:
    style.font.size = Pt(10.5)
    style.font.bold = bold
    layout = style.paragraph_format
    layout.line_spacing_rule = WD_LINE_SPACING.SINGLE
    layout.space_before = layout.space_after = Pt(0)
    layout.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _indent_first_line(style, 0)


def _style(document: WordDocument, name: str) -> ParagraphStyle:
    style = document.styles[name]
    assert isinstance(style, ParagraphStyle)  # noqa: S101 - our own names
    return style


def _indent_first_line(style: ParagraphStyle, characters: int = 2) -> None:
    """Indent by characters, which follow the size of the letters."""
    style.paragraph_format.first_line_indent = Pt(16 * characters)
    indent = style.element.get_or_add_pPr().get_or_add_ind()
    indent.set(qn("w:firstLineChars"), str(100 * characters))


def _east_asian(properties: Any, font: str) -> None:
    fonts = properties.find(qn("w:rFonts"))
    for script in ("eastAsia", "ascii", "hAnsi", "cs"):
        fonts.set(qn(f"w:{script}"), font)
    for name in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{name}"), None)


def _empty(document: WordDocument) -> None:
    """Remove a template's text; the properties of its last section stay."""
    body = document.element.body
    for child in list(body):
        if child.tag != qn("w:sectPr"):
            body.remove(child)


# --- Tables -----------------------------------------------------------------------------------


def _draw_table(document: WordDocument, printed: Printed, grid: Grid, caption: str) -> None:
    section = document.sections[-1]
    sides = (section.left_margin or 0) + (section.right_margin or 0)
    width = (section.page_width or Mm(210)) - sides
    table = _element("w:tbl", {})
    table.append(_table_properties(width, caption))
    widths = _widths(grid, width)
    columns = _element("w:tblGrid", {})
    for each in widths:
        columns.append(_element("w:gridCol", {"w:w": str(each)}))
    table.append(columns)
    styles = {name: document.styles[name].style_id for name in (_HEAD, _CELL)}
    size = _figure_size(_style(document, _CELL), printed, grid, widths)
    boxes = {(row, box.column): box for box in grid.boxes for row in _rows(box)}
    head = _head_rows(grid)
    for row in range(grid.rows):
        line = _element("w:tr", {})
        properties = _element("w:trPr", {})
        properties.append(_element("w:cantSplit", {}))
        properties.append(_element("w:trHeight", {"w:val": str(_ROW_HEIGHT), "w:hRule": "atLeast"}))
        if row < head:
            properties.append(_element("w:tblHeader", {}))
        line.append(properties)
        for column in range(grid.columns):
            box = boxes.get((row, column))
            if box is not None:
                line.append(_cell(styles, printed, box, row, widths, size))
        table.append(line)
    body = document.element.body
    body.insert(len(body) - 1, table)


def _rows(box: Box) -> range:
    return range(box.row, box.row + box.height)


def _head_rows(grid: Grid) -> int:
    """Return how many rows a new page repeats: the head of a table that has a single one."""
    if any(box.kind is BoxKind.TITLE for box in grid.boxes):
        return 0
    return min(box.row for box in grid.boxes if box.kind in FILLED)


def _widths(grid: Grid, width: int) -> list[int]:
    """Share the width in twentieths of a point: row heads first, the figures evenly."""
    total = width // _TWIPS
    if grid.shares:
        return [int(total * share / sum(grid.shares)) for share in grid.shares]
    shares: tuple[float, ...] = _STUB_SHARES[grid.stub]
    figures = grid.columns - grid.stub
    if figures == 1 and grid.stub:
        shares = tuple(share * _STUB_BESIDE_ONE / sum(shares) for share in shares)
    rest = (1 - sum(shares)) / figures
    return [int(total * share) for share in (*shares, *[rest] * figures)]


def _figure_size(
    style: ParagraphStyle, printed: Printed, grid: Grid, widths: list[int]
) -> Length | None:
    """Return the size at which no figure of a table breaks over two lines.

    ``None`` stands for the size of the style, which does for figures of a usual length.
    """
    usual = style.font.size.pt if style.font.size else _FONTS[_CELL][1]
    fitting = usual
    for box in grid.boxes:
        if box.kind is BoxKind.CELL and (text := printed.text(box)):
            room = sum(widths[box.column : box.column + box.width]) - 2 * _CELL_MARGIN
            fitting = min(fitting, room / 20 / (_DIGIT * len(text)))
    if fitting >= usual:
        return None
    return Pt(max(_SMALLEST, math.floor(fitting * 2) / 2))


def _table_properties(width: int, caption: str) -> Any:
    properties = _element("w:tblPr", {})
    for name, attributes in (
        ("w:tblW", {"w:w": str(width // _TWIPS), "w:type": "dxa"}),
        ("w:jc", {"w:val": "center"}),
    ):
        properties.append(_element(name, attributes))
    borders = _element("w:tblBorders", {})
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        line = {"w:val": "single", "w:sz": "4", "w:space": "0", "w:color": "auto"}
        borders.append(_element(f"w:{side}", line))
    properties.append(borders)
    properties.append(_element("w:tblLayout", {"w:type": "fixed"}))
    margins = _element("w:tblCellMar", {})
    for side in ("left", "right"):
        margins.append(_element(f"w:{side}", {"w:w": str(_CELL_MARGIN), "w:type": "dxa"}))
    properties.append(margins)
    properties.append(_element("w:tblCaption", {"w:val": caption}))
    return properties


def _element(name: str, attributes: dict[str, str]) -> Any:
    element: Any = OxmlElement(name)
    for key, value in attributes.items():
        element.set(qn(key), value)
    return element


def _cell(
    styles: dict[str, str],
    printed: Printed,
    box: Box,
    row: int,
    widths: list[int],
    figure_size: Length | None,
) -> Any:
    cell = _element("w:tc", {})
    properties = _element("w:tcPr", {})
    width = sum(widths[box.column : box.column + box.width])
    properties.append(_element("w:tcW", {"w:w": str(width), "w:type": "dxa"}))
    if box.width > 1:
        properties.append(_element("w:gridSpan", {"w:val": str(box.width)}))
    if box.height > 1:
        merge = "restart" if row == box.row else "continue"
        properties.append(_element("w:vMerge", {"w:val": merge}))
    properties.append(_element("w:vAlign", {"w:val": "center"}))
    cell.append(properties)
    paragraph: Any = OxmlElement("w:p")
    cell.append(paragraph)
    layout = paragraph.get_or_add_pPr()
    is_head = box.kind in (BoxKind.TITLE, BoxKind.COLUMN_HEAD)
    layout.style = styles[_HEAD if is_head else _CELL]
    if is_head:
        layout.keepNext_val = True
    if box.kind is BoxKind.ROW_HEAD and box.height == 1:
        layout.jc_val = WD_ALIGN_PARAGRAPH.LEFT
    if row == box.row and (text := printed.text(box)):
        run = paragraph.add_r()
        run.text = text
        if figure_size is not None and box.kind is BoxKind.CELL:
            run.get_or_add_rPr().sz_val = figure_size
    return cell


# --- The same bytes ---------------------------------------------------------------------------


def _set_properties(document: WordDocument, printed: Printed) -> None:
    properties = document.core_properties
    properties.title = printed.title
    properties.author = printed.unit
    properties.last_modified_by = printed.unit
    properties.comments = properties.keywords = properties.subject = ""
    properties.language = "zh-CN"
    properties.revision = 1
    properties.created = properties.modified = datetime(printed.year + 1, 1, 1, tzinfo=UTC)


def _settled(data: bytes) -> bytes:
    """Return a package with the clock taken out of it."""
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for part in old.infolist():
            fixed = zipfile.ZipInfo(part.filename, (1980, 1, 1, 0, 0, 0))
            fixed.compress_type = zipfile.ZIP_DEFLATED
            fixed.external_attr = 0o600 << 16
            new.writestr(fixed, old.read(part))
    return buffer.getvalue()
