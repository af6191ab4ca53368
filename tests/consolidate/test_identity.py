"""Who is who: equal names, names written with the parent in front, and levels from the roster."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest
from tests.consolidate.conftest import file_report
from tests.consolidate.test_whole import Said
from tests.support.command import xlreport

from xlreport import read
from xlreport.consolidation.units.bare_names import suggest
from xlreport.consolidation.units.levels import level_of
from xlreport.consolidation.units.roster import read_roster
from xlreport.edition import load_edition
from xlreport.report import Unit

ROSTER = """代码,名称,类别,上级,层级
99,示例市,人民政府,,
9901,示例甲县,人民政府,99,
9902,示例乙县,人民政府,99,
9903,示例东区人民政府,人民政府,99,
9904,示例丙市,人民政府,99,
9905,示例高新区管委会,人民政府,99,
9906,示例市教育局,政府部门,99,
9907,示例市国有资产监督管理委员会,政府部门,99,
9908,示例市人民政府办公室,政府办公室,99,
990101,城关镇,乡镇,9901,
990102,松山乡,乡镇,9901,
990103,示例甲县水利局,政府部门,9901,
990201,城关镇,乡镇,9902,
990301,示例街道办事处,街道,9903,
990401,示例丙市教育局,政府部门,9904,
990501,示例高新区建设局,政府部门,9905,
"""
LEVELS = {
    "99": "prefecture",
    "9901": "county",
    "9903": "county",
    "9904": "county",
    "9905": "county",
    "9906": "prefecture",
    "9907": "",
    "9908": "prefecture",
    "990101": "township",
    "990103": "county",
    "990301": "township",
    "990401": "county",
    "990501": "county",
}


@pytest.fixture
def roster(tmp_path: Path) -> Path:
    path = tmp_path / "名册.csv"
    path.write_text(ROSTER, encoding="utf-8")
    return path


@pytest.mark.whole
def test_equal_names_are_told_apart_by_folder_or_asked_about(tmp_path: Path, roster: Path) -> None:
    inbox = tmp_path / "收到"
    town = Unit("城关镇", "", "township")
    file_report(inbox / "示例甲县", town, 1, "年报一.xlsx")
    file_report(inbox, town, 2, "年报二.xlsx")
    said = Said(inbox, "--roster", roster, "-o", tmp_path / "汇总.xlsx")
    assert said.files == {"年报一.xlsx": "taken", "年报二.xlsx": "undecided"}
    assert said.units["990101"] == "filed"
    (asked,) = said.data["decisions"]
    assert "“城关镇”的有 2 个" in asked["text"]
    file_report(inbox, town, 2, "城关镇-990201.xlsx")
    (inbox / "年报二.xlsx").unlink()
    said = Said(inbox, "--roster", roster, "-o", tmp_path / "汇总.xlsx")
    assert (said.units["990101"], said.units["990201"]) == ("filed", "filed")


@pytest.mark.whole
def test_a_neighbours_cover_left_in_a_file_is_asked_about(tmp_path: Path, roster: Path) -> None:
    """Only the name of the file says that it is of another unit: the neighbour's own is taken."""
    inbox = tmp_path / "收到"
    town = Unit("城关镇", "990101", "township")
    file_report(inbox, town, 1, "年报.xlsx")
    file_report(inbox, town, 2, "松山乡.xlsx")
    command = (inbox, "--roster", roster, "-o", tmp_path / "汇总.xlsx")
    said = Said(*command)
    assert said.files == {"年报.xlsx": "taken", "松山乡.xlsx": "undecided"}
    assert (said.units["990101"], said.units["990102"]) == ("filed", "undecided")
    (asked,) = said.data["decisions"]
    assert "文件名却是“松山乡”（990102）的" in asked["text"]
    said = Said(*command, "--match", "松山乡.xlsx=990102")
    assert set(said.files.values()) == {"taken"}
    # Without a name that says so there are two versions of one unit.
    (inbox / "松山乡.xlsx").rename(inbox / "年报二.xlsx")
    said = Said(*command[:-1], tmp_path / "另.xlsx")
    assert set(said.files.values()) == {"conflict"}


@pytest.mark.whole
def test_a_name_with_its_parent_in_front_is_suggested_and_confirmed(
    tmp_path: Path, roster: Path
) -> None:
    inbox = tmp_path / "收到"
    unit = Unit("示例甲县松山乡人民政府", "", "township")
    file_report(inbox, unit, 1, "松山 2020 (1).xlsx")
    command = (inbox, "--roster", roster, "-o", tmp_path / "汇总.xlsx")
    said = Said(*command)
    (asked,) = said.data["decisions"]
    assert "可能是“松山乡”（990102）" in asked["advice"]
    pasted = asked["advice"].partition("加 ")[2].partition(" 重新")[0]
    said = Said(*command, *shlex.split(pasted))
    assert said.units["990102"] == "filed"


