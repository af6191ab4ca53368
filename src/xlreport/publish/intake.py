"""One published report -> its workbook, as bytes, and what to tell about it, as plain data.

It is done by a worker, because every byte and every letter of it is foreign.  A sheet of the
workbook says where each value came from.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from xlreport.checking import Verdict, check
from xlreport.edition import Edition, Place, Severity, layout_of
from xlreport.edition.layout import ORIGIN_HEADS, ORIGIN_SHEET
from xlreport.files import shown_name
from xlreport.finding import SEVERITY_LABELS, Finding
from xlreport.quantity import show
from xlreport.reading.limits import LONGEST_TEXT
from xlreport.reading.published import Imported, import_report
from xlreport.template import workbook_bytes
from xlreport.template.canvas import Canvas


def import_job(
    path: Path, arguments: Mapping[str, Any], _: bytes, overlays: Sequence[Path]
) -> tuple[Any, bytes]:
    """Import a published report; return what to tell about it, and its workbook.

    :param path: the file.
    :param arguments: the ``year`` and the ``unit`` that the user states, if any.
    :param overlays: the local overlays and forms in use.
    :raises Refused: if the report cannot be imported.
    :raises EditionError: if the file of an overlay or a form has a mistake.
    """
    year, unit = arguments.get("year"), arguments.get("unit") or ""
    imported = import_report(path, year=year, unit=unit, overlays=overlays)
    notes = [*imported.report.notes, *_about_aside(imported)]
    imported = replace(imported, report=replace(imported.report, notes=tuple(notes)))
    verdict = check([imported.report])[0]
    return _told(verdict), traced_bytes(imported, verdict)


def _told(verdict: Verdict) -> dict[str, Any]:
    report = verdict.report
    moved = [place for note in report.notes if note.rule == "IMPORT-TEXT" for place in note.places]
    contradicted = [
        finding
        for finding in verdict.findings
        if len(finding.places) > 1
        and any(_is_in(finding.places[0], place, report.edition) for place in moved)
    ]
    blank = [c.key for c in report.edition.inputs if c.key not in report.values]
    return {
        "unit": report.unit.name,
        "year": report.year,
        "edition": report.edition.id,
        "figures": len(report.values),
        "blank": len(blank),
        "unreadable": dict(report.unreadable),
        "findings": [each.as_dict() for each in (*report.notes, *contradicted)],
    }


def _is_in(place: Place, piece: Place, edition: Edition) -> bool:
    """Tell whether a place is in a piece of text, which goes on to where the next one begins."""
    places = layout_of(edition).places
    below = [
        start.row
        for start in (places[key] for key in edition.prose)
        if start.sheet == piece.sheet and start.row > piece.row
    ]
    begins = place.sheet == piece.sheet and place.row >= piece.row
    return begins and all(place.row < row for row in below)


def _about_aside(imported: Imported) -> Iterator[Finding]:
    """Yield what the rules say of the texts that have no place in the workbook."""
    report = imported.report
    home = next((p.key for p in report.edition.prose.values() if not p.label), None)
    if home is None or not imported.aside:
        return
    place = layout_of(report.edition).places[home]
    for origin in imported.aside:
        alone = replace(report, prose={home: origin.text}, notes=(), origins={})
        for finding in check([alone])[0].findings:
            others = tuple(p for p in finding.places if not _is_in(p, place, report.edition))
            if others and len(others) < len(finding.places):
                yield replace(
                    finding,
                    severity=Severity.QUERY,
                    places=others,
                    found=f"{origin.where}的文字：{finding.found}",
                )


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
