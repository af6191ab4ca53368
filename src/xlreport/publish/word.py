"""The printed report as a Word document.

The page is that of GB/T 9704—2012 as far as it applies to a report: A4, 37 mm above and 28 mm to
the left of a type area of 156 mm × 225 mm, 22 lines of size three (16 pt) 仿宋, the title in size
two 小标宋, headings in 黑体 and 楷体, the page number in size four between dashes, on the right of
odd pages and on the left of even ones.
"""

from __future__ import annotations

import io
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml.ns import qn
from docx.shared import Length, Mm, Pt
from docx.styles.style import ParagraphStyle
from docx.text.paragraph import Paragraph

from xlreport.edition.grid import Grid
from xlreport.errors import UserError
from xlreport.publish.printed import Printed, PrintedPart, Style
from xlreport.publish.seal import BLANK
from xlreport.publish.word_signature import draw_signature, unindent
from xlreport.publish.word_table import WordTable, element
from xlreport.zips import parts_of, zipped

_LINE = Pt(28.95)
"""225 mm over 22 lines."""
_TWIPS = 635
"""EMU in a twentieth of a point, the measure of table widths."""
_CLOSER = -5
"""How much closer letters are set, in twentieths of a point: with 22 lines of 28 characters a page,
as GB/T 9704-2012, 5.2.3, has it."""
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
_UNBROKEN = re.compile(r"([!-~]{2,})")
"""Figures and letters that stand together on a line."""


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
        _set_lines(document)
    else:
        _empty(document)
        _add_missing_styles(document)
    _draw(document, printed)
    _set_properties(document, printed)
    buffer = io.BytesIO()
    document.save(buffer)
    return zipped(parts_of(buffer.getvalue()))


def _set_properties(document: WordDocument, printed: Printed) -> None:
    """Say of a document what follows from the report alone, and nothing of who made it."""
    properties = document.core_properties
    properties.title = printed.title
    properties.author = printed.unit
    properties.last_modified_by = printed.unit
    properties.comments = properties.keywords = properties.subject = ""
    properties.language = "zh-CN"
    properties.revision = 1
    properties.identifier = BLANK
    properties.created = properties.modified = datetime(printed.year + 1, 1, 1, tzinfo=UTC)


def _opened(template: Path | None) -> WordDocument:
    try:
        return Document(str(template) if template else None)
    except Exception as error:  # python-docx raises whatever its parts raise
        raise UserError(f"“{template}”不是能打开的 Word 文档（.docx）") from error


