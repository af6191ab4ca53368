"""How the clerk's workbook looks: contrast, a small screen, the page, and where it opens."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import openpyxl
import pytest
from examples.reports import as_received
from openpyxl.worksheet.worksheet import Worksheet
from tests.support.made import load_workbook
from tests.support.marking import write_marked_copy
from tests.support.website import WEBSITE

from xlreport.checking import check
from xlreport.edition import load_edition
from xlreport.edition.layout import CHECK_SHEET, COVER_SHEET, EXAMPLES_SHEET, GUIDE_SHEET
from xlreport.excel.marks import TINTS
from xlreport.marked_front import TABS
from xlreport.reading import read
from xlreport.report import Unit
from xlreport.template import blank_report, write_report
from xlreport.template import styles as looks

AA = 4.5
"""The least contrast of small text by WCAG 2, level AA."""
SCREEN, SIDEBAR, EDGES = 1366, 300, 60
"""Pixels: a small screen, LibreOffice's sidebar, and the heads and bar at the window's edges."""
STRETCH = 1.41
"""How much wider columns are in a program that knows no Calibri and takes a wide font for it."""
FONT, LEAST = 10.5, 8.0
"""Points: the size of what stands in tables, and the smallest that it may be printed at."""
CHARACTER, PADDING = 7, 5
"""Pixels of a character and of a column's padding at 100 %, as XlsxWriter reckons them."""


