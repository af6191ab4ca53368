"""Which workbook a button was pressed in."""

from __future__ import annotations

import sys

import xlwings as xw

from xlreport.errors import UserError


class NoBook(UserError, LookupError):
    """No workbook is open, or the one that called cannot be found; the message is Chinese."""


def calling_book(name: str = "", window: str = "") -> xw.Book:
    """Return the workbook that called Python, or else the one in front.

    :param name: the workbook, and ``window`` the number of the window of its Excel; without them,
        what ``--wb=`` and ``--hwnd=`` say on the command line.
    :raises NoBook: if there is none.
    """
    options = [a.removeprefix("--") for a in sys.argv if a.startswith("--") and "=" in a]
    given = dict(option.split("=", 1) for option in options)
    name, window = name or given.get("wb", "").strip(), window or given.get("hwnd", "").strip()
    try:
        apps = [app for app in xw.apps if not window or str(app.hwnd) == window]
        for app in apps:
            for book in app.books:
                if name and book.name.lower() == name.lower():
                    return book
        if not name and apps:
            return xw.books.active
    except xw.XlwingsError as error:
        raise NoBook("没有连上 Excel：请先打开要校验的工作簿。") from error
    raise NoBook(f"在 Excel 中没有找到工作簿“{name}”。" if name else "请先打开要校验的工作簿。")
