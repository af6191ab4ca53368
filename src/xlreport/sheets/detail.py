"""明细: a row for each unit of a roll-up, a column for each cell and each question of the form.

STORAGE: read back by ``explain``, ``verify``, ``--previous`` and ``next-year``; columns of figures
are found by their cell keys, the others by their heads.  The row of the keys and the column of the
digests are hidden: longer than their cells, they would be cut off on the screen and on paper.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import NamedTuple

from xlsxwriter.url import Url

from xlreport.addresses import column_letters
from xlreport.edition import Cell, Edition, Place
from xlreport.edition.layout import DETAIL_SHEET
from xlreport.edition.model import Question
from xlreport.errors import UserError
from xlreport.quantity import LARGEST, Value, from_quanta, plain, to_quanta
from xlreport.reading.limits import SHEET_COLUMNS
from xlreport.report import Unit, with_totals
from xlreport.sheets.columns import Column, Columns, Record, text_in
from xlreport.sheets.links import link_within
from xlreport.sheets.lists import StreamedSheet, add_link, draw_row, height_of, streamed_sheet
from xlreport.sheets.reader import Line, OwnBook
from xlreport.template.canvas import Canvas
from xlreport.template.styles import NOTE_HEIGHT, TITLE_HEIGHT

COLUMNS = Columns(
    number=Column("序号", 6),
    name=Column("单位名称", 24),
    code=Column("单位代码", 20),
    file=Column("来源文件", 34),
    time=Column("文件时间", 17),
    digest=Column("文件指纹（SHA-256）", 20),
)
_TOP = 4
"""The first row, from 0, that holds a unit; the row above it holds the cell keys."""
_MISSING = "缺"
_FIGURE_WIDTH, _ANSWER_WIDTH = 14.0, 18.0
_SCALE = 80
"""On paper, in per cent: no text is smaller than 7 points."""
_SUMMED, _SUM_OF = "由 {} 份报表汇总", re.compile(r"由 ?(\d{1,7}) ?份报表汇总")


class TooWide(UserError):
    """The form has more cells than a sheet has columns; the message, in Chinese, says so."""


# ---- How it is drawn -----------------------------------------------------------------------------


class Drawn(NamedTuple):
    """A row to be drawn: the unit, where its figures came from, and the figures.

    ``numbers`` and ``gaps`` are in the order of the form's cells; where ``gaps`` is true the
    figure is missing.  ``answers`` are those to the form's questions, by their keys.  ``link``
    leads to the file, or to the roll-up, that the row comes from.
    """

    unit: Unit
    file: str
    time: str
    digest: str
    numbers: Sequence[float]
    gaps: Sequence[bool]
    answers: Mapping[str, str]
    link: Url | None = None


def origin_of_sum(reports: int) -> str:
    """Return what stands for the file of a row that is a roll-up itself."""
    return _SUMMED.format(reports)


def demand_room(edition: Edition) -> None:
    """Make sure that a row of 明细 can hold a report.

    :raises TooWide: if the form has too many cells.
    """
    needed = len(COLUMNS) + len(edition.cells) + len(edition.questions)
    if needed > SHEET_COLUMNS:
        most = SHEET_COLUMNS - len(COLUMNS)
        raise TooWide(
            f"这张表有 {needed - len(COLUMNS)} 个指标，“{DETAIL_SHEET}”每个指标占一列，"
            f"而一张工作表最多容纳 {most} 个，无法汇总。请把表拆成几张分别填报、汇总"
        )


def sum_formulas(edition: Edition, units: int) -> dict[str, str]:
    """Return for each input cell its sum over 明细, empty while any unit's figure is missing.

    :raises TooWide: if the form has too many cells.
    """
    demand_room(edition)
    first, last = _TOP + 1, _TOP + max(units, 1)
    formulas: dict[str, str] = {}
    for index, cell in enumerate(edition.cells.values(), start=len(COLUMNS)):
        if not cell.total:
            formulas[cell.key] = sum_formula(index, first, last)
    return formulas


@cache
def column_links(edition: Edition) -> Mapping[str, Url]:
    """Return for each cell of the form a link to its column: to the head that people see."""
    return {
        key: link_within(Place(DETAIL_SHEET, _TOP - 2, column))
        for column, key in enumerate(edition.cells, start=len(COLUMNS))
    }


def sum_formula(column: int, first: int, last: int) -> str:
    """Return the sum of a column of 明细.

    :param column: from 0; ``first`` and ``last`` are its rows, from 1.
    """
    letters = column_letters(column)
    area = f"'{DETAIL_SHEET}'!{letters}{first}:{letters}{last}"
    return f'=IF(COUNT({area})<ROWS({area}),"",SUM({area}))'


def _draw_heads(
    canvas: Canvas, sheet: StreamedSheet, cells: Sequence[Cell], questions: Sequence[Question]
) -> None:
    """Draw the heads, and set up the page; what stands in a column is called by its key."""
    styles = canvas.styles
    labels = [*(cell.full_label for cell in cells), *(question.label for question in questions)]
    keys = [*(cell.key for cell in cells), *(question.key for question in questions)]
    widths = [*COLUMNS.widths, *[_FIGURE_WIDTH] * len(cells), *[_ANSWER_WIDTH] * len(questions)]
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width, None, {"hidden": column == COLUMNS.at("digest")})
    sheet.freeze_panes(_TOP, 3)
    sheet.repeat_rows(_TOP - 2)
    sheet.repeat_columns(0, COLUMNS.at("code"))
    sheet.set_print_scale(_SCALE)
    sheet.print_across()
    sheet.set_row(0, TITLE_HEIGHT)
    sheet.write_string(0, 0, f"{DETAIL_SHEET}：各单位的全部数据", styles["list_title"])
    note = "汇总表各格都是本表同一列的合计；点序号看来源。"
    sheet.write_string(1, 0, note, styles["note"])
    heads = (*COLUMNS.heads, *labels)
    sheet.set_row(_TOP - 2, height_of(heads, widths))
    sheet.write_texts(_TOP - 2, 0, heads, styles["label"])
    sheet.set_row(_TOP - 1, NOTE_HEIGHT, None, {"hidden": True})
    sheet.write_texts(_TOP - 1, len(COLUMNS), keys, styles["key"])


def draw_detail(canvas: Canvas, rows: Iterable[Drawn]) -> None:
    """Draw 明细, for which there is room: see :func:`demand_room`."""
    edition, styles = canvas.edition, canvas.styles
    sheet = streamed_sheet(canvas, DETAIL_SHEET)
    cells, questions = list(edition.cells.values()), list(edition.questions.values())
    _draw_heads(canvas, sheet, cells, questions)
    names = COLUMNS.widths[:4]
    origin = [styles["text"]] * len(COLUMNS)
    linked = [styles["link"], *origin[1:]]
    figures = [styles["sum_money" if cell.number.decimals else "sum"] for cell in cells]
    answered = [styles["text"]] * len(questions)
    row = _TOP - 1
    for row, drawn in enumerate(rows, start=_TOP):
        shown: Sequence[str | float] = drawn.numbers
        styled = figures
        if any(drawn.gaps):
            pairs = zip(drawn.gaps, drawn.numbers, strict=True)
            shown = [_MISSING if gap else number for gap, number in pairs]
            styled = [
                styles["broken"] if gap else style
                for gap, style in zip(drawn.gaps, figures, strict=True)
            ]
        told = [question.type.shown(drawn.answers.get(question.key, "")) for question in questions]
        if drawn.link is not None:
            add_link(sheet, row, 0, drawn.link)
        source = (row - _TOP + 1, drawn.unit.name, drawn.unit.code, *drawn[1:4])
        draw_row(
            sheet,
            row,
            [*source, *shown, *told],
            *(linked if drawn.link else origin),
            *styled,
            *answered,
            widths=names,
        )
    # Without it the heading, which goes over more than one column, may take another page.
    sheet.print_area(0, 0, row, len(COLUMNS) + len(cells) + len(questions) - 1)


# ---- How it is read back -------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class DetailRow:
    """A unit's row: who it is, where its figures came from, and the figures, by cell key.

    ``file``, ``time`` and ``digest`` are those of the unit's file.  If the row is a roll-up itself,
    ``reports`` says of how many reports; otherwise it is 0.  What was read is in ``record``.
    """

    unit: Unit
    file: str
    time: str
    digest: str
    values: Mapping[str, Value]
    answers: Mapping[str, str]
    reports: int
    record: Record

    def place(self, key: str) -> Place:
        """Return the place of a figure or an answer."""
        return self.record.place(key)


@dataclass(frozen=True, slots=True)
class Detail:
    """明细 as it was read back: the column, from 0, of each key of the form, and the rows."""

    columns: Mapping[str, int] = field(default_factory=dict)
    rows: tuple[DetailRow, ...] = ()

    def formula_of(self, key: str) -> str:
        """Return the formula that a cell of the roll-up has as the sum of its column.

        :raises KeyError: if there is no such column.
        """
        numbers = [row.record.row + 1 for row in self.rows]
        first, last = min(numbers, default=_TOP + 1), max(numbers, default=_TOP + 1)
        return sum_formula(self.columns[key], first, last)

    def sums(self, edition: Edition) -> dict[str, Value]:
        """Return what the columns add up to, and the totals that follow.

        A gap leaves no sum, and neither do no rows.

        :param edition: the form that the rows are of.
        """
        if not self.rows:
            return {}
        inputs = {
            key: from_quanta(sum(to_quanta(row.values[key]) for row in self.rows))
            for key in edition.addends
            if key in self.columns and all(key in row.values for row in self.rows)
        }
        return with_totals(edition, inputs)


def read_detail(book: OwnBook, edition: Edition) -> Detail | None:
    """Return what stands in the 明细 of a roll-up, ``None`` if it has none.

    :raises Refused: if the sheet is damaged or too large.
    """
    if DETAIL_SHEET not in book.names:
        return None
    heads: Mapping[str, int] | None = None
    reader: _Rows | None = None
    rows: list[DetailRow] = []
    for line in book.lines(DETAIL_SHEET):
        if reader is not None:
            if row := reader.row(line):
                rows.append(row)
        elif heads is None:
            found = COLUMNS.found_in(line[1])
            heads = found if {"name"} <= found.keys() else None
        elif keys := _keys_in(line, edition):
            reader = _Rows(heads, keys, edition)
    return Detail(reader.keys, tuple(rows)) if reader is not None else None


def _keys_in(line: Line, edition: Edition) -> Mapping[str, int]:
    """Return the column of each key that stands in a row; of equal ones the first counts."""
    found: dict[str, int] = {}
    for column, value in line[1].items():
        key = text_in(value)
        if key in edition.cells or key in edition.questions:
            found.setdefault(key, column)
    return found


class _Rows:
    """Reads the rows of units, once it is known where everything stands."""

    def __init__(self, heads: Mapping[str, int], keys: Mapping[str, int], edition: Edition) -> None:
        self.keys = keys
        self._where = {**heads, **keys}
        self._figures = [(key, column) for key, column in keys.items() if key in edition.cells]
        self._answers = [(key, column) for key, column in keys.items() if key not in edition.cells]

    def row(self, line: Line) -> DetailRow | None:
        record = Record(DETAIL_SHEET, line[0], self._where, line[1])
        unit = Unit(record.text("name"), record.text("code"))
        if not unit.name:
            return None
        values: dict[str, Value] = {}
        at = line[1].get
        for key, column in self._figures:
            raw = at(column)
            if type(raw) is float and -_LARGEST_SUM <= raw <= _LARGEST_SUM:
                values[key] = plain(raw)
        answers = {key: text_in(at(column)) for key, column in self._answers}
        file, time, digest = (record.text(name) for name in ("file", "time", "digest"))
        summed = _SUM_OF.fullmatch(file)
        reports = int(summed[1]) if summed else 0
        return DetailRow(unit, file, time, digest, values, answers, reports, record)


_LARGEST_SUM = 10**6 * LARGEST
"""What is larger was never written by us: a sum of so many of the largest values."""
