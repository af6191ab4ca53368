"""Answers in the workbook: how they look, what may be typed, and the formulas that test them.

The formulas use only functions that Excel 2010, WPS and LibreOffice all know, as in
:mod:`xlreport.template.status`.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, assert_never

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from xlreport.dates import EARLIEST, parse_day
from xlreport.edition.model import AnswerKind, AnswerType, CellTest, NumberType, Rule

_STYLES = {AnswerKind.CHOICE: "choice", AnswerKind.DATE: "date", AnswerKind.TEXT: "field"}
_LARGEST_TYPED = 10**9


def style_of(kind: NumberType | AnswerType) -> str:
    """Return the style of the cells in which a value of this type is typed."""
    if isinstance(kind, AnswerType):
        return _STYLES[kind.kind]
    return "money" if kind.decimals > 0 else "input"


def entered_style(kind: NumberType | AnswerType) -> str:
    """Return the style of the cells in which a roll-up shows what units have entered."""
    if isinstance(kind, AnswerType):
        return "shown_date" if kind.kind is AnswerKind.DATE else "text"
    return "sum_money" if kind.decimals > 0 else "sum"


def write_answer(
    sheet: Worksheet, row: int, column: int, asked: AnswerType, answer: str, style: Format
) -> None:
    """Write an answer into a cell as people see it."""
    if asked.kind is AnswerKind.DATE:
        sheet.write_datetime(row, column, datetime.fromisoformat(answer), style)
    else:
        sheet.write_string(row, column, asked.shown(answer), style)


def draw_day(sheet: Worksheet, row: int, column: int, text: str, style: Format, year: int) -> None:
    """Draw a cell for the day on which something is done with the report of a year.

    A date is written as one; any other text stays as somebody wrote it, for a code may have been
    made of it.  Who types what is no date is asked whether that is meant.
    """
    try:
        day = parse_day(text)
    except ValueError:
        day = None
    if day is not None and day.isoformat() == text:
        sheet.write_datetime(row, column, datetime(day.year, day.month, day.day), style)  # noqa: DTZ001 - as in sheets
    else:
        sheet.write_string(row, column, text, style)
    rule = f"请写成 {year + 1}-01-15 的样子。要保留现在的写法吗？"
    sheet.data_validation(
        *(row, column, row, column),
        {
            "validate": "date",
            "criteria": ">=",
            "value": EARLIEST,
            "error_type": "warning",
            **_words(rule),
        },
    )


def allowed(kind: NumberType | AnswerType, unit: str, year: int) -> dict[str, Any] | None:
    """Return what Excel itself lets people type where a value of this type is asked for.

    ``None`` stands for anything.
    """
    if isinstance(kind, NumberType):
        return _number(kind, unit)
    match kind.kind:
        case AnswerKind.CHOICE:
            return {"validate": "list", "source": list(kind.options.values()), **_CHOOSE}
        case AnswerKind.DATE:
            last = date(year, 12, 31)
            rule = f"请填 {year} 年年底以前的日期，写成 {year}-03-01 的样子。"
            return {
                "validate": "date",
                "criteria": "between",
                "minimum": EARLIEST,
                "maximum": last,
                **_words(rule),
            }
        case AnswerKind.TEXT:
            return None


def _number(number: NumberType, unit: str) -> dict[str, Any]:
    whole = number.decimals == 0
    return {
        "validate": "integer" if whole else "decimal",
        "criteria": "between",
        "minimum": -_LARGEST_TYPED if number.minimum is None else number.minimum,
        "maximum": _LARGEST_TYPED if whole else _LARGEST_TYPED * 1000,
        **_words(_what_to_type(number, unit)),
    }


def _what_to_type(number: NumberType, unit: str) -> str:
    if unit in _MONEY:
        units = "”“".join(_MONEY)
        return f"只填数字，不写“{units}”；以{unit}计，如 {_MONEY[unit]}。"
    only = "只填半角数字" if number.minimum is not None else "只填半角数字，减少的填负数"
    return f"{only}，不写“{unit}”；没有发生的填 0，不填“-”“/”“无”。"


_MONEY = {"元": "173581", "万元": "17.3581"}
"""The same amount in each unit of money, as an example."""


def _words(rule: str) -> dict[str, str]:
    """A hint beside every cell would cover the cells next to it, so only a mistake is told."""
    return {"error_title": "填写有误", "error_message": rule}


_CHOOSE = _words("请从下拉列表中选一项。")


def is_right(kind: NumberType | AnswerType, cell: str, year: int, *, optional: bool = False) -> str:
    """Return the formula, 1 or 0, for whether a cell holds a value of this type.

    :param optional: whether it may be blank.
    """
    if isinstance(kind, NumberType):
        right = f"IF(ISNUMBER({cell}),IF({is_out_of_range(kind, cell)},0,1),0)"
    else:
        right = _answer_is_right(kind, cell, year)
    return f"IF(LEN(TRIM({cell}))=0,1,{right})" if optional else right


def fails(rule: Rule, number: NumberType, cell: str) -> str:
    """Return the formula for whether a number in a cell fails the test of a rule.

    :raises ValueError: if the test looks at no numbers, or at blanks alone.
    """
    match rule.test:
        case CellTest.RANGE:
            return is_out_of_range(number, cell)
        case (
            CellTest.FILLED
            | CellTest.WRITTEN
            | CellTest.ANSWERED
            | CellTest.ENTRIES
            | CellTest.DISTINCT
            | None
        ):
            raise ValueError(f"{rule.id} has no formula for a number")
        case _:
            assert_never(rule.test)


def is_out_of_range(number: NumberType, cell: str) -> str:
    """Return the formula for whether a number in a cell is none of its type."""
    tests = [f"{cell}<>ROUND({cell},{number.decimals})"]
    if number.minimum is not None:
        tests.append(f"{cell}<{number.minimum}")
    return f"OR({','.join(tests)})"


def _answer_is_right(asked: AnswerType, cell: str, year: int) -> str:
    match asked.kind:
        case AnswerKind.CHOICE:
            options = ",".join(f'{cell}="{label}"' for label in asked.options.values())
            return f"IF(OR({options}),1,0)"
        case AnswerKind.DATE:
            first = f"DATE({EARLIEST.year},{EARLIEST.month},{EARLIEST.day})"
            between = f"AND({cell}>={first},{cell}<=DATE({year},12,31),{cell}=INT({cell}))"
            return f"IF(ISNUMBER({cell}),IF({between},1,0),0)"
        case AnswerKind.TEXT:
            return f"IF(LEN(TRIM({cell}))>0,1,0)"
