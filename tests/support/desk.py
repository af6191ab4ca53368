"""Files as an office gets them, without any workbook: what becomes of each, and what is told.

``scripts/words.py`` writes it all as one text, and a test holds it against
``tests/golden/desk.zh-CN.txt``.  What lies in the files are two figures and made-up findings.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from unittest.mock import patch

from tests.support.desk_cases import BROKEN, CASES, Came, Case
from tests.support.drawn import lists_of
from tests.support.law import broken
from tests.support.units import roster_of

from xlreport.checking import check
from xlreport.consolidation.book.completeness import interim, shares
from xlreport.consolidation.book.difference import _rows
from xlreport.consolidation.book.next_steps import next_steps
from xlreport.consolidation.book.open_files import OpenFiles
from xlreport.consolidation.book.standing_sheets import _what_to_do
from xlreport.consolidation.earlier.rerun import Earlier, OldBook
from xlreport.consolidation.figures import Figures, Vector
from xlreport.consolidation.incoming import sorting
from xlreport.consolidation.incoming.choices import Choices
from xlreport.consolidation.incoming.compared import with_own_totals, with_wrong_units
from xlreport.consolidation.incoming.decided import Decided
from xlreport.consolidation.incoming.filing import Filing
from xlreport.consolidation.incoming.intake import Intake
from xlreport.consolidation.incoming.listed import ListedRow, RollUpList
from xlreport.consolidation.incoming.sorting import Sorter
from xlreport.consolidation.incoming.states import State, Status
from xlreport.consolidation.replies.returned import (
    branch_list,
    branches,
    message,
    note,
    replies,
)
from xlreport.consolidation.result import Result
from xlreport.consolidation.sums.conservation import demand_conservation
from xlreport.consolidation.sums.tree import RollUp, members_of, placed_of, roll_up
from xlreport.consolidation.units.members import NOBODY, Roster
from xlreport.consolidation.years.last_year import LastYear, Previous
from xlreport.edition import Place, Severity, edition_for
from xlreport.finding import Finding
from xlreport.issue import Issue
from xlreport.quantity import QUANTA_PER_UNIT
from xlreport.reading import Refused
from xlreport.report import Report, ReportKind, Unit
from xlreport.sheets.decisions import DecisionRow

YEAR = 2020
EDITION = edition_for(YEAR)
FIRST, SECOND = "applications.new.natural", "disclosure.procurement.amount"
"""The figures that files have; all others are 0."""
_FIRST_HOUR = 1_611_100_800


def desk() -> str:
    """Return what comes of all cases, under headings."""
    lines = [line for case in CASES for line in (f"== {case.title} ==", *_told(case), "")]
    for case in BROKEN:
        lines += [f"== 改动一处以后的矛盾：{case.title} ==", *broken(taken_in(case)), ""]
    return "\n".join(lines)


# ---- What comes in -------------------------------------------------------------------------------


def _filing(number: int, came: Came) -> Filing:
    code, _, name = came.unit.partition(" ")
    return Filing(
        number,
        Path("收到", came.file),
        digest=came.digest or f"digest of {came.file}",
        modified=_FIRST_HOUR + 3600 * number if came.modified is None else came.modified,
        edition=None if came.code else edition_for(came.year),
        year=came.year,
        unit=Unit(name, code, came.level),
        kind=ReportKind.CONSOLIDATED if came.is_sum else ReportKind.OWN,
        cover={"cover.date": came.day} if came.day else {},
        content=came.content or f"{came.unit} {came.first} {came.second} {came.year}",
        issues=tuple(_issue(came, *each) for each in came.issues),
        status=Status.UNREADABLE if came.code else Status.TAKEN,
        reason="读不出来" if came.code else "",
        advice="请重新报送。" if came.code else "",
        code=came.code,
        decided=Decided(*came.decided, fresh=came.fresh),
        fingerprint=came.fingerprint,
        marked=came.marked,
    )


def _issue(came: Came, severity: Severity, reason: str) -> Issue:
    """Make a finding; of an error that may be explained the reason is ``?``."""
    finding = Finding(
        rule=reason if reason.isascii() else "R",
        clause="R[natural]",
        severity=severity,
        unit=came.unit,
        source=came.file,
        subject="自然人",
        places=(Place("三、依申请公开", 5, 3),),
        statement="两边应该相等",
        found=f"这里是 {came.first}",
        advice="请核对。",
        explainable=reason == "?",
    )
    return Issue(finding, "" if reason.isascii() else reason)


def _listed(came: Came) -> RollUpList | None:
    if came.lists is None:
        return None
    rows = []
    for line in came.lists:
        code, name, first = line.split(" ")
        values = dict.fromkeys(EDITION.cells, 0) | {FIRST: int(first)}
        rows.append(ListedRow(Unit(name, code), f"digest in {came.file}", values))
    says = [each.partition(" ") for each in came.says]
    units = tuple((Unit(name, code), State.IN_TOTAL) for code, _, name in says)
    return RollUpList(tuple(rows), units, frozenset(came.digests))


def _figures(case: Case) -> Figures:
    figures = Figures(EDITION, len(case.came))
    for number, came in enumerate(case.came):
        vector = figures.row(number)
        vector.missing[:] = bool(came.code)
        for name in EDITION.last_keys:
            vector.missing[EDITION.numbers[f"last.{name}"]] = not came.last
        for key, value in ((FIRST, came.first), (SECOND, came.second)):
            vector.missing[EDITION.numbers[key]] = value is None
            vector.quanta[EDITION.numbers[key]] = (value or 0) * QUANTA_PER_UNIT
    return figures


def _previous(case: Case, roster: Roster | None) -> Previous:
    """Return last year's reports of a case; they have one figure."""
    found = []
    for line in case.before:
        code, name, second = line.split(" ")
        report = Report(edition_for(YEAR - 1), YEAR - 1, Unit(name, code), {SECOND: int(second)})
        found.append(LastYear(replace(report, source=f"上年/{name}.xlsx")))
    refused = tuple(Refused(Path(name), "坏了", "") for name in case.refused)
    return Previous(tuple(found), refused, roster or NOBODY)


