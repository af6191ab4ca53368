"""The report as it is printed: title, parts, paragraphs, tables; Word and the web draw the same."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from xlreport.dates import parse_day
from xlreport.edition.grid import FILLED, Box, BoxKind, Grid, table_grid
from xlreport.edition.model import (
    AnswerKind,
    AnswerType,
    Cell,
    NumberType,
    Register,
    RegisterColumn,
    Section,
)
from xlreport.paragraphs import paragraphs as text_paragraphs
from xlreport.quantity import Value, show
from xlreport.report import Entry, Report, ReportKind
from xlreport.tally import counted

_SUBHEAD = re.compile(r"[（(][一二三四五六七八九十]{1,3}[）)][^。！？；]{1,30}")
_UNPRINTABLE = re.compile(
    r"[^\t\n\x20-\x7e\xa0-\ud7ff\ue000-\ufdcf\ufdf0-\ufffd\U00010000-\U0010ffff]"
)
"""What neither Word nor a page may hold: control characters, halves of letters, non-characters."""


class Style(StrEnum):
    """How a paragraph is set."""

    SUBHEAD = "subhead"
    """A heading of the second level, （一）."""
    BODY = "body"


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph of a part; at a line end in it a new line begins."""

    text: str
    style: Style


@dataclass(frozen=True, slots=True)
class PrintedPart:
    """One of the numbered parts: its heading, then paragraphs or a table.

    ``unit`` is what all amounts of the table are measured in, if that is said once above it.
    """

    key: str
    heading: str
    paragraphs: tuple[Paragraph, ...] = ()
    grid: Grid | None = None
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Printed:
    """A whole report, ready to be drawn; ``texts`` gives what stands in each box, by its key.

    ``day`` is the date under the text, as it is printed, or empty; ``interim`` says, under the
    title, that units are lacking.
    """

    unit: str
    year: int
    name: str
    parts: tuple[PrintedPart, ...]
    texts: dict[str, str]
    day: str = ""
    interim: str = ""

    @property
    def title(self) -> str:
        """The title in one line."""
        return f"{self.unit}{self.year}年{self.name}"

    def text(self, box: Box) -> str:
        """Return what is printed in a box."""
        return self.texts.get(box.key, "") if box.kind in FILLED else box.text


def printed(report: Report) -> Printed:
    """Arrange a report for printing; a figure that is missing is an empty box."""
    return Printed(
        unit=_printable(report.unit.name),
        year=report.year,
        name=report.edition.title,
        parts=tuple(_part(report, section) for section in report.edition.sections),
        texts=dict(_texts(report)),
        day=printed_day(report),
        interim=f"（{report.interim}）" if report.interim else "",
    )


UNDATED = "报告末尾没有日期：请在“封面”填写填报日期，再生成一次。"
"""What is said of a report of which :func:`printed_day` knows none."""


def printed_day(report: Report) -> str:
    """Return the date under the text; one that is missing, or not understood, is not printed."""
    try:
        day = parse_day(report.cover.get("cover.date", ""))
    except ValueError:
        return ""
    return f"{day.year}年{day.month}月{day.day}日"


def _texts(report: Report) -> Iterator[tuple[str, str]]:
    said_once = {s.key for s in report.edition.sections if _shared_unit(report, s)}
    for key, cell in report.edition.cells.items():
        yield key, _figure(report.values.get(key), cell, is_unit_said=cell.section in said_once)
    for key, question in report.edition.questions.items():
        if report.kind is ReportKind.CONSOLIDATED:
            yield key, counted(report, question)
        else:
            yield key, _printable(question.type.shown(report.answers.get(key, "")))
    for register in report.edition.registers.values():
        for number, entry in enumerate(report.registers.get(register.key, ())):
            for column in register.columns.values():
                yield _in_print(register, column, number), _entered(entry, column)
            yield _in_print(register, None, number), entry.unit or str(number + 1)


