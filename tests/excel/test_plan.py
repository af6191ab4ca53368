"""A click is a plan, and then its doing."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest
import xlwings as xw
from examples.reports import seed_report
from tests.excel.test_caller import WINDOW, Program, Running
from tests.support.made import open_closed, write_report

from xlreport.edition import Place
from xlreport.edition.layout import CHECK_SHEET, EXPLANATION_COLUMN, layout_of
from xlreport.excel import press, validate
from xlreport.excel.actions import ACTIONS, Action
from xlreport.excel.book import LiveBook
from xlreport.excel.plan import Colour, Notes, Plan, Values
from xlreport.excel.publication import file_name
from xlreport.excel.snapshot import CannotDo, Snapshot
from xlreport.reading.rows import Rows
from xlreport.template.listing import TALLEST, finding_height

NAME = "示例=甲 乙.xlsx"
HEAD = layout_of(seed_report().edition).places["applications.new.natural"]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A workbook whose first column does not balance."""
    figures = {**seed_report().values, "applications.carried_out.natural": 4}
    write_report(replace(seed_report(), values=figures), tmp_path / NAME)
    return tmp_path / NAME


class FigureClaim:
    """A workbook that is nothing but data, as another program might send it."""

    def __init__(self, book: LiveBook) -> None:
        self.path, self.names = book.path, book.names
        self._rows = {name: [list(row) for row in book.rows(name)] for name in book.names}
        self._notes = {name: dict(book.notes(name)) for name in book.names}
        self._colours = {name: self._of(book, name) for name in book.names}
        self._formulas = {name: [list(row) for row in book.formulas(name)] for name in book.names}
        told = [self._rows, self._notes, self._colours, self._formulas]
        sent = json.dumps(told, default=str)
        self._rows, self._notes, self._colours, self._formulas = json.loads(sent)
        self._here = book.here()

    @staticmethod
    def _of(book: LiveBook, name: str) -> dict[str, str]:
        cells = (cell for row in book.book.impl.api[name].iter_rows() for cell in row)
        places = (Place(name, cell.row - 1, cell.column - 1) for cell in cells)
        return {place.a1: colour for place, colour in book.colours([*places]).items() if colour}

    def rows(self, name: str) -> Rows:
        return Rows(self._rows[name])

    def notes(self, name: str) -> Mapping[str, str]:
        return self._notes[name]

    def colours(self, places: Sequence[Place]) -> Mapping[Place, str]:
        return {place: self._colours[place.sheet].get(place.a1, "") for place in places}

    def here(self) -> Place | None:
        return self._here

    def formulas(self, name: str) -> Rows:
        return Rows(self._formulas[name])

    def spoiled(self, _name: str, _areas: Sequence[str], *, validated: bool) -> tuple[str, ...]:
        del validated
        return ()

    def said(self) -> dict[tuple[str, int, int], object]:
        """Everything in it that is not blank."""
        return {
            (name, i, j): value
            for name, rows in self._rows.items()
            for i, row in enumerate(rows)
            for j, value in enumerate(row)
            if value is not None
        }


@pytest.mark.parametrize("action", ["validate", "clear_marks", "next_problem", "sign", "submit"])
def test_a_plan_needs_no_program_and_is_json(file: Path, action: str) -> None:
    book = open_closed(file)
    validate(book)
    told = ACTIONS[action](Snapshot(FigureClaim(LiveBook(book))), ())
    live = ACTIONS[action](Snapshot(LiveBook(book)), ())
    assert json.loads(json.dumps(told.as_dict())) == json.loads(json.dumps(live.as_dict()))


@pytest.mark.whole
@pytest.mark.parametrize("action", ACTIONS)
def test_planning_changes_nothing(file: Path, tmp_path: Path, action: str) -> None:
    book = open_closed(file)
    before = sorted(tmp_path.iterdir())
    old = FigureClaim(LiveBook(book))
    _planned(ACTIONS[action], book)
    new = FigureClaim(LiveBook(book))
    assert (new.said(), new._notes, new._colours) == (old.said(), old._notes, old._colours)
    assert sorted(tmp_path.iterdir()) == before
    assert book.app.impl.alerts == []


