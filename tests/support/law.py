"""What the law of conservation says of roll-ups in which one thing has been changed.

It is a part of what :mod:`tests.support.desk` tells.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from xlreport.consolidation.incoming.decided import Decided
from xlreport.consolidation.incoming.intake import Intake
from xlreport.consolidation.incoming.placement import Placement
from xlreport.consolidation.incoming.states import State, Status
from xlreport.consolidation.sums.conservation import demand_conservation
from xlreport.consolidation.sums.tree import RollUp, placed_of, roll_up
from xlreport.errors import Contradiction
from xlreport.report import ReportKind, Unit

_STATUSES = (Status.TAKEN, Status.DIFFERENCE, Status.SUPERSEDED, Status.UNDECIDED)


class Done(NamedTuple):
    """All that the law looks at."""

    paths: list[Path]
    intake: Intake
    plan: Placement
    roll_ups: list[RollUp]


def done_with(intake: Intake) -> Done:
    """Return what the law is asked about."""
    plan = placed_of(intake)
    paths = [filing.path for filing in intake.filings]
    return Done(paths, intake, plan, roll_up(intake, plan, Unit("汇总")))


def contradictions(done: Done) -> Sequence[str]:
    """Return what the law finds."""
    try:
        demand_conservation(*done)
    except Contradiction as error:
        return error.found
    return []


def broken(intake: Intake) -> Iterator[str]:
    """Say for each change what the law finds; nothing where it may be so."""
    done = done_with(intake)
    silent: list[str] = []
    for title, changed in (*_files(done), *_standings(done), *_sums(done)):
        if found := contradictions(changed):
            yield f"{title}：{'；'.join(found)}"
        else:
            silent.append(title)
    yield f"没有矛盾的：{'；'.join(silent)}"


_Change = tuple[str, Done]


def _files(done: Done) -> Iterator[_Change]:
    """Change one file at a time, and the files that were found."""
    yield "少找到一份", done._replace(paths=done.paths[1:])
    yield "多找到一份", done._replace(paths=[*done.paths, Path("多.xlsx")])
    for filing in done.intake.filings:
        other = "112" if filing.member != "112" else "111"
        unit = Unit("别的", other)
        kind = ReportKind.OWN if filing.kind is not ReportKind.OWN else ReportKind.CONSOLIDATED
        changed = {
            **{each.value: replace(filing, status=each) for each in _STATUSES},
            f"代码 {other}": replace(filing, unit=unit),
            f"代码 {other} 认定": replace(filing, unit=unit, decided=Decided("", other)),
            kind.value: replace(filing, kind=kind),
            f"单位 {other}": replace(filing, member=other),
        }
        for what, instead in changed.items():
            filings = list(done.intake.filings)
            filings[filing.index] = instead
            intake = replace(done.intake, filings=tuple(filings))
            yield f"{filing.name} {what}", done._replace(intake=intake)


def _standings(done: Done) -> Iterator[_Change]:
    """Change where one unit stands at a time."""
    standings = done.plan.standings
    for at, standing in enumerate(standings):
        before, after, name = standings[:at], standings[at + 1 :], standing.member.identity
        changed = {
            state.name: (*before, replace(standing, state=state), *after)
            for state in State
            if state is not standing.state
        }
        changed |= {"没有": (*before, *after), "两次": (*before, standing, standing, *after)}
        for what, found in changed.items():
            yield f"{name} {what}", done._replace(plan=replace(done.plan, standings=found))


def _sums(done: Done) -> Iterator[_Change]:
    """Change one roll-up at a time."""
    for at, each in enumerate(done.roll_ups):

        def put(*instead: RollUp, at: int = at) -> Done:
            return done._replace(roll_ups=[*done.roll_ups[:at], *instead, *done.roll_ups[at + 1 :]])

        name = each.unit.name
        yield f"没有 {name}", put()
        yield f"两次 {name}", put(each, each)
        for part in each.parts:
            rest = tuple(other for other in each.parts if other is not part)
            yield f"{name} 没有 {part.unit.name}", put(replace(each, parts=rest))
            twice = replace(each, parts=(*each.parts, part))
            yield f"{name} 两次 {part.unit.name}", put(twice)
        yield from ((f"{name} {what}", put(made)) for what, made in _reports(each))


def _reports(each: RollUp) -> Iterator[tuple[str, RollUp]]:
    """Yield a roll-up with another sum, without one, and held against other years."""
    key, report = "applications.new.natural", each.report
    values = dict(report.values)
    values[key] = values.get(key, 0) + 1
    yield "多 1", replace(each, report=replace(report, values=values))
    del values[key]
    yield "没有数", replace(each, report=replace(report, values=values))
    last = replace(report, year=report.year - 1)
    years = {
        "上年": last,
        "前年": replace(report, year=report.year - 2),
        "别的单位": replace(last, unit=Unit("别的", "9")),
        "没有代码的": replace(last, unit=Unit("别的")),
    }
    for what, before in years.items():
        yield f"与{what}比", replace(each, report=replace(report, before=before))