def _earlier(case: Case) -> Earlier:
    """Return the workbook of an earlier run, in which a case's decisions stand."""
    rows = [DecisionRow(f, at, "", *told, digest) for f, at, *told, digest in case.kept]
    whole = Report(EDITION, YEAR, Unit("甲市"), {})
    book = OldBook(whole, (), {}, tuple(rows[:3]), frozenset(), tuple(rows[3:]))
    return Earlier({Path("市.xlsx"): book} if rows else {})


def taken_in(case: Case) -> Intake:
    """Return what becomes of the files of a case."""
    roster = roster_of(case.roster) if case.roster else None
    more = dict(case.more)
    day = date.fromisoformat(more.pop("deadline")) if "deadline" in more else None
    previous = _previous(case, roster) if case.before or case.refused else None
    choices = Choices(
        previous=previous,
        earlier=_earlier(case),
        year=YEAR,
        roster=roster,
        deadline=day,
        sources=(Path("收到"),),
        unit=Unit("汇总"),
        **more,
    )
    figures = _figures(case)

    def row(filing: Filing) -> Vector:
        return figures.row(filing.index)

    def lists(filings: Iterable[Filing], _: object) -> dict[int, RollUpList]:
        return {f.index: told for f in filings if (told := _listed(case.came[f.index]))}

    filings = [_filing(number, came) for number, came in enumerate(case.came)]
    with patch.object(sorting, "lists_of", lists):
        settled = Sorter(choices, YEAR, EDITION).sorted(filings, row)
    done = list(settled.filings)
    if roster:
        done = with_own_totals(done, roster, row, {})
    done = with_wrong_units(done, roster, row, {}, previous)
    about = (settled.in_totals, settled.decisions, settled.lists)
    return Intake(tuple(done), YEAR, EDITION, figures, choices, *about)


# ---- What comes of it ----------------------------------------------------------------------------


