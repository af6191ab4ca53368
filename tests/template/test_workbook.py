"""The workbook that a clerk opens: what is where, what can be typed, what is protected."""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import NamedTuple
from xml.etree import ElementTree as ET

import pytest
from openpyxl.formula import Tokenizer
from openpyxl.utils import range_boundaries
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet
from tests.conftest import ROOT
from tests.support.made import load_workbook
from tests.support.samples import EDITIONS, faulty_report, valid_report
from tests.support.sheets import contents, shown

from xlreport.checking import check
from xlreport.edition import Edition, Place, layout_of, load_edition
from xlreport.edition.grid import Box, BoxKind
from xlreport.edition.layout import (
    CHECK_SHEET,
    COVER_FIELDS,
    EXPLANATION_COLUMN,
    LAST_YEAR_SHEET,
    MANIFEST_SHEET,
    SIGNING_SHEET,
)
from xlreport.edition.model import CellTest, TargetKind
from xlreport.finding import Finding
from xlreport.report import Report, ReportKind, Unit, with_totals
from xlreport.sheets.checks import RULES
from xlreport.template import blank_report, status, write_report
from xlreport.template.live import live_checks

_CHINESE = re.compile(r"[一-鿿]")
_SPREADSHEET = {"x": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}


class Written(NamedTuple):
    """A report's workbook: the file, and what openpyxl reads of it."""

    report: Report
    path: Path
    book: Workbook

    @property
    def edition(self) -> Edition:
        """The report's edition."""
        return self.report.edition

    def place(self, name: str) -> Place:
        """Where a value stands."""
        return layout_of(self.edition).places[name]

    def tables(self) -> Iterator[tuple[Worksheet, tuple[Box, ...], int, int]]:
        """Each table's sheet, its boxes, and how many rows and columns they take."""
        for sheet in layout_of(self.edition).sheets:
            if sheet.grid is not None:
                rows = max(box.row + box.height for box in sheet.boxes)
                yield self.book[sheet.name], sheet.boxes, rows, sheet.grid.columns


