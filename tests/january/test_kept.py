"""Nothing is replaced in silence, and whoever changes something afterwards is found."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from tests.january import desk, fill, form
from tests.january.fill import Workbook
from tests.january.small import (
    EDITION,
    YEAR,
    Place,
    government,
    statuses,
    town,
    values,
)

pytestmark = pytest.mark.slow

CITY, COUNTY = "1000", "1001"
TOWNS = ("100101", "100102", "100103")
WORDS = "这是市里自己写的话，重新汇总以后应当还在。"
DAY = Decimal((date(2023, 2, 20) - date(1899, 12, 30)).days)


@pytest.fixture
def place(blank: Path, tmp_path: Path) -> Place:
    """A county with three towns that have filed, and have been rolled up."""
    bodies = [government(CITY, "示例市"), government(COUNTY, "示例甲县", CITY)]
    bodies += [town(code, f"示例{code}镇", COUNTY) for code in TOWNS]
    place = Place(tmp_path, blank, bodies)
    for unit in TOWNS:
        place.file(unit)
    return place


def test_an_output_that_is_an_input(place: Place) -> None:
    source = place.inbox / f"{TOWNS[0]}.xlsx"
    before = source.read_bytes()
    said = desk.run("consolidate", place.inbox, "--roster", place.roster, "-o", source)
    assert said.exit == 2, said.out
    assert source.read_bytes() == before
    assert source.name in said.err
    assert said.complaint() == ""


def test_a_filled_workbook_is_not_emptied(place: Place) -> None:
    filled = place.inbox / f"{TOWNS[1]}.xlsx"
    before = filled.read_bytes()
    command = ["template", "--year", str(YEAR), "--unit", "示例镇", "-o", filled]
    said = desk.run(*command)
    assert said.exit == 2
    assert filled.read_bytes() == before
    assert desk.run(*command, "--force").exit == 0
    assert filled.read_bytes() != before


def test_handing_out_again_keeps_what_was_filled_in(place: Place) -> None:
    out = place.folder / "下发"
    command = ["next-year", "--year", str(YEAR), "--roster", place.roster, "-o", out, "--json"]
    first = desk.run(*command)
    assert first.exit == 0
    path = next(out.rglob(f"示例{TOWNS[0]}镇*.xlsx"))
    fill.fill(path, path, EDITION, place.truth[TOWNS[0]], day="2023-01-10")
    before = path.read_bytes()
    again = desk.run(*command)
    assert path.read_bytes() == before
    assert [Path(each).name for each in again.data["kept"]] == [path.name]
    assert path not in [Path(each) for each in again.data["written"]]


def test_a_rerun_keeps_what_the_office_wrote(place: Place) -> None:
    place.roll_up()
    lower = next(place.below.glob("*.xlsx"))
    for path in (place.book, lower):
        book = Workbook(path)
        book.type(form.PROSE_AT["others.text"], WORDS)
        book.type((form.COVER, form.COVER_AT["date"]), "2023-02-20")
        book.save(path)
    changed = {
        **place.truth[TOWNS[0]],
        "applications.new.natural": 1,
        "disclosure.licence.decisions": 9,
    }
    place.file(TOWNS[0], figures=changed)
    said = place.roll_up("--accept-errors")
    assert said.exit == 1
    for path in (place.book, lower):
        book = Workbook(path)
        assert book[form.PROSE_AT["others.text"]] == WORDS
        assert book[form.COVER, form.COVER_AT["date"]] == DAY  # typed as a text, kept as a day
    parts = [changed, *(place.truth[unit] for unit in TOWNS[1:])]
    assert values(said, CITY) == form.added_up(EDITION, parts)
    assert fill.figures_in(place.book, EDITION) == form.added_up(EDITION, parts)


def test_an_old_book_that_cannot_be_read_stops_the_rerun(place: Place) -> None:
    fill.broken_off(place.inbox / f"{TOWNS[0]}.xlsx", place.book)
    before = place.book.read_bytes()
    said = place.roll_up()
    assert said.exit == 2
    assert place.book.read_bytes() == before
    assert place.book.name in said.err


def test_marked_copies_that_lie_beside_their_originals(place: Place) -> None:
    """One says what its original says, one was corrected in itself and sent back."""
    wrong = {**place.truth[TOWNS[0]]}
    wrong["applications.new.natural"] += 2
    place.file(TOWNS[0], figures=wrong)
    fill.fill(
        place.blank,
        place.inbox / f"{TOWNS[1]}.xlsx",
        EDITION,
        place.truth[TOWNS[1]],
        day="2023-01-15",
        prose={"others.text": ""},
        cover={"name": f"示例{TOWNS[1]}镇", "code": TOWNS[1], "level": "乡镇级"},
    )
    files = [place.inbox / f"{unit}.xlsx" for unit in TOWNS[:2]]
    marked = desk.run("check", *files, "--mark", "--json")
    copies = [Path(path) for path in marked.data["marked"]]
    assert sorted(path.name for path in copies) == [f"{u}-校验结果.xlsx" for u in TOWNS[:2]]
    book = Workbook(place.inbox / f"{TOWNS[0]}-校验结果.xlsx")
    for key, at in form.PLACES[EDITION].items():
        book.type(at, place.truth[TOWNS[0]][key])
    book.save(place.inbox / f"{TOWNS[0]}-校验结果.xlsx")
    said = place.roll_up()
    assert statuses(said) == {
        f"{TOWNS[0]}.xlsx": "superseded",
        f"{TOWNS[0]}-校验结果.xlsx": "taken",
        f"{TOWNS[1]}.xlsx": "taken",
        f"{TOWNS[1]}-校验结果.xlsx": "duplicate",
        f"{TOWNS[2]}.xlsx": "taken",
    }
    assert said.data["decisions"] == []
    assert values(said, CITY) == place.total(*TOWNS)


def test_verify_says_where_something_was_changed(place: Place) -> None:
    place.file(CITY)
    place.roll_up()
    place.file(TOWNS[0], figures={**place.truth[TOWNS[0]], "disclosure.penalty.decisions": 3})
    (place.inbox / f"{TOWNS[1]}.xlsx").unlink()
    place.file(TOWNS[1], "新来.xlsx", figures=place.truth[TOWNS[2]])
    book = Workbook(place.book)
    sheet, address = form.PLACES[EDITION]["applications.new.natural"]
    book.type((sheet, address), 4321)
    book.save(place.book)
    lower = next(place.below.glob("*.xlsx"))
    _change_detail(place.book)
    _change_detail(lower)
    said = desk.run("verify", place.book, place.inbox, "--json")
    assert said.exit == 1
    found = said.data["findings"]
    rules = {each["rule"] for each in found}
    assert {
        "VERIFY-CHANGED",
        "VERIFY-MISSING",
        "VERIFY-NEW",
        "VERIFY-FIGURE",
        "VERIFY-SUM",
    } <= rules
    text = " ".join(each["message"] for each in found)
    for name in (f"{TOWNS[0]}.xlsx", f"{TOWNS[1]}.xlsx", "新来.xlsx", lower.name):
        assert name in text
    sums = [each for each in found if each["rule"] == "VERIFY-SUM"]
    assert (sheet, address) in {(each["sheet"], cell) for each in sums for cell in each["cells"]}


def _change_detail(path: Path) -> None:
    """Change the first figure of the first unit on 明细."""
    import openpyxl

    sheet = openpyxl.load_workbook(path)["明细"]
    rows = list(sheet.iter_rows(values_only=True))
    keys = next(n for n, row in enumerate(rows) if "disclosure.licence.decisions" in row)
    column = rows[keys].index("disclosure.licence.decisions")
    letters = openpyxl.utils.get_column_letter(column + 1)
    book = Workbook(path)
    book.type(("明细", f"{letters}{keys + 2}"), 777)
    book.save(path)
