"""The sheet 公式示例: each worksheet function of the add-in, with an example to copy."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import assert_never

from xlreport.edition import Edition
from xlreport.edition.layout import EXAMPLES_SHEET
from xlreport.template.canvas import Canvas
from xlreport.template.functions import FUNCTIONS, Function, Naming
from xlreport.template.styles import lines_needed

_HEADS = ("公式", "作用", "参数", "示例")
_WIDTHS = (26, 40, 52, 50)
_NOTE = (
    "装好加载项后，把“示例”一列的公式复制到空格中即可使用（仅限 Windows 版 Excel）；"
    "这里写成文字，以免没有装加载项的电脑显示错误。"
)


def draw_examples(canvas: Canvas) -> None:
    """Draw 公式示例."""
    sheet = canvas.add_sheet(EXAMPLES_SHEET, landscape=True)
    sheet.set_widths(_WIDTHS)
    sheet.set_row(0, 30)
    sheet.merge_range(0, 0, 0, len(_WIDTHS) - 1, EXAMPLES_SHEET, canvas.styles["title"])
    sheet.set_row(1, 36)
    sheet.merge_range(1, 0, 1, len(_WIDTHS) - 1, _NOTE, canvas.styles["body"])
    sheet.write_texts(2, 0, _HEADS, canvas.styles["label"])
    shown = (each for each in map(partial(_of_form, canvas.edition), FUNCTIONS) if each)
    for row, function in enumerate(shown, start=3):
        arguments = "\n".join(f"{name}：{text}" for name, text in function.arguments.items())
        texts = (function.name, function.summary, arguments, function.example)
        lines = max(lines_needed(t, w) for t, w in zip(texts, _WIDTHS, strict=True))
        sheet.set_row(row, 15.0 * lines + 6)
        sheet.write_texts(row, 0, texts, canvas.styles["text"])
    sheet.freeze_panes(3, 0)
    sheet.hide()  # it is for technicians, and nobody should print it


def _of_form(edition: Edition, function: Function) -> Function | None:
    """Return a function with an example of this form, ``None`` if the form has none for it."""
    if function.names is None:
        return function
    names = _names(edition, function.names)
    if function.sample in names:
        return function
    if not names:
        return None
    arguments = {k: v.replace(function.sample, names[0]) for k, v in function.arguments.items()}
    example = function.example.replace(function.sample, names[0])
    return replace(function, arguments=arguments, example=example)


def _names(edition: Edition, naming: Naming) -> Sequence[str]:
    match naming:
        case Naming.CELL:
            return tuple(edition.cells)
        case Naming.LAST:
            return edition.last_keys
        case Naming.CLAUSE:
            return tuple(clause.id for rule in edition.rules for clause in rule.clauses)
        case _:
            assert_never(naming)
