"""The macros of a workbook: its VBA project, the buttons on its sheets, and the ribbon.

Everything is built from the texts in ``workbook/``, so the same texts give the same bytes.  The
VBA is ASCII, because a VBA project has one code page and Windows another; its Chinese texts stand
on the hidden sheet.  Nobody has opened the result in Excel itself: see docs/excel.md.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from xlreport.buttons import (
    RIBBON_PART,
    TAB,
    Button,
    Group,
    buttons_of,
    ribbon,
    with_link_to_ribbon,
)
from xlreport.edition.layout import (
    CHECK_SHEET,
    COVER_SHEET,
    MANIFEST_SHEET,
    OVERVIEW_SHEET,
    SETTINGS_SHEET,
    SIGNING_SHEET,
)
from xlreport.files import replacing
from xlreport.macro_source import sources, this_workbook, workbook_folder, workbook_modules
from xlreport.report import ReportKind
from xlreport.template.canvas import Canvas
from xlreport.template.functions import FUNCTIONS
from xlreport.template.styles import NOTE_HEIGHT, TITLE_ROW_HEIGHT
from xlreport.zips import parts_of, zipped

TEXTS = {
    "text.title": TAB,
    "text.install": "这台电脑还不能用按钮。请照常填表，看格旁的√和×；"
    "要用按钮的，请找上级技术人员安装。\n"
    "（技术人员：安装 Python 和 xlreport，运行 xlreport excel install，再重新启动 Excel。）",
    "text.python": "按钮用的程序找不到了。请找上级技术人员重新安装。\n"
    "技术人员：重新运行 xlreport excel install。原来的位置：",
    "text.failed": "这一步没有做成。请先保存，把本提示拍照发给上级技术人员。\n"
    "（技术人员：运行 xlreport excel doctor 查看原因。）",
    "text.library": "按钮用的程序不完整。请找上级技术人员重新安装。\n"
    "技术人员：重新安装 xlwings，没有找到：",
    "text.function": "× 没有算出来，请找上级技术人员（xlreport excel doctor）。",
    "text.cloud": "这个工作簿在网盘（OneDrive 或 SharePoint）上，按钮不能用。"
    "请先另存到本机的文件夹，再点按钮。",
    "text.protected": "没有可以校验的工作簿。"
    "窗口上方有“受保护的视图”的，请先点“启用编辑”，再点按钮。",
    "text.office": "这台电脑还不能用按钮。请照常填表，看格旁的√和×；"
    "要用按钮的，请找上级技术人员安装。\n"
    "（技术人员：运行 xlreport excel install，再重新启动 LibreOffice。）",
}
"""What the VBA says, by the key by which it looks a text up on the hidden sheet."""
PYTHON_KEY = "python"
"""The key under which the add-in's sheet says where Python is."""
TEXTS_ROW = 30
"""The row of the hidden sheet, from 0, where the texts begin."""
FUNCTIONS_ROW = 60
"""The row of the add-in's sheet, from 0, where the worksheet functions begin."""

_HEIGHT, _MARGIN = 26, 4
"""The height of a button, and what is left free around it, in pixels."""
_WIDE, _NARROW = 104, 80
"""The width of a button in pixels: of six characters, and of four where room is scarce."""
_PIXELS = 4 / 3
"""Pixels in a point."""
_WORKBOOK_TYPE = b"application/vnd.ms-excel.sheet.macroEnabled.main+xml"
_ADDIN_TYPE = b"application/vnd.ms-excel.addin.macroEnabled.main+xml"


def addin_modules() -> dict[str, str]:
    """Return the source of the standard modules of the add-in, by name.

    The module that xlwings ships for add-ins of others is not among them: it takes its settings
    from sheets and folders that a workbook brings along.  Only its library is used.
    """
    import xlwings

    modules = sources("xlreport_addin", "xlreport_python", "xlreport_functions")
    python = modules["xlreport_python"].replace("{version}", xlwings.__version__)
    return {**modules, "xlreport_python": python}


