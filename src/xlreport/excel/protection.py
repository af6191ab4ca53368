"""Lifting a sheet's protection while something is drawn on it.

xlwings has no word of its own for protection, so this module goes through ``Sheet.api``: the COM
object on Windows, the appscript object on macOS, the UNO sheet in LibreOffice.  A closed file
minds no protection.  The branch of macOS has never been run, that of Windows over a stand-in.
"""

from __future__ import annotations

from collections.abc import Callable

import xlwings as xw

from xlreport.errors import UserError
from xlreport.excel.hosts import Host

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


Restore = Callable[[], None]
"""Protects a sheet again as it was."""


def lift(sheet: xw.Sheet, host: Host) -> Restore:
    """Lift the protection of a sheet, and return what puts it back as it was.

    :param sheet: of the program ``host``.
    :raises Locked: if it has a password.
    """
    return _LIFTING[host](sheet)


def _nothing() -> None:
    """Protect nothing: the sheet was not protected, or there is no program to mind it."""


def _locked(sheet: xw.Sheet) -> Locked:
    return Locked(f"工作表“{sheet.name}”设有保护密码，无法标注。请取消该表的密码后重试。")


def _lift_office(sheet: xw.Sheet) -> Restore:
    api = sheet.api
    if not api.isProtected():
        return _nothing
    try:
        api.unprotect("")
    except Exception:  # noqa: BLE001 - of UNO; some releases raise, others do nothing
        raise _locked(sheet) from None
    if api.isProtected():
        raise _locked(sheet)
    return lambda: api.protect("")


def _lift_windows(sheet: xw.Sheet) -> Restore:
    api = sheet.api
    if not api.ProtectContents:
        return _nothing
    protection = api.Protection
    options = {f"Allow{name}": getattr(protection, f"Allow{name}") for name in _ALLOWED}
    options["DrawingObjects"] = bool(api.ProtectDrawingObjects)
    options["Scenarios"] = bool(api.ProtectScenarios)
    # With a wrong password Excel raises; without one it would ask for it.
    try:
        api.Unprotect("")
    except Exception as error:
        raise _locked(sheet) from error
    return lambda: api.Protect(Contents=True, **options)


def _lift_mac(sheet: xw.Sheet) -> Restore:
    api = sheet.api
    if not api.protect_contents.get():
        return _nothing
    try:
        api.unprotect(password="")
    except Exception as error:
        raise _locked(sheet) from error

    def restore() -> None:
        # What the template allows: appscript offers no way to ask.
        api.protect_worksheet(
            drawing_objects=True,
            worksheet_contents=True,
            scenarios=True,
            allow_formatting_columns=True,
            allow_formatting_rows=True,
            allow_filtering=True,
        )

    return restore


_LIFTING: dict[Host, Callable[[xw.Sheet], Restore]] = {
    Host.CLOSED: lambda _: _nothing,
    Host.OFFICE: _lift_office,
    Host.WINDOWS: _lift_windows,
    Host.MAC: _lift_mac,
}
