"""What Excel on Windows is asked for, by xlwings' own engine, over a stand-in for its objects."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any
from xml.etree import ElementTree as ET

import pytest
import xlwings as xw
from examples.reports import seed_report
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill, Protection
from tests.support.excel_program import Com, excel, reference
from tests.support.made import load_workbook, open_closed, write_report

from xlreport.edition import Place, layout_of, load_edition
from xlreport.edition.layout import CHECK_SHEET, COVER_SHEET
from xlreport.excel import looks
from xlreport.excel.actions import ACTIONS
from xlreport.excel.book import LiveBook
from xlreport.excel.engines.parts import CellBlock, note_size
from xlreport.excel.press import press
from xlreport.macro_source import workbook_modules
from xlreport.report import Unit
from xlreport.template import blank_report
from xlreport.template.macros import addin_modules

REPORT = seed_report()
PLACES = layout_of(REPORT.edition).places
HEAD, OWN = PLACES["applications.new.natural"], PLACES["applications.carried_out.natural"]
MONEY, TEXT = PLACES["disclosure.procurement.amount"], PLACES["overview.proactive"]
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
MARKING = ("validate", "validate", "clear_marks")


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workbook whose first column does not balance, with a note of the clerk's."""
    path = tmp_path_factory.mktemp("示例 [1]") / "示例 [1] 'a' 100%.xlsx"
    figures = {**REPORT.values, "applications.carried_out.natural": 4}
    write_report(replace(REPORT, values=figures), path)
    book = load_workbook(path)
    book[OWN.sheet][OWN.a1].comment = Comment("已电话核实", "示例")
    book.save(path)
    return path


@pytest.fixture(scope="module")
def pasted(sound: Path) -> Path:
    """The same; money and a text were pasted over: locked, and of no format."""
    book = load_workbook(sound)
    for place in (MONEY, TEXT):
        book[place.sheet][place.a1].protection = Protection(locked=True)
    rules = book[MONEY.sheet].data_validations
    rules.dataValidation = [each for each in rules.dataValidation if MONEY.a1 not in each.sqref]
    book.save(sound.with_name("粘贴.xlsx"))
    return sound.with_name("粘贴.xlsx")


def changed(source: Path, target: Path, name: str, **what: Any) -> Path:
    """Change something of a sheet in a copy of a workbook."""
    book = load_workbook(source)
    for key, value in what.items():
        owner = book[name].protection if key == "password" else book[name]
        setattr(owner, key, value)
    book.save(target)
    return target


# --- The same in every program ----------------------------------------------------------------


def parts(book: xw.Book, path: Path) -> dict[str, bytes]:
    """Save a workbook with the first cells selected, and return what may not differ."""
    for sheet in [*(each for each in book.sheets if each.visible), book.sheets[COVER_SHEET]]:
        sheet.range("A1").select()
    book.save(path)
    with zipfile.ZipFile(path) as archive:
        return {
            name: _said(archive.read(name))
            for name in archive.namelist()
            # Styles that nothing has any more stay listed; and the time of saving.
            if name not in ("xl/styles.xml", "docProps/core.xml")
        }


def _said(data: bytes) -> bytes:
    """Return a sheet without rows that say what its columns say: empty, and of their look."""
    if b"<sheetData>" not in data:
        return data
    sheet = ET.fromstring(data)
    high = sheet.find(f"{MAIN}sheetFormatPr").get("defaultRowHeight", "15")
    styles = {
        number: column.get("style", "0")
        for column in sheet.iter(f"{MAIN}col")
        for number in range(int(column.get("min")), int(column.get("max")) + 1)
    }
    rows = sheet.find(f"{MAIN}sheetData")
    for row in list(rows):
        columns = (styles.get(CellBlock.parse(cell.get("r")).column, "0") for cell in row)
        looks_so = all(
            cell.get("s", "0") == style for cell, style in zip(row, columns, strict=True)
        )
        plain = looks_so and not any(len(cell) for cell in row)
        if plain and row.get("ht", high) == high:
            rows.remove(row)
    sheet.remove(sheet.find(f"{MAIN}dimension"))
    return ET.tostring(sheet)


def clicked(path: Path, clicks: int, target: Path) -> tuple[dict[str, bytes], list[Any]]:
    """Press so many buttons (校验, 校验, 清除标记) in a closed file; return parts and plans."""
    book = open_closed(path)
    live = LiveBook(book)
    plans = [press(ACTIONS[action], live).as_dict() for action in MARKING[:clicks]]
    return parts(book, target), plans


