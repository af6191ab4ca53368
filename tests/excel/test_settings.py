"""Who decides which program a click starts: the add-in's own sheet, and nothing that was sent."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from xml.etree import ElementTree as ET

import openpyxl
import pytest
import xlwings
from examples.reports import seed_report
from tests.support.made import write_report

from xlreport.template.macros import addin_modules, write_addin

SHIPPED = Path(xlwings.__file__).with_name("xlwings_custom_addin.bas")
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
COMMAND = Path(sys.executable).with_name("xlreport")

_IN_FRONT = re.compile(
    r"\b(?:Active(?:Workbook|Sheet|Cell)|Selection)\b(?!\.(?:Full)?Name\b| Is Nothing\b)",
    re.IGNORECASE,
)
"""All of the workbook in front but what it is called, and whether there is one."""
_ELSEWHERE = re.compile(
    r"\b(?:Environ|CurDir|GetSetting|Open\s+\w+\s+For|Line\s+Input|Input\s*#|cmd(?:\.exe)?\b"
    r"|WScript|ExpandEnvironmentStrings|Shell|RegRead|CustomDocumentProperties|Evaluate|Dir\$?\()",
    re.IGNORECASE,
)


def what_decides(modules: Mapping[str, str]) -> Iterator[str]:
    """Yield the lines of VBA that let a workbook, a folder or the environment have a say."""
    for name, source in modules.items():
        for number, line in enumerate(source.splitlines(), start=1):
            code = _without_comment(line)
            if _IN_FRONT.search(code) or _ELSEWHERE.search(code):
                yield f"{name}:{number}: {line.strip()}"


def _without_comment(line: str) -> str:
    """Return a line of VBA without its comment."""
    parts = re.split(r'("[^"]*")', line)
    code = ""
    for part in parts:
        if not part.startswith('"') and "'" in part:
            return code + part.partition("'")[0]
        code += part
    return code


def test_nothing_but_the_addin_decides_what_is_started() -> None:
    assert list(what_decides(addin_modules())) == []


def test_one_command_starts_python_for_every_workbook() -> None:
    """Another command would start another Python."""
    body = addin_modules()["xlreport_python"].partition("Function PythonCommand")[2]
    code = body.partition("End Function")[0].replace("PythonCommand", "")
    assert set(re.findall(r"[A-Za-z]\w*", re.sub(r'"[^"\n]*"', "", code))) <= {
        *("As", "String", "Setting"),
    }


def test_the_module_that_xlwings_ships_is_a_trap_and_would_be_noticed() -> None:
    planted = {**addin_modules(), "xlwings": SHIPPED.read_text("ascii")}
    found = "\n".join(what_decides(planted))
    for trap in ("SheetExists(ActiveWorkbook", "GetDirectoryPath(ActiveWorkbook", "For Input"):
        assert trap in found


def test_the_library_is_called_as_the_installed_xlwings_calls_it() -> None:
    """Another release may have another library: then this says so."""

    def declared(source: str, width: int) -> str:
        pattern = rf'"(xlwings{width}-[\d.]+\.dll)".*\((ByRef Result As Variant.*)\) As Long'
        found = re.findall(pattern, "\n".join(x for x in source.splitlines() if "Activate" in x))
        assert found
        assert len(set(found)) == 1
        return str(found[0])

    ours, theirs = addin_modules()["xlreport_python"], SHIPPED.read_text("ascii")
    for width in (32, 64):
        assert declared(ours, width) == declared(theirs, width)


def _python_arguments() -> list[str]:
    """Return what the add-in passes to Python, read out of its VBA."""
    source = addin_modules()["xlreport_python"]
    (text,) = re.findall(r'""" (-P .*)"$', source, re.MULTILINE)
    return shlex.split(text.replace('""', '"'))


@pytest.mark.whole
def test_a_module_in_the_current_folder_is_not_taken_for_a_library(tmp_path: Path) -> None:
    for name in ("xlwings", "pandas", "openpyxl", "json"):
        (tmp_path / f"{name}.py").write_text("raise SystemExit('trapped')")
    *options, code = _python_arguments()
    assert "prepare_sys_path" not in code
    shown = code.replace("xlwings.serve('$(CLSID)')", "import sys,json,pandas;print(sys.path)")
    assert shown != code
    for arguments, trapped in ((options, False), ([o for o in options if o != "-P"], True)):
        done = subprocess.run(
            [sys.executable, *arguments, shown], cwd=tmp_path, capture_output=True, check=False
        )
        assert (done.returncode != 0) is trapped
        assert (b"trapped" in done.stderr) is trapped


@pytest.mark.whole
@pytest.mark.parametrize(
    ("name", "state"),
    [("xlreport.conf", "visible"), ("XLREPORT.CONF", "hidden"), ("xlwings.conf", "veryHidden")],
)
def test_a_workbook_with_a_sheet_of_settings_is_refused(
    name: str, state: str, tmp_path: Path
) -> None:
    path = tmp_path / "示例街道.xlsx"
    write_report(seed_report(), path)
    book = openpyxl.load_workbook(path)
    sheet = book.create_sheet(name)
    sheet.append(["INTERPRETER_WIN", r"\\host\share\x.exe"])
    sheet.sheet_state = state
    book.save(path)
    done = subprocess.run(
        [str(COMMAND), "check", str(path)], capture_output=True, text=True, check=False
    )
    assert done.returncode != 0
    assert name in done.stdout + done.stderr
    assert "别的程序" in done.stdout + done.stderr


@pytest.mark.parametrize(
    "python", [r"C:\Users\张三\项目\.venv\Scripts\python.exe", r"C:\程 序&a^b\㐂\python.exe"]
)
def test_where_python_is_stands_on_the_addins_sheet_in_all_letters(
    python: str, tmp_path: Path
) -> None:
    path = tmp_path / "xlreport.xlam"
    write_addin(path, Path(python))
    with zipfile.ZipFile(path) as archive:
        cells, texts = (
            ET.fromstring(archive.read(part))
            for part in ("xl/worksheets/sheet1.xml", "xl/sharedStrings.xml")
        )
    said = [text.text for text in texts.iter(f"{MAIN}t")]
    row = next(cells.iter(f"{MAIN}row"))
    assert row.get("r") == "1"
    assert [said[int(str(v.text))] for v in row.iter(f"{MAIN}v")] == ["python", python]
