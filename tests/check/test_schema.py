"""The public schema and the judging of reports say the same of the same figures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import cache
from pathlib import Path
from random import Random

import pandas as pd
import pandera.errors
import pandera.pandas as pa
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from tests.support.samples import EDITIONS, faulty_report, valid_report
from tests.support.small_form import SMALL, write_form
from tests.support.website import WEBSITE

from xlreport import schema_of
from xlreport.checking import check
from xlreport.checking.table import TableRow, wide_table
from xlreport.checking.wide import RuleCheck, broken_in
from xlreport.edition import Edition, load_edition
from xlreport.edition.model import TargetKind
from xlreport.finding import Outcome
from xlreport.quantity import Value
from xlreport.report import LEVEL_COLUMN, Report, ReportKind, with_totals

FORMS = [*EDITIONS, WEBSITE]
schema = cache(schema_of)
ON_FIGURES = {None, TargetKind.NUMBER, TargetKind.ANSWER}


def table_of(reports: Sequence[Report]) -> pd.DataFrame:
    """The table of reports of one edition, as ``--facts`` has it."""
    rows = [TableRow(each.kind, each.unit.level, each.answers, each.figures()) for each in reports]
    return wide_table(reports[0].edition, rows)


def failures(schema: pa.DataFrameSchema, table: pd.DataFrame) -> set[tuple[int, str]]:
    """The rows and ids of what the schema finds broken; nothing else may be wrong."""
    try:
        schema.validate(table, lazy=True)
    except pandera.errors.SchemaErrors as errors:
        cases = errors.failure_cases
        assert not cases.duplicated(["index", "check"]).any(), "a place is told once a row"
        return {(int(row), name) for row, name in zip(cases["index"], cases["check"], strict=True)}
    return set()


def all_checks(schema: pa.DataFrameSchema) -> Iterator[RuleCheck]:
    """The checks of a schema that are rules."""
    for each in (*schema.checks, *(c for col in schema.columns.values() for c in col.checks)):
        if isinstance(each, RuleCheck):
            yield each


def troubled(edition: Edition, random: Random) -> Report:
    """A report with random faults in inputs, totals and amounts, of either kind and any level."""
    report = faulty_report(edition, random)
    inputs: dict[str, Value] = {}
    for cell in edition.inputs:
        figure = report.values.get(cell.key)
        if figure is not None:
            inputs[cell.key] = figure if cell.number.decimals else int(figure)
        if cell.number.decimals and random.random() < 0.5:
            inputs[cell.key] = Decimal(random.randint(-9, 10**15)).scaleb(-random.randint(0, 6))
    tallies = {key: report.values[key] for key in edition.tallies if key in report.values}
    values = with_totals(edition, {**inputs, **tallies})
    for key in random.sample(list(values), min(len(values), random.randint(0, 8))):
        if key not in edition.tallies:
            values[key] += random.choice([-1, 1])
    kind = random.choice([ReportKind.OWN, ReportKind.OWN, ReportKind.CONSOLIDATED])
    return replace(report, values=values, unreadable={}, kind=kind)


@pytest.mark.whole
@pytest.mark.parametrize("edition", FORMS, ids=lambda edition: edition.id)
@settings(max_examples=2, deadline=None, phases=[Phase.generate])  # shrinking takes minutes
@given(seed=st.integers(0, 2**32))
def test_the_schema_breaks_what_the_judgement_breaks(edition: Edition, seed: int) -> None:
    """Clause by clause and cell by cell, with blanks, amounts and last year's figures or none."""
    random = Random(seed)
    reports = [troubled(edition, random) for _ in range(30)]
    judged = {each.name for each in all_checks(schema(edition))}
    broken = {
        (row, place)
        for row, verdict in enumerate(check(reports, compare_units=False))
        for place, outcome in verdict.outcomes.items()
        if outcome is Outcome.BROKEN and place in judged
    }
    assert failures(schema(edition), table_of(reports)) == broken


@pytest.mark.parametrize("edition", FORMS, ids=lambda edition: edition.id)
def test_every_rule_about_figures_is_a_check(edition: Edition) -> None:
    """Each place of each rule once, with its words and its weight."""
    checks = {each.name: each for each in all_checks(schema(edition))}
    for rule in (rule for rule in edition.rules if rule.looks_at in ON_FIGURES):
        places = [clause.id for clause in rule.clauses]
        for place in places + [rule.id_at(target) for target in rule.targets]:
            one = checks.pop(place)
            assert (one.rule, one.severity, one.advice) == (rule.id, rule.severity, rule.advice)
            source = f"依据：{rule.source}" if rule.source else ""
            assert str(one.description) == f"{rule.name}。{source}"
            assert rule.short in str(one.title)
    assert checks == {}


