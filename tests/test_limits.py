"""Every corruption of one cell that a rule constrains is found; the others are on a list."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from xlreport.checking import check
from xlreport.edition import Edition, Severity, edition_ids, load_edition
from xlreport.quantity import Value
from xlreport.report import Report, Unit, with_totals

PAGE = Path(__file__).parents[1] / "docs" / "limits.md"


def report_of(edition: Edition, inputs: Mapping[str, Value], last: Mapping[str, Value]) -> Report:
    text = "示例文字，写明存在的问题和打算怎样改进，长短与通常的报告相当。"
    prose = dict.fromkeys(edition.prose, text)
    unit = Unit("示例街道", level="township")
    values = with_totals(edition, inputs)
    return Report(edition, edition.first_year, unit, values, prose, last)


def unseen(edition: Edition, last: Mapping[str, Value]) -> list[str]:
    """The inputs in which one more breaks no rule."""
    base: dict[str, Value] = dict.fromkeys((cell.key for cell in edition.inputs), 0)
    reports = [report_of(edition, {**base, key: 1}, last) for key in base]
    verdicts = check([report_of(edition, base, last), *reports])
    findings = [[f for f in v.findings if f.severity is not Severity.NOTE] for v in verdicts]
    assert findings[0] == []
    return [key for key, found in zip(base, findings[1:], strict=True) if not found]


def listed(edition: str) -> dict[str, bool]:
    """The cells that the page lists for an edition, and whether last year's figures help."""
    part = re.split(r"^#+ ", PAGE.read_text(encoding="utf-8"), flags=re.MULTILINE)
    (section,) = (text for text in part if text.startswith(f"{edition}\n"))
    return {
        key: bool(mark) for key, mark in re.findall(r"^- `([\w.]+)`( †)?$", section, re.MULTILINE)
    }


@pytest.mark.parametrize("name", re.findall(r"^#### (\d+)$", PAGE.read_text("utf-8"), re.MULTILINE))
def test_the_page_lists_what_no_rule_can_see(name: str) -> None:
    edition = load_edition(name)
    page = listed(name)
    assert unseen(edition, {}) == list(page)
    with_last = unseen(edition, dict.fromkeys(edition.last_keys, 0))
    assert with_last == [key for key, seen in page.items() if not seen]


@pytest.mark.parametrize("name", edition_ids())
def test_what_is_no_number_of_its_kind_is_found_in_every_cell(name: str) -> None:
    edition = load_edition(name)
    good: dict[str, Value] = dict.fromkeys((cell.key for cell in edition.inputs), 0)
    spoiled: list[tuple[str, str, Report]] = []
    for cell in edition.inputs:
        left = {key: value for key, value in good.items() if key != cell.key}
        blank = report_of(edition, left, {})
        spoiled.append((cell.key, "FILLED", blank))
        spoiled.append((cell.key, "FILLED", replace(blank, unreadable={cell.key: "--2"})))
        fine = Decimal(1).scaleb(-cell.number.decimals) / 2
        if cell.number.decimals < 6:
            wrong = report_of(edition, {**good, cell.key: fine}, {})
            spoiled.append((cell.key, "RANGE", wrong))
        if cell.number.minimum is not None:
            wrong = report_of(edition, {**good, cell.key: cell.number.minimum - 1}, {})
            spoiled.append((cell.key, "RANGE", wrong))
    verdicts = check([report for _, _, report in spoiled])
    for (key, rule, report), verdict in zip(spoiled, verdicts, strict=True):
        found = [f.rule for f in verdict.findings if f.places[0] == report.place(key)]
        assert rule in found, f"{key}: {rule}"


@pytest.mark.parametrize("name", edition_ids())
def test_a_wrong_total_is_found_in_every_cell(name: str) -> None:
    edition = load_edition(name)
    good = report_of(edition, dict.fromkeys((cell.key for cell in edition.inputs), 0), {})
    wrong = [replace(good, values={**good.values, cell.key: 1}) for cell in edition.totals]
    for cell, verdict in zip(edition.totals, check(wrong), strict=True):
        place = good.place(cell.key)
        errors = [f for f in verdict.findings if f.severity is Severity.ERROR]
        assert any(place in finding.places for finding in errors), cell.key
