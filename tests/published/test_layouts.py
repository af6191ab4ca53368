"""Every layout of every edition is read right."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from tests.published.layouts import (
    LAYOUTS,
    as_pages,
    on_one_line,
    with_bars_at_the_end,
    with_bars_for_merged,
    written,
)
from tests.published.reports import EDITIONS, edition_of, reports, sample

from xlreport.reading.published import import_report
from xlreport.report import Report

WHOLE: dict[str, Callable[[Report], str]] = {
    "on_one_line": on_one_line,
    "with_bars_for_merged": with_bars_for_merged,
    "with_bars_at_the_end": with_bars_at_the_end,
    "as_pages": as_pages,
}


def text_in(layout: str, report: Report) -> str:
    return WHOLE[layout](report) if layout in WHOLE else written(report, LAYOUTS[layout])


@pytest.mark.parametrize("edition", EDITIONS)
@pytest.mark.parametrize("layout", [*LAYOUTS, *WHOLE])
def test_layout_is_read_right(layout: str, edition: str, tmp_path: Path) -> None:
    report = sample(edition_of(edition))
    path = tmp_path / "报告.txt"
    path.write_text(text_in(layout, report), encoding="utf-8")
    read = import_report(path).report
    assert read.values == report.values
    assert read.unit == report.unit
    assert read.year == report.year
    assert read.unreadable == {}
    assert read.notes == ()


@pytest.mark.slow
@given(report=reports())
@settings(max_examples=15)
def test_any_figures_are_read_right_in_any_layout(
    report: Report, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("layouts")
    for layout in [*LAYOUTS, *WHOLE]:
        path = folder / f"{layout}.txt"
        path.write_text(text_in(layout, report), encoding="utf-8")
        assert import_report(path).report.values == report.values, layout
