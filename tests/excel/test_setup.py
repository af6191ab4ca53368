"""Installing, removing and examining, on made-up profiles and on LibreOffice itself."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

import pytest
import xlwings as xw
from tests.excel.desk import install, write_profile

from xlreport.cli import run
from xlreport.errors import UserError
from xlreport.excel.setup.doctor import HealthCheck, examine_excel, examine_office, examine_python
from xlreport.excel.setup.extension import remove_extension, write_extension
from xlreport.excel.setup.install import (
    ExcelPlaces,
    install_addin,
    mac_places,
    uninstall_addin,
    windows_places,
)
from xlreport.excel.setup.shortcuts import remove_shortcuts, write_shortcuts


@pytest.fixture(params=["windows", "mac"])
def places(request: pytest.FixtureRequest, tmp_path: Path) -> ExcelPlaces:
    """The places of a user whose home is an empty folder with a Chinese name."""
    home = tmp_path / "张 三"
    if request.param == "mac":
        return mac_places(home)
    environment = {"APPDATA": str(home / "AppData" / "Roaming"), "USERPROFILE": str(home)}
    return windows_places(environment)


def test_what_is_installed_is_found_well(places: ExcelPlaces) -> None:
    written = list(install_addin(places))
    assert all(path.is_file() for path in written)
    assert all(check.ok for check in examine_excel(places))


def test_the_settings_of_an_earlier_version_go(places: ExcelPlaces) -> None:
    places.settings.parent.mkdir(parents=True)
    places.settings.write_text('"INTERPRETER_WIN","C:/Python/python.exe"')
    list(install_addin(places))
    assert not places.settings.exists()


def test_what_is_removed_is_gone(places: ExcelPlaces) -> None:
    list(install_addin(places))
    written = [path for path in (places.addin, places.script) if path]
    assert list(uninstall_addin(places)) == written
    assert not any(path.exists() for path in written)
    assert list(uninstall_addin(places)) == []


def test_nothing_installed_is_said_with_what_to_do(places: ExcelPlaces) -> None:
    bad = [check for check in examine_excel(places) if not check.ok]
    assert bad
    assert all("xlreport excel install" in check.advice for check in bad)


def test_an_old_addin_and_a_python_that_moved_are_noticed(places: ExcelPlaces) -> None:
    list(install_addin(places))
    elsewhere = Path("/elsewhere/python")
    assert _bad(examine_excel(places, elsewhere)) == {"加载项与现在的程序同一版本、同一位置"}
    places.addin.write_bytes(b"an older one")
    assert _bad(examine_excel(places)) == {"加载项与现在的程序同一版本、同一位置"}


def _bad(checks: Iterable[HealthCheck]) -> set[str]:
    return {check.what for check in checks if not check.ok}


@pytest.mark.parametrize(
    ("where", "well"), [("Scripts", True), (".", True), ("../base", False), (None, False)]
)
def test_the_library_is_looked_for_where_the_addin_looks(
    where: str | None, well: bool, tmp_path: Path
) -> None:
    python = tmp_path / "venv" / "Scripts" / "python.exe"
    python.parent.mkdir(parents=True)
    if where is not None:
        folder = tmp_path / "venv" / where
        folder.mkdir(exist_ok=True)
        for bits in (32, 64):
            (folder / f"xlwings{bits}-{xw.__version__}.dll").touch()
    assert (_bad(examine_python(python, windows=True)) == set()) is well


@pytest.mark.parametrize(
    ("folder", "well"), [("张三", True), ("㐂𠮷", False)], ids=["in the code page", "not in it"]
)
def test_a_python_that_excel_cannot_name_is_noticed(
    folder: str, well: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("locale.getencoding", lambda: "cp936")
    bad = _bad(examine_python(tmp_path / folder / "python.exe", windows=True))
    assert ("Python 的路径能用本机的字符集写出" not in bad) is well


def test_who_has_the_kit_is_told_what_to_click_and_no_command(
    places: ExcelPlaces, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """There is no command line in the kit, and no pip."""
    monkeypatch.setattr("locale.getencoding", lambda: "cp936")
    python = tmp_path / "㐂𠮷" / "program" / "python.exe"
    python.parent.mkdir(parents=True)
    python.with_name("python312._pth").touch()
    checks = [*examine_python(python, windows=True), *examine_excel(places, python)]
    bad = {check.what: check.advice for check in checks if not check.ok}
    assert len(bad) == 4 + (places.script is not None)
    for advice in bad.values():
        assert "pip" not in advice
        assert "xlreport excel" not in advice
        assert "“安装”" in advice or "另一个 Windows 用户" in advice


def test_the_extension_is_the_same_each_time(tmp_path: Path) -> None:
    write_extension(tmp_path / "a.oxt")
    write_extension(tmp_path / "b.oxt")
    assert (tmp_path / "a.oxt").read_bytes() == (tmp_path / "b.oxt").read_bytes()


@pytest.mark.whole
def test_the_command_explains_itself(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["excel", "--help"]) == 0
    said = capsys.readouterr().out
    for name in ("install", "uninstall", "doctor", "check"):
        assert name in said


@pytest.mark.parametrize("how", ["debian", "bundled"])
def test_another_python_in_libreoffice_is_noticed(
    how: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The button would say so, too, but only when it is clicked."""
    if how == "bundled":
        (tmp_path / "python-core-3.8.10").mkdir()
    else:
        (tmp_path / "libpyuno.so").write_bytes(b"\x7fELF\0libpython3.8.so.1.0\0")
    monkeypatch.setattr("shutil.which", lambda name: str(tmp_path / name))
    for name in ("soffice", "unopkg"):
        (tmp_path / name).write_text(
            "#!/bin/sh\necho ERROR: Cannot run unopkg as root >&2\nexit 1\n"
        )
        (tmp_path / name).chmod(0o755)
    first, second = examine_office()
    assert not first.ok
    assert "3.8 版" in first.what
    assert "请用 Python 3.8 重新安装" in first.advice
    assert not second.ok
    assert "平时登录的用户" in second.advice


