"""元 typed where 万元 is asked for: found beside last year and beside the others, and only then."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from random import Random

import pytest
from benchmarks.filled import report_of
from tests.consolidate.conftest import changed
from tests.consolidate.test_whole import Said

from xlreport.checking.compare import compare_years
from xlreport.consolidation.figures import vector_of
from xlreport.consolidation.incoming.compared import with_wrong_units
from xlreport.consolidation.incoming.filing import Filing
from xlreport.quantity import Value
from xlreport.report import Report, Unit
from xlreport.template import write_report

FEE, PROCUREMENT = "disclosure.fee.amount", "disclosure.procurement.amount"
RULE = "MONEY-UNIT"
CITIES, UNITS = 200, 24


def of_year(year: int, value: object, key: str = FEE) -> Report:
    number = Decimal(str(value)) if not isinstance(value, int) else value
    return changed(report_of(Unit("示例镇", "9901"), 1, year), {key: number})


def found(now: Report, last: Report) -> list[str]:
    findings = compare_years(now.with_last(last))
    return [finding.found for finding in findings if finding.rule == RULE]


def test_yuan_where_ten_thousands_are_asked_for() -> None:
    (told,) = found(of_year(2022, 1254600), of_year(2021, "125.46"))
    assert "像是按元填的" in told
    assert "以万元为单位" in told
    assert "应为 125.46 万元" in told
    (told,) = found(of_year(2022, "130"), of_year(2021, 1254600))
    assert "上年的数像是按元填的，如果是，应为 125.46 万元" in told


def test_ten_thousands_where_yuan_are_asked_for() -> None:
    (told,) = found(of_year(2020, "45.2", PROCUREMENT), of_year(2019, 460000, PROCUREMENT))
    assert "本年的数像是按万元填的，如果是，应为 452000 元" in told


@pytest.mark.parametrize(
    ("now", "last"),
    [(0, 5000), (5000, 0), (100, 1), (4999 * 3, 3), (20001 * 3, 3), ("0.0001", "2")],
)
def test_other_changes_are_none_of_its_business(now: object, last: object) -> None:
    assert not found(of_year(2022, now), of_year(2021, last))


def test_another_edition_is_not_compared() -> None:
    assert not found(of_year(2021, 45), of_year(2020, 450000, PROCUREMENT))


def money(chance: Random, scale: float, large: float) -> Value:
    """A figure in 万元 of a unit of some size, with what cents it has."""
    return Decimal(round(scale * large * chance.lognormvariate(0, 0.4) * 10000)).scaleb(-4)


def made_city(seed: int) -> tuple[list[Report], list[Report]]:
    """Two years of a city: units of all sizes, some without fees, that grow and shrink."""
    chance = Random(f"money {seed}")
    large = 10 ** chance.uniform(-1, 3)
    years: tuple[list[Report], list[Report]] = ([], [])
    for number in range(UNITS):
        scale = chance.lognormvariate(0, chance.choice((0.5, 1.0, 1.5)))
        for year, reports in zip((2021, 2022), years, strict=True):
            value = 0 if chance.random() < 0.2 else money(chance, scale, large)
            unit = Unit(f"示例{number}镇", f"{number:04}", "township")
            report = Report(BASE[year].edition, year, unit, {**BASE[year].values, FEE: value})
            reports.append(report)
    return years


BASE = {year: report_of(Unit("示例镇", "9901"), 1, year) for year in (2021, 2022)}


def alarms(reports: list[Report], last: list[Report]) -> set[int]:
    """Return the numbers of the units that are asked."""
    asked = {
        number
        for number, (now, then) in enumerate(zip(reports, last, strict=True))
        if any(f.rule == RULE for f in compare_years(now.with_last(then)))
    }
    vectors = [vector_of(report) for report in reports]
    filings = [
        Filing(i, Path(f"{i}.xlsx"), edition=r.edition, year=r.year, unit=r.unit, member="")
        for i, r in enumerate(reports)
    ]
    judged = with_wrong_units(filings, None, lambda f: vectors[f.index], {}, None)
    return asked | {filing.index for filing in judged if filing.issues}


@pytest.mark.whole
def test_two_hundred_cities_without_the_slip_and_with_it() -> None:
    """Precision is 1.0, and nobody who took the wrong unit is missed where it can be seen."""
    slips = 0
    for seed in range(CITIES):
        last, now = made_city(seed)
        assert alarms(now, last) == set()
        chance = Random(seed)
        wrong = chance.randrange(UNITS)
        value, then = now[wrong].values[FEE] * 10000, last[wrong].values[FEE]
        typed = replace(now[wrong], values={**now[wrong].values, FEE: value})
        found = alarms([*now[:wrong], typed, *now[wrong + 1 :]], last)
        if then and value >= 100 and 5000 * then <= value <= 20000 * then:
            slips += 1
            assert found == {wrong}
        assert found <= {wrong}
    assert slips > CITIES // 3


@pytest.mark.whole
def test_the_roll_up_asks(tmp_path: Path) -> None:
    """Without last year the units of the same kind show it; a reason settles it."""
    inbox = tmp_path / "收到"
    inbox.mkdir()
    for number in range(7):
        unit = Unit(f"示例{number}镇", f"99010{number}", "township")
        value = 423000 if number == 3 else Decimal(40 + number)
        write_report(changed(report_of(unit, number, 2022), {FEE: value}), inbox / f"{number}.xlsx")
    said = Said(inbox, "-o", tmp_path / "汇总.xlsx")
    asked = [
        (Path(each["path"]).name, finding["found"])
        for each in said.data["files"]
        for finding in each["findings"]
        if finding["rule"] == RULE
    ]
    ((name, told),) = asked
    assert name == "3.xlsx"
    assert "同类其他 6 个单位" in told
    assert "应为 42.3 万元" in told