def _told(case: Case) -> Iterator[str]:
    intake = taken_in(case)
    plan = placed_of(intake)
    open_files = OpenFiles(intake, plan)
    roll_ups = roll_up(intake, plan, Unit("汇总"))
    demand_conservation([f.path for f in intake.filings], intake, plan, roll_ups)
    yield from (_file(filing, intake, open_files) for filing in intake.filings)
    for standing in plan.standings:
        late = "，迟报" if standing.late else ""
        of = f" {standing.filing.name}" if standing.filing else ""
        files = "、".join(filing.name for filing in standing.files)
        yield f"单位 {standing.member.entry}：{standing.state.value}{late}{of} [{files}]"
        yield from (
            f"  {told}" for told in sorted({_what_to_do(standing, n) for n in (0, 2)}) if told
        )
    for each in plan.decisions:
        names = "、".join(filing.name for filing in each.files)
        yield f"决定 {each.kind.value} {each.unit}（{each.code}）[{names}]：{each.text}"
        yield f"  {each.advice}"
    verdicts = tuple(check([each.report for each in roll_ups]))
    result = Result(open_files, tuple(roll_ups), verdicts, (), ())
    for each, verdict in zip(roll_ups, verdicts, strict=True):
        below = result.open_below(each)
        steps = next_steps(each, verdict, open_files, _at(each, intake, open_files), below)
        yield from _summed(each, intake, open_files)
        yield from (f"  {step.text} → {step.place.link}" for step in steps)
        if case.drawn:
            books = {one.holder: Path(f"{one.unit.name}.xlsx") for one in roll_ups}
            front = case.front and each.is_top
            yield from lists_of(each, verdict, open_files, books, below, front=front)
    yield f"有事要办：{result.asks}"
    yield from _replied(intake, open_files)


def _file(filing: Filing, intake: Intake, open_files: OpenFiles) -> str:
    flags = [
        name for name in ("is_chosen", "chosen_version", "is_pending") if getattr(filing, name)
    ]
    flags += ["asks"] * (filing.index in open_files.numbers)
    flags += ["settled"] * open_files.is_settled(filing)
    flags += ["late"] * filing.is_late(intake.choices.deadline)
    counts = f"{filing.to_mend}/{filing.to_explain}/{filing.explainable}/{filing.open_errors}"
    found = "；".join(
        i.finding.found for i in filing.issues if i.finding.rule not in ("R", "?", "")
    )
    told = [filing.status.value, filing.member or "?", "、".join(filing.concerns), *flags, counts]
    told += [filing.reason, filing.advice, intake.effect_of(filing), found]
    return f"文件 {filing.name}：{' | '.join(told)}"


def _at(each: RollUp, intake: Intake, open_files: OpenFiles) -> list[object]:
    roster = intake.choices.roster
    members = members_of(each, roster) if roster else {}
    return [s for s in open_files.plan.standings if s.member.identity in members]


def _summed(each: RollUp, intake: Intake, open_files: OpenFiles) -> Iterator[str]:
    roster, values = intake.choices.roster, each.report.values
    parts = "、".join(f"{p.unit.name}（{p.unit.code}）{p.reports}" for p in each.parts)
    stated = f"，自报 {each.stated.name}" if each.stated else ""
    yield f"汇总 {each.unit}：{each.reports} 份 [{parts}]{stated}"
    yield f"  {values.get(FIRST)} {values.get(SECOND)}；{interim(each, open_files)}"
    yield f"  文件 {'、'.join(filing.name for filing in each.filings)}"
    for found in _rows(each, intake.row(each.stated)) if each.stated else ():
        yield f"  差额 {found.key} {found.stated} {found.summed} {found.gap} {found.largest}"
    if roster:
        for share in shares(_at(each, intake, open_files), roster):  # type: ignore[arg-type]
            counts = (share.expected, share.filed, share.late, share.unlisted, share.missing)
            yield f"  {share.group}{f'（{share.parent}）' if share.parent else ''} {counts}"


def _replied(intake: Intake, open_files: OpenFiles) -> Iterator[str]:
    found = replies(intake, open_files.plan)
    for reply in found:
        marked = [f"{filing.name}-校验结果" for filing in reply.to_mark]
        passed = sorted(reply.passed_on)
        yield f"退回 {reply.name}（{reply.code}）{reply.parent}：{reply.state} {passed}"
        yield from _indented(message(reply, YEAR, marked, intake.choices.deadline))
        if reply.not_read:
            yield from _indented(note(reply, YEAR))
    for branch in branches(found, open_files.plan, intake):
        yield f"名单 {branch.name}："
        yield from _indented(branch_list(branch, YEAR, "年报"))


def _indented(text: str) -> list[str]:
    return [f"  {line}" for line in text.splitlines() if line]