def _draw(document: WordDocument, printed: Printed) -> None:
    fits = len(printed.title) <= _TITLE_LINE
    broken = f"{printed.unit}\n{printed.year}年{printed.name}"
    document.add_paragraph(printed.title if fits else broken, style=_TITLE)
    if printed.interim:
        document.add_paragraph(printed.interim, style=_HEAD)
    after_table = False
    for part in printed.parts:
        turned = part.grid is not None and _table(document, printed, part.grid).wants_turning
        if turned:
            _turn(document)
        heading = document.add_paragraph(part.heading, style=_HEADING)
        if after_table and not turned:
            heading.paragraph_format.space_before = Length(_LINE // 2)
        _draw_paragraphs(document, part)
        if part.grid is not None:
            _draw_table(document, printed, part, part.grid)
        if turned:
            _turn(document)
        after_table = part.grid is not None
    draw_signature(document, printed, _BODY, _LINE)


def _draw_paragraphs(document: WordDocument, part: PrintedPart) -> None:
    styles = {Style.SUBHEAD: _SUBHEADING, Style.BODY: _BODY}
    for paragraph in part.paragraphs:
        _write(document.add_paragraph(style=styles[paragraph.style]), paragraph.text)
    if part.unit:
        line = document.add_paragraph(f"单位：{part.unit}", style=_CELL)
        line.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        line.paragraph_format.keep_with_next = True


def _write(paragraph: Paragraph, text: str) -> None:
    """Write a text in which no number is broken in two.

    A line of Chinese may end anywhere, and LibreOffice takes that for figures, too, unless they
    are of another language.
    """
    for number, piece in enumerate(_UNBROKEN.split(text)):
        if piece:
            run: Any = paragraph.add_run(piece)
            if number % 2:
                run.element.get_or_add_rPr().append(element("w:lang", {"w:val": "en-US"}))


def _draw_table(document: WordDocument, printed: Printed, part: PrintedPart, grid: Grid) -> None:
    table = _table(document, printed, grid)
    if not table.is_readable:
        raise UserError(
            f"“{part.heading}”的表有 {grid.columns} 栏，横放的 A4 纸也排不下其中最长的数",
            "请改为生成网页（.html），或者用 --style 指定纸张更大的样式模板。",
        )
    body = document.element.body
    body.insert(len(body) - 1, table.element(part.heading))


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
        unindent(paragraph)
        _page_number(paragraph)


def _set_lines(document: WordDocument) -> None:
    """Set 22 lines of 28 characters a page, and Chinese as the language.

    Letters of 16 points are a little wider than the 28th part of a line, so they are set closer;
    with that every program has 28 on a line.  There is no grid of characters: LibreOffice puts a
    letter that is wider than a cell into two, and loses a mark that hangs over the margin.
    """
    properties: Any = document.sections[0]._sectPr  # noqa: SLF001 - python-docx has no text grid
    for old in properties.findall(qn("w:docGrid")):
        properties.remove(old)
    attributes = {"w:type": "lines", "w:linePitch": str(_LINE // _TWIPS)}
    properties.append(element("w:docGrid", attributes))
    text: Any = _style(document, _BODY).element.get_or_add_rPr()
    text.insert_element_before(
        element("w:spacing", {"w:val": str(_CLOSER)}), "w:w", "w:kern", "w:position", "w:sz"
    )
    for language in document.styles.element.iter(qn("w:lang")):
        for script in ("val", "eastAsia"):
            language.set(qn(f"w:{script}"), "zh-CN")
    for language in document.settings.element.iter(qn("w:themeFontLang")):
        for script in ("val", "eastAsia"):
            language.set(qn(f"w:{script}"), "zh-CN")


def _page_number(paragraph: Paragraph) -> None:
    body: Any = paragraph._p  # noqa: SLF001 - python-docx has no fields
    for kind, text in (("", "— "), ("begin", ""), ("instr", "PAGE"), ("end", ""), ("", " —")):
        run: Any = body.add_r()
        properties = run.get_or_add_rPr()
        properties.get_or_add_rFonts()
        _east_asian(properties, "宋体")
        properties.sz_val = Pt(14)
        if kind == "instr":
            instruction = element("w:instrText", {})
            instruction.text = text
            run.append(instruction)
        elif kind:
            run.append(element("w:fldChar", {"w:fldCharType": kind}))
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
    _style(document, _BODY).paragraph_format.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
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
    # Tables are set closer than the lines of the text.
    style.element.get_or_add_pPr().append(element("w:snapToGrid", {"w:val": "0"}))
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


def _table(document: WordDocument, printed: Printed, grid: Grid) -> WordTable:
    """Measure a table in the type area of the last section."""
    section = document.sections[-1]
    sides = (section.left_margin or 0) + (section.right_margin or 0)
    ends = (section.top_margin or 0) + (section.bottom_margin or 0)
    cell = _style(document, _CELL)
    return WordTable(
        printed,
        grid,
        ((section.page_width or Mm(210)) - sides) // _TWIPS,
        ((section.page_height or Mm(297)) - ends - _LINE) // _TWIPS,
        cell.font.size.pt if cell.font.size else _FONTS[_CELL][1],
        _style(document, _HEAD).style_id,
        cell.style_id,
    )


def _turn(document: WordDocument) -> None:
    """Begin a page that lies on its side, or, after one, an upright page."""
    last = document.sections[-1]
    section = document.add_section(WD_SECTION.NEW_PAGE)
    section.page_width, section.page_height = last.page_height, last.page_width
    section.top_margin, section.right_margin = last.right_margin, last.bottom_margin
    section.bottom_margin, section.left_margin = last.left_margin, last.top_margin
    is_wide = (section.page_width or 0) > (section.page_height or 0)
    section.orientation = WD_ORIENT.LANDSCAPE if is_wide else WD_ORIENT.PORTRAIT
