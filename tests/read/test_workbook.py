"""Reading a workbook: by position, by label, or not at all; and never a guess."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

import openpyxl
import pytest
from openpyxl import Workbook
from tests.support.made import write_report

import xlreport
from xlreport.edition import Place, edition_ids, layout_of, load_edition
from xlreport.edition.grid import BoxKind
from xlreport.reading import Refused
from xlreport.report import Report, ReportKind, Unit, with_totals
from xlreport.template import blank_report


@cache
def filled(edition_id: str) -> Report:
    """A report in which every input has a number of its own, and every text too."""
    edition = load_edition(edition_id)
    inputs = {cell.key: number for number, cell in enumerate(edition.inputs, start=1)}
    last = {key: number for number, key in enumerate(edition.last_keys, start=1000)}
    return Report(
        edition,
        edition.first_year,
        Unit("示例街道", "360000000000", "township"),
        with_totals(edition, inputs),
        {key: f"{key} 的文字" for key in edition.prose},
        last,
    )


@pytest.fixture(params=edition_ids())
def report(request: pytest.FixtureRequest) -> Report:
    """A fully filled report of each edition."""
    return filled(request.param)


@cache
def written(edition_id: str) -> bytes:
    """The workbook of the filled report of an edition."""
    with TemporaryDirectory() as folder:
        write_report(filled(edition_id), Path(folder, "报表.xlsx"))
        return Path(folder, "报表.xlsx").read_bytes()


def edited(report: Report, folder: Path, edit: Callable[[Workbook], None]) -> Path:
    """Write a report, change the workbook as a person might, and return the file."""
    path = folder / "报表.xlsx"
    book = openpyxl.load_workbook(BytesIO(written(report.edition.id)))
    edit(book)
    book.save(path)
    return path


def without_origin(report: Report) -> Report:
    """A report without what depends on the file it came from."""
    return replace(report, source="", moved={}, notes=())


def test_what_is_written_is_read_back(report: Report, tmp_path: Path) -> None:
    """Unit, year, every figure, every text and last year's figures survive the workbook."""
    write_report(report, tmp_path / "报表.xlsx")
    read = xlreport.read(tmp_path / "报表.xlsx")
    assert without_origin(read) == report
    assert read.notes == ()
    assert read.moved == {}


def test_a_blank_workbook_has_no_values(report: Report, tmp_path: Path) -> None:
    """What nobody has filled is missing, totals included; nothing is zero."""
    blank = blank_report(report.edition, report.year, report.unit)
    write_report(blank, tmp_path / "空.xlsx")
    assert xlreport.read(tmp_path / "空.xlsx").values == {}


def test_a_text_in_the_cell_of_a_total_is_one_finding(report: Report, tmp_path: Path) -> None:
    """Nobody typed the number that the total comes to: it was computed."""
    place = layout_of(report.edition).places[report.edition.totals[0].key]

    def overtype(book: Workbook) -> None:
        book[place.sheet][place.a1] = "见附件"

    read = xlreport.read(edited(report, tmp_path, overtype))
    there = [note for note in read.notes if place in note.places]
    assert [note.rule for note in there] == ["READ-TOTAL"]
    assert "见附件" in there[0].message


def test_inserted_rows_and_columns_are_found_by_label(report: Report, tmp_path: Path) -> None:
    """Every value is found where it moved to, and a note names one that moved."""

    def insert(book: Workbook) -> None:
        for section in report.edition.sections:
            if section.blocks:
                book[section.sheet].insert_rows(4, 2)
                book[section.sheet].insert_cols(1)

    # openpyxl does not move formulas along, so the figures are all that may be compared.
    read = xlreport.read(edited(report, tmp_path, insert))
    inputs = [cell.key for cell in report.edition.inputs]
    assert {k: read.values[k] for k in inputs} == {k: report.values[k] for k in inputs}
    rules = [note.rule for note in read.notes]
    assert rules.count("READ-MOVED") == 3
    assert "READ-TOTAL-FORMULA" in rules
    home = layout_of(report.edition).places[inputs[0]]
    assert read.place(inputs[0]) == replace(home, row=home.row + 2, column=home.column + 1)


