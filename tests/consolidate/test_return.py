"""Answers in one step: who has something to mend gets it, and who is in order gets nothing."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from examples import reports
from tests.support.command import xlreport
from tests.support.made import write_report
from tests.support.mailed import gbk_zip, package

from xlreport.marked import HOW_TO_MEND
from xlreport.report import Unit

pytestmark = pytest.mark.whole


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an office: reports of seven townships of two counties, rolled up."""
    top = tmp_path_factory.mktemp("办公室")
    folder = top / "收到"
    (folder / "甲县").mkdir(parents=True)
    received = enumerate(zip("乙丙丁戊己", reports.as_received()[1:], strict=True), start=1)
    for number, (town, report) in received:
        made = replace(report, unit=Unit(f"{town}镇", f"{1010 + number}", "township"), source="")
        write_report(made, folder / ("甲县" if number % 2 else ".") / f"{town}镇.xlsx")
    good = reports.corrected()[0]
    write_report(good, folder / "好.xlsx")
    packed = gbk_zip({"乙镇.xlsx": (folder / "甲县" / "乙镇.xlsx").read_bytes()})
    (folder / "甲县" / "乙镇.zip").write_bytes(packed)
    (folder / "甲县" / "乙镇.xlsx").unlink()
    word = package({"[Content_Types].xml": b"", "word/document.xml": b""})
    (folder / "辛镇年报.docx").write_bytes(word)
    (folder / "规划局").mkdir()
    (folder / "规划局" / "规划局2020年报.docx").write_bytes(word)
    (folder / "扫描件.docx").write_bytes(word)
    (folder / "甲县" / "财政局.docx").write_bytes(word)
    stranger = replace(reports.as_received()[1], unit=Unit("名册外示例局", "", ""), source="")
    write_report(stranger, folder / "甲县" / "转.xlsx")
    roster = (
        "代码,名称,类别,上级\nA,示例市,人民政府,\nB,甲县,人民政府,示例市\nC,乙县,人民政府,示例市\n"
    )
    roster += "".join(
        f"{1010 + number},{town}镇,乡镇,{'甲县' if number % 2 else '乙县'}\n"
        for number, town in enumerate("甲乙丙丁戊己庚辛壬")
    ).replace("庚镇,乡镇", f"{good.unit.name},街道")
    roster += "D,示例市规划局,政府部门,示例市\nE,示例市财政局,政府部门,示例市\n"
    (top / "名册.csv").write_text(roster, encoding="utf-8")
    done = xlreport(
        *("consolidate", top / "收到", "--roster", top / "名册.csv", "-o", top / "市.xlsx"),
        *("--deadline", "2021-01-31"),
    )
    assert done.returncode == 1, done.stderr.decode()
    return top


@pytest.fixture(scope="module")
def answers(office: Path) -> dict[str, Any]:
    done = xlreport("return", office / "市.xlsx", "-o", office / "退回", "--json")
    assert done.returncode == 0, done.stderr.decode()
    said: dict[str, Any] = json.loads(done.stdout)
    return said


def text(path: Path) -> str:
    return path.read_text("utf-8-sig")


def test_each_unit_gets_its_own_and_who_is_in_order_nothing(
    office: Path, answers: dict[str, Any]
) -> None:
    found = {each["unit"]: Path(each["folder"]) for each in answers["returned"]}
    assert set(found) == {*["乙镇", "丙镇", "丁镇", "戊镇", "己镇", "辛镇"], "甲县", "示例市规划局"}
    good = reports.corrected()[0].unit.name
    assert not (office / "退回" / "乙县" / good).exists()
    assert found["乙镇"] == office / "退回" / "甲县" / "乙镇"
    for name in ("乙镇", "丙镇"):
        assert {p.name for p in found[name].iterdir()} == {f"{name}-校验结果.xlsx", "消息.txt"}
        openpyxl.load_workbook(found[name] / f"{name}-校验结果.xlsx")
    told = text(found["乙镇"] / "消息.txt")
    assert told.startswith("乙镇：")
    assert "三、依申请公开 D6" in told
    assert "乙镇.zip › 乙镇.xlsx" in told
    assert "2021年1月31日" in told
    assert HOW_TO_MEND in told
    cover = openpyxl.load_workbook(found["乙镇"] / "乙镇-校验结果.xlsx")["封面"]
    assert any(HOW_TO_MEND in str(cell.value) for row in cover for cell in row)
    assert HOW_TO_MEND in Path("README.zh-CN.md").read_text("utf-8")
    assert {p.name for p in found["辛镇"].iterdir()} == {"消息.txt", "情况说明.txt"}
    assert "辛镇年报.docx" in text(found["辛镇"] / "情况说明.txt")
    assert "下发的模板" in text(found["辛镇"] / "情况说明.txt")
    lists = {each["unit"]: text(Path(each["path"])) for each in answers["lists"]}
    assert next(iter(lists)) == "", "the office's own goes first"
    assert "壬镇" in lists["乙县"]
    assert "辛镇：" in lists["甲县"]
    assert good not in lists["乙县"]
    assert not any("--" in each.replace("“--2”", "") for each in (told, *lists.values()))


