# ruff: noqa: N802 - the names are those of Excel
"""A stand-in for Excel under the real Windows engine of xlwings: what it is asked for, it records.

The modules of pywin32 are made up, and what they would reach is an object model over a closed
file.  It knows the members that xlwings and our own code use, and minds what Excel minds: on a
protected sheet nothing is changed, a cell is selected on the sheet in front only, a hidden sheet
does not come to the front.  :mod:`tests.excel.test_windows` holds every member that was asked for
against the published object model of Excel.
"""

from __future__ import annotations

import ctypes
import importlib
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any, ClassVar
from unittest.mock import patch

import xlwings as xw
from openpyxl.styles import Alignment, Border, Font, Protection, Side
from tests.support.made import open_closed

from xlreport.excel.engines import closed
from xlreport.excel.engines.parts import CellBlock

NO_COLOUR = -4142
"""``xlColorIndexNone``."""
LONGEST_ADDRESS = 255
"""Characters: Excel takes no longer name of cells."""
MIDDLE = 127
WINDOW = 4711
_ERRORS = {"#N/A": -2146826246, "#DIV/0!": -2146826281, "#VALUE!": -2146826273}
_PIXELS = 96 / 72
_ALIGNED = {-4108: "center", -4131: "left", -4160: "top"}
_KINDS = {1: "whole", 2: "decimal", 3: "list"}


class ComError(Exception):
    """``pywintypes.com_error``."""

    hresult = -2147352567


def taking(setter: Callable[..., None]) -> property:
    """Make a property that nobody asks for."""
    return property(None, setter)


class Com:
    """An object of Excel; members that begin with a capital are Excel's, and are recorded."""

    kind = ""
    asked: ClassVar[list[tuple[str, str, str, tuple[str, ...]]]] = []

    def __getattribute__(self, name: str) -> Any:
        if not name[0].isupper():
            return object.__getattribute__(self, name)
        value = object.__getattribute__(self, name)
        if callable(value) and not isinstance(value, Com):

            def call(*arguments: Any, **named: Any) -> Any:
                self.asked.append((self.kind, name, "call", tuple(named)))
                return value(*arguments, **named)

            return call
        self.asked.append((self.kind, name, "get", ()))
        return value

    def __setattr__(self, name: str, value: Any) -> None:
        if name[0].isupper():
            if not isinstance(getattr(type(self), name, None), property):
                raise AttributeError(f"{self.kind} has no {name} that can be set")
            self.asked.append((self.kind, name, "put", ()))
        object.__setattr__(self, name, value)


class Collection(Com):
    """Things by number, from 1, or by name."""

    def __init__(self, parent: Any, things: Any) -> None:
        self.parent, self.things = parent, things

    Count = property(lambda self: len(self.things()))
    Parent = property(lambda self: self.parent)
    Application = property(lambda self: self.parent.Application)

    def __call__(self, key: int | str) -> Any:
        self.asked.append((self.kind, "Item", "call", ()))
        things = self.things()
        found = things[key - 1 : key] if isinstance(key, int) else self._named(things, key)
        if not found:
            raise ComError(f"no {key} in {self.kind}")
        return found[0]

    @staticmethod
    def _named(things: list[Any], name: str) -> list[Any]:
        return [each for each in things if object.__getattribute__(each, "Name") == name]

    def __iter__(self) -> Iterator[Any]:
        for each in self.things():
            self.asked.append((self.kind, "Item", "call", ()))
            yield each


class Workbooks(Collection):
    """The open workbooks."""

    kind = "Workbooks"


class Worksheets(Collection):
    """The sheets."""

    kind = "Worksheets"


class Comments(Collection):
    """The notes of a sheet."""

    kind = "Comments"


