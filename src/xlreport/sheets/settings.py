"""汇总设置: what a roll-up was made from, so that it can be made again with a click.

Paths are relative and lie below the folder of the workbook; others are not written here.

STORAGE: read back by ``consolidate``, ``return`` and the buttons, by heads and by the names in
the first column.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from xlreport.edition import Severity
from xlreport.edition.layout import SETTINGS_SHEET
from xlreport.finding import EARLIER_LABELS, MEND
from xlreport.sheets.columns import Column, Columns, records
from xlreport.sheets.lists import LIST_TOP, draw_heads
from xlreport.sheets.reader import Line, OwnBook
from xlreport.template.canvas import Canvas
from xlreport.template.styles import NOTE_HEIGHT

COLUMNS = Columns(
    name=Column("项目", 16),
    text=Column("内容", 56),
    about=Column("怎样填", 60),
)
SOURCES, ROSTER, PREVIOUS = "报表文件夹", "名册", "上年数据"
DEADLINE, YEAR, UNIT, CODE, LEVEL = "截止日期", "汇总年度", "汇总单位", "单位代码", "行政层级"
_ERRORS_TOO = "{}的也汇总"
ERRORS_TOO = _ERRORS_TOO.format(MEND)
_EARLIER = dict.fromkeys(
    ("有错误的也汇总", *map(_ERRORS_TOO.format, EARLIER_LABELS[Severity.ERROR])), ERRORS_TOO
)
"""What settings were called in workbooks of earlier versions."""
ABOUT: Mapping[str, str] = {
    SOURCES: "放报表的文件夹或文件，写相对本工作簿的路径；有几个的用分号隔开。",
    ROSTER: "名册文件，写相对路径；没有名册的空着。",
    PREVIOUS: "上一年度的汇总簿或文件夹，写相对路径；有几个的用分号隔开。",
    DEADLINE: "如 2021-01-31；晚于它的算迟报。",
    YEAR: "四位数；空着的取多数文件的年度。",
    UNIT: "没有名册时的汇总单位名称。",
    CODE: "没有名册时的汇总单位代码。",
    LEVEL: "没有名册时的行政层级；空着的按名称推定。",
    ERRORS_TOO: f"填“是”的，有{MEND}的问题的报表也汇总进来。",
}
YES = "是"
_NOTE = (
    "按“重新汇总”时用这里的设置。本工作簿文件夹以外的文件不写在这里，只记在本机，初次使用时请确认。"
)
_BETWEEN = "；"


def draw_settings(canvas: Canvas, settings: Mapping[str, Sequence[str]]) -> None:
    """Draw 汇总设置.

    :param settings: the texts of each, by its name.
    """
    sheet = canvas.add_sheet(SETTINGS_SHEET, landscape=True)
    draw_heads(canvas, sheet, _NOTE, COLUMNS)
    for row, (name, about) in enumerate(ABOUT.items(), start=LIST_TOP):
        sheet.set_row(row, NOTE_HEIGHT)
        sheet.write_string(row, 0, name, canvas.styles["label"])
        sheet.write_string(row, 1, _BETWEEN.join(settings.get(name, ())), canvas.styles["field"])
        sheet.write_string(row, 2, about, canvas.styles["text"])


def read_settings(book: OwnBook) -> dict[str, tuple[str, ...]]:
    """Return what stands on 汇总设置, by name; nothing if there is no such sheet.

    :raises Refused: if the sheet is damaged or too large.
    """
    return settings_of(book.lines(SETTINGS_SHEET)) if SETTINGS_SHEET in book.names else {}


def settings_of(lines: Iterable[Line]) -> dict[str, tuple[str, ...]]:
    """Return what the rows of 汇总设置 say, by name."""
    found = records(SETTINGS_SHEET, lines, COLUMNS, ("name", "text"))
    pairs = ((each.text("name"), each.text("text")) for each in found)
    texts = {_EARLIER.get(name, name): text for name, text in pairs}
    return {name: parts_of(text) for name, text in texts.items() if name in ABOUT and text}


def parts_of(text: str) -> tuple[str, ...]:
    """Return what stands between the semicolons of a text."""
    return tuple(
        part.strip() for part in text.replace(";", _BETWEEN).split(_BETWEEN) if part.strip()
    )