def clicked_in_excel(path: Path, clicks: int, target: Path) -> tuple[dict[str, bytes], list[Any]]:
    """The same in what stands for Excel."""
    with excel(path) as (book, program):
        live = LiveBook(book)
        plans = [press(ACTIONS[action], live).as_dict() for action in MARKING[:clicks]]
        return parts(xw.Book(impl=program.file), target), plans


@pytest.mark.whole
def test_the_same_plans_the_same_marks_and_every_part_back(sound: Path, tmp_path: Path) -> None:
    """In a closed file and in Excel; protection, heights, a note of the clerk's own included."""
    target = tmp_path / "saved.xlsx"
    states = []
    for clicks in (0, 1, len(MARKING)):
        state, plans = clicked(sound, clicks, target)
        live, live_plans = clicked_in_excel(sound, clicks, target)
        assert not any(plan["failed"] for plan in plans)
        assert live_plans == plans
        assert different(live, state) == []
        states.append(state)
    before, marked, after = states
    assert different(marked, before)
    assert different(after, before) == []


def different(ours: Mapping[str, bytes], theirs: Mapping[str, bytes]) -> list[str]:
    """Return the parts that differ, or that one side alone has."""
    return [name for name in ours.keys() | theirs.keys() if ours.get(name) != theirs.get(name)]


@pytest.mark.whole
@pytest.mark.parametrize("action", ["validate", "next_problem", "sign", "submit", "load_last_year"])
def test_every_other_button_plans_the_same(pasted: Path, action: str) -> None:
    def planned(book: xw.Book) -> Any:
        return press(ACTIONS[action], LiveBook(book)).as_dict()

    closed = planned(open_closed(pasted))
    with excel(pasted) as (book, _):
        assert planned(book) == closed


def test_a_note_is_large_enough(sound: Path) -> None:
    """Excel gives a new note the same size, whatever its text."""
    with excel(sound) as (book, _):
        press(ACTIONS["validate"], LiveBook(book))
        note = book.impl.xl.app.file.api[HEAD.sheet][HEAD.a1].comment
    width, height = note_size(note.text)
    assert (note.width, note.height) == (round(width * 96 / 72), round(height * 96 / 72))
    assert height > note_size("x")[1]


# --- What Excel minds -------------------------------------------------------------------------


def test_the_cell_to_look_at_may_be_on_another_sheet(sound: Path) -> None:
    """Excel selects cells of the sheet in front only."""
    with excel(sound) as (book, program):
        program.file.sheets(COVER_SHEET).activate()
        plan = press(ACTIONS["validate"], LiveBook(book))
        assert not plan.failed
        assert (program.file.sheets.active.name, program.file.app.selection.address) == (
            HEAD.sheet,
            f"${HEAD.a1[0]}${HEAD.a1[1:]}",
        )


@pytest.mark.whole
@pytest.mark.parametrize("state", ["hidden", "veryHidden"])
def test_the_cell_to_look_at_may_be_hidden(sound: Path, state: str, tmp_path: Path) -> None:
    """It is checked and marked all the same, and the message says how to see it."""
    file = changed(sound, tmp_path / "隐藏.xlsx", HEAD.sheet, sheet_state=state)
    with excel(file) as (live, _):
        plans = [press(ACTIONS["validate"], LiveBook(live))]
        plans.append(press(ACTIONS["next_problem"], LiveBook(live)))
    plans.append(press(ACTIONS["validate"], LiveBook(open_closed(file))))
    for plan in plans:
        assert not plan.failed
        assert f"“{HEAD.sheet}”表的 {HEAD.a1}" in plan.says
        assert "取消隐藏" in plan.says
    assert "必须改正" in plans[0].says


def test_a_sheet_with_a_password_is_named_and_nothing_drawn(sound: Path, tmp_path: Path) -> None:
    """Nor is a sheet before it left unprotected."""
    file = changed(sound, tmp_path / "密码.xlsx", CHECK_SHEET, password="x")
    with excel(file) as (live, program):
        protected = [sheet.protection.sheet for sheet in program.file.api]
        plan = press(ACTIONS["validate"], LiveBook(live))
        puts = {kind for kind, _, how, _ in Com.asked if how == "put"}
        assert [sheet.protection.sheet for sheet in program.file.api] == protected
        assert (program.status, program.shown) == (False, True)
    assert plan.failed
    assert f"“{CHECK_SHEET}”设有保护密码" in plan.says
    assert puts == {"Application"}


def test_colours_asked_of_many_cells_at_once_are_those_of_each(sound: Path, tmp_path: Path) -> None:
    """Of cells that differ Excel says Null, or 0, which is also what it says of black."""
    file = tmp_path / "彩色.xlsx"
    book = load_workbook(sound)
    random = Random(1)
    places = [Place(HEAD.sheet, row, column) for row in range(2, 30) for column in range(7)]
    for place in random.sample(places, 60):
        tint = random.choice(["FF000000", "FFFFC7CE", "FFFFEB9C", "FFFFC7CF"])
        book[place.sheet][place.a1].fill = PatternFill("solid", tint)
    book.save(file)
    some = random.sample(places, 120)
    told = LiveBook(open_closed(file)).colours(some)
    assert len(set(told.values())) > 4
    with excel(file) as (live, _):
        assert LiveBook(live).colours(some) == told


