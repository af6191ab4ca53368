"""Units merge, split, are renamed and take the wrong unit of money, on the way of a real office."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest
from tests.january import desk, fill, small
from tests.january.small import Place, government, states, statuses, town, values

pytestmark = pytest.mark.slow

FEE = "disclosure.fee.amount"


@pytest.fixture(scope="module")
def blank(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("空白") / "空白.xlsx"
    unit = ("--unit", "示例单位", "--code", "1")
    said = desk.run("template", "--year", str(small.YEAR), *unit, "-o", path)
    assert said.exit == 0, said.err
    return path


def with_columns(place: Place, extra: dict[str, str]) -> None:
    """Add the columns 撤销 and 并入 to a place's roster; ``extra`` gives both by code."""
    rows = ["代码,名称,类别,上级,撤销,并入"]
    for body in place.bodies:
        end = extra.get(body.code, ",")
        rows.append(f"{body.code},{body.name},{body.kind},{body.parent},{end}")
    place.roster.write_text("\n".join(rows), encoding="utf-8")


def test_a_merged_town_hands_over_what_it_carried_out(blank: Path, tmp_path: Path) -> None:
    bodies = [government("1", "示例市"), *(town(f"1{n}", f"示例{n}镇", "1") for n in (1, 2, 3))]
    place = Place(tmp_path, blank, bodies)
    for unit in ("11", "12", "13"):
        place.file(unit)
    said = place.roll_up()
    assert states(said) == dict.fromkeys(("11", "12", "13"), "filed")
    with_columns(place, {"12": "2023-06-01,示例1镇"})
    out = tmp_path / "下发"
    command = ["next-year", "--year", "2023", "--roster", place.roster, "--previous", place.book]
    handed = json.loads(desk.run(*command, "-o", out, "--json").out)
    assert handed["with_last_year"] == 2
    assert not any("示例2镇" in path for path in handed["written"])
    key = "applications.carried_out.natural"
    (book,) = out.rglob("示例1镇2023.xlsx")
    both = place.truth["11"][key] + place.truth["12"][key]
    assert fill.last_year_in(book, small.EDITION)[key] == both
    assert fill.figures_in(book, small.EDITION)["applications.carried_in.natural"] == both
    assert '"rule": "CARRY"' not in desk.run("check", out, "--json").out


def test_yuan_in_a_roll_up_of_six_towns(blank: Path, tmp_path: Path) -> None:
    bodies = [government("1", "示例市"), *(town(f"1{n}", f"示例{n}镇", "1") for n in range(1, 8))]
    place = Place(tmp_path, blank, bodies)
    for number, body in enumerate(bodies[1:]):
        money = Decimal(30 + number) if number else Decimal(330000)
        place.truth[body.code] = {**place.truth[body.code], FEE: money}
        place.file(body.code)
    said = place.roll_up()
    asked = {
        Path(each["path"]).name
        for each in said.data["files"]
        for finding in each["findings"]
        if finding["rule"] == "MONEY-UNIT"
    }
    assert asked == {"11.xlsx"}
    assert set(statuses(said).values()) == {"taken"}
    assert values(said, "1")[FEE] == 330000 + sum(range(31, 37))