class Application(Com):
    """Excel, with one workbook open."""

    kind = "Application"
    Hwnd = WINDOW
    ScreenUpdating = property(lambda s: s.shown, lambda s, v: object.__setattr__(s, "shown", v))
    StatusBar = property(lambda s: s.status, lambda s, v: object.__setattr__(s, "status", v))
    Workbooks = property(lambda self: Workbooks(self, lambda: [self.book]))
    ActiveWorkbook = property(lambda self: self.book)
    Application = property(lambda self: self)

    def __init__(self, path: Path) -> None:
        self.shown, self.status = True, False
        self.file: Any = open_closed(path).impl
        self.book = Workbook(self)

    @property
    def Selection(self) -> Range:
        sheet = self.file.sheets.active
        return Range(
            Worksheet(self.book, sheet.api), CellBlock.parse(self.file.app.selection.address)
        )


class Workbook(Com):
    """A workbook."""

    kind = "Workbook"
    Application = property(lambda self: self.app)
    Name = property(lambda self: self.app.file.name)
    FullName = property(lambda self: self.app.file.fullname)
    Path = property(lambda self: str(Path(self.app.file.fullname).parent))

    def __init__(self, app: Application) -> None:
        self.app = app

    @property
    def Worksheets(self) -> Worksheets:
        api = self.app.file.api
        return Worksheets(self, lambda: [Worksheet(self, each) for each in api.worksheets])


class Worksheet(Com):
    """A sheet."""

    kind = "Worksheet"
    Parent = property(lambda self: self.book)
    Application = property(lambda self: self.book.app)
    Name = property(lambda self: self.api.title)
    Visible = property(lambda self: -1 if self.api.sheet_state == "visible" else 0)
    ProtectContents = property(lambda self: bool(self.api.protection.sheet))
    ProtectDrawingObjects = property(lambda self: bool(self.api.protection.objects))
    ProtectScenarios = property(lambda self: bool(self.api.protection.scenarios))
    Protection = property(lambda self: WorksheetProtection(self.api.protection))

    def __init__(self, book: Workbook, api: Any) -> None:
        self.book, self.api = book, api
        self.sheet = closed.Sheet(book.app.file, api)

    @property
    def Comments(self) -> Comments:
        return Comments(self, lambda: [Comment(self, n._cell) for n in self.sheet.notes])

    @property
    def UsedRange(self) -> Range:
        return Range(self, self.sheet.used_range._block)

    def Activate(self) -> None:
        if self.api.sheet_state != "visible":
            raise ComError("a hidden sheet does not come to the front")
        self.sheet.activate()

    def Cells(self, row: int, column: int) -> Range:
        return Range(self, CellBlock(row, column))

    def Range(self, first: Any, last: Any = None) -> Range:
        if isinstance(first, str):
            if len(first) > LONGEST_ADDRESS:
                raise ComError("Method 'Range' of object '_Worksheet' failed")
            return Range(self, *map(CellBlock.parse, first.split(",")))
        one, other = first.block, (last or first).block
        return Range(self, CellBlock.between((one.row, one.column), (other.row, other.column)))

    def Unprotect(self, password: str = "") -> None:
        if self.api.protection.password and not password:
            raise ComError("the password is wrong")
        self.api.protection.sheet = False

    def Protect(self, **options: bool) -> None:
        protection = self.api.protection
        protection.sheet = options.pop("Contents")
        protection.objects = options.pop("DrawingObjects", False)
        protection.scenarios = options.pop("Scenarios", False)
        for name, allowed in options.items():
            setattr(protection, _attribute(name.removeprefix("Allow")), not allowed)


def _attribute(name: str) -> str:
    """Return openpyxl's word for what is allowed on a protected sheet."""
    words = {"Filtering": "autoFilter", "Sorting": "sort", "UsingPivotTables": "pivotTables"}
    words["InsertingHyperlinks"] = "insertHyperlinks"
    other = name.replace("Formatting", "format").replace("Inserting", "insert")
    return words.get(name, other.replace("Deleting", "delete"))


class WorksheetProtection(Com):
    """What is allowed on a protected sheet."""

    kind = "Protection"

    def __init__(self, protection: Any) -> None:
        self.protection = protection

    def __getattr__(self, name: str) -> bool:
        if not name.startswith("Allow"):
            raise AttributeError(name)
        self.asked.append((self.kind, name, "get", ()))
        return not getattr(self.protection, _attribute(name.removeprefix("Allow")))


