"""An xlwings engine for LibreOffice Calc over UNO.

It runs inside LibreOffice's own Python (a macro hands over its component context) or outside,
over a pipe on which LibreOffice listens.  LibreOffice 7.4 has been driven with it.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import xlwings as xw
from xlwings import base_classes

from xlreport.errors import UserError
from xlreport.excel.engines.blocks import BlockApp, BlockBook, Named
from xlreport.excel.engines.office_sheets import Range, Sheet, Sheets
from xlreport.excel.engines.office_waiting import OfficeWaiting
from xlreport.excel.engines.parts import (
    CellBlock,
    Unsupported,
    ValueCleaning,
)

_UNDO = "政府信息公开年报"
"""What the list of steps to undo calls a click."""
_FILTERS = {
    ".xlsx": "Calc MS Excel 2007 XML",
    ".xlsm": "Calc MS Excel 2007 VBA XML",
    ".ods": "calc8",
}


_AS_SET = 3
"""com.sun.star.document.MacroExecMode.USE_CONFIG"""


class NoOffice(UserError, ConnectionError):
    """No LibreOffice listens, or none of its windows shows a spreadsheet."""


def active_book(context: Any) -> xw.Book:
    """Return the spreadsheet in front.

    :param context: a UNO component context.
    :raises NoOffice: if there is none.
    """
    book = App(context).books.active
    if book is None:
        raise NoOffice("LibreOffice 中没有打开的电子表格。")
    return xw.Book(impl=book)


def connect(pipe: str) -> Any:
    """Return the component context of a LibreOffice that listens on a named pipe.

    :raises NoOffice: if Python's UNO bridge is missing, or nobody listens.
    """
    try:
        import uno
    except ImportError as error:
        raise NoOffice(
            "这个 Python 没有 UNO 组件（在 Debian、统信、麒麟等系统上的包名是 python3-uno）。"
        ) from error
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext(
        "com.sun.star.bridge.UnoUrlResolver", local
    )
    try:
        return resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
    except uno.getClass("com.sun.star.uno.Exception") as error:
        raise NoOffice(
            "没有连上 LibreOffice：请先打开工作簿；"
            "如果已经打开，请运行 xlreport excel install 后重新启动 LibreOffice。"
        ) from error


class Engine(ValueCleaning):
    """The engine, as xlwings wants to see it."""

    name, type = "libreoffice", "desktop"


class App(BlockApp):
    """A running LibreOffice."""

    engine = Engine()
    pid, visible, display_alerts = 1, True, True

    def __init__(self, context: Any) -> None:
        self._context = context
        self._locked: Any = None
        self.books = Books(self)

    def create(self, service: str) -> Any:
        """Make a UNO service."""
        return self._context.ServiceManager.createInstanceWithContext(service, self._context)

    @property
    def api(self) -> Any:
        """The desktop."""
        return self.create("com.sun.star.frame.Desktop")

    @property
    def screen_updating(self) -> bool:
        """Whether the window shows what is being changed.

        What is changed while it does not is undone in one step.
        """
        return self._locked is None

    @screen_updating.setter
    def screen_updating(self, shown: bool) -> None:
        if shown and self._locked is not None:
            self._locked.unlockControllers()
            self._locked.UndoManager.leaveUndoContext()
            self._locked = None
        elif not shown and self._locked is None and (book := self.books.active):
            self._locked = book.api
            self._locked.UndoManager.enterUndoContext(_UNDO)
            self._locked.lockControllers()

    @property
    def status_bar(self) -> bool:
        """Reading the status bar is not offered; this is always ``False``."""
        return False

    @status_bar.setter
    def status_bar(self, text: str | bool) -> None:
        book = self.books.active
        if book is None or book.api.CurrentController is None:
            return
        indicator = book.api.CurrentController.StatusIndicator
        indicator.end()
        if text:
            indicator.start(str(text), 0)

    def waiting(self, title: str, doing: str) -> OfficeWaiting:
        """Return a window that shows how far a command is, with a button to stop it."""
        book = self.books.active
        parent = book.api.CurrentController.Frame.ContainerWindow if book else None
        return OfficeWaiting(self.create, parent, title, doing)

    def alert(
        self, prompt: str, title: str | None, buttons: str, mode: str | None, callback: object
    ) -> str:
        """Show a message until it is answered."""
        if buttons not in ("ok", "yes_no") or callback is not None:
            raise Unsupported(f"alert with {buttons}")
        import uno

        book = self.books.active
        window = book.api.CurrentController.Frame.ContainerWindow if book else None
        kind = {"critical": "ERRORBOX", "info": "INFOBOX"}.get(mode or "info", "MESSAGEBOX")
        if buttons == "yes_no":
            kind = "QUERYBOX"
        box = self.create("com.sun.star.awt.Toolkit").createMessageBox(
            window,
            uno.Enum("com.sun.star.awt.MessageBoxType", kind),
            3 if buttons == "yes_no" else 1,
            title or "",
            prompt,
        )
        answer = box.execute()
        box.dispose()
        return {2: "yes", 3: "no"}.get(answer, "ok") if buttons == "yes_no" else "ok"


class Books(Named, base_classes.Books):
    """The open spreadsheets."""

    app: Any = None

    def __init__(self, app: App) -> None:
        self.app = app

    def _documents(self) -> Iterator[Any]:
        components = self.app.api.Components.createEnumeration()
        while components.hasMoreElements():
            document = components.nextElement()
            if hasattr(document, "Sheets"):
                yield document

    @property
    def active(self) -> Book | None:
        """The spreadsheet in front, or the only one."""
        current = self.app.api.CurrentComponent
        if current is not None and hasattr(current, "Sheets"):
            return Book(self.app, current)
        documents = list(self._documents())
        return Book(self.app, documents[0]) if len(documents) == 1 else None

    def open(self, fullname: str, *_: object) -> Book:
        """Open a file in a window."""
        import uno

        url = uno.systemPathToFileUrl(str(Path(fullname).resolve()))
        # A file that a program opens has no macros, unless the settings are asked.
        option = uno.createUnoStruct("com.sun.star.beans.PropertyValue")
        option.Name, option.Value = "MacroExecutionMode", _AS_SET
        return Book(self.app, self.app.api.loadComponentFromURL(url, "_blank", 0, (option,)))

    def __iter__(self) -> Iterator[Book]:
        return (Book(self.app, document) for document in self._documents())


class Book(BlockBook):
    """A spreadsheet document."""

    @property
    def fullname(self) -> str:
        """The path of the file, or the title of a document that was never saved."""
        import uno

        url = self.api.URL
        if not url.startswith("file:"):
            return unquote(url) or str(self.api.Title)
        return str(uno.fileUrlToSystemPath(url))

    def selected(self) -> Range | None:
        """Return the cells that are selected."""
        selected = self.api.CurrentSelection
        if not hasattr(selected, "RangeAddress"):
            return None
        address = selected.RangeAddress
        block = CellBlock.between(
            (address.StartRow + 1, address.StartColumn + 1),
            (address.EndRow + 1, address.EndColumn + 1),
        )
        return Range(Sheet(self, selected.Spreadsheet), block)

    def activate(self) -> None:
        """Bring the window to the front."""
        self.api.CurrentController.Frame.activate()

    def save(self, path: str | None = None, password: str | None = None) -> None:
        """Save, under another name if one is given, as the kind of file that its ending says."""
        if password:
            raise Unsupported("a password")
        if path is None:
            self.api.store()
            return
        import uno

        option = uno.createUnoStruct("com.sun.star.beans.PropertyValue")
        option.Name, option.Value = "FilterName", _FILTERS[Path(path).suffix.lower()]
        self.api.storeAsURL(uno.systemPathToFileUrl(str(Path(path).resolve())), (option,))

    def close(self) -> None:
        """Close without saving."""
        self.api.close(True)


Book.sheets_type = Sheets