@pytest.mark.whole
@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("示例甲县松山乡人民政府", "990102"),
        ("示例市示例甲县松山乡", "990102"),
        ("松山乡人民政府", "990102"),
        ("示例乙县城关镇人民政府", "990201"),
        ("示例东区示例街道", "990301"),
        ("城关镇人民政府", None),
        ("别处县城关镇", None),
    ],
)
def test_what_is_suggested(roster: Path, name: str, code: str | None) -> None:
    found = suggest(read_roster(roster), Unit(name))
    assert (found.code if found else None) == code


def test_levels_follow_roster_kind_parent_and_name(roster: Path) -> None:
    members = read_roster(roster)
    edition = load_edition("2021")
    found = {code: level_of(members, members.members[code], edition) for code in LEVELS}
    assert found == LEVELS


def test_what_nobody_can_know_stays_unknown(tmp_path: Path) -> None:
    path = tmp_path / "名册.csv"
    rows = ["1,示例市,人民政府,,", "11,示例镇,乡镇,1,", "12,示例开发区,人民政府,1,"]
    rows += ["13,示例市教育局,政府部门,1,"]
    path.write_text("代码,名称,类别,上级,层级\n" + "\n".join(rows), encoding="utf-8")
    members, edition = read_roster(path), load_edition("2021")
    found = {m.code: level_of(members, m, edition) for m in members.members.values()}
    assert found == {"1": "", "11": "township", "12": "", "13": ""}
    path.write_text(
        path.read_text("utf-8").replace("市,人民政府,,", "市,人民政府,,县级市"), "utf-8"
    )
    members = read_roster(path)
    assert level_of(members, members.members["13"], edition) == "county"


@pytest.mark.whole
def test_the_level_rules_speak(tmp_path: Path, roster: Path) -> None:
    """A county's department without a level on its cover cannot have made regulations."""
    inbox = tmp_path / "收到"
    more = {f"disclosure.regulations.{key}": 1 for key in ("made", "published", "in_public")}
    file_report(inbox, Unit("示例甲县水利局", "990103"), 1, values=more)
    file_report(inbox, Unit("示例市教育局", "9906"), 2, values=more)
    said = Said(inbox, "--roster", roster, "-o", tmp_path / "汇总.xlsx")
    rules = {
        each["unit"]: {finding["rule"] for finding in each["findings"]}
        for each in said.data["files"]
    }
    assert any("LEVEL" in rule for rule in rules["示例甲县水利局"])
    assert not any("LEVEL" in rule for rule in rules["示例市教育局"])


@pytest.mark.whole
def test_hand_outs_have_the_level_on_the_cover(tmp_path: Path, roster: Path) -> None:
    out = tmp_path / "下发"
    xlreport("next-year", "--year", 2023, "--roster", roster, "-o", out)
    assert read(out / "示例甲县" / "示例甲县水利局2023.xlsx").unit.level == "county"
    assert read(out / "示例市" / "示例高新区管委会2023.xlsx").unit.level == "county"


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        (["1,甲镇,乡镇,,,2021,9,"], "第 2 行：并入“9”不在名册中"),
        (["1,甲镇,乡镇,,,,2,", "2,乙镇,乡镇,,,,,"], "第 2 行：“甲镇”写了并入，没有写撤销的日期"),
        (["1,甲镇,乡镇,,,2021,2,", "2,乙镇,乡镇,,,2021,1,"], "第 2 行：“甲镇”的并入绕回到了它自己"),
        (["1,甲镇,乡镇,,,2021,2,", "2,乙镇,乡镇,,,2019,,"], "并入的“乙镇”已经先撤销了"),
        (["1,甲县,人民政府,,,,,乡镇级", "2,乙镇,乡镇,1,,,,县级"], "第 3 行：层级“县级”高于上级"),
        (["1,甲县,人民政府,,,,,县衙"], "第 2 行：层级“县衙”不对"),
        (["1,甲镇,乡镇,,2021-05-01,2020-01-01,,"], "第 2 行：“甲镇”的撤销早于设立"),
    ],
)
def test_a_roster_is_checked_as_a_whole(tmp_path: Path, rows: list[str], told: str) -> None:
    path = tmp_path / "名册.csv"
    head = "代码,名称,类别,上级,设立,撤销,并入,层级"
    path.write_text("\n".join([head, *rows]), encoding="utf-8")
    assert told in read_roster(path).doubts[0].text
