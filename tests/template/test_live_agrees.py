"""The checks in the sheet and the checks in Python say the same, on whatever clerks type."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from decimal import Decimal
from functools import cache
from pathlib import Path
from random import Random

import formualizer
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from tests.conftest import ROOT, Convert
from tests.support.samples import faulty_report, valid_report
from tests.support.sheets import LiveSheet, Shown, contents, formula_places, shown
from tests.support.website import WEBSITE, completed

from xlreport.checking import Verdict, check
from xlreport.checking.untouched import is_untouched
from xlreport.edition import Edition, Place, Rule, edition_ids, layout_of, load_edition
from xlreport.edition.layout import CHECK_SHEET
from xlreport.edition.model import CellTest, TargetKind
from xlreport.finding import Outcome, demand_of
from xlreport.quantity import Value, from_quanta, plain, show
from xlreport.report import Report, ReportKind, with_totals
from xlreport.sheets.checks import RULES
from xlreport.template import blank_report, write_workbook
from xlreport.template.live import LiveCheck, live_checks
from xlreport.template.status import status

OVERLAY = ROOT / "examples" / "overlays" / "hubei-2019.yaml"
EDITIONS = {each: load_edition(each) for each in edition_ids()}
EDITIONS["2019+hubei"] = load_edition("2019", [OVERLAY])
EDITIONS["website"] = WEBSITE

BROKEN = Outcome.BROKEN
SIGNS = {"√": Outcome.HELD, "×": Outcome.BROKEN, "—": Outcome.NOT_CHECKED}
TEXTS = ("-", "/", "无", "--253", "约12件", " ", "=1+1", "TRUE", "√", "×")
"""What nobody takes for a number; what the reader does is in test_odd_content.py."""
ONCE_FILLED = (CellTest.FILLED, CellTest.ANSWERED, CellTest.WRITTEN)


@pytest.fixture(params=EDITIONS, scope="module")
def edition(request: pytest.FixtureRequest) -> Edition:
    """Each edition, one with a local row, and another form."""
    return EDITIONS[request.param]


# ---- what clerks type ----------------------------------------------------------------------------


def typed_report(edition: Edition, random: Random) -> Report:
    """A report as it may be left: from nearly right to nothing but nonsense."""
    if random.random() < 0.1:
        return valid_report(edition, random)
    report = faulty_report(edition, random)
    if random.random() < 0.1:  # both sides of every law are equal
        last = dict.fromkeys(edition.last_keys, 0)
        zeros: dict[str, Value] = {cell.key: 0 for cell in edition.inputs}
        if edition is WEBSITE:
            return completed(report, zeros, report.answers, ())
        return replace(report, values=with_totals(edition, zeros), unreadable={}, last=last)
    values, texts, last = dict(report.values), dict(report.unreadable), dict(report.last)
    share = random.choice([0, 0.02, 0.3, 1])
    for cell in edition.inputs:
        if random.random() < share:
            values.pop(cell.key, None)
            texts.pop(cell.key, None)
            match random.choice(["blank", "text", "number", "number"]):
                case "text":
                    texts[cell.key] = random.choice(TEXTS)
                case "number":
                    values[cell.key] = _number(random)
    for key in edition.last_keys:
        if random.random() < share:
            last[key] = _number(random)
    if edition is WEBSITE:  # roll-ups have no answers
        entries = report.registers["accounts"]
        return completed(report, values, report.answers, entries, texts)
    return replace(
        report,
        values=with_totals(edition, values),
        unreadable=texts,
        last=last,
        kind=random.choice([ReportKind.OWN, ReportKind.CONSOLIDATED]),
    )


def _number(random: Random) -> Value:
    """A number right or wrong: negative, large, with decimals.

    No larger, because a spreadsheet program shows 15 digits, and of longer sums not the last ones.
    """
    whole = random.choice([random.randint(-9, 99), random.randint(-(10**6), 10**6)])
    return plain(Decimal(whole).scaleb(-random.choice([0, 0, 0, 2, 3, 6])))


# ---- what the sheet should show ------------------------------------------------------------------


def outcome_shown(check: LiveCheck, verdict: Verdict) -> tuple[Outcome, Value | None]:
    """What became of a rule in one row, column or text, and the number that says how far."""
    if check.clause is not None:
        outcome = verdict.outcomes[check.clause.id]
        residual = verdict.residuals[check.clause.id]
        if check.clause.id in verdict.told_by_parts:
            return Outcome.NOT_CHECKED, None
        broken = outcome is Outcome.BROKEN and residual is not None
        return outcome, from_quanta(abs(residual)) if broken else None
    if check.rule.test in ONCE_FILLED and is_untouched(verdict.report):
        return Outcome.NOT_CHECKED, None
    if check.rule.looks_at is TargetKind.REGISTER:
        rows = {f.places[0].row for f in verdict.findings if f.rule == check.rule.id}
        return (Outcome.BROKEN, len(rows)) if rows else (Outcome.HELD, None)
    outcomes = [verdict.outcomes[f"{check.rule.id}[{key}]"] for key in check.targets]
    if wrong := outcomes.count(Outcome.BROKEN):
        return Outcome.BROKEN, None if check.rule.test is CellTest.WRITTEN else wrong
    held = Outcome.HELD in outcomes
    return Outcome.HELD if held else Outcome.NOT_CHECKED, None


def read_status(text: Shown) -> tuple[Outcome, Value | None]:
    """What a status cell says: its sign, and the number in it."""
    assert isinstance(text, str)
    numbers = [word for word in text.split() if word.strip("-").replace(".", "").isdigit()]
    return SIGNS[text[0]], plain(Decimal(numbers[0])) if numbers else None


def worded_alike(text: object) -> str:
    """A text without a difference that formualizer cannot compute: it knows few arrays.

    Whether a cell without a number is blank or holds a text is told apart by LibreOffice.
    """
    return re.sub(r"有 (\d+) 格不是数字", r"缺 \1 格", str(text))


def agree(sheet: LiveSheet | dict[Place, Shown], verdict: Verdict) -> list[str]:
    """Return where the sheet shows something else than the verdict."""
    report = verdict.report
    places = layout_of(report.edition).places
    wrong = []
    for each in live_checks(report.edition).checks:
        text, expected = sheet[each.place], outcome_shown(each, verdict)
        told = status(each, verdict.report).shown(verdict)
        if isinstance(sheet, LiveSheet):
            text, told = worded_alike(text), worded_alike(told)
        if read_status(text) != expected or text != told:
            wrong.append(f"{each.place.link} {each.rule.id}: {text!r}, {expected}")
    counted = [report.edition.cells[key] for key in report.edition.tallies]
    for cell in (*report.edition.totals, *counted):
        value = sheet[places[cell.key]]
        if not is_same(value, report.values.get(cell.key)):
            wrong.append(f"{places[cell.key].link}: {value!r}, {report.values.get(cell.key)!r}")
    return wrong + rule_rows(sheet, verdict)


def is_same(shown: Shown, value: Value | None) -> bool:
    """Tell whether a cell shows a value, as far as sums of binary fractions are exact."""
    if isinstance(shown, Decimal) and isinstance(value, Decimal):
        return abs(shown - value) < Decimal("1e-6")
    return shown == value


def rule_rows(sheet: LiveSheet | dict[Place, Shown], verdict: Verdict) -> list[str]:
    """Return where the rows of rules on 校验 show something else than the verdict."""
    wrong, total = [], 0
    for row, rule in enumerate(verdict.report.edition.rules, start=3):
        checks = live_checks(verdict.report.edition).of_rule(rule)
        outcomes = [outcome_shown(check, verdict)[0] for check in checks]
        broken = outcomes.count(Outcome.BROKEN)
        total += broken
        result = "不符" if broken else "相符" if Outcome.HELD in outcomes else "未核对"
        shown = {name: sheet[Place(CHECK_SHEET, row, at)] for at, name in enumerate(RULES)}
        told = str(shown["details"] or "")
        named = told.removesuffix(rule.advice).count("；")
        found = (shown["clause"], shown["title"], shown["result"], shown["broken"], named)
        if found != (rule.id, rule.short, result, broken, broken):
            wrong.append(f"校验 {rule.id}: {found}, {result}, {broken}")
        demand = demand_of(rule.severity, takes_reason=rule.takes_reason) if broken else None
        if shown["severity"] != demand or told.endswith(rule.advice) != (broken > 0):
            wrong.append(f"校验 {rule.id}: {shown}, {demand}")
        for each in checks:
            outcome, number = outcome_shown(each, verdict)
            if outcome is Outcome.BROKEN:
                subject = each.subject.rpartition("／")[2]
                part = f"{subject}{status(each, verdict.report).shown(verdict)[2:]}；"
                if isinstance(sheet, LiveSheet):
                    part, told = worded_alike(part), worded_alike(told)
                if part not in told or (number is not None and show(number) not in part):
                    wrong.append(f"校验 {rule.id}: {told!r} lacks {part!r}")
    summary = str(sheet[Place(CHECK_SHEET, 1, 0)])
    told_of = sum(int(word) for word in summary.split() if word.isdigit())
    if told_of != total or summary.startswith("×") != (total > 0):
        wrong.append(f"校验: {summary!r}, {total}")
    return wrong


# ---- tests ---------------------------------------------------------------------------------------


@cache
def live_sheet(edition: Edition, kind: ReportKind, folder: Path) -> LiveSheet:
    """The blank workbook of an edition, to be filled again and again."""
    report = blank_report(edition, edition.first_year, valid_report(edition, Random(0)).unit)
    return LiveSheet(replace(report, kind=kind), folder)


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where blank workbooks are written."""
    return tmp_path_factory.mktemp("live")


