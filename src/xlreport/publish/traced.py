"""An imported report -> its filled workbook, with a sheet that says where each value came from."""

from __future__ import annotations

from pathlib import Path

from xlreport.checking import Verdict
from xlreport.edition.layout import ORIGIN_HEADS, ORIGIN_SHEET
from xlreport.files import shown_name
from xlreport.finding import SEVERITY_LABELS
from xlreport.quantity import show
from xlreport.reading.limits import LONGEST_TEXT
from xlreport.reading.published import Imported
from xlreport.template import workbook_bytes
from xlreport.template.canvas import Canvas

_WIDTHS = (30, 44, 14, 16, 24)
_NOTE_HEADS = ("性质", "涉及", "情况", "", "办法")


def traced_bytes(imported: Imported, verdict: Verdict) -> bytes:
    """Return the workbook of an imported report.

    After the sheets of the template comes one that lists what was guessed or differs from the
    form, and the origin of every figure and text.
    """
    return workbook_bytes(verdict, more_sheets=lambda canvas: _draw(canvas, imported))


def _draw(canvas: Canvas, imported: Imported) -> None:
    report = imported.report
    sheet = canvas.add_sheet(ORIGIN_SHEET)
    styles = canvas.styles
    for column, width in enumerate(_WIDTHS):
        sheet.set_column(column, column, width)
    sheet.write_string(0, 0, f"导入自 {shown_name(Path(report.source))}", styles["body"])
    row = 2
    if report.notes:
        for column, head in enumerate(_NOTE_HEADS):
            sheet.write_string(row, column, head, styles["label"])
        for note in report.notes:
            row += 1
            texts = (
                SEVERITY_LABELS[note.severity],
                note.subject or "、".join(place.link for place in note.places),
                f"{note.statement}；{note.found}",
                note.advice,
            )
            sheet.write_string(row, 0, texts[0], styles["text"])
            sheet.write_string(row, 1, texts[1], styles["text"])
            sheet.merge_range(row, 2, row, 3, texts[2], styles["text"])
            sheet.write_string(row, 4, texts[3], styles["text"])
        row += 2
    for origin in imported.aside:
        sheet.write_string(row, 0, "未放进报告的文字", styles["label"])
        sheet.write_string(row, 1, origin.text[:LONGEST_TEXT], styles["text"])
        sheet.write_string(row, 4, origin.where, styles["text"])
        row += 1
    row += 1 if imported.aside else 0
    for column, head in enumerate(ORIGIN_HEADS):
        sheet.write_string(row, column, head, styles["label"])
    for key, origin in imported.origins.items():
        row += 1
        cell = report.edition.cells.get(key)
        value = report.values.get(key)
        texts5 = (
            key,
            cell.label if cell else report.edition.prose[key].label,
            show(value) if value is not None else "",
            origin.text,
            origin.where,
        )
        for column, text in enumerate(texts5):
            sheet.write_string(row, column, text, styles["text"])