def vba_project(modules: Mapping[str, str], *, sheets: int, opening: str | None = None) -> bytes:
    """Return the ``vbaProject.bin`` of a workbook.

    :param modules: the source of its standard modules by name.
    :param sheets: how many sheets the workbook has.
    :param opening: the source of the workbook's own module, if it has code.
    """
    from pyopenvba import ExcelFile
    from pyopenvba.vba import VBAModuleKind

    with TemporaryDirectory() as temporary:
        path = Path(temporary) / "project.xlsm"
        with xlsxwriter.Workbook(path) as book:
            for _ in range(sheets):
                book.add_worksheet()
        file = ExcelFile(path)
        project = file.add_vba_project()
        if opening is not None:
            file.set_module("ThisWorkbook", _crlf(opening))
        for name, text in modules.items():
            project.add_module(name, _crlf(text), kind=VBAModuleKind.standard)
        file.save(path)
        file.close()
        return _without_caches(parts_of(path.read_bytes())["xl/vbaProject.bin"])


_NO_CACHE = bytes.fromhex("cc61ffff000000")
"""[MS-OVBA] 2.3.4.1: the version 0xFFFF, which no program has, and nothing compiled by one."""
_OFFSET = b"\x31\x00\x04\x00\x00\x00"
"""[MS-OVBA] 2.3.4.2.3.2.5: the head of the record that says where a module's source begins."""


def _without_caches(project: bytes) -> bytes:
    """Return a project with its sources alone.

    pyOpenVBA begins with a project that Excel saved.  What Excel compiled then is of no use, and
    a program may take it for what the sources say.
    """
    from pyopenvba.cfb import CFB
    from pyopenvba.vba import compress, decompress, parse_vba_project

    container = CFB.from_bytes(project)
    directory = decompress(container.get_stream_in_storage("VBA", "dir"))
    for module in parse_vba_project(container).modules:
        compiled = module.text_offset
        stream = container.get_stream_in_storage("VBA", module.stream_name)
        container.write_stream_in_storage("VBA", module.stream_name, stream[compiled:])
        record = _OFFSET + compiled.to_bytes(4, "little")
        directory = directory.replace(record, _OFFSET + bytes(4))
    container.write_stream_in_storage("VBA", "dir", compress(directory))
    container.write_stream_in_storage("VBA", "_VBA_PROJECT", _NO_CACHE)
    return container.to_bytes()