def judged_alike(edition: Edition, random: Random, folder: Path, count: int = 60) -> set[str]:
    """Type so many reports, compare what the sheet says, and return the signs that rules showed."""
    signs = set()
    for verdict in check([typed_report(edition, random) for _ in range(count)]):
        sheet = live_sheet(edition, verdict.report.kind, folder)
        sheet.fill(verdict.report)
        assert agree(sheet, verdict) == []
        signs |= {f"{c.rule.id} {str(sheet[c.place])[0]}" for c in statuses(edition)}
    return signs


def statuses(edition: Edition) -> tuple[LiveCheck, ...]:
    """All status cells."""
    return live_checks(edition).checks


@pytest.mark.whole
def test_what_is_typed_is_judged_alike(edition: Edition, folder: Path) -> None:
    """Every status, every total and every row of 校验; and each rule shows each of its signs.

    A sum that defines totals cannot be broken while its totals are formulas.
    """
    expected = set()
    defining = {clause.id.partition("[")[0] for clause in edition.definitions.values()}
    for rule in edition.rules:
        never = "—" if _always_judged(edition, rule) else "×" if rule.id in defining else ""
        expected |= {f"{rule.id} {sign}" for sign in SIGNS if sign != never}
    assert judged_alike(edition, Random(5), folder) == expected