# --- The names of Excel -----------------------------------------------------------------------


def test_every_member_that_is_asked_for_is_one_of_excels(pasted: Path) -> None:
    model = reference().types
    with excel(pasted) as (book, _):
        live = LiveBook(book)
        for action in (*MARKING, "next_problem", "sign"):
            press(ACTIONS[action], live)
        asked = set(Com.asked)
    assert {"Validation", "Shape", "Protection", "Border"} <= {kind for kind, *_ in asked}
    for kind, name, how, named in asked:
        members = {each["name"]: each for each in model[f"Excel.{kind}"]["members"]}
        # A property with arguments has a method of this name in Python.
        member = members.get(name) or members[name.removeprefix("Get")]
        assert how != "put" or member["access"] == "read/write", (kind, name)
        for argument in named:
            assert re.search(rf"\b{argument}\b", member["signature"]), (kind, name, argument)


def test_arguments_stand_in_excels_order() -> None:
    members = {each["name"]: each for each in reference().types["Excel.Validation"]["members"]}
    order = re.findall(r"(\w+) As", members["Add"]["signature"])
    assert order[:5] == ["Type", "AlertStyle", "Operator", "Formula1", "Formula2"]


@pytest.mark.parametrize(
    ("value", "name"),
    [
        (looks._BETWEEN, "xlBetween"),
        (looks._STOP, "xlValidAlertStop"),
        (looks._CENTRE, "xlCenter"),
        (looks._LEFT, "xlLeft"),
        (looks._TOP, "xlTop"),
        (looks._CONTINUOUS, "xlContinuous"),
        (looks._NO_LINE, "xlNone"),
        (looks._EDGES[0], "xlEdgeLeft"),
        (looks._EDGES[-1], "xlInsideHorizontal"),
        (looks._TYPES["integer"][2], "xlValidateWholeNumber"),
        (looks._TYPES["decimal"][2], "xlValidateDecimal"),
    ],
)
def test_numbers_are_those_of_excels_constants(value: int, name: str) -> None:
    assert reference().constants[name]["value"] == value


ELSEWHERE = {"Call", "CallUDF", "Module", "Str", "Tuple", "createInstance", "trigger"}
"""Members of xlwings' library, and of LibreOffice."""


def test_every_member_in_the_vba_is_one_of_excels() -> None:
    known = {m["name"].lower() for t in reference().types.values() for m in t.get("members", ())}
    known |= {"fileexists", "number", "description", "raise", *(w.lower() for w in ELSEWHERE)}
    for module, source in {**workbook_modules(), **addin_modules()}.items():
        code = re.sub(r'"[^"\n]*"', '""', source)
        code = re.sub(r"(?m)^Attribute .*$|'.*$", "", code)
        used = {name.lower() for name in re.findall(r"(?<=[\w)])\.([A-Za-z]\w*)", code)}
        assert used - known == set(), module


# --- How many calls a click takes -------------------------------------------------------------

MOST_CALLS = 1250, 1250, 1350
"""Of the first click on 校验, of the second, and of 清除标记: see docs/excel.md."""
MOST_USUAL_CALLS = 300, 275, 250
"""The same where one column does not balance."""


def _taken(path: Path) -> list[int]:
    taken = []
    with excel(path) as (book, _):
        for action in MARKING:
            Com.asked.clear()
            plan = press(ACTIONS[action], LiveBook(book))
            assert not plan.failed
            taken.append(len(Com.asked))
    return taken


@pytest.mark.whole
def test_a_click_takes_few_calls(tmp_path: Path) -> None:
    """The most there can be: a workbook in which one cell is filled and every other is missing."""
    edition = load_edition("2021")
    unit = Unit("示例街道", level="乡级")
    blank = blank_report(edition, 2024, unit)
    filled = replace(blank, values={"applications.new.natural": 1})
    write_report(filled, tmp_path / "blank.xlsx")
    taken = _taken(tmp_path / "blank.xlsx")
    assert [n <= most for n, most in zip(taken, MOST_CALLS, strict=True)] == [True] * 3, taken


def test_a_usual_click_takes_fewer(sound: Path) -> None:
    taken = _taken(sound)
    assert [n <= most for n, most in zip(taken, MOST_USUAL_CALLS, strict=True)] == [True] * 3, taken