def luminance(colour: str) -> float:
    """Return the relative luminance of ``#RRGGBB`` as WCAG 2 defines it."""
    channels = [int(colour.lstrip("#")[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return sum(w * c for w, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours, 1 to 21."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_every_text_stands_out_from_what_it_stands_on() -> None:
    """In every style, and where a mark tints the cell under any of them."""
    for name, style in looks._STYLES.items():
        ink = style.get("font_color", "#000000")
        assert contrast(ink, style.get("bg_color", "#FFFFFF")) >= AA, name
        unlocked = style.get("locked") is False
        for tint in (*TINTS.values(), looks.INVOLVED_TINT) if unlocked else ():
            assert contrast(ink, tint) >= AA, (name, tint)


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A blank workbook with buttons."""
    path = tmp_path_factory.mktemp("looks") / "空.xlsm"
    write_report(
        blank_report(load_edition("2021"), 2025, Unit("示例镇", "", "township")), path, macros=True
    )
    return path


def right_edge(sheet: Worksheet, column: int) -> int:
    """Return how many pixels there are to the right of a column, from 1."""
    total = 0
    widths = sheet.column_dimensions
    for number in range(1, column + 1):
        letters = openpyxl.utils.get_column_letter(number)
        of_run = [d for d in widths.values() if d.min and d.min <= number <= d.max]
        if of_run and of_run[0].hidden:
            continue
        width = of_run[0].width if of_run else widths[letters].width
        total += int(width * CHARACTER) + (0 if of_run else PADDING)
    return total


@pytest.mark.parametrize("year", [2017, 2020, 2025])
def test_checks_and_reasons_are_within_a_small_window(year: int, tmp_path: Path) -> None:
    """What stands farthest to the right on each sheet, at 100 %, with the sidebar or wide fonts."""
    edition = {2017: WEBSITE, 2020: load_edition("2019"), 2025: load_edition("2021")}[year]
    path = tmp_path / "空.xlsx"
    write_report(blank_report(edition, year, Unit("示例镇", "", "township")), path)
    room = min(SCREEN - SIDEBAR - EDGES, (SCREEN - EDGES) / STRETCH)
    for sheet in load_workbook(path):
        if sheet.sheet_state == "visible":
            used = [
                cell.column
                for row in sheet.iter_rows()
                for cell in row
                if cell.value is not None and not sheet.column_dimensions[cell.column_letter].hidden
            ]
            shown = [column for column in used if column <= 8 or sheet.title != CHECK_SHEET]
            assert right_edge(sheet, max(shown)) <= room, sheet.title
            area = sheet.print_area and openpyxl.utils.range_boundaries(
                sheet.print_area.rpartition("!")[2]
            )
            # LibreOffice makes no page smaller that has one column, and cuts it at both sides.
            assert (area[2] if area else max(shown)) > 1, sheet.title
            paper = 29.7 if sheet.page_setup.orientation == "landscape" else 21.0
            margins = sheet.page_margins.left + sheet.page_margins.right
            wide = right_edge(sheet, area[2] if area else max(shown)) * STRETCH * 0.75
            assert FONT * min(1, (paper / 2.54 - margins) * 72 / wide) >= LEAST, sheet.title


def test_the_heads_of_the_findings_take_no_page_of_their_own(path: Path) -> None:
    """On 校验 of a workbook in which nothing was found yet; A4 on its side has 595 points."""
    sheet = load_workbook(path)[CHECK_SHEET]
    heads = [row[0].row for row in sheet.iter_rows() if row[0].value == "项目"]
    default, margins = sheet.sheet_format.defaultRowHeight, sheet.page_margins
    heights = [sheet.row_dimensions[row].height or default for row in range(1, heads[-1] + 1)]
    room = 595 - 72 * (margins.top + margins.bottom)
    assert sum(heights) * sheet.page_setup.scale / 100 <= room


def test_buttons_are_within_a_small_window(path: Path) -> None:
    """Where a button ends on its sheet; its columns are counted as they are wide."""
    book = load_workbook(path)
    with zipfile.ZipFile(path) as archive:
        drawings = [name for name in archive.namelist() if name.endswith(".vml")]
        assert drawings
        for name in drawings:
            text = archive.read(name).decode()
            rights = [
                float(left) * 4 / 3 + float(width) * 4 / 3
                for left, width in re.findall(r"margin-left:([\d.]+)pt.*?width:([\d.]+)pt", text)
            ]
            # In the rows that are always in sight, and within the window however large the zoom.
            assert max(rights) <= (SCREEN - EDGES) / 1.5, name
            assert re.findall(r"<x:Anchor>\s*\d+, \d+, (\d+),", text) == ["0"] * len(rights)
            # Nobody wants buttons on paper.
            assert text.count("<x:PrintObject>False</x:PrintObject>") == len(rights)
    assert book.active is not None


def test_what_is_found_stays_in_sight_at_any_zoom(path: Path) -> None:
    """Heads of rows are coloured as the checks beside them are; on 校验 names stay beside texts."""
    book = load_workbook(path)
    sheet = book["三、依申请公开"]
    assert sheet.freeze_panes == "D6"
    coloured = {
        cell
        for area in sheet.conditional_formatting
        for rule in area.rules
        if "OR(LEFT($L6,1)" in str(rule.formula)
        for cell_range in area.sqref.ranges
        for row in cell_range.rows
        for cell in row
    }
    assert {(6, 1), (8, 2), (10, 3)} <= coloured
    assert not {row for row, _ in coloured} & {3, 4, 5}
    assert book[CHECK_SHEET].freeze_panes == "B4"


def test_texts_are_printed_as_on_a_page(path: Path) -> None:
    """No lines, tints on blank rows only, and these can be filtered away on the protected sheet."""
    sheet = load_workbook(path)["五、问题与改进"]
    assert sheet.print_area == "'五、问题与改进'!$A$2:$B$33"
    assert sheet.auto_filter.ref == "A2:A33"
    assert not sheet.protection.autoFilter  # which says that it is allowed
    # The form has no head here; the one by which the text is found is not to be seen.
    assert (sheet["A3"].value, sheet["A3"].number_format) == ("正文", ";;;")
    paragraph = sheet["A4"]
    assert (paragraph.fill.fill_type, paragraph.border.bottom.style) == (None, None)
    tinted = {
        str(area.sqref): rule.formula[0]
        for area in sheet.conditional_formatting
        for rule in area.rules
        if rule.dxf.fill is not None and "LEN" in rule.formula[0]
    }
    assert tinted == {
        "A4": 'AND(LEN(A4)=0,LEFT(C3,1)<>"×")',
        "A5:A33": "LEN(A5)=0",
    }


def test_it_opens_on_a_guide_of_one_screen(path: Path) -> None:
    """Which names the keys of each program; the examples for technicians are out of the way."""
    book = load_workbook(path)
    assert book.active is not None
    assert book.active.title == GUIDE_SHEET
    heights = [book.active.row_dimensions[row].height for row in range(1, book.active.max_row + 1)]
    assert sum(height or 15 for height in heights) * 4 / 3 <= 500
    text = "".join(str(row[0]) for row in book.active.iter_rows(values_only=True))
    for words in (
        "Ctrl+Enter",
        "LibreOffice 按 Alt+Enter",
        "WPS 按 Alt+Enter",
        "审签",
        "生成上报文件",
    ):
        assert words in text
    assert book[EXAMPLES_SHEET].sheet_state == "hidden"
    assert all(sheet.page_setup.blackAndWhite for sheet in book if sheet.sheet_state == "visible")


def test_a_marked_copy_opens_on_what_to_mend(tmp_path: Path) -> None:
    """With a headline, coloured tabs and a line on the cover; the rules above are out of sight."""
    write_report(as_received()[1], tmp_path / "甲.xlsx")
    verdict = check([read(tmp_path / "甲.xlsx")])[0]
    book = openpyxl.load_workbook(write_marked_copy(verdict, tmp_path / "甲-校验结果.xlsx"))
    assert book.active is not None
    assert book.active.title == CHECK_SHEET
    shown = [
        str(row[0].value)
        for row in book.active.iter_rows(min_row=2)
        if row[0].value and not book.active.row_dimensions[row[0].row].hidden
    ]
    assert shown[0].startswith("要改的地方：必须改正 1 处")
    assert shown[1:] == ["项目", *(finding.title for finding in verdict.findings)]
    demand = book.active.cell(book.active.max_row, 2)
    assert demand.fill.fill_type == "solid"
    assert demand.alignment.vertical == "center"  # a tint leaves the rest of the look alone
    assert "校验结果" in str(book[COVER_SHEET]["B3"].value)
    sheet = verdict.findings[0].sheet
    worst = TABS[verdict.findings[0].severity]
    assert book[sheet].sheet_properties.tabColor.rgb.endswith(worst)
    assert read(tmp_path / "甲-校验结果.xlsx").values == verdict.report.values
