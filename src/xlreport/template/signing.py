"""The sheet 审签: the three stages of 三级审核, each with what its signature is worth."""

from __future__ import annotations

from xlreport.edition.layout import SIGNING_SHEET, SIGNING_TOP
from xlreport.signature import STAGES, State, stages_of, state_of
from xlreport.template.canvas import Canvas
from xlreport.template.styles import lines_needed

NAME, DATE, OPINION, STATE, CODE = range(2, 7)
"""The columns, from 0."""

_HEADS = ("环节", "签署人", "姓名", "日期", "意见", "状态", "签署码")
_WIDTHS = (10, 24, 16, 16, 40, 26, 22)
_NOTE = (
    "逐级填写姓名、日期和意见后，点“签署”。签署后数字、文字或“校验”表中的说明有改动的，"
    "签署即失效（点“校验”或“签署”时核对，上级汇总时也核对），须改填日期后重新签署。"
)
_WORDS = {
    State.LAPSED: "：签署之后有改动",
    State.NAMED: "：还没有点“签署”",
}


def state_text(state: State) -> str:
    """Return what is written beside a stage."""
    return f"{state}{_WORDS.get(state, '')}"


def draw_signing(canvas: Canvas) -> None:
    """Draw 审签, with the signatures that the report has."""
    sheet = canvas.add_sheet(SIGNING_SHEET, landscape=True)
    styles = canvas.styles
    last = len(_WIDTHS) - 1
    for column, width in enumerate(_WIDTHS):
        sheet.set_column(column, column, width)
    sheet.set_row(0, 30)
    sheet.merge_range(0, 0, 0, last, SIGNING_SHEET, styles["title"])
    sheet.set_row(1, 15.0 * lines_needed(_NOTE, sum(_WIDTHS)) + 6)
    sheet.merge_range(1, 0, 1, last, _NOTE, styles["note"])
    for column, head in enumerate(_HEADS):
        sheet.write_string(SIGNING_TOP - 1, column, head, styles["label"])
    stages = zip(STAGES, stages_of(canvas.report), strict=True)
    for row, ((stage, signer), signature) in enumerate(stages, start=SIGNING_TOP):
        state = state_text(state_of(canvas.report, signature))
        entry = (signature.name, signature.date, signature.opinion, state, signature.code)
        sheet.set_row(row, 30)
        for column, text in enumerate((stage, signer, *entry)):
            style = "field" if column in (NAME, DATE, OPINION) else "text"
            sheet.write_string(row, column, text, styles[style])
    for word, style in ((State.LAPSED, "broken"), (State.STANDS, "held")):
        criteria = {"type": "text", "criteria": "begins with", "value": word.value}
        sheet.conditional_format(
            *(SIGNING_TOP, STATE, SIGNING_TOP + len(STAGES) - 1, STATE),
            {**criteria, "format": styles[style]},
        )
