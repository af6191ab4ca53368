"""封面: who reports for which year, and when; typed by people, and so in many writings.

STORAGE: its fields are read back of every report, wherever on the sheet their labels stand.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from xlreport.codes import damage_of, plain_code
from xlreport.dates import AmbiguousDay, parse_day
from xlreport.edition import Edition, Place
from xlreport.edition.layout import COVER_FIELDS, COVER_SHEET
from xlreport.reading.answers import plain_text
from xlreport.reading.locate import plain_label
from xlreport.reading.rows import Rows, cached_per_sheet
from xlreport.report import Unit

if TYPE_CHECKING:  # whoever reads a report draws nothing
    from xlsxwriter.worksheet import Worksheet

    from xlreport.template.canvas import Canvas

LABELS = {
    "cover.unit": "单位名称",
    "cover.code": "单位代码",
    "cover.level": "行政层级",
    "cover.year": "报告年度",
    "cover.author": "填表人",
    "cover.date": "填报日期",
}
"""What stands on the left of each field."""
NOTE = Place(COVER_SHEET, 2, 1)
"""A line between the title and the fields: what a roll-up lacks, or that it is a marked copy."""
_INTERIM = "阶段性汇总"
_INTERIM_NOTE = re.compile(_INTERIM + r"：[^\x00-\x1f\x7f\ud800-\udfff\ufffe\uffff]{1,60}")
UNIT_FIELDS = ("cover.unit", "cover.code", "cover.level", "cover.year")
"""The fields of the cover that say who reports for which year."""
_LONGEST_SHOWN = 40
_YEARS_OPEN = 5
"""So many years after the one reported on a report may still be filed, or filed anew."""
_WIDTHS = (8, 20, 46)
_TITLE_ROW = 1


@dataclass(frozen=True, slots=True)
class CoverDoubt:
    """Something on the cover that a person must look at: rule, field, and what is there."""

    rule: str
    field: str
    found: str


def draw_cover(canvas: Canvas) -> Worksheet:
    """Draw the sheet and return it."""
    from xlreport.template.entered import draw_day

    sheet = canvas.add_sheet(COVER_SHEET)
    sheet.set_widths(_WIDTHS)
    last = len(_WIDTHS) - 1
    sheet.set_row(_TITLE_ROW, 48)
    title = canvas.edition.title
    sheet.merge_range(_TITLE_ROW, 0, _TITLE_ROW, last, title, canvas.styles["title"])
    report = canvas.report
    levels = canvas.edition.levels
    level = levels.get(report.unit.level)
    values = {
        **report.cover,
        "cover.unit": report.unit.name,
        "cover.code": report.unit.code,
        "cover.level": level.label if level else "",
        "cover.year": str(report.year),
    }
    places = {field: canvas.layout.places[field] for field in COVER_FIELDS}
    for field, place in places.items():
        style = canvas.styles["fixed" if field == "cover.year" else "field"]
        sheet.set_row(place.row, 30)
        sheet.write_string(place.row, place.column - 1, LABELS[field], canvas.styles["label"])
        value = values.get(field, "")
        if field == "cover.date":
            draw_day(sheet, place.row, place.column, value, canvas.styles["day"], report.year)
        else:
            sheet.write_string(place.row, place.column, value, style)
    sheet.data_validation(
        places["cover.level"].a1,
        {
            "validate": "list",
            "source": [each.label for each in levels.values()],
            "input_title": "行政层级",
            "input_message": "请从下拉列表中选择本单位的行政层级；它决定规章一行能否填写。",
            "error_title": "填写有误",
            "error_message": "请从下拉列表中选择。",
        },
    )
    if report.interim:
        sheet.write_string(NOTE.row, NOTE.column, report.interim, canvas.styles["interim"])
    sheet.print_area(_TITLE_ROW, 0, max(place.row for place in places.values()), last)
    return sheet


class Cover:
    """The fields as they stand beside their labels.

    :param edition: whose levels the unit may have.
    :param rows: the values of the sheet, as they are stored.
    """

    def __init__(self, edition: Edition, rows: Rows) -> None:
        raws = _fields(rows)
        self._note = plain_text(rows.at(NOTE.row, NOTE.column))
        self.texts = {field: plain_text(raw) for field, raw in raws.items()}
        self._code = plain_code(self.texts["cover.code"])
        self._lost = damage_of(raws["cover.code"], self._code)
        """How the code was damaged, if it was."""
        self._level = edition.level_typed(self.texts["cover.level"])

    @property
    def others(self) -> dict[str, str]:
        """What the cover says besides unit and year, where it says anything."""
        return {f: text for f, text in self.texts.items() if f not in UNIT_FIELDS and text}

    @property
    def interim(self) -> str:
        """What the line above the fields says of units that a roll-up lacks, if it does."""
        return interim_in(self._note)

    @property
    def unit(self) -> Unit:
        """The unit; a code that has lost digits, and a level that nobody knows, are left out."""
        return Unit(self.texts["cover.unit"], "" if self._lost else self._code, self._level)

    def doubts(self, year: int) -> Iterator[CoverDoubt]:
        """Yield what must be looked at; ``year`` is that of the report."""
        if not self.texts["cover.unit"]:
            yield CoverDoubt("READ-UNIT", "cover.unit", "单位名称是空白")
        if self._lost:
            yield CoverDoubt("READ-CODE", "cover.code", self._lost)
        if (level := self.texts["cover.level"]) and not self._level:
            yield CoverDoubt(
                "READ-LEVEL", "cover.level", f"行政层级填的是“{level[:_LONGEST_SHOWN]}”"
            )
        if day := self.texts["cover.date"]:
            yield from _day_doubts(day, year)


def interim_in(text: str) -> str:
    """Return a line without brackets if it says what a roll-up lacks, otherwise nothing."""
    plain = text.strip().removeprefix("（").removesuffix("）")
    return plain if _INTERIM_NOTE.fullmatch(plain) else ""


def interim_note(expected: int, counted: int, waiting: int) -> str:
    """Return what the cover and every printed page of a roll-up say while something is lacking.

    :param expected: how many units must report, 0 if that is not known.
    :param counted: how many of them are in the sum.
    :param waiting: how many files somebody still has to do something about.
    """
    if counted < expected:
        return f"{_INTERIM}：应报 {expected} 个单位，已汇总 {counted} 个"
    return f"{_INTERIM}：有 {waiting} 份来件还没有处理" if waiting else ""


def stated_unit(rows: Rows) -> tuple[str, str]:
    """Return the name and the code that stand on the cover of any workbook, however written."""
    fields = _fields(rows)
    return plain_text(fields["cover.unit"]), plain_text(fields["cover.code"])


@cached_per_sheet
def _fields(rows: Rows) -> Mapping[str, object]:
    """Return what stands on the right of each label, ``None`` for nothing."""
    beside = {
        plain_label(value): rows.at(row, column + 1)
        for row, line in enumerate(rows)
        for column, value in enumerate(line)
        if isinstance(value, str) and value
    }
    return {field: beside.get(label) for field, label in LABELS.items()}


def may_be_filed_on(day: date, year: int) -> bool:
    """Tell whether a day is near enough to the year reported on to be believed.

    :param year: the year reported on.
    """
    return day.year <= year + _YEARS_OPEN


def _day_doubts(text: str, year: int) -> Iterator[CoverDoubt]:
    shown = f"填报日期填的是“{text[:_LONGEST_SHOWN]}”"
    try:
        day = parse_day(text)
    except AmbiguousDay:
        yield CoverDoubt("READ-DATE", "cover.date", f"{shown}，分不清哪个是月、哪个是日")
    except ValueError:
        yield CoverDoubt("READ-DATE", "cover.date", f"{shown}，认不出是哪一天")
    else:
        if day <= date(year, 12, 31):
            yield CoverDoubt("READ-DATE", "cover.date", f"{shown}，早于报告年度 {year} 年结束")
        elif not may_be_filed_on(day, year):
            after = f"比报告年度 {year} 年晚了 {day.year - year} 年，看来写错了"
            yield CoverDoubt("READ-DATE", "cover.date", f"{shown}，{after}")
