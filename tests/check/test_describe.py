"""How the sides of a broken law are written: cell by cell while they are few."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest
from tests.support.samples import EDITIONS, valid_report

from xlreport.checking import check
from xlreport.checking.describe import side_text
from xlreport.edition.model import Sum, Term
from xlreport.quantity import show

EDITION = EDITIONS[-1]
KEYS = [cell.key for cell in EDITION.cells.values() if cell.section == "applications"][:5]
REPORT = valid_report(EDITION, Random(3))
FIGURES = [int(REPORT.values[key]) for key in KEYS]
PLACES = [REPORT.place(key).a1 for key in KEYS]
RESULTS = ("upheld", "corrected", "other", "pending")
NAMES = [EDITION.cells[f"disputes.review.{key}"].column_name for key in RESULTS]
ADDENDS = len(EDITION.definitions["applications.outcome.total.natural"].right.terms)
SHEET = REPORT.place(KEYS[0]).sheet


def side(count: int, sign: int = 1, constant: int = 0) -> Sum:
    """So many cells added up, the last with a sign, and a number."""
    terms = [Term(1, key) for key in KEYS[: count - 1]]
    return Sum((*terms, Term(sign, KEYS[count - 1])), constant)


@pytest.mark.parametrize("count", [2, 4])
def test_four_cells_are_written_one_by_one(count: int) -> None:
    figures = FIGURES[:count]
    added = "+".join(map(str, figures))
    assert side_text(REPORT, side(count)) == (
        f"{'+'.join(PLACES[:count])} = {added} = {sum(figures)}"
    )


def test_one_cell_is_its_figure() -> None:
    assert side_text(REPORT, side(1)) == f"{PLACES[0]} = {FIGURES[0]}"
    assert side_text(REPORT, side(1, constant=2)) == (
        f"{PLACES[0]}+2 = {FIGURES[0]}+2 = {FIGURES[0] + 2}"
    )
    assert side_text(REPORT, side(1, sign=-1)) == (
        f"-{PLACES[0]} = -{FIGURES[0]} = {show(-FIGURES[0])}"
    )
    assert side_text(REPORT, Sum((), 7)) == "7"


def test_five_cells_are_a_range_unless_one_is_taken_away() -> None:
    whole = side_text(REPORT, side(5))
    assert whole == f"{PLACES[0]}:{PLACES[4]} 合计 = {sum(FIGURES)}"
    assert side_text(REPORT, side(5), with_sheet=True) == f"{SHEET}!{whole}"
    less = side_text(REPORT, side(5, sign=-1))
    assert less.startswith("+".join(PLACES[:4]) + f"-{PLACES[4]} = ")


def test_the_sheet_is_named_once_and_last_years_each_time() -> None:
    last = next(key for key in EDITION.last_keys)
    both = Sum((Term(1, KEYS[0]), Term(1, KEYS[1]), Term(1, last, last=True)))
    told = side_text(REPORT, both, with_sheet=True)
    place = REPORT.place(f"last.{last}")
    assert told.startswith(f"{SHEET}!{PLACES[0]}+{PLACES[1]}+{place.sheet}!{place.a1} = ")


@pytest.mark.parametrize("count", [1, 3, 5])
def test_a_side_with_a_missing_figure_names_it(count: int) -> None:
    values = {key: value for key, value in REPORT.values.items() if key != KEYS[count - 1]}
    with pytest.raises(KeyError, match=KEYS[count - 1]):
        side_text(replace(REPORT, values=values), side(count))


def found(key: str, rule: str) -> list[str]:
    """What is said of a rule where one figure is 1 too large."""
    (verdict,) = check([replace(REPORT, values={**REPORT.values, key: REPORT.values[key] + 1})])
    return [finding.found for finding in verdict.findings if finding.rule == rule]


def test_four_figures_are_named_and_more_are_counted() -> None:
    review = [int(REPORT.values[f"disputes.review.{key}"]) for key in RESULTS]
    told = "＋".join(f"{name} {n}" for name, n in zip(NAMES, review, strict=True))
    total = sum(review)
    assert found("disputes.review.total", "T4-SUM") == [
        f"“行政复议”：总计 {total + 1}；{told}＝{total}，差 1"
    ]
    outcome = "applications.outcome.total.natural"
    done = int(REPORT.values[outcome])
    (said,) = found(outcome, "T3-SUM")
    assert said.endswith(f" {done + 1}；{ADDENDS} 格合计 {done}，差 1")