def test_what_is_not_known_to_be_of_a_unit_is_not_called_its_own(
    answers: dict[str, Any],
) -> None:
    """What lies in a county's folder is told to the county, with the name on the cover."""
    found = {each["unit"]: Path(each["folder"]) for each in answers["returned"]}
    told = text(found["甲县"] / "消息.txt")
    assert "你处转来的“转.xlsx”（封面写的单位是“名册外示例局”）已收到" in told
    assert "你处转来的“财政局.docx”已收到" in told, "it is not that of the city"
    assert "你单位" not in told
    assert "你处转来的“财政局.docx”" in text(found["甲县"] / "情况说明.txt")


def test_a_name_without_its_parents_in_front_is_recognised_and_no_file_is_a_unit(
    office: Path, answers: dict[str, Any]
) -> None:
    found = {each["unit"]: Path(each["folder"]) for each in answers["returned"]}
    assert "你单位报来的“规划局2020年报.docx”" in text(found["示例市规划局"] / "消息.txt")
    assert "扫描件.docx" in text(office / "退回" / "名单.txt")
    assert not list((office / "退回").rglob("*.docx*"))


def test_nothing_that_was_changed_is_replaced(office: Path, answers: dict[str, Any]) -> None:
    folder = office / "退回"
    before = {p: p.read_bytes() for p in folder.rglob("*.txt")}
    notes = sum(path.name == "情况说明.txt" for path in before)
    assert len(before) == len(answers["returned"]) + len(answers["lists"]) + notes
    done = xlreport("return", office / "市.xlsx", "-o", folder)
    assert done.returncode == 0, done.stderr.decode()
    assert {p: p.read_bytes() for p in folder.rglob("*.txt")} == before
    changed = folder / "甲县" / "丁镇" / "消息.txt"
    changed.write_text("我改过", encoding="utf-8")
    done = xlreport("return", office / "市.xlsx", "-o", folder)
    assert done.returncode == 2
    assert "没有替换" in done.stderr.decode()
    assert changed.read_text("utf-8") == "我改过"
    done = xlreport("return", office / "市.xlsx", "-o", folder, "--force")
    assert done.returncode == 0, done.stderr.decode()
    assert changed.read_bytes() == before[changed]
    done = xlreport("return", office / "市.xlsx", "-o", office / "收到" / "退回")
    assert done.returncode == 2
    assert not (office / "收到" / "退回").exists()


def test_the_folder_of_the_office_can_be_moved_and_is_told_when_things_changed(
    office: Path, tmp_path: Path
) -> None:
    moved = tmp_path / "另一处"
    shutil.copytree(office, moved, ignore=shutil.ignore_patterns("退回"))
    (moved / "收到" / "甲县" / "己镇.xlsx").unlink()
    (moved / "收到" / "壬镇.xlsx").write_bytes(b"")
    done = xlreport("return", moved / "市.xlsx", "-o", moved / "退回", "--json")
    said = json.loads(done.stdout)
    assert done.returncode == 1
    assert said["changed"]
    assert "己镇" not in {each["unit"] for each in said["returned"]}


def set_to(path: Path, name: str, value: str) -> None:
    """Type into 汇总设置, as somebody did before he sent the workbook on."""
    book = openpyxl.load_workbook(path)
    sheet = book["汇总设置"]
    row = next(row for row in sheet.iter_rows() if row[0].value == name)
    row[1].value = value
    book.save(path)


@pytest.mark.parametrize(
    "named", [lambda top: str(top / "别处"), lambda _: "收到/../../别处"], ids=["far", "climbing"]
)
def test_a_workbook_may_not_say_what_lies_outside_of_its_folder(
    office: Path, tmp_path: Path, named: Callable[[Path], str]
) -> None:
    (tmp_path / "办").mkdir()
    city = tmp_path / "办" / "市.xlsx"
    shutil.copy(office / "市.xlsx", city)
    shutil.copytree(office / "收到", tmp_path / "别处")
    shutil.copy(office / "名册.csv", tmp_path / "办" / "名册.csv")
    set_to(city, "报表文件夹", named(tmp_path))
    done = xlreport("return", city, "-o", tmp_path / "退回")
    assert done.returncode == 2
    assert "汇总设置" in done.stderr.decode()
    assert not (tmp_path / "退回").exists()
    if "收到" in named(tmp_path):
        return
    done = xlreport("return", city, "-o", tmp_path / "退回", "--confirm")
    assert (tmp_path / "退回" / "甲县" / "名单.txt").exists(), done.stderr.decode()
    done = xlreport("return", city, "-o", tmp_path / "退回")
    assert done.returncode != 2, "what was confirmed is remembered on this machine"


