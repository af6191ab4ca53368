"""The folder for offices without internet: complete, and its scripts plain."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import pytest
import xlwings
from tests.conftest import ROOT

from xlreport.cli import run
from xlreport.excel.setup.dropped import arguments, dropped_on
from xlreport.excel.setup.kit import Target, pinned
from xlreport.excel.setup.kit_texts import NOTES, SCRIPTS
from xlreport.reading import read

DLL = "xlwings64-0.37.8.dll"


@pytest.fixture
def python(tmp_path: Path) -> Path:
    """What stands for the embeddable package of Python."""
    path = tmp_path / "python-3.12.10-embed-amd64.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("python.exe", b"MZ")
        archive.writestr("python312.zip", b"PK")
        archive.writestr("python312._pth", "python312.zip\n.\n#import site\n")
    return path


@pytest.fixture
def wheels(tmp_path: Path) -> Path:
    """A wheel that says its name for every library that is needed on Windows."""
    folder = tmp_path / "wheels"
    folder.mkdir()
    for line in pinned(Target(3, 12)):
        name, _, version = line.partition("==")
        about = f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n"
        with zipfile.ZipFile(folder / f"{name}-{version}-py3-none-any.whl", "w") as archive:
            archive.writestr(f"{name}-{version}.dist-info/METADATA", about)
            if name == "xlwings":
                archive.writestr(f"xlwings-{version}.data/data/{DLL}", b"MZ")
    return folder


def _make(tmp_path: Path, python: Path, wheels: Path) -> tuple[int, Path]:
    folder = tmp_path / "离线 安装"
    options = ["--python", str(python), "--wheels", str(wheels)]
    return run(["excel", "kit", "-o", str(folder), *options]), folder


@pytest.mark.whole
def test_the_kit_is_complete(tmp_path: Path, python: Path, wheels: Path) -> None:
    code, folder = _make(tmp_path, python, wheels)
    assert code == 0
    others = {"program", "空白表", "使用说明.txt"}
    assert {path.name for path in folder.iterdir()} == {*others, *SCRIPTS}
    blank = [read(path) for path in sorted((folder / "空白表").glob("*.xlsx"))]
    assert [report.year for report in blank] == [2020, 2025, 2026]
    program = folder / "program"
    assert (program / "python.exe").is_file()
    assert (program / DLL).is_file(), "the add-in looks for it beside python.exe"
    assert "import site" in (program / "python312._pth").read_text().splitlines()
    ours = program / "Lib" / "site-packages" / "xlreport"
    for part in ("cli/__init__.py", "schemas/2021.yaml", "workbook/vba/issued.txt"):
        assert (ours / part).is_file()
    assert not list(ours.rglob("__pycache__"))
    page = (folder / "使用说明.txt").read_bytes()
    assert page.startswith(b"\xef\xbb\xbf")
    assert page.decode("utf-8-sig").replace("\r\n", "\n") == NOTES


@pytest.mark.whole
def test_a_library_that_is_missing_is_named_and_nothing_left(
    tmp_path: Path, python: Path, wheels: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    next(wheels.glob("pandera-*")).unlink()
    code, folder = _make(tmp_path, python, wheels)
    assert code == 2
    assert "pandera" in capsys.readouterr().err
    assert not folder.exists()


@pytest.mark.whole
def test_another_archive_is_no_python(
    tmp_path: Path, wheels: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wrong = tmp_path / "wrong.zip"
    with zipfile.ZipFile(wrong, "w") as archive:
        archive.writestr("readme.txt", "x")
    for path in (wrong, tmp_path / "none.zip", next(wheels.glob("numpy-*"))):
        assert _make(tmp_path, path, wheels)[0] == 2
        assert "embeddable" in capsys.readouterr().err


@pytest.mark.whole
def test_a_folder_with_something_in_it_is_left_alone(
    tmp_path: Path, python: Path, wheels: Path
) -> None:
    folder = tmp_path / "离线 安装"
    folder.mkdir()
    (folder / "mine.txt").write_text("mine")
    assert _make(tmp_path, python, wheels) == (2, folder)
    assert [path.name for path in folder.iterdir()] == ["mine.txt"]


def test_what_is_wanted_for_windows_is_asked_of_windows() -> None:
    names = {line.partition("==")[0] for line in pinned(Target(3, 12))}
    assert "pywin32" in names
    assert "appscript" not in names


def test_the_kit_has_what_the_program_is_tested_with() -> None:
    lines = (ROOT / "requirements.lock").read_text("ascii").splitlines()
    wanted = {line.partition(" ;")[0] for line in lines if not line.startswith("#")}
    held = set(pinned(Target(3, 12)))
    assert held <= wanted
    assert {name for name in wanted - held if "==" not in name} == set()
    assert f"xlwings=={xlwings.__version__}" in held


def test_scripts_mean_the_same_on_every_code_page() -> None:
    """Only what is said when nothing can be run is no ASCII, after its code page was set."""
    for name, text in SCRIPTS.items():
        assert re.fullmatch(r"(?:[^\r\n]*\r\n)+", text)
        for part in re.split(r"(?m)^(?=:)", text):
            lines = part.splitlines()
            assert part.isascii() or lines[1].endswith("chcp.com 65001 >nul"), name
            assert part.isascii() or lines[-1] == "exit", name
        assert "goto missing" in text.splitlines()[2], name
        for label in re.findall(r"goto (\w+)", text):
            assert f"\n:{label}\r\n" in text, (name, label)


def test_no_program_is_looked_for_in_the_current_folder() -> None:
    """That may be one with files of others in it."""
    builtin = ["@echo", "setlocal", "set", "if", "echo", "goto", "pause", "exit", "rmdir"]
    for name, text in SCRIPTS.items():
        for line in filter(None, text.splitlines()):
            first = line.split()[0].strip('"')
            place = ("%~dp0", "%LOCALAPPDATA%", "!HERE!", "%SystemRoot%", ":")
            assert first in builtin or first.startswith(place), (name, line)


def test_the_page_says_of_every_script_what_it_is_for() -> None:
    for name in SCRIPTS:
        assert f"“{name.removesuffix('.cmd')}”" in NOTES
    assert "xlreport excel doctor 的，双击“检查”" in NOTES


def test_a_copy_that_cannot_be_made_ends_soon_and_says_so() -> None:
    """robocopy tries a million times, half a minute apart, unless it is told otherwise."""
    script = SCRIPTS["安装.cmd"]
    assert re.search(r"robocopy.exe .* /R:\d /W:\d ", script)
    assert "if errorlevel 8 goto busy" in script


@pytest.mark.parametrize(
    ("line", "files"),
    [
        (r'C:\WINDOWS\system32\cmd.exe /c ""E:\kit\校验.cmd" C:\a.xlsx"', [r"C:\a.xlsx"]),
        (
            r'cmd.exe /c ""E:\k t\校验.cmd" C:\甲&乙.xlsx "C:\x y\100%^.xlsx" C:\c!d"',
            [r"C:\甲&乙.xlsx", r"C:\x y\100%^.xlsx", r"C:\c!d"],
        ),
        (r'cmd.exe /c ""E:\kit\汇总.cmd" "E:\报 表""', [r"E:\报 表"]),
        (r'cmd.exe /c ""E:\kit\校验.cmd" "', []),
        (r"cmd.exe /c E:\kit\校验.cmd C:\a.xlsx", [r"C:\a.xlsx"]),
        ("", []),
    ],
)
def test_dropped_files_are_told_apart_whatever_their_names(line: str, files: list[str]) -> None:
    assert dropped_on(line) == files


@pytest.mark.whole
def test_what_is_done_with_them(tmp_path: Path) -> None:
    folder = tmp_path / "2024.年报"
    folder.mkdir()
    assert arguments("check", ["a.xlsx", "b.xlsx"]) == ["check", "a.xlsx", "b.xlsx", "--mark"]
    output = str(tmp_path / "2024.年报-汇总.xlsx")
    assert arguments("consolidate", [str(folder)]) == ["consolidate", str(folder), "-o", output]
    roster = tmp_path / "名册.xlsx"
    roster.write_bytes(b"")
    named = ["--roster", str(roster)]
    beside = arguments("consolidate", [str(folder)])
    dropped = arguments("consolidate", [str(roster), str(folder)])
    assert beside == dropped == ["consolidate", str(folder), *named, "-o", output]
