"""Marks on a closed file: drawn, replaced, removed; and what is the clerk's own stays."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
import xlwings as xw
from examples.reports import as_received, seed_report
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill
from tests.support.made import load_workbook, open_closed, write_report
from tests.support.marking import write_marked_copy

from xlreport.checking import check
from xlreport.edition.layout import CHECK_SHEET, COVER_SHEET, MANIFEST_SHEET, layout_of
from xlreport.excel import clear_marks, next_problem, previous_problem, validate
from xlreport.excel.book import LiveBook
from xlreport.excel.engines.parts import CellBlock, Unsupported
from xlreport.excel.snapshot import Snapshot
from xlreport.manifest import MARKS_ROW
from xlreport.marked import fingerprint
from xlreport.reading import read
from xlreport.record import pack
from xlreport.report import Report, with_totals
from xlreport.sheets.checks import FINDINGS

HEAD = "applications.new.natural"


def _broken() -> Report:
    figures = {**seed_report().values, "applications.carried_out.natural": 4}
    return replace(seed_report(), values=with_totals(seed_report().edition, figures))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A workbook whose first column does not balance."""
    path = tmp_path / "示例.xlsx"
    write_report(_broken(), path)
    return path


def _cell(book: xw.Book, name: str) -> xw.Range:
    place = layout_of(seed_report().edition).places[name]
    return book.sheets[place.sheet].range(place.a1)


def _look(book: xw.Book) -> dict[str, tuple[object, ...]]:
    """Everything that a person sees in the cells, and what is recorded beside them."""
    looks: dict[str, tuple[object, ...]] = {}
    for sheet in book.impl.api.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                note = cell.comment.text if cell.comment else None
                look = (cell.value or None, cell.fill.fill_type, cell.fill.fgColor.rgb, note)
                if look != (None, None, "00000000", None):
                    looks[f"{sheet.title}!{cell.coordinate}"] = look
    return looks


def test_a_broken_rule_colours_its_cells_and_says_why(file: Path) -> None:
    book = open_closed(file)
    validate(book)
    head = _cell(book, HEAD)
    assert head.color == (255, 199, 206)
    assert head.note.text.startswith("【必须改正】收办平衡（自然人）：“自然人”列：新收")
    assert _cell(book, "applications.carried_out.natural").color == (253, 233, 217)
    assert "必须改正" in book.app.impl.alerts[-1]
    assert book.app.selection.address == head.address


def test_the_live_book_reads_as_the_file_does(file: Path) -> None:
    assert Snapshot(LiveBook(open_closed(file))).report() == read(file)


def test_two_clicks_leave_what_one_leaves(file: Path) -> None:
    book = open_closed(file)
    validate(book)
    once = _look(book)
    validate(book)
    assert _look(book) == once


def test_clearing_leaves_what_was_there_before(file: Path) -> None:
    book = open_closed(file)
    before = _look(book)
    validate(book)
    assert _look(book) != before
    clear_marks(book)
    assert _look(book) == before


@pytest.mark.whole
def test_marks_of_an_earlier_session_are_cleared(file: Path, tmp_path: Path) -> None:
    before = _look(open_closed(file))
    write_marked_copy(check([read(file)])[0], tmp_path / "marked.xlsx")
    book = open_closed(tmp_path / "marked.xlsx")
    assert _look(book) != before
    clear_marks(book)
    after = _look(book)
    said = {address: after.pop(address)[0] for address in ("xlreport!A11", "xlreport!B11")}
    assert said == {"xlreport!A11": "marked", "xlreport!B11": fingerprint(pack(read(file)))}
    # That it is a marked copy it says as long as it is one.
    assert "校验结果" in str(after.pop(f"{COVER_SHEET}!B3")[0])
    headline = next(at for at, (text, *_) in after.items() if str(text).startswith("要改的地方"))
    del after[headline], before[headline]
    assert after == before


def test_the_clerks_own_note_is_left_alone(file: Path, tmp_path: Path) -> None:
    own = load_workbook(file)
    place = layout_of(seed_report().edition).places[HEAD]
    own[place.sheet][place.a1].comment = Comment("已电话核实", "张")
    own.save(tmp_path / "own.xlsx")
    book = open_closed(tmp_path / "own.xlsx")
    validate(book)
    assert _cell(book, HEAD).note.text == "已电话核实"
    clear_marks(book)
    assert _cell(book, HEAD).note.text == "已电话核实"


