"""The list of findings on 校验: its columns, and a finding as a row of it.

A check of the open workbook writes it, and so does the template for a report that brings reasons
along, so that they stay beside what they excuse.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from xlsxwriter.worksheet import Worksheet

from xlreport.edition import Place
from xlreport.finding import SEVERITY_LABELS, Finding
from xlreport.report import Explanation
from xlreport.sheets.checks import FINDINGS
from xlreport.template.canvas import Canvas
from xlreport.template.styles import lines_needed

FINDING_HEADS = tuple(FINDINGS.heads)
CHECK_WIDTHS = tuple(FINDINGS.widths)
"""The widths of the columns of 校验, in characters."""
TALLEST = 409.0
"""Points: no row of a workbook can be higher."""
FINDING_HEIGHT = 18.0
"""The height in points of a row of 校验 in which no finding stands."""
LINK_COLUMN = FINDINGS.at("link")
LINK_TEXT = "查看"
_LINE_HEIGHT = 15
_VOID = "原来的说明“{}”是针对改动前的数，已失效；仍然适用的请重新填写。"


def finding_row(
    finding: Finding, sheets: Collection[str], reason: Explanation | None
) -> list[str | None]:
    """Return a finding's row; a clerk's reason stays as long as the finding says the same.

    One that was given for other values is void: what to do says so, and repeats it.

    :param sheets: the sheets of the workbook, to which the row may link.
    """
    kept = reason is not None and reason.fingerprint == finding.fingerprint
    linked = finding.places and finding.sheet in sheets
    texts = (
        finding.clause,
        finding.statement,
        SEVERITY_LABELS[finding.severity],
        finding.sheet,
        "、".join(finding.cells),
        finding.found + (f"。{finding.hint}" if finding.hint else ""),
        link_formula(finding.places[0]) if linked else "",
        finding.advice + (_VOID.format(reason.text) if reason and not kept else ""),
        reason.text if reason and kept else "",
        finding.fingerprint,
    )
    return [text or None for text in texts]


def link_formula(place: Place) -> str:
    """Return a formula that shows a link to a place of the same workbook."""
    target = place.link.replace('"', '""')
    return f'=HYPERLINK("#{target}","{LINK_TEXT}")'


def finding_height(row: Sequence[object]) -> float:
    """Return a height, in points, in which every text of a row can be read, as far as a row can."""
    pairs = zip(row, CHECK_WIDTHS, strict=False)
    texts = [(text, width) for text, width in pairs if isinstance(text, str)]
    lines = [lines_needed(text, width) for text, width in texts if not text.startswith("=")]
    return min(TALLEST, max(FINDING_HEIGHT, max(lines, default=1) * _LINE_HEIGHT + 4))


def draw_explained(canvas: Canvas, sheet: Worksheet, top: int) -> None:
    """Draw the findings for which a reason was ever given, from a row on."""
    reasons = canvas.report.explanations
    names = {place.sheet for place in canvas.layout.places.values()}
    rows = [
        finding_row(finding, names, reasons[finding.clause])
        for finding in canvas.verdict.findings
        if finding.clause in reasons and reasons[finding.clause].fingerprint
    ]
    for row, texts in enumerate(rows, start=top):
        sheet.set_row(row, finding_height(texts))
        for column, text in enumerate(texts):
            if text and column == LINK_COLUMN:
                sheet.write_formula(row, column, text, None, LINK_TEXT)
            elif text:
                sheet.write_string(row, column, text)
