"""Whatever people mail has its line and its words, and nobody who sent it is dunned."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from examples import reports
from tests.support.command import xlreport
from tests.support.mailed import gbk_zip, locked, mail, ods, ole, package

from xlreport.report import Unit
from xlreport.template import write_report

pytestmark = pytest.mark.whole

TAKEN = ("已汇总", "")
KINDS: dict[str, tuple[str, str]] = {
    "甲镇.xlsx": TAKEN,
    "附件.zip › 乙镇.xlsx": TAKEN,
    "附件.zip › 街道 › 丙镇说明.docx": ("不是工作簿", "FILE-WORD"),
    "转发.eml › 丁镇2020年报.xlsx": TAKEN,
    "转发.eml › 辰镇.zip": ("不是工作簿", "FILE-ARCHIVE"),
    "转发.eml › 辰镇来信.eml": ("不是工作簿", "FILE-MAIL"),
    "戊镇.ods": TAKEN,
    "己镇年报.docx": ("不是工作簿", "FILE-WORD"),
    "庚镇.pdf": ("不是工作簿", "FILE-PDF"),
    "辛镇.rar": ("不是工作簿", "FILE-ARCHIVE"),
    "壬镇.wps": ("不是工作簿", "FILE-WORD"),
    "癸镇扫描件.jpg": ("不是工作簿", "FILE-IMAGE"),
    "子镇.xlsx.crdownload": ("不是工作簿", "FILE-UNFINISHED"),
    "丑镇.xls": ("无法读取", "FILE-HTML"),
    "寅镇.xlsx": ("无法读取", "FILE-ENCRYPTED"),
    "卯镇.zip": ("不是工作簿", "FILE-ARCHIVE-LOCKED"),
    "辰镇.zip › 内.zip": ("不是工作簿", "FILE-ARCHIVE"),
    "巳镇.csv": ("无法读取", "FILE-CSV"),
    "午镇.ofd": ("不是工作簿", "FILE-OFD"),
    "未镇.mp4": ("不是工作簿", "FILE-MEDIA"),
    "申镇.lnk": ("不是工作簿", "FILE-SHORTCUT"),
    "酉镇.msg": ("不是工作簿", "FILE-MAIL"),
    "戌镇.eml": ("不是工作簿", "FILE-MAIL-EMPTY"),
    "亥镇.exe": ("不是工作簿", "FILE-PROGRAM"),
    "土镇.xlsx": ("无法读取", "FILE-EMPTY"),
    "金镇.heic": ("不是工作簿", "FILE-IMAGE"),
    "木镇.xlsx": ("无法读取", "FILE-DAMAGED"),
    "水镇.xlsx": ("年度或格式不符", ""),
    "~$甲镇.xlsx": ("不是工作簿", "FILE-LOCK"),
    "~$庚镇.xlsx": ("不是工作簿", "FILE-LOCK"),
    "木镇语音.amr": ("不是工作簿", "FILE-MEDIA"),
    "辰镇.zip › 来信.eml": ("不是工作簿", "FILE-MAIL"),
}
_TOWNS = "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥土金木水火"


def workbook(folder: Path, name: str, year: int = 2020) -> bytes:
    report = reports.as_received()[-1]
    path = folder / f"{name}{year}.xlsx"
    made = type(report)(
        **{**vars(report), "unit": Unit(name, "", "township"), "year": year, "source": ""}
    )
    write_report(made, path)
    return path.read_bytes()


@pytest.fixture(scope="module")
def mailed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    top = tmp_path_factory.mktemp("市")
    made, folder = top / "制作", top / "收到"
    made.mkdir()
    folder.mkdir()
    word = package({"[Content_Types].xml": b"", "word/document.xml": b""})
    good = {name: workbook(made, name) for name in ("甲镇", "乙镇", "丁镇", "戊镇")}
    nested = {
        "辰镇.zip": package({"辰镇.xlsx": good["甲镇"]}),
        "辰镇来信.eml": mail("年报", {"辰镇.xlsx": good["甲镇"]}),
    }
    files = {
        "甲镇.xlsx": good["甲镇"],
        "附件.zip": gbk_zip({"乙镇.xlsx": good["乙镇"], "街道/丙镇说明.docx": word}),
        "转发.eml": mail("年报", {"丁镇2020年报.xlsx": good["丁镇"], **nested}, logo=True),
        "戊镇.ods": ods(made / "戊镇2020.xlsx"),
        "己镇年报.docx": word,
        "庚镇.pdf": b"%PDF-1.7\n",
        "辛镇.rar": b"Rar!\x1a\x07\x01\x00",
        "壬镇.wps": ole("WordDocument"),
        "癸镇扫描件.jpg": b"\xff\xd8\xff\xe0" + bytes(64),
        "子镇.xlsx.crdownload": good["甲镇"][:9000],
        "丑镇.xls": b"<html><table></table></html>",
        "寅镇.xlsx": ole("EncryptedPackage"),
        "卯镇.zip": locked(package({"卯镇.xlsx": good["甲镇"]})),
        "辰镇.zip": package({"内.zip": nested["辰镇.zip"], "来信.eml": nested["辰镇来信.eml"]}),
        "巳镇.csv": "指标,数\n新收,3\n".encode("gb18030"),
        "午镇.ofd": package({"OFD.xml": b"<ofd/>"}),
        "未镇.mp4": b"\0\0\0\x18ftypisom" + bytes(64),
        "申镇.lnk": b"L\0\0\0\x01\x14\x02\0" + bytes(64),
        "酉镇.msg": ole("__properties_version1.0"),
        "戌镇.eml": mail("已报", {}),
        "亥镇.exe": b"MZ" + bytes(64),
        "土镇.xlsx": b"",
        "金镇.heic": b"\0\0\0\x18ftypheic" + bytes(64),
        "木镇.xlsx": good["甲镇"][:20000],
        "水镇.xlsx": workbook(made, "水镇", 2019),
        "~$甲镇.xlsx": bytes(165),
        "~$庚镇.xlsx": bytes(165),
        "木镇语音.amr": b"#!AMR\n" + bytes(64),
    }
    for name, data in files.items():
        (folder / name).write_bytes(data)
    roster = "代码,名称,类别,上级\nA,示例市,人民政府,\n"
    roster += "".join(f"{n},{town}镇,乡镇,示例市\n" for n, town in enumerate(_TOWNS, start=101))
    (top / "名册.csv").write_text(roster, encoding="utf-8")
    return top


@pytest.fixture(scope="module")
def rolled(mailed: Path) -> dict[str, Any]:
    done = xlreport(
        *("consolidate", mailed / "收到", "--roster", mailed / "名册.csv", "--year", "2020"),
        *("-o", mailed / "市.xlsx", "--json", "--accept-errors"),
    )
    assert done.returncode == 1, done.stderr.decode()
    said: dict[str, Any] = json.loads(done.stdout)
    return said


def shown(path: str) -> str:
    return " › ".join(path.partition("收到/")[2].split("/"))


def test_each_has_its_line_and_its_words(rolled: dict[str, Any]) -> None:
    found = {shown(f["path"]): (f["status_label"], f["refusal"]) for f in rolled["files"]}
    assert found == KINDS
    taken = [f for f in rolled["files"] if f["status_label"] == "已汇总"]
    assert len({f["sha256"] for f in taken}) == 4 == sum(len(f["sha256"]) == 64 for f in taken)


def test_nobody_who_sent_something_is_told_that_nothing_came(
    mailed: Path, rolled: dict[str, Any]
) -> None:
    states = {unit["name"]: unit["state_label"] for unit in rolled["units"]}
    assert [name for name, state in states.items() if state == "未报送"] == ["火镇"]
    assert [n for n, state in states.items() if state == "来件年度或格式不符"] == ["水镇"]
    filed = [name for name, state in states.items() if state == "已报送"]
    assert filed == ["甲镇", "乙镇", "丁镇", "戊镇"]
    sheet = openpyxl.load_workbook(mailed / "市.xlsx", read_only=True)["催报名单"]
    rows = list(sheet.iter_rows(values_only=True))
    heads = next(row for row in rows if "单位名称" in row)
    name, advice = heads.index("单位名称"), heads.index("怎么办")
    told = {str(row[name]): str(row[advice]) for row in rows if row[name]}
    assert told["己镇"].startswith("已收到“己镇年报.docx”，但这是 Word 或 WPS 文字文件")
    assert "附件.zip › 街道 › 丙镇说明.docx" in told["丙镇"]
    assert "有密码" in told["卯镇"]
    assert "没有下载完" in told["子镇"]
    assert "庚镇.pdf" in told["庚镇"], "what was sent, and not what Excel left beside it"
    assert "木镇.xlsx" in told["木镇"], "the workbook, and not what came with it"
    assert told["火镇"] == "请尽快报送。"


def test_what_is_taken_from_an_archive_is_verified_there(
    mailed: Path, rolled: dict[str, Any], tmp_path: Path
) -> None:
    assert rolled["workbooks"]
    done = xlreport("verify", mailed / "市.xlsx", mailed / "收到", "--json")
    assert done.returncode == 0, done.stdout.decode()
    assert json.loads(done.stdout)["findings"] == []
    changed = tmp_path / "收到"
    changed.mkdir()
    for path in (mailed / "收到").iterdir():
        (changed / path.name).write_bytes(path.read_bytes())
    (changed / "附件.zip").write_bytes(package({"乙镇.xlsx": b"PK\x03\x04"}))
    done = xlreport("verify", mailed / "市.xlsx", changed, "--json")
    told = [each["message"] for each in json.loads(done.stdout)["findings"]]
    assert done.returncode == 1
    assert any("附件.zip › 乙镇.xlsx" in each for each in told)


def test_check_and_last_year_look_into_archives_too(mailed: Path, tmp_path: Path) -> None:
    done = xlreport("check", mailed / "收到", "--json", "--mark")
    said = json.loads(done.stdout)
    checked = {shown(each["source"]) for each in said["reports"]}
    assert {"附件.zip › 乙镇.xlsx", "转发.eml › 丁镇2020年报.xlsx", "戊镇.ods"} <= checked
    assert not said["unmarked"]
    unread = {shown(e["source"]): e["code"] for e in (*said["others"], *said["refused"])}
    assert unread == {name: code for name, (_, code) in KINDS.items() if code}
    refused = {shown(each["source"]) for each in said["refused"]}
    spoilt = {name for name, (status, _) in KINDS.items() if status == "无法读取"}
    nested = {name for name in KINDS if "›" in name and name.endswith((".zip", ".eml"))}
    assert len(nested) == 4
    assert refused - spoilt == {"卯镇.zip", "戌镇.eml", *nested}
    note = next(r for r in said["reports"] if r["source"].endswith(".ods"))["findings"]
    assert "READ-VALUES" in [finding["rule"] for finding in note]
    done = xlreport(
        *("next-year", "--year", "2021", "--roster", mailed / "名册.csv", "--json"),
        *("--previous", mailed / "收到" / "附件.zip", "-o", tmp_path / "下发"),
    )
    assert json.loads(done.stdout)["with_last_year"] == 1, done.stderr.decode()


def test_without_a_roster_a_zip_is_a_folder(mailed: Path, tmp_path: Path) -> None:
    done = xlreport(
        *("consolidate", mailed / "收到" / "附件.zip", "-o", tmp_path / "市.xlsx", "--json"),
        "--accept-errors",
    )
    said = json.loads(done.stdout)
    assert said["workbooks"][0]["reports"] == 1
    assert len(said["files"]) == 2
