"""Many workbooks at once: the same bytes as each by itself, for a fraction of the work."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from benchmarks.filled import report_of
from tests.conftest import ROOT
from tests.consolidate.conftest import changed
from tests.support.website import FORM

import xlreport.template.mould as mould_module
from xlreport.checking import check
from xlreport.consolidation.years.next_year import next_report
from xlreport.consolidation.years.next_year_files import write_all
from xlreport.edition import edition_for
from xlreport.errors import CannotWrite
from xlreport.report import Report, Unit
from xlreport.template import workbook_bytes

OVERLAY = ROOT / "examples" / "overlays" / "hubei-2019.yaml"
UNITS = (
    Unit("示例镇", "990101", "township"),
    Unit("示例市教育局", "", ""),
    Unit("甲", "11420000123456789X", "county"),
    Unit("A&B <科技> “局”", "9", "township"),
    Unit(" 示例 街道 ", "990201", "township"),
    Unit("校验", "封面", "township"),  # words that the workbook has, too
)


def blanks(year: int, overlays: Sequence[Path] = ()) -> list[Report]:
    """Return next year's reports: with and without last year's, whole and with gaps."""
    edition = edition_for(year, overlays)
    found: list[Report] = []
    for seed, unit in enumerate(UNITS):
        last = report_of(unit, seed, year - 1)
        gap = {k: v for k, v in last.values.items() if not k.endswith("carried_out.natural")}
        odd = changed(last, {"applications.carried_out.legal.other": 123_456_789})
        befores = [None, last, replace(last, values=gap), odd, replace(last, values={})]
        # How a unit is called and what it had are written into different cells.
        some = befores if unit == UNITS[0] else befores[seed % 2 : seed % 2 + 1]
        found += [next_report(edition, year, unit, before) for before in some]
    return found


@pytest.mark.whole
@pytest.mark.parametrize(("year", "overlays"), [(2020, ()), (2020, (OVERLAY,)), (2023, ())])
def test_cast_workbooks_are_those_that_are_drawn(
    tmp_path: Path, year: int, overlays: tuple[Path, ...]
) -> None:
    reports = blanks(year, overlays)
    wanted = [(report, tmp_path / f"{number}.xlsx") for number, report in enumerate(reports)]
    assert list(write_all(wanted)) == [path for _, path in wanted]
    differing = [
        (report.unit.name, number)
        for number, (report, path) in enumerate(wanted)
        if path.read_bytes() != workbook_bytes(check([report])[0])
    ]
    # A name that the workbook has anyhow is stored once by one, twice by the other.
    assert {name for name, _ in differing} <= {"校验"}


def test_another_form_is_cast_too(tmp_path: Path) -> None:
    edition = edition_for(2022, [FORM])
    report = next_report(edition, 2022, UNITS[0], None)
    (path,) = write_all([(report, tmp_path / "表.xlsx")])
    assert path.read_bytes() == workbook_bytes(check([report])[0])


def test_few_workbooks_are_drawn(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Twenty workbooks with last year's figures have one shape, whatever the figures."""
    drawn: list[str] = []

    def counting(*arguments: object) -> bytes:
        drawn.append("")
        return workbook_bytes(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(mould_module, "workbook_bytes", counting)
    edition = edition_for(2023)
    wanted = []
    for seed in range(20):
        unit = Unit(f"示例{seed}镇", f"{seed:06}", "township")
        report = next_report(edition, 2023, unit, report_of(unit, seed, 2022))
        wanted.append((report, tmp_path / f"{seed}.xlsx"))
    assert len(list(write_all(wanted))) == 20
    assert len(drawn) == 1


def test_one_that_cannot_be_written_costs_none_before_it(tmp_path: Path) -> None:
    edition = edition_for(2023)
    reports = [next_report(edition, 2023, Unit(f"示例{n}镇", str(n)), None) for n in range(6)]
    paths = [tmp_path / f"{n}.xlsx" for n in range(6)]
    paths[3].mkdir()
    with pytest.raises(CannotWrite, match=r"3\.xlsx"):
        list(write_all(list(zip(reports, paths, strict=True))))
    assert all(path.is_file() for path in paths[:3])
    assert not [path for path in tmp_path.iterdir() if ".part" in path.name]
