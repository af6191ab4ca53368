"""The parts of a report, collected while walking through the sheets of its workbook."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from xlreport.edition import Cell, Edition, Layout, Place, layout_of
from xlreport.edition.layout import (
    CHECK_SHEET,
    CHOICES_SHEET,
    COVER_SHEET,
    GUIDE_SHEET,
    LAST_YEAR_SHEET,
    MANIFEST_SHEET,
    SheetLayout,
)
from xlreport.edition.model import AnswerType, Register, join_key
from xlreport.finding import Finding
from xlreport.quantity import Value, show
from xlreport.reading.answers import parse_answer, plain_text
from xlreport.reading.catalogue import make_note
from xlreport.reading.locate import Located, NotFound, locate
from xlreport.reading.numbers import parse_number, plain_figures
from xlreport.reading.paragraphs import locate_texts, texts_in
from xlreport.reading.refusal import refusal
from xlreport.reading.rows import Rows
from xlreport.reading.sheets import SheetSource
from xlreport.report import (
    Entry,
    ReportKind,
    Unit,
    with_totals,
)
from xlreport.sheets.choices import read_choices
from xlreport.sheets.cover import Cover
from xlreport.sheets.last_year import place_name, read_last_year
from xlreport.sheets.listed_cells import ListedFigure
from xlreport.tally import tallied

_OWN_SHEETS = (
    GUIDE_SHEET,
    COVER_SHEET,
    LAST_YEAR_SHEET,
    CHOICES_SHEET,
    CHECK_SHEET,
    MANIFEST_SHEET,
)
_MOST_CANDIDATES = 20
_NARROW_DIGITS = str.maketrans("０１２３４５６７８９．", "0123456789.")


@dataclass
class Collector:
    """Collects the parts of a report while walking through the sheets."""

    book: SheetSource
    edition: Edition
    year: int
    kind: ReportKind
    layout: Layout
    unit: Unit = field(default_factory=lambda: Unit(""))
    values: dict[str, Value] = field(default_factory=dict)
    prose: dict[str, str] = field(default_factory=dict)
    last: dict[str, Value] = field(default_factory=dict)
    unreadable: dict[str, str] = field(default_factory=dict)
    moved: dict[str, Place] = field(default_factory=dict)
    notes: list[Finding] = field(default_factory=list)
    answers: dict[str, str] = field(default_factory=dict)
    registers: dict[str, Sequence[Entry]] = field(default_factory=dict)

    def note(self, rule: str, place: Place, found: str) -> None:
        """Note what is worth knowing of a place."""
        self.notes.append(
            make_note(
                rule,
                found,
                unit=self.unit.name,
                source=str(self.book.path),
                places=(place,),
            )
        )

    def front(self) -> Cover:
        """Return what the cover states."""
        if COVER_SHEET not in self.book.names:
            raise refusal(self.book.path, "STRUCT-SHEET", sheet=COVER_SHEET)
        return Cover(self.edition, self.book.rows(COVER_SHEET))

    def section(self, layout: SheetLayout) -> None:
        """Read one section, wherever its sheet and its labels are."""
        by_paragraph = bool(layout.section.prose) and not self.layout.one_cell
        name, located = self._find(layout, locate_texts if by_paragraph else locate)
        rows = self.book.rows(name)
        if located.moved:
            self.moved.update(located.moved)
            key, place = next(iter(located.moved.items()))
            home = self.layout.places[key]
            self.note(
                "READ-MOVED",
                place,
                f"“{layout.section.heading}”有 {len(located.moved)} 格不在原位"
                f"（例如模板“{home.sheet}”{home.a1} 现在“{place.sheet}”{place.a1}），"
                "已按栏目名称找到",
            )
        if by_paragraph:
            self.prose.update(texts_in(rows, layout))
            self._placed(located.places)
            return
        if layout.section.register is not None:
            self.registers[layout.section.key] = tuple(
                self._entries(layout.section.register, located.places, rows)
            )
        figures = {} if located.moved else plain_figures(layout, rows) or {}
        self.values.update(figures)
        cells, questions = self.edition.cells, self.edition.questions
        for key, place in located.places.items():
            if key in figures:
                continue
            raw = rows.at(place.row, place.column)
            if key in cells:
                self._cell(cells[key], raw, place)
            elif key in questions and self.kind is ReportKind.OWN:
                if odd := self._answer(key, raw, questions[key].type, place, self.answers):
                    self.unreadable[key] = odd
            elif key in self.edition.prose:
                self.prose[key] = plain_text(raw)
        if layout.section.prose:
            self._placed(located.places)

    def _placed(self, places: Mapping[str, Place]) -> None:
        """Remember the places of texts that are not those of the present template."""
        home = layout_of(self.edition).places
        self.moved.update((key, place) for key, place in places.items() if place != home[key])

    def _find(
        self, layout: SheetLayout, find: Callable[[Rows, SheetLayout, str], Located]
    ) -> tuple[str, Located]:
        """Return the sheet that holds a section: by its name, otherwise by its labels."""
        if layout.name in self.book.names:
            candidates = [layout.name]
        else:
            taken = {sheet.name for sheet in layout_of(self.edition).sheets}
            candidates = [n for n in self.book.names if n not in taken and n not in _OWN_SHEETS]
        missing: NotFound | None = None
        found: list[tuple[str, Located]] = []
        for name in candidates[:_MOST_CANDIDATES]:
            try:
                found.append((name, find(self.book.rows(name), layout, name)))
            except NotFound as error:
                missing = error
        if len(found) > 1:
            names = "”“".join(name for name, _ in found)
            raise refusal(self.book.path, "STRUCT-SHEETS", sheet=layout.name, candidates=names)
        if found:
            return found[0]
        if missing is None or layout.name not in self.book.names:
            raise refusal(self.book.path, "STRUCT-SHEET", sheet=layout.name)
        box = missing.boxes[0]
        place = Place(layout.name, box.row, box.column)
        more = f"等 {len(missing.boxes)} 处" if len(missing.boxes) > 1 else ""
        raise refusal(
            self.book.path,
            "STRUCT-LABEL",
            place,
            sheet=layout.name,
            label=box.text,
            cell=place.a1,
            more=more,
        )

    def _cell(self, cell: Cell, raw: object, place: Place) -> None:
        unreadable = self._figure(cell.key, raw, cell.unit, place, self.values)
        if unreadable and cell.total:
            self.note("READ-TOTAL", place, f"{place.a1} 填的是“{unreadable}”，公式已被改写")
        elif unreadable:
            self.unreadable[cell.key] = unreadable

    def _figure(
        self, key: str, raw: object, unit: str, place: Place, figures: dict[str, Value]
    ) -> str:
        """Take a figure in; return what stands there instead of one."""
        typed = parse_number(raw, unit)
        if typed.value is not None:
            figures[key] = typed.value
            self._rewritten(typed.rewritten, show(typed.value), place)
        return typed.unreadable

    def _answer(
        self, key: str, raw: object, asked: AnswerType, place: Place, answers: dict[str, str]
    ) -> str:
        """Take an answer in; return what stands there instead of one."""
        given = parse_answer(raw, asked, self.year)
        if given.answer:
            answers[key] = given.answer
            self._rewritten(given.rewritten, given.answer, place)
        return given.unreadable

    def _rewritten(self, text: str, meaning: str, place: Place) -> None:
        """Say which text a number or a date was understood from, if it was."""
        if text:
            found = f"{place.a1} 的“{text}”{_what_is_odd(text)}，已按 {meaning} 计"
            self.note("READ-TEXT", place, found)

    def _entries(
        self, register: Register, places: Mapping[str, Place], rows: Rows
    ) -> Iterator[Entry]:
        """Yield the rows of a register in which something is written, to the end of the sheet."""
        columns = {key: places[join_key(register.key, key)] for key in register.columns}
        first = places[register.first]
        for row in range(first.row, len(rows)):
            raws = {key: rows.at(row, place.column) for key, place in columns.items()}
            if any(raw is not None for raw in raws.values()):
                unit = ""
                if self.kind is ReportKind.CONSOLIDATED:
                    unit = plain_text(rows.at(row, first.column - 1))
                yield self._entry(register, Place(first.sheet, row, first.column), raws, unit)

    def _entry(
        self, register: Register, first: Place, raws: Mapping[str, object], unit: str
    ) -> Entry:
        figures: dict[str, Value] = {}
        answers: dict[str, str] = {}
        unreadable: dict[str, str] = {}
        for offset, (key, raw) in enumerate(raws.items()):
            column, place = register.columns[key], replace(first, column=first.column + offset)
            if isinstance(column.type, AnswerType):
                instead = self._answer(key, raw, column.type, place, answers)
            else:
                instead = self._figure(key, raw, column.unit, place, figures)
            if instead:
                unreadable[key] = instead
        return Entry(first.row, figures, answers, unreadable, unit)

    def tallies(self) -> None:
        """Count answers and entries; a roll-up has the sums of what was counted."""
        if self.kind is ReportKind.OWN:
            counts = tallied(self.edition, self.answers, self.registers)
            for key in self.edition.tallies:
                self.values.pop(key, None)
            self.values.update(counts)
        elif self.edition.choices and CHOICES_SHEET in self.book.names:
            for listed in read_choices(self.book.rows(CHOICES_SHEET), self.edition):
                self._listed(listed.key, listed, self.values, "READ-TOTAL")

    def last_year(self) -> None:
        """Read last year's figures; the sheet may be absent."""
        if self.edition.last_keys and LAST_YEAR_SHEET in self.book.names:
            for listed in read_last_year(self.book.rows(LAST_YEAR_SHEET), self.edition):
                self._listed(place_name(listed.key), listed, self.last, "READ-LAST")

    def _listed(self, name: str, listed: ListedFigure, values: dict[str, Value], rule: str) -> None:
        """Take a figure of a list, and remember where it stands if it is not where it belongs.

        :param name: what the layout calls its place.
        """
        home = layout_of(self.edition).places[name]
        place = Place(home.sheet, listed.row, listed.column)
        if place != home:
            self.moved[name] = place
        if listed.value is not None:
            values[listed.key] = listed.value
        elif listed.unreadable:
            self.note(rule, place, f"填的是“{listed.unreadable}”")

    def complete_totals(self) -> None:
        """Compute the totals that the program which saved the file did not."""
        if all(cell.key in self.values for cell in self.edition.totals):
            return
        computed: Mapping[str, Value] = with_totals(self.edition, self.values)
        self.values.update((k, v) for k, v in computed.items() if k not in self.values)


def _what_is_odd(text: str) -> str:
    """Say why a text that was understood is not what should stand in its cell."""
    plain = text.translate(_NARROW_DIGITS).replace(".", "").isdecimal()
    if plain and text.isascii():
        return "是文字格式"
    return "是全角字符" if plain else "不是这一格要的写法"
