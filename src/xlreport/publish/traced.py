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
    sheet.set_widths(_WIDTHS)
    sheet.write_string(0, 0, f"导入自 {shown_name(Path(report.source))}", styles["body"])
    row = 2
    if report.notes:
        sheet.write_texts(row, 0, _NOTE_HEADS, styles["label"])
        for note in report.notes:
            row += 1
            about = note.subject or "、".join(place.link for place in note.places)
            sheet.write_texts(row, 0, (SEVERITY_LABELS[note.severity], about), styles["text"])
            found = f"{note.statement}；{note.found}"
            sheet.merge_range(row, 2, row, 3, found, styles["text"])
            sheet.write_string(row, 4, note.advice, styles["text"])
        row += 2
    for origin in imported.aside:
        sheet.write_string(row, 0, "未放进报告的文字", styles["label"])
        sheet.write_string(row, 1, origin.text[:LONGEST_TEXT], styles["text"])
        sheet.write_string(row, 4, origin.where, styles["text"])
        row += 1
    row += 1 if imported.aside else 0
    sheet.write_texts(row, 0, ORIGIN_HEADS, styles["label"])
    for key, origin in imported.origins.items():
        row += 1
        cell = report.edition.cells.get(key)
        value = report.values.get(key)
        label = cell.label if cell else report.edition.prose[key].label
        shown = show(value) if value is not None else ""
        texts = (key, label, shown, origin.text, origin.where)
        sheet.write_texts(row, 0, texts, styles["text"])
