"""``xlreport import`` as an office runs it."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.published.layouts import LAYOUTS, written
from tests.published.reports import edition_of, sample

import xlreport
from xlreport.cli import run
from xlreport.publish import publish

FULL = sample(edition_of("2021"))
TEXT = written(FULL, LAYOUTS["bars_between"])


def test_a_folder_of_reports_becomes_workbooks_and_bad_ones_are_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    reports = tmp_path / "公开的报告"
    reports.mkdir()
    publish(FULL, reports / "a.docx")
    publish(FULL, reports / "b.html")
    (reports / "c.txt").write_text(TEXT.replace("2.重复申请 | ", "2.重复申请 "), encoding="utf-8")
    (reports / "d.doc").write_bytes(b"\xd0\xcf\x11\xe0")
    out = tmp_path / "out"
    assert run(["import", str(reports), "-o", str(out)]) == 1
    said = capsys.readouterr().out
    assert "c.txt：“三、收到和处理政府信息公开申请情况”" in said
    assert "d.doc：是旧格式的 Office 文件" in said
    assert "共 4 份：已导入 2 份" in said
    names = ["示例县示例局2021-2.xlsx", "示例县示例局2021.xlsx"]
    assert sorted(path.name for path in out.iterdir()) == names
    for name in names:
        found = xlreport.read(out / name)
        assert (found.values, found.prose, found.unit) == (FULL.values, FULL.prose, FULL.unit)


def test_a_clean_report_ends_with_0_and_a_guess_with_1(tmp_path: Path) -> None:
    source = tmp_path / "a.txt"
    source.write_text(TEXT, encoding="utf-8")
    assert run(["import", str(source), "-o", str(tmp_path / "out")]) == 0
    source.write_text(TEXT.replace("信访举报投诉类", "信访举报类"), encoding="utf-8")
    assert run(["import", str(source), "-o", str(tmp_path / "out")]) == 1


def test_year_and_unit_can_be_said(tmp_path: Path) -> None:
    source = tmp_path / "a.txt"
    source.write_text(TEXT.partition("\n")[2], encoding="utf-8")
    out = tmp_path / "out"
    arguments = ["import", str(source), "-o", str(out)]
    assert run(arguments) == 2
    assert run([*arguments, "--year", "2023", "--unit", "示例乡"]) == 0
    found = xlreport.read(out / "示例乡2023.xlsx")
    assert (found.year, found.unit.name, found.unit.level) == (2023, "示例乡", "township")


@pytest.mark.parametrize("unit", ["../示例", "示例/局", "CON:示例"])
def test_a_name_cannot_lead_out_of_the_folder(unit: str, tmp_path: Path) -> None:
    source = tmp_path / "in" / "a.txt"
    source.parent.mkdir()
    source.write_text(TEXT, encoding="utf-8")
    out = tmp_path / "deep" / "out"
    assert run(["import", str(source), "-o", str(out), "--unit", unit]) == 0
    assert len(list(out.iterdir())) == 1
    assert [path.name for path in (tmp_path / "deep").iterdir()] == ["out"]


def test_nothing_to_import_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["import", str(tmp_path), "-o", str(tmp_path / "out")]) == 2
    assert "没有找到可以导入的报告" in capsys.readouterr().err
