"""This year's report beside last year's: what is possible but unlikely."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import assert_never

from xlreport.checking.scale import wrong_unit
from xlreport.edition import Edition
from xlreport.edition.model import Comparison, ComparisonTest
from xlreport.finding import Finding
from xlreport.quantity import Value, show
from xlreport.report import Report


def comparable(key: str, edition: Edition, before: Edition) -> bool:
    """Tell whether a cell means the same in two editions: same key, same unit.

    :param key: the key of the cell.
    :param edition: the edition of this year's report.
    :param before: the edition of last year's.
    """
    return (
        key in edition.cells
        and key in before.cells
        and edition.cells[key].unit == before.cells[key].unit
    )


def compare_years(report: Report) -> list[Finding]:
    """Return the findings of all comparisons; few need no report of last year.

    :param report: this year's report; last year's is its ``before``.
    """
    findings: list[Finding] = []
    for comparison in report.edition.comparisons:
        for keys in comparison.groups:
            match comparison.test:
                case ComparisonTest.MISREAD:
                    findings += _misread(report, comparison, keys)
                case _ if report.before is None:
                    continue
                case ComparisonTest.SWING:
                    findings += _swings(report, report.before, comparison, keys)
                case ComparisonTest.UNCHANGED:
                    findings += _unchanged(report, report.before, comparison, keys)
                case ComparisonTest.SCALE:
                    findings += _scales(report, report.before, comparison, keys)
                case ComparisonTest.PARTS:
                    pass  # takes the units below, which only a roll-up has
                case _:
                    assert_never(comparison.test)
    return findings


def _both(
    report: Report, before: Report, keys: Sequence[str]
) -> Iterator[tuple[str, Value, Value]]:
    """Yield the cells that mean the same in both years and have a value in both."""
    for key in keys:
        now, then = report.values.get(key), before.values.get(key)
        if now is None or then is None or not comparable(key, report.edition, before.edition):
            continue
        yield key, now, then


def _swings(
    report: Report, before: Report, comparison: Comparison, keys: Sequence[str]
) -> Iterator[Finding]:
    for key, now, then in _both(report, before, keys):
        low, high = sorted((now, then))
        if high - low >= comparison.least and high >= comparison.factor * low:
            cell = report.edition.cells[key]
            found = (
                f"“{cell.label}”本年 {show(now)}，上年 {show(then)}，"
                f"{'增加' if now > then else '减少'} {show(high - low)} {cell.unit}"
            )
            yield _finding(report, comparison, key, cell.label, found)


def _unchanged(
    report: Report, before: Report, comparison: Comparison, keys: Sequence[str]
) -> Iterator[Finding]:
    both = [key for key in keys if comparable(key, report.edition, before.edition)]
    inputs = [key for key in both if report.edition.cells[key].typed]
    figures = [report.values.get(key) for key in inputs]
    same = figures == [before.values.get(key) for key in inputs]
    present = sum(figure not in (None, 0) for figure in figures)
    if same and present >= comparison.least:
        section = report.edition.section(report.edition.cells[inputs[0]].section)
        found = f"“{section.heading}”可比的 {len(inputs)} 格与上年全部相同，其中 {present} 格不为 0"
        yield _finding(report, comparison, inputs[0], section.heading, found)


def _scales(
    report: Report, before: Report, comparison: Comparison, keys: Sequence[str]
) -> Iterator[Finding]:
    for key, now, then in _both(report, before, keys):
        cell = report.edition.cells[key]
        if told := wrong_unit(comparison, cell, now, then, "上年"):
            found = f"“{cell.label}”本年 {show(now)}，上年 {show(then)}，{told}"
            yield _finding(report, comparison, key, cell.label, found)


def _misread(report: Report, comparison: Comparison, keys: Sequence[str]) -> Iterator[Finding]:
    """Look for a count that was reckoned from the cells beside it: 21 + 19 = 40."""
    *beside, counted = keys
    values = [report.values.get(key) for key in beside]
    told = [value for value in values if value is not None]
    count = report.values.get(counted)
    if len(beside) < 2 or len(told) < len(values) or not all(told) or count != sum(told):
        return
    if count < comparison.least:
        return
    cells = report.edition.cells
    pairs = zip(beside, told, strict=True)
    names = "、".join(f"“{cells[key].label}”{show(value)}" for key, value in pairs)
    found = f"“{cells[counted].label}”{show(count)}，正好是 {names} 之和"
    yield _finding(report, comparison, counted, cells[counted].label, found)


def _finding(report: Report, comparison: Comparison, key: str, subject: str, found: str) -> Finding:
    return report.finding(comparison, comparison.id_at(key), subject, (key,), found)