@pytest.mark.parametrize("edition", EDITIONS, ids=lambda edition: edition.id)
def test_a_table_without_last_year_or_read_as_floats_will_do(edition: Edition) -> None:
    """As data people have it: pandas makes floats of counts with gaps, older files have no last."""
    table = table_of([valid_report(edition, Random(1)), valid_report(edition, Random(2))])
    plain = table.loc[:, [not name.startswith("last.") for name in table]]
    counts = {name: "float64" for name in plain if str(plain[name].dtype) == "Int64"}
    validated = schema(edition).validate(plain.astype(counts), lazy=True)
    assert {str(validated[name].dtype) for name in counts} == {"Int64"}


def test_a_broken_law_is_told_with_its_cell_and_both_sides() -> None:
    """What a person in a notebook sees: row, cell to look at, id of the place, both sides."""
    edition = EDITIONS[-1]
    table = table_of([valid_report(edition, Random(seed)) for seed in range(3)])
    table.index = pd.Index(["甲", "乙", "丙"])
    key = "applications.new.total"
    table[key] += [0, 2, 0]
    with pytest.raises(pandera.errors.SchemaErrors) as caught:
        schema(edition).validate(table, lazy=True)
    cases = caught.value.failure_cases.set_index("check")
    told = cases.loc["T3-ROW[new]"]
    assert (told["index"], told["column"]) == ("乙", key)
    total = table[key].to_list()[1]
    assert told["failure_case"] == f"{total} ≠ {total - 2}"


@pytest.mark.parametrize("key", ["applications.new.natural", "disclosure.fee.amount"])
@pytest.mark.parametrize("value", ["十二", pytest.param(1.5, marks=pytest.mark.whole)])
def test_a_column_of_another_type_is_told_once(key: str, value: object) -> None:
    """Not by all rules that look at it: they are not checked."""
    table = table_of([valid_report(EDITIONS[-1], Random(4))])
    table[key] = [value]
    with pytest.raises(pandera.errors.SchemaErrors) as caught:
        schema(EDITIONS[-1]).validate(table, lazy=True)
    cases = caught.value.failure_cases
    assert set(cases["column"]) == {key}
    assert all("dtype" in check for check in cases["check"])


@pytest.mark.parametrize("column", [LEVEL_COLUMN, "applications.new.natural"])
def test_a_column_that_is_not_there_is_told(column: str) -> None:
    """A rule is never skipped because nobody knows whether it applies."""
    table = table_of([valid_report(EDITIONS[-1], Random(3))])
    with pytest.raises(pandera.errors.SchemaErrors) as caught:
        schema(EDITIONS[-1]).validate(table.drop(columns=column), lazy=True)
    assert column in set(caught.value.failure_cases["failure_case"])


@pytest.mark.whole
def test_reports_are_held_against_the_schema_by_number_where_it_can_hold_them() -> None:
    """A part of a thing, and what has no place in 64 bits, is for the other judgement alone."""
    edition = EDITIONS[-1]
    right = valid_report(edition, Random(6))
    key, amount = "applications.new.total", "disclosure.fee.amount"
    changed = {
        "wrong": {key: right.values[key] + 1},
        "part": {key: Decimal("0.5")},
        "large": {key: 2**53},
        "dear": {amount: Decimal(10) ** 32},
        "blank": {},
    }
    reports = [right, *(replace(right, values={**right.values, **c}) for c in changed.values())]
    blank = {k: v for k, v in right.values.items() if k != "applications.new.natural"}
    reports[-1] = replace(right, values=blank)
    rows = [TableRow(each.kind, each.unit.level, each.answers, each.figures()) for each in reports]
    broken = broken_in(edition, rows)
    assert broken.keys() == {0, 1, 5}
    assert broken[0] == frozenset()
    assert {"T3-ROW[new]", "T3-BAL[total]"} <= broken[1]
    assert broken[5] == {"FILLED[applications.new.natural]"}
    assert broken_in(edition, rows[2:4]) == {}


def test_a_law_about_amounts_is_checked_in_decimals(tmp_path: Path) -> None:
    """0.1 + 0.2 = 0.3; a law is not checked where a figure of it is missing."""
    text = SMALL.replace("unit: 件", "unit: 元").replace("x: 甲", "x: {label: 甲, number: yuan}")
    text = text.replace("y: 乙", "y: {label: 乙, number: yuan}")
    text = text.replace("total: true", "total: true, number: yuan")
    edition = load_edition("small-2024", [write_form(tmp_path, text)])
    rows: list[list[Value | None]] = [
        [Decimal("0.1"), Decimal("0.2"), Decimal("0.3")],
        [Decimal("0.1"), Decimal("0.2"), Decimal("0.31")],
        [Decimal("0.1"), None, Decimal("0.3")],
    ]
    broken = broken_in(edition, [TableRow(ReportKind.OWN, "", {}, row) for row in rows])
    assert [*map(sorted, broken.values())] == [[], ["A-SUM"], []]