class Comment(Com):
    """A note."""

    kind = "Comment"
    Parent = property(lambda self: self.sheet.Range(self.cell.coordinate))
    Shape = property(lambda self: Shape(self))  # noqa: PLW0108

    def __init__(self, sheet: Worksheet, cell: Any) -> None:
        self.sheet, self.cell = sheet, cell

    def Text(self) -> str:
        return str(self.cell.comment.text)

    def Delete(self) -> None:
        minded(self.sheet)
        self.cell.comment = None


class Shape(Com):
    """The box of a note, in points."""

    kind = "Shape"

    def __init__(self, comment: Comment) -> None:
        self.comment = comment

    def _sized(self, name: str, points: float) -> None:
        setattr(self.comment.cell.comment, name, round(points * _PIXELS))

    Width = taking(lambda self, points: self._sized("width", points))
    Height = taking(lambda self, points: self._sized("height", points))


def minded(sheet: Worksheet) -> None:
    """Refuse a change on a protected sheet."""
    if sheet.api.protection.sheet:
        raise ComError("the sheet is protected")


class Part(Com):
    """What of cells has members of its own: fill, font, borders."""

    def __init__(self, cells: Range) -> None:
        self.cells = cells


class Interior(Part):
    """The fill."""

    kind = "Interior"

    def _colours(self) -> set[tuple[int, int, int] | None]:
        return {each.color for each in self.cells.single()}

    @property
    def ColorIndex(self) -> int | None:
        indices = {NO_COLOUR if each is None else self.index_of(each) for each in self._colours()}
        return indices.pop() if len(indices) == 1 else None

    @staticmethod
    def index_of(colour: tuple[int, int, int]) -> int:
        """Many colours have one index: that of the nearest of 56; here, of eight."""
        return 1 + sum(2**bit for bit, part in enumerate(colour) if part > MIDDLE)

    @ColorIndex.setter
    def ColorIndex(self, index: int) -> None:
        minded(self.cells.sheet)
        assert index == NO_COLOUR
        for each in self.cells.single():
            each.color = None

    @property
    def Color(self) -> float:
        colours = self._colours()
        red, green, blue = (colours.pop() or (255, 255, 255)) if len(colours) == 1 else (0, 0, 0)
        return float(red | green << 8 | blue << 16)

    @Color.setter
    def Color(self, colour: int) -> None:
        minded(self.cells.sheet)
        for each in self.cells.single():
            each.color = int(colour)


class ComFont(Part):
    """The font."""

    kind = "Font"

    def _given(self, **what: Any) -> None:
        minded(self.cells.sheet)
        for cell in self.cells.every():
            have = {"name": cell.font.name, "size": cell.font.size, **what}
            cell.font = Font(**have)

    Name = taking(lambda self, name: self._given(name=name))
    Size = taking(lambda self, size: self._given(size=size))


class ComBorder(Part):
    """An edge."""

    kind = "Border"

    def _drawn(self, style: int) -> None:
        minded(self.cells.sheet)
        side = Side({1: "thin", -4142: None}[style])
        for cell in self.cells.every():
            cell.border = Border(side, side, side, side)

    LineStyle = taking(_drawn)


class Borders(Part):
    """The edges."""

    kind = "Borders"