@pytest.fixture(scope="module", params=EDITIONS, ids=lambda edition: edition.id)
def written(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Written:
    """The workbook of a filled report of each edition."""
    report = valid_report(request.param, Random(5))
    path = tmp_path_factory.mktemp("workbook") / "报表.xlsx"
    write_report(report, path)
    return Written(report, path, load_workbook(path))


def places(address: str, sheet: str) -> set[Place]:
    """The cells of addresses as Excel writes them: ``C7 C9:D12``."""
    found = set()
    for part in address.split():
        left, top, right, bottom = range_boundaries(part)
        assert left
        assert top
        found |= {
            Place(sheet, row - 1, column - 1)
            for row in range(top, (bottom or top) + 1)
            for column in range(left, (right or left) + 1)
        }
    return found


def area(box: Box, sheet: str) -> set[Place]:
    """The cells that a box takes."""
    return {
        Place(sheet, row, column)
        for row in range(box.row, box.row + box.height)
        for column in range(box.column, box.column + box.width)
    }


def conditional_formulas(sheet: Worksheet) -> Iterator[str]:
    """The formulas of a sheet's conditional formats."""
    for ranges in sheet.conditional_formatting:
        for rule in ranges.rules:
            yield from rule.formula


def functions(formula: str) -> set[str]:
    """The functions that a formula calls."""
    tokens = Tokenizer(formula if formula.startswith("=") else f"={formula}").items
    return {t.value.rstrip("(") for t in tokens if t.type == "FUNC" and t.subtype == "OPEN"}


# ---- the same bytes ------------------------------------------------------------------------------

_WRITE = """
import hashlib, sys
from pathlib import Path
from tests.support.samples import EDITIONS, faulty_report
from random import Random
from xlreport.template import write_report
for edition in EDITIONS:
    path = Path(sys.argv[1], edition.id + ".xlsx")
    write_report(faulty_report(edition, Random(6)), path)
    print(hashlib.sha256(path.read_bytes()).hexdigest())
"""


@pytest.mark.whole
def test_the_same_report_gives_the_same_bytes(tmp_path: Path) -> None:
    """Whatever the seed of hashes, the time zone, the hour and the folder."""
    path = tmp_path / "here.xlsx"
    here = []
    for edition in EDITIONS:
        write_report(faulty_report(edition, Random(6)), path)
        here.append(hashlib.sha256(path.read_bytes()).hexdigest())
    started = []
    for number, zone in enumerate(("Asia/Shanghai", "America/Lima"), start=1):
        folder = tmp_path / f"有 空格 {number}"
        folder.mkdir()
        environment = {**os.environ, "PYTHONHASHSEED": str(number), "TZ": zone}
        command = [sys.executable, "-c", _WRITE, str(folder)]
        started.append(
            subprocess.Popen(
                command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, encoding="utf-8"
            )
        )
    for process in started:
        output, _ = process.communicate(timeout=300)
        assert process.returncode == 0
        assert output.split() == here


# ---- where things are ----------------------------------------------------------------------------


def test_no_cell_has_a_name(written: Written) -> None:
    """Messages say D6, and so the box of names has to."""
    names = [name for name in written.book.defined_names if not name.startswith("_xlnm.")]
    assert names == []


def test_every_cell_of_a_roll_up_has_a_name_that_leads_to_it(
    written: Written, tmp_path: Path
) -> None:
    """A defined name for each figure, and for nothing else; each on its cell."""
    path = tmp_path / "汇总.xlsx"
    write_report(replace(written.report, kind=ReportKind.CONSOLIDATED), path)
    names = load_workbook(path).defined_names
    assert names.keys() == written.edition.cells.keys()
    values = contents(path)
    for name, defined in names.items():
        sheet, _, address = defined.attr_text.rpartition("!")
        (place,) = places(address.replace("$", ""), sheet.strip("'"))
        assert place == written.place(name)
        assert re.fullmatch(r"\$[A-Z]+\$\d+", address)
        assert values[place] == written.report.values[name]


def test_the_table_is_printed_as_the_form(written: Written) -> None:
    """Heads are merged exactly as the grid says, with the words of the form."""
    for sheet, boxes, rows, columns in written.tables():
        body = {Place(sheet.title, r, c) for r in range(2, rows) for c in range(columns)}
        merged = [places(str(each), sheet.title) for each in sheet.merged_cells.ranges]
        in_body = {frozenset(each) for each in merged if each & body}
        wide = {frozenset(area(box, sheet.title)) for box in boxes if box.height * box.width > 1}
        assert in_body == wide
        for box in boxes:
            if box.kind not in (BoxKind.CELL, BoxKind.EMPTY):
                assert sheet.cell(box.row + 1, box.column + 1).value == box.text
        assert set().union(*(area(box, sheet.title) for box in boxes)) == body


def test_each_table_prints_on_one_page_without_the_checks(written: Written) -> None:
    """The print area ends where the form ends."""
    for sheet, _, rows, columns in written.tables():
        left, top, right, bottom = range_boundaries(sheet.print_area.rpartition("!")[2])
        assert (left, top, right, bottom) == (1, 1, columns, rows)
        assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight or 1) == (1, 1)
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        checks = live_checks(written.edition).checks
        beside = [check.place for check in checks if check.place.sheet == sheet.title]
        assert beside
        assert all(place.column >= columns or place.row >= rows for place in beside)


def test_every_page_is_a4(written: Written) -> None:
    """All sheets but the hidden one are set up for the paper of the country."""
    for sheet in written.book:
        if sheet.title != MANIFEST_SHEET:
            assert sheet.page_setup.paperSize == int(sheet.PAPERSIZE_A4)


def test_heads_stay_in_view(written: Written) -> None:
    """A table with one head is frozen at its first figure, stacked blocks below the heading."""
    for sheet, boxes, _, _ in written.tables():
        first = next(box for box in boxes if box.kind is BoxKind.CELL)
        place = Place(sheet.title, first.row, first.column)
        if any(box.kind is BoxKind.TITLE for box in boxes):
            place = Place(sheet.title, 2, 0)
        assert sheet.freeze_panes == place.a1
    assert written.book[CHECK_SHEET].freeze_panes


def test_the_manifest_is_hidden(written: Written) -> None:
    """It cannot even be unhidden from the menu; all other sheets are in view."""
    hidden = {each.title: each.sheet_state for each in written.book}
    hidden = {title: state for title, state in hidden.items() if state != "visible"}
    assert hidden == {MANIFEST_SHEET: "veryHidden"}
    rows = dict(written.book[MANIFEST_SHEET].iter_rows(values_only=True, max_col=2))
    assert rows["edition"] == written.edition.id
    assert rows["year"] == str(written.report.year)
    assert rows["fingerprint"] == layout_of(written.edition).fingerprint


