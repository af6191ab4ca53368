"""Installing, removing and examining, on made-up profiles and on LibreOffice itself."""

from __future__ import annotations

import csv
import os
import sys
from pathlib import Path

import pytest
from tests.excel.desk import install, write_profile

from xlreport.cli import run
from xlreport.excel.setup.doctor import examine_excel, examine_office, examine_python
from xlreport.excel.setup.extension import remove_extension, write_extension
from xlreport.excel.setup.install import install_addin, uninstall_addin
from xlreport.excel.setup.places import ExcelPlaces, mac_places, windows_places


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
    assert all(symptom.well for symptom in examine_excel(places))


def test_the_settings_keep_the_workbooks_folder_off_the_path(places: ExcelPlaces) -> None:
    list(install_addin(places))
    with places.settings.open(encoding="utf-8", newline="") as lines:
        settings = dict(csv.reader(lines))
    assert settings["ADD_WORKBOOK_TO_PYTHONPATH"] == "false"
    assert settings[places.interpreter_key] == sys.executable
    assert settings["UDF MODULES"] == "xlreport.excel.udf"


def test_what_is_removed_is_gone(places: ExcelPlaces) -> None:
    list(install_addin(places))
    assert list(uninstall_addin(places)) == [places.addin, places.settings]
    assert not places.addin.exists()
    assert not places.settings.exists()
    assert list(uninstall_addin(places)) == []


def test_nothing_installed_is_said_with_what_to_do(places: ExcelPlaces) -> None:
    bad = [symptom for symptom in examine_excel(places) if not symptom.well]
    assert bad
    assert all("xlreport excel install" in symptom.advice for symptom in bad)


def test_an_old_addin_and_a_wrong_setting_are_noticed(places: ExcelPlaces) -> None:
    list(install_addin(places))
    places.addin.write_bytes(b"an older one")
    text = places.settings.read_text("utf-8")
    places.settings.write_text(text.replace('PYTHONPATH","false"', 'PYTHONPATH","true"'), "utf-8")
    bad = {symptom.what for symptom in examine_excel(places) if not symptom.well}
    assert "加载项与现在的程序同一版本" in bad
    assert "设置 ADD_WORKBOOK_TO_PYTHONPATH = true" in bad


def test_a_python_with_a_chinese_path_is_noticed(tmp_path: Path) -> None:
    symptoms = {symptom.what: symptom for symptom in examine_python(tmp_path / "程序")}
    assert not symptoms["Python 的路径只含英文字母、数字和符号"].well


def test_the_extension_is_the_same_each_time(tmp_path: Path) -> None:
    write_extension(tmp_path / "a.oxt")
    write_extension(tmp_path / "b.oxt")
    assert (tmp_path / "a.oxt").read_bytes() == (tmp_path / "b.oxt").read_bytes()


def test_the_command_explains_itself(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["excel", "--help"]) == 0
    said = capsys.readouterr().out
    for name in ("install", "uninstall", "doctor", "check"):
        assert name in said


@pytest.mark.office
@pytest.mark.slow
def test_libreoffice_takes_the_extension_in_and_gives_it_back(tmp_path: Path) -> None:
    profile = tmp_path / "profile"
    user = "daemon" if os.geteuid() == 0 else None
    write_profile(profile)
    assert [symptom.well for symptom in examine_office(profile, user=user)] == [True]
    install(profile)
    assert [symptom.well for symptom in examine_office(profile, user=user)] == [True]
    remove_extension(profile, user=user)
    assert [symptom.well for symptom in examine_office(profile, user=user)] == [False]
