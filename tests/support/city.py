"""A small city's year in one text: what it receives, all that its workbooks show, and its answers.

``scripts/words.py`` writes it, and a test holds it against ``tests/golden/city.zh-CN.txt``.  Where
a figure, a state, a reason or a link changes that an office sees, a line of it does.
"""

from __future__ import annotations

import difflib
import hashlib
import io
import json
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import chdir, contextmanager, redirect_stderr, redirect_stdout
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any
from unittest.mock import patch

import openpyxl
from benchmarks.filled import report_of
from openpyxl.comments import Comment
from openpyxl.workbook import Workbook
from tests.support.at_once import jobs_at_once
from tests.support.made import write_report
from tests.support.seen import LISTS, seen

from xlreport import consolidate
from xlreport.cli import run
from xlreport.quantity import Value
from xlreport.report import Explanation, Report, Unit, with_totals

ROSTER = """代码,名称,类别,上级,汇总,设立,撤销,并入,层级
3600,示例市,人民政府,,,,,,设区的市
3601,示例甲县,人民政府,3600,,,,,
360101,示例一镇,乡镇,3601,,,,,
360102,示例二镇,乡镇,3601,,,,,
360103,示例三镇,乡镇,3601,,,,,
360104,示例城关镇,乡镇,3601,,,,,
360105,示例五镇,乡镇,3601,,,,,
3602,示例乙县,人民政府,3600,,,,,
360201,示例城关镇,乡镇,3602,,,,,
360202,示例四街道,街道,3602,,,,,
3603,示例海关,垂直管理部门,3600,,,,,
3604,示例错数局,政府部门,3600,,,,,
3605,示例旧局,政府部门,3600,,,2019,,
3606,示例丙县,人民政府,3600,,,,,
360601,示例六镇,乡镇,3606,,,,,
360602,示例七镇,乡镇,3606,,,,,
3607,示例没报局,政府部门,3600,,,,,
3608,示例坏件局,政府部门,3600,,,,,
3609,示例去年局,政府部门,3600,,,,,
3610,示例东局,政府部门,3600,,,,,
3611,示例西局,政府部门,3600,,,,,
,示例无代码局,政府部门,3600,否,,,,
"""
NAMES = dict(line.split(",")[:2] for line in ROSTER.splitlines()[1:])
STOCK = "applications.carried_in.natural"
NEW = "applications.new.natural"
GRANTED = "applications.outcome.granted.natural"
PUBLISHED = {
    "disclosure.normative.made": 1,
    "disclosure.normative.published": 3,
    "disclosure.normative.in_public": 3,
}
"""More published than made: a query."""
BOUGHT = {
    "disclosure.procurement.items": 2,
    "disclosure.procurement.amount": Decimal("1234.56"),
}
_FIRST_HOUR = 1_611_100_800
"""The files came in from 2021-01-20 08:00 on, one an hour."""
WHOLE = ("收到", "--roster", "名册.csv", "--previous", "上年", "-o", "市.xlsx")
"""What is rolled up into the workbook of the city."""
Values = Mapping[str, Value]
NO_VALUES: Values = {}


def report(
    code: str, seed: int, values: Values = NO_VALUES, year: int = 2020, **more: Any
) -> Report:
    """Return a unit's report; its totals follow from its figures."""
    made = report_of(Unit(NAMES[code], code, "township"), seed, year)
    told = with_totals(made.edition, {**made.values, **values})
    return replace(made, **{"values": told, **more})


def filed(day: str) -> dict[str, str]:
    """Return a cover with the day of filing."""
    return {"cover.date": day}


def received() -> dict[str, Report]:
    """Return the reports that come in, by their files."""
    plain = report("360101", 1).values
    carried = report(
        "360101",
        1,
        {key: int(plain[key]) + 2 for key in (STOCK, GRANTED)},
        cover=filed("2021-01-10"),
        explanations={"CARRY": Explanation("上年报告漏报两件")},
    )
    parts = [report("360201", 7), report("360202", 8)]
    county = consolidate(parts, Unit(NAMES["3602"], "3602", "county"))
    other = {key: int(county.values[key]) + 1 for key in (NEW, GRANTED)}
    unlisted = [report("360601", 9), report("360602", 10)]
    own = replace(report("360102", 2).unit, code="3611")
    return {
        "甲县/示例一镇.xlsx": carried,
        "甲县/示例二镇.xlsx": report("360102", 2),
        "甲县/示例二镇 改.xlsx": report("360102", 3),
        "甲县/示例三镇.xlsx": report("360103", 4, PUBLISHED, cover=filed("2021-02-20")),
        "甲县/示例五镇（初稿）.xlsx": report("360105", 5, cover=filed("2021-01-05")),
        "甲县/示例五镇.xlsx": report("360105", 6, BOUGHT, cover=filed("2021-02-05")),
        "乙县.xlsx": replace(
            county, values=with_totals(county.edition, {**county.values, **other})
        ),
        "乙县/城关.xlsx": parts[0],
        "乙县/四街道.xlsx": parts[1],
        "海关.xlsx": report("3603", 11),
        "错数.xlsx": report("3604", 12, {"applications.new.natural": 99, **PUBLISHED}),
        "丙县.xlsx": consolidate(unlisted, Unit(NAMES["3606"], "3606", "county")),
        "去年.xlsx": report("3609", 13, year=2021),
        "别处.xlsx": replace(report("3610", 14), unit=Unit("示例没报局办公室", "9999")),
        "乱.xlsx": replace(report("3610", 15), unit=Unit(NAMES["3610"], "3611")),
        "借用.xlsx": replace(report("3610", 16), unit=own),
    }


