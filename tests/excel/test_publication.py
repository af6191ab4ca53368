"""The buttons 生成Word报告 and 生成网页: what they write, when they ask, when they refuse."""

from __future__ import annotations

from pathlib import Path

import pytest
import xlwings as xw
from docx import Document
from examples.reports import seed_report
from tests.support.made import open_closed, write_report
from tests.support.publishing import publish

from xlreport.edition.layout import layout_of
from xlreport.excel import publish_web, publish_word
from xlreport.excel.publication import file_name
from xlreport.publish import filled

BUTTONS = {".docx": publish_word, ".html": publish_web}
WRONG = "applications.carried_out.natural"


@pytest.fixture
def book(tmp_path: Path) -> xw.Book:
    """A workbook without a fault."""
    write_report(seed_report(), tmp_path / "示例=甲 乙.xlsx")
    return open_closed(tmp_path / "示例=甲 乙.xlsx")


def _set(book: xw.Book, name: str, value: object) -> None:
    place = layout_of(seed_report().edition).places[name]
    book.sheets[place.sheet].range(place.a1).value = value


def _said(book: xw.Book) -> str:
    return str(book.app.impl.alerts[-1])


def _beside(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()} - {"示例=甲 乙.xlsx"}


@pytest.mark.parametrize("suffix", BUTTONS)
def test_what_is_written_is_what_the_command_line_writes(
    book: xw.Book, tmp_path: Path, suffix: str
) -> None:
    BUTTONS[suffix](book)
    path = tmp_path / file_name(seed_report(), suffix)
    assert str(path) in _said(book)
    assert len(book.app.impl.alerts) == 1
    other = tmp_path / "other" / path.name
    publish(filled(seed_report())[0], other)
    assert path.read_bytes() == other.read_bytes()


@pytest.mark.whole
def test_changes_that_are_not_saved_are_published(book: xw.Book, tmp_path: Path) -> None:
    _set(book, "overview.proactive", "本年度共有 {applications.new.total} 件。" * 12)
    publish_word(book)
    document = Document(str(tmp_path / file_name(seed_report(), ".docx")))
    total = seed_report().values["applications.new.total"]
    assert any(f"本年度共有 {total} 件。" in p.text for p in document.paragraphs)


@pytest.mark.parametrize("answer", ["yes", "no"])
def test_a_faulty_report_becomes_a_draft_if_the_clerk_wants_one(
    book: xw.Book, tmp_path: Path, answer: str
) -> None:
    _set(book, WRONG, 4)
    book.app.impl.answer = answer
    publish_web(book)
    draft = file_name(seed_report(), ".html", draft=True)
    assert "草稿" in draft
    assert "处要改正或者说明" in book.app.impl.alerts[0]
    assert _beside(tmp_path) == ({draft} if answer == "yes" else set())


@pytest.mark.whole
@pytest.mark.parametrize("answer", ["yes", "no"])
def test_a_file_that_somebody_may_have_edited_is_replaced_only_on_demand(
    book: xw.Book, tmp_path: Path, answer: str
) -> None:
    path = tmp_path / file_name(seed_report(), ".docx")
    path.write_bytes(b"edited since")
    book.app.impl.answer = answer
    publish_word(book)
    assert "已经有了" in book.app.impl.alerts[0]
    assert (path.read_bytes() == b"edited since") is (answer == "no")


@pytest.mark.whole
def test_a_second_click_asks_nothing(book: xw.Book) -> None:
    publish_word(book)
    publish_word(book)
    assert len(book.app.impl.alerts) == 2
    assert book.app.impl.alerts[0] == book.app.impl.alerts[1]


def test_a_placeholder_that_leads_nowhere_is_named_and_nothing_written(
    book: xw.Book, tmp_path: Path
) -> None:
    _set(book, "overview.proactive", "共 {applications.no.such} 件")
    publish_word(book)
    assert "没有“applications.no.such”这个指标" in _said(book)
    assert _beside(tmp_path) == set()


def test_without_a_unit_nothing_is_written(book: xw.Book, tmp_path: Path) -> None:
    _set(book, "cover.unit", None)
    publish_word(book)
    assert "没有填写单位名称" in _said(book)
    assert _beside(tmp_path) == set()


@pytest.mark.whole
def test_a_folder_that_cannot_be_written_is_said(book: xw.Book, tmp_path: Path) -> None:
    (tmp_path / file_name(seed_report(), ".docx")).mkdir()
    book.app.impl.answer = "yes"
    publish_word(book)
    assert "这是一个文件夹" in _said(book)


@pytest.mark.parametrize("answer", ["yes", "no"])
def test_a_number_of_a_person_is_published_only_on_demand(
    book: xw.Book, tmp_path: Path, answer: str
) -> None:
    _set(book, "problems.text", "申请人联系电话 13800000000，已当面答复。" * 3)
    book.app.impl.answer = answer
    publish_web(book)
    assert "手机号 138****00" in book.app.impl.alerts[0]
    assert "13800000000" not in book.app.impl.alerts[0]
    assert bool(_beside(tmp_path)) is (answer == "yes")
