"""Nothing that somebody has filled in is replaced without a word."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from benchmarks.filled import report_of
from tests.consolidate.test_handouts import xlreport
from tests.support.made import write_report

from xlreport import read
from xlreport.cli import run
from xlreport.files import WouldReplace, refuse_to_replace
from xlreport.report import Unit
from xlreport.sheets.checks import RULES

pytestmark = pytest.mark.whole

TOWN = Unit("示例镇", "990101", "township")


def refused(capsys: pytest.CaptureFixture[str], *arguments: object) -> str:
    """Run a command that refuses, and return what it says."""
    capsys.readouterr()
    assert run([*map(str, arguments)]) == 2
    said = capsys.readouterr().err
    assert "--force" in said
    assert "Traceback" not in said
    return said


def test_template_empties_no_filled_workbook(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "镇.xlsx"
    command = ("template", "--year", 2022, "--unit", "示例镇", "-o", path)
    xlreport(*command)
    xlreport(*command)  # blank as it is, nothing is lost
    write_report(report_of(TOWN, 1, 2022), path)
    before = path.read_bytes()
    assert "已经填写了" in refused(capsys, *command)
    assert path.read_bytes() == before
    xlreport(*command, "--force")
    assert "applications.new.natural" not in read(path).values


@pytest.mark.parametrize("what", ["prose", "cell", "reason", "author", "text in a number"])
def test_whatever_was_typed_is_kept(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], what: str
) -> None:
    path = tmp_path / "镇.xlsx"
    command = ("template", "--year", 2022, "--unit", "示例镇", "-o", path)
    assert run([*map(str, command)]) == 0
    book = openpyxl.load_workbook(path)
    match what:
        case "prose":
            book["一、总体情况"]["A4"].value = "写了一句。"
        case "cell":
            book["三、依申请公开"]["D6"].value = 0
        case "reason":
            sheet = book["校验"]
            row = next(r for r in sheet.iter_rows() if r[RULES.at("clause")].value == "WRITTEN")
            row[RULES.at("reason")].value = "情况属实"
        case "author":
            book["封面"]["C9"].value = "示例人"
        case _:
            book["三、依申请公开"]["D6"].value = "约十件"
    book.save(path)
    assert "1 处" in refused(capsys, *command)


@pytest.mark.parametrize("name", ["年报.docx", "数据.csv", "别处.xlsx", "坏的.xlsx"])
def test_what_is_not_ours_is_kept(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    path = tmp_path / name
    path.write_bytes(b"something")
    if name == "别处.xlsx":
        openpyxl.Workbook().save(path)
    if path.suffix == ".xlsx":
        refused(capsys, "template", "--year", 2022, "--unit", "示例镇", "-o", path)
        refused(capsys, "roster", "template", "-o", path)
    with pytest.raises(WouldReplace):
        refuse_to_replace(path)
    refuse_to_replace(path, force=True)


def test_no_input_is_an_output(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Not by its name, nor through a link."""
    path, link = tmp_path / "2021.xlsx", tmp_path / "链接.xlsx"
    write_report(report_of(TOWN, 1, 2021), path)
    link.symlink_to(path)
    before = path.read_bytes()
    for output in (path, link):
        said = refused(
            capsys,
            *("template", "--year", 2022, "--unit", "示例镇"),
            *("--previous", path, "-o", output),
        )
        assert "要读的文件" in said
        assert "要读的文件" in refused(capsys, "repair", path, "-o", output)
    assert path.read_bytes() == before


def test_repair_keeps_a_workbook_with_other_content(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source, target = tmp_path / "镇.xlsx", tmp_path / "整理.xlsx"
    write_report(report_of(TOWN, 1, 2022), source)
    assert run(["repair", str(source), "-o", str(target)]) == 0
    assert run(["repair", str(source), "-o", str(target)]) == 0  # it says the same
    write_report(report_of(TOWN, 2, 2022), target)
    refused(capsys, "repair", source, "-o", target)
    assert run(["repair", str(source), "-o", str(target), "--force"]) == 0


def test_next_year_keeps_what_was_filled_in(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    roster = tmp_path / "名册.csv"
    roster.write_text("代码,名称,类别,上级\n99,示例市,人民政府,\n9901,示例镇,乡镇,99\n", "utf-8")
    command = ["next-year", "--year", "2022", "--roster", str(roster), "-o", str(tmp_path / "下发")]
    assert run(command) == 0
    path = tmp_path / "下发" / "示例市" / "示例镇2022.xlsx"
    filled = report_of(Unit("示例镇", "9901", "township"), 1, 2022)
    write_report(filled, path)
    before = path.read_bytes()
    capsys.readouterr()
    assert run(command) == 0
    said = capsys.readouterr().out
    assert "示例镇2022.xlsx" in said
    assert "1 个 2022 年度的工作簿" in said
    assert path.read_bytes() == before
    assert run([*command, "--force"]) == 0
    assert path.read_bytes() != before


def test_a_roll_up_destroys_no_submission(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Neither one that was named, nor one in the folder, nor what is no data."""
    path, other = tmp_path / "收到" / "甲.xlsx", tmp_path / "收到" / "乙.xlsx"
    write_report(report_of(TOWN, 1, 2022), path)
    write_report(report_of(Unit("示例乡", "990102", "township"), 2, 2022), other)
    before = path.read_bytes()
    assert "要读的文件" in refused(capsys, "consolidate", path, other, "-o", path)
    assert run(["consolidate", str(path.parent), "-o", str(path)]) == 2
    facts = tmp_path / "数据.parquet"
    facts.write_bytes(b"PAR1 of somebody else PAR1")
    output = tmp_path / "市.xlsx"
    refused(capsys, "consolidate", path.parent, "-o", output, "--facts", facts)
    assert not output.exists()
    assert path.read_bytes() == before
    facts.unlink()
    for _ in range(2):  # data that it has written it writes again
        command = ["consolidate", str(path.parent), "-o", str(output), "--facts", str(facts)]
        assert run(command) in (0, 1)
