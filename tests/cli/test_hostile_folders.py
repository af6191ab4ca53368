"""One odd file among good ones costs itself only, whatever is done with the folder."""

from __future__ import annotations

import json
import os
import shutil
import sys
import time
import zipfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import openpyxl
import pytest
from examples import reports
from tests.support.command import environment, xlreport, xlreport_anew
from tests.support.made import write_report
from tests.support.strange import DEADLY, ENDLESS, FAULTY, STRANGE

from xlreport import mark
from xlreport.cli import run
from xlreport.reading import workbooks_in
from xlreport.reading.refusal import refusal


@pytest.fixture(scope="module")
def received(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Six reports, each with a mistake."""
    folder = tmp_path_factory.mktemp("收到")
    for report in reports.as_received():
        write_report(report, folder / f"{report.unit.name}.xlsx")
    return folder


def rewritten(path: Path, part: str, edit: Callable[[str], str]) -> None:
    """Change a part of a workbook as text."""
    with zipfile.ZipFile(path) as package:
        parts = {info.filename: package.read(info) for info in package.infolist()}
    parts[part] = edit(parts[part].decode("utf-8")).encode("utf-8")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in parts.items():
            package.writestr(name, data)


def empty_fill(path: Path) -> None:
    """Styles that a reader of values does not mind, and openpyxl does."""
    rewritten(path, "xl/styles.xml", lambda xml: xml.replace("<fills", "<fills", 1).replace(
        "<fill>", "<fill/><fill>", 1
    ))  # fmt: skip


def bad_date(path: Path) -> None:
    """A date of the file's properties that is none."""
    rewritten(path, "docProps/core.xml", lambda xml: xml.replace("-", "年", 2))


def control_character(path: Path) -> None:
    """What a clerk can paste into a cell, and no text of a workbook may hold."""
    book = openpyxl.load_workbook(path)
    book["三、依申请公开"]["D6"] = "约10_x000B_件"
    book.save(path)


def add_large_sheet(path: Path) -> None:
    """A sheet of 5 MB that nobody reads to check a report, and that a copy would have to carry."""
    rows = "".join(f'<row r="{n}"><c r="A{n}"><v>{n}</v></c></row>' for n in range(1, 130_000))
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
    relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet"
    head = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as package:
        data = f"{head}<sheetData>{rows}</sheetData></worksheet>"
        package.writestr("xl/worksheets/sheet99.xml", data)
    for part, end, more in (
        ("[Content_Types].xml", "</Types>",
         f'<Override PartName="/xl/worksheets/sheet99.xml" ContentType="{kind}"/>'),
        ("xl/workbook.xml", "</sheets>", '<sheet name="台账" sheetId="99" r:id="rId99"/>'),
        ("xl/_rels/workbook.xml.rels", "</Relationships>",
         f'<Relationship Id="rId99" Type="{relation}" Target="worksheets/sheet99.xml"/>'),
    ):  # fmt: skip
        rewritten(path, part, lambda xml, end=end, more=more: xml.replace(end, more + end))


@pytest.mark.whole
def test_a_sheet_too_large_to_be_carried_is_left_out_of_the_copy(
    received: Path, tmp_path: Path
) -> None:
    path = tmp_path / "甲.xlsx"
    shutil.copy(min(received.iterdir()), path)
    add_large_sheet(path)
    done = xlreport("check", path, "--mark", "--json")
    said = json.loads(done.stdout)
    assert (done.returncode, len(said["reports"]), said["unmarked"]) == (1, 1, [])
    assert [Path(each).name for each in said["marked"]] == ["甲-校验结果（只有各表）.xlsx"]


@pytest.mark.whole
def test_people_are_told_of_sheets_and_in_chinese(received: Path, tmp_path: Path) -> None:
    broken = tmp_path / "坏.xlsx"
    shutil.copy(min(received.iterdir()), broken)
    part = "xl/worksheets/sheet5.xml"
    rewritten(broken, part, lambda xml: xml.replace("<sheetData>", "<!DOCTYPE a><sheetData>"))
    (tmp_path / "环.xlsx").symlink_to("环.xlsx")
    done = xlreport("check", tmp_path)
    said = done.stdout.decode() + done.stderr.decode()
    assert done.returncode == 2, said
    assert "[PACK-XML]" in said
    assert "[FILE-OPEN]" in said
    assert "三、依申请公开" in said
    assert "sheet5" not in said
    assert "levels" not in said
    assert "链接指回了它自己" in said


@pytest.mark.whole
@pytest.mark.parametrize(
    "spoil", [empty_fill, bad_date, control_character], ids=lambda f: f.__name__
)
def test_one_odd_workbook_costs_no_other_its_marks(
    received: Path, tmp_path: Path, spoil: Callable[[Path], None]
) -> None:
    folder = tmp_path / "收到"
    shutil.copytree(received, folder)
    before = json.loads(xlreport("check", folder, "--json").stdout)
    spoil(min(folder.iterdir()))
    done = xlreport("check", folder, "--mark", "--json")
    said = json.loads(done.stdout)
    assert done.returncode == 1
    assert len(said["reports"]) + len(said["refused"]) == len(before["reports"])
    copies = list((tmp_path / "收到-校验结果").iterdir())
    wrong = sum(bool(report["findings"]) for report in said["reports"])
    assert len(copies) == len(said["marked"]) == wrong - len(said["unmarked"])
    assert len(said["unmarked"]) <= 1
    assert all(each["reason"] for each in said["unmarked"])
    for copy in copies:
        openpyxl.load_workbook(copy)


def test_a_file_without_a_marked_copy_is_named_once(
    received: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Marking it took too long."""
    path = min(received.iterdir())
    outcome = refusal(path, "LIMIT-TIME", seconds="12")
    monkeypatch.setattr(mark, "write_marked_copies", lambda *_, **__: [(0, outcome)])
    assert run(["check", str(path), "--mark"]) == 1
    line = next(each for each in capsys.readouterr().out.splitlines() if "没有标注副本" in each)
    assert line == f"没有标注副本 {path.name}：{outcome.reason}。{outcome.advice}"


@pytest.mark.whole
def test_files_that_kill_hang_or_fail_cost_themselves_only(received: Path, tmp_path: Path) -> None:
    """All at once, because each of them waits till the time of the endless file is up."""
    with ThreadPoolExecutor() as officers:
        commands = ("check", "consolidate", "marks")
        [*officers.map(lambda c: files_cost_themselves_only(received, tmp_path / c, c), commands)]


def files_cost_themselves_only(received: Path, tmp_path: Path, command: str) -> None:
    folder = tmp_path / "收到"
    shutil.copytree(received, folder)
    good = min(folder.iterdir())
    for name in (DEADLY, ENDLESS, FAULTY):
        shutil.copy(good, folder / f"{name}.xlsx")
    path = os.pathsep.join([str(STRANGE), *sys.path])
    arguments: tuple[object, ...] = ("check", folder, "--json")
    if command == "marks":
        arguments = (*arguments, "--mark")
    if command == "consolidate":
        arguments = ("consolidate", folder, "-o", tmp_path / "市.xlsx", "--unit", "示例市")
        arguments = (*arguments, "--accept-errors")
    begun = time.monotonic()
    done = xlreport_anew(*arguments, env=environment(PYTHONPATH=path))
    assert time.monotonic() - begun < 90
    assert done.returncode == 1, done.stderr.decode()
    said = done.stdout.decode() + done.stderr.decode()
    for name, code in ((DEADLY, "ABORT"), (ENDLESS, "TIME"), (FAULTY, "FAULT")):
        assert f"LIMIT-{code}" in said
        assert f"{name}.xlsx" in said
    if command != "consolidate":
        assert len(json.loads(done.stdout)["reports"]) == 6
    assert "Traceback" not in done.stderr.decode()
    assert "xlreport-" in done.stderr.decode(), "the log of the fault is named"


@pytest.mark.whole
def test_long_names_stop_no_command(received: Path, tmp_path: Path) -> None:
    folder = tmp_path / "收到"
    shutil.copytree(received, folder)
    first = min(folder.iterdir())
    first.rename(folder / ("长" * 82 + ".xlsx"))
    alone = tmp_path / ("独" * 82 + ".xlsx")
    shutil.copy(next(folder.glob("长*")), alone)
    done = xlreport("check", folder, alone, "--mark", "--json")
    assert done.returncode == 1, done.stderr.decode()
    said = json.loads(done.stdout)
    assert not said["unmarked"]
    assert len({*said["marked"]}) == len(said["marked"])
    roster = tmp_path / "名册.csv"
    names = "".join(f"{n},{'长' * 90}第{n}局,政府部门,示例市\n" for n in range(3))
    head = "代码,名称,类别,上级\nA,示例市,人民政府,\n"
    roster.write_text(head + names, encoding="utf-8")
    out = tmp_path / "下发"
    done = xlreport("next-year", "--year", "2021", "--roster", roster, "-o", out)
    assert done.returncode == 0, done.stderr.decode()
    assert len(list(out.rglob("*.xlsx"))) == 4


@pytest.mark.whole
def test_a_parent_named_like_a_folder_above_leads_nowhere(tmp_path: Path) -> None:
    roster = tmp_path / "名册.csv"
    rows = "A,..,人民政府,\n1,../../外/示例街道,街道,..\n2,示例/局,政府部门,..\n"
    roster.write_text("代码,名称,类别,上级\n" + rows, encoding="utf-8")
    out = tmp_path / "甲" / "乙" / "下发"
    done = xlreport("next-year", "--year", "2021", "--roster", roster, "-o", out)
    assert done.returncode == 0, done.stderr.decode()
    files = [path for path in tmp_path.rglob("*") if path.is_file() and path != roster]
    assert len(files) == 3
    assert all(out in path.parents for path in files)


@pytest.mark.whole
@pytest.mark.skipif(sys.platform == "win32", reason="folders are closed otherwise there")
@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root enters anywhere")
def test_a_folder_that_cannot_be_entered_is_named(received: Path, tmp_path: Path) -> None:
    folder = tmp_path / "收到"
    shutil.copytree(received, folder)
    closed = folder / "乙县"
    closed.mkdir(mode=0)
    done = xlreport("check", folder, "--json")
    closed.chmod(0o700)
    assert done.returncode == 1, done.stderr.decode()
    (refused,) = json.loads(done.stdout)["refused"]
    assert refused["code"] == "FILE-CLOSED"
    assert refused["source"] == str(closed)


def test_a_folder_that_the_system_does_not_list_is_named(
    received: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As the one above, for who may enter anywhere."""
    folder = tmp_path / "收到"
    shutil.copytree(received, folder)
    closed = folder / "乙县"
    closed.mkdir()
    scan = os.scandir

    def scandir(path: os.PathLike[str]) -> object:
        if Path(path) == closed:
            raise PermissionError(13, "Permission denied", str(path))
        return scan(path)

    monkeypatch.setattr(os, "scandir", scandir)
    assert list(workbooks_in([folder]))[-1] == closed
