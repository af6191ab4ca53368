"""概览, the lists, the answers and the exit code say the same of what is still to be done."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from tests.consolidate.conftest import file_report
from tests.support.command import xlreport

from xlreport.report import Unit

pytestmark = pytest.mark.whole

ROSTER = """代码,名称,类别,上级
1,示例市,人民政府,
11,示例局,政府部门,1
12,示例甲县,人民政府,1
1201,示例一镇,乡镇,12
1202,示例城关镇,乡镇,12
13,示例乙县,人民政府,1
1301,示例城关镇,乡镇,13
1302,示例二镇,乡镇,13
"""
BROKEN = {"applications.outcome.granted.natural": 999999}


class Office:
    """A folder that is rolled up, again and again."""

    def __init__(self, top: Path) -> None:
        self.top, self.inbox, self.book = top, top / "收到", top / "市.xlsx"
        self.inbox.mkdir()
        (top / "名册.csv").write_text(ROSTER, encoding="utf-8")
        self.data: dict[str, Any] = {}
        self.told = ""

    def roll_up(self) -> int:
        done = xlreport(
            *("consolidate", self.inbox, "--roster", self.top / "名册.csv"),
            *("-o", self.book, "--json", "--year", "2020"),
        )
        self.told = done.stderr.decode()
        self.data = json.loads(done.stdout)
        return done.returncode

    def texts(self, sheet: str) -> str:
        book = openpyxl.load_workbook(self.book)
        rows = book[sheet].iter_rows(values_only=True)
        return "\n".join("|".join(str(each) for each in row if each) for row in rows)

    def states(self) -> dict[str, str]:
        return {each["code"]: each["state_label"] for each in self.data["units"]}


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """All has come, and the folder still holds what nobody needs any more."""
    made = Office(tmp_path_factory.mktemp("市"))
    units = [Unit("示例局", "11", "county"), Unit("示例一镇", "1201", "township")]
    units += [Unit("示例城关镇", "1202", "township"), Unit("示例城关镇", "1301", "township")]
    units += [Unit("示例二镇", "1302", "township")]
    for seed, unit in enumerate(units, start=1):
        file_report(made.inbox, unit, seed, f"{unit.code}.xlsx")
    file_report(made.inbox, units[0], 9, "旧.xlsx", values=BROKEN)
    (made.inbox / "示例甲县").mkdir()
    (made.inbox / "示例甲县" / "签字扫描件.pdf").write_bytes(b"%PDF-1.7")
    (made.inbox / "盖章.pdf").write_bytes(b"%PDF-1.7")
    return made


def test_what_nobody_needs_any_more_asks_for_nothing(office: Office) -> None:
    assert office.roll_up() == 0, office.told
    assert "没有要办的" in office.texts("概览")
    (old,) = [each for each in office.data["files"] if each["path"].endswith("旧.xlsx")]
    assert old["status_label"] == "未选用"
    assert old["findings"]
    assert "尚待处理：必须改正 0 处，可以说明而没有说明 0 处" in office.texts("审核问题")

    (county,) = (office.top / "市-各级汇总簿").glob("示例乙县*.xlsx")
    book = openpyxl.load_workbook(county)
    book["一、总体情况"]["A4"].value = "全年收到政府信息公开申请88888件。"
    book.save(county)
    assert office.roll_up() == 1
    assert "下级汇总数有 1 处要核对或说明" in office.texts("概览")


def test_the_words_fit_what_has_come(office: Office) -> None:
    """One town is refused, one bureau sent two versions, one file may be of two towns."""
    town = Unit("示例二镇", "1302", "township")
    file_report(office.inbox, town, 5, "1302.xlsx", values=BROKEN)
    file_report(office.inbox, Unit("示例局", "11", "county"), 8, "又.xlsx")
    for code in ("1201", "1202", "1301"):
        (office.inbox / f"{code}.xlsx").unlink()
    file_report(office.inbox, Unit("示例城关镇", "", "township"), 3, "来.xlsx")
    file_report(office.inbox, Unit("示例二镇", "1301", "township"), 4, "码.xlsx")
    assert office.roll_up() == 1
    assert office.states() == {
        "11": "来件待确定",
        "1201": "未报送",
        "1202": "来件待确定",
        "1301": "来件待确定",
        "1302": "来件待确定",
    }
    (refused,) = [f for f in office.data["files"] if f["path"].endswith("1302.xlsx")]
    told = f"必须改正 {len(refused['findings'])} 处，可以说明而没有说明 0 处"
    assert told in office.texts("审核问题")
    assert told in office.texts("概览")
    assert "1 个单位名下没有来件：先弄清 2 份来件是哪个单位的" in office.texts("概览")
    assert "什么也没有" not in office.texts("概览")
    assert "请尽快报送" not in office.texts("催报名单")
    assert office.told.count("把应采用的那一份的“处理”选为“采用”") == 1

    done = xlreport("return", office.book, "-o", office.top / "退回", "--json")
    lists = {
        e["unit"]: Path(e["path"]).read_text("utf-8-sig") for e in json.loads(done.stdout)["lists"]
    }
    assert "名下没有来件的单位（1 个；另有 2 份来件还不知道是哪个单位的）" in lists["示例甲县"]
    assert "报来了、还要核实的单位（1 个）：\n1. 示例城关镇" in lists["示例甲县"].replace("\r", "")
    assert "示例二镇：封面的代码是 1301" in lists["示例乙县"], "whichever it is of"
    message = (office.top / "退回" / "示例市" / "示例局" / "消息.txt").read_text("utf-8-sig")
    assert message.count("请告知以哪一份为准") == 1

    before, steps = office.states(), office.texts("概览")
    book = openpyxl.load_workbook(office.book)
    sheet = book["收到的文件"]
    heads = [cell.value for cell in sheet[4]]
    for row in sheet.iter_rows(min_row=5):
        if row[heads.index("文件")].value in ("来.xlsx", "1302.xlsx"):
            row[heads.index("对应单位")].value = "城关"
    book.save(office.book)
    assert office.roll_up() == 1
    assert office.states() == before
    slips = [d for d in office.data["decisions"] if "“城关”" in d["text"]]
    assert {Path(d["files"][0]).name for d in slips} == {"来.xlsx", "1302.xlsx"}
    assert "以前的决定" not in steps
