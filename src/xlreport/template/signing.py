"""The sheet 审签: who has examined a report, and whether what they signed still stands.

The three stages are those of the sub-district whose report is the example: 科室或社区负责人初审,
政务公开工作人员复核, 分管领导审定.
"""

from __future__ import annotations

from dataclasses import dataclass

from xlreport.edition.layout import SIGNING_SHEET
from xlreport.template.canvas import Canvas
from xlreport.template.styles import lines_needed

STAGES = (("初审", "科室或社区负责人"), ("复核", "政务公开工作人员"), ("审定", "分管领导"))
STAGES_TOP = 4
"""The row of the first stage, from 0."""
NAME, DATE, OPINION, STATE, CODE = range(2, 7)
"""The columns, from 0."""
EXPLANATION_ROW = STAGES_TOP + len(STAGES) + 2
"""The row, from 0, in which the clerk explains what the check queries."""

SIGNED, LAPSED, UNSIGNED = "有效", "已失效", "未签"

_HEADS = ("环节", "签署人", "姓名", "日期", "意见", "状态", "签署码")
_WIDTHS = (10, 24, 16, 16, 40, 34, 22)
_NOTE = (
    "逐级填写姓名、日期和意见后，点“签署”。签署后数字、文字或存疑说明有改动的，"
    "签署即失效（点“校验”或“签署”时核对），须改填日期后重新签署。"
)


@dataclass(frozen=True, slots=True)
class Signing:
    """What stands on 审签: name, date, opinion, state and code of each stage; the explanation."""

    entries: tuple[tuple[str, str, str, str, str], ...] = (("", "", "", UNSIGNED, ""),) * len(
        STAGES
    )
    explanation: str = ""


def draw_signing(canvas: Canvas, signing: Signing) -> None:
    """Draw 审签."""
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
        sheet.write_string(STAGES_TOP - 1, column, head, styles["label"])
    stages = zip(STAGES, signing.entries, strict=True)
    for row, (stage, entry) in enumerate(stages, start=STAGES_TOP):
        sheet.set_row(row, 30)
        for column, text in enumerate((*stage, *entry)):
            style = "field" if column in (NAME, DATE, OPINION) else "text"
            sheet.write_string(row, column, text, styles[style])
    for word, style in ((LAPSED, "broken"), (SIGNED, "held")):
        criteria = {"type": "text", "criteria": "begins with", "value": word}
        sheet.conditional_format(
            *(STAGES_TOP, STATE, STAGES_TOP + len(STAGES) - 1, STATE),
            {**criteria, "format": styles[style]},
        )
    sheet.write_string(EXPLANATION_ROW - 1, 0, "存疑说明", styles["prose_head"])
    sheet.set_row(EXPLANATION_ROW, 80)
    sheet.merge_range(EXPLANATION_ROW, 0, EXPLANATION_ROW, last, "", styles["prose"])
    sheet.write_string(EXPLANATION_ROW, 0, signing.explanation, styles["prose"])
