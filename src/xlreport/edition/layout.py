"""Where everything stands in the workbook: each sheet's boxes, and the place of every value.

STORAGE: a workbook is read by the layout of the version that its manifest names.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

from xlreport.addresses import column_letters
from xlreport.edition.grid import VALUES, Box, BoxKind, Grid, table_grid
from xlreport.edition.model import Edition, Section

GUIDE_SHEET = "填报说明"
COVER_SHEET = "封面"
LAST_YEAR_SHEET = "上年数据"
CHOICES_SHEET = "选项统计"
CHECK_SHEET = "校验"
DETAIL_SHEET = "明细"
INTAKE_SHEET = "报送情况"
OVERVIEW_SHEET = "概览"
PROGRESS_SHEET = "完成情况"
FILES_SHEET = "收到的文件"
CHASE_SHEET = "催报名单"
ISSUES_SHEET = "审核问题"
REASONS_SHEET = "以前的说明"
DECISIONS_SHEET = "以前的决定"
UNITS_SHEET = "单位名单"
SETTINGS_SHEET = "汇总设置"
DIFFERENCE_SHEET = "差额表"
SIGNING_SHEET = "审签"
EXAMPLES_SHEET = "公式示例"
ORIGIN_SHEET = "导入来源"
ORIGIN_HEADS = ("指标代码", "指标", "导入的值", "原文", "原文位置")
"""The heads of the list of values on 导入来源, by which it is read back."""
MANIFEST_SHEET = "xlreport"

SIGNING_TOP = 4
"""The row of 审签, from 0, of its first stage."""
EXPLANATION_COLUMN = 6
"""The column of 校验, from 0, for the clerk's reasons."""

RESERVED_SHEETS = frozenset(
    (
        GUIDE_SHEET,
        COVER_SHEET,
        LAST_YEAR_SHEET,
        CHOICES_SHEET,
        CHECK_SHEET,
        DETAIL_SHEET,
        INTAKE_SHEET,
        OVERVIEW_SHEET,
        PROGRESS_SHEET,
        FILES_SHEET,
        CHASE_SHEET,
        ISSUES_SHEET,
        REASONS_SHEET,
        DECISIONS_SHEET,
        UNITS_SHEET,
        SETTINGS_SHEET,
        DIFFERENCE_SHEET,
        SIGNING_SHEET,
        EXAMPLES_SHEET,
        ORIGIN_SHEET,
        MANIFEST_SHEET,
    )
)
"""Sheet names that no section of a form may have."""

TEMPLATE_VERSION = 2
"""What a manifest says of the layout: since 2 a text has a row for each of its paragraphs."""
PROSE_ROOM = 30
"""Rows for the paragraphs of a text, down to the head of the next one."""

TABLE_TOP = 2
"""Rows above a section's first box: its heading, and the line with unit and year."""

COVER_FIELDS = (
    "cover.unit",
    "cover.code",
    "cover.level",
    "cover.year",
    "cover.author",
    "cover.date",
)
"""The fields of 封面 from top to bottom."""
_COVER_TOP = 4
_LAST_YEAR_TOP = 4
_CHOICES_TOP = 4


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """One cell of one sheet; ``row`` and ``column`` count from 0."""

    sheet: str
    row: int
    column: int

    @property
    def a1(self) -> str:
        """The address within the sheet, for instance ``C7``."""
        return f"{column_letters(self.column)}{self.row + 1}"

    @property
    def link(self) -> str:
        """The address with its sheet, as formulas and links write it: ``'封面'!C7``."""
        return f"{_quoted(self.sheet)}!{self.a1}"

    @property
    def absolute(self) -> str:
        """The address with its sheet that stays when a formula is copied: ``'封面'!$C$7``."""
        return f"{_quoted(self.sheet)}!${column_letters(self.column)}${self.row + 1}"


def _quoted(sheet: str) -> str:
    """Return the name of a sheet as formulas write it."""
    return "'" + sheet.replace("'", "''") + "'"


@dataclass(frozen=True, eq=False)
class SheetLayout:
    """One section's sheet: its boxes in sheet positions, and the grid if it holds a table."""

    name: str
    section: Section
    boxes: tuple[Box, ...]
    grid: Grid | None = None


