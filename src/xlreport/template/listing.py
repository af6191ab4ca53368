"""The list of findings on 校验: its columns, and a finding as a row of it.

A check of the open workbook writes it, and so does the template for a report that brings reasons
along, so that they stay beside what they excuse.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from xlsxwriter.worksheet import Worksheet

from xlreport.edition import Place
from xlreport.finding import Finding
from xlreport.report import Explanation
from xlreport.sheets.checks import FINDINGS, HIDDEN
from xlreport.template.canvas import Canvas
from xlreport.template.styles import lines_needed

CHECK_WIDTHS = tuple(FINDINGS.widths)
"""The widths of the columns of 校验, in characters."""
TALLEST = 409.0
"""Points: no row of a workbook can be higher."""
FINDING_HEIGHT = 18.0
"""The height in points of a row of 校验 in which no finding stands."""
LINK_TEXT = "查看"
AS_DRAWN = {name: FINDINGS.at(name) for name in FINDINGS}
"""Where the columns of a finding stand in a workbook that is drawn now, by name."""
_LINE_HEIGHT = 15
_VOID = "原来的说明“{}”是针对改动前的数，已失效；仍然适用的请重新填写。"


def finding_texts(
    finding: Finding, sheets: Collection[str], reason: Explanation | None
) -> dict[str, str]:
    """Return a finding's row, by column; a clerk's reason stays while the finding says the same.

    One that was given for other values is void: what to do says so, and repeats it.

    :param sheets: the sheets of the workbook, to which the row may link.
    """
    kept = reason is not None and reason.fingerprint == finding.fingerprint
    linked = finding.places and finding.sheet in sheets
    return {
        "title": finding.title,
        "severity": finding.demand,
        "sheet": finding.sheet,
        "cells": "、".join(finding.cells),
        "found": finding.found + (f"。{finding.hint}" if finding.hint else ""),
        "advice": finding.advice + (_VOID.format(reason.text) if reason and not kept else ""),
        "reason": reason.text if reason and kept else "",
        "link": link_formula(finding.places[0]) if linked else "",
        "fingerprint": finding.fingerprint,
        "clause": finding.clause,
        "statement": finding.statement,
    }


def in_columns(texts: Mapping[str, str], where: Mapping[str, int]) -> list[str | None]:
    """Return the texts of a row in the columns of a list, ``None`` in those that have none."""
    row: list[str | None] = [None] * (max(where.values()) + 1)
    for name, column in where.items():
        row[column] = texts.get(name) or None
    return row


def link_formula(place: Place) -> str:
    """Return a formula that shows a link to a place of the same workbook."""
    target = place.link.replace('"', '""')
    return f'=HYPERLINK("#{target}","{LINK_TEXT}")'


def finding_height(texts: Mapping[str, str]) -> float:
    """Return a height, in points, in which every text of a row can be read, as far as a row can."""
    shown = [name for name in texts if name != "link" and name not in HIDDEN]
    lines = [lines_needed(texts[name], FINDINGS[name].width) for name in shown]
    return min(TALLEST, max(FINDING_HEIGHT, max(lines, default=1) * _LINE_HEIGHT + 4))


def draw_explained(canvas: Canvas, sheet: Worksheet, top: int) -> None:
    """Draw the findings for which a reason was ever given, from a row on."""
    reasons = canvas.report.explanations
    names = {place.sheet for place in canvas.layout.places.values()}
    rows = [
        finding_texts(finding, names, reasons[finding.clause])
        for finding in canvas.verdict.findings
        if finding.clause in reasons and reasons[finding.clause].fingerprint
    ]
    for row, texts in enumerate(rows, start=top):
        sheet.set_row(row, finding_height(texts))
        for column, text in enumerate(in_columns(texts, AS_DRAWN)):
            if text and column == AS_DRAWN["link"]:
                sheet.write_formula(row, column, text, None, LINK_TEXT)
            elif text:
                sheet.write_string(row, column, text)
