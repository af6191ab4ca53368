"""Two files on the desktop of Windows on which reports and folders are dropped.

Who checks and rolls up for the first time needs no command line: see :mod:`.dropped`.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from xlreport.errors import UserError
from xlreport.files import replacing

SHORTCUTS = {"年报校验.cmd": "check", "年报汇总.cmd": "consolidate"}
"""The task of each, by its name."""
_TEXT = (
    "@echo off\r\n"
    "setlocal EnableExtensions DisableDelayedExpansion\r\n"
    'set "XLREPORT_PYTHON={python}"\r\n'
    "setlocal EnableDelayedExpansion\r\n"
    'set "XLREPORT_DROPPED=!cmdcmdline!"\r\n'
    '"!XLREPORT_PYTHON!" -P -m xlreport.excel.setup.dropped {task}\r\n'
    "exit\r\n"
)
_FOLDERS = r"Software\Microsoft\Windows\CurrentVersion\Explorer\User Shell Folders"


def desktop() -> Path | None:
    """Return the desktop of the user who runs this, ``None`` if this is not Windows."""
    if sys.platform != "win32":
        return None
    import winreg

    with suppress(OSError), winreg.OpenKey(winreg.HKEY_CURRENT_USER, _FOLDERS) as key:
        return Path(os.path.expandvars(str(winreg.QueryValueEx(key, "Desktop")[0])))
    return Path.home() / "Desktop"


def write_shortcuts(
    folder: Path, python: Path | None = None, encoding: str = "oem"
) -> Iterator[Path]:
    """Write the files, and yield each.

    :param python: the program that they start; without one, the one that runs this.
    :param encoding: that of the console, in which ``cmd.exe`` reads them.
    :raises UserError: if the program's path cannot be written in it.
    :raises CannotWrite: if a file cannot be written.
    """
    program = _named(str(python or sys.executable), os.environ.get("LOCALAPPDATA", ""))
    for name, task in SHORTCUTS.items():
        try:
            content = _TEXT.format(python=program, task=task).encode(encoding)
        except UnicodeEncodeError as error:
            raise UserError(
                f"Python 的路径“{program}”不能用本机的字符集写出，没有在桌面上放图标",
                "请把 Python 装到例如 C:\\xlreport 的文件夹后重试。",
            ) from error
        with replacing(folder / name) as temporary:
            temporary.write_bytes(content)
        yield folder / name


def _named(program: str, local: str) -> str:
    """Return a path as it stands in a script, whatever letters the name of the user has."""
    beside = program.removeprefix(f"{local}\\") if local else program
    escaped = beside.replace("%", "%%")
    return escaped if beside == program else f"%LOCALAPPDATA%\\{escaped}"


def remove_shortcuts(folder: Path) -> Iterator[Path]:
    """Remove the files, and yield each that was there.

    :raises OSError: if one cannot be removed.
    """
    for name in SHORTCUTS:
        if (folder / name).is_file():
            (folder / name).unlink()
            yield folder / name
