"""What may be wrong with an installation, and how to mend it; nothing is changed."""

from __future__ import annotations

import locale
import platform
import struct
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from xlreport.excel.setup.extension import InstallFailed, is_installed, unopkg
from xlreport.excel.setup.install import script_bytes
from xlreport.excel.setup.places import ExcelPlaces, excel_places

_AGAIN = "请运行 xlreport excel install。"


@dataclass(frozen=True, slots=True)
class HealthCheck:
    """One thing looked at: what it is, whether it is well, and if not what to do."""

    what: str
    ok: bool
    advice: str = ""


def examine() -> list[HealthCheck]:
    """Look at everything that the buttons need on this computer."""
    places = excel_places()
    found = list(examine_python())
    if places is not None:
        found += examine_excel(places)
    found += examine_office()
    return found


def examine_python(
    python: Path | None = None, *, windows: bool | None = None
) -> Iterator[HealthCheck]:
    """Look at Python and its libraries.

    :param python: the program; without one, the one that runs this.
    :param windows: whether it is one for Windows; without it, whether this is.
    """
    import xlwings

    program = python or Path(sys.executable)
    bits = struct.calcsize("P") * 8
    version = platform.python_version()
    yield HealthCheck(f"Python {version}（{bits} 位），位于 {program}", sys.version_info >= (3, 11))
    yield HealthCheck(
        f"xlwings {xlwings.__version__}，只用其免费部分",
        not xlwings.__pro__,
        "请清除环境变量 XLWINGS_LICENSE_KEY：本系统不用 xlwings PRO。",
    )
    if sys.platform == "win32" if windows is None else windows:
        yield from _examine_library(program, locale.getpreferredencoding(do_setlocale=False))


def _examine_library(python: Path, code_page: str) -> Iterator[HealthCheck]:
    """Look for what starts Python from Excel, where the add-in looks for it."""
    import xlwings

    try:
        str(python).encode(code_page)
        writable = True
    except UnicodeEncodeError:
        writable = False
    yield HealthCheck(
        "Python 的路径能用本机的字符集写出",
        writable,
        "Excel 启动不了这个路径上的程序：请把 Python 装到例如 C:\\xlreport 的文件夹。",
    )
    folders = (python.parent, python.parent.parent)
    for excel in (64, 32):
        name = f"xlwings{excel}-{xlwings.__version__}.dll"
        yield HealthCheck(
            f"{excel} 位 Excel 要用的 {name}",
            any((folder / name).is_file() for folder in folders),
            f"应在 {folders[0]} 或 {folders[1]}。"
            f"请重新安装：pip install --force-reinstall xlwings=={xlwings.__version__}",
        )


def examine_excel(places: ExcelPlaces, python: Path | None = None) -> Iterator[HealthCheck]:
    """Look at the add-in, at what it says of Python, and whether Windows blocks it."""
    from xlreport.template.macros import addin_bytes

    here = places.addin.is_file()
    yield HealthCheck(f"加载项 {places.addin}", here, _AGAIN)
    if here:
        ours = addin_bytes(python or Path(sys.executable))
        yield HealthCheck(
            "加载项与现在的程序同一版本、同一位置", places.addin.read_bytes() == ours, _AGAIN
        )
        yield HealthCheck(
            "加载项没有被系统锁定",
            not _is_blocked(places.addin),
            "右键点这个文件，选“属性”，勾选“解除锁定”。",
        )
    if places.script is not None:
        there = places.script.is_file() and places.script.read_bytes() == script_bytes()
        yield HealthCheck(f"脚本 {places.script}", there, _AGAIN)


def _is_blocked(path: Path) -> bool:
    """Say whether Windows remembers that a file came from elsewhere."""
    if sys.platform != "win32":
        return False
    return Path(f"{path}:Zone.Identifier").exists()


def examine_office(
    profile: Path | None = None, *, user: str | None = None
) -> Iterator[HealthCheck]:
    """Look at the extension for LibreOffice, if there is a LibreOffice."""
    if unopkg() is None:
        return
    try:
        installed, advice = is_installed(profile, user=user), f"请先关闭 LibreOffice。{_AGAIN}"
    except InstallFailed as error:
        installed, advice = False, str(error)
    yield HealthCheck("LibreOffice 的校验扩展", installed, advice)
