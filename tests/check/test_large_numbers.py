"""Numbers beyond 64 bits: legal, added and judged without an error, and never wrapped around."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from tests.support.command import xlreport

from xlreport.checking import check
from xlreport.edition import Edition, edition_for
from xlreport.finding import Outcome
from xlreport.quantity import LARGEST, Value
from xlreport.reading import read
from xlreport.report import Report, Unit, with_totals
from xlreport.template import blank_report, write_report

EDITION = edition_for(2021)
MONEY = Decimal("999999999999.5")


def report_with(count: int, money: Value, name: str = "示例局") -> Report:
    values: dict[str, Value] = {
        cell.key: money if cell.number.decimals else count for cell in EDITION.inputs
    }
    blank = blank_report(EDITION, 2021, Unit(name, "", "county"))
    return replace(blank, values=with_totals(EDITION, values))


def residuals_by_hand(edition: Edition, report: Report) -> dict[str, Value]:
    found: dict[str, Value] = {}
    for rule in edition.rules:
        for clause in rule.clauses:
            terms = [(t.sign, report.value(t.name)) for t in clause.left.terms]
            terms += [(-t.sign, report.value(t.name)) for t in clause.right.terms]
            if all(value is not None for _, value in terms):
                total = sum(sign * Decimal(value) for sign, value in terms if value is not None)
                found[clause.id] = total + clause.left.constant - clause.right.constant
    return found


@pytest.mark.parametrize("count", [7, LARGEST])
def test_what_is_left_over_is_exact_however_large(count: int) -> None:
    """One large report among small ones, as in a folder."""
    reports = [report_with(3, Decimal("1.5")), report_with(count, MONEY), report_with(0, 0)]
    for report, verdict in zip(reports, check(reports), strict=True):
        expected = residuals_by_hand(EDITION, report)
        found = {k: v for k, v in verdict.residuals.items() if v is not None}
        assert {k: Decimal(v) / 1_000_000 for k, v in found.items()} == {
            k: expected[k] for k in found
        }
        broken = {key for key, told in verdict.outcomes.items() if told is Outcome.BROKEN}
        for rule in EDITION.rules:
            for clause in rule.clauses:
                if clause.id in found:
                    assert (clause.id in broken) is not clause.holds(found[clause.id])


@pytest.mark.whole
def test_one_file_of_large_numbers_stops_no_command(tmp_path: Path) -> None:
    folder = tmp_path / "收到"
    for number in range(12):
        write_report(report_with(LARGEST, MONEY, f"示例{number}局"), folder / f"{number}.xlsx")
    done = xlreport("check", folder, "--json")
    assert done.returncode == 1, done.stderr.decode()
    assert len(json.loads(done.stdout)["reports"]) == 12
    city = tmp_path / "市.xlsx"
    done = xlreport("consolidate", folder, "-o", city, "--unit", "示例市", "--accept-errors")
    assert done.returncode in (0, 1), done.stderr.decode()
    assert not any(value < 0 for value in read(city).values.values())
