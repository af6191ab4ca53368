"""From one year to the next, three signatures, and the copy for the office above."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
import xlwings as xw
from examples.reports import YEAR, seed_report
from tests.support.made import load_workbook, open_closed, write_report

from xlreport.cli import run
from xlreport.consolidation.incoming.intake import take_in
from xlreport.edition import Place
from xlreport.edition.layout import (
    CHECK_SHEET,
    EXPLANATION_COLUMN,
    SIGNING_SHEET,
    SIGNING_TOP,
    layout_of,
)
from xlreport.excel import (
    begin_next_year,
    clear_marks,
    load_last_year,
    sign,
    submit,
    validate,
)
from xlreport.excel.book import LiveBook
from xlreport.excel.snapshot import Snapshot
from xlreport.reading import read
from xlreport.reading.rows import Rows
from xlreport.sheets.signing import CODE, DATE, NAME, STATE, read_signatures
from xlreport.signature import Signed, signed
from xlreport.template.checking import finding_rows_top

CARRIED_OUT = "applications.carried_out.natural"


@pytest.fixture
def book(tmp_path: Path) -> xw.Book:
    """A workbook without a fault."""
    write_report(seed_report(), tmp_path / "示例.xlsx")
    return open_closed(tmp_path / "示例.xlsx")


def _said(book: xw.Book) -> str:
    return str(book.app.impl.alerts[-1])


def _signing(book: xw.Book, row: int, column: int) -> xw.Range:
    return book.sheets[SIGNING_SHEET].range(Place(SIGNING_SHEET, row, column).a1)


def _fill_in(book: xw.Book, date: str = "2021-01-05", stages: int = 3) -> None:
    for stage in range(stages):
        _signing(book, SIGNING_TOP + stage, NAME).value = f"示例签署人{stage}"
        _signing(book, SIGNING_TOP + stage, DATE).value = date


def _states(book: xw.Book) -> list[str]:
    return [str(_signing(book, SIGNING_TOP + i, STATE).value)[:3] for i in range(3)]


def _set(book: xw.Book, name: str, value: object) -> None:
    place = layout_of(seed_report().edition).places[name]
    book.sheets[place.sheet].range(place.a1).value = value


def test_signatures_stand_until_a_figure_changes(book: xw.Book) -> None:
    _fill_in(book)
    sign(book)
    assert _said(book) == "已签署：初审、复核、审定。"
    assert _states(book) == ["有效"] * 3
    _set(book, "disclosure.procurement.items", 7)
    validate(book)
    assert _states(book) == ["已失效"] * 3


@pytest.mark.parametrize(
    ("name", "value"), [("overview.proactive", "改过的文字"), ("cover.unit", "另一个示例单位")]
)
def test_signatures_lapse_when_a_text_changes(book: xw.Book, name: str, value: str) -> None:
    _fill_in(book)
    sign(book)
    _set(book, name, value)
    validate(book)
    assert _states(book) == ["已失效"] * 3


def test_a_figure_put_back_lets_the_signatures_stand_again(book: xw.Book) -> None:
    _fill_in(book)
    sign(book)
    _set(book, "disclosure.procurement.items", 7)
    validate(book)
    _set(book, "disclosure.procurement.items", 6)
    validate(book)
    assert _states(book) == ["有效"] * 3


def test_lapsed_signatures_are_not_renewed_by_themselves(book: xw.Book) -> None:
    _fill_in(book)
    sign(book)
    _set(book, "disclosure.procurement.items", 7)
    sign(book)
    assert "已失效：初审、复核、审定" in _said(book)
    _fill_in(book, date="2021-01-06")
    sign(book)
    assert _states(book) == ["有效"] * 3


def test_nobody_signs_before_the_stage_before(book: xw.Book) -> None:
    _signing(book, SIGNING_TOP + 1, NAME).value = "示例签署人"
    _signing(book, SIGNING_TOP + 1, DATE).value = "2021-01-05"
    sign(book)
    assert "请先在“审签”表依次填写姓名、日期" in _said(book)
    assert not _signing(book, SIGNING_TOP + 1, CODE).value


@pytest.mark.whole
def test_a_stage_is_signed_on_a_day(book: xw.Book, tmp_path: Path) -> None:
    """A date is one however it is written or kept; what is none is not signed."""
    _fill_in(book, date="下周")
    sign(book)
    assert "日期（如 2021-01-15）" in _said(book)
    assert _states(book) == ["已填未"] * 3
    _signing(book, SIGNING_TOP, DATE).value = datetime(2021, 1, 5)  # noqa: DTZ001 - of a sheet
    _signing(book, SIGNING_TOP + 1, DATE).value = "2021年1月6日"
    sign(book)
    assert _said(book) == "已签署：初审、复核。"
    book.save(tmp_path / "签.xlsx")
    report = read(tmp_path / "签.xlsx")
    assert [each.date for each in report.signatures] == ["2021-01-05", "2021年1月6日", "下周"]
    # LibreOffice shows an open date as the number of its day.
    shown = list(LiveBook(book).rows(SIGNING_SHEET))
    shown[SIGNING_TOP] = [44201.0 if n == DATE else v for n, v in enumerate(shown[SIGNING_TOP])]
    assert read_signatures(Rows(shown)) == report.signatures
    write_report(report, tmp_path / "另.xlsx")
    assert read(tmp_path / "另.xlsx").signatures == report.signatures
    dates = load_workbook(tmp_path / "另.xlsx")[SIGNING_SHEET]["D"][SIGNING_TOP:]
    assert [cell.is_date for cell in dates] == [True, False, False]


def test_a_submission_wants_everything_and_says_all_that_is_missing(
    book: xw.Book, tmp_path: Path
) -> None:
    _set(book, CARRIED_OUT, 4)
    submit(book)
    assert "2 处必须改正" in _said(book)
    assert "三级审核没有完成：初审（未签）、复核（未签）、审定（未签）" in _said(book)
    assert not (tmp_path / "上报").exists()


@pytest.mark.whole
def test_a_submission_is_a_clean_copy_with_its_signatures(book: xw.Book, tmp_path: Path) -> None:
    _fill_in(book)
    sign(book)
    submit(book)
    path = tmp_path / "上报" / f"{seed_report().unit.name}{YEAR}.xlsx"
    assert str(path) in _said(book)
    assert read(path).values == seed_report().values
    # What is signed prints as a page: blank rows of texts are filtered away.
    sheet = load_workbook(path)["五、问题与改进"]
    shown = [row for row in range(4, 34) if not sheet.row_dimensions[row].hidden]
    assert shown == [4, 5]
    assert sheet.auto_filter.filterColumn
    assert read(path).prose == seed_report().prose
    assert not read(path).notes
    copy = open_closed(path)
    assert _states(copy) == ["有效"] * 3
    validate(copy)
    assert _states(copy) == ["有效"] * 3


# --- A query and its reason: one place for the button, the command line and the roll-up ----------

REASON = "本年确无其他需要报告的事项。"


@pytest.fixture
def queried(tmp_path: Path) -> xw.Book:
    """A workbook with a query, and signers ready."""
    report = replace(seed_report(), cover={"cover.author": "甲", "cover.date": "2021-01-04"})
    report = replace(report, prose={**report.prose, "others.text": ""})
    write_report(report, tmp_path / "示例.xlsx")
    book = open_closed(tmp_path / "示例.xlsx")
    _fill_in(book)
    return book


def _explain(book: xw.Book, reason: str = REASON) -> None:
    """Write a reason beside every finding on the list of 校验."""
    sheet = book.sheets[CHECK_SHEET]
    top = finding_rows_top(seed_report().edition)
    for row in range(top, sheet.used_range.last_cell.row):
        sheet.range((row + 1, EXPLANATION_COLUMN + 1)).value = reason


def _reasons(book: xw.Book) -> list[object]:
    top = finding_rows_top(seed_report().edition)
    rows = LiveBook(book).rows(CHECK_SHEET)[top:]
    return [row[EXPLANATION_COLUMN] for row in rows if row[0]]


def test_a_query_without_a_reason_is_not_submitted(queried: xw.Book, tmp_path: Path) -> None:
    sign(queried)
    submit(queried)
    assert "1 处没有改正，也没有说明" in _said(queried)
    assert not (tmp_path / "上报").exists()


@pytest.mark.whole
def test_a_reason_on_the_list_goes_all_the_way_to_the_city(
    queried: xw.Book, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    validate(queried)
    _explain(queried)
    sign(queried)
    assert _said(queried) == "已签署：初审、复核、审定。"
    submit(queried)
    (path,) = (tmp_path / "上报").iterdir()
    assert str(path) in _said(queried)
    assert read(path).cover == {"cover.author": "甲", "cover.date": "2021-01-04"}
    assert run(["check", str(path)]) == 0
    assert f"已说明：{REASON}" in "".join(capsys.readouterr().out.split())
    (filing,) = take_in([path], workers=1).filings
    assert (filing.signed, filing.to_explain) == (Signed.WHOLE, 0)
    assert [issue.reason for issue in filing.issues] == [REASON]
    copy = open_closed(path)
    validate(copy)
    assert "其中 1 处已有说明" in _said(copy)
    assert (_reasons(copy), _states(copy)) == ([REASON], ["有效"] * 3)


def test_a_reason_that_is_changed_lets_the_signatures_lapse(queried: xw.Book) -> None:
    validate(queried)
    _explain(queried)
    sign(queried)
    _explain(queried, "另一个原因")
    validate(queried)
    assert _states(queried) == ["已失效"] * 3


def test_clearing_the_marks_keeps_what_the_clerk_wrote(queried: xw.Book) -> None:
    validate(queried)
    _explain(queried)
    clear_marks(queried)
    assert _reasons(queried) == [REASON]
    validate(queried)
    assert _reasons(queried) == [REASON]
    assert "其中 1 处已有说明" in _said(queried)


@pytest.mark.whole
def test_the_city_sees_a_figure_that_changed_after_signing(book: xw.Book, tmp_path: Path) -> None:
    _fill_in(book)
    assert signed(Snapshot(LiveBook(book)).report()) is Signed.NAMED
    sign(book)
    _set(book, "disclosure.procurement.items", 7)
    book.save(tmp_path / "改过.xlsx")
    (filing,) = take_in([tmp_path / "改过.xlsx"], workers=1).filings
    assert filing.signed is Signed.LAPSED


def test_last_years_figures_are_found_beside_the_workbook(book: xw.Book, tmp_path: Path) -> None:
    last = replace(seed_report(), year=YEAR - 1, values={**seed_report().values, CARRIED_OUT: 2})
    write_report(last, tmp_path / "去年.xlsx")
    load_last_year(book)
    assert "去年.xlsx" in _said(book)
    place = layout_of(seed_report().edition).places[f"last.{CARRIED_OUT}"]
    assert book.sheets[place.sheet].range(place.a1).value == 2
    assert "校验完成" in _said(book)


@pytest.mark.whole
def test_what_follows_from_last_year_is_filled_in_unless_it_is_typed(tmp_path: Path) -> None:
    """Blank cells are filled, typed ones stay and are named, and so is what last year lacks."""
    edition = seed_report().edition
    blank, typed = "applications.carried_in.natural", "applications.carried_in.legal.commercial"
    before = dict(seed_report().values)
    before |= {
        "applications.carried_out.natural": 2,
        "applications.carried_out.legal.commercial": 3,
    }
    before.pop("applications.carried_out.legal.legal_service")
    write_report(replace(seed_report(), year=YEAR - 1, values=before), tmp_path / "去年.xlsx")
    values = {**seed_report().values, typed: 1}
    values.pop(blank)
    write_report(replace(seed_report(), values=values), tmp_path / "今年.xlsx")
    book = open_closed(tmp_path / "今年.xlsx")
    load_last_year(book)
    places, said = layout_of(edition).places, _said(book)
    sheet = book.sheets[places[blank].sheet]
    assert sheet.range(places[blank].a1).value == 2
    assert sheet.range(places[typed].a1).value == 1
    assert f"填好了“{sheet.name}”{places[blank].a1}" in said
    assert f"{places[typed].a1}已填的数与上年的不同" in said
    assert "没有填：上年的工作簿里缺有关的数" in said


def test_without_last_years_workbook_it_is_said_what_to_do(book: xw.Book) -> None:
    load_last_year(book)
    assert f"没有找到“{seed_report().unit.name}”{YEAR - 1} 年的工作簿" in _said(book)


def test_next_years_workbook_brings_this_years_figures(book: xw.Book, tmp_path: Path) -> None:
    begin_next_year(book)
    path = tmp_path / f"{seed_report().unit.name}{YEAR + 1}.xlsx"
    new = read(path)
    assert new.year == YEAR + 1
    assert new.last[CARRIED_OUT] == 0
    assert new.values.get(CARRIED_OUT) is None
    before = path.read_bytes()
    begin_next_year(book)
    assert "没有再生成" in _said(book)
    assert path.read_bytes() == before