def _always_judged(edition: Edition, rule: Rule) -> bool:
    """Whether every report is judged by a rule; only roll-ups need not be written."""
    if rule.test is CellTest.WRITTEN:
        return edition is WEBSITE
    return rule.test is not None and (
        rule.looks_at is not TargetKind.NUMBER or rule.test.blank_breaks
    )


_MANY = settings(max_examples=1, phases=(Phase.explicit, Phase.reuse, Phase.generate))


@pytest.mark.slow
@pytest.mark.parametrize("name", EDITIONS)
@_MANY
@given(seed=st.integers(0, 2**32))
def test_whatever_is_typed_is_judged_alike(name: str, folder: Path, seed: int) -> None:
    """The same, on many more reports; none of the seeds is simpler, so they are not shrunk.

    They are checked all at once, because a check of a hundred takes hardly longer than of one.
    """
    assert judged_alike(EDITIONS[name], Random(seed), folder, 120)


@pytest.mark.long
@pytest.mark.parametrize("name", EDITIONS)
@settings(_MANY, max_examples=20)
@given(seed=st.integers(0, 2**32))
def test_thousands_are_judged_alike(name: str, folder: Path, seed: int) -> None:
    assert judged_alike(EDITIONS[name], Random(seed), folder, 120)


def test_a_blank_workbook_is_judged_alike(edition: Edition, folder: Path) -> None:
    """Nothing is filled: everything is missing, no sum is 0, and nothing is said to hold."""
    blank = blank_report(edition, edition.first_year, valid_report(edition, Random(0)).unit)
    (verdict,) = check([blank])
    sheet = live_sheet(edition, ReportKind.OWN, folder)
    sheet.fill(blank)
    assert agree(sheet, verdict) == []
    # A register without entries has no fault, nor has an optional item without an answer.
    judged = [c for c in statuses(edition) if c.targets != ("accounts",)]
    assert {str(sheet[c.place])[0] for c in judged} == {"—"}
    assert str(sheet[Place(CHECK_SHEET, 1, 0)]) == "— 还没有填。"