class Validation(Part):
    """What may be typed."""

    kind = "Validation"

    def _all(self) -> list[Any]:
        rules = self.cells.sheet.api.data_validations.dataValidation
        first = self.cells.every()[0].coordinate
        return [rule for rule in rules if first in rule.sqref]

    @property
    def Type(self) -> int:
        covering = self._all()
        if not all(any(c.coordinate in r.sqref for r in covering) for c in self.cells.every()):
            raise ComError("no validation, or several")
        return next(number for number, kind in _KINDS.items() if kind == covering[0].type)

    def Delete(self) -> None:
        minded(self.cells.sheet)

    def Add(self, kind: int, alert: int, operator: int, least: str, most: str) -> None:
        from openpyxl.worksheet.datavalidation import DataValidation

        minded(self.cells.sheet)
        assert (alert, operator) == (1, 1)
        rule = DataValidation(type=_KINDS[kind], operator="between", formula1=least, formula2=most)
        rule.showErrorMessage = True
        rule.add(self.cells.range.get_address(False, False, False))
        self.cells.sheet.api.add_data_validation(rule)

    def _last(self, name: str, text: str) -> None:
        setattr(self._all()[-1], name, text)

    ErrorTitle = taking(lambda self, text: self._last("errorTitle", text))
    ErrorMessage = taking(lambda self, text: self._last("error", text))


class Range(Com):
    """Cells."""

    kind = "Range"
    Worksheet = property(lambda self: self.sheet)
    Row = property(lambda self: self.block.row)
    Column = property(lambda self: self.block.column)
    Rows = property(lambda self: Lines(self.block.height))
    Columns = property(lambda self: Lines(self.block.width))
    Count = property(lambda self: self.block.height * self.block.width)
    Address = property(lambda self: self.block.address())
    Interior = property(lambda self: Interior(self))  # noqa: PLW0108
    Font = property(lambda self: ComFont(self))  # noqa: PLW0108
    Validation = property(lambda self: Validation(self))  # noqa: PLW0108

    def __init__(self, sheet: Worksheet, block: CellBlock, *others: CellBlock) -> None:
        self.sheet, self.block = sheet, block
        self.range = closed.Range(sheet.sheet, block)
        self.ranges = [self.range, *(closed.Range(sheet.sheet, other) for other in others)]

    def __call__(self, row: int, column: int | None = None) -> Range:
        self.asked.append((self.kind, "Item", "call", ()))
        return Range(self.sheet, self.block.cell(row, column))

    def every(self) -> list[Any]:
        """The cells of the file."""
        return [cell for area in self.ranges for row in area.api for cell in row]

    def single(self) -> list[Any]:
        """The same, each as a range."""
        return [area(n + 1) for area in self.ranges for n in range(len(area))]

    def _scalar(self, rows: list[list[Any]]) -> Any:
        return rows[0][0] if len(self.range) == 1 else tuple(map(tuple, rows))

    @property
    def Value(self) -> Any:
        rows = self.range.raw_value
        return self._scalar([[_ERRORS.get(v, v) for v in row] for row in rows])

    @Value.setter
    def Value(self, values: Any) -> None:
        minded(self.sheet)
        rows = values if isinstance(values, list | tuple) else [[values]]
        assert not any(value is None for row in rows for value in row), "it would be Null"
        self.range.raw_value = [[None if v == "" else v for v in row] for row in rows]

    @property
    def Formula(self) -> Any:
        return self._scalar([["" if v is None else str(v) for v in r] for r in self.range.formula])

    @property
    def RowHeight(self) -> float:
        return self.range.row_height or 15.0

    @RowHeight.setter
    def RowHeight(self, points: float) -> None:
        minded(self.sheet)
        assert 0 <= points <= 409.5
        for area in self.ranges:
            area.row_height = points

    @property
    def Comment(self) -> Comment | None:
        return Comment(self.sheet, self.every()[0]) if self.every()[0].comment else None

    def AddComment(self, text: str) -> Comment:
        minded(self.sheet)
        self.range.add_note(text)
        self.every()[0].comment.width, self.every()[0].comment.height = 144, 79
        return Comment(self.sheet, self.every()[0])

    def ClearComments(self) -> None:
        minded(self.sheet)
        for cell in self.every():
            cell.comment = None

    def GetAddress(self, row: bool, column: bool, style: int, external: bool) -> str:
        assert (style, external) == (1, False)
        return self.block.address(row_absolute=row, column_absolute=column)

    def Select(self) -> None:
        if self.sheet.book.app.file.api.active is not self.sheet.api:
            raise ComError("Select method of Range class failed")
        self.range.select()

    def Borders(self, index: int) -> ComBorder:
        assert 7 <= index <= 12
        return ComBorder(self)

    @property
    def Locked(self) -> bool | None:
        states = {cell.protection.locked for cell in self.every()}
        return states.pop() if len(states) == 1 else None

    @Locked.setter
    def Locked(self, locked: bool) -> None:
        self._given("protection", lambda _: Protection(locked=locked))

    def _given(self, name: str, made: Any) -> None:
        minded(self.sheet)
        for cell in self.every():
            setattr(cell, name, made(cell))

    def _aligned(self, **what: Any) -> None:
        def made(cell: Any) -> Alignment:
            old = cell.alignment
            have = {
                "horizontal": old.horizontal,
                "vertical": old.vertical,
                "wrap_text": old.wrap_text,
            }
            return Alignment(**{**have, **what})

        self._given("alignment", made)

    NumberFormat = taking(lambda self, code: self._given("number_format", lambda _: code))
    WrapText = taking(lambda self, on: self._aligned(wrap_text=on))
    HorizontalAlignment = taking(lambda self, side: self._aligned(horizontal=_ALIGNED[side]))
    VerticalAlignment = taking(lambda self, side: self._aligned(vertical=_ALIGNED[side]))


