"""The workbook being drawn: the sheets share the book, its styles, and what it is to show."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Literal

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.url import Url
from xlsxwriter.worksheet import Worksheet

from xlreport.checking import Verdict
from xlreport.edition import Edition, Layout, Place
from xlreport.report import Report, ReportKind
from xlreport.template.live import LiveChecks, live_checks
from xlreport.template.room import layout_for
from xlreport.template.status import StatusCell, status_cells
from xlreport.template.styles import Styles

_PROTECTION = {
    "format_columns": True,
    "format_rows": True,
    "autofilter": True,
    "sort": True,
    "select_locked_cells": True,
    "select_unlocked_cells": True,
}


class Sheet(Worksheet):
    """A sheet on which a cell without a text is blank, and rows may be as high as their texts.

    A cell that holds the text of no characters is none that 定位条件—空值 or Ctrl+arrow would find,
    and ``ISBLANK`` and ``COUNTA`` take it for filled in.
    """

    def __init__(self) -> None:
        """Begin without rows."""
        super().__init__()
        self._growing: set[int] = set()

    def set_growing_row(self, row: int, height: float) -> None:
        """Make a row so many points high until what stands in it is changed.

        A height that :meth:`set_row` gives stays, however long the text becomes; without one, a
        program that does not measure texts when it opens a file shows one line of each.
        """
        self.set_row(row, height)
        self._growing.add(row + 1)

    def set_widths(self, widths: Iterable[float]) -> None:
        """Make the columns, from the first one on, so many characters wide."""
        for column, width in enumerate(widths):
            self.set_column(column, column, width)

    def write_texts(
        self, row: int, column: int, texts: Iterable[str], style: Format | None = None
    ) -> None:
        """Write texts side by side, from ``column`` on."""
        for at, text in enumerate(texts, start=column):
            self.write_string(row, at, text, style)

    def _xml_start_tag_unencoded(
        self, tag: str, attributes: Sequence[tuple[str, object]] = ()
    ) -> None:
        if tag == "row" and attributes[0][1] in self._growing:
            attributes = [each for each in attributes if each[0] != "customHeight"]
        super()._xml_start_tag_unencoded(tag, attributes)

    def write_string(  # type: ignore[override]  # it is decorated
        self, row: int, col: int, string: str, cell_format: Format | None = None
    ) -> Literal[0, -1, -2]:
        """Write a text, or leave the cell blank."""
        if string:
            return super().write_string(row, col, string, cell_format)
        return self.write_blank(row, col, None, cell_format)  # type: ignore[no-any-return]

    def _prepare_formula(self, formula: str, expand_future_functions: bool = False) -> str:
        return _prepared(formula, expand_future_functions)


_SHEET = Worksheet()
_CALLS = re.compile(r"[\w.]+\(")


def _prepared(formula: str, expand_future_functions: bool) -> str:
    """Return a formula as XlsxWriter stores it.

    It looks for each of two hundred functions in turn, which takes more than half the time of a
    workbook.  The formulas of a form call a dozen, none of which is stored under another name.
    """
    calls = " ".join(sorted({*_CALLS.findall(formula)}))
    braced = formula.startswith("{") or formula.endswith("}")
    if braced or _searched(calls, expand_future_functions) != calls:
        return _searched(formula, expand_future_functions)
    return formula.removeprefix("=")


@lru_cache(maxsize=256)
def _searched(formula: str, expand_future_functions: bool) -> str:
    return str(_SHEET._prepare_formula(formula, expand_future_functions))  # type: ignore[no-untyped-call]  # noqa: SLF001


@dataclass
class Canvas:
    """What every sheet needs in order to be drawn.

    ``computed`` is what the program itself put into the unlocked cells of a roll-up, by name.
    ``origins`` are links from cells of a roll-up to where they come from, by key.
    ``formulas`` gives the formula of input cells that are computed (in a roll-up); without an
    entry an input is for the clerk to type.
    """

    book: xlsxwriter.Workbook
    verdict: Verdict
    formulas: Mapping[str, str] = field(default_factory=dict)
    computed: Mapping[str, str] = field(default_factory=dict)
    origins: Mapping[str, Url] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Make the styles."""
        self.styles = Styles(self.book)

    @property
    def report(self) -> Report:
        """The report that the workbook shows."""
        return self.verdict.report

    @property
    def edition(self) -> Edition:
        """The report's edition."""
        return self.report.edition

    @cached_property
    def layout(self) -> Layout:
        """The places of the report's workbook."""
        return layout_for(self.report)

    @property
    def live(self) -> LiveChecks:
        """The live checks of the report's workbook."""
        return live_checks(self.edition, self.layout)

    @cached_property
    def statuses(self) -> Mapping[Place, StatusCell]:
        """The formulas of the status cells, by where they stand."""
        return status_cells(self.live, self.report)

    @cached_property
    def shown(self) -> Mapping[Place, str]:
        """What the status cells show, by where they stand."""
        return {place: each.status.shown(self.verdict) for place, each in self.statuses.items()}

    def name_cell(self, key: str) -> None:
        """Let formulas call a cell of a roll-up by its key.

        In a unit's workbook the name box shall show the address that every message names; a
        hidden name would do for Excel, but LibreOffice shows that, too.
        """
        if self.report.kind is ReportKind.CONSOLIDATED:
            self.book.define_name(key, f"={self.layout.places[key].absolute}")

    def add_sheet(
        self,
        name: str,
        *,
        landscape: bool = False,
        more_rows: bool = False,
        kind: type[Sheet] = Sheet,
    ) -> Sheet:
        """Add a sheet set up for A4, one page wide.

        :param more_rows: whether people may insert rows.
        """
        sheet = self.book.add_worksheet(name, kind)
        sheet.hide_gridlines(2)
        sheet.set_paper(9)
        sheet.set_margins(left=0.3, right=0.3, top=0.6, bottom=0.7)
        sheet.center_horizontally()
        sheet.fit_to_pages(1, 0)
        sheet.print_black_and_white()  # tints and marks are for the screen
        sheet.set_footer("&C第 &P 页，共 &N 页")
        if self.report.interim:
            sheet.set_header(f"&C{self.report.interim}")
        if landscape:
            sheet.set_landscape()
        sheet.protect("", {**_PROTECTION, "insert_rows": more_rows})
        assert isinstance(sheet, Sheet)  # noqa: S101 - just asked for
        return sheet
