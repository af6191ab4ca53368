"""What may be wrong with an installation, and how to mend it; nothing is changed."""

from __future__ import annotations

import locale
import platform
import struct
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from xlreport.excel.setup.extension import InstallFailed, is_installed, office_python, unopkg
from xlreport.excel.setup.install import ExcelPlaces, excel_places, script_bytes


def is_kit(python: Path) -> bool:
    """Say whether a Python is that of the kit, in which nobody types commands."""
    return any(python.parent.glob("python*._pth"))


def _again(python: Path) -> str:
    """Return how to install once more."""
    if is_kit(python):
        return "请关闭 Excel，双击离线文件夹里的“安装”。"
    return "请运行 xlreport excel install。"


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
        yield from _examine_library(program, locale.getencoding())


_OTHER_FOLDER = "Excel 启动不了这个路径上的程序：请把 Python 装到例如 C:\\xlreport 的文件夹。"
_OTHER_USER = (
    "Excel 启动不了这个路径上的程序：请用另一个 Windows 用户安装，用户名只用英文字母或常用字。"
    "现在这个用户可以把报表拖到“校验”“汇总”上。"
)


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
        _OTHER_USER if is_kit(python) else _OTHER_FOLDER,
    )
    folders = (python.parent, python.parent.parent)
    for excel in (64, 32):
        name = f"xlwings{excel}-{xlwings.__version__}.dll"
        yield HealthCheck(
            f"{excel} 位 Excel 要用的 {name}",
            any((folder / name).is_file() for folder in folders),
            f"应在 {folders[0]} 或 {folders[1]}。"
            + (
                _again(python)
                if is_kit(python)
                else f"请重新安装：pip install --force-reinstall xlwings=={xlwings.__version__}"
            ),
        )


def examine_excel(places: ExcelPlaces, python: Path | None = None) -> Iterator[HealthCheck]:
    """Look at the add-in, at what it says of Python, and whether Windows blocks it."""
    from xlreport.template.macros import addin_bytes

    program = python or Path(sys.executable)
    again = _again(program)
    here = places.addin.is_file()
    yield HealthCheck(f"加载项 {places.addin}", here, again)
    if here:
        ours = addin_bytes(program)
        yield HealthCheck(
            "加载项与现在的程序同一版本、同一位置", places.addin.read_bytes() == ours, again
        )
        yield HealthCheck(
            "加载项没有被系统锁定",
            # Windows remembers that a file came from elsewhere.
            sys.platform != "win32" or not Path(f"{places.addin}:Zone.Identifier").exists(),
            "右键点这个文件，选“属性”，勾选“解除锁定”。",
        )
    if places.script is not None:
        there = places.script.is_file() and places.script.read_bytes() == script_bytes()
        yield HealthCheck(f"脚本 {places.script}", there, again)


def examine_office(
    profile: Path | None = None, *, user: str | None = None
) -> Iterator[HealthCheck]:
    """Look at the extension for LibreOffice, if there is a LibreOffice."""
    if unopkg() is None:
        return
    ours, theirs = "{}.{}".format(*sys.version_info[:2]), office_python()
    if theirs is not None:
        yield HealthCheck(
            f"LibreOffice 用的 Python 是 {theirs} 版",
            theirs == ours,
            f"现在的程序装在 {ours} 版上，按钮用不了：请用 Python {theirs} 重新安装 xlreport，"
            "再运行 xlreport excel install。",
        )
    try:
        installed, advice = (
            is_installed(profile, user=user),
            f"请先关闭 LibreOffice。{_again(Path(sys.executable))}",
        )
    except InstallFailed as error:
        installed, advice = False, str(error)
    yield HealthCheck("LibreOffice 的校验扩展", installed, advice)
