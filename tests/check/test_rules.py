"""The rules find what is wrong, name the cell, and keep quiet where nothing is."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.support.samples import EDITIONS, WORDS, faulty_reports, seed_report, valid_reports

from xlreport.checking import Verdict, check
from xlreport.edition import Edition, Severity, load_edition
from xlreport.finding import Finding, Outcome
from xlreport.quantity import Value
from xlreport.report import Report, Unit, with_totals

COUNTED = ("applications", "disputes")


def judge(report: Report) -> Verdict:
    """The verdict on one report."""
    return check([report])[0]


def changed(report: Report, key: str, value: Value | None) -> Report:
    """A report in which one stated figure is another, or missing; totals stay as stated."""
    values = {k: v for k, v in report.values.items() if k != key}
    return replace(report, values=values if value is None else {**values, key: value})


def names(findings: tuple[Finding, ...], report: Report, key: str) -> bool:
    """Whether an error among the findings names the cell."""
    errors = [finding for finding in findings if finding.severity is Severity.ERROR]
    return any(report.place(key) in finding.places for finding in errors)


def balanced(edition: Edition) -> Report:
    """A report with figures in many cells that satisfies every rule."""
    inputs: dict[str, Value] = {cell.key: 0 for cell in edition.inputs}
    for number, cell in enumerate(edition.inputs, start=1):
        if cell.section == "disputes" or ".outcome." in cell.key:
            inputs[cell.key] = number % 7
        if ".outcome." in cell.key:
            arrived = f"applications.new.{cell.column}"
            inputs[arrived] = int(inputs[arrived]) + number % 7
    prose = dict.fromkeys(edition.prose, WORDS)
    unit = Unit("示例街道", level="township")
    return Report(edition, edition.first_year, unit, with_totals(edition, inputs), prose)


def test_the_published_figures_of_the_seed_are_clean() -> None:
    """Nothing is found, and what needs last year's figures says so."""
    verdict = judge(seed_report())
    assert verdict.findings == ()
    why = {why for each, why in verdict.not_checked().items() if each not in verdict.prose}
    assert why == {"没有上年数据"}


@pytest.mark.parametrize("edition", EDITIONS, ids=lambda e: e.id)
@settings(max_examples=15)
@given(data=st.data())
def test_a_valid_report_is_clean_by_every_rule(edition: Edition, data: st.DataObject) -> None:
    """Every rule holds on it, last year's included; none is left unchecked."""
    verdict = judge(data.draw(valid_reports(edition)))
    assert verdict.findings == ()
    outcomes = {o for each, o in verdict.outcomes.items() if each not in verdict.prose}
    assert outcomes == {Outcome.HELD}


@pytest.mark.whole
@pytest.mark.parametrize("edition", EDITIONS, ids=lambda e: e.id)
@pytest.mark.parametrize("amount", [1, -1, 1000])
def test_any_single_wrong_cell_is_found_and_named(edition: Edition, amount: int) -> None:
    """For every cell of tables three and four, totals included, both editions."""
    report = balanced(edition)
    keys = [cell.key for cell in edition.cells.values() if cell.section in COUNTED]
    wrong = [changed(report, key, report.values[key] + amount) for key in keys]
    assert judge(report).findings == ()
    for key, verdict in zip(keys, check(wrong), strict=True):
        assert names(verdict.findings, verdict.report, key), key


@pytest.mark.parametrize("edition", EDITIONS, ids=lambda e: e.id)
def test_any_single_missing_cell_is_found_and_nothing_counts_it_as_zero(edition: Edition) -> None:
    """A missing input is an error in its own cell, and no law that uses it is said to hold."""
    report = balanced(edition)
    keys = [cell.key for cell in edition.inputs]
    for key, verdict in zip(keys, check([changed(report, k, None) for k in keys]), strict=True):
        found = [(f.rule, f.places) for f in verdict.findings]
        assert found == [("FILLED", (report.place(key),))]
        for rule in edition.rules:
            for clause in rule.clauses:
                if any(term.name == key for term in clause.terms):
                    assert verdict.outcomes[clause.id] is Outcome.NOT_CHECKED
                    assert verdict.not_checked()[clause.id]


@pytest.mark.parametrize("edition", EDITIONS, ids=lambda e: e.id)
def test_the_hint_names_the_mistyped_cell_and_its_right_value(edition: Edition) -> None:
    """In table three rows and columns cross, so a single mistyped outcome is pinned down."""
    report = balanced(edition)
    keys = [c.key for c in edition.inputs if c.section == "applications" and ".outcome." in c.key]
    wrong = [changed(report, key, report.values[key] + 3) for key in keys]
    for key, verdict in zip(keys, check(wrong), strict=True):
        place, right = report.place(key), report.values[key]
        assert {f.hint for f in verdict.findings} == {
            f"最可能填错的是“{place.sheet}”{place.a1}：现为 {right + 3}，若改为 {right} 则各处相符"
        }


def test_a_hint_is_not_given_when_two_cells_are_wrong() -> None:
    """Where no single cell explains what is broken, none is accused."""
    report = balanced(load_edition("2021"))
    wrong = changed(report, "applications.outcome.granted.natural", 50)
    wrong = changed(wrong, "applications.outcome.partial.legal.research", 60)
    wrong = changed(wrong, "applications.outcome.granted.legal.research", 70)
    hints = {f.hint for f in judge(wrong).findings if f.clause == "T3-SUM[legal.research]"}
    assert hints == {""}