# ---- what can be typed ---------------------------------------------------------------------------


def test_only_what_a_clerk_fills_is_unlocked(written: Written) -> None:
    """Inputs, totals, texts, the cover's fields and last year's figures; no label, no check.

    On 校验 only the column for reasons is the clerk's; 审签 has tests of its own.
    """
    expected = {written.place(cell.key) for cell in written.edition.inputs}
    expected |= {written.place(cell.key) for cell in written.edition.totals}
    expected |= {written.place(key) for key in written.edition.prose}
    expected |= {written.place(f"last.{key}") for key in written.edition.last_keys}
    expected |= {written.place(field) for field in COVER_FIELDS if field != "cover.year"}
    unlocked = set()
    for sheet in written.book:
        assert sheet.protection.sheet, sheet.title
        covered = set()  # the further cells of a merged one are part of it
        for merged in sheet.merged_cells.ranges:
            covered |= places(str(merged), sheet.title)
            covered.discard(Place(sheet.title, merged.min_row - 1, merged.min_col - 1))
        for row in sheet.iter_rows():
            for cell in row:
                if not cell.protection.locked:
                    unlocked.add(Place(sheet.title, cell.row - 1, cell.column - 1))
        unlocked -= covered
    unlocked = {place for place in unlocked if place.sheet != SIGNING_SHEET}
    reasons = {place for place in unlocked if place.sheet == CHECK_SHEET}
    assert {place.column for place in reasons} <= {EXPLANATION_COLUMN}
    assert unlocked - reasons == expected


def test_every_input_says_in_chinese_what_belongs_there(written: Written) -> None:
    """One validation for each input, with a message after a mistake.

    A hint before typing would cover the cells beside.
    """
    seen: list[Place] = []
    for sheet, *_ in written.tables():
        for validation in sheet.data_validations.dataValidation:
            texts = (
                validation.errorTitle,
                validation.error,
            )
            assert all(_CHINESE.search(text) for text in texts)
            assert len(validation.errorTitle) <= 32
            assert len(validation.error) <= 225
            assert not validation.prompt
            assert validation.showErrorMessage
            assert validation.errorStyle in (None, "stop")
            seen += places(str(validation.sqref), sheet.title)
    inputs = [written.place(cell.key) for cell in written.edition.inputs]
    assert sorted(seen) == sorted(inputs)


def test_what_is_allowed_is_what_the_rules_allow(written: Written) -> None:
    """Excel refuses what RANGE finds: fractions of counts, and numbers below the smallest."""
    allowed: dict[Place, tuple[str, float, str]] = {}
    for sheet, *_ in written.tables():
        for validation in sheet.data_validations.dataValidation:
            assert validation.operator in (None, "between")
            assert float(validation.formula2) >= 10**9
            for place in places(str(validation.sqref), sheet.title):
                minimum = float(validation.formula1)
                allowed[place] = (validation.type, minimum, validation.error)
    for cell in written.edition.inputs:
        kind, minimum, message = allowed[written.place(cell.key)]
        assert kind == ("decimal" if cell.number.decimals else "whole")
        assert minimum == cell.number.minimum or (
            cell.number.minimum is None and minimum <= -(10**9)
        )
        assert "只填" in message
        assert cell.unit in message
        assert ("负数" in message) == (cell.number.minimum is None)


def test_the_level_is_chosen_from_a_list(written: Written) -> None:
    """The cover offers the levels by their labels."""
    place = written.place("cover.level")
    (validation,) = (
        each
        for each in written.book[place.sheet].data_validations.dataValidation
        if places(str(each.sqref), place.sheet) == {place}
    )
    labels = [level.label for level in written.edition.levels.values()]
    assert validation.formula1.strip('"').split(",") == labels
    assert _CHINESE.search(validation.prompt)


# ---- formulas ------------------------------------------------------------------------------------


