"""Five years of the made city: every file, cell, state and exit code, year by year."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.january import fill, form, oracle
from tests.january.city import YEARS
from tests.january.form import Broken, Figures, edition_of
from tests.january.oracle import unlike
from tests.january.story import (
    CITY_WORDS,
    CLEAN_YEARS,
    PARENT_THAT_FILES,
    QUIET_YEAR,
    REASON,
    TOLD_YEAR,
    Office,
    Roll,
    Year,
    as_figure,
)

pytestmark = pytest.mark.slow

FIRST = min(YEARS)
FEW = 3


@pytest.fixture(params=YEARS)
def year(request: pytest.FixtureRequest, city_office: Office) -> Year:
    return city_office.years[request.param]


def rolls(year: Year) -> Iterator[tuple[str, Roll]]:
    for number, roll in enumerate(year.rolls):
        yield f"{year.year}, roll-up {number}", roll


# ---- handing out ---------------------------------------------------------------------------------


def test_everybody_gets_a_workbook(year: Year) -> None:
    assert year.handed.exit == 0, year.handed.err
    assert sorted(year.blank) == sorted(body.identity for body in year.tree.handed_out())
    assert not year.trouble


def test_hand_outs_carry_the_unit_s_own_last_year(year: Year) -> None:
    edition = edition_of(year.year)
    wrong = {}
    for unit, path in year.blank.items():
        if unit in year.tree.below and unit != PARENT_THAT_FILES:
            continue
        wanted, found = year.last.get(unit, {}), fill.last_year_in(path, edition)
        if difference := unlike(found, wanted):
            wrong[unit] = list(difference.items())[:FEW]
    assert not wrong


def test_hand_outs_show_what_is_carried_in_and_its_total(year: Year) -> None:
    edition = edition_of(year.year)
    wrong = {}
    for unit, last in year.last.items():
        if unit in year.tree.below:
            continue
        shown = fill.figures_in(year.blank[unit], edition)
        for applicant in (*form.APPLICANTS, "total"):
            wanted = last[f"applications.carried_out.{applicant}"]
            found = shown.get(f"applications.carried_in.{applicant}")
            if found != wanted:
                wrong[unit, applicant] = found, wanted
    assert not wrong


def test_hand_outs_are_told_of(year: Year) -> None:
    data = year.handed.data
    assert data["exit"] == 0
    assert data["year"] == year.year
    assert {Path(p).resolve() for p in data["written"]} == {
        p.resolve() for p in year.blank.values()
    }
    assert data["kept"] == []
    leaves = {body.identity for body in year.tree.expected()}
    without = {each["code"] or each["name"] for each in data["without_last_year"]} & leaves
    assert without == (leaves - set(year.last) if year.year > FIRST else without)


# ---- checking ------------------------------------------------------------------------------------


def serious(findings: list[dict[str, Any]]) -> set[Broken]:
    """Errors and queries: the rule, and where to look first."""
    return {
        (each["rule"], each["sheet"], (each["cells"] or [""])[0])
        for each in findings
        if each["severity"] != "note"
    }


def test_checking_finds_what_is_wrong_and_nothing_else(year: Year) -> None:
    inbox = year.rolls[-1].inbox
    found = {
        str(Path(each["source"]).resolve().relative_to(inbox)): serious(each["findings"])
        for each in year.checked.data["reports"]
    }
    edition = edition_of(year.year)
    wanted = {}
    for sent in year.sent_checked:
        if sent.figures and sent.judged:
            level = year.tree.bodies[sent.unit].level
            wanted[sent.path] = sent.broken | form.broken(
                edition, sent.figures, sent.last, None, level
            )
    assert unlike({path: found.get(path) for path in wanted}, wanted) == {}


def test_checking_names_what_it_cannot_read(year: Year) -> None:
    refused = {Path(each["source"]).name for each in year.checked.data["refused"]}
    unreadable = {
        Path(sent.path).name
        for sent in year.sent_checked
        if sent.fate == oracle.UNREADABLE and sent.path.endswith(("xlsx", "xls"))
    }
    assert unreadable <= refused
    assert year.checked.exit == 1


# ---- rolling up ----------------------------------------------------------------------------------


def test_how_a_roll_up_ends(year: Year) -> None:
    for where, roll in rolls(year):
        assert roll.said.exit == roll.expected.exit, f"{where}: {roll.said.err[-600:]}"
        assert roll.said.data["exit"] == roll.said.exit, where
        assert roll.said.data["contradictions"] == [], where


def test_what_becomes_of_every_file(year: Year) -> None:
    for where, roll in rolls(year):
        listed = [
            (str(Path(each["path"]).resolve().relative_to(roll.inbox)), each["status"])
            for each in roll.said.data["files"]
        ]
        found = dict(listed)
        assert len(listed) == len(found), f"{where}: a file is listed twice"
        units = {sent.path: sent.unit for sent in roll.sent}
        assert sorted(found) == sorted(roll.expected.statuses), where
        # Of two files that say the same either may be the one that counts.
        said = Counter((units[path], status) for path, status in found.items())
        wanted = Counter((units[path], status) for path, status in roll.expected.statuses.items())
        assert said == wanted, where


def test_a_marked_copy_that_says_the_same_is_not_taken_for_its_original(year: Year) -> None:
    data = year.rolls[-1].said.data
    statuses = {Path(each["path"]).name: each["status"] for each in data["files"]}
    unit = next(u for u, role in year.roles.items() if role == "marked")
    name = year.tree.bodies[unit].name
    files = [each for each in data["units"] if (each["code"] or each["name"]) == unit]
    assert files
    same = {n: s for n, s in statuses.items() if n.startswith(f"{name}{year.year}")}
    if year.tree.bodies[unit].name != "示例城关镇":
        assert same == {
            f"{name}{year.year}.xlsx": "taken",
            f"{name}{year.year}-校验结果.xlsx": "duplicate",
        }


def test_where_every_unit_stands(year: Year) -> None:
    for where, roll in rolls(year):
        units = roll.said.data["units"]
        found = {each["code"] or each["name"]: each["state"] for each in units}
        assert len(found) == len(units), where
        assert unlike(found, roll.expected.states) == {}, where
        late = {each["code"] or each["name"] for each in units if each["late"]}
        assert late == roll.expected.late & set(found), where


def test_every_total_is_the_sum_of_what_was_taken(year: Year) -> None:
    for where, roll in rolls(year):
        books = {each["code"] or each["unit"]: each for each in roll.said.data["workbooks"]}
        for unit, total in roll.expected.totals.items():
            values = {k: as_figure(v) for k, v in books[unit]["values"].items() if v is not None}
            assert unlike(values, total) == {}, f"{where}: {unit}"
            assert books[unit]["reports"] == roll.expected.parts[unit], f"{where}: {unit}"


def test_the_books_show_these_totals(year: Year) -> None:
    roll = year.rolls[-1]
    edition = edition_of(year.year)
    shown: dict[str, Figures] = {"99": fill.figures_in(roll.book, edition)}
    for path in roll.below.glob("*.xlsx"):
        code = str(fill.Workbook(path)[form.COVER, form.COVER_AT["code"]])
        shown[code] = fill.figures_in(path, edition)
    assert sorted(shown) == sorted(body.identity for body in year.tree.parents())
    for unit, total in roll.expected.totals.items():
        assert unlike(shown[unit], total) == {}, unit


def test_the_findings_of_every_file(year: Year) -> None:
    for where, roll in rolls(year):
        found = {
            str(Path(each["path"]).resolve().relative_to(roll.inbox)): serious(each["findings"])
            for each in roll.said.data["files"]
        }
        wanted = roll.expected.findings
        assert unlike({path: found.get(path) for path in wanted}, wanted) == {}, where


def test_the_findings_of_the_roll_ups_themselves(year: Year) -> None:
    for where, roll in rolls(year):
        found: dict[str, set[Broken]] = {}
        for each in roll.said.data["findings"]:
            if each["severity"] != "note" and each["rule"] != "WRITTEN":
                found.setdefault(each["unit"], set()).update(serious([each]))
        names = {body.identity: body.name for body in year.tree.bodies.values()}
        wanted = {names[unit]: b for unit, b in roll.expected.own_findings.items() if b}
        assert unlike(found, wanted) == {}, where


def test_what_was_typed_into_the_books_is_still_there(year: Year) -> None:
    if year.year == QUIET_YEAR:
        assert len(year.rolls) == 1
        return
    roll = year.rolls[-1]
    book = fill.Workbook(roll.book)
    for at in form.PROSE_AT.values():
        assert book[at] == CITY_WORDS
    assert book[form.COVER, form.COVER_AT["author"]] == "示例经办人"
    lower = fill.Workbook(min(roll.below.glob("*.xlsx")))
    assert lower[form.PROSE_AT["problems.text"]] == CITY_WORDS


def test_reasons_typed_into_the_list_of_findings_are_kept(year: Year) -> None:
    if year.year == QUIET_YEAR:
        assert len(year.rolls) == 1
        return
    unit = next(u for u, role in year.roles.items() if role == "query")
    files = [e for e in year.rolls[-1].said.data["files"] if e["code"] == unit]
    reasons = {f["reason"] for e in files for f in e["findings"] if f["rule"] == "WRITTEN"}
    assert reasons == {REASON}


# ---- what is said --------------------------------------------------------------------------------


def test_all_is_said_in_chinese_and_nothing_falls_over(year: Year) -> None:
    said = [year.handed, year.checked, year.verified, year.published, year.again]
    for each in [*said, *(roll.said for roll in year.rolls)]:
        if each is not None:
            assert each.complaint() == "", each.command


def test_who_and_what_needs_somebody_is_named(city_office: Office) -> None:
    year = city_office.years[TOLD_YEAR]
    text = year.again.out + year.again.err
    expected = year.rolls[-1].expected
    act = {oracle.REFUSED, oracle.CONFLICT, oracle.UNDECIDED, oracle.UNREADABLE, oracle.UNKNOWN}
    files = {Path(p).name for p, status in expected.statuses.items() if status in act}
    units = {
        year.tree.bodies[unit].name
        for unit, state in expected.states.items()
        if state != oracle.FILED
    }
    assert {each for each in files | units if each not in text} == set()
    assert year.again.exit == expected.exit


# ---- afterwards ----------------------------------------------------------------------------------


def test_verify_is_silent_where_nothing_changed(year: Year) -> None:
    assert year.verified.data["findings"] == []
    assert (year.verified.exit, year.verified.data["exit"]) == (0, 0)


@pytest.mark.parametrize("published", [2019, 2023])
def test_the_published_page_prints_the_totals(city_office: Office, published: int) -> None:
    year = city_office.years[published]
    # Something is to be done: the city has not said on which day it reports.
    assert year.published.exit == 1, year.published.out[-600:]
    assert "请在“封面”填写填报日期" in year.published.out
    page = year.page.read_text("utf-8")
    total = year.rolls[-1].expected.totals["99"]
    printed = re.findall(r'<td headers="applications[^>]*>([^<]*)</td>', page)
    keys = [key for key in form.PLACES[edition_of(published)] if key.startswith("applications.")]
    assert printed == [str(total[key]) for key in keys]


def test_the_clean_years_are_clean(city_office: Office) -> None:
    """The oracle itself: in these years nothing is left to do, so that 0 is met at all."""
    assert {year: city_office.years[year].rolls[-1].expected.exit for year in CLEAN_YEARS}[
        2023
    ] == 0