@pytest.mark.parametrize(
    ("level", "outcome"),
    [
        ("township", Outcome.BROKEN),
        ("county", Outcome.BROKEN),
        ("prefecture", Outcome.NOT_CHECKED),
        ("", Outcome.NOT_CHECKED),
    ],
)
def test_regulations_belong_to_prefectures_and_above(level: str, outcome: Outcome) -> None:
    """Below, a figure in that row is an error; where the level is unknown, that is said."""
    report = replace(balanced(load_edition("2021")), unit=Unit("示例", level=level))
    verdict = judge(changed(report, "disclosure.regulations.issued", 1))
    assert verdict.outcomes["T2-LEVEL[issued]"] is outcome
    if not level:
        assert "层级" in verdict.not_checked()["T2-LEVEL[issued]"]


@pytest.mark.parametrize(
    ("key", "value", "broken"),
    [
        ("disclosure.licence.decisions", -1, True),
        ("disclosure.licence.decisions", Decimal("1.5"), True),
        ("disclosure.licence.change", 0, False),
        ("disclosure.procurement.amount", Decimal("0.01"), False),
        ("disclosure.procurement.amount", Decimal("0.001"), True),
        ("disclosure.procurement.amount", -1, True),
    ],
)
def test_values_fit_their_number_type(key: str, value: Value, broken: bool) -> None:
    """Counts are whole and not negative, money has two decimals, changes may be negative."""
    report = changed(balanced(load_edition("2019")), key, value)
    outcome = judge(report).outcomes[f"RANGE[{key}]"]
    assert outcome is (Outcome.BROKEN if broken else Outcome.HELD)


def test_a_decrease_may_not_exceed_what_there_was() -> None:
    """上一年 + 增减 is never below 0, and both cells are named."""
    report = changed(balanced(load_edition("2019")), "disclosure.licence.change", -3)
    (finding,) = judge(report).findings
    assert (finding.rule, finding.cells) == ("T2-ITEMS", ("B9", "C9"))
    assert "-3" in finding.left


def test_carry_over_holds_across_the_editions() -> None:
    """2021's carry-over is held against 2020's, per column; table two is not comparable."""
    last_year = replace(balanced(load_edition("2019")), year=2020)
    last_year = changed(last_year, "applications.carried_out.natural", 2)
    report = balanced(load_edition("2021")).with_last(last_year)
    verdict = judge(report)
    carried = [f for f in verdict.findings if f.rule == "CARRY"]
    assert [f.clause for f in carried] == ["CARRY[natural]"]
    assert carried[0].right.endswith("= 2")
    assert verdict.outcomes["CARRY[total]"] is Outcome.HELD
    assert verdict.outcomes["T2-STOCK[normative]"] is Outcome.NOT_CHECKED
    assert "可比" in verdict.not_checked()["T2-STOCK[normative]"]


@settings(max_examples=15)
@given(data=st.data())
def test_judging_many_is_judging_each(data: st.DataObject) -> None:
    """A stack of reports of both editions gives what each gives alone, in the same order."""
    reports = data.draw(
        st.lists(st.sampled_from(EDITIONS).flatmap(faulty_reports), min_size=2, max_size=4)
    )
    together = check(reports)
    for report, verdict in zip(reports, together, strict=True):
        alone = judge(report)
        assert verdict.report is report
        assert verdict.findings == alone.findings
        assert verdict.outcomes == alone.outcomes


@settings(max_examples=15)
@given(data=st.data())
def test_findings_are_the_broken_rules_and_follow_the_form(data: st.DataObject) -> None:
    """Each broken place has one finding, each finding a broken place, from the first sheet on."""
    report = data.draw(st.sampled_from(EDITIONS).flatmap(faulty_reports))
    verdict = judge(report)
    broken = {clause for clause, o in verdict.outcomes.items() if o is Outcome.BROKEN}
    # What a comparison says is unlikely is no broken rule.
    compared = {comparison.id for comparison in report.edition.comparisons}
    told = [finding for finding in verdict.findings if finding.rule not in compared]
    expected = broken - verdict.told_by_parts
    assert sorted(expected) == sorted(finding.clause for finding in told)
    sheets = [section.sheet for section in report.edition.sections]
    order = [sheets.index(finding.sheet) for finding in verdict.findings]
    assert order == sorted(order)


def test_every_rule_and_place_has_an_outcome() -> None:
    """Nothing is passed over in silence."""
    for edition in EDITIONS:
        expected = {clause.id for rule in edition.rules for clause in rule.clauses}
        expected |= {f"{rule.id}[{key}]" for rule in edition.rules for key in rule.targets}
        expected |= {each for rule in edition.prose_rules for each in rule.ids}
        assert set(judge(balanced(edition)).outcomes) == expected


def test_a_finding_says_where_what_and_what_to_do() -> None:
    """Both sides with cells and figures, the difference, the unit, and the advice."""
    report = changed(balanced(load_edition("2019")), "applications.new.natural", 500)
    finding = next(f for f in judge(report).findings if f.clause == "T3-BAL[natural]")
    new, done = report.values["applications.new.natural"], 0
    assert finding.unit == report.unit.name
    assert finding.left == f"D6+D7 = {new}+{done} = 500"
    assert finding.cells == ("D6", "D7", "D27", "D28")
    assert finding.title == "收办平衡（自然人）"
    for part in (finding.statement, "新收 500＋上年结转 0＝500", "，差 ", finding.advice):
        assert part in finding.message