def test_formulas_use_only_functions_that_all_programs_know(written: Written) -> None:
    """Those that status.py names; conditional formats also use some as old as Excel."""
    documented = re.findall(r"\b[A-Z]{2,}\b", str(status.__doc__).partition("know:")[2])
    assert {"SUM", "COUNT", "ROUND"} <= set(documented)
    used: set[str] = set()
    for sheet in written.book:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "f":
                    used |= functions(str(cell.value))
        for formula in conditional_formulas(sheet):
            assert functions(formula) <= {*documented, "ISBLANK", "MOD", "ROW"}
    assert {"SUM", "IF"} <= used <= set(documented)


def test_formulas_keep_within_the_limits_of_excel(written: Written) -> None:
    """Characters, lengths of texts, arguments, levels: beyond, Excel calls the file broken."""
    for sheet in written.book:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type != "f":
                    continue
                text = str(cell.value)
                assert len(text) <= 8192
                depth = deepest = 0
                for token in Tokenizer(text).items:
                    depth += (token.subtype == "OPEN") - (token.subtype == "CLOSE")
                    deepest = max(deepest, depth)
                    if token.type == "OPERAND" and token.subtype == "TEXT":
                        assert len(token.value) <= 255
                assert deepest <= 20
                assert text.count(",") < 255


def test_every_formula_has_its_value_stored(written: Written, tmp_path: Path) -> None:
    """Programs that do not compute, and previews, show numbers and signs: blank ones too."""
    blank = tmp_path / "空.xlsx"
    write_report(blank_report(written.edition, written.report.year, written.report.unit), blank)
    for path in (written.path, blank):
        count = 0
        with zipfile.ZipFile(path) as package:
            for name in package.namelist():
                if not name.startswith("xl/worksheets/sheet"):
                    continue
                for cell in ET.fromstring(package.read(name)).iterfind(".//x:c", _SPREADSHEET):
                    if cell.find("x:f", _SPREADSHEET) is not None:
                        count += 1
                        assert cell.find("x:v", _SPREADSHEET) is not None, cell.attrib
        assert count > len(written.edition.totals) + len(live_checks(written.edition).checks)


def test_every_total_is_a_formula_that_is_empty_until_all_is_filled(written: Written) -> None:
    """A blank is not added as 0; and a live check holds every total against its addends."""
    checked = {check.clause.id for check in live_checks(written.edition).checks if check.clause}
    for cell in written.edition.totals:
        place = written.place(cell.key)
        formula = written.book[place.sheet][place.a1].value
        addends = written.edition.definitions[cell.key].right.terms
        assert re.match(r'=IF\(COUNT\(.+\)<(\d+),"",', formula)[1] == str(len(addends))
        assert written.edition.definitions[cell.key].id in checked


# ---- findings lead to their cells ----------------------------------------------------------------

_A1 = r"[A-Z]{1,2}\d+"
_TERM = re.compile(rf"(?P<sign>[+-]?)\(?(?:(?P<sheet>[^+\-!()]+)!)?(?P<cell>{_A1})\)?")


def value_of(side: str, values: dict[Place, object], sheet: str) -> Decimal:
    """What the cells named in one side of a finding add up to in the workbook."""
    rest, *_ = side.split(" = ")
    total = Decimal(0)
    if rest.endswith(" 合计"):
        for address in rest.removesuffix(" 合计").split("、"):
            total += sum(Decimal(str(values[place])) for place in places(address, sheet))
        return total
    while match := _TERM.match(rest):
        (place,) = places(match["cell"], match["sheet"] or sheet)
        number = Decimal(str(values[place]))
        total += -number if match["sign"] == "-" else number
        rest = rest[match.end() :]
    return total + Decimal(rest or "0")


def leads_to_its_cells(finding: Finding, report: Report, values: dict[Place, object]) -> bool:
    """Whether the workbook holds, at every address the finding names, the value it is about."""
    for side in (finding.left, finding.right):
        if side and value_of(side, values, finding.sheet) != Decimal(side.split(" = ")[-1]):
            return False
    if finding.left:
        return True
    (place,) = finding.places
    (rule,) = (rule for rule in report.edition.rules if rule.id == finding.rule)
    target = finding.clause.removeprefix(f"{rule.id}[").removesuffix("]")
    match rule.test:
        case CellTest.FILLED:
            return values[place] == (report.unreadable.get(target) or None)
        case _ if rule.looks_at is TargetKind.NUMBER:
            return values[place] == report.values[target]
        case _:
            return not str(values[place] or "").strip()


