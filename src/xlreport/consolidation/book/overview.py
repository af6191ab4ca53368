"""The sheet 概览: what to do next, and pictures, each beside the figures that it shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any, assert_never

from xlsxwriter.url import Url
from xlsxwriter.worksheet import Worksheet

from xlreport.consolidation.book.completeness import Share
from xlreport.consolidation.book.next_steps import Step
from xlreport.consolidation.sums.same_units import SameUnits
from xlreport.consolidation.sums.tree import RollUp
from xlreport.edition.layout import OVERVIEW_SHEET
from xlreport.edition.model import Picture, PictureKind
from xlreport.quantity import from_quanta, to_quanta
from xlreport.report import Report
from xlreport.sheets.links import link_within
from xlreport.sheets.lists import add_link, clean, height_of
from xlreport.template.canvas import Canvas
from xlreport.template.styles import NOTE_HEIGHT, TITLE_HEIGHT

_MOST_BARS = 15
_MOST_GROUPS = 12
"""So many bars of 报送情况 fit on the first page, below seven open points."""
_TOP, _LEFT = 3, 4
"""Where the open points begin, and the column, from 0, of the pictures."""
_LABEL_WIDTH = 30
_WIDTHS = (_LABEL_WIDTH, 12, 12, 12)
_STEP_WIDTH = 8
"""The last column, from 0, over which an open point goes."""
_LEAST_ROWS = 16
"""The height of a picture in rows."""
_BAR_ROWS = 1.4
"""The width of a bar and the gap beside it, in rows: enough for its name."""
_ROW_PIXELS = 20
_POINT = 0.75
"""A pixel in points."""
_INSET = {"x_offset": 12, "y_offset": 2}
"""Pixels: a frame on the very edge of a row is printed at the end of the page before, too."""
_PAGE_PIXELS = 696
"""So much fits on a printed page: 502 points at the scale at which its width is 799. No picture is
cut by its end."""
_THIS, _LAST, _LATE, _MISSING = "#2F6DB5", "#B9C7D9", "#E0A458", "#C0504D"
_FONT = {"name": "宋体", "size": 10}
_TITLE_FONT = {**_FONT, "size": 12}
_NOT_COMPARABLE = "不可比"


@dataclass(frozen=True, slots=True)
class Table:
    """The figures of a picture: a label and one number for each series, in every row.

    ``rest`` is a last row that the picture leaves out, for it would dwarf all others.
    """

    title: str
    series: tuple[str, ...]
    rows: tuple[tuple[str, tuple[float | str, ...]], ...]
    chart: str = "bar"
    subtype: str = ""
    colours: tuple[str, ...] = (_THIS,)
    rest: tuple[tuple[str, tuple[float | str, ...]], ...] = ()

    @property
    def height(self) -> int:
        """How many rows of the sheet it takes, its head and its picture included."""
        picture = ceil(_BAR_ROWS * len(self.rows)) + 3
        return max(len(self.texts), picture, _LEAST_ROWS)

    @property
    def texts(self) -> list[str]:
        """What stands in its first column, from its head on."""
        return [self.title, *(label for label, _ in (*self.rows, *self.rest))]

    @property
    def rows_pixels(self) -> float:
        """The same height in pixels: a long label takes two lines."""
        return self._texts_pixels + (self.height - len(self.texts)) * _ROW_PIXELS

    @property
    def printed_pixels(self) -> float:
        """The height of what is seen of it: its texts, or its picture."""
        return max(self._texts_pixels, self.height * _ROW_PIXELS)

    @property
    def _texts_pixels(self) -> float:
        return sum(height_of([text], [_LABEL_WIDTH]) for text in self.texts) / _POINT


def draw_overview(
    canvas: Canvas,
    roll_up: RollUp,
    completeness: Sequence[Share],
    same: SameUnits,
    steps: Sequence[Step],
    up: tuple[str, Url] | None,
) -> Worksheet:
    """Draw 概览: what to do next, then pictures.

    :param same: this year and the last on the same units.
    :param steps: the open points, the most urgent first.
    :param up: the name of the workbook of the level above, and a link to it.
    """
    sheet = canvas.add_sheet(OVERVIEW_SHEET, landscape=True)
    sheet.set_widths(_WIDTHS)
    name, year = clean(roll_up.unit.name), roll_up.report.year
    sheet.set_row(0, TITLE_HEIGHT)
    sheet.set_row(1, NOTE_HEIGHT)
    sheet.write_string(0, 0, f"{name} {year} 年度概览", canvas.styles["list_title"])
    sheet.write_string(1, 0, f"共汇总 {roll_up.reports} 份报表。", canvas.styles["note"])
    if up is not None:
        sheet.write_string(1, 2, f"上级汇总簿：{clean(up[0])}", canvas.styles["step"])
        add_link(sheet, 1, 2, up[1])
    _draw_tables(
        canvas, sheet, _tables(roll_up, completeness, same), _draw_steps(canvas, sheet, steps)
    )
    return sheet


def _draw_steps(canvas: Canvas, sheet: Worksheet, steps: Sequence[Step]) -> int:
    """Draw the open points; return the row, from 0, in which the tables begin."""
    sheet.set_row(_TOP, TITLE_HEIGHT)
    sheet.write_string(_TOP, 0, "接下来要办的", canvas.styles["list_title"])
    for number, step in enumerate(steps, start=1):
        sheet.set_row(_TOP + number, NOTE_HEIGHT)
        text, style = f"{number}. {step.text}", canvas.styles["step"]
        sheet.merge_range(_TOP + number, 0, _TOP + number, _STEP_WIDTH, "", style)
        sheet.write_string(_TOP + number, 0, text, style)
        add_link(sheet, _TOP + number, 0, link_within(step.place))
    if not steps:
        text = "没有要办的：应报的都已报送，没有要说明的问题。"
        sheet.write_string(_TOP + 1, 0, text, canvas.styles["note"])
    return _TOP + max(len(steps), 1) + 2


def _tables(roll_up: RollUp, completeness: Sequence[Share], same: SameUnits) -> list[Table]:
    tables = [_completeness(completeness)] if completeness else []
    for picture in roll_up.report.edition.pictures:
        match picture.kind:
            case PictureKind.UNITS:
                tables.append(_units(picture, roll_up))
            case PictureKind.PARTS:
                tables.append(_parts(picture, roll_up.report))
            case PictureKind.YEARS:
                if same.pairs:  # otherwise nothing of last year is known
                    tables.append(_years(picture, roll_up.report, same))
            case _:
                assert_never(picture.kind)
    return tables


def _draw_tables(canvas: Canvas, sheet: Worksheet, tables: Sequence[Table], row: int) -> None:
    used = row * NOTE_HEIGHT / _POINT
    breaks: list[int] = []
    for table in tables:
        if table.rows:
            if used + table.printed_pixels > _PAGE_PIXELS:
                breaks.append(row)
                used = 0
            _draw_table(canvas, sheet, row, table)
            row += table.height + 2
            used += table.rows_pixels + 2 * _ROW_PIXELS
    sheet.set_h_pagebreaks(breaks)


def _completeness(shares: Sequence[Share]) -> Table:
    """Show the groups that lack most; those that are complete only if there is room."""
    urgent = sorted(shares[1:], key=lambda share: -share.missing)[: _MOST_GROUPS - 1]
    series, colours = ["按时报送", "迟报", "未报"], [_THIS, _LATE, _MISSING]
    rows = [(s.group, [s.filed - s.late, s.late, s.missing]) for s in (shares[0], *urgent)]
    if shares[0].unlisted:
        series.insert(2, "由合计包含")
        colours.insert(2, _LAST)
        for (_, numbers), share in zip(rows, (shares[0], *urgent), strict=True):
            numbers.insert(2, share.unlisted)
    bars = tuple((group, tuple(numbers)) for group, numbers in rows)
    return Table("报送情况", tuple(series), bars, "bar", "percent_stacked", tuple(colours))


def _units(picture: Picture, roll_up: RollUp) -> Table:
    names = list(roll_up.report.edition.cells)
    columns = [names.index(key) for _, keys in picture.bars for key in keys]
    figures = [
        (clean(part.unit.name), _sum_of([part.vector.value(column) for column in columns]))
        for part in roll_up.parts
    ]
    ordered = sorted((f for f in figures if f[1]), key=lambda figure: -figure[1])
    rows = [(name, (value,)) for name, value in ordered[:_MOST_BARS]]
    others = ordered[_MOST_BARS:]
    rest = [(f"其余 {len(others)} 家合计", (sum(value for _, value in others),))] if others else []
    unit = roll_up.report.edition.cells[names[columns[0]]].unit if columns else ""
    return Table(picture.title, (unit,), tuple(rows), rest=tuple(rest))


def _sum_of(values: Sequence[Any]) -> float:
    return float(from_quanta(sum(to_quanta(value) for value in values if value is not None)))


def _parts(picture: Picture, report: Report) -> Table:
    rows = tuple((label, (_total(report, keys),)) for label, keys in picture.bars)
    units = {report.edition.cells[key].unit for _, keys in picture.bars for key in keys}
    return Table(picture.title, ("、".join(sorted(units)),), rows, "bar")


def _total(report: Report, keys: Sequence[str]) -> float | str:
    values = [report.values.get(key) for key in keys]
    return "缺" if None in values else _sum_of(values)


def _years(picture: Picture, report: Report, same: SameUnits) -> Table:
    rows: list[tuple[str, tuple[float | str, ...]]] = []
    for label, keys in picture.bars:
        sums = same.sums(report, keys)
        if sums is None:
            rows.append((label, (_NOT_COMPARABLE, _total(report, keys))))
        else:
            rows.append((label, (float(sums[0]), float(sums[1]))))
    return Table(
        f"{picture.title}（两年都有的 {len(same.pairs)} 份，共 {same.of} 份）",
        (f"{report.year - 1} 年", f"{report.year} 年"),
        tuple(rows),
        "column",
        "",
        (_LAST, _THIS),
    )


def _draw_table(canvas: Canvas, sheet: Worksheet, top: int, table: Table) -> None:
    """Draw one table with its picture beside it."""
    styles = canvas.styles
    for row, text in enumerate(table.texts, start=top):
        sheet.set_row(row, height_of([text], [_LABEL_WIDTH]))
    sheet.write_string(top, 0, table.title, styles["label"])
    for column, series in enumerate(table.series, start=1):
        sheet.write_string(top, column, series, styles["label"])
    for row, (label, numbers) in enumerate((*table.rows, *table.rest), start=top + 1):
        sheet.write_string(row, 0, label, styles["text"])
        for column, number in enumerate(numbers, start=1):
            if isinstance(number, str):
                sheet.write_string(row, column, number, styles["text"])
            else:
                sheet.write_number(row, column, number, styles["sum_money"])
    left = max(_LEFT, len(table.series) + 1)
    sheet.insert_chart(top, left, _chart(canvas, table, top), _INSET)


def _chart(canvas: Canvas, table: Table, top: int) -> Any:
    kind = {"type": table.chart} | ({"subtype": table.subtype} if table.subtype else {})
    chart: Any = canvas.book.add_chart(kind)
    first, last = top + 1, top + len(table.rows)
    for column, (series, colour) in enumerate(
        zip(table.series, table.colours, strict=True), start=1
    ):
        chart.add_series(
            {
                "name": series,
                "categories": [OVERVIEW_SHEET, first, 0, last, 0],
                "values": [OVERVIEW_SHEET, first, column, last, column],
                "fill": {"color": colour},
                "gap": 40,
                "data_labels": {"value": not table.subtype, "font": _FONT},
            }
        )
    chart.set_title({"name": table.title, "name_font": _TITLE_FONT, "overlay": False})
    plain = {"num_font": _FONT, "major_gridlines": {"visible": False}}
    # Every bar is named, however little room there is, and none begins elsewhere than at 0.
    names, values = {**plain, "interval_unit": 1}, {**plain, "min": 0}
    if table.chart == "bar":
        chart.set_y_axis({**names, "reverse": True})
        chart.set_x_axis(values)
    else:
        chart.set_x_axis(names)
        chart.set_y_axis(values)
    if len(table.series) == 1:
        chart.set_legend({"none": True})
    else:
        chart.set_legend({"position": "bottom", "font": _FONT})
    chart.set_size({"width": 620, "height": _ROW_PIXELS * table.height})
    return chart
