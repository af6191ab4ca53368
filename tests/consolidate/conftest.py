"""A made-up city and what its units sent in."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from benchmarks.filled import Mould, figures, report_of
from tests.support.made import write_report

from xlreport.quantity import Value
from xlreport.report import Report, Unit, with_totals

ROSTER = """代码,名称,类别,上级,汇总,设立,撤销
99,示例市,人民政府,,,,
9901,示例县,人民政府,99,,,
9902,示例区,人民政府,示例市,,,
9900,示例市教育局,政府部门,99,,,
9909,示例市海关,垂直管理部门,99,,,
990101,示例镇,乡镇,9901,,,
990102,示例乡,乡镇,9901,,,
990103,示例旧乡,乡镇,9901,,,2019-05-01
990201,示例街道,街道,9902,,,
990202,示例二街道,街道,9902,,,
"""


@pytest.fixture
def roster_file(tmp_path: Path) -> Path:
    path = tmp_path / "名册.csv"
    path.write_text(ROSTER, encoding="utf-8")
    return path


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    folder = tmp_path / "收到"
    folder.mkdir()
    return folder


@pytest.fixture(scope="session")
def mould(tmp_path_factory: pytest.TempPathFactory) -> Mould:
    return Mould(tmp_path_factory.mktemp("mould"))


Fill = Callable[[Path, Iterable[Unit]], list[Path]]


@pytest.fixture(scope="session")
def fill(mould: Mould) -> Fill:
    """Writes filled workbooks of units, the n-th with the figures of seed n."""

    def write(folder: Path, units: Iterable[Unit]) -> list[Path]:
        folder.mkdir(parents=True, exist_ok=True)
        paths: list[Path] = []
        for seed, unit in enumerate(units):
            paths.append(folder / f"{unit.code or unit.name}.xlsx")
            mould.write(unit, figures(mould.edition, seed), paths[-1])
        return paths

    return write


def changed(report: Report, values: Mapping[str, Value]) -> Report:
    """Return a report with other inputs; its totals follow."""
    return replace(report, values=with_totals(report.edition, {**report.values, **values}))


def file_report(folder: Path, unit: Unit, seed: int, name: str = "", **more: object) -> Path:
    """Write one unit's workbook the ordinary way."""
    values = more.pop("values", {})
    report = changed(report_of(unit, seed), values)  # type: ignore[arg-type]
    path = folder / (name or f"{unit.name}.xlsx")
    write_report(replace(report, **more), path)  # type: ignore[arg-type]
    return path
