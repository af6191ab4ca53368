"""Which workbook a button was pressed in, as xlwings' RunPython says it on the command line."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import xlwings as xw
from openpyxl import Workbook
from xlwings import base_classes

from xlreport.excel.caller import NoBook, calling_book
from xlreport.excel.engines import closed

WINDOW = 4711


class Program(closed.App):
    """A program with a window."""

    hwnd = WINDOW


class Apps(base_classes.Apps):
    """The one program that runs."""

    def __init__(self, app: Program) -> None:
        self.app = app

    def __iter__(self) -> Iterator[Program]:
        return iter([self.app])

    def __len__(self) -> int:
        return 1

    def __getitem__(self, pid: int) -> Program:
        return self.app

    def keys(self) -> list[int]:
        return [1]


class Running(closed.Engine):
    """An engine whose program runs."""

    name = "running"

    def __init__(self, app: Program) -> None:
        self.apps = Apps(app)


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Program:
    """A program in which two workbooks are open."""
    app = Program()
    for name in ("a=b 报表.xlsx", "另一份.xlsx"):
        Workbook().save(tmp_path / name)
        app.books.open(str(tmp_path / name))
    monkeypatch.setattr(xw.engines, "active", xw.Engine(impl=Running(app)))
    return app


@pytest.mark.usefixtures("program")
@pytest.mark.parametrize("name", ["a=b 报表.xlsx", "另一份.xlsx"])
def test_the_book_is_the_one_named(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    arguments = ["-c", f"--wb={name}", "--from_xl=1", "--app=X", f"--hwnd={WINDOW}"]
    monkeypatch.setattr(sys, "argv", arguments)
    assert calling_book().name == name


@pytest.mark.usefixtures("program")
def test_without_a_name_it_is_the_book_in_front(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["-c"])
    assert calling_book().name == "另一份.xlsx"


@pytest.mark.usefixtures("program")
@pytest.mark.parametrize("arguments", [["--wb=没有.xlsx"], ["--wb=另一份.xlsx", "--hwnd=1"]])
def test_a_book_that_is_not_there_is_said(
    arguments: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "argv", ["-c", *arguments])
    with pytest.raises(NoBook, match="没有找到工作簿"):
        calling_book()


def test_without_excel_it_is_said_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xw.engines, "active", None)
    monkeypatch.setattr(sys, "argv", ["-c"])
    with pytest.raises(NoBook, match="请先打开"):
        calling_book()
