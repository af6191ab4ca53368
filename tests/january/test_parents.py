"""Totals of parents: own report, stated total and roll-up are three things."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest
from tests.january import desk, fill
from tests.january.desk import Said
from tests.january.form import added_up
from tests.january.small import (
    EDITION,
    YEAR,
    Place,
    cover_of,
    government,
    states,
    statuses,
    town,
    values,
)

pytestmark = pytest.mark.slow

CITY = "99"
COUNTIES = {
    "91": "甲",  # typed the sum of its towns into its own workbook
    "92": "乙",  # sends its roll-up only, in which one town is missing
    "93": "丙",  # its roll-up, and one town's own that says the same
    "94": "丁",  # its roll-up, and one town's own that says something else
    "95": "戊",  # a total that lists nobody
    "96": "己",  # its roll-up, and all towns' own
    "97": "庚",  # its roll-up, in which one town is missing that sends to the city
}
TOWNS = {code: [f"{code}0{n}" for n in (1, 2, 3)] for code in COUNTIES}
ALL = [unit for towns in TOWNS.values() for unit in towns]
TYPED, OTHER_FIGURE = 1000, 7
KEY = "applications.new.natural"


def bodies() -> list:
    found = [government(CITY, "示例市")]
    for code, name in COUNTIES.items():
        found.append(government(code, f"示例{name}县", CITY))
        found += [town(c, f"示例{name}县{n}镇", code) for n, c in enumerate(TOWNS[code])]
    return found


@dataclass
class Played:
    place: Place
    said: Said
    alone: Said
    alone_place: Place


@pytest.fixture(scope="module")
def played(blank: Path, tmp_path_factory: pytest.TempPathFactory) -> Played:
    folder = tmp_path_factory.mktemp("上级")
    # What the counties made of what their towns sent them.
    counties = Place(folder / "各县", blank, bodies())
    for unit in ALL:
        if unit not in ("9203", "9703"):
            counties.file(unit)
    counties.roll_up(roster=True)
    books = {cover_of(path)[1]: path for path in counties.below.glob("*.xlsx")}

    city = Place(folder / "全市", blank, bodies())
    for unit in (*TOWNS["91"], *TOWNS["96"], "9301", "9703"):
        city.file(unit)
    changed = dict(city.truth["9401"])
    changed["disclosure.penalty.decisions"] += OTHER_FIGURE
    city.file("9401", figures=changed)
    city.file("91", figures=city.total(*TOWNS["91"]))
    for code in ("92", "93", "94", "96", "97"):
        fill.copy(books[code], city.inbox / f"{code}汇总.xlsx")
    _list_nobody(city, counties)
    fill.copy(counties.book, city.inbox / "上次全市汇总.xlsx")
    said = city.roll_up()

    alone = Place(folder / "无名册", blank, bodies())
    for unit in TOWNS["96"]:
        alone.file(unit)
    fill.copy(books["96"], alone.inbox / "己县汇总.xlsx")
    return Played(city, said, alone.roll_up(roster=False), alone)


def _list_nobody(city: Place, counties: Place) -> None:
    """A total as the function `consolidate` gives it: it does not say whose figures are in it."""
    from xlreport import consolidate, read
    from xlreport.report import Unit
    from xlreport.template import write_report

    reports = [read(counties.inbox / f"{unit}.xlsx") for unit in TOWNS["95"]]
    total = consolidate(reports, Unit("示例戊县", "95", "county"))
    write_report(total, city.inbox / "95合计.xlsx")


def test_each_figure_is_counted_once(played: Played) -> None:
    place, counted = played.place, [u for u in ALL if u != "9203"]
    parts = [place.truth[unit] for unit in counted] + [place.total(*TOWNS["91"])]
    assert values(played.said, CITY) == added_up(EDITION, parts)


@pytest.mark.parametrize("county", [c for c in COUNTIES if c not in ("91", "92", "95")])
def test_the_total_of_a_county(played: Played, county: str) -> None:
    assert values(played.said, county) == played.place.total(*TOWNS[county])


def test_units_stand_as_filed_only_where_a_total_names_them(played: Played) -> None:
    wanted = dict.fromkeys(ALL, "filed")
    for unit in ("9201", "9202", "9302", "9303", "9402", "9403", "9701", "9702"):
        wanted[unit] = "in_total"
    wanted["9203"] = "missing"
    wanted["9401"] = "undecided"
    wanted |= dict.fromkeys(TOWNS["95"], "in_unlisted_total")
    found = states(played.said)
    # The figures of an equal report are taken through the total, or are its own: both are said.
    assert found.pop("9301") in ("filed", "in_total")
    wanted.pop("9301")
    assert found == wanted


def test_what_becomes_of_the_files(played: Played) -> None:
    found = statuses(played.said)
    assert found["92汇总.xlsx"] == found["95合计.xlsx"] == found["97汇总.xlsx"] == "taken"
    assert found["93汇总.xlsx"] == "taken"
    assert found["9301.xlsx"] == "difference"
    assert found["94汇总.xlsx"] == "taken"
    assert found["9401.xlsx"] in ("difference", "undecided")
    assert found["96汇总.xlsx"] in ("difference", "earlier_roll_up")
    assert found["上次全市汇总.xlsx"] == "earlier_roll_up"
    assert all(found[f"{unit}.xlsx"] == "taken" for unit in (*TOWNS["91"], *TOWNS["96"], "9703"))


def test_a_total_against_a_part_is_for_a_person_to_decide(played: Played) -> None:
    decisions = [each for each in played.said.data["decisions"] if each["kind"] == "total"]
    assert decisions
    first = played.said.data["decisions"][0]
    assert first["kind"] == "total"
    named = {Path(path).name for each in decisions for path in each["files"]}
    assert {"94汇总.xlsx", "9401.xlsx"} <= named
    assert played.said.exit == 1


def test_the_sum_of_its_children_in_a_parent_s_own_workbook_is_a_query(played: Played) -> None:
    (file,) = [e for e in played.said.data["files"] if Path(e["path"]).name == "91.xlsx"]
    assert file["kind"] == "own"
    queries = {each["rule"] for each in file["findings"] if each["severity"] == "query"}
    assert queries
    others = [e for e in played.said.data["files"] if Path(e["path"]).name == "9101.xlsx"]
    assert not {f["rule"] for e in others for f in e["findings"]} & queries


def test_a_roll_up_is_not_added_to_its_parts_without_a_roster(played: Played) -> None:
    assert played.alone.data["units"] == []
    (book,) = played.alone.data["workbooks"]
    assert values(played.alone, book["unit"]) == played.alone_place.total(*TOWNS["96"])
    assert statuses(played.alone)["己县汇总.xlsx"] == "earlier_roll_up"


def test_verify_is_content(played: Played) -> None:
    said = desk.run("verify", played.place.book, played.place.inbox, "--json")
    assert said.data["findings"] == []
    assert said.exit == 0


def test_the_year(played: Played) -> None:
    assert (played.said.data["year"], played.said.data["edition"]) == (YEAR, EDITION)
