"""What the rules say of the published seed, of table three cell by cell, and in which order."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from random import Random

import pytest
from tests.support.samples import EDITIONS, faulty_report, seed_report, valid_report

from xlreport.checking import check
from xlreport.edition import Edition, Place, Severity, load_edition
from xlreport.finding import Finding, Outcome
from xlreport.quantity import Value
from xlreport.report import Report, with_totals


@pytest.fixture(params=EDITIONS, ids=lambda edition: edition.id)
def edition(request: pytest.FixtureRequest) -> Edition:
    """Each edition."""
    return request.param


def with_stated(report: Report, key: str, value: Value) -> Report:
    """The report with one other figure; totals stay as stated."""
    return replace(report, values={**report.values, key: value})


def test_the_seed_is_what_was_published(shared: Path) -> None:
    """Every number in the tables of the published text, in the order of the form."""
    (path,) = (shared / "seed").glob("*.txt")
    text = path.read_text("utf-8")
    tables = text[text.index("二、主动公开政府信息情况") : text.index("五、存在的主要问题")]
    numbers = re.findall(r"^\s*(\d+)元?\s*$", tables, re.MULTILINE)
    assert [int(number) for number in numbers] == list(seed_report().values.values())


def test_the_hint_names_every_mistyped_cell_of_requests(edition: Edition) -> None:
    """Inputs and totals, whichever row or column: the cell, what it is, what it should be."""
    report = valid_report(edition, Random(9))
    cells = [cell for cell in edition.cells.values() if cell.section == "applications"]
    wrong = [with_stated(report, cell.key, report.values[cell.key] + 1) for cell in cells]
    for cell, verdict in zip(cells, check(wrong), strict=True):
        place, right = report.place(cell.key), report.values[cell.key]
        hint = (
            f"最可能填错的是“{place.sheet}”{place.a1}：现为 {right + 1}，若改为 {right} 则各处相符"
        )
        hints = [finding.hint for finding in verdict.findings]
        assert len(hints) >= 2
        assert set(hints) == {hint}, cell.key


def test_a_rule_for_some_levels_says_why_it_was_not_applied(edition: Edition) -> None:
    """To other levels it does not apply; where the level is unknown, that is the reason."""
    report = valid_report(edition, Random(10))
    levels = ["", *edition.levels]
    assert len(levels) == 6
    reports = [replace(report, unit=replace(report.unit, level=level)) for level in levels]
    for level, verdict in zip(levels, check(reports), strict=True):
        places = [clause for clause in verdict.outcomes if clause.startswith("T2-LEVEL[")]
        outcomes = {verdict.outcomes[clause] for clause in places}
        reasons = {verdict.not_checked().get(clause) for clause in places}
        assert len(places) == 3
        if level in ("county", "township"):
            assert (outcomes, reasons) == ({Outcome.HELD}, {None})
        else:
            reason = "不适用于本级" if level else "未填写行政层级"
            assert (outcomes, reasons) == ({Outcome.NOT_CHECKED}, {reason})


NUMBERS: dict[str, list[tuple[str, Value, Outcome]]] = {
    "2019": [
        ("disclosure.licence.change", -8, Outcome.HELD),
        ("disclosure.licence.change", Decimal("-0.5"), Outcome.BROKEN),
        ("disclosure.procurement.amount", Decimal("173581.25"), Outcome.HELD),
        ("disclosure.procurement.amount", Decimal("173581.255"), Outcome.BROKEN),
        ("disclosure.procurement.items", -1, Outcome.BROKEN),
    ],
    "2021": [
        ("disclosure.fee.amount", Decimal("0.092"), Outcome.HELD),
        ("disclosure.fee.amount", Decimal("0.000001"), Outcome.HELD),
        ("disclosure.fee.amount", Decimal("-0.000001"), Outcome.BROKEN),
        ("applications.new.natural", -1, Outcome.BROKEN),
        ("disputes.review.upheld", Decimal("0.5"), Outcome.BROKEN),
    ],
}


@pytest.mark.parametrize("identity", NUMBERS)
def test_a_number_is_held_against_the_kind_of_its_cell(identity: str) -> None:
    """What is out of range is an error that quotes the number and says what it should be."""
    edition, numbers = load_edition(identity), NUMBERS[identity]
    report = valid_report(edition, Random(11))
    verdicts = check([with_stated(report, key, value) for key, value, _ in numbers])
    for (key, value, outcome), verdict in zip(numbers, verdicts, strict=True):
        assert verdict.outcomes[f"RANGE[{key}]"] is outcome, key
        found = [finding for finding in verdict.findings if finding.clause == f"RANGE[{key}]"]
        assert len(found) == (outcome is Outcome.BROKEN)
        for finding in found:
            assert finding.severity is Severity.ERROR
            assert f"填的是 {format(Decimal(value), 'f')}，" in finding.found
            assert edition.cells[key].number.label in finding.found


def test_a_text_is_quoted_and_is_no_number(edition: Edition) -> None:
    """What stands in the cell is repeated, so that the clerk knows it again."""
    report = valid_report(edition, Random(12))
    key = "disputes.review.upheld"
    values = {k: v for k, v in report.values.items() if k != key}
    (verdict,) = check([replace(report, values=values, unreadable={key: "3件左右"})])
    assert verdict.outcomes[f"RANGE[{key}]"] is Outcome.NOT_CHECKED
    assert verdict.outcomes["T4-SUM[review]"] is Outcome.NOT_CHECKED
    assert verdict.not_checked()["T4-SUM[review]"] == "有的格没有填好"
    (finding,) = verdict.findings
    assert (finding.rule, finding.cells) == ("FILLED", (report.place(key).a1,))
    assert "“3件左右”" in finding.found


def test_findings_come_in_the_order_of_the_form(edition: Edition) -> None:
    """Sheet by sheet, row by row, from the left; what the reader noted comes last."""
    note = Finding(
        "FORMAT", "FORMAT", Severity.NOTE, "示例", "", "格式", (Place("封面", 0, 0),), "", "", ""
    )
    sheets = [section.sheet for section in edition.sections]
    random = Random(13)
    reports = [replace(faulty_report(edition, random), notes=(note,)) for _ in range(20)]
    lengths = []
    for verdict in check(reports):
        *found, last = verdict.findings
        first = [finding.places[0] for finding in found]
        order = [(sheets.index(place.sheet), place.row, place.column) for place in first]
        assert order == sorted(order)
        assert last is note
        lengths.append(len(found))
    assert max(lengths) > 5


def test_a_section_without_its_heads_is_one_finding() -> None:
    report = seed_report()
    heads = [key for key in report.prose if key.startswith("overview.")]
    text = {**dict.fromkeys(heads, ""), "overview.lead": "全年工作有序开展。"}
    (verdict,) = check([replace(report, prose={**report.prose, **text})])
    found = [finding for finding in verdict.findings if finding.rule == "WRITTEN"]
    assert len(found) == 1
    assert len(found[0].places) == 5
    blank = {**text, "overview.lead": ""}
    (verdict,) = check([replace(report, prose={**report.prose, **blank})])
    assert len([finding for finding in verdict.findings if finding.rule == "WRITTEN"]) == 5


def test_a_sum_that_is_off_by_what_its_parts_are_off_is_told_once(edition: Edition) -> None:
    """Of new applications one more in a column and in the total: the balance of the column."""
    report = valid_report(edition, Random(14))
    new = [f"applications.new.{column}" for column in ("natural", "total")]
    by_part = replace(report, values={**report.values, **{k: report.values[k] + 1 for k in new}})
    apart = with_stated(by_part, new[1], report.values[new[1]] + 2)
    for each, told in (
        (by_part, ["T3-BAL[natural]"]),
        (apart, ["T3-BAL[natural]", "T3-BAL[total]"]),
    ):
        (verdict,) = check([each])
        assert [f.clause for f in verdict.findings if f.rule == "T3-BAL"] == told
        assert verdict.outcomes["T3-BAL[total]"] is Outcome.BROKEN
        assert ("T3-BAL[total]" in verdict.told_by_parts) is (each is by_part)


def test_the_hint_proposes_no_figure_below_what_a_cell_may_hold(edition: Edition) -> None:
    """A row and a column that lack 1 where they cross at 0: the cell is named all the same."""
    row, column = "applications.outcome.granted", "natural"
    inputs: dict[str, Value] = {cell.key: 0 for cell in edition.inputs}
    inputs |= {f"{row}.legal.research": 4, f"applications.outcome.partial.{column}": 4}
    inputs |= {"applications.new.legal.research": 4, f"applications.new.{column}": 4}
    values = with_totals(edition, inputs)
    less = [f"applications.{key}" for key in ("outcome.total.total", "new.total")]
    less += [f"{row}.total", f"applications.outcome.total.{column}", f"applications.new.{column}"]
    wrong = {**values, **{key: values[key] - 1 for key in less}}
    report = replace(valid_report(edition, Random(15)), values=wrong, last={}, before=None)
    (verdict,) = check([report])
    place = report.place(f"{row}.{column}")
    hints = {finding.hint for finding in verdict.findings if finding.rule.startswith("T3-")}
    assert hints == {f"最可能填错的是“{place.sheet}”{place.a1}（现为 0）"}
