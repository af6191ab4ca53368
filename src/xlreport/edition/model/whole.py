"""An edition as a whole, and the pictures of its roll-ups."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from xlreport.edition.model.form import (
    Cell,
    ChoiceTally,
    Level,
    Prose,
    Question,
    Register,
    Section,
    Tally,
)
from xlreport.edition.model.rules import LAST, Clause, Comparison, Rule
from xlreport.edition.model.words import ProseRule, Vocabulary
from xlreport.letters import squeezed
from xlreport.quantity import to_quanta


class PictureKind(StrEnum):
    """What a picture shows of its cells."""

    UNITS = "units"
    PARTS = "parts"
    YEARS = "years"


@dataclass(frozen=True, slots=True)
class Picture:
    """A chart of a roll-up: its bars or slices, each a label and the cells that it adds up."""

    title: str
    kind: PictureKind
    bars: tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True, eq=False, repr=False)
class Edition:
    """A form as fixed by an official document, for the years it serves.

    Editions are loaded once and compared by identity.
    """

    id: str
    title: str
    document: str
    document_number: str
    first_year: int
    last_year: int | None
    overlays: tuple[str, ...]
    levels: Mapping[str, Level]
    sections: tuple[Section, ...]
    cells: Mapping[str, Cell]
    rules: tuple[Rule, ...]
    definitions: Mapping[str, Clause]
    """For each total cell, the clause that says what it is the sum of."""
    prose_rules: tuple[ProseRule, ...]
    vocabulary: Vocabulary
    questions: Mapping[str, Question]
    registers: Mapping[str, Register]
    also: tuple[str, ...] = ()
    """How published reports write ``title`` otherwise."""
    comparisons: tuple[Comparison, ...] = ()
    pictures: tuple[Picture, ...] = ()

    def __repr__(self) -> str:
        return f"<Edition {self.id}>"

    def serves(self, year: int) -> bool:
        """Tell whether reports of ``year`` use this edition.

        :param year: the year reported on, not that in which the report is published.
        """
        return self.first_year <= year and (self.last_year is None or year <= self.last_year)

    @cached_property
    def inputs(self) -> tuple[Cell, ...]:
        """The cells that a clerk types, in the order of the form."""
        return tuple(cell for cell in self.cells.values() if cell.typed)

    @cached_property
    def addends(self) -> tuple[str, ...]:
        """The cells that a roll-up adds up, and from which its totals follow."""
        return tuple(key for key, cell in self.cells.items() if not cell.total)

    @cached_property
    def tallies(self) -> Mapping[str, Tally]:
        """What the cells count that count answers or entries, in the order of the form."""
        return {key: cell.tally for key, cell in self.cells.items() if cell.tally is not None}

    @cached_property
    def items(self) -> Mapping[str, Cell | Question]:
        """The figures and questions that stand on the sheets of the form, by key."""
        on_sheets = {k: cell for k, cell in self.cells.items() if k not in self.choices}
        return {**on_sheets, **self.questions}

    @cached_property
    def choices(self) -> tuple[str, ...]:
        """The cells that count who chose what, in the order of the form."""
        return tuple(k for k, tally in self.tallies.items() if isinstance(tally, ChoiceTally))

    @cached_property
    def totals(self) -> tuple[Cell, ...]:
        """The cells that are computed, ordered so that each comes after what it sums."""
        done: set[str] = set()
        order: list[Cell] = []

        def visit(key: str) -> None:
            if key in done or not self.cells[key].total:
                return
            done.add(key)
            for term in self.definitions[key].right.terms:
                visit(term.key)
            order.append(self.cells[key])

        for key in self.definitions:
            visit(key)
        return tuple(order)

    @cached_property
    def prose(self) -> Mapping[str, Prose]:
        """Every piece of prose by key, in the order of the form."""
        return {p.key: p for section in self.sections for p in section.prose}

    @cached_property
    def sums(self) -> tuple[tuple[str, tuple[tuple[str, int], ...], int], ...]:
        """The totals in the order of ``totals``: key, addends with their signs, and a constant.

        The constant is in quanta.
        """
        sides = ((cell.key, self.definitions[cell.key].right) for cell in self.totals)
        return tuple(
            (key, tuple((t.key, t.sign) for t in side.terms), to_quanta(side.constant))
            for key, side in sides
        )

    @cached_property
    def last_keys(self) -> tuple[str, ...]:
        """The cells of last year's report that some rule looks at, in the order of the rules."""
        terms = (t for rule in self.rules for clause in rule.clauses for t in clause.terms)
        return tuple(dict.fromkeys(term.key for term in terms if term.last))

    @cached_property
    def numbers(self) -> Mapping[str, int]:
        """The column of every figure where reports are stacked: each cell, then last year's.

        Last year's figures are called ``last.`` + cell key.
        """
        names = (*self.cells, *(f"{LAST}{key}" for key in self.last_keys))
        return {name: column for column, name in enumerate(names)}

    def section(self, key: str) -> Section:
        """Return the section called ``key``.

        :param key: a key such as ``applications``.
        :raises KeyError: if there is none.
        """
        for section in self.sections:
            if section.key == key:
                return section
        raise KeyError(key)

    def level_typed(self, text: str) -> str:
        """Return the level that somebody typed, by its label or another word, or ``""``.

        :param text: what stands on the cover or in the roster; blanks in it do not count.
        :returns: the key of the level, as ``township``.
        """
        return level_typed(self.levels, text)

    def suggest_level(self, unit_name: str) -> str:
        """Return the level that a unit's name suggests by its ending, or ``""``.

        :param unit_name: the whole name, as on the cover.
        :returns: the key of the level.
        """
        found = [
            (len(ending), level.key)
            for level in self.levels.values()
            for ending in level.endings
            if unit_name.endswith(ending)
        ]
        return max(found)[1] if found else ""


def level_typed(levels: Mapping[str, Level], text: str) -> str:
    """Return the level that somebody typed, by its label or another word, or ``""``.

    :param levels: the levels by key.
    :param text: what somebody typed; blanks in it do not count.
    :returns: the key of the level.
    """
    typed = squeezed(text)
    for level in levels.values():
        if typed in map(squeezed, (level.label, *level.words)):
            return level.key
    return ""
