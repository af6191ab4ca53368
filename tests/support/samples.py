"""Sample reports: the seed's, valid ones at random, and ones with random faults."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from random import Random

from hypothesis import strategies as st
from tests.support.website import WEBSITE, faulty_website, valid_website

from xlreport.edition import Cell, Clause, Edition, Rule, edition_ids, load_edition
from xlreport.edition.model import Relation
from xlreport.quantity import Value, plain
from xlreport.report import Report, Unit, with_totals

EDITIONS = [load_edition(each) for each in edition_ids()]
UNIT = Unit("示例街道", "", "township")

WORDS = "这一部分如实写明了全年的做法、取得的成效和下一步的打算。"
"""Prose that tells no figure."""


def seed_report() -> Report:
    """The figures that 龙津洲街道 published for 2020, with prose in every part."""
    edition = load_edition("2019")
    figures: dict[str, Value] = {cell.key: 0 for cell in edition.inputs} | {
        "applications.new.natural": 1,
        "applications.outcome.unavailable.not_held.natural": 1,
        "disclosure.procurement.items": 6,
        "disclosure.procurement.amount": 173581,
    }
    prose = dict.fromkeys(edition.prose, WORDS)
    unit = Unit("龙津洲街道", "", "township")
    return Report(edition, 2020, unit, with_totals(edition, figures), prose)


def valid_reports(edition: Edition) -> st.SearchStrategy[Report]:
    """Reports that satisfy every rule of their edition, with random figures and last year's."""
    return st.integers(0, 2**32).map(lambda seed: valid_report(edition, Random(seed)))


def faulty_reports(edition: Edition) -> st.SearchStrategy[Report]:
    """Reports with random faults."""
    return st.integers(0, 2**32).map(lambda seed: faulty_report(edition, Random(seed)))


def valid_report(edition: Edition, random: Random) -> Report:
    """A report that satisfies every rule of its edition, with random figures and last year's."""
    if edition is WEBSITE:
        return valid_website(edition, random)
    inputs: dict[str, Value] = {cell.key: random.randint(0, 40) for cell in edition.inputs}
    for cell in edition.inputs:
        if cell.section == "disclosure":
            inputs[cell.key] = _disclosed(cell, random)
    for rule in edition.rules:
        _balance(edition, rule, inputs)
    values = with_totals(edition, inputs)
    last = _last_year(edition, values, random)
    prose = dict.fromkeys(edition.prose, WORDS)
    return Report(edition, edition.first_year, UNIT, values, prose, last)


def _balance(edition: Edition, rule: Rule, inputs: dict[str, Value]) -> None:
    """Make laws hold that two sides are equal: what stands last on one of them makes up for it."""
    open_sides: list[tuple[Clause, str, list[str]]] = []
    for clause in rule.clauses:
        left, right = (
            [term.key for term in side.terms if term.key in inputs]
            for side in (clause.left, clause.right)
        )
        over_years = any(term.last for term in clause.terms)
        if clause.relation is Relation.EQUAL and left and not over_years:
            open_sides.append((clause, left[-1], right))
            inputs[left[-1]] = 0
    figures = with_totals(edition, inputs) if open_sides else {}
    for clause, left_last, right in open_sides:
        gap = clause.difference(figures.__getitem__)
        if gap < 0:
            inputs[left_last] = -gap
        elif gap > 0:
            inputs[right[-1]] += gap


def _disclosed(cell: Cell, random: Random) -> Value:
    """A figure of table two: few issued or published among many, no regulations."""
    if cell.row == "regulations":
        return 0
    if cell.number.decimals:
        return plain(Decimal(random.randint(0, 10**9)).scaleb(-2))
    if cell.number.minimum is None:
        return random.randint(-20, 20)
    if cell.column == "decisions":
        # Never the sum of the numbers of items beside it.
        return random.randint(120, 200)
    few = cell.column in ("published", "issued", "repealed")
    return random.randint(0, 19) if few else random.randint(20, 90)


def _last_year(edition: Edition, values: Mapping[str, Value], random: Random) -> dict[str, Value]:
    """Last year's figures from which this year's follow."""
    last: dict[str, Value] = {}
    for key in edition.last_keys:
        start, _, column = key.rpartition(".")
        match column:
            case "prior_items":
                last[f"{start}.change"] = random.randint(-5, 5)
                last[key] = values[key] - last[f"{start}.change"]
            case "in_public":
                last[key] = values[key] - values[f"{start}.published"]
            case "in_force":
                issued, repealed = values[f"{start}.issued"], values[f"{start}.repealed"]
                last[key] = values[key] - issued + repealed
            case "pending":
                last[key] = random.randint(0, int(values[f"{start}.total"]))
            case _ if key.startswith("applications.carried_out"):
                last[key] = values[key.replace("carried_out", "carried_in")]
    return last


def faulty_report(edition: Edition, random: Random) -> Report:
    """A report with random faults: other figures, blanks, texts, fractions, no last year."""
    report = valid_report(edition, random)
    if edition is WEBSITE:
        return faulty_website(report, random)
    values, unreadable, last = dict(report.values), dict[str, str](), dict(report.last)
    keys = [cell.key for cell in edition.inputs]
    for key in random.sample(keys, random.randint(0, 6)):
        del values[key]
        match random.choice(["other", "blank", "text", "negative", "fraction"]):
            case "other":
                values[key] = random.randint(0, 400)
            case "text":
                unreadable[key] = random.choice(["-", "/", "无", "待核", "=1+1"])
            case "negative":
                values[key] = -random.randint(1, 9)
            case "fraction":
                values[key] = Decimal(random.choice(["0.5", "1.25", "3.1", "0.000001"]))
    for key in random.sample(sorted(last), random.randint(0, 4)):
        if random.random() < 0.5:
            del last[key]
        else:
            last[key] = random.randint(0, 60)
    written = {k: random.choice(["有文字。", "", "  "]) for k in edition.prose}
    return replace(
        report,
        unit=replace(UNIT, level=random.choice(["", *edition.levels])),
        values=with_totals(edition, values),
        unreadable=unreadable,
        last=random.choice([last, {}]),
        prose=random.choice([written, report.prose]),
    )
