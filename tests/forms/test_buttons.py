"""The buttons know another form by the environment variable that names its file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest
import xlwings as xw
from tests.support.made import open_closed, write_report
from tests.support.website import (
    ACCOUNTS,
    FIRST_ROW,
    FORM,
    WEBSITE,
    completed,
    sample_entry,
    valid_website,
)

from xlreport.edition import edition_like, load_edition
from xlreport.excel import begin_next_year, clear_marks, next_problem, validate
from xlreport.excel.book import LiveBook
from xlreport.excel.snapshot import OVERLAYS, Snapshot
from xlreport.reading import read
from xlreport.report import Entry, Report

SHEET = "五、新媒体账号"


@pytest.fixture
def faulty(tmp_path: Path) -> Path:
    """A workbook with one wrong figure in the register, and a repeated entry."""
    random = Random(1)
    entries = [sample_entry(number, random) for number in range(3)]
    entries[1] = replace(entries[1], figures={**entries[1].figures, "posts": -3})
    entries.append(replace(entries[0], row=FIRST_ROW + 3))
    path = tmp_path / "示例局.xlsx"
    write_report(_with(entries), path)
    return path


def _with(entries: Sequence[Entry]) -> Report:
    report = valid_website(WEBSITE, Random(2), "示例局")
    answers = {**report.answers, "safety.media": "yes"}
    return completed(report, report.values, answers, entries)


@pytest.fixture
def book(faulty: Path, monkeypatch: pytest.MonkeyPatch) -> xw.Book:
    """The workbook on a desk that knows the form."""
    monkeypatch.setenv(OVERLAYS, str(FORM))
    return open_closed(faulty)


def test_the_open_book_reads_as_the_file_does(book: xw.Book, faulty: Path) -> None:
    """Answers and entries too, dates among them."""
    assert Snapshot(LiveBook(book)).report() == read(faulty, [FORM])


def test_the_button_marks_entries(book: xw.Book) -> None:
    """The wrong cell is coloured and says why, and the marks can be taken away again."""
    validate(book)
    wrong = book.sheets[SHEET].range((FIRST_ROW + 2, 2 + list(ACCOUNTS.columns).index("posts")))
    assert wrong.color == (255, 199, 206)
    assert "应为不小于 0 的整数" in wrong.note.text
    twin = book.sheets[SHEET].range((FIRST_ROW + 1, 2 + list(ACCOUNTS.columns).index("platform")))
    assert f"与第 {FIRST_ROW + 4} 行相同" in twin.note.text
    next_problem(book)
    assert book.app.selection.sheet.name == SHEET
    clear_marks(book)
    assert wrong.color == (255, 249, 227)  # that of a cell to fill in
    assert wrong.note is None


def test_next_years_workbook_is_of_the_same_form(book: xw.Book, tmp_path: Path) -> None:
    """And not of the annual report on disclosure."""
    begin_next_year(book)
    (path,) = [each for each in tmp_path.iterdir() if "2018" in each.name]
    assert read(path, [FORM]).edition is WEBSITE


def test_without_the_variable_the_button_says_what_is_missing(faulty: Path) -> None:
    """A refusal in words, and nothing else."""
    book = open_closed(faulty)
    validate(book)
    assert "没有“website-2017”版格式" in str(book.app.impl.alerts[-1])


def test_a_form_on_the_desk_does_not_replace_the_reports_own() -> None:
    """A disclosure report stays one, whatever other forms are known."""
    assert edition_like(load_edition("2019"), 2021, [FORM]).id == "2021"
    assert edition_like(WEBSITE, 2021, [FORM]) is WEBSITE
