"""The command as an office meets it: every file and unit accounted for, in JSON and exit code."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from benchmarks.filled import report_of
from tests.consolidate.conftest import changed, file_report
from tests.support.command import xlreport
from tests.support.made import write_report

from xlreport import consolidate, read
from xlreport.report import ReportKind, Unit

pytestmark = pytest.mark.whole

KEY = "applications.new.total"
ROSTER = """代码,名称,类别,上级,汇总,设立,撤销
3600,示例市,人民政府,,,,
3601,示例甲县,人民政府,3600,,,
360101,示例一镇,乡镇,3601,,,
360102,示例二镇,乡镇,3601,,,
360103,示例三镇,乡镇,3601,,,
360104,示例城关镇,乡镇,3601,,,
3602,示例乙县,人民政府,3600,,,2020-06-30
360201,示例城关镇,乡镇,3602,,,
360202,示例四镇,乡镇,3602,,,
3603,示例海关,垂直管理部门,3600,,,
360301,示例分关,政府部门,3603,,,
3604,示例局,政府部门,3600,,,
"""
NAMES = dict(line.split(",")[:2] for line in ROSTER.splitlines()[1:])


class Said:
    """What one run of the command came to."""

    def __init__(self, *arguments: object) -> None:
        done = xlreport("consolidate", *arguments, "--json")
        self.exit = done.returncode
        self.told = done.stderr.decode()
        self.data: dict[str, Any] = json.loads(done.stdout) if done.stdout else {}
        assert "Traceback" not in self.told
        assert self.exit == self.data.get("exit", self.exit)

    @property
    def files(self) -> dict[str, str]:
        return {Path(each["path"]).name: each["status"] for each in self.data["files"]}

    @property
    def units(self) -> dict[str, str]:
        return {each["code"]: each["state"] for each in self.data["units"]}

    def total(self, code: str, key: str = KEY) -> int | None:
        (book,) = [each for each in self.data["workbooks"] if each["code"] == code]
        return book["values"][key]


@pytest.fixture
def roster(tmp_path: Path) -> Path:
    path = tmp_path / "名册.csv"
    path.write_text(ROSTER, encoding="utf-8")
    return path


def unit(code: str, **more: str) -> Unit:
    return replace(Unit(NAMES.get(code, "示例"), code, "township"), **more)


def value(*seeds: int) -> int:
    return sum(int(report_of(Unit("示例"), seed).values[KEY]) for seed in seeds)


def test_every_file_has_a_status_and_every_unit_a_state(
    tmp_path: Path, inbox: Path, roster: Path
) -> None:
    file_report(inbox, unit("360101"), 1, "一.xlsx")
    file_report(inbox, unit("360102", name=NAMES["360103"]), 2, "甲县.xlsx")  # code against name
    (inbox / "示例甲县").mkdir()
    (inbox / "示例甲县" / "示例城关镇年报.pdf").write_bytes(b"%PDF-1.7")
    file_report(inbox, unit("360201"), 4, "城关.xlsx")
    (inbox / "360202").mkdir()
    (inbox / "360202" / "年报.xlsx").write_bytes(b"PK\x03\x04 cut off")
    write_report(report_of(unit("360301"), 3, 2021), inbox / "去年.xlsx")
    file_report(inbox, unit("3603"), 6, "海关.xlsx")
    file_report(inbox, Unit("示例没有的镇", "9999"), 7, "别处.xlsx")
    (inbox / "全部.zip").write_bytes(b"PK\x03\x04")
    (inbox / "~$一.xlsx").write_bytes(b"lock")
    (inbox / ".DS_Store").write_bytes(b"x")
    said = Said(inbox, "--roster", roster, "-o", tmp_path / "市.xlsx", "--year", 2020)
    assert said.files == {
        "一.xlsx": "taken",
        "甲县.xlsx": "undecided",
        "示例城关镇年报.pdf": "not_a_workbook",
        "城关.xlsx": "taken",
        "年报.xlsx": "unreadable",
        "去年.xlsx": "wrong_period",
        "海关.xlsx": "outside",
        "别处.xlsx": "unknown",
        "全部.zip": "not_a_workbook",
        "~$一.xlsx": "not_a_workbook",
    }
    assert said.units == {
        "360101": "filed",
        "360102": "undecided",
        "360103": "undecided",
        "360104": "unreadable",
        "360201": "filed",
        "360202": "unreadable",
        "360301": "wrong_period",
        "3604": "missing",
    }
    assert said.exit == 1
    assert said.total("3600") == value(1, 4), "a closed county passes on what lies below it"
    assert said.total("3601") == value(1)
    assert {book["code"] for book in said.data["workbooks"]} == {"3600", "3601"}
    assert [each["kind"] for each in said.data["decisions"]] == ["whose", "whose"]
    named = [n for n in said.files if n not in ("一.xlsx", "城关.xlsx")]
    assert all(name in said.told for name in named)
    assert "示例局" in said.told


def test_a_person_says_whose_a_file_is(tmp_path: Path, inbox: Path, roster: Path) -> None:
    path = file_report(inbox, unit("360102", name=NAMES["360103"]), 2, "乱.xlsx")
    arguments = [inbox, "--roster", roster, "-o", tmp_path / "市.xlsx"]
    (decision,) = Said(*arguments).data["decisions"]
    assert (decision["kind"], Path(decision["files"][0]).name) == ("whose", path.name)
    assert "--match 乱.xlsx=代码" in decision["advice"]
    said = Said(*arguments, "--match", "乱.xlsx=360103")
    assert said.units["360103"] == "filed"
    assert said.units["360102"] == "missing"
    assert said.total("3601") == value(2)


def test_a_workbook_of_another_form_is_linked_by_its_cover(
    tmp_path: Path, inbox: Path, roster: Path
) -> None:
    path = file_report(inbox, unit("360101"), 1, "甲.xlsx")
    book = openpyxl.load_workbook(path)
    for row in book["xlreport"].iter_rows():
        if row[0].value == "overlays":
            row[1].value = "别省"
    book.save(path)
    said = Said(inbox, "--roster", roster, "-o", tmp_path / "市.xlsx", "--year", 2020)
    (file,) = said.data["files"]
    assert (file["status"], file["refusal"]) == ("wrong_period", "STRUCT-OVERLAY")
    assert (file["unit"], file["code"]) == (NAMES["360101"], "360101")
    assert said.units["360101"] == "wrong_period"


def test_on_the_first_day_the_book_says_who_is_missing(
    tmp_path: Path, inbox: Path, roster: Path
) -> None:
    output = tmp_path / "市.xlsx"
    said = Said(inbox, "--roster", roster, "-o", output, "--deadline", "2021-01-31")
    assert (said.exit, said.data["year"]) == (1, 2020)
    assert set(said.units.values()) == {"missing"}
    assert said.total("3600") is None
    assert read(output).values.get(KEY) is None
    assert openpyxl.load_workbook(output)["催报名单"].max_row > 8
    file_report(inbox, unit("360101"), 1)
    assert Said(inbox, "--roster", roster, "-o", output).total("3600") == value(1)


def test_without_a_roster_nothing_taken_makes_nothing(tmp_path: Path, inbox: Path) -> None:
    output = tmp_path / "市.xlsx"
    assert Said(inbox, "-o", output).exit == 2
    (inbox / "说明.docx").write_bytes(b"PK")
    said = Said(inbox, "-o", output)
    assert said.exit == 2
    assert "说明.docx" in said.told
    assert not output.exists()


def test_done_and_nothing_to_do_is_zero(tmp_path: Path, inbox: Path) -> None:
    roster = tmp_path / "名册.csv"
    roster.write_text("代码,名称,类别,上级\n1,示例市,人民政府,\n11,示例局,政府部门,1\n", "utf-8")
    file_report(inbox, Unit("示例局", "11", "county"), 1)
    (inbox / "示例局签字扫描件.pdf").write_bytes(b"%PDF-1.7")
    said = Said(inbox, "--roster", roster, "-o", tmp_path / "市.xlsx")
    assert said.exit == 0, said.told
    assert said.files["示例局签字扫描件.pdf"] == "not_a_workbook"


# ---- Rosters -------------------------------------------------------------------------------------


def test_merged_cells_of_the_parents_column_count_for_every_row(
    tmp_path: Path, inbox: Path
) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    rows = [["1", "示例市", "人民政府", None], ["11", "示例一局", "政府部门", "示例市"]]
    rows += [["12", "示例二局", "政府部门", None], ["13", "示例三局", "政府部门", None]]
    for row in [["代码", "名称", "类别", "上级"], *rows]:
        sheet.append(row)
    roster = tmp_path / "名册.xlsx"
    book.save(roster)
    for n in (1, 2, 3):
        file_report(inbox, Unit(f"示例{'一二三'[n - 1]}局", f"1{n}", "county"), n)
    arguments = [inbox, "--roster", roster, "-o", tmp_path / "市.xlsx"]
    refused = Said(*arguments)
    assert refused.exit == 2
    assert "第 4 行" in refused.told
    assert "第 5 行" in refused.told
    sheet.merge_cells("D3:D5")
    book.save(roster)
    said = Said(*arguments)
    assert (said.exit, said.total("1")) == (0, value(1, 2, 3))


def test_several_roots_are_several_totals(tmp_path: Path, inbox: Path) -> None:
    roster = tmp_path / "名册.csv"
    lines = ["代码,名称,类别,上级", "1,示例甲市,人民政府,", "2,示例乙市,人民政府,"]
    lines += ["11,示例一局,政府部门,1", "21,示例二局,政府部门,2"]
    roster.write_text("\n".join(lines), encoding="utf-8")
    file_report(inbox, Unit("示例一局", "11", "county"), 1)
    file_report(inbox, Unit("示例二局", "21", "county"), 2)
    said = Said(inbox, "--roster", roster, "-o", tmp_path / "省.xlsx")
    assert (said.total("1"), said.total("2")) == (value(1), value(2))
    paths = {each["unit"]: Path(each["path"]) for each in said.data["workbooks"]}
    assert paths["示例甲市"] == tmp_path / "省.xlsx"
    assert paths["示例乙市"].parent.name == "省-各级汇总簿"
    assert all(read(path).values[KEY] for path in paths.values())
    assert "示例甲市" in said.told
    assert "示例乙市" in said.told


# ---- Totals of parents ---------------------------------------------------------------------------


@pytest.fixture
def county(tmp_path: Path, roster: Path) -> Path:
    """The roll-up of a county, in which one of its towns is missing."""
    folder = tmp_path / "县收"
    folder.mkdir()
    for seed in (1, 2):
        file_report(folder, unit(f"36010{seed}"), seed)
    output = tmp_path / "县汇总"
    Said(folder, "--roster", roster, "-o", output)
    return output / "示例甲县2020年汇总.xlsx"


def test_a_total_counts_for_whom_it_lists(
    tmp_path: Path, inbox: Path, roster: Path, county: Path
) -> None:
    (inbox / "甲县.xlsx").write_bytes(county.read_bytes())
    arguments = [inbox, "--roster", roster, "-o", tmp_path / "市.xlsx"]
    said = Said(*arguments)
    assert said.total("3600") == value(1, 2)
    states = {code: said.units[code] for code in ("360101", "360102", "360103")}
    assert states == {"360101": "in_total", "360102": "in_total", "360103": "missing"}

    file_report(inbox, unit("360101"), 1, "同.xlsx")
    file_report(inbox, unit("360103"), 3, "另.xlsx")
    said = Said(*arguments)
    assert said.total("3600") == value(1, 2, 3), "one is in the total already, one is not"
    assert said.files == {"甲县.xlsx": "taken", "同.xlsx": "difference", "另.xlsx": "taken"}
    assert said.data["decisions"] == []
    assert said.units["360103"] == "filed"


def test_a_part_that_says_something_else_waits_for_a_person(
    tmp_path: Path, inbox: Path, roster: Path, county: Path
) -> None:
    (inbox / "甲县.xlsx").write_bytes(county.read_bytes())
    file_report(inbox, unit("360101"), 9, "改.xlsx")
    file_report(inbox, Unit("示例没有的镇", "9999"), 7, "别处.xlsx")
    arguments = [inbox, "--roster", roster, "-o", tmp_path / "市.xlsx"]
    said = Said(*arguments)
    assert (said.exit, said.total("3600")) == (1, value(1, 2))
    assert said.files["改.xlsx"] == said.units["360101"] == "undecided"
    first = said.data["decisions"][0]
    assert (first["kind"], first["unit"]) == ("total", "示例甲县")
    assert {Path(path).name for path in first["files"]} == {"甲县.xlsx", "改.xlsx"}
    assert str(value(1)) in first["text"] or "处不同" in first["text"]

    total = Said(*arguments, "--take", "甲县.xlsx")
    assert total.total("3600") == value(1, 2)
    assert (total.units["360101"], total.files["改.xlsx"]) == ("in_total", "difference")
    part = Said(*arguments, "--take", "改.xlsx")
    assert part.total("3600") == value(9)
    assert (part.units["360101"], part.units["360102"]) == ("filed", "missing")
    assert part.files["甲县.xlsx"] == "difference"


def test_a_total_that_lists_nobody_is_counted_apart(
    tmp_path: Path, inbox: Path, roster: Path
) -> None:
    reports = [report_of(unit(f"36010{n}"), n) for n in (1, 2)]
    total = consolidate(reports, Unit(NAMES["3601"], "3601", "county"))
    assert total.kind is ReportKind.CONSOLIDATED
    write_report(total, inbox / "甲县.xlsx")
    said = Said(inbox, "--roster", roster, "-o", tmp_path / "市.xlsx")
    assert said.total("3600") == value(1, 2)
    towns = [said.units[f"36010{n}"] for n in (1, 2, 3, 4)]
    assert towns == ["in_unlisted_total"] * 4
    (book,) = [b for b in said.data["workbooks"] if b["code"] == "3601"]
    rows = openpyxl.load_workbook(book["path"])["完成情况"]
    shown = [[cell for cell in row if cell is not None] for row in rows.values]
    assert ["全部", 4, 0, 0, 4, 0, "0.0%"] in shown


def test_an_own_report_that_looks_like_a_total_is_a_query(
    tmp_path: Path, inbox: Path, roster: Path
) -> None:
    towns = [report_of(unit(f"36010{n}"), n) for n in (1, 2)]
    for report in towns:
        write_report(report, inbox / f"{report.unit.name}.xlsx")
    typed = consolidate(towns, Unit(NAMES["3601"], "3601", "county"))
    own = replace(typed, kind=ReportKind.OWN, prose=towns[0].prose)
    write_report(own, inbox / "甲县.xlsx")
    arguments = [inbox, "--roster", roster, "-o", tmp_path / "市.xlsx"]

    def queries() -> list[str]:
        (file,) = [f for f in Said(*arguments).data["files"] if f["path"].endswith("甲县.xlsx")]
        return [f["rule"] for f in file["findings"] if f["rule"] == "OWN-TOTAL"]

    assert queries() == ["OWN-TOTAL"]
    write_report(changed(own, {"applications.outcome.granted.natural": 0}), inbox / "甲县.xlsx")
    assert queries() == []


@pytest.mark.parametrize("changes", [False, True])
def test_an_earlier_roll_up_in_the_folder_is_not_added(
    tmp_path: Path, inbox: Path, changes: bool
) -> None:
    for seed in (1, 2, 3):
        file_report(inbox, Unit(f"示例{seed}局", f"90{seed}", "county"), seed, f"{seed}.xlsx")
    Said(inbox, "-o", inbox / "上次.xlsx")
    if changes:  # corrected since, and one more
        file_report(inbox, Unit("示例3局", "903", "county"), 5, "3.xlsx")
        file_report(inbox, Unit("示例4局", "904", "county"), 6, "4.xlsx")
    said = Said(inbox, "-o", tmp_path / "市.xlsx")
    assert said.total("") == (value(1, 2, 5, 6) if changes else value(1, 2, 3))
    assert said.files["上次.xlsx"] == "earlier_roll_up"
    assert said.exit == 0