@dataclass(frozen=True, eq=False)
class Layout:
    """The places of an edition's workbook.

    ``places`` maps every name to its place: cell keys, questions, prose keys, cover fields, last
    year's figures as ``last.`` + cell key, and the first entry of each column of a register.
    The place of a text is that of its first paragraph, unless it stands in ``one_cell``.
    """

    sheets: tuple[SheetLayout, ...]
    places: Mapping[str, Place]
    fingerprint: str
    one_cell: bool = False

    def sheet(self, name: str) -> SheetLayout:
        """Return the section sheet called ``name``.

        :raises KeyError: if there is none.
        """
        for sheet in self.sheets:
            if sheet.name == name:
                return sheet
        raise KeyError(name)


@cache
def layout_of(edition: Edition) -> Layout:
    """Return the layout of an edition's workbook, as it is drawn unless a text needs more room."""
    return _layout(edition, {}, one_cell=False)


@cache
def layout_of_one_cell(edition: Edition) -> Layout:
    """Return the layout of version 1 of the template, in which a text stands in one cell."""
    return _layout(edition, {}, one_cell=True)


def layout_made(edition: Edition, version: int, fingerprint: str) -> Layout:
    """Return the layout that a workbook was made with: the one with its fingerprint.

    A workbook with another fingerprint, which has cells of its own, is as its version has it.
    """
    known = layout_of(edition), layout_of_one_cell(edition)
    same = (layout for layout in known if layout.fingerprint == fingerprint)
    return next(same, known[0 if version >= TEMPLATE_VERSION else 1])


def layout_with_room(edition: Edition, rows: Mapping[str, int]) -> Layout:
    """Return the layout in which the texts named have so many rows instead of the usual ones."""
    return _roomy(edition, tuple(rows.items())) if rows else layout_of(edition)


@lru_cache(maxsize=16)
def _roomy(edition: Edition, rows: tuple[tuple[str, int], ...]) -> Layout:
    return _layout(edition, dict(rows), one_cell=False)


def _layout(edition: Edition, rows: Mapping[str, int], *, one_cell: bool) -> Layout:
    sheets = tuple(_sheet(section, rows, one_cell=one_cell) for section in edition.sections)
    places = {
        box.key: Place(sheet.name, box.row, box.column)
        for sheet in sheets
        for box in sheet.boxes
        if box.key and box.kind in VALUES
    }
    for index, field in enumerate(COVER_FIELDS):
        places[field] = Place(COVER_SHEET, _COVER_TOP + index, 2)
    for index, key in enumerate(edition.last_keys):
        places[f"last.{key}"] = Place(LAST_YEAR_SHEET, _LAST_YEAR_TOP + index, 2)
    for index, key in enumerate(edition.choices):
        places[key] = Place(CHOICES_SHEET, _CHOICES_TOP + index, 2)
    return Layout(sheets, places, _fingerprint(sheets, places), one_cell)


def _sheet(section: Section, rows: Mapping[str, int], *, one_cell: bool) -> SheetLayout:
    if section.blocks or section.register:
        grid = table_grid(section)
        boxes = tuple(box.moved(TABLE_TOP) for box in grid.boxes)
        return SheetLayout(section.sheet, section, boxes, grid)
    boxes = ()
    row = TABLE_TOP
    for piece in section.prose:
        height = 1 if one_cell else rows.get(piece.key, PROSE_ROOM)
        boxes += (
            Box(row, 0, 1, 1, BoxKind.PROSE_HEAD, piece.label or "正文", piece.key),
            Box(row + 1, 0, height, 1, BoxKind.PROSE, key=piece.key),
        )
        row += 1 + height
    return SheetLayout(section.sheet, section, boxes)


def _fingerprint(sheets: tuple[SheetLayout, ...], places: Mapping[str, Place]) -> str:
    """Digest what must not change: the printed texts and the place of every value."""
    digest = hashlib.sha256()
    for sheet in sheets:
        for box in sheet.boxes:
            line = (sheet.name, box.row, box.column, box.height, box.width, box.text, box.key)
            digest.update(repr(line).encode())
    for name, place in places.items():
        digest.update(f"{name}={place.link}\n".encode())
    return digest.hexdigest()[:16]