def _in_print(register: Register, column: RegisterColumn | None, number: int) -> str:
    """Return the key of a printed box of a register; without a column, of the one in front."""
    return f"{register.key}.{column.key if column else ''}@{number}"


def _entered(entry: Entry, column: RegisterColumn) -> str:
    figure = entry.figures.get(column.key)
    if figure is not None:
        return show(figure)
    answer = entry.answers.get(column.key, "")
    return _printable(column.type.shown(answer)) if isinstance(column.type, AnswerType) else ""


def _register(report: Report, register: Register) -> Grid:
    """Lay out the entries of a register under its heads; an empty one has one empty row."""
    front = "填报单位" if report.kind is ReportKind.CONSOLIDATED else "序号"
    columns = register.columns.values()
    boxes = [Box(0, 0, 1, 1, BoxKind.COLUMN_HEAD, front)]
    boxes += [Box(0, n, 1, 1, BoxKind.COLUMN_HEAD, c.head) for n, c in enumerate(columns, start=1)]
    count = max(len(report.registers.get(register.key, ())), 1)
    for row in range(count):
        keys = [_in_print(register, column, row) for column in (None, *columns)]
        kinds = [BoxKind.ANSWER, *map(_kind, columns)]
        boxes += [Box(row + 1, n, 1, 1, kinds[n], key=key) for n, key in enumerate(keys)]
    shares = (0.6 if report.kind is ReportKind.OWN else _WIDE, *map(_share, columns))
    return Grid(tuple(boxes), count + 1, len(columns) + 1, 0, shares)


_WIDE = 1.7


def _kind(column: RegisterColumn) -> BoxKind:
    """Figures and dates must not break over two lines, texts may."""
    is_date = isinstance(column.type, AnswerType) and column.type.kind is AnswerKind.DATE
    return BoxKind.CELL if is_date or isinstance(column.type, NumberType) else BoxKind.ANSWER


def _share(column: RegisterColumn) -> float:
    if isinstance(column.type, NumberType):
        return 1
    return {AnswerKind.TEXT: _WIDE, AnswerKind.CHOICE: 0.8, AnswerKind.DATE: 1.3}[column.type.kind]


def _part(report: Report, section: Section) -> PrintedPart:
    if section.register is not None:
        return PrintedPart(section.key, section.heading, grid=_register(report, section.register))
    if section.blocks:
        unit = _shared_unit(report, section)
        return PrintedPart(section.key, section.heading, grid=table_grid(section), unit=unit)
    paragraphs: list[Paragraph] = []
    for piece in section.prose:
        if piece.label:
            paragraphs.append(Paragraph(piece.label, Style.SUBHEAD))
        for paragraph in text_paragraphs(report.prose.get(piece.key, "")):
            if text := _printable(paragraph).strip():
                style = Style.SUBHEAD if _SUBHEAD.fullmatch(text) else Style.BODY
                paragraphs.append(Paragraph(text, style))
    return PrintedPart(section.key, section.heading, tuple(paragraphs))


def _printable(text: str) -> str:
    return _UNPRINTABLE.sub("", text)


def _figure(value: Value | None, cell: Cell, *, is_unit_said: bool) -> str:
    """Return a figure as printed: money carries its unit where no heading names it."""
    if value is None:
        return ""
    return f"{show(value)}{cell.unit}" if _needs_unit(cell) and not is_unit_said else show(value)


def _needs_unit(cell: Cell) -> bool:
    return cell.number.decimals > 0 and cell.unit not in cell.label


def _shared_unit(report: Report, section: Section) -> str:
    """Return the unit of a table's amounts, if all its figures are measured in it."""
    if section.register is not None:
        return ""
    cells = [cell for cell in report.edition.cells.values() if cell.section == section.key]
    units = {cell.unit for cell in cells}
    return units.pop() if len(units) == 1 and any(map(_needs_unit, cells)) else ""
