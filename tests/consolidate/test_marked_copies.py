"""A marked copy that came back: never a rival of its original, and the new one when corrected."""

from __future__ import annotations

import shutil
import time
import zipfile
from dataclasses import replace
from pathlib import Path
from random import Random

import openpyxl
import pytest
from benchmarks.filled import report_of
from tests.consolidate.conftest import changed
from tests.consolidate.test_handouts import xlreport
from tests.support.made import write_report

from xlreport import check, read
from xlreport.cli import run
from xlreport.consolidation.incoming.choices import Choices
from xlreport.consolidation.incoming.intake import take_in
from xlreport.consolidation.incoming.states import Status
from xlreport.mark import _task, mark_job
from xlreport.marked import is_untouched_copy
from xlreport.reading.limits import LARGEST_MARKED, SECONDS_FOR_A_FILE
from xlreport.report import Unit
from xlreport.template import write_workbook
from xlreport.template.canvas import Canvas

pytestmark = pytest.mark.whole

TOWN = Unit("示例镇", "990101", "township")
KEY = "disputes.review.upheld"
CELL = ("四、行政复议、行政诉讼", "A6")


def faulty(folder: Path, name: str = "镇.xlsx") -> Path:
    """Write a workbook with a mistake: 收 and 办 do not balance."""
    report = report_of(TOWN, 5, 2022)
    new = report.values["applications.new.natural"]
    path = folder / name
    write_report(changed(report, {"applications.new.natural": new + 1}), path)
    return path


def mark(*paths: Path) -> None:
    assert run(["check", *map(str, paths), "--mark"]) == 1


def type_into(path: Path, sheet: str, address: str, value: object) -> None:
    book = openpyxl.load_workbook(path)
    book[sheet][address].value = value
    book.save(path)


def statuses(folder: Path) -> dict[str, Status]:
    filings = take_in(sorted(folder.rglob("*.xlsx")), Choices(), workers=1).filings
    return {str(f.path.relative_to(folder)): f.status for f in filings}


def correct(path: Path) -> None:
    book = openpyxl.load_workbook(path)
    cell = book["三、依申请公开"]["D6"]
    cell.value -= 1
    book.save(path)


def test_copies_beside_the_files_are_no_rivals(tmp_path: Path) -> None:
    """Marking a subfolder, or a single file, leaves the roll-up as it was."""
    inbox = tmp_path / "收到"
    source = faulty(inbox / "甲县")
    mark(inbox / "甲县")
    mark(source)
    assert statuses(inbox) == {
        "甲县/镇.xlsx": Status.REFUSED,
        "甲县/镇-校验结果.xlsx": Status.DUPLICATE,
        "甲县-校验结果/镇-校验结果.xlsx": Status.DUPLICATE,
    }


def test_a_corrected_copy_is_the_new_version(tmp_path: Path) -> None:
    source = faulty(tmp_path)
    mark(source)
    copy = tmp_path / "镇-校验结果.xlsx"
    assert is_untouched_copy(read(copy))
    correct(copy)
    assert not is_untouched_copy(read(copy))
    assert statuses(tmp_path) == {
        "镇.xlsx": Status.SUPERSEDED,
        "镇-校验结果.xlsx": Status.TAKEN,
    }


def test_a_corrected_original_goes_before_its_old_copy(tmp_path: Path) -> None:
    source = faulty(tmp_path)
    mark(source)
    correct(source)
    assert statuses(tmp_path) == {
        "镇.xlsx": Status.TAKEN,
        "镇-校验结果.xlsx": Status.SUPERSEDED,
    }


def test_a_copy_alone_counts(tmp_path: Path) -> None:
    source = faulty(tmp_path)
    mark(source)
    source.unlink()
    shutil.copy(tmp_path / "镇-校验结果.xlsx", tmp_path / "又一份.xlsx")
    found = statuses(tmp_path)
    assert sorted(found.values()) == sorted([Status.REFUSED, Status.DUPLICATE])