@pytest.mark.whole
def test_figures_pasted_over_totals_are_judged_alike(edition: Edition, tmp_path: Path) -> None:
    """A total that is no formula any more is a stated figure, and its sums can be broken."""
    if edition is WEBSITE:
        return  # its totals are two
    random = Random(4)
    reports = []
    for _ in range(10):
        report = valid_report(edition, random)
        wrong = random.sample(edition.totals, 5)
        values = {**report.values, **{cell.key: random.randint(0, 400) for cell in wrong[:4]}}
        del values[wrong[4].key]
        reports.append(replace(report, values=values))
    sheet = LiveSheet(blank_report(edition, edition.first_year, reports[0].unit), tmp_path)
    seen = set()
    for verdict in check(reports):
        sheet.fill(verdict.report, totals=True)
        assert agree(sheet, verdict) == []
        seen |= {clause.partition("[")[0] for clause, o in verdict.outcomes.items() if o is BROKEN}
    assert seen >= {"T3-ROW", "T3-SUM", "T4-SUM"}


def write_all(edition: Edition, seed: int, count: int, folder: Path) -> list[tuple[Path, Verdict]]:
    """Write the workbooks of random reports."""
    random = Random(seed)
    verdicts = check([typed_report(edition, random) for _ in range(count)])
    name = "-".join([edition.id, *edition.overlays])
    paths = [folder / f"{name}-{number}.xlsx" for number in range(count)]
    for verdict, path in zip(verdicts, paths, strict=True):
        write_workbook(verdict, path)
    return list(zip(paths, verdicts, strict=True))


def changed_by_computing(
    before: dict[Place, Shown], after: dict[Place, Shown], same: Callable[[object], object] = str
) -> list[str]:
    """Return the cells that show something else after the program computed them.

    :param same: what is equal for contents that count as the same.
    """
    return [
        f"{place.link}: {before.get(place)!r} -> {after.get(place)!r}"
        for place in sorted(before.keys() | after.keys())
        if same(before.get(place)) != same(after.get(place))
    ]


@pytest.mark.whole
def test_values_stored_with_formulas_are_those_they_have(edition: Edition, tmp_path: Path) -> None:
    """A program that does not compute shows what one that does would show."""
    for path, verdict in write_all(edition, 2, 3, tmp_path):
        stored = contents(path)
        assert agree(stored, verdict) == []
        book = formualizer.load_workbook(str(path))
        book.evaluate_all()
        computed = {
            place: shown(book.get_value(place.sheet, place.row + 1, place.column + 1))
            for place in formula_places(path)
        }
        assert len(computed) > 200
        before = {place: stored[place] for place in computed}
        assert changed_by_computing(before, computed, worded_alike) == []


@pytest.mark.whole
def test_libreoffice_computes_the_same(convert: Convert, tmp_path: Path) -> None:
    """Opened and computed by LibreOffice, every cell shows what was stored with it."""
    written: list[tuple[Path, Verdict]] = []
    for edition in EDITIONS.values():
        written += write_all(edition, 3, 6, tmp_path)
    computed: Iterable[Path] = convert(path for path, _ in written)
    for (path, verdict), result in zip(written, computed, strict=True):
        values = contents(result)
        assert agree(values, verdict) == []
        assert changed_by_computing(contents(path), values) == []


@pytest.mark.whole
def test_blank_characters_are_no_text(convert: Convert, tmp_path: Path) -> None:
    """A piece of prose that holds only spaces or line breaks is not written, here and there."""
    edition = EDITIONS["2021"]
    report = valid_report(edition, Random(0))
    blanks = [" ", "\n", "\t", "　　", "\u00a0", "\u2002\u2003", " \n　"]
    reports = [replace(report, prose={**report.prose, "problems.text": each}) for each in blanks]
    verdicts = check(reports)
    paths = [tmp_path / f"{number}.xlsx" for number in range(len(verdicts))]
    for verdict, path in zip(verdicts, paths, strict=True):
        write_workbook(verdict, path)
    wrong = {}
    for blank, verdict, path in zip(blanks, verdicts, convert(paths), strict=True):
        assert verdict.outcomes["WRITTEN[problems.text]"] is Outcome.BROKEN
        wrong[blank] = agree(contents(path), verdict)
    assert {blank: places for blank, places in wrong.items() if places} == {}
