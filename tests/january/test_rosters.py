"""Rosters as offices keep them: what lies below who does not report still counts."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from tests.january.city import OFFICE, VERTICAL, Body
from tests.january.small import (
    Place,
    government,
    states,
    statuses,
    town,
    values,
)

pytestmark = pytest.mark.slow


MIDDLES = {
    "11": {"closed": "2020-06-30"},
    "12": {"in_scope": False},
    "13": {"opened": "2023-02-01"},
    "15": {"closed": f"{2022}-12-31"},
}


def test_who_does_not_report_passes_on_what_lies_below(blank: Path, tmp_path: Path) -> None:
    bodies = [government("1", "示例市")]
    for code, more in MIDDLES.items():
        bodies += [government(code, f"示例{code}县", "1", **more)]
        bodies += [town(f"{code}1", f"示例{code}镇", code)]
    bodies += [Body("14", "示例海关", VERTICAL, "1"), town("141", "示例港镇", "14")]
    bodies += [Body("142", "示例海关分关", VERTICAL, "14"), town("1421", "示例内港镇", "142")]
    bodies += [Body("16", "示例管委会", OFFICE, "1"), town("161", "示例新镇", "16", in_scope=False)]
    bodies += [government("17", "示例局", "1")]
    place = Place(tmp_path, blank, bodies)
    towns = ["111", "121", "131", "141", "1421", "151"]
    for unit in (*towns, "16", "17", "11", "142"):
        place.file(unit)
    said = place.roll_up()
    assert values(said, "1") == place.total(*towns, "16", "17")
    assert states(said) == dict.fromkeys((*towns, "16", "17"), "filed")
    found = statuses(said)
    assert found["11.xlsx"] == found["142.xlsx"] == "outside"
    assert {book["code"] for book in said.data["workbooks"]} == {"1"}
    assert said.exit == 0


def test_merged_cells_are_read_as_the_value_they_show(blank: Path, tmp_path: Path) -> None:
    bodies = [government("1", "示例市")]
    bodies += [government("11", "示例甲县", "1")]
    bodies += [town(f"11{n}", f"示例{n}镇", "11") for n in (1, 2, 3)]
    place = Place(tmp_path, blank, bodies)
    for unit in ("111", "112", "113"):
        place.file(unit)
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["代码", "名称", "类别", "上级"])
    for body in bodies:
        sheet.append([body.code, body.name, body.kind, body.parent or None])
    for row in (5, 6):
        sheet.cell(row, 4).value = None
    sheet.merge_cells("D4:D6")
    roster = tmp_path / "名册.xlsx"
    book.save(roster)
    said = place.roll_up("--roster", roster, roster=False)
    assert values(said, "1") == values(said, "11") == place.total("111", "112", "113")
    assert states(said) == dict.fromkeys(("111", "112", "113"), "filed")


def test_a_forgotten_parent_beside_a_root_is_refused_with_its_rows(
    blank: Path, tmp_path: Path
) -> None:
    bodies = [government("1", "示例市"), town("11", "示例甲镇", "1"), town("12", "示例乙镇", "")]
    bodies += [town("13", "示例丙镇", "")]
    place = Place(tmp_path, blank, bodies)
    for unit in ("11", "12", "13"):
        place.file(unit)
    said = place.roll_up()
    assert said.exit == 2
    text = said.out + said.err
    assert "第 4 行" in text
    assert "第 5 行" in text
    assert said.complaint() == ""
    assert not place.book.exists()


def test_several_roots_are_several_totals(blank: Path, tmp_path: Path) -> None:
    bodies = [government("1", "示例东市"), town("11", "示例甲镇", "1"), town("12", "示例乙镇", "1")]
    bodies += [government("2", "示例西市"), town("21", "示例丙镇", "2")]
    place = Place(tmp_path, blank, bodies)
    for unit in ("11", "12", "21"):
        place.file(unit)
    said = place.roll_up()
    assert values(said, "1") == place.total("11", "12")
    assert values(said, "2") == place.total("21")
    assert states(said) == dict.fromkeys(("11", "12", "21"), "filed")
    written = [Path(book["path"]) for book in said.data["workbooks"]]
    assert len(set(written)) == 2
    assert all(path.exists() for path in written)


def test_codes_of_two_neighbours_swapped(blank: Path, tmp_path: Path) -> None:
    bodies = [government("1", "示例市"), *(town(f"1{n}", f"示例{n}镇", "1") for n in (1, 2, 3))]
    place = Place(tmp_path, blank, bodies)
    place.file("11", cover={"code": "12"})
    place.file("12", cover={"code": "11"})
    place.file("13")
    said = place.roll_up()
    assert states(said) == {"11": "undecided", "12": "undecided", "13": "filed"}
    assert values(said, "1") == place.total("13")
    decisions = [each for each in said.data["decisions"] if each["kind"] == "whose"]
    assert {Path(p).name for each in decisions for p in each["files"]} == {"11.xlsx", "12.xlsx"}
    assert said.exit == 1
