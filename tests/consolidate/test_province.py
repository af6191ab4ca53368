"""A province: three levels, hundreds or thousands of units, one command."""

from __future__ import annotations

from pathlib import Path

import pytest
from benchmarks.filled import figures
from tests.consolidate.conftest import Fill

from xlreport import check, consolidate, edition_for, read
from xlreport.cli import run
from xlreport.consolidation.units.roster import Member, UnitKind
from xlreport.consolidation.units.roster_book import write_roster
from xlreport.report import Unit


@pytest.mark.slow
@pytest.mark.parametrize(
    ("cities", "counties", "towns_each"),
    [
        pytest.param(3, 2, 50, id="300 units"),
        pytest.param(10, 8, 37, id="3,000 units", marks=pytest.mark.long),
    ],
)
def test_a_province(
    cities: int, counties: int, towns_each: int, tmp_path: Path, fill: Fill
) -> None:
    members = [Member("1", "示例省", UnitKind.GOVERNMENT)]
    towns: list[Unit] = []
    for city in range(10, 10 + cities):
        members.append(Member(f"1{city}", f"示例{city}市", UnitKind.GOVERNMENT, "1"))
        for county in range(counties):
            code = f"1{city}{county}"
            name = f"示例{city}市{county}县"
            members.append(Member(code, name, UnitKind.GOVERNMENT, f"1{city}"))
            for number in range(towns_each):
                town = Unit(f"{name}{number}镇", f"{code}{number:03d}", "township")
                members.append(Member(town.code, town.name, UnitKind.TOWNSHIP, code))
                towns.append(town)
    write_roster(members, tmp_path / "名册.xlsx")
    fill(tmp_path / "收到", towns)
    output = tmp_path / "汇总"
    roster = ["--roster", str(tmp_path / "名册.xlsx")]
    assert run(["consolidate", str(tmp_path / "收到"), *roster, "-o", str(output)]) == 0
    reports = [read(path) for path in output.glob("*.xlsx")]
    assert len(reports) == 1 + cities + cities * counties
    assert all(verdict.findings == () for verdict in check(reports))
    by_code = {report.unit.code: report for report in reports}
    edition = edition_for(2020)
    values = [figures(edition, seed) for seed in range(len(towns))]
    total = {key: sum(each[key] for each in values) for key in edition.cells}
    assert by_code["1"].values == total
    of_cities = [by_code[f"1{city}"] for city in range(10, 10 + cities)]
    assert consolidate(of_cities, Unit("省")).values == total