@pytest.mark.office
@pytest.mark.slow
def test_libreoffice_takes_the_extension_in_and_gives_it_back(tmp_path: Path) -> None:
    profile = tmp_path / "profile"
    user = "daemon" if os.geteuid() == 0 else None
    write_profile(profile)
    assert [check.ok for check in examine_office(profile, user=user)] == [True, True]
    install(profile)
    assert [check.ok for check in examine_office(profile, user=user)] == [True, True]
    remove_extension(profile, user=user)
    assert [check.ok for check in examine_office(profile, user=user)] == [True, False]


def test_the_files_on_the_desktop_start_this_python(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    python = Path("C:/100%程序/python.exe")
    written = list(write_shortcuts(tmp_path, python, "gb18030"))
    assert [path.name for path in written] == ["年报校验.cmd", "年报汇总.cmd"]
    text = written[1].read_bytes().decode("gb18030")
    assert "100%%程序" in text
    assert "dropped consolidate\r\n" in text
    assert "!cmdcmdline!" in text
    with pytest.raises(UserError, match="字符集"):
        list(write_shortcuts(tmp_path, python, "cp437"))
    monkeypatch.setenv("LOCALAPPDATA", r"C:\Users\㐂\AppData\Local")
    inside = Path(r"C:\Users\㐂\AppData\Local\xlreport\program\python.exe")
    written = list(write_shortcuts(tmp_path, inside, "cp437"))
    text = written[0].read_bytes().decode("ascii")
    assert r'"XLREPORT_PYTHON=%LOCALAPPDATA%\xlreport\program\python.exe"' in text
    assert list(remove_shortcuts(tmp_path)) == written
    assert not any(path.exists() for path in written)
