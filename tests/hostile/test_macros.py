"""Macros that a submission brings are not in what is written from it."""

from __future__ import annotations

import zipfile
from pathlib import Path

import openpyxl
import pytest
from tests.hostile.forge import INPUT, PLACES, Parts, spoiled

from xlreport.cli import run
from xlreport.reading import read

pytestmark = pytest.mark.whole

EVIL = b'Attribute VB_Name = "Evil"\r\nSub Auto_Open()\r\nShell "evil"\r\nEnd Sub'
KIND = "http://schemas.microsoft.com/office/2006/relationships/vbaProject"


def with_macros(parts: Parts) -> None:
    """Make it a workbook with macros and a ribbon, as a stranger would; and one figure is wrong."""
    parts.parts["xl/vbaProject.bin"] = EVIL
    parts.parts["customUI/customUI.xml"] = b"<customUI onLoad='Evil'/>"
    link = f'<Relationship Id="rId98" Type="{KIND}" Target="vbaProject.bin"/>'
    parts.change("xl/_rels/workbook.xml.rels", "</Relationships>", link + "</Relationships>")
    parts.change(
        "[Content_Types].xml",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
        "application/vnd.ms-excel.sheet.macroEnabled.main+xml",
    )
    parts.change(
        "[Content_Types].xml",
        "</Types>",
        '<Default Extension="bin" ContentType="application/vnd.ms-office.vbaProject"/></Types>',
    )
    parts.number(PLACES[INPUT], 4)


@pytest.fixture
def submission(tmp_path: Path) -> Path:
    path = tmp_path / "报表.xlsm"
    path.write_bytes(spoiled(with_macros))
    return path


def assert_clean(path: Path) -> None:
    with zipfile.ZipFile(path) as archive:
        names = archive.namelist()
        assert not [n for n in names if "vba" in n.lower() or "customui" in n.lower()]
        assert not [n for n in names if b"Evil" in archive.read(n)]
        assert b"macroEnabled" not in archive.read("[Content_Types].xml")


def test_a_marked_copy_has_none_of_them(submission: Path) -> None:
    before = submission.read_bytes()
    assert "READ-MACRO" in [note.rule for note in read(submission).notes]
    assert run(["check", str(submission), "--mark"]) == 1
    marked = submission.with_name("报表-校验结果（无宏）.xlsx")
    assert_clean(marked)
    assert read(marked).values == read(submission).values
    assert openpyxl.load_workbook(marked)[PLACES[INPUT].sheet][PLACES[INPUT].a1].comment
    assert [p.name for p in submission.parent.iterdir() if p.suffix == ".xlsm"] == ["报表.xlsm"]
    assert submission.read_bytes() == before


def test_a_repaired_workbook_has_none_of_them(submission: Path) -> None:
    fixed = submission.with_name("整理.xlsx")
    assert run(["repair", str(submission), "-o", str(fixed)]) == 1
    assert_clean(fixed)
    assert read(fixed).values == read(submission).values
    assert read(fixed).notes == ()
