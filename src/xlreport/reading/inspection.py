"""A report that has been read, held against what the file says beyond its values."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from xlreport.edition import Cell, Clause, Place, layout_of
from xlreport.edition.carried import carried_addends, carried_over, carried_value
from xlreport.edition.layout import LAST_YEAR_SHEET, MANIFEST_SHEET
from xlreport.edition.model import join_key
from xlreport.finding import Finding, address_ranges
from xlreport.manifest import Manifest
from xlreport.paragraphs import fits_a_row
from xlreport.quantity import Value, show
from xlreport.reading.catalogue import make_note
from xlreport.reading.likeness import (
    adds_up,
    by_sheet,
    home,
    is_elsewhere,
    locked_inputs,
    touched,
    unlike,
    unlike_in_place,
    with_texts_at,
)
from xlreport.reading.limits import LONGEST_TEXT
from xlreport.reading.oddities import (
    Oddity,
    carried_along,
    extra_sheets,
    hidden_places,
    merged_entries,
    merged_figures,
    shortened,
)
from xlreport.reading.scan import CellFact
from xlreport.reading.sheets import FileSheets
from xlreport.reading.totals import adds_up_as_template, constant_of
from xlreport.report import Report, ReportKind, with_totals
from xlreport.sheets.last_year import figures_column

_EXTERNAL = re.compile(r"\[|'?file:|https?:|DDE|RTD\(|WEBSERVICE\(", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_LONGEST_SHOWN = 60


def inspected(report: Report, book: FileSheets) -> Report:
    """Return the report with what its file hides added to its notes.

    Error values are told apart from blanks, totals and what the template carries over from last
    year are computed anew, and texts lose control characters.

    :raises Refused: if what was read of a cell is not what the file has there.
    """
    inspection = _Inspection(report, book)
    inspection.figures()
    inspection.entries()
    inspection.texts()
    inspection.last_year()
    inspection.areas()
    inspection.workbook()
    return replace(
        report,
        unit=inspection.unit,
        cover=inspection.cover,
        values=inspection.values,
        prose=inspection.prose,
        unreadable=inspection.unreadable,
        carried=tuple(inspection.carried),
        notes=(*report.notes, *inspection.notes),
    )


class _Inspection:
    def __init__(self, report: Report, book: FileSheets) -> None:
        """Begin with what the report has."""
        self.report, self.book = report, book
        self.unit, self.cover = report.unit, report.cover
        self.values, self.prose = dict(report.values), dict(report.prose)
        self.unreadable = dict(report.unreadable)
        self.carried: list[str] = []
        self.notes: list[Finding] = []
        self._typed: dict[str, dict[Place, Value]] = {}
        edition, moved = report.edition, report.moved
        self._manifest = Manifest.parse(self.book.rows(MANIFEST_SHEET))
        self._layout = self._manifest.layout(edition)
        self._at = layout_of(edition).places
        self._by_sheet = home(edition)
        self._elsewhere = is_elsewhere(edition, moved)
        if moved:
            self._at = {**self._at, **moved}
            self._by_sheet = (by_sheet if self._elsewhere else with_texts_at)(edition, self._at)
        if self.report.kind is ReportKind.OWN:
            for key, clause in carried_over(edition).items():
                self._carry(key, clause)
        self._computed = with_totals(edition, self.values)

    def note(self, rule: str, found: str, *places: Place) -> None:
        report = self.report
        self.notes.append(
            make_note(rule, found, unit=report.unit.name, source=report.source, places=places)
        )

    def _note_all(self, oddities: Iterable[Oddity]) -> None:
        for rule, found, places in oddities:
            self.note(rule, found, *places)

    def fact(self, place: Place) -> CellFact | None:
        return self.book.facts(place.sheet).cell(place.row, place.column)

    # --- Cells ----------------------------------------------------------------------------

    def _carry(self, key: str, clause: Clause) -> None:
        """Compute an input that is the template's own formula over last year's figures.

        What the file holds beside the formula may be stale, or nothing at all.
        """
        place, side = self._at[key], clause.right
        fact = self.fact(place)
        if fact is None or not fact.formula:
            return
        addends = carried_addends(side, self._at)
        if not adds_up_as_template(fact.formula, place.sheet, addends, side.constant, ()):
            return
        value, stated = carried_value(side, self.report.last), self.values.pop(key, None)
        if value is not None:
            self.values[key] = value
        if fact.kind == "e" or (stated is not None and stated != value):
            found = f"{place.a1} 存的是 {fact.value}，按上年数据应为 {_shown(value)}"
            self.note("READ-STALE", found, place)
        self.unreadable.pop(key, None)
        self.carried.append(key)

    def figures(self) -> None:
        """Look at the cells that are not written as in the template, and at wrong totals."""
        edition, values, computed = self.report.edition, self.values, self._computed
        special = {c.key for c in edition.totals if values.get(c.key) != computed.get(c.key)}
        for name, places in self._by_sheet.items():
            skeleton = self.book.facts(name).skeleton
            if self._elsewhere:
                special.update(unlike(edition, skeleton, places, self._at))
            else:
                special |= unlike_in_place(edition, skeleton, name)
            self._locked(name)
        for key in filter(special.__contains__, edition.items) if special else ():
            place, item = self.report.place(key), edition.items[key]
            fact = self.fact(place)
            if isinstance(item, Cell) and item.total:
                self._total(key, place, fact)
            elif isinstance(item, Cell) and item.tally is not None:
                self._tally(place, fact)
            elif fact is not None and key not in self.carried:
                self._input(key, item.label, place, fact)
        self._typed_totals()

    def _locked(self, name: str) -> None:
        """Report inputs that were locked by what a program does to cells when it pastes."""
        facts = self.book.facts(name)
        if self._elsewhere or not facts.protected or self.report.kind is ReportKind.CONSOLIDATED:
            return
        if keys := locked_inputs(self.report.edition, facts, name, self.book.package.unlocked):
            places = [self._at[key] for key in keys]
            cells = shortened("、".join(address_ranges(places)))
            found = f"{cells} 共 {len(keys)} 格被锁定，不能再改"
            self.note("READ-LOCKED", found, *places)

    def _typed_totals(self) -> None:
        """Say once of each sheet which totals were typed: a whole table may have been pasted."""
        for typed in self._typed.values():
            places = list(typed)
            if len(places) == 1:
                found = f"{places[0].a1} 是直接填写的 {show(typed[places[0]])}，公式没有了"
            else:
                cells = shortened("、".join(address_ranges(places)))
                found = f"{cells} 共 {len(places)} 格是直接填写的，公式没有了"
            self.note("READ-PASTED", found, *places)

    def _input(self, key: str, label: str, place: Place, fact: CellFact) -> None:
        if fact.kind == "e":
            self.unreadable[key] = fact.value[:_LONGEST_SHOWN]
        self._formula(place, fact, f"（{label}）")

    def _tally(self, place: Place, fact: CellFact | None) -> None:
        """Report a tally without its formula; what it counts was counted anew already."""
        if self.report.kind is ReportKind.OWN and (fact is None or fact.formula is None):
            self.note("READ-PASTED", f"{place.a1} 的公式没有了", place)

    def entries(self) -> None:
        """Report errors, formulas and merged areas among the entries of registers."""
        for register in self.report.edition.registers.values():
            places = [self.report.place(join_key(register.key, key)) for key in register.columns]
            facts = self.book.facts(places[0].sheet)
            self._note_all(merged_entries(facts, places))
            for first in places:
                for row, column in facts.skeleton.cells:
                    if column == first.column and row >= first.row:
                        place = Place(first.sheet, row, column)
                        fact = self.fact(place)
                        if fact is not None:
                            self._text_cell(place, fact)

    def _formula(self, place: Place, fact: CellFact, of: str = "") -> None:
        """Report a formula where a figure or a text should have been typed."""
        if fact.formula is None or self.report.kind is ReportKind.CONSOLIDATED:
            return
        text = shortened(f"={fact.formula}") if fact.formula else "公式"
        if _EXTERNAL.search(fact.formula):
            found = f"{place.a1}{of} 是“{text}”，链接到别的文件，现在的数是 {fact.value or '空'}"
            self.note("READ-EXTERNAL", found, place)
        elif not _is_plain_sum(fact):
            found = f"{place.a1}{of} 是“{text}”，现在的数是 {fact.value or '空'}"
            self.note("READ-FORMULA", found, place)

    def _total(self, key: str, place: Place, fact: CellFact | None) -> None:
        """Hold a total against its formula; its figure is computed, whatever the file says."""
        computed = self._computed.get(key)
        stated = self.values.get(key)
        filled = self.book.facts(place.sheet).skeleton.cells
        if fact is None or fact.formula is None:
            told = [note.rule for note in self.report.notes if place in note.places]
            if fact is not None and "READ-TOTAL" in told:
                return  # a text that is no number: `stated` was computed, not typed
            if stated is not None and fact is not None and fact.kind != "e":
                self._typed.setdefault(place.sheet, {})[place] = stated
                return
            state = f"是“{fact.value}”" if fact else "是空白"
            self.note("READ-PASTED", f"{place.a1} {state}，公式没有了", place)
        elif not adds_up(self.report.edition, key, fact.formula, self._at, filled):
            found = f"{place.a1} 的公式是“{shortened('=' + fact.formula)}”"
            self.note("READ-TOTAL-FORMULA", found, place)
            return
        elif fact.kind == "e" or (stated is not None and stated != computed):
            found = f"{place.a1} 存的是 {fact.value}，按各格应为 {_shown(computed)}"
            self.note("READ-STALE", found, place)
        if computed is None:
            self.values.pop(key, None)
        else:
            self.values[key] = computed

    def texts(self) -> None:
        """Errors and formulas in places of text; what no cell can hold."""
        for key, text in self.prose.items():
            self._paragraphs(self.report.place(key), text)
            self.prose[key] = self._clean(key, text)
        for name in ("cover.unit", "cover.code", "cover.level", "cover.date"):
            place = self.report.place(name)
            fact = self.fact(place)
            if fact is not None:
                self._text_cell(place, fact)
        unit = self.report.unit
        name, code = self._clean("cover.unit", unit.name), self._clean("cover.code", unit.code)
        self.unit = replace(unit, name=name, code=code)
        self.cover = {key: self._clean(key, text) for key, text in self.report.cover.items()}

    def _paragraphs(self, first: Place, text: str) -> None:
        """Look at the cells of a text, each of which has a paragraph, or the whole of it."""
        one_cell = self._layout.one_cell
        for row, paragraph in enumerate([text] if one_cell else text.split("\n"), start=first.row):
            place = Place(first.sheet, row, first.column)
            fact = self.fact(place)
            if fact is not None:
                self._text_cell(place, fact)
            if len(paragraph) > LONGEST_TEXT:
                self.note("READ-LONG", f"{place.a1} 有 {len(paragraph)} 字", place)
            elif not one_cell and not fits_a_row(paragraph):
                self.note("READ-TALL", f"{place.a1} 有 {len(paragraph)} 字", place)

    def _clean(self, key: str, text: str) -> str:
        """Return a text without control characters, and say so where there were any."""
        clean, count = _CONTROL.subn("", text)
        if count:
            place = self.report.place(key)
            self.note("READ-CONTROL", f"{place.a1} 中有 {count} 个控制字符", place)
        return clean

    def _text_cell(self, place: Place, fact: CellFact) -> None:
        if fact.kind == "e":
            self.note("READ-ERROR", f"{place.a1} 是“{fact.value}”", place)
        self._formula(place, fact)

    def last_year(self) -> None:
        if LAST_YEAR_SHEET not in self.book.package.sheets:
            return
        facts = self.book.facts(LAST_YEAR_SHEET)
        figures = figures_column(self.book.rows(LAST_YEAR_SHEET))
        for row, column in facts.skeleton.cells:
            fact = facts.cell(row, column) if column == figures else None
            if fact is not None:
                self._text_cell(Place(LAST_YEAR_SHEET, row, column), fact)

    def areas(self) -> None:
        """Merges over figures, and what is hidden."""
        for name, by_key in self._by_sheet.items():
            facts, places = self.book.facts(name), list(by_key.values())
            if self._elsewhere or touched(self.report.edition, name, facts.merges):
                self._note_all(merged_figures(facts, places))
            self._note_all(hidden_places(name, facts, by_key, self.report.prose))
            if self.book.package.sheets[name][1] != "visible":
                self.note("READ-HIDDEN", f"工作表“{name}”被隐藏", Place(name, 0, 0))

    # --- The workbook ---------------------------------------------------------------------

    def workbook(self) -> None:
        """Protection that is gone, another layout, and what else the file carries."""
        sheets, read = self.book.package.sheets, self._by_sheet
        open_sheets = [n for n in sheets if n in read and not self.book.facts(n).protected]
        if open_sheets:
            names = "”“".join(open_sheets)
            self.note("READ-UNPROTECTED", f"“{names}”没有保护", Place(open_sheets[0], 0, 0))
        if self.report.kind is ReportKind.OWN:
            self._note_all(extra_sheets(self.report.edition, sheets, read))
        if self._manifest.fingerprint != self._layout.fingerprint:
            self.note("READ-FINGERPRINT", "模板的版式标识与本系统的不同，已按栏目名称核对")
        self._note_all(carried_along(self.book.package))


def _is_plain_sum(fact: CellFact) -> bool:
    """Tell whether a formula only adds numbers, as in ``=1+2``, and has the value it states."""
    number = constant_of(fact.formula or "")
    return fact.kind == "n" and number is not None and fact.value == str(number)


def _shown(value: Value | None) -> str:
    return "空" if value is None else show(value)
