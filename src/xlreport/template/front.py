"""The sheets before and after the tables: guide, cover, prose, last year, checks, manifest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from xlsxwriter.worksheet import Worksheet

from xlreport.edition import Place
from xlreport.edition.grid import BoxKind
from xlreport.edition.layout import (
    CHOICES_SHEET,
    COVER_FIELDS,
    COVER_SHEET,
    GUIDE_SHEET,
    LAST_YEAR_SHEET,
    MANIFEST_SHEET,
    TABLE_TOP,
    SheetLayout,
)
from xlreport.manifest import MARKS_ROW, Manifest
from xlreport.paragraphs import END_OF_TEXTS, height_of, paragraphs
from xlreport.paragraphs import WIDTH as PROSE_WIDTH
from xlreport.sheets.computed import draw_computed
from xlreport.template.canvas import Canvas, Sheet
from xlreport.template.entries import tally_formula
from xlreport.template.guide import guide
from xlreport.template.styles import NOTE_HEIGHT, lines_needed
from xlreport.template.tables import colour_status, draw_status

_GUIDE_WIDTH = 92
_LABEL_WIDTH = 62
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
    return sheet


def draw_cover(canvas: Canvas) -> Worksheet:
    """Draw 封面 and return it."""
    sheet = canvas.add_sheet(COVER_SHEET)
    sheet.set_column(0, 0, 8)
    sheet.set_column(1, 1, 20)
    sheet.set_column(2, 2, 46)
    sheet.set_row(1, 48)
    sheet.merge_range(1, 0, 1, 2, canvas.edition.title, canvas.styles["title"])
    report = canvas.report
    level = canvas.edition.levels.get(report.unit.level)
    values = {
        "cover.unit": report.unit.name,
        "cover.code": report.unit.code,
        "cover.level": level.label if level else "",
        "cover.year": str(report.year),
    }
    for field, label in COVER_FIELDS.items():
        place = canvas.layout.places[field]
        style = canvas.styles["fixed" if field == "cover.year" else "field"]
        sheet.set_row(place.row, 30)
        sheet.write_string(place.row, 1, label, canvas.styles["label"])
        sheet.write_string(place.row, 2, values.get(field, report.cover.get(field, "")), style)
    sheet.data_validation(
        canvas.layout.places["cover.level"].a1,
        {
            "validate": "list",
            "source": [each.label for each in canvas.edition.levels.values()],
            "input_title": "行政层级",
            "input_message": "请从下拉列表中选择本单位的行政层级；它决定规章一行能否填写。",
            "error_title": "填写有误",
            "error_message": "请从下拉列表中选择。",
        },
    )
    sheet.print_area(0, 0, max(canvas.layout.places[f].row for f in COVER_FIELDS), 2)
    return sheet


def draw_prose(canvas: Canvas, layout: SheetLayout) -> None:
    """Draw a section's prose sheet: each head with the text under it, a row for each paragraph.

    The column has the look of a paragraph, so that a text may have as many as it likes, and the
    rows have no height, so that programs make them as high as what stands in them.
    """
    sheet = canvas.add_sheet(layout.name, more_rows=True)
    sheet.set_column(0, 0, PROSE_WIDTH, canvas.styles["prose"])
    sheet.set_column(1, 1, 12)
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
    sheet.print_area(0, 0, end - 1, 0)
    sheet.freeze_panes(TABLE_TOP, 0)


def draw_last_year(canvas: Canvas) -> None:
    """Draw 上年数据: the figures of last year's report that this year's are held against.

    A form that is not held against last year's has no such sheet.
    """
    if not canvas.edition.last_keys:
        return
    places = {key: canvas.layout.places[f"last.{key}"] for key in canvas.edition.last_keys}
    title = f"{canvas.report.year - 1} 年度报告中的有关数据"
    note = "用于核对年度之间的衔接；留空则不核对。"
    heads = ("指标", "单位", "上年数")
    sheet = _list_of_cells(canvas, LAST_YEAR_SHEET, title, note, heads, places)
    for key, place in places.items():
        style = canvas.styles["money" if canvas.edition.cells[key].number.decimals else "input"]
        value = canvas.report.last.get(key)
        if value is None:
            sheet.write_blank(place.row, place.column, None, style)
        else:
            sheet.write_number(place.row, place.column, float(value), style)


def draw_choices(canvas: Canvas) -> None:
    """Draw 选项统计: how many reports chose what; of a form without choices there is none."""
    keys = canvas.edition.choices
    if not keys:
        return
    places = {key: canvas.layout.places[key] for key in keys}
    note, heads = "由公式统计，不用填写。", ("选项", "单位", "数量")
    sheet = _list_of_cells(canvas, CHOICES_SHEET, CHOICES_SHEET, note, heads, places)
    for key, place in places.items():
        formula = canvas.formulas.get(key) or tally_formula(
            canvas.edition.cells[key], canvas.report
        )
        count = canvas.report.values.get(key)
        shown = "" if count is None else float(count)
        sheet.write_formula(place.row, place.column, formula, canvas.styles["total"], shown)
        canvas.name_cell(key)


def _list_of_cells(
    canvas: Canvas,
    name: str,
    title: str,
    note: str,
    heads: Sequence[str],
    places: Mapping[str, Place],
) -> Worksheet:
    """Draw a sheet that lists cells by their labels, and return it; the figures are still to come.

    :param places: where the figure of each cell belongs.
    """
    sheet = canvas.add_sheet(name)
    for column, width in enumerate((_LABEL_WIDTH, 8, 16)):
        sheet.set_column(column, column, width)
    sheet.set_row(0, 30)
    sheet.merge_range(0, 0, 0, 2, title, canvas.styles["title"])
    sheet.set_row(1, NOTE_HEIGHT)
    sheet.write_string(1, 0, note, canvas.styles["note"])
    top = min(place.row for place in places.values())
    for column, head in enumerate(heads):
        sheet.write_string(top - 1, column, head, canvas.styles["label"])
    sheet.set_row(top - 1, NOTE_HEIGHT)
    for key, place in places.items():
        cell = canvas.edition.cells[key]
        sheet.set_row(place.row, 15.0 * lines_needed(cell.label, _LABEL_WIDTH) + 4)
        sheet.write_string(place.row, 0, cell.label, canvas.styles["text"])
        sheet.write_string(place.row, 1, cell.unit, canvas.styles["text"])
    sheet.freeze_panes(top, 0)
    return sheet


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
