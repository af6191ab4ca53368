"""The roll-up of every level: sums are plain sums, and each workbook is a sound report again."""

from __future__ import annotations

from pathlib import Path

import pytest
from benchmarks.filled import figures, report_of
from tests.consolidate.conftest import Fill, changed, file_report
from tests.support.made import write_report

from xlreport import check, consolidate, edition_for, read
from xlreport.cli import run
from xlreport.consolidation.explain import NoSuchCell, explain
from xlreport.consolidation.units.roster import Member, UnitKind
from xlreport.consolidation.units.roster_book import write_roster
from xlreport.consolidation.years.previous import read_previous
from xlreport.report import ReportKind, Unit

pytestmark = pytest.mark.whole

KEY = "applications.new.total"


def province(towns: int) -> list[Member]:
    """Return a province of two cities with two counties each and so many townships in each."""
    members = [Member("1", "示例省", UnitKind.GOVERNMENT)]
    for city in ("11", "12"):
        members.append(Member(city, f"示例{city}市", UnitKind.GOVERNMENT, "1"))
        for county in (f"{city}1", f"{city}2"):
            members.append(Member(county, f"示例{county}县", UnitKind.GOVERNMENT, city))
            members += [
                Member(f"{county}{n:03d}", f"示例{county}{n:03d}镇", UnitKind.TOWNSHIP, county)
                for n in range(towns)
            ]
    return members


def leaves(members: list[Member]) -> list[Unit]:
    parents = {member.parent for member in members}
    return [Unit(m.name, m.code, "township") for m in members if m.code not in parents]


def test_one_command_writes_every_parents_workbook(tmp_path: Path, fill: Fill) -> None:
    members = province(3)
    units = leaves(members)
    write_roster(members, tmp_path / "名册.xlsx")
    fill(tmp_path / "收到", units)
    output = tmp_path / "汇总"
    arguments = ["--roster", str(tmp_path / "名册.xlsx"), "-o", str(output)]
    assert run(["consolidate", str(tmp_path / "收到"), *arguments]) == 0
    found = {path.stem: read(path) for path in output.glob("*.xlsx")}
    assert len(found) == 7
    top = found["示例省2020年汇总"]
    edition = edition_for(2020)
    inputs = [figures(edition, seed) for seed in range(len(units))]
    assert top.values == {key: sum(each[key] for each in inputs) for key in edition.cells}
    errors = {name: check([report])[0].findings for name, report in found.items()}
    assert errors == dict.fromkeys(found, ())
    assert {report.kind for report in found.values()} == {ReportKind.CONSOLIDATED}
    cities = [found[f"示例{city}市2020年汇总"] for city in ("11", "12")]
    assert consolidate(cities, Unit("省")).values == top.values


def test_a_file_as_output_takes_the_highest_and_a_folder_the_others(
    tmp_path: Path, inbox: Path, roster_file: Path
) -> None:
    file_report(inbox, Unit("示例镇", "990101"), 1)
    file_report(inbox, Unit("示例市教育局", "9900"), 2)
    output = tmp_path / "市.xlsx"
    arguments = ["consolidate", str(tmp_path), "--roster", str(roster_file), "-o", str(output)]
    assert run(arguments) == 1, "others are missing"
    first = output.read_bytes()
    lower = sorted(p.name for p in (tmp_path / "市-各级汇总簿").iterdir())
    assert lower == ["示例区2020年汇总.xlsx", "示例县2020年汇总.xlsx"], "of whom nothing came, too"
    assert run(arguments) == 1, "its own results are no inputs"
    assert output.read_bytes() == first


def test_a_parents_own_report_is_one_more_part(
    tmp_path: Path, inbox: Path, roster_file: Path
) -> None:
    one = file_report(inbox, Unit("示例镇", "990101"), 1)
    own = file_report(inbox, Unit("示例县", "9901", "county"), 2)
    output = tmp_path / "汇总"
    run(["consolidate", str(inbox), "--roster", str(roster_file), "-o", str(output)])
    county = read(output / "示例县2020年汇总.xlsx")
    assert county.values[KEY] == read(one).values[KEY] + read(own).values[KEY]


def test_a_parents_own_total_is_compared_and_not_added(
    tmp_path: Path, inbox: Path, roster_file: Path
) -> None:
    one = report_of(Unit("示例镇", "990101", "township"), 1)
    two = report_of(Unit("示例乡", "990102", "township"), 2)
    for report in (one, two):
        write_report(report, inbox / f"{report.unit.name}.xlsx")
    total = consolidate([one, two], Unit("示例县", "9901", "county"))
    new = total.values["applications.new.natural"] + 5
    out = total.values["applications.carried_out.natural"] + 5
    stated = {"applications.new.natural": new, "applications.carried_out.natural": out}
    write_report(changed(total, stated), inbox / "示例县自报.xlsx")
    output = tmp_path / "汇总"
    run(["consolidate", str(inbox), "--roster", str(roster_file), "-o", str(output)])
    county = output / "示例县2020年汇总.xlsx"
    assert read(county).values == total.values
    rows = sheet_rows(county, "差额表")[4:]
    by_key = {row[1]: row[3:6] for row in rows}
    assert by_key["applications.new.natural"] == [new, new - 5, 5]
    assert set(by_key) == {
        f"applications.{row}.{column}"
        for row in ("new", "carried_out")
        for column in ("natural", "total")
    }
    assert "示例" in rows[0][6]


def test_explain_lists_the_units_behind_a_figure(
    tmp_path: Path, fill: Fill, capsys: pytest.CaptureFixture[str]
) -> None:
    units = [Unit(f"示例{n}局", f"99{n:02d}", "county") for n in range(5)]
    fill(tmp_path / "收到", units)
    output = tmp_path / "市.xlsx"
    run(["consolidate", str(tmp_path / "收到"), "-o", str(output)])
    found = explain(output, KEY)
    assert sum(part.value or 0 for part in found.contributions) == found.value
    values = [part.value or 0 for part in found.contributions]
    assert values == sorted(values, reverse=True)
    assert {part.file for part in found.contributions} == {f"{u.code}.xlsx" for u in units}
    assert all(len(part.digest) == 64 for part in found.contributions)
    assert explain(output, found.cell.label).cell.key == KEY
    assert explain(output, "三、依申请公开!J6").cell.key == KEY
    with pytest.raises(NoSuchCell) as error:
        explain(output, "新收政府信息公开申请")
    assert any(cell.key.startswith("applications.new") for cell in error.value.like)
    capsys.readouterr()
    assert run(["explain", str(output), KEY, "--most", "2"]) == 0
    assert "其余 3 个单位合计" in capsys.readouterr().out


def test_a_city_workbook_serves_as_last_year_for_every_unit_in_it(
    tmp_path: Path, fill: Fill
) -> None:
    units = [Unit(f"示例{n}局", f"99{n:02d}", "county") for n in range(3)]
    paths = fill(tmp_path / "收到", units)
    output = tmp_path / "市.xlsx"
    run(["consolidate", str(tmp_path / "收到"), "-o", str(output)])
    previous = read_previous([output])
    for unit, path in zip(units, paths, strict=True):
        found = previous.of(unit, 2020)
        assert found
        assert found.values == read(path).values
    assert previous.of(Unit("没有的局"), 2020) is None


def sheet_rows(path: Path, name: str) -> list[list[object]]:
    from python_calamine import CalamineWorkbook

    book = CalamineWorkbook.from_path(path)
    return book.get_sheet_by_name(name).to_python(skip_empty_area=False)