def test_a_colour_given_after_marking_is_kept(file: Path) -> None:
    book = open_closed(file)
    validate(book)
    place = layout_of(seed_report().edition).places[HEAD]
    book.impl.api[place.sheet][place.a1].fill = PatternFill("solid", fgColor="FF00FF00")
    clear_marks(book)
    assert _cell(book, HEAD).color == (0, 255, 0)


def test_next_and_previous_walk_round_what_can_be_changed(file: Path) -> None:
    """The imbalance is one of the first column and of its totals, which are formulas."""
    write_report(replace(_broken(), prose={**seed_report().prose, "others.text": ""}), file)
    book = open_closed(file)
    validate(book)
    seen = []
    for _ in range(3):
        seen.append((book.app.selection.sheet.name, book.app.selection.address))
        next_problem(book)
    assert seen[0] != seen[1]
    assert seen[2] == seen[0]
    places = layout_of(seed_report().edition).places
    heads = (places[key] for key in ("applications.new.natural", "others.text"))
    assert [(p.sheet, p.absolute.partition("!")[2]) for p in heads] == seen[:2]
    previous_problem(book)
    assert book.app.selection.address == seen[2][1]


def test_without_marks_next_says_what_to_do(file: Path) -> None:
    book = open_closed(file)
    next_problem(book)
    assert "请再点“校验”" in book.app.impl.alerts[-1]


def test_a_clean_report_is_said_to_be_clean(tmp_path: Path) -> None:
    write_report(seed_report(), tmp_path / "clean.xlsx")
    book = open_closed(tmp_path / "clean.xlsx")
    validate(book)
    assert "没有发现问题" in book.app.impl.alerts[-1]
    texts = book.sheets[CHECK_SHEET].range("A1:A60").value
    assert texts.count("没有发现问题。") == 1


def test_another_workbook_is_refused_in_words(tmp_path: Path) -> None:
    openpyxl.Workbook().save(tmp_path / "other.xlsx")
    book = open_closed(tmp_path / "other.xlsx")
    validate(book)
    assert "不是用本系统模板填报的工作簿" in book.app.impl.alerts[-1]


def test_a_spoilt_record_of_marks_stops_nothing(file: Path) -> None:
    book = open_closed(file)
    book.sheets[MANIFEST_SHEET].range((MARKS_ROW + 1, 1)).value = "[[1, 2"
    validate(book)
    assert _cell(book, HEAD).color == (255, 199, 206)


@pytest.mark.whole
@pytest.mark.parametrize("number", range(len(as_received())))
def test_every_finding_is_listed_with_a_link(number: int, tmp_path: Path) -> None:
    path = tmp_path / "report.xlsx"
    write_report(as_received()[number], path)
    verdict = check([read(path)])[0]
    write_marked_copy(verdict, tmp_path / "marked.xlsx")
    rows = load_workbook(tmp_path / "marked.xlsx")[CHECK_SHEET].iter_rows(values_only=True)
    link, clause = FINDINGS.at("link"), FINDINGS.at("clause")
    listed = {r[clause]: r[link] for r in rows if str(r[link]).startswith("=HYPERLINK")}
    assert set(listed) == {f.clause for f in verdict.findings}
    for finding in verdict.findings:
        assert finding.places[0].link in str(listed[finding.clause])


def test_the_source_of_a_marked_copy_is_not_touched(file: Path, tmp_path: Path) -> None:
    before = file.read_bytes()
    write_marked_copy(check([read(file)])[0], tmp_path / "marked.xlsx")
    assert file.read_bytes() == before


def test_nothing_of_xlwings_that_costs_money_is_used() -> None:
    assert xw.__pro__ is False


def test_what_an_engine_cannot_do_it_says(file: Path) -> None:
    book = open_closed(file)
    with pytest.raises(NotImplementedError):
        _ = book.sheets[0].charts
    with pytest.raises(Unsupported, match="saves a copy"):
        book.impl.save()


@pytest.mark.parametrize(
    ("address", "block"),
    [
        ("A1", CellBlock(1, 1)),
        ("$C$7", CellBlock(7, 3)),
        ("C7:AA9", CellBlock(7, 3, 3, 25)),
        ("AA9:C7", CellBlock(7, 3, 3, 25)),
    ],
)
def test_addresses_are_read(address: str, block: CellBlock) -> None:
    assert CellBlock.parse(address) == block
    assert CellBlock.parse(block.address()) == block