def test_what_was_typed_on_this_machine_is_remembered_here_and_not_in_the_workbook(
    office: Path, tmp_path: Path
) -> None:
    city = tmp_path / "市.xlsx"
    done = xlreport("consolidate", office / "收到", "--roster", office / "名册.csv", "-o", city)
    assert done.returncode == 1
    sheet = openpyxl.load_workbook(city)["汇总设置"]
    told = {row[0]: row[1] for row in sheet.iter_rows(values_only=True) if row[0]}
    assert not told["报表文件夹"]
    assert not told["名册"]
    assert xlreport("return", city, "-o", tmp_path / "退回").returncode == 0
    moved = tmp_path / "发给别人.xlsx"
    shutil.copy(city, moved)
    done = xlreport("return", moved, "-o", tmp_path / "退回2")
    assert done.returncode == 2
    assert "报表文件夹" in done.stderr.decode()


def test_what_the_office_has_put_off_is_not_asked_of_the_unit(office: Path, tmp_path: Path) -> None:
    """A file marked 待定 waits for the office; the unit cannot mend that, and is on the list."""
    folder = tmp_path / "办公室"
    shutil.copytree(office, folder)
    city = folder / "市.xlsx"
    book = openpyxl.load_workbook(city)
    sheet = book["收到的文件"]
    (top,) = [row for row in sheet.iter_rows(max_row=9) if row[0].value == "序号"]
    at = {cell.value: cell.column for cell in top}
    for row in range(top[0].row + 1, sheet.max_row + 1):
        if sheet.cell(row, at["文件"]).value == "丙镇.xlsx":
            sheet.cell(row, at["处理"]).value = "待定"
    book.save(city)
    options = ("--roster", folder / "名册.csv", "-o", city)
    assert xlreport("consolidate", folder / "收到", *options).returncode == 1
    said = json.loads(xlreport("return", city, "-o", folder / "新退回", "--json").stdout)
    assert "丙镇" not in {each["unit"] for each in said["returned"]}
    lists = {each["unit"]: text(Path(each["path"])) for each in said["lists"]}
    assert "丙镇：来件待确定" in lists["乙县"]


def test_who_sent_a_correction_with_errors_is_told(tmp_path: Path) -> None:
    """The earlier file counts, which has none; whoever sent the later one does not know that."""
    unit = Unit("乙镇", "1011", "township")
    days = ((reports.corrected()[1], "2021-01-10"), (reports.as_received()[1], "2021-01-20"))
    for report, day in days:
        made = replace(report, unit=unit, source="", cover={"cover.date": day})
        write_report(made, tmp_path / "收到" / f"乙镇{day}.xlsx")
    city = tmp_path / "市.xlsx"
    xlreport("consolidate", tmp_path / "收到", "--unit", "示例市", "-o", city)
    said = json.loads(xlreport("return", city, "-o", tmp_path / "退回", "--json").stdout)
    (reply,) = said["returned"]
    assert {Path(path).name for path in reply["files"]} == {
        "消息.txt",
        "乙镇2021-01-20-校验结果.xlsx",
    }
    told = text(Path(reply["folder"]) / "消息.txt")
    assert "“乙镇2021-01-20.xlsx”已收到" in told
    assert "已采用“乙镇2021-01-10.xlsx”" in told
    assert "--take" not in told


def test_who_begins_to_use_buttons_loses_nothing(office: Path, tmp_path: Path) -> None:
    """What was written into the workbook without buttons is in the one with them."""
    city = tmp_path / "市.xlsx"
    rolled = ("consolidate", office / "收到", "--roster", office / "名册.csv", "-o")
    assert xlreport(*rolled, city).returncode == 1
    book = openpyxl.load_workbook(city)
    book["封面"]["C9"].value = "示例填表人"
    book.save(city)
    assert xlreport(*rolled, city.with_suffix(".xlsm")).returncode == 1
    assert openpyxl.load_workbook(city.with_suffix(".xlsm"))["封面"]["C9"].value == "示例填表人"
