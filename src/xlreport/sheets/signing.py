"""审签: the three stages of 三级审核, each with what its signature is worth.

STORAGE: names, dates, opinions and codes are read back of every report, by heads and stages.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import TYPE_CHECKING

from xlreport.dates import parse_day
from xlreport.edition.layout import SIGNING_SHEET, SIGNING_TOP
from xlreport.reading.answers import plain_text
from xlreport.reading.rows import Rows
from xlreport.report import Signature
from xlreport.sheets.columns import Column, Columns
from xlreport.signature import STAGES, SignatureState, stages_of, state_of

if TYPE_CHECKING:  # whoever reads a report draws nothing
    from xlreport.template.canvas import Canvas

COLUMNS = Columns(
    stage=Column("环节", 8),
    signer=Column("签署人", 20),
    name=Column("姓名", 12),
    date=Column("日期", 12),
    opinion=Column("意见", 30),
    state=Column("状态", 24),
    code=Column("签署码", 22),
)
NAME, DATE, OPINION, STATE, CODE = map(COLUMNS.at, ("name", "date", "opinion", "state", "code"))
"""The columns, from 0, where a workbook is drawn."""
_NOTE = (
    "三级审核依次填写姓名、日期和意见，再点“签署”。签署以后改动了数字、文字或者“校验”表里的说明，"
    "签署就失效，要改填日期，再签一次。"
)
_WORDS = {
    SignatureState.LAPSED: "：签署之后有改动",
    SignatureState.NAMED: "：还没有点“签署”",
}


def state_text(state: SignatureState) -> str:
    """Return what is written beside a stage."""
    return f"{state}{_WORDS.get(state, '')}"


def draw_signing(canvas: Canvas) -> None:
    """Draw 审签, with the signatures that the report has."""
    from xlreport.template.entered import draw_day
    from xlreport.template.styles import lines_needed

    sheet = canvas.add_sheet(SIGNING_SHEET, landscape=True)
    styles = canvas.styles
    widths = COLUMNS.widths
    last = len(widths) - 1
    sheet.set_widths(widths)
    sheet.set_row(0, 30)
    sheet.merge_range(0, 0, 0, last, SIGNING_SHEET, styles["title"])
    sheet.set_row(1, 15.0 * lines_needed(_NOTE, sum(widths)) + 6)
    sheet.merge_range(1, 0, 1, last, _NOTE, styles["note"])
    sheet.write_texts(SIGNING_TOP - 1, 0, COLUMNS.heads, styles["label"])
    stages = zip(STAGES, stages_of(canvas.report), strict=True)
    for row, ((stage, signer), signature) in enumerate(stages, start=SIGNING_TOP):
        state = state_text(state_of(canvas.report, signature))
        entry = (signature.name, signature.date, signature.opinion, state, signature.code)
        sheet.set_row(row, 30)
        for column, text in enumerate((stage, signer, *entry)):
            style = "field" if column in (NAME, OPINION) else "text"
            if column == DATE:
                draw_day(sheet, row, column, text, styles["day"], canvas.report.year)
            else:
                sheet.write_string(row, column, text, styles[style])
    for word, style in ((SignatureState.LAPSED, "broken"), (SignatureState.STANDS, "held")):
        criteria = {"type": "text", "criteria": "begins with", "value": word.value}
        sheet.conditional_format(
            *(SIGNING_TOP, STATE, SIGNING_TOP + len(STAGES) - 1, STATE),
            {**criteria, "format": styles[style]},
        )


def read_signatures(rows: Rows) -> tuple[Signature, ...]:
    """Return what is filled in on 审签, stage by stage.

    Where there are no heads any more, the columns are those of the template.
    """
    where: Mapping[str, int] = {name: COLUMNS.at(name) for name in COLUMNS}
    top = 0
    for number, line in enumerate(rows):
        texts = {column: text for column, text in enumerate(line) if isinstance(text, str)}
        found = COLUMNS.found_in(texts)
        if {"stage", "name", "code"} <= found.keys():
            where, top = found, number + 1
            break
    at = {plain_text(rows.at(row, where["stage"])): row for row in range(top, len(rows))}
    signatures: list[Signature] = []
    for drawn, (stage, _) in enumerate(STAGES, start=SIGNING_TOP):
        row = at.get(stage, drawn)
        name, day, opinion, code = (
            rows.at(row, where.get(each, -1)) for each in ("name", "date", "opinion", "code")
        )
        others = plain_text(opinion), plain_text(code)
        signatures.append(Signature(stage, plain_text(name), _day_text(day), *others))
    return tuple(each for each in signatures if each != Signature(each.stage))


def _day_text(raw: object) -> str:
    """Return a day as it is signed: an open workbook gives a number where a file gives a date."""
    text = plain_text(raw)
    if isinstance(raw, int | float):
        with suppress(ValueError):
            return parse_day(text).isoformat()
    return text
