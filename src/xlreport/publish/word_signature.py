"""The signature of the Word document: the unit and the date under the text."""

from __future__ import annotations

from typing import Any

from docx.document import Document as WordDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Length, Pt
from docx.text.paragraph import Paragraph

from xlreport.publish.printed import Printed
from xlreport.publish.word_table import element

_AIR = 2
"""Characters between the end of a signature and the margin."""
_LETTER = 16
"""The size of the text in points."""


def draw_signature(document: WordDocument, printed: Printed, style: str, line: Length) -> None:
    """Set the unit and the date under the text as GB/T 9704-2012, 7.3.5.2, has it without a seal.

    The unit ends two characters before the margin, and the date begins two characters after the
    unit's first; if the date is the longer one, it is the date that ends two before the margin.

    :param style: the style of the text.
    :param line: the height of a line, which stays empty above the signature.
    """
    if not printed.unit:
        return
    unit, day = _width(printed.unit), _width(printed.day)
    right_of_unit = max(_AIR, day + 2 * _AIR - unit) if day else _AIR
    right_of_day = max(_AIR, unit - day)
    lines = [(printed.unit, right_of_unit)]
    if printed.day:
        lines.append((printed.day, right_of_day))
    for number, (text, right) in enumerate(lines):
        paragraph = document.add_paragraph(text, style=style)
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        layout = paragraph.paragraph_format
        layout.right_indent = Pt(_LETTER * right)
        layout.keep_together = True
        if number == 0:
            layout.space_before = line
            layout.keep_with_next = len(lines) > 1
        _indent_paragraph(paragraph, right)
        _set_close(paragraph)


def _set_close(paragraph: Paragraph) -> None:
    """Let no program put air between figures and Chinese: the line has to have its width."""
    properties: Any = paragraph._p.get_or_add_pPr()  # noqa: SLF001
    for name in ("w:autoSpaceDE", "w:autoSpaceDN"):
        properties.insert_element_before(
            element(name, {"w:val": "0"}), "w:adjustRightInd", "w:snapToGrid", "w:spacing", "w:ind"
        )


def _width(text: str) -> float:
    """Return the width of a line in characters; letters and digits take a half."""
    return sum(0.5 if letter.isascii() else 1 for letter in text)


def _indent_paragraph(paragraph: Paragraph, right: float) -> None:
    """Indent no first line, and the right side by characters."""
    unindent(paragraph)
    indent: Any = paragraph._p.get_or_add_pPr().get_or_add_ind()  # noqa: SLF001
    indent.set(qn("w:firstLine"), "0")
    indent.set(qn("w:rightChars"), str(int(100 * right)))


def unindent(paragraph: Paragraph) -> None:
    """Take away what a paragraph inherits as the indent of its first line."""
    indent: Any = paragraph._p.get_or_add_pPr().get_or_add_ind()  # noqa: SLF001
    indent.set(qn("w:firstLineChars"), "0")
