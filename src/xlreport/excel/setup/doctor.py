"""What may be wrong with an installation, and how to mend it; nothing is changed."""

from __future__ import annotations

import csv
import platform
import struct
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from xlreport.excel.setup.extension import InstallFailed, is_installed, unopkg
from xlreport.excel.setup.install import settings_of
from xlreport.excel.setup.places import ExcelPlaces, excel_places

_AGAIN = "请运行 xlreport excel install。"


@dataclass(frozen=True, slots=True)
class Symptom:
    """One thing looked at: what it is, whether it is well, and if not what to do."""

    what: str
    well: bool
    advice: str = ""


def examine() -> list[Symptom]:
    """Look at everything that the buttons need on this computer."""
    places = excel_places()
    found = list(examine_python())
    if places is not None:
        found += examine_excel(places)
    found += examine_office()
    return found


def examine_python(prefix: Path | None = None) -> Iterator[Symptom]:
    """Look at Python and its libraries.

    :param prefix: the folder of Python; without one, that of the Python that runs this.
    """
    import xlwings

    folder = prefix or Path(sys.prefix)
    bits = struct.calcsize("P") * 8
    version = platform.python_version()
    yield Symptom(f"Python {version}（{bits} 位），位于 {folder}", sys.version_info >= (3, 11))
    yield Symptom(
        "Python 的路径只含英文字母、数字和符号",
        str(folder).isascii(),
        "Excel 的宏读不了含中文的路径：请把 Python 装到例如 C:\\xlreport 的文件夹。",
    )
    yield Symptom(
        f"xlwings {xlwings.__version__}，只用其免费部分",
        not xlwings.__pro__,
        "请清除环境变量 XLWINGS_LICENSE_KEY：本系统不用 xlwings PRO。",
    )
    if sys.platform == "win32":
        name = f"xlwings{bits}-{xlwings.__version__}.dll"
        yield Symptom(
            f"工作表函数要用的 {name}",
            (folder / name).exists() or (Path(sys.base_prefix) / name).exists(),
            f"请重新安装：pip install --force-reinstall xlwings=={xlwings.__version__}",
        )


def examine_excel(places: ExcelPlaces, interpreter: Path | None = None) -> Iterator[Symptom]:
    """Look at the add-in, its settings, and whether Windows blocks it."""
    from xlreport.template.macros import addin_bytes

    here = places.addin.is_file()
    yield Symptom(f"加载项 {places.addin}", here, _AGAIN)
    if here:
        yield Symptom(
            "加载项与现在的程序同一版本", places.addin.read_bytes() == addin_bytes(), _AGAIN
        )
        yield Symptom(
            "加载项没有被系统锁定",
            not _is_blocked(places.addin),
            "右键点这个文件，选“属性”，勾选“解除锁定”。",
        )
    yield from _examine_settings(places, interpreter or Path(sys.executable))
    if places.script is not None:
        yield Symptom(f"脚本 {places.script}", places.script.is_file(), _AGAIN)


def _examine_settings(places: ExcelPlaces, interpreter: Path) -> Iterator[Symptom]:
    if not places.settings.is_file():
        yield Symptom(f"设置 {places.settings}", False, _AGAIN)
        return
    with places.settings.open(encoding="utf-8", newline="") as lines:
        stated = {row[0]: row[1] for row in csv.reader(lines) if len(row) == 2}
    for key, value in settings_of(places, interpreter).items():
        is_so = stated.get(key, "")
        what = f"设置 {key} = {is_so or '（没有）'}"
        yield Symptom(what, is_so == value, f"应为 {value}。{_AGAIN}")
    python = stated.get(places.interpreter_key, "")
    yield Symptom(f"设置中的 Python：{python}", bool(python) and Path(python).is_file(), _AGAIN)


def _is_blocked(path: Path) -> bool:
    """Say whether Windows remembers that a file came from elsewhere."""
    if sys.platform != "win32":
        return False
    return Path(f"{path}:Zone.Identifier").exists()


def examine_office(profile: Path | None = None, *, user: str | None = None) -> Iterator[Symptom]:
    """Look at the extension for LibreOffice, if there is a LibreOffice."""
    if unopkg() is None:
        return
    try:
        installed, advice = is_installed(profile, user=user), f"请先关闭 LibreOffice。{_AGAIN}"
    except InstallFailed as error:
        installed, advice = False, str(error)
    yield Symptom("LibreOffice 的校验扩展", installed, advice)
