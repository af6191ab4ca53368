"""Last year's reports as the commands take them, and the roster that says who went into whom."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from xlreport.cli.failure import Failure
from xlreport.cli.output import say
from xlreport.sequences import grouped, some_of

if TYPE_CHECKING:
    from xlreport.consolidation.units.roster import Roster
    from xlreport.consolidation.years.last_year import Previous
    from xlreport.reading import Refused
    from xlreport.report import Report

_FEW = 20
Successors = Annotated[
    Path | None,
    Parameter(
        name="--roster",
        help="名册（.xlsx 或 .csv）：合并、拆分、更名的单位，按其中的“并入”找上年数据。",
    ),
]
NO_ROSTER = (
    "没有写明名册，合并、拆分、更名的单位找不到上年数据；名册里写了“并入”的，请加 --roster 名册。"
)


def read_last_year(
    sources: Sequence[Path], overlays: Sequence[Path], roster: Roster | None
) -> Previous:
    """Return last year's reports; of what lies in a folder, files that cannot be read are told.

    :raises Failure: if a file that was named itself cannot be read, or no file at all.
    """
    from xlreport.consolidation.years.previous import read_previous
    from xlreport.reading import real_path

    previous = read_previous(sources, overlays, roster)
    named = {real_path(source) for source in sources if not source.is_dir()}
    bad = [each for each in previous.refused if real_path(each.path) in named]
    if not previous.found:
        bad = list(previous.refused)
    if bad:
        raise Failure("\n".join(f"上年数据 {error}" for error in bad[:_FEW]))
    lines = [f"上年数据读不了，没有采用 {error}" for error in previous.refused]
    for line in some_of(lines, _FEW, f"……上年数据共有 {len(lines)} 个文件读不了。"):
        say(line, error=True)
    return previous


def with_last_year(
    reports: Sequence[Report],
    sources: Sequence[Path],
    overlays: Sequence[Path],
    roster: Path | None,
) -> tuple[list[Report], Sequence[Refused]]:
    """Return reports with those of the year before, and what could not be read.

    What is in doubt is said, and what nobody can know without a roster.
    """
    from xlreport.consolidation.units.roster import read_roster
    from xlreport.consolidation.years.last_year import advice_on
    from xlreport.consolidation.years.previous import read_previous

    previous = read_previous(sources, overlays, read_roster(roster) if roster else None)
    for mistake in previous.roster.doubts:
        say(f"待改正 {mistake.member.name}：{mistake.text}。{mistake.advice}", error=True)
    missing: list[Report] = []
    for report in reports:
        answer = previous.answer(report.unit, report.year - 1, report.kind)
        if answer.report is None:
            missing.append(report)
        if answer.doubt and not report.last:
            advice = advice_on(answer.doubt, "重新核对")
            say(f"{report.unit.name}：{answer.doubt}，没有核对年度衔接。{advice}。", error=True)
    say(
        f"上年数据读了 {previous.workbooks} 个工作簿，"
        f"{len(reports)} 份报表中 {len(reports) - len(missing)} 份找到了上年数据。",
        error=True,
    )
    if missing:
        say(f"没有找到上年数据的：{_named(missing, reports)}。", error=True)
    if not all(report.last for report in missing):
        say("工作簿的“上年数据”还空着的，请手工填写上年的数，再重新核对。", error=True)
    if roster is None and missing:
        say(NO_ROSTER, error=True)
    return [previous.added_to(report, report.unit) for report in reports], previous.refused


def _named(missing: Sequence[Report], reports: Sequence[Report]) -> str:
    """Name the units of some reports, those with a namesake among all of them by code, too."""
    codes = grouped({(report.unit.name, report.unit.code) for report in reports})
    units = dict.fromkeys(report.unit for report in missing)
    names = [
        f"{unit.name}（{unit.code}）" if unit.code and len(codes[unit.name]) > 1 else unit.name
        for unit in units
    ]
    more = f"等 {len(names)} 个单位" if len(names) > _FEW else ""
    return "、".join(names[:_FEW]) + more
