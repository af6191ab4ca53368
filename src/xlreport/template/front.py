"""The sheets before and after the tables that hold no lists: guide, texts, manifest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from xlsxwriter.worksheet import Worksheet

from xlreport.addresses import column_letters
from xlreport.edition import Place
from xlreport.edition.grid import Box, BoxKind
from xlreport.edition.layout import GUIDE_SHEET, MANIFEST_SHEET, TABLE_TOP, SheetLayout
from xlreport.manifest import MARKS_ROW, Manifest
from xlreport.paragraphs import END_OF_TEXTS, height_of, paragraphs
from xlreport.paragraphs import WIDTH as PROSE_WIDTH
from xlreport.sheets.computed import draw_computed
from xlreport.signature import Signed, signed
from xlreport.template.canvas import Canvas, Sheet
from xlreport.template.guide import guide
from xlreport.template.live import BROKEN, GAP
from xlreport.template.styles import NOTE_HEIGHT, lines_needed
from xlreport.template.tables import colour_status, draw_status

_GUIDE_WIDTH = 92
_EDGE_WIDTH = 1
"""Of a column beside texts, printed with them: LibreOffice makes no single column smaller."""
_PROSE_TITLE = 1
"""The row of the title of a prose sheet, from 0: what stands above it is not printed."""
_A_ROW_A_PARAGRAPH = "一段一行，行高随文字变。打印前点标题右边的▼，去掉“空白”前的勾，空白行就不印。"


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
    rows have no height, so that programs make them as high as what stands in them.  The first row
    is for the screen; the title below it bears the button that filters blank rows away.
    """
    sheet = canvas.add_sheet(layout.name, more_rows=True)
    sheet.set_column(0, 0, PROSE_WIDTH, canvas.styles["prose"])
    sheet.set_column(1, 1, _EDGE_WIDTH)
    sheet.set_column(1 + GAP, 1 + GAP, 12)
    sheet.set_row(0, NOTE_HEIGHT)
    sheet.write_string(0, 0, _A_ROW_A_PARAGRAPH, canvas.styles["low_note"])
    sheet.set_row(_PROSE_TITLE, 30)
    sheet.write_string(_PROSE_TITLE, 0, layout.section.heading, canvas.styles["title"])
    for box in layout.boxes:
        if box.kind is BoxKind.PROSE_HEAD:
            # What the form gives no head of its own is found by one that nobody has to see.
            seen = bool(canvas.edition.prose[box.key].label)
            style = canvas.styles["prose_head" if seen else "unseen_head"]
            sheet.set_row(box.row, 24 if seen else NOTE_HEIGHT)
            sheet.write_string(box.row, box.column, box.text, style)
        else:
            _draw_text(canvas, sheet, box)
    checks = [check for check in canvas.live.checks if check.place.sheet == layout.name]
    for check in checks:
        draw_status(canvas, sheet, check)
        colour_status(canvas, sheet, check.place.a1)
    _tint_room(canvas, sheet, layout, {check.targets[0]: check.place for check in checks})
    end = layout.boxes[-1].row + layout.boxes[-1].height
    sheet.write_string(end, 0, END_OF_TEXTS, canvas.styles["note"])
    sheet.autofilter(_PROSE_TITLE, 0, end - 1, 0)
    if signed(canvas.report) is Signed.WHOLE:
        _filter_blank_rows(canvas, sheet, layout)
    sheet.print_area(_PROSE_TITLE, 0, end - 1, 1)  # see _EDGE_WIDTH
    sheet.freeze_panes(TABLE_TOP, 0)


def _draw_text(canvas: Canvas, sheet: Sheet, box: Box) -> None:
    text = canvas.report.prose.get(box.key, "")
    for row, paragraph in enumerate(paragraphs(text), start=box.row):
        sheet.write_string(row, box.column, paragraph, canvas.styles["prose"])
        if paragraph:
            sheet.set_growing_row(row, height_of(paragraph))


def _filter_blank_rows(canvas: Canvas, sheet: Sheet, layout: SheetLayout) -> None:
    """Filter blank rows away, as people do before they print: nobody writes in what is signed."""
    sheet.filter_column(0, "x == NonBlanks")
    for box in layout.boxes:
        if box.kind is BoxKind.PROSE:
            written = paragraphs(canvas.report.prose.get(box.key, ""))
            for number in range(box.height):
                if number >= len(written) or not written[number]:
                    sheet.set_row(box.row + number, None, None, {"hidden": True})


def _tint_room(
    canvas: Canvas, sheet: Sheet, layout: SheetLayout, status: Mapping[str, Place]
) -> None:
    """Tint the blank rows only, so that what is written is printed as on a page.

    Such a tint would hide the mark of a first row that has to be written: so there is none where
    the status beside it says so, too.

    :param status: the place of the status of texts, by their keys.
    """
    room: list[str] = []
    for box in layout.boxes:
        if box.kind is not BoxKind.PROSE:
            continue
        column, first, last = column_letters(box.column), box.row + 1, box.row + box.height
        if box.key in status:
            blank = f'AND(LEN({column}{first})=0,LEFT({status[box.key].a1},1)<>"{BROKEN}")'
            _tint(canvas, sheet, blank, [f"{column}{first}"])
            first += 1
        if first <= last:
            room.append(f"{column}{first}:{column}{last}")
    if room:
        blank = f"LEN({room[0].partition(':')[0]})=0"
        # A line between rows would be printed; every other row has a tint of its own instead.
        _tint(canvas, sheet, f"AND({blank},MOD(ROW(),2)=0)", room, "room_band")
        _tint(canvas, sheet, blank, room)


def _tint(
    canvas: Canvas, sheet: Sheet, when: str, areas: Sequence[str], style: str = "room"
) -> None:
    look = {"type": "formula", "criteria": f"={when}", "format": canvas.styles[style]}
    sheet.conditional_format(areas[0], {**look, "multi_range": " ".join(areas)})


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