@pytest.mark.parametrize("edition", EDITIONS, ids=lambda edition: edition.id)
def test_every_address_that_a_finding_names_holds_the_value(
    edition: Edition, tmp_path: Path
) -> None:
    """A clerk who goes where the finding points sees the figure that it speaks of."""
    random = Random(12)
    reports = [faulty_report(edition, random) for _ in range(3)]
    inputs = {**reports[0].values, "applications.new.natural": Decimal("-2.5")}
    before = {"applications.carried_out.natural": inputs["applications.carried_in.natural"] + 1}
    last = {**reports[0].last, **before}
    reports[0] = replace(reports[0], values=with_totals(edition, inputs), last=last)
    laws = set()
    for verdict in check(reports):
        write_report(verdict.report, tmp_path / "报表.xlsx")
        values = dict(contents(tmp_path / "报表.xlsx"))
        rules = {rule.id for rule in edition.rules}  # those about the text have tests of their own
        for finding in (each for each in verdict.findings if each.rule in rules):
            assert leads_to_its_cells(finding, verdict.report, values), finding
            laws |= {finding.rule} if finding.left else set()
            assert finding.cells[0] == finding.places[0].a1
    assert {"T3-BAL", "CARRY"} <= laws


def test_the_status_of_a_rule_is_linked_from_its_row(written: Written) -> None:
    """On 校验 each rule has a link to the first place where it is checked."""
    sheet = written.book[CHECK_SHEET]
    for row, rule in enumerate(written.edition.rules, start=4):
        cells = dict(zip(RULES, sheet[row], strict=False))
        assert (cells["title"].value, cells["clause"].value) == (rule.short, rule.id)
        first = live_checks(written.edition).of_rule(rule)[0]
        assert cells["link"].hyperlink.location == first.place.link
        assert cells["statement"].value == rule.name


def test_last_years_sheet_asks_for_what_the_rules_look_at(written: Written) -> None:
    """One row for each figure, with its label and unit, and the figure if it is known."""
    sheet = written.book[LAST_YEAR_SHEET]
    for key in written.edition.last_keys:
        place, cell = written.place(f"last.{key}"), written.edition.cells[key]
        row = [shown(each.value) for each in sheet[place.row + 1][:3]]
        assert row == [cell.label, cell.unit, written.report.last[key]]


def test_a_text_that_looks_like_a_formula_stays_a_text(tmp_path: Path) -> None:
    """Nothing that a unit typed is executed where its report is opened again."""
    edition = load_edition("2021")
    report = valid_report(edition, Random(8))
    prose = {**report.prose, "others.text": '=HYPERLINK("http://x.invalid","x")'}
    unit = replace(report.unit, name="=1+1")
    raw = {"disputes.review.upheld": "=2+2"}
    values = with_totals(edition, {k: v for k, v in report.values.items() if k not in raw})
    write_report(
        replace(report, prose=prose, unit=unit, unreadable=raw, values=values),
        tmp_path / "报表.xlsx",
    )
    book = load_workbook(tmp_path / "报表.xlsx")
    for name, text in {**raw, "others.text": prose["others.text"], "cover.unit": "=1+1"}.items():
        place = layout_of(edition).places[name]
        cell = book[place.sheet][place.a1]
        assert (cell.value, cell.data_type) == (text, "s")


@pytest.mark.parametrize("edition", EDITIONS, ids=lambda each: each.id)
def test_no_cell_holds_a_text_of_no_characters(edition: Edition, tmp_path: Path) -> None:
    """定位条件—空值, Ctrl+arrow, ISBLANK and COUNTA take such a cell for filled in."""
    path = tmp_path / "空白.xlsx"
    write_report(blank_report(edition, edition.first_year, Unit("示例街道")), path)
    with zipfile.ZipFile(path) as archive:
        shared = archive.read("xl/sharedStrings.xml")
        assert b"<si><t></t></si>" not in shared
        assert b"<si><t/></si>" not in shared
        sheets = [archive.read(n) for n in archive.namelist() if n.startswith("xl/worksheets/s")]
    assert not any(b"<is><t></t></is>" in sheet for sheet in sheets)
    place = layout_of(edition).places[edition.inputs[0].key]
    assert any(re.search(rb'<c r="%s" s="\d+"/>' % place.a1.encode(), sheet) for sheet in sheets)
