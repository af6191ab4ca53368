"""No alarm where nothing is wrong: made cities without slips, the examples, a real report."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from random import Random

import pytest
from benchmarks.filled import figures
from examples import reports as examples

from xlreport import check
from xlreport.checking.prose import judge_prose
from xlreport.consolidation.incoming import judging
from xlreport.consolidation.incoming.choices import Choices
from xlreport.consolidation.incoming.intake import take_in
from xlreport.consolidation.incoming.placement import placed
from xlreport.consolidation.incoming.states import State, Status
from xlreport.consolidation.units.roster import Member, Roster, UnitKind
from xlreport.consolidation.years.last_year import LastYear, Previous
from xlreport.edition import edition_for
from xlreport.quantity import Value
from xlreport.reading.published import import_report
from xlreport.reading.rows import Rows
from xlreport.record import pack, to_bytes
from xlreport.report import Report, Unit, with_totals
from xlreport.sheets.cover import LABELS, Cover
from xlreport.work.reading import Reading
from xlreport.work.texts import Texts, pack_texts

CITIES, YEAR = 200, 2022
KINDS = ("natural", "legal.commercial", "legal.other")
ALARMS = ("MONEY", "READ", "OWN-TOTAL", "CARRY", "T2-LEVEL", "T2-STOCK", "T3")
"""How the rules begin that speak of money, identity, dates, levels, and of arithmetic."""
DAYS = (
    *("2023-01-15", "2023年1月15日", "２０２３年１月１５号", "二〇二三年一月十五日", "2023.1.15"),
    *("15/1/2023", "20230115", "2023年1月15日（星期日）", "2023/1/15 9:30", "44941", ""),
)
TOWNS = (("镇", UnitKind.TOWNSHIP), ("乡", UnitKind.TOWNSHIP), ("街道", UnitKind.SUB_DISTRICT))
TOWN_KINDS = {kind for _, kind in TOWNS}
DEPARTMENTS = ("教育局", "水利局", "高新区管委会", "经济开发区管委会", "公安局")
LEVELS = ("", "乡镇级", "乡镇", "镇级", "街道")


def roster_of(random: Random) -> Roster:
    """A city with counties and towns; names come twice, under different counties."""
    members = [Member("99", "示例市", UnitKind.GOVERNMENT)]
    for county in range(random.randint(1, 3)):
        code = f"99{county:02d}"
        ending = random.choice(("县", "区", "县级市"))
        members.append(Member(code, f"示例{'甲乙丙'[county]}{ending}", UnitKind.GOVERNMENT, "99"))
        for number in range(random.randint(2, 5)):
            ending, kind = random.choice(TOWNS)
            name = "示例城关镇" if number == 0 else f"示例{code}{number}{ending}"
            members.append(Member(f"{code}{number:02d}", name, kind, code))
    for number, name in enumerate(random.sample(DEPARTMENTS, 2)):
        members.append(Member(f"998{number}", f"示例市{name}", UnitKind.DEPARTMENT, "99"))
    return Roster({member.identity: member for member in members})


def two_years(random: Random) -> tuple[dict[str, Value], dict[str, Value]]:
    """Figures of two years of which the second continues the first."""
    last = figures(edition_for(YEAR - 1), random.randrange(10**6))
    now = figures(edition_for(YEAR), random.randrange(10**6))
    money = random.lognormvariate(3, 1.5)
    for values, factor in ((last, 1.0), (now, random.uniform(0.5, 2))):
        values["disclosure.fee.amount"] = round(money * factor)
    for kind in KINDS:
        new = now[f"applications.new.{kind}"]
        carried = now[f"applications.carried_in.{kind}"] = last[f"applications.carried_out.{kind}"]
        left = new + carried
        for outcome in ("granted", "partial"):
            done = min(now[f"applications.outcome.{outcome}.{kind}"], left)
            now[f"applications.outcome.{outcome}.{kind}"] = done
            left -= done
        now[f"applications.carried_out.{kind}"] = left
    inputs = [cell.key for cell in edition_for(YEAR).inputs]
    edition = edition_for(YEAR)
    return last, dict(with_totals(edition, {key: now[key] for key in inputs}))


def typed(member: Member, random: Random) -> Unit:
    """The unit as it is read from a cover on which somebody typed."""
    codes: tuple[object, ...] = (member.code, f" {member.code[:2]} {member.code[2:]}")
    codes = (*codes, int(member.code), float(member.code), f"\ufeff{member.code}")
    level = random.choice(LEVELS) if member.kind in TOWN_KINDS else ""
    said = {"unit": member.name, "code": random.choice(codes), "level": level}
    said["date"] = random.choice(DAYS)
    rows = Rows([LABELS[f"cover.{field}"], text] for field, text in said.items())
    cover = Cover(edition_for(YEAR), rows)
    assert [*cover.doubts(YEAR)] == [], said
    assert cover.unit.code == member.code
    return cover.unit


@cache
def no_texts() -> bytes:
    edition = edition_for(YEAR)
    report = Report(edition, YEAR, Unit("示例镇"), {})
    return to_bytes(pack_texts(judge_prose(edition, [report])[0]))


def is_alarm(rule: str) -> bool:
    return rule.startswith(ALARMS)


def alarms_of(seed: int, slip: str = "", by: int = 0) -> list[object]:
    """Return whatever is said of a city in which nobody, or one unit, has made a slip."""
    random = Random(f"quiet {seed}")
    roster = roster_of(random)
    edition, before = edition_for(YEAR), edition_for(YEAR - 1)
    last: list[LastYear] = []
    read: dict[Path, bytes] = {}
    for member in roster.members.values():
        if member.identity in roster.children:
            continue
        then, now = two_years(random)
        unit = Unit(member.name, member.code)
        parent = roster.members[member.parent]
        above = Unit(parent.name, parent.code)
        last.append(LastYear(Report(before, YEAR - 1, unit, then), above))
        if slip and not read:
            now = {**now, slip: int(now[slip]) * by}
        path = Path("收到", parent.name, f"{member.name}{random.randrange(10**6)}.xlsx")
        read[path] = to_bytes(pack(Report(edition, YEAR, typed(member, random), now)))

    def reader(chunks: Iterable[Sequence[Path]]) -> Iterable[list[Reading]]:
        texts = no_texts()
        for chunk in chunks:
            yield [Reading(p, str(p), 1, read[p], texts) for p in chunk]

    choices = Choices(year=YEAR, roster=roster, previous=Previous(tuple(last), roster=roster))
    choices = replace(choices, deadline=date(YEAR + 1, 1, 31))
    found = take_in([*read], choices, reader=reader)
    plan = placed(roster, found.filings, YEAR, choices.deadline)
    alarms: list[object] = [f for f in found.filings if f.status is not Status.TAKEN]
    alarms += [s for s in plan.standings if s.state is not State.FILED or s.late]
    alarms += [*plan.decisions, *found.about_totals]
    issues = (issue.finding for filing in found.filings for issue in filing.issues)
    return alarms + [each for each in issues if is_alarm(each.rule)]


@pytest.fixture(autouse=True)
def _in_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    def judged(reports: Sequence[Report], _: object = ()) -> list[Texts]:
        return [judge_prose(report.edition, [report])[0] for report in reports]

    monkeypatch.setattr(judging, "judge_texts", judged)


@pytest.mark.whole
def test_two_hundred_cities_without_a_slip() -> None:
    """Nothing is asked about money, identity, dates or levels; no sum and no carry-over breaks."""
    for seed in range(CITIES):
        assert alarms_of(seed) == [], seed


@pytest.mark.whole
@pytest.mark.parametrize(
    ("slip", "by"), [("disclosure.fee.amount", 10_000), ("applications.carried_in.natural", 3)]
)
def test_with_a_slip_they_are_not_silent(slip: str, by: int) -> None:
    assert sum(bool(alarms_of(seed, slip, by)) for seed in range(8)) > 3


def test_the_examples_raise_no_alarm() -> None:
    for verdict in check(examples.corrected()):
        assert [f for f in verdict.findings if is_alarm(f.rule)] == []


def test_a_real_report_raises_no_alarm(shared: Path) -> None:
    paths = sorted((shared / "seed").glob("*.txt"))
    assert paths
    for path in paths:
        (verdict,) = check([import_report(path).report])
        assert [f for f in verdict.findings if f.rule.startswith(("MONEY", "CARRY", "READ"))] == []
