"""The file of a roster is foreign, too: whatever is in it ends in a line that names it."""

from __future__ import annotations

import zipfile
from pathlib import Path

import openpyxl
import pytest
from tests.support.command import xlreport

pytestmark = pytest.mark.whole

HEAD = ("代码", "名称", "类别", "上级")
ROWS = (HEAD, ("1", "示例市", "人民政府", ""), ("2", "示例甲街道", "街道", "示例市"))


def workbook(path: Path, rows: tuple[tuple[str, ...], ...] = ROWS) -> Path:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.save(path)
    return path


def edited(path: Path, old: bytes, new: bytes) -> Path:
    with zipfile.ZipFile(path) as package:
        parts = {info.filename: package.read(info) for info in package.infolist()}
    part = "xl/worksheets/sheet1.xml"
    assert old in parts[part]
    parts[part] = parts[part].replace(old, new, 1)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in parts.items():
            package.writestr(name, data)
    return path


def shown(path: Path) -> tuple[int, str]:
    done = xlreport("roster", "show", path)
    said = (done.stdout + done.stderr).decode()
    assert "Traceback" not in said
    return done.returncode, said


def test_a_value_in_the_last_cell_of_the_sheet(tmp_path: Path) -> None:
    """The library that reads rosters ends its process at it."""
    stray = (
        b'<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>x</t></is></c></row></sheetData>'
    )
    path = edited(workbook(tmp_path / "名册.xlsx"), b"</sheetData>", stray)
    code, said = shown(path)
    assert code == 2
    assert "名册.xlsx" in said
    assert "XFD1048576" in said
    assert "只留下名册的行和列" in said


def test_an_error_value_is_a_mistake_and_not_a_blank(tmp_path: Path) -> None:
    path = workbook(tmp_path / "名册.xlsx", (HEAD, ("", "示例市", "人民政府", "")))
    path = edited(path, b'<c r="B2"', b'<c r="A2" t="e"><f>X1</f><v>#REF!</v></c><c r="B2"')
    code, said = shown(path)
    assert code == 2
    assert "第 2 行" in said
    assert "#REF!" in said


@pytest.mark.parametrize("end", ["\r", "\r\n", "\n"])
def test_any_end_of_lines_will_do(tmp_path: Path, end: str) -> None:
    path = tmp_path / "名册.csv"
    path.write_bytes(end.join(",".join(row) for row in ROWS).encode("utf-8"))
    code, said = shown(path)
    assert code == 0
    assert "示例甲街道" in said


def test_a_quotation_mark_that_is_never_closed(tmp_path: Path) -> None:
    path = tmp_path / "名册.csv"
    path.write_text('代码,名称,类别,上级\n1,"示例市' + "市" * 200_000, encoding="utf-8")
    code, said = shown(path)
    assert code == 2
    assert "名册.csv" in said


def test_no_file_and_another_kind(tmp_path: Path) -> None:
    assert "打不开名册" in shown(tmp_path / "没有.csv")[1]
    assert shown(tmp_path / "没有.xlsx")[0] == 2
    assert "应为 .xlsx 或 .csv" in shown(tmp_path / "名册.doc")[1]
