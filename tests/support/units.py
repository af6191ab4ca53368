"""What is made of rosters, names and last year's reports, as one text of cases.

``scripts/words.py`` writes it, and a test holds it against ``tests/golden/units.zh-CN.txt``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from unittest.mock import patch

import yaml
from benchmarks.filled import report_of

from xlreport.consolidation.units import roster as rosters
from xlreport.consolidation.units.bare_names import suggest
from xlreport.consolidation.units.levels import level_of
from xlreport.consolidation.units.members import NOBODY, Member, Roster
from xlreport.consolidation.units.roster import RosterError, demand_roots, read_roster
from xlreport.consolidation.units.succession import Succession
from xlreport.consolidation.units.whose import Names, on_cover
from xlreport.consolidation.years.last_year import LastYear, LastYearAnswer, Previous
from xlreport.edition import load_edition
from xlreport.report import Report, ReportKind, Unit

HEAD = "代码,名称,类别,上级,汇总,设立,撤销,并入,层级"
_DATA = Path(__file__).resolve().parents[1] / "data" / "rosters.yaml"
ROSTERS: dict[str, str] = yaml.safe_load(_DATA.read_text("utf-8"))
CITY = ROSTERS["一个市"]
YEARS = (2019, 2020, 2021)


def units() -> str:
    """Return all cases, under headings."""
    return (
        "\n".join([*_rosters(), *_whose(), *_suggested(), *_successions(), *_last_years()]) + "\n"
    )


def roster_of(text: str) -> Roster:
    """Return the roster of a text; raises what reading a file does."""
    with patch.object(rosters, "roster_rows", lambda _: _rows(text)):
        return read_roster(Path("名册.csv"))


def _rows(text: str) -> list[list[str]]:
    return [[cell.strip() for cell in line.split(",")] for line in text.splitlines()]


def _rosters() -> Iterator[str]:
    for title, text in ROSTERS.items():
        yield f"== 名册：{title} =="
        try:
            found = roster_of(text)
            yield from _members(found)
            demand_roots(found, Path("名册.csv"))
        except RosterError as error:
            yield str(error)
        yield ""


def _members(roster: Roster) -> Iterator[str]:
    """Say of each unit what it is, who is around it, and when it reports."""
    for member in roster.members.values():
        exists = [year for year in YEARS if member.exists_in(year)]
        reports = [year for year in YEARS if member.reports_in(year)]
        around = f"上级 {'<'.join(roster.above(member))}"
        level = level_of(roster, member, load_edition("2021"))
        row = roster.rows[member.identity]
        heirs = f" 并入 {'、'.join(member.merged_into)}" if member.merged_into else ""
        what = f"{member.entry} {around} {level or repr(level)}"
        yield f"{row} {what} 有 {exists} 报 {reports}{heirs}"
    yield f"从下到上：{' '.join(m.identity for m in roster.from_below())}"
    root = next(iter(roster.members))
    yield f"{root} 之下：{' '.join(m.identity for m in roster.under(root))}"
    for doubt in roster.doubts:
        yield f"疑问 {doubt.as_dict()}"


PATHS = (
    "城关镇.xlsx",
    "收到/甲县/城关镇.xlsx",
    "收到/乙县/城关镇年报.xlsx",
    "收到/360201 年报.xlsx",
    "收到/松山乡2020.xlsx",
    "收到/2020松山乡.xlsx",
    "收到/示例市甲县松山乡2020年度.xlsx",
    "收到/财政局.xlsx",
    "收到/乙县/财政局.xlsx",
    "收到/乙县财政局.xlsx",
    "收到/示例市财政局、乙县财政局.xlsx",
    "收到/丙县财政局.xlsx",
    "收到/2020年度税务局.xlsx",
    "收到/示例市/甲县/年报.xlsx",
    "收到/乙县/年报.xlsx",
    "收到/乙县/城关镇/年报.xlsx",
    "收到/甲县/东湖街道/乙县.xlsx",
    "收到/某地/年报.xlsx",
    "收到/3603.xlsx",
    "收到/2021/年报.xlsx",
    "别处/松山乡/年报.xlsx",
    "收到/城关镇和松山乡.xlsx",
)
COVERS = (
    Unit("城关镇", "360101"),
    Unit("城关镇"),
    Unit("松山乡"),
    Unit("松山乡", "360101"),
    Unit("改了名的乡", "360102"),
    Unit("没有的乡", "9"),
    Unit("", "360102"),
    Unit("", ""),
)


def _whose() -> Iterator[str]:
    roster = roster_of(CITY)
    names = Names(roster, [Path("收到")], 2021)
    two = roster.named["城关镇"]
    yield "== 文件名和文件夹说的是谁：整个、只按文件名、两个城关镇中的 =="
    for path in map(Path, PATHS):
        found = (names.member_of(path), names.named_by(path), names.among(path, two))
        yield f"{path}：{'，'.join(each.entry if each else '—' for each in found)}"
    yield ""
    yield "== 封面说的是谁：可能的、唯一的 =="
    for unit in COVERS:
        told = "、".join(each.entry for each in on_cover(roster, unit))
        match = roster.match(unit)
        yield f"{unit.name}（{unit.code}）：{told or '—'}，{match.entry if match else '—'}"
    for text in ("城关镇", "松山乡", "360201", "城关镇（360201）", "没有代码的局", "没有"):
        meant = roster.meant(text)
        yield f"“{text}”：{meant.entry if meant else '—'}"
    yield ""


NAMED = (
    "示例市甲县松山乡人民政府",
    "甲县松山乡",
    "松山乡人民政府",
    "示例市乙县城关镇人民政府",
    "乙县城关镇",
    "城关镇人民政府",
    "丙县城关镇",
    "东湖街道办事处",
    "甲县东湖街道办事处",
    "东湖 街道 办事处",
    "示例市财政所",
    "松山镇",
    "人民政府",
    "毫不相干的单位",
    "高新区第一街道",
)


def _suggested() -> Iterator[str]:
    roster = roster_of(CITY)
    yield "== 名册外的名称可能是谁 =="
    for name in NAMED:
        found = suggest(roster, Unit(name))
        yield f"{name}：{found.entry if found else '—'}"
    yield ""


# ---- Years ---------------------------------------------------------------------------------------

MOVED = f"""{HEAD}
1,甲市,人民政府,
11,甲县,人民政府,1
111,一镇,乡镇,11
112,二镇,乡镇,11,,,2021,111
113,三镇,乡镇,11,,,2021,121
114,四镇,乡镇,11,,,2021,111、121
115,五镇,乡镇,11,,,2020,111
12,乙县,人民政府,1
121,六镇,乡镇,12
122,七镇,乡镇,12,,,2021,111
123,八镇,乡镇,12,,2021,,
124,九镇,乡镇,12,,,2021,112
13,丙县,人民政府,1,,,2021,12
131,十镇,乡镇,13,,,2021,121
14,丁局,政府部门,1,,,2021,15
15,戊局,政府部门,1,,,2021,16、17
16,己局,政府部门,1,,2021
17,庚局,政府部门,1,,2021
18,辛局,政府部门,1,否,,2021,16
"""


def _successions() -> Iterator[str]:
    roster = roster_of(MOVED)
    since = Succession(roster, 2021)
    yield "== 2021 年谁并入谁：整个并入、分一部分来、来了、走了、一部分 =="
    for member in roster.members.values():
        found = (since.merged_into(member), since.split_into(member), *since.moves(member))
        if any(found):
            yield f"{member.entry}：{'；'.join(_codes(each) or '—' for each in found)}"
    yield ""


def _codes(members: Iterable[Member]) -> str:
    return "、".join(member.identity for member in members)


KEY = "applications.new.total"
SUMMED = ReportKind.CONSOLIDATED


def _of_2020(unit: str, seed: int, kind: ReportKind = ReportKind.OWN, **more: object) -> LastYear:
    code, _, name = unit.partition(" ")
    made = replace(report_of(Unit(name, code), seed, 2020), kind=kind)
    return LastYear(made, **more)  # type: ignore[arg-type]


def _last_years() -> Iterator[str]:
    moved = [
        _of_2020(f"{m.code} {m.name}", seed)
        for seed, m in enumerate(roster_of(MOVED).members.values())
        if m.code not in ("113", "123", "16", "17")
    ]
    sums = [
        _of_2020(f"{code} {name}", 40, SUMMED) for code, name in (("11", "甲县"), ("12", "乙县"))
    ]
    yield from _answers("有并入的名册", MOVED, moved)
    yield from _answers("有并入的名册，另有各县的汇总", MOVED, sums)
    city = CITY
    above = {"parent": Unit("示例市甲县", "3601")}
    found = [
        _of_2020("360101 城关镇", 1, **above),
        _of_2020("360101 城关镇", 1, whole=True),
        _of_2020("360102 松山乡", 2, whole=True),
        _of_2020("360102 松山乡", 3, whole=True),
        _of_2020(" 东湖街道", 4, parent=Unit("乙县", "3602")),
        _of_2020("3602 乙县", 5, SUMMED, **above),
        _of_2020("360202 示例市财政局", 6),
        _of_2020("3699 旧局", 7),
        _of_2020(" 新局", 8, parent=Unit("示例市", "3600")),
        _of_2020(" 城关镇", 9, parent=Unit("乙县", "3602")),
    ]
    yield from _answers("一个市", city, found)
    yield from _answers("一个市，没有名册", "", found)
    yield from _answers("只有没有代码的城关镇", city, [_of_2020(" 城关镇", 9)])
    same = [_of_2020("360102 松山乡", 2, **above), *found[2:4], _of_2020("360103 松山乡", 4)]
    yield from _answers("汇总簿里有的那一份算数；代码和名称分属两个单位", city, same)


def _answers(title: str, text: str, found: Sequence[LastYear]) -> Iterator[str]:
    """Say which of some reports is that of each unit of a roster, or of those reports."""
    yield f"== 上年的报表：{title} =="
    roster = roster_of(text) if text else None
    previous = Previous(tuple(found), roster=roster or NOBODY)
    units_ = [Unit(m.name, m.code) for m in roster.members.values()] if roster else []
    for unit in dict.fromkeys([*units_, *(each.report.unit for each in found)]):
        own, summed = (previous.answer(unit, 2020, kind) for kind in ReportKind)
        nothing = LastYearAnswer()
        told = [own] if own == summed else [own, summed]
        if told != [nothing]:
            answers = " / ".join("—" if each == nothing else _answer(each) for each in told)
            yield f"{unit.code} {unit.name}：{answers}"
    yield f"2019 年的：{sum(previous.of(unit, 2019) is not None for unit in units_)} 份"
    yield ""


def _answer(answer: LastYearAnswer) -> str:
    if answer.report is None:
        of = "、".join(_report(each) for each in answer.candidates)
        return f"{answer.doubt.value}：{of}"
    merged = "、".join(answer.report.merged_from)
    return f"{_report(answer.report)} {merged}".rstrip()


def _report(report: Report) -> str:
    unit = report.unit
    return f"{unit.code or '无代码'} {unit.name} {report.kind.value} {KEY}={report.values.get(KEY)}"
