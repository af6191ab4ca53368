"""The workbook of a roll-up: the form with live sums over 明细, and what became of each file."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from xlsxwriter.worksheet import Worksheet

from xlreport.check import check
from xlreport.consolidate.intake import Status, Submission
from xlreport.consolidate.rollup import consolidate
from xlreport.edition import Edition, Severity
from xlreport.edition.layout import DETAIL_SHEET, INTAKE_SHEET, column_letters
from xlreport.finding import count_by_severity
from xlreport.report import Report, Unit
from xlreport.template import write_workbook
from xlreport.template.canvas import Canvas

_DETAIL_TOP = 4
_DETAIL_LEFT = 4
_INTAKE_TOP = 4
_INTAKE_HEADS = (
    ("序号", 6),
    ("文件", 36),
    ("单位名称", 22),
    ("单位代码", 20),
    ("状态", 10),
    ("原因", 44),
    ("怎么办", 40),
    ("错误", 8),
    ("存疑", 8),
    ("文件指纹（SHA-256）", 68),
)


def write_city(submissions: Sequence[Submission], unit: Unit, path: Path) -> Report:
    """Sum the submissions that are taken and write the workbook of ``unit``.

    :returns: the roll-up.
    :raises ValueError: if no submission is taken.
    :raises CannotWrite: if the file cannot be written; an old one is left as it was.
    """
    taken = [s.verdict.report for s in submissions if s.verdict and s.status is Status.TAKEN]
    total = consolidate(taken, unit)

    def more_sheets(canvas: Canvas) -> None:
        _draw_detail(canvas, taken)
        _draw_intake(canvas, submissions)

    write_workbook(check([total])[0], path, _formulas(total.edition, len(taken)), more_sheets)
    return total


def _formulas(edition: Edition, units: int) -> dict[str, str]:
    """Return for each input cell its sum over 明细, empty while any unit's figure is missing."""
    formulas: dict[str, str] = {}
    for index, key in enumerate(edition.cells):
        if edition.cells[key].total:
            continue
        letters = column_letters(_DETAIL_LEFT + index)
        first, last = _DETAIL_TOP + 1, _DETAIL_TOP + units
        column = f"'{DETAIL_SHEET}'!{letters}{first}:{letters}{last}"
        formulas[key] = f'=IF(COUNT({column})<ROWS({column}),"",SUM({column}))'
    return formulas


def _draw_detail(canvas: Canvas, taken: Sequence[Report]) -> None:
    """Draw 明细: a row for each unit, a column for each cell of the form."""
    sheet = canvas.add_sheet(DETAIL_SHEET, landscape=True)
    styles = canvas.styles
    sheet.write_string(0, 0, f"{DETAIL_SHEET}：各单位的全部数据", styles["summary"])
    sheet.write_string(1, 0, "汇总表各格都是本表同一列的合计。", styles["note"])
    for column, (head, width) in enumerate(
        (("序号", 6), ("单位名称", 24), ("单位代码", 20), ("文件", 30))
    ):
        sheet.set_column(column, column, width)
        sheet.merge_range(_DETAIL_TOP - 2, column, _DETAIL_TOP - 1, column, head, styles["label"])
    sheet.set_column(_DETAIL_LEFT, _DETAIL_LEFT + len(canvas.edition.cells) - 1, 14)
    sheet.set_row(_DETAIL_TOP - 2, 80)
    for column, cell in enumerate(canvas.edition.cells.values(), start=_DETAIL_LEFT):
        sheet.write_string(_DETAIL_TOP - 2, column, f"{cell.label}（{cell.unit}）", styles["label"])
        sheet.write_string(_DETAIL_TOP - 1, column, cell.key, styles["live_head"])
    for index, report in enumerate(taken):
        row = _DETAIL_TOP + index
        sheet.write_number(row, 0, index + 1, styles["text"])
        for column, text in enumerate(
            (report.unit.name, report.unit.code, Path(report.source).name), start=1
        ):
            sheet.write_string(row, column, text, styles["text"])
        for column, cell in enumerate(canvas.edition.cells.values(), start=_DETAIL_LEFT):
            value = report.values.get(cell.key)
            style = styles["sum_money" if cell.number.decimals else "sum"]
            if value is None:
                sheet.write_string(row, column, "缺", styles["broken"])
            else:
                sheet.write_number(row, column, float(value), style)
    sheet.freeze_panes(_DETAIL_TOP, _DETAIL_LEFT)
    sheet.repeat_rows(_DETAIL_TOP - 2, _DETAIL_TOP - 1)


def _draw_intake(canvas: Canvas, submissions: Sequence[Submission]) -> None:
    """Draw 报送情况: a row for each file, those that need something first."""
    sheet = canvas.add_sheet(INTAKE_SHEET, landscape=True)
    styles = canvas.styles
    sheet.write_string(0, 0, INTAKE_SHEET, styles["summary"])
    counts = [f"{s.value} {sum(x.status is s for x in submissions)} 份" for s in Status]
    sheet.write_string(
        1, 0, f"共收到 {len(submissions)} 份文件：{'，'.join(counts)}。", styles["note"]
    )
    for column, (head, width) in enumerate(_INTAKE_HEADS):
        sheet.set_column(column, column, width)
        sheet.write_string(_INTAKE_TOP - 1, column, head, styles["label"])
    urgent_first = sorted(submissions, key=lambda s: s.status is Status.TAKEN)
    for index, submission in enumerate(urgent_first):
        _draw_submission(canvas, sheet, _INTAKE_TOP + index, index + 1, submission)
    sheet.autofilter(_INTAKE_TOP - 1, 0, _INTAKE_TOP + len(submissions) - 1, len(_INTAKE_HEADS) - 1)
    sheet.freeze_panes(_INTAKE_TOP, 0)


def _draw_submission(
    canvas: Canvas, sheet: Worksheet, row: int, number: int, submission: Submission
) -> None:
    text = canvas.styles["text"]
    verdict = submission.verdict
    unit = verdict.report.unit if verdict else Unit("")
    status = text if submission.status is Status.TAKEN else canvas.styles["broken"]
    sheet.write_number(row, 0, number, text)
    sheet.write_string(row, 1, submission.path.name, text)
    sheet.write_string(row, 2, unit.name, text)
    sheet.write_string(row, 3, unit.code, text)
    sheet.write_string(row, 4, submission.status.value, status)
    sheet.write_string(row, 5, submission.reason, text)
    sheet.write_string(row, 6, submission.advice, text)
    for column, severity in ((7, Severity.ERROR), (8, Severity.QUERY)):
        if verdict:
            count = count_by_severity(verdict.findings)[severity]
            sheet.write_number(row, column, count, text)
        else:
            sheet.write_string(row, column, "", text)
    sheet.write_string(row, 9, submission.digest, text)