def _planned(action: Action, book: xw.Book) -> None:
    with suppress(CannotDo):
        action(Snapshot(LiveBook(book)), ())


def test_a_second_click_leaves_colours_and_notes_alone(file: Path) -> None:
    book = open_closed(file)
    first = ACTIONS["validate"](Snapshot(LiveBook(book)), ())
    assert any(isinstance(change, Colour) for change in first.changes)
    validate(book)
    second = ACTIONS["validate"](Snapshot(LiveBook(book)), ())
    assert second.changes
    assert not [c for c in second.changes if isinstance(c, Colour | Notes)]


# --- The words --------------------------------------------------------------------------------


@pytest.fixture
def program(file: Path, monkeypatch: pytest.MonkeyPatch) -> Program:
    """A program in which the workbook is open."""
    app = Program()
    app.books.open(str(file))
    monkeypatch.setattr(xw.engines, "active", xw.Engine(impl=Running(app)))
    return app


def test_what_to_say_is_the_answer_and_no_message_is_shown(program: Program) -> None:
    kind, _, text = press.answer("validate", NAME, str(WINDOW)).partition("\n")
    assert kind == "done"
    assert "必须改正" in text
    assert press.answer("next_problem", NAME, str(WINDOW)) == ""
    assert program.alerts == []


def test_a_question_is_a_second_call(program: Program, tmp_path: Path) -> None:
    kind, _, text = press.answer("publish_word", NAME, str(WINDOW)).partition("\n")
    assert kind == "ask draft"
    assert "草稿" in text
    draft = tmp_path / file_name(seed_report(), ".docx", draft=True)
    assert not draft.exists()
    draft.write_bytes(b"edited since")
    kind, _, text = press.answer("publish_word", NAME, str(WINDOW), " draft").partition("\n")
    assert kind == "ask replace"
    assert draft.read_bytes() == b"edited since"
    kind, _, text = press.answer("publish_word", NAME, str(WINDOW), " draft replace").partition(
        "\n"
    )
    assert kind == "done"
    assert str(draft) in text
    assert draft.read_bytes() != b"edited since"
    assert program.alerts == []


@pytest.mark.usefixtures("program")
def test_every_failure_is_a_chinese_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object) -> Plan:
        raise RuntimeError("english " * 500)

    monkeypatch.setitem(ACTIONS, "validate", fails)
    for name in (NAME, "没有.xlsx"):
        kind, _, text = press.answer("validate", name, str(WINDOW)).partition("\n")
        assert kind == "failed"
        assert "没有" in text
        assert len(text) <= press.LONGEST_MESSAGE


# --- Limits of Excel --------------------------------------------------------------------------


def test_a_long_reason_makes_no_row_too_high() -> None:
    assert finding_height({"title": "x", "advice": "字" * 5000}) == TALLEST


def test_a_reason_that_looks_like_a_formula_is_written_as_a_text(file: Path) -> None:
    """What is written to a cell of Excel and begins with ``=`` is a formula."""
    book = open_closed(file)
    validate(book)
    changes = ACTIONS["validate"](_with_reason(LiveBook(book), "=cmd|'/c calc'!A0"), ()).changes
    (rows,) = [c.rows for c in changes if isinstance(c, Values) and c.sheet == CHECK_SHEET]
    written = [value for row in rows for value in row if isinstance(value, str)]
    assert any("calc" in value for value in written)
    live = [value for value in written if value.startswith("=")]
    assert live
    assert all(value.startswith("=HYPERLINK(") for value in live)


def _with_reason(book: LiveBook, reason: str) -> Snapshot:
    rows = book.rows(CHECK_SHEET)
    row = max(i for i in range(len(rows)) if rows.at(i, 0))
    return Snapshot(book).after([Values(CHECK_SHEET, row, EXPLANATION_COLUMN, ((reason,),))])
