"""The sheet 明细: a row for each unit of a roll-up, a column for each cell of the form."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from xlreport.consolidate.days import office_time
from xlreport.consolidate.figures import Quanta
from xlreport.consolidate.lists import draw_row, streamed_sheet
from xlreport.consolidate.previous import DETAIL_TOP
from xlreport.consolidate.tree import Part, RollUp
from xlreport.edition import Edition
from xlreport.edition.layout import DETAIL_SHEET, column_letters
from xlreport.quantity import QUANTA_PER_UNIT
from xlreport.template.canvas import Canvas

ORIGIN_HEADS = (
    ("序号", 6),
    ("单位名称", 24),
    ("单位代码", 20),
    ("来源文件", 34),
    ("文件时间", 17),
    ("文件指纹（SHA-256）", 20),
)
DETAIL_LEFT = len(ORIGIN_HEADS)


def sum_formulas(edition: Edition, units: int) -> dict[str, str]:
    """Return for each input cell its sum over 明细, empty while any unit's figure is missing."""
    first, last = DETAIL_TOP + 1, DETAIL_TOP + max(units, 1)
    formulas: dict[str, str] = {}
    for index, cell in enumerate(edition.cells.values(), start=DETAIL_LEFT):
        if not cell.total:
            letters = column_letters(index)
            column = f"'{DETAIL_SHEET}'!{letters}{first}:{letters}{last}"
            formulas[cell.key] = f'=IF(COUNT({column})<ROWS({column}),"",SUM({column}))'
    return formulas


def draw_detail(canvas: Canvas, roll_up: RollUp) -> None:
    """Draw 明细."""
    sheet = streamed_sheet(canvas, DETAIL_SHEET)
    styles = canvas.styles
    cells = list(canvas.edition.cells.values())
    for column, (_, width) in enumerate(ORIGIN_HEADS):
        sheet.set_column(column, column, width)
    sheet.set_column(DETAIL_LEFT, DETAIL_LEFT + len(cells) - 1, 14)
    sheet.freeze_panes(DETAIL_TOP, 3)
    sheet.repeat_rows(DETAIL_TOP - 2, DETAIL_TOP - 1)
    sheet.write_string(0, 0, f"{DETAIL_SHEET}：各单位的全部数据", styles["summary"])
    sheet.write_string(1, 0, "汇总表各格都是本表同一列的合计。", styles["note"])
    sheet.set_row(DETAIL_TOP - 2, 80)
    for column, (head, _) in enumerate(ORIGIN_HEADS):
        sheet.write_string(DETAIL_TOP - 2, column, head, styles["label"])
    for column, cell in enumerate(cells, start=DETAIL_LEFT):
        sheet.write_string(DETAIL_TOP - 2, column, cell.full_label, styles["label"])
    for column, cell in enumerate(cells, start=DETAIL_LEFT):
        sheet.write_string(DETAIL_TOP - 1, column, cell.key, styles["live_head"])
    questions = list(canvas.edition.questions.values())
    right = DETAIL_LEFT + len(cells)
    for column, question in enumerate(questions, start=right):
        sheet.set_column(column, column, 18)
        sheet.write_string(DETAIL_TOP - 2, column, question.label, styles["label"])
    for column, question in enumerate(questions, start=right):
        sheet.write_string(DETAIL_TOP - 1, column, question.key, styles["live_head"])
    origin = [styles["text"]] * len(ORIGIN_HEADS)
    figures = [styles["sum_money" if cell.number.decimals else "sum"] for cell in cells]
    answered = [styles["text"]] * len(questions)
    for row, part in enumerate(roll_up.parts, start=DETAIL_TOP):
        missing = part.vector.missing[: len(cells)].tolist()
        numbers = _numbers(part.vector.quanta[: len(cells)])
        shown: Sequence[str | float] = numbers
        styled = figures
        if any(missing):
            shown = ["缺" if gap else n for n, gap in zip(numbers, missing, strict=True)]
            styled = [
                styles["broken"] if gap else style
                for style, gap in zip(figures, missing, strict=True)
            ]
        answers = part.filing.answers if part.filing else {}
        told = [question.type.shown(answers.get(question.key, "")) for question in questions]
        values: list[str | float] = [row - DETAIL_TOP + 1, *_origin(part), *shown, *told]
        draw_row(sheet, row, values, *origin, *styled, *answered)


def _numbers(quanta: Quanta) -> Sequence[float]:
    """Return numbers as a sheet has them; whole ones are written faster."""
    whole = not (quanta % QUANTA_PER_UNIT).any()
    numbers: list[float] = (
        quanta // QUANTA_PER_UNIT if whole else quanta / QUANTA_PER_UNIT
    ).tolist()
    return numbers


def _origin(part: Part) -> tuple[str, ...]:
    """Return a row's unit and where its figures came from."""
    unit = (part.unit.name, part.unit.code)
    if part.filing is None:
        return (*unit, f"由 {part.reports} 份报表汇总", "", "")
    filing = part.filing
    when = office_time(filing.modified).strftime("%Y-%m-%d %H:%M")
    return (*unit, Path(filing.path).name, when, filing.digest)
