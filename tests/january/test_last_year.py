"""Whose last year: by code, by name only where that cannot be another's, from all books at hand."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import escape

import pytest
from tests.january import desk, fill, form
from tests.january.desk import Said
from tests.january.oracle import last_of
from tests.january.small import (
    EDITION,
    YEAR,
    Place,
    cover_of,
    government,
    town,
)

pytestmark = pytest.mark.slow

CITY = government("1000", "示例市")
COUNTIES = [government(f"100{n}", f"示例{n}县", "1000") for n in (1, 2, 3)]
SAME_NAME = [town(f"100{n}01", "示例城关镇", f"100{n}") for n in (1, 2)]
STAYS, SILENT = town("100102", "示例东镇", "1001"), town("100202", "示例西镇", "1002")
CODED_ANEW = town("100103", "示例独镇", "1001")
WITHOUT_CODE = town("", "示例无码镇", "1001")
OLD = [CITY, *COUNTIES[:2], *SAME_NAME, STAYS, SILENT, CODED_ANEW, WITHOUT_CODE]
NEW_TOWN = town("100301", "示例城关镇", "1003")
"""It has the name of two others, and no last year."""
NEW_CODE = town("100109", "示例独镇", "1001")
NEW = [CITY, *COUNTIES, *SAME_NAME, STAYS, SILENT, NEW_CODE, WITHOUT_CODE, NEW_TOWN]


@dataclass
class Played:
    place: Place
    handed: Said
    blanks: dict[str, Path]


@pytest.fixture(scope="module")
def played(blank: Path, tmp_path_factory: pytest.TempPathFactory) -> Played:
    folder = tmp_path_factory.mktemp("两年")
    place = Place(folder, blank, OLD)
    for body in (*SAME_NAME, STAYS, CODED_ANEW, WITHOUT_CODE):
        place.file(body.identity)
    place.roll_up()
    roster, out = desk.write_roster(NEW, folder / "名册2023.csv"), folder / "下发"
    command = ["next-year", "--year", str(YEAR + 1), "--roster", roster, "-o", out, "--json"]
    handed = desk.run(*command, "--previous", place.book)
    return Played(place, handed, blanks_in(out))


def blanks_in(folder: Path) -> dict[str, Path]:
    """The workbooks of a folder by whose they are."""
    covers = {path: cover_of(path) for path in folder.rglob("*.xlsx")}
    return {code or name: path for path, (name, code) in covers.items()}


def test_each_has_its_own(played: Played) -> None:
    for body in (*SAME_NAME, STAYS, WITHOUT_CODE):
        figures = last_of(EDITION, played.place.truth[body.identity])
        assert fill.last_year_in(played.blanks[body.identity], EDITION) == figures, body.name


def test_a_new_code_under_the_old_name_is_taken_for_its_own_or_asked_about(
    played: Played,
) -> None:
    found = fill.last_year_in(played.blanks[NEW_CODE.code], EDITION)
    if found:
        assert found == last_of(EDITION, played.place.truth[CODED_ANEW.code])
    else:
        decisions = played.handed.data["decisions"]
        asked = [e for e in decisions if (e["kind"], e["code"]) == ("previous", NEW_CODE.code)]
        assert len(asked) == 1
        assert played.handed.exit == 1


def test_who_has_none_has_nobody_else_s(played: Played) -> None:
    for code in (NEW_TOWN.code, SILENT.code, "1003"):
        assert fill.last_year_in(played.blanks[code], EDITION) == {}, code


def test_nobody_is_asked_about_others_of_the_same_name(played: Played) -> None:
    """They have codes of their own on the roster: they are certainly others."""
    assert {each["code"] for each in played.handed.data["decisions"]} <= {NEW_CODE.code}


def test_what_was_found_is_counted_and_what_is_missing_is_named(played: Played) -> None:
    data = played.handed.data
    without = {each["code"] for each in data["without_last_year"]}
    assert {NEW_TOWN.code, SILENT.code} <= without
    assert not without & {body.code for body in (*SAME_NAME, STAYS)}
    parents = [CITY, *COUNTIES]
    assert not without & {body.code for body in parents}, "they only roll up"
    assert data["with_last_year"] + len(without) == len(NEW) - len(parents)
    assert played.handed.complaint() == ""


def test_what_is_carried_in_cannot_be_typed_and_is_shown_at_once(played: Played) -> None:
    code = SAME_NAME[0].code
    book = fill.Workbook(played.blanks[code])
    figures = played.place.truth[code]
    for applicant in (*form.APPLICANTS, "total"):
        at = form.PLACES[EDITION][f"applications.carried_in.{applicant}"]
        assert book.formula(at)
        assert book[at] == figures[f"applications.carried_out.{applicant}"]


def test_the_workbook_that_was_handed_out_comes_back(played: Played) -> None:
    """The program's own formulas in it are no mistake of the clerk's; any other in them is."""
    code = SAME_NAME[0].code
    figures = dict(played.place.truth[code])
    for applicant in form.APPLICANTS:
        carried = figures[f"applications.carried_out.{applicant}"]
        new, old = (figures[f"applications.{each}.{applicant}"] for each in ("new", "carried_in"))
        figures[f"applications.carried_in.{applicant}"] = carried
        figures[f"applications.carried_out.{applicant}"] += carried - old
        if figures[f"applications.carried_out.{applicant}"] < 0:
            figures[f"applications.new.{applicant}"] = new + old - carried
            figures[f"applications.carried_out.{applicant}"] = carried
    filled = played.place.folder / "回来.xlsx"
    fill.fill(played.blanks[code], filled, EDITION, figures, day="2024-01-10")
    foreign = played.place.folder / "改过.xlsx"
    book = fill.Workbook(filled)
    sheet, address = form.PLACES[EDITION]["applications.carried_in.natural"]
    part = book.sheets[sheet]
    old = f"<f>{escape(book.formula((sheet, address)))}</f>"
    text = book.parts[part].decode()
    assert old in text
    book.parts[part] = text.replace(old, "<f>1+1</f>", 1).encode()
    book.save(foreign)
    said = desk.run("check", filled, foreign, "--json")
    found = {
        Path(each["source"]).name: {f["rule"] for f in each["findings"] if f["severity"] == "error"}
        for each in said.data["reports"]
    }
    assert not {rule for rule in found[filled.name] if rule.startswith(("READ", "CARRY"))}
    assert "READ-FORMULA" in found[foreign.name]
