"""The sheets before and after the tables that hold no lists: guide, texts, manifest."""

from __future__ import annotations

from xlsxwriter.worksheet import Worksheet

from xlreport.edition.grid import BoxKind
from xlreport.edition.layout import GUIDE_SHEET, MANIFEST_SHEET, TABLE_TOP, SheetLayout
from xlreport.manifest import MARKS_ROW, Manifest
from xlreport.paragraphs import END_OF_TEXTS, height_of, paragraphs
from xlreport.paragraphs import WIDTH as PROSE_WIDTH
from xlreport.sheets.computed import draw_computed
from xlreport.template.canvas import Canvas, Sheet
from xlreport.template.guide import guide
from xlreport.template.live import GAP
from xlreport.template.styles import NOTE_HEIGHT, lines_needed
from xlreport.template.tables import colour_status, draw_status

_GUIDE_WIDTH = 92
_EDGE_WIDTH = 1
"""Of a column beside texts, printed with them: LibreOffice makes no single column smaller."""
_A_ROW_A_PARAGRAPH = "一段一行，写完一段接着写下一行；行高随文字自动变高。"


def draw_guide(canvas: Canvas) -> Worksheet:
    """Draw 填报说明, which fits a small screen, and return it."""
    sheet = canvas.add_sheet(GUIDE_SHEET)
    sheet.set_column(0, 0, _GUIDE_WIDTH)
    sheet.set_row(0, 30)
    sheet.write_string(0, 0, GUIDE_SHEET, canvas.styles["title"])
    edition = canvas.edition
    lines = [
        f"{canvas.report.year} 年度　{edition.document}（{edition.document_number}）",
        *guide(edition, canvas.report.kind),
    ]
    for row, line in enumerate(lines, start=1):
        sheet.set_row(row, 16.0 * lines_needed(line, _GUIDE_WIDTH) + 3)
        sheet.write_string(row, 0, line, canvas.styles["body"])
    sheet.set_column(1, 1, _EDGE_WIDTH)
    sheet.print_area(0, 0, len(lines), 1)
    return sheet


def draw_prose(canvas: Canvas, layout: SheetLayout) -> None:
    """Draw a section's prose sheet: each head with the text under it, a row for each paragraph.

    The column has the look of a paragraph, so that a text may have as many as it likes, and the
    rows have no height, so that programs make them as high as what stands in them.
    """
    sheet = canvas.add_sheet(layout.name, more_rows=True)
    sheet.set_column(0, 0, PROSE_WIDTH, canvas.styles["prose"])
    sheet.set_column(1, 1, _EDGE_WIDTH)
    sheet.set_column(1 + GAP, 1 + GAP, 12)
    sheet.set_row(0, 30)
    sheet.write_string(0, 0, layout.section.heading, canvas.styles["title"])
    sheet.set_row(1, NOTE_HEIGHT)
    sheet.write_string(1, 0, _A_ROW_A_PARAGRAPH, canvas.styles["note"])
    for box in layout.boxes:
        if box.kind is BoxKind.PROSE_HEAD:
            sheet.set_row(box.row, 24)
            sheet.write_string(box.row, box.column, box.text, canvas.styles["prose_head"])
            continue
        text = canvas.report.prose.get(box.key, "")
        for row, paragraph in enumerate(paragraphs(text), start=box.row):
            sheet.write_string(row, box.column, paragraph, canvas.styles["prose"])
            if paragraph:
                sheet.set_growing_row(row, height_of(paragraph))
    for check in canvas.live.checks:
        if check.place.sheet == layout.name:
            draw_status(canvas, sheet, check)
            colour_status(canvas, sheet, check.place.a1)
    end = layout.boxes[-1].row + layout.boxes[-1].height
    sheet.write_string(end, 0, END_OF_TEXTS, canvas.styles["note"])
    sheet.print_area(0, 0, end - 1, 1)  # see _EDGE_WIDTH
    sheet.freeze_panes(TABLE_TOP, 0)


def draw_manifest(canvas: Canvas) -> None:
    """Draw the hidden manifest."""
    sheet = canvas.book.add_worksheet(MANIFEST_SHEET, Sheet)
    for row, pair in enumerate(Manifest.of(canvas.report).rows()):
        for column, text in enumerate(pair):
            sheet.write_string(row, column, text)
    draw_computed(sheet, canvas.computed)
    # With a height of its own, the row stays the same when marks are recorded and removed.
    sheet.set_row(MARKS_ROW, 16)
    sheet.protect()
    sheet.very_hidden()