def last_year() -> dict[str, Report]:
    """Return last year's reports by their files: the first of a unit that has explained a gap."""
    one, three = _before(report("360101", 1), 21), _before(report("360103", 4), 22)
    nameless = replace(report("360201", 23, year=2019), unit=Unit("示例城关镇", "", "township"))
    whole = consolidate([one, three], Unit(NAMES["3600"], "3600", "city"))
    return {"一镇.xlsx": one, "三镇.xlsx": three, "城关.xlsx": nameless, "市.xlsx": whole}


def _before(now: Report, seed: int) -> Report:
    """Return last year's report of a unit: what was left then was carried over."""
    carried = {key: value for key, value in now.values.items() if "carried_in" in key}
    left = {key.replace("carried_in", "carried_out"): value for key, value in carried.items()}
    return report(now.unit.code, seed, left, 2019)


class Office:
    """An office at work in a folder; what it is told and what it gets is kept as lines."""

    def __init__(self, folder: Path) -> None:
        """:param folder: where it works; all that is told is below it."""
        self.folder = folder
        self.inbox = folder / "收到"
        self.lines: list[str] = []
        self._known: dict[str, str] = {}

    def tell(self, title: str, lines: Iterable[str]) -> None:
        """Keep some lines under a title."""
        self.lines += [f"== {title} ==", *map(self._named, lines), ""]

    def _named(self, line: str) -> str:
        """Name the files of digests, and number what else is a digest in their order."""
        return re.sub(
            r"\bv[0-9a-f]{15}\b|\b[0-9a-f]{64}\b", lambda found: self._name(found[0]), line
        )

    def _name(self, digest: str) -> str:
        return self._known.setdefault(digest, f"#{len(self._known)}")

    def receive(self, files: Mapping[str, Report | bytes]) -> None:
        """Put files into the folder of what came in, each an hour after the one before."""
        for hour, (name, content) in enumerate(files.items(), start=len(self._known)):
            path = self.inbox / name
            path.parent.mkdir(parents=True, exist_ok=True)
            if isinstance(content, bytes):
                path.write_bytes(content)
            else:
                write_report(content, path)
            os.utime(path, (_FIRST_HOUR + 3600 * hour,) * 2)
            self._known.setdefault(hashlib.sha256(path.read_bytes()).hexdigest(), f"<{name}>")

    def command(self, *arguments: str) -> tuple[str, str]:
        """Run a command in the folder; return what it printed, its exit code in front."""
        out, err = io.StringIO(), io.StringIO()
        with chdir(self.folder), redirect_stdout(out), redirect_stderr(err):
            code = run(arguments)
        return out.getvalue(), f"退出码 {code}\n{err.getvalue()}"

    def roll_up(self, title: str, *arguments: str) -> list[str]:
        """Roll up; keep what is told, and return all that the workbooks show."""
        said, told = self.command("consolidate", *arguments, "--json")
        self.tell(f"{title}：屏幕", told.splitlines())
        data = json.loads(said)
        self.tell(f"{title}：JSON", _data(data))
        lines: list[str] = []
        # Of the levels below one workbook is seen whole.
        books = sorted((each["path"] for each in data["workbooks"]), key=lambda path: "/" in path)
        for number, name in enumerate(books):
            sheets = LISTS if number < 2 else ("差额表", "明细")
            lines += ["", f"-- {name}", *seen(self.folder / name, sheets)]
        return [self._named(line) for line in lines]


def _data(value: Any, name: str = "") -> Iterator[str]:
    """Yield plain data, a line for each item of a list; what is empty or 0 is left out."""
    if isinstance(value, list) and value and isinstance(value[0], dict):
        yield f"{name}:"
        yield from (f"  {json.dumps(_filled(each), ensure_ascii=False)}" for each in value)
    elif isinstance(value, dict):
        for key, each in value.items():
            yield from _data(each, key)
    else:
        yield f"{name}: {json.dumps(value, ensure_ascii=False)}"