class Lines(Com):
    """Rows or columns, of which only the number is asked."""

    kind = "Range"

    def __init__(self, count: int) -> None:
        self.count = count

    Count = property(lambda self: self.count)


# --- The modules of pywin32 -----------------------------------------------------------------------


def _modules() -> dict[str, ModuleType]:
    names = "pywintypes win32api win32con pythoncom win32com win32com.client win32gui "
    made = {name: ModuleType(name) for name in f"{names}win32process win32timezone".split()}

    class Never:
        """A class of pywin32 of which there is no object here."""

    given: dict[str, dict[str, Any]] = {
        "pywintypes": {"TimeType": Never, "com_error": ComError, "error": OSError, "IID": str},
        "pythoncom": {"__file__": None, "CoInitialize": lambda: None, "ole_error": ComError},
        "win32com.client": {
            **dict.fromkeys(("CDispatch", "CoClassBaseClass", "DispatchBaseClass"), Never),
            **dict.fromkeys(("Dispatch", "DispatchEx"), Never),
        },
        "win32process": {"GetWindowThreadProcessId": lambda _: (1, 1)},
    }
    for name, members in given.items():
        for member, value in members.items():
            setattr(made[name], member, value)
    made["win32com"].client = made["win32com.client"]  # type: ignore[attr-defined]
    made["win32com.client"].__dict__["gencache"] = None
    return made


class _Libraries:
    """``ctypes.oledll`` and the like: any function of any library, which does nothing."""

    def __getattr__(self, name: str) -> Any:
        return _Libraries()

    def __call__(self, *_: Any) -> Any:
        return _Libraries()


@contextmanager
def excel(path: Path) -> Iterator[tuple[xw.Book, Application]]:
    """Open a file in what stands for Excel, and give the workbook as xlwings has it."""
    with (
        patch.dict(sys.modules, _modules()),
        patch.object(ctypes, "oledll", _Libraries(), create=True),
        patch.object(ctypes, "windll", _Libraries(), create=True),
        patch.object(ctypes, "PyDLL", _Libraries()),
        patch("atexit.register", lambda function: function),
    ):
        sys.modules.pop("xlwings._xlwindows", None)
        engine = importlib.import_module("xlwings._xlwindows")
        program = Application(path)
        Com.asked.clear()
        yield xw.Book(impl=engine.Book(program.book)), program
    sys.modules.pop("xlwings._xlwindows", None)


@cache
def reference() -> SimpleNamespace:
    """Return the published object model of Excel: its types, and the values of its constants."""
    import json

    import pyvbaanalysis

    data = Path(pyvbaanalysis.__file__).with_name("data") / "excel_host_model.json"
    model = json.loads(data.read_text("utf-8"))
    return SimpleNamespace(**{name: model[name] for name in ("types", "constants")})
