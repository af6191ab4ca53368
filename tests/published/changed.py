"""A report as a text with one thing changed, for the tests of what is read and what is refused."""

from __future__ import annotations

from pathlib import Path

from tests.published.layouts import LAYOUTS, written
from tests.published.reports import edition_of, sample

from xlreport.reading.published import import_report
from xlreport.report import Report

ZERO_2021 = sample(edition_of("2021"), {c.key: 0 for c in edition_of("2021").inputs})
ZERO_2019 = sample(edition_of("2019"), {c.key: 0 for c in edition_of("2019").inputs})
FULL_2021 = sample(edition_of("2021"))
FULL_2019 = sample(edition_of("2019"))


def text(report: Report, layout: str = "bars_between") -> str:
    return written(report, LAYOUTS[layout])


def swapped(source: str, *pairs: tuple[str, str]) -> str:
    for old, new in pairs:
        assert old in source, old
        source = source.replace(old, new)
    return source


def read(source: str, tmp_path: Path) -> Report:
    path = tmp_path / "报告.txt"
    path.write_text(source, encoding="utf-8")
    return import_report(path).report