def test_a_reason_written_into_a_copy_makes_it_new(tmp_path: Path) -> None:
    """Not the figures alone are what a clerk corrects."""
    source = faulty(tmp_path)
    mark(source)
    copy = tmp_path / "镇-校验结果.xlsx"
    type_into(copy, "封面", "C10", "2023-01-20")
    assert not is_untouched_copy(read(copy))
    assert statuses(tmp_path)["镇.xlsx"] is Status.SUPERSEDED


def test_a_corrected_copy_is_not_marked_over(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = faulty(tmp_path)
    mark(source)
    mark(source)  # as it was made, it may be made again
    copy = tmp_path / "镇-校验结果.xlsx"
    correct(copy)
    before = copy.read_bytes()
    capsys.readouterr()
    assert run(["check", str(source), "--mark"]) == 1
    out = capsys.readouterr()
    assert "改正过" in out.out + out.err
    assert copy.read_bytes() == before


@pytest.mark.office
def test_a_copy_that_libreoffice_saved_is_still_a_copy(tmp_path: Path, convert: object) -> None:
    source = faulty(tmp_path)
    mark(source)
    (saved,) = convert([tmp_path / "镇-校验结果.xlsx"])  # type: ignore[operator]
    assert is_untouched_copy(read(saved))


def test_the_command_takes_the_original(tmp_path: Path) -> None:
    source = faulty(tmp_path / "收到")
    correct(source)
    type_into(source, "三、依申请公开", "D6", 999)  # wrong again, in another way
    mark(tmp_path / "收到")
    shutil.copytree(tmp_path / "收到-校验结果", tmp_path / "收到" / "退回")
    output = tmp_path / "市.xlsx"
    arguments = ("-o", output, "--unit", "示例市", "--accept-errors")
    xlreport("consolidate", tmp_path / "收到", *arguments, codes=(0, 1))
    assert read(output).values["applications.new.natural"] == 999


def test_a_workbook_with_a_large_sheet_is_marked_without_it(tmp_path: Path) -> None:
    """As the lists of a roll-up of some hundred units are: the copy has the tables, and says so."""
    source = faulty(tmp_path)
    large = tmp_path / "大.xlsx"
    figures = Random(1)

    def more(canvas: Canvas) -> None:
        sheet = canvas.book.add_worksheet("附表")
        for row in range(LARGEST_MARKED // 8000 + 10):
            terms = "+".join(str(figures.randrange(10**9)) for _ in range(810))
            sheet.write_formula(row, 0, f"={terms}")

    verdict = check([read(source)])[0]
    write_workbook(verdict, large, more_sheets=more)
    mark(large)
    copy = tmp_path / "大-校验结果（只有各表）.xlsx"
    assert openpyxl.load_workbook(copy).sheetnames == openpyxl.load_workbook(source).sheetnames
    assert is_untouched_copy(read(copy))
    assert [f.clause for f in check([read(copy)])[0].findings] == [
        f.clause for f in verdict.findings
    ]


def test_what_may_be_marked_is_marked_in_the_time_there_is(tmp_path: Path) -> None:
    """Half of the time of a file is enough for the largest sheet, on a machine with nothing else.

    A quarter of that sheet is marked here, whose share of the time a busy machine may double.
    """
    path = tmp_path / "大.xlsx"

    def more(canvas: Canvas) -> None:
        sheet = canvas.book.add_worksheet("附表")
        for row in range(220):
            for column in range(150):
                sheet.write_number(row, column, row * column, canvas.styles["number"])

    verdict = check([read(faulty(tmp_path))])[0]
    write_workbook(verdict, path, more_sheets=more)
    with zipfile.ZipFile(path) as archive:
        size = max(each.file_size for each in archive.infolist())
    assert LARGEST_MARKED / 5 < size < LARGEST_MARKED / 3
    task = _task(replace(verdict, report=read(path)))
    began = time.process_time()
    mark_job(path, task.arguments, task.body, ())
    assert time.process_time() - began < SECONDS_FOR_A_FILE * size / LARGEST_MARKED + 2
