"""Lifting a sheet's protection while something is drawn on it.

xlwings has no word of its own for protection, so this module goes through ``Sheet.api``: the COM
object on Windows, the appscript object on macOS, the UNO sheet in LibreOffice.  A closed file
minds no protection.  The branch of macOS has never been run, that of Windows over a stand-in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Any

import xlwings as xw

from xlreport.errors import UserError
from xlreport.excel.hosts import Host, host_of

_ALLOWED = (
    "FormattingCells",
    "FormattingColumns",
    "FormattingRows",
    "InsertingColumns",
    "InsertingRows",
    "InsertingHyperlinks",
    "DeletingColumns",
    "DeletingRows",
    "Sorting",
    "Filtering",
    "UsingPivotTables",
)


class Locked(UserError):
    """A sheet is protected with a password; the message, in Chinese, says which."""


def unlocked(sheet: xw.Sheet) -> AbstractContextManager[None]:
    """Let a sheet be changed, and protect it afterwards as it was.

    :raises Locked: if it has a password.
    """
    return _UNLOCKING[host_of(sheet.book.app)](sheet)


def _locked(sheet: xw.Sheet) -> Locked:
    return Locked(f"工作表“{sheet.name}”设有保护密码，无法标注。请取消该表的密码后重试。")


@contextmanager
def _unlocked_office(sheet: xw.Sheet) -> Iterator[None]:
    protected = sheet.api.isProtected()
    if protected:
        sheet.api.unprotect("")
        if sheet.api.isProtected():
            raise _locked(sheet)
    try:
        yield
    finally:
        if protected:
            sheet.api.protect("")


@contextmanager
def _unlocked_windows(sheet: xw.Sheet) -> Iterator[None]:
    api = sheet.api
    protected = bool(api.ProtectContents)
    options: dict[str, Any] = {}
    if protected:
        options = {f"Allow{name}": getattr(api.Protection, f"Allow{name}") for name in _ALLOWED}
        options["DrawingObjects"] = bool(api.ProtectDrawingObjects)
        options["Scenarios"] = bool(api.ProtectScenarios)
        # With a wrong password Excel raises; an empty one keeps it from asking for it.
        try:
            api.Unprotect("")
        except Exception as error:
            raise _locked(sheet) from error
    try:
        yield
    finally:
        if protected:
            api.Protect(Contents=True, **options)


@contextmanager
def _unlocked_mac(sheet: xw.Sheet) -> Iterator[None]:
    api = sheet.api
    protected = bool(api.protect_contents.get())
    if protected:
        try:
            api.unprotect(password="")
        except Exception as error:
            raise _locked(sheet) from error
    try:
        yield
    finally:
        if protected:
            # What the template allows: appscript offers no way to ask.
            api.protect_worksheet(
                drawing_objects=True,
                worksheet_contents=True,
                scenarios=True,
                allow_formatting_columns=True,
                allow_formatting_rows=True,
                allow_filtering=True,
            )


_UNLOCKING: dict[Host, Callable[[xw.Sheet], AbstractContextManager[None]]] = {
    Host.CLOSED: lambda _: nullcontext(),
    Host.OFFICE: _unlocked_office,
    Host.WINDOWS: _unlocked_windows,
    Host.MAC: _unlocked_mac,
}