def _filled(value: Any) -> Any:
    """Return plain data without what is empty, what the rules say, and most figures."""
    if isinstance(value, dict):
        if "clause" in value:
            value = {key: value.get(key) for key in ("clause", "unit", "code", "cells", "reason")}
        if "values" in value:
            value["values"] = {k: v for k, v in value["values"].items() if k in (NEW, GRANTED)}
        return {
            key: _filled(each) for key, each in value.items() if each not in ("", 0, [], {}, None)
        }
    return [_filled(each) for each in value] if isinstance(value, list) else value


def typed(book: Workbook) -> None:
    """Do in the workbook of the city what an office does there between two runs."""
    files, issues = book["收到的文件"], book["审核问题"]
    heads = {str(cell.value): cell.column for cell in files[4]}
    decided = {
        "示例二镇 改.xlsx": ("采用", ""),
        "乱.xlsx": ("", "示例东局（3610）"),
        "别处.xlsx": ("待定", ""),
        "乙县.xlsx": ("采用", ""),
        "城关.xlsx": ("不采", ""),
        "错数.xlsx": ("不采用", "没有的局"),
    }
    for row in files.iter_rows(min_row=5):
        action, unit = decided.get(str(row[heads["文件"] - 1].value), ("", ""))
        row[heads["处理"] - 1].value = action or None
        row[heads["对应单位"] - 1].value = unit or None
    reason = next(c.column for c in issues[4] if str(c.value).startswith("说明（"))
    for row in issues.iter_rows(min_row=5):
        if not row[reason - 1].protection.locked:
            row[reason - 1].value = "电话核实无误。"
    total = book.defined_names["applications.new.natural"].attr_text
    sheet, _, address = total.replace("$", "").replace("'", "").rpartition("!")
    book[sheet][address].value = 777
    book[sheet][address].comment = Comment("请再核对", "办公室")


def story(folder: Path) -> str:
    """Live the year of the city in an empty folder, and return what was told and seen."""
    office, first = begin(folder)
    told = [*office.lines]
    return "\n".join([*told, *go_on(office, first)]) + "\n"


@contextmanager
def _settled(folder: Path) -> Iterator[None]:
    """Have jobs done at once, and what commands remember lie in the folder."""
    settings = {"XDG_CONFIG_HOME": str(folder / "设置")}
    with patch.dict(os.environ, settings), jobs_at_once():
        yield


def begin(folder: Path) -> tuple[Office, list[str]]:
    """Roll up what has come, with a roster and without; return what the first shows, too."""
    office = Office(folder)
    (folder / "名册.csv").write_text(ROSTER, encoding="utf-8")
    for name, made in last_year().items():
        write_report(made, folder / "上年" / name)
    office.receive(received())
    again = (office.inbox / "甲县/示例一镇.xlsx").read_bytes()
    office.receive(
        {
            "示例坏件局/年报.xlsx": b"PK\x03\x04 cut off",
            "甲县/示例城关镇年报.pdf": b"%PDF-1.7",
            "再发/一镇.xlsx": again,
            "甲县/~$示例一镇.xlsx": b"lock",
        }
    )
    with _settled(folder):
        first = office.roll_up("第一次汇总", *WHOLE, "--deadline", "2021-01-31", "--year", "2020")
        office.tell("第一次汇总：汇总簿", first)
        key = "applications.new.total"
        said, told = office.command("explain", "市.xlsx", key, "--json")
        office.tell("一个数来自哪里", [*told.splitlines(), *_data(json.loads(said))])
        unit = ("--unit", "示例甲县", "--code", "3601")
        alone = office.roll_up("没有名册", "收到/甲县", "-o", "县.xlsx", *unit)
        office.tell("没有名册：汇总簿", alone)
    return office, first


def go_on(office: Office, first: list[str]) -> list[str]:
    """Fill in the workbook, roll up again, and give back; return what was told meanwhile.

    :param first: what the workbooks of the first time show.
    """
    office.lines = []
    folder = office.folder
    book = openpyxl.load_workbook(folder / "市.xlsx")
    typed(book)
    book.save(folder / "市.xlsx")
    office.receive({"乱.xlsx": report("3610", 17), "甲县/示例城关镇.xlsx": report("360104", 18)})
    (office.inbox / "甲县" / "示例三镇.xlsx").unlink()
    with _settled(folder):
        second = office.roll_up("填写以后再汇总", *WHOLE)
        office.tell("填写以后再汇总：汇总簿的变动", _changes(first, second))
        said, told = office.command("return", "市.xlsx", "-o", "退回", "--json")
        office.tell("退回", [*told.splitlines(), *_data(json.loads(said))])
    for path in sorted((folder / "退回").rglob("*.txt")):
        office.tell(path.relative_to(folder).as_posix(), path.read_text("utf-8-sig").splitlines())
    return office.lines


def _changes(first: list[str], second: list[str]) -> list[str]:
    """Return the lines that have gone and come, without numbers of lines."""
    found = difflib.unified_diff(first, second, lineterm="", n=0)
    return [line for line in found if line[:1] in "+-" and line[:3] not in ("---", "+++")]