def _crlf(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\n", "\r\n")


def draw_macros(canvas: Canvas) -> None:
    """Put the VBA project, its texts and the buttons into a workbook whose sheets are drawn."""
    sheets = {str(sheet.name): sheet for sheet in canvas.book.worksheets()}
    project = vba_project(workbook_modules(), sheets=len(sheets), opening=this_workbook())
    _add_project(canvas.book, project)
    canvas.book.set_vba_name("ThisWorkbook")
    for number, sheet in enumerate(sheets.values(), start=1):
        sheet.set_vba_name(f"Sheet{number}")
    _write_texts(sheets[MANIFEST_SHEET])
    for bar in _bars(canvas):
        _draw_bar(sheets[bar.sheet], bar)


@dataclass(frozen=True, slots=True)
class _Bar:
    """Buttons on a sheet: from which column on, how many to a row, how wide.

    ``above`` are the points of what stands below them in the first row, which is made higher by
    them; ``None`` where they have room enough.
    """

    sheet: str
    column: int
    in_row: int
    buttons: tuple[Button, ...]
    width: int = _WIDE
    above: float | None = None


def _draw_bar(sheet: Worksheet, bar: _Bar) -> None:
    for index, button in enumerate(bar.buttons):
        row, position = divmod(index, bar.in_row)
        look: dict[str, Any] = {"macro": button.macro, "caption": button.label}
        look |= {"width": bar.width, "height": _HEIGHT}
        look["x_offset"] = _MARGIN + position * (bar.width + _MARGIN)
        look["y_offset"] = _MARGIN // 2 + row * (_HEIGHT + _MARGIN // 2)
        sheet.insert_button(0, bar.column, look)
    if bar.above is not None:
        rows = -(-len(bar.buttons) // bar.in_row)
        sheet.set_row(0, bar.above + (rows * (_HEIGHT + _MARGIN // 2) + _MARGIN) / _PIXELS)


def _add_project(book: xlsxwriter.Workbook, project: bytes) -> None:
    # XlsxWriter takes a stream here, though it says that it takes a path.
    book.add_vba_project(io.BytesIO(project), is_stream=True)  # type: ignore[arg-type]


def _bars(canvas: Canvas) -> Iterator[_Bar]:
    """Say where buttons stand: at the left, above what they serve, in rows that stay in sight.

    So they are within a small window whatever its zoom.
    """
    is_city = canvas.report.kind is ReportKind.CONSOLIDATED
    checking, city = buttons_of(Group.CHECK), buttons_of(Group.CITY)
    if is_city:
        if any(str(sheet.name) == OVERVIEW_SHEET for sheet in canvas.book.worksheets()):
            yield _Bar(OVERVIEW_SHEET, 4, 4, city)
        yield _Bar(SETTINGS_SHEET, 2, 4, city)
    others = buttons_of(Group.CITY if is_city else Group.FILE, Group.PUBLISH)
    yield _Bar(COVER_SHEET, 0, 5, (*checking, *others), above=0)
    for sheet in canvas.layout.sheets:
        above = NOTE_HEIGHT if sheet.grid is None else TITLE_ROW_HEIGHT
        traced = [each for each in city if is_city and each.word == "trace"]
        buttons = (*checking, *traced)
        yield _Bar(sheet.name, 0, len(buttons), buttons, _NARROW, above)
    # The titles of these are in the middle of very wide rows.
    yield _Bar(CHECK_SHEET, 0, 4, checking)
    if not is_city:
        signing = [each for each in buttons_of(Group.FILE) if each.word in ("sign", "submit")]
        yield _Bar(SIGNING_SHEET, 0, 4, tuple(signing))


def _write_texts(sheet: Worksheet) -> None:
    for row, (key, text) in enumerate(TEXTS.items(), start=TEXTS_ROW):
        sheet.write_string(row, 0, key)
        sheet.write_string(row, 1, text)


def _write_functions(sheet: Worksheet) -> None:
    """Write what the function wizard shows: a function a row, its arguments after it."""
    for row, function in enumerate(FUNCTIONS, start=FUNCTIONS_ROW):
        cells = (function.name, function.summary, *function.arguments.values())
        for column, text in enumerate(cells):
            sheet.write_string(row, column, text)


def with_ribbon(book: bytes, *, addin: bool = False) -> bytes:
    """Return a finished workbook with the ribbon tab, or made an add-in with one.

    XlsxWriter has no way to do either.
    """
    parts = parts_of(book)
    parts[RIBBON_PART] = ribbon().encode()
    parts["_rels/.rels"] = with_link_to_ribbon(parts["_rels/.rels"])
    if addin:
        types = parts["[Content_Types].xml"]
        parts["[Content_Types].xml"] = types.replace(_WORKBOOK_TYPE, _ADDIN_TYPE)
    return zipped(parts)


def write_addin(path: Path, python: Path) -> None:
    """Write the add-in, which gives the same buttons to workbooks without macros.

    :param python: the program that it starts.
    :raises CannotWrite: if the file cannot be written; an old one is left as it was.
    """
    with replacing(path) as temporary:
        temporary.write_bytes(addin_bytes(python))


def addin_bytes(python: Path) -> bytes:
    """Return the add-in.

    :param python: the program that it starts.  The add-in has no settings but this one, and it
        stands on its own sheet, where every character of a path can be written.
    """
    # Not into a file: XlsxWriter hides what the system says of a full disk.
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    made = datetime(2021, 1, 1, tzinfo=UTC)
    book.set_properties({"title": TAB, "created": made})
    sheet = book.add_worksheet(MANIFEST_SHEET)
    sheet.write_string(0, 0, PYTHON_KEY)
    sheet.write_string(0, 1, str(python))
    _write_texts(sheet)
    _write_functions(sheet)
    sheet.set_vba_name("Sheet1")
    opening = (workbook_folder() / "vba" / "ThisAddin.cls").read_text("ascii")
    _add_project(book, vba_project(addin_modules(), sheets=1, opening=opening))
    book.set_vba_name("ThisWorkbook")
    book.close()
    return with_ribbon(stream.getvalue(), addin=True)