def test_a_renamed_sheet_is_found_by_its_labels(report: Report, tmp_path: Path) -> None:
    """A sheet under another name is read, and a note says so."""

    def rename(book: Workbook) -> None:
        book[report.edition.section("disputes").sheet].title = "Sheet1"

    read = xlreport.read(edited(report, tmp_path, rename))
    assert without_origin(read).values == report.values
    assert [note.sheet for note in read.notes] == ["Sheet1"]


def test_an_edited_label_is_refused_by_name(report: Report, tmp_path: Path) -> None:
    """Where a label is gone, its value's place would be a guess: the file is refused."""
    sheet = report.edition.section("applications").sheet
    boxes = layout_of(report.edition).sheet(sheet).boxes
    box = [each for each in boxes if each.kind is BoxKind.ROW_HEAD and each.text][-2]
    at = Place(sheet, box.row, box.column).a1

    def edit(book: Workbook) -> None:
        book[sheet][at] = "另一个栏目"

    with pytest.raises(Refused) as refusal:
        xlreport.read(edited(report, tmp_path, edit))
    assert sheet in refusal.value.reason
    assert box.text in refusal.value.reason
    assert at in refusal.value.reason


def test_a_missing_sheet_is_refused_by_name(report: Report, tmp_path: Path) -> None:
    """A deleted sheet is named."""
    sheet = report.edition.section("disputes").sheet
    with pytest.raises(Refused, match=sheet):
        xlreport.read(edited(report, tmp_path, lambda book: book.remove(book[sheet])))


def test_a_wrong_year_is_refused(report: Report, tmp_path: Path) -> None:
    """The cover's year must be that of the template."""

    def edit(book: Workbook) -> None:
        place = layout_of(report.edition).places["cover.year"]
        book[place.sheet][place.a1] = "2031"

    with pytest.raises(Refused, match="2031"):
        xlreport.read(edited(report, tmp_path, edit))


def test_the_other_edition_is_refused(tmp_path: Path) -> None:
    """A workbook of the 2019 form for a year of the 2021 form is refused."""
    old, new = load_edition("2019"), load_edition("2021")
    wrong = replace(filled("2019"), year=new.first_year)
    assert not old.serves(wrong.year)
    write_report(wrong, tmp_path / "报表.xlsx")
    with pytest.raises(Refused, match="用错了格式"):
        xlreport.read(tmp_path / "报表.xlsx")


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "空"),
        (b"<html></html>", "网页"),
        (b"a,b\n1,2\n", "不是 Excel"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "密码"),
        (b"PK\x03\x04" + b"\0" * 100, "损坏"),
    ],
)
def test_what_is_no_workbook_is_refused(content: bytes, reason: str, tmp_path: Path) -> None:
    """Each kind of other file has its own reason."""
    (tmp_path / "报表.xlsx").write_bytes(content)
    with pytest.raises(Refused, match=reason):
        xlreport.read(tmp_path / "报表.xlsx")


def test_a_foreign_workbook_is_refused(tmp_path: Path) -> None:
    """A workbook that was not made from the template is refused."""
    Workbook().save(tmp_path / "别的.xlsx")
    with pytest.raises(Refused, match="模板"):
        xlreport.read(tmp_path / "别的.xlsx")


@pytest.mark.whole
@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("３", 3),
        ("1,234", 1234),
        (" 12 件 ", 12),
        ("0", 0),
        ("-", None),
        ("/", None),
        ("无", None),
        ("--2", None),
        ("12abc", None),
        ("1,23", None),
        (True, None),
    ],
)
def test_text_is_a_number_or_a_finding(typed: object, value: int | None, tmp_path: Path) -> None:
    """A text that is a number is taken with a note; any other is kept and reported, never zero."""
    report = filled("2021")
    key = report.edition.inputs[-1].key

    def edit(book: Workbook) -> None:
        place = layout_of(report.edition).places[key]
        book[place.sheet][place.a1] = typed

    read = xlreport.read(edited(report, tmp_path, edit))
    assert read.values.get(key) == value
    if value is None:
        assert read.unreadable[key] == ("TRUE" if typed is True else typed)
    else:
        assert [note.rule for note in read.notes] == ["READ-TEXT"]


def test_a_roll_up_keeps_its_kind(report: Report, tmp_path: Path) -> None:
    """The manifest says that a workbook is a roll-up."""
    write_report(replace(report, kind=ReportKind.CONSOLIDATED), tmp_path / "汇总.xlsx")
    assert xlreport.read(tmp_path / "汇总.xlsx").kind is ReportKind.CONSOLIDATED
