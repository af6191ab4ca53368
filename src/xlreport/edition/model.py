"""What an edition is made of: sections, tables, cells, rules.

Everything here is frozen and knows nothing of files, frames or spreadsheets.  An
:class:`Edition` is built from one YAML file by :mod:`xlreport.edition.build`.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from functools import cached_property

from xlreport.quantity import to_quanta


class Severity(StrEnum):
    """How much a broken rule weighs, from the gravest to the lightest."""

    ERROR = "error"
    """Must be corrected (强制性审核)."""
    QUERY = "query"
    """Must be corrected or explained (核实性审核)."""
    NOTE = "note"
    """Worth knowing; nothing has to be done."""


class Relation(StrEnum):
    """How the two sides of a clause compare."""

    EQUAL = "="
    AT_MOST = "<="
    AT_LEAST = ">="


class CellTest(StrEnum):
    """The tests that look at one cell, one piece of prose or one register by itself."""

    FILLED = "filled"
    """The cell holds a number (a blank is missing, never zero)."""
    RANGE = "range"
    """The number fits the cell's :class:`NumberType`."""
    WRITTEN = "written"
    """The piece of prose holds text."""
    ANSWERED = "answered"
    """The question has an answer of its :class:`AnswerType`."""
    ENTRIES = "entries"
    """Every entry of the register holds what each column asks for."""
    DISTINCT = "distinct"
    """No two entries of the register have the same in all of the rule's ``columns``."""


ON_REGISTERS = frozenset({CellTest.ENTRIES, CellTest.DISTINCT})
"""The tests that look at a register as a whole."""
OF_UNITS = ON_REGISTERS | {CellTest.ANSWERED}
"""The tests of what only a unit's own report holds: roll-ups are not judged by them."""


class ProseTest(StrEnum):
    """What a :class:`ProseRule` asks of the text."""

    FIGURES = "figures"
    """The figures that the text tells equal those of the tables."""
    PARTS = "parts"
    """Figures listed as the parts of a whole add up to it."""
    SHARES = "shares"
    """A percentage is the share of the count before it, at the decimals that it is printed with."""
    YEAR = "year"
    """The year that the text speaks of is the year of the report."""
    LENGTH = "length"
    """The text is not suspiciously short."""
    MORE_THAN_NONE = "more_than_none"
    """The text does not just say "none" where a cell says otherwise."""
    OTHER_UNITS = "other_units"
    """The text is not word for word that of another unit."""
    LAST_YEAR = "last_year"
    """The text is not word for word that of last year."""
    LEFTOVERS = "leftovers"
    """Nothing of a draft is left in the text: XX, blanks, characters that cannot be printed."""
    HEADINGS = "headings"
    """The text does not begin with its own heading, which is printed anyway."""
    OTHER_NAME = "other_name"
    """The report is announced under the name of its own unit."""
    STALE = "stale"
    """Figures do not stand under last year's name where this year is never named."""
    PRIVATE = "private"
    """No number of a person stands in the text."""

    @property
    def needs_words(self) -> bool:
        """Whether the text has to be understood for it."""
        return self in _READING


_READING = frozenset(
    {
        ProseTest.FIGURES,
        ProseTest.PARTS,
        ProseTest.SHARES,
        ProseTest.YEAR,
        ProseTest.MORE_THAN_NONE,
        ProseTest.STALE,
    }
)


@dataclass(frozen=True, slots=True)
class Level:
    """An administrative level.

    ``endings`` suggests it from a unit's name, ``words`` are what people type for it.  ``under``
    are endings that mean it only right under a unit of a certain level, by that; ``over`` are
    endings that mean it only of a unit with others below it whose names end in a certain way.
    """

    key: str
    label: str
    endings: tuple[str, ...]
    words: tuple[str, ...] = ()
    under: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    over: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class NumberType:
    """What a value may be: how many decimals, and the smallest value (if any)."""

    key: str
    label: str
    decimals: int
    minimum: int | None = None


class AnswerKind(StrEnum):
    """What an answer is."""

    CHOICE = "choice"
    DATE = "date"
    TEXT = "text"


@dataclass(frozen=True, eq=False, slots=True)
class AnswerType:
    """What an item that is no number may hold; ``options`` are the labels of a choice by key.

    A date lies from 1949 to the end of the report's year.
    """

    key: str
    label: str
    kind: AnswerKind
    options: Mapping[str, str]

    def shown(self, answer: str) -> str:
        """Return an answer as people see it: the label of an option, a date, a text."""
        return self.options.get(answer, answer)


@dataclass(frozen=True, slots=True)
class Head:
    """One row or column heading, with the headings under it.

    ``number`` and ``answer`` name the type of what stands under or beside the heading.
    ``also`` lists how published reports write ``label`` otherwise.
    """

    key: str
    label: str
    children: tuple[Head, ...] = ()
    total: bool = False
    empty: bool = False
    span: int = 1
    unit: str | None = None
    number: str | None = None
    answer: str | None = None
    optional: bool = False
    also: tuple[str, ...] = ()

    def leaves(self, above: tuple[Head, ...] = ()) -> Iterator[tuple[Head, ...]]:
        """Yield the path of headings down to each leaf, this heading first."""
        path = (*above, self)
        if not self.children:
            yield path
        for child in self.children:
            yield from child.leaves(path)


@dataclass(frozen=True, slots=True)
class Block:
    """Rows by columns under one heading; a printed table is one block or several, stacked.

    ``also`` lists how published reports write ``title`` otherwise.
    """

    rows: tuple[Head, ...]
    columns: tuple[Head, ...]
    title: str | None = None
    corner: str | None = None
    over: str | None = None
    unit: str | None = None
    also: tuple[str, ...] = ()

    def row_paths(self) -> tuple[tuple[Head, ...], ...]:
        """Return the heading path of each row of figures; one empty path if rows have no heads."""
        return tuple(p for head in self.rows for p in head.leaves()) or ((),)

    def column_paths(self) -> tuple[tuple[Head, ...], ...]:
        """Return the heading path of each column, columns that are empty by form included."""
        return tuple(p for head in self.columns for p in head.leaves())


def join_key(*parts: str) -> str:
    """Join the parts of a cell key, leaving out those that are empty."""
    return ".".join(part for part in parts if part)


def path_key(path: tuple[Head, ...]) -> str:
    """Return the key of a heading path, for instance ``outcome.denied.secret``."""
    return ".".join(head.key for head in path)


def path_label(path: tuple[Head, ...]) -> str:
    """Return the label of a heading path as a person would say it."""
    return "／".join(head.label for head in path)


REPORTS = "家"
"""The unit of what counts reports."""


@dataclass(frozen=True, slots=True)
class ChoiceTally:
    """How many reports chose an option: 1 or 0 in a unit's own report."""

    question: str
    option: str


@dataclass(frozen=True, slots=True)
class EntryTally:
    """How many entries of a register have these options, or what a column of them adds up to."""

    register: str
    where: tuple[tuple[str, str], ...] = ()
    column: str | None = None


Tally = ChoiceTally | EntryTally


@dataclass(frozen=True, slots=True)
class Cell:
    """One figure of the form.

    ``key`` is its stable name (``applications.outcome.granted.natural``).  A ``total`` is the sum
    of other cells; a cell with a ``tally`` counts answers, or entries of a register; all others
    are typed by the clerk.  ``unit`` is the printed unit (件, 项, 元, 万元).
    """

    key: str
    section: str
    row: str
    column: str
    label: str
    unit: str
    number: NumberType
    in_total_row: bool = False
    in_total_column: bool = False
    tally: Tally | None = None

    @property
    def total(self) -> bool:
        """Whether the cell is the sum of others, being in a row or column of totals."""
        return self.in_total_row or self.in_total_column

    @property
    def full_label(self) -> str:
        """The label with the unit, which some labels name themselves."""
        named = any(f"{before}{self.unit}）" in self.label for before in "：（")
        return self.label if named else f"{self.label}（{self.unit}）"

    @property
    def typed(self) -> bool:
        """Whether the clerk types the figure."""
        return not self.total and self.tally is None


@dataclass(frozen=True, slots=True)
class Question:
    """One item of a table that is answered with a choice, a date or a text, not with a number."""

    key: str
    section: str
    label: str
    type: AnswerType
    optional: bool = False


@dataclass(frozen=True, slots=True)
class RegisterColumn:
    """A column of a register: numbers (with their ``unit``) or answers."""

    key: str
    label: str
    type: NumberType | AnswerType
    unit: str = ""
    optional: bool = False

    @property
    def head(self) -> str:
        """The printed heading, with the unit of numbers."""
        return f"{self.label}（单位：{self.unit}）" if self.unit else self.label


@dataclass(frozen=True, eq=False, slots=True)
class Register:
    """A table of as many rows as the clerk wants, each an *entry*.

    ``room`` is how many rows the template has ready.  ``tallies`` label the figures that stand
    over the table, by key: by them, and by nothing else, a register enters rules and sums.
    """

    key: str
    columns: Mapping[str, RegisterColumn]
    tallies: Mapping[str, str]
    room: int

    @property
    def first(self) -> str:
        """The name of the first column, whose place in a layout is that of the first entry."""
        return join_key(self.key, next(iter(self.columns)))


@dataclass(frozen=True, slots=True)
class Prose:
    """One piece of text: a head of a section (``label``) or the whole section (no label)."""

    key: str
    section: str
    label: str
    optional: bool
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """One of the report's numbered parts: a table (its blocks), a register or prose."""

    key: str
    number: str
    title: str
    sheet: str
    blocks: tuple[Block, ...] = ()
    prose: tuple[Prose, ...] = ()
    register: Register | None = None
    also: tuple[str, ...] = ()

    @property
    def heading(self) -> str:
        """The printed heading, for instance ``一、总体情况``."""
        return f"{self.number}、{self.title}"


@dataclass(frozen=True, slots=True)
class Term:
    """One cell in a sum: plus or minus, of this year's report or of last year's."""

    sign: int
    key: str
    last: bool = False

    @property
    def name(self) -> str:
        """The column that holds this term in a stacked frame."""
        return f"last.{self.key}" if self.last else self.key


@dataclass(frozen=True, slots=True)
class Sum:
    """One side of a clause: cells added and subtracted, and a whole number."""

    terms: tuple[Term, ...]
    constant: int = 0


@dataclass(frozen=True, slots=True)
class Clause:
    """A rule said of one row, column or group: ``left`` stands in ``relation`` to ``right``.

    ``id`` is unique in the edition (``T3-BAL[natural]``); ``subject`` is its Chinese name.
    """

    id: str
    subject: str
    left: Sum
    relation: Relation
    right: Sum

    @property
    def terms(self) -> tuple[Term, ...]:
        """Every cell that the clause looks at, left side first."""
        return self.left.terms + self.right.terms

    def holds(self, difference: int | Decimal) -> bool:
        """Tell whether ``left - right = difference`` satisfies the relation."""
        match self.relation:
            case Relation.EQUAL:
                return difference == 0
            case Relation.AT_MOST:
                return difference <= 0
            case Relation.AT_LEAST:
                return difference >= 0


@dataclass(frozen=True, slots=True)
class Rule:
    """A named statement that must hold.

    Either a law (``clauses``) or a test of single cells (``test`` with ``targets``).  A rule
    with ``levels`` is judged only for units of those administrative levels, a law with ``when``
    only in units' own reports in which that tally is not 0.  An ``explainable`` law holds over
    years: where it is broken for a good reason, the reason counts, although it is an error.
    """

    id: str
    name: str
    short: str
    severity: Severity
    advice: str
    source: str
    for_each: str | None = None
    law: str | None = None
    clauses: tuple[Clause, ...] = ()
    test: CellTest | None = None
    targets: tuple[str, ...] = ()
    levels: frozenset[str] = frozenset()
    when: str | None = None
    columns: tuple[str, ...] = ()
    explainable: bool = False

    def test_id(self, target: str) -> str:
        """Return what the test of one of ``targets`` is called by, as a clause is by its id."""
        return f"{self.id}[{target}]"


OTHER_TOPIC = "other"

Phrase = tuple[tuple[str, ...], ...]
"""Words that must all stand in one clause of a sentence, each one of several spellings."""


@dataclass(frozen=True, slots=True)
class Told:
    """A figure that the text may tell, and the cells that it must equal.

    A clause of the text tells it when it is about the topic ``about``, holds a phrase of
    ``says`` (or just the topic, if there is none) and a number counted in one of ``measures``;
    or when it denies a phrase of ``none``, which tells 0.  Words of ``also`` may stand in such
    a clause; one of ``near`` must stand in its sentence or in the heading over it.  A denial
    that names a topic of ``not_with`` too is about that.  The number must equal one of
    ``sums``, or be at most that for :attr:`Relation.AT_MOST`.  After a word of ``bare_words``
    no phrase is needed; a clause that names its topic is not part of a count before it if the
    figure stands ``alone``, and a ``result`` is not part of a count listed between results.
    ``near`` may name a topic, as ``@topic``, for all its words.
    """

    id: str
    subject: str
    about: str
    says: tuple[Phrase, ...]
    none: tuple[Phrase, ...]
    also: tuple[str, ...]
    near: tuple[str, ...]
    not_with: tuple[str, ...]
    measures: tuple[str, ...]
    sums: tuple[Sum, ...]
    relation: Relation
    unit: str
    bare_words: frozenset[str] = frozenset()
    alone: bool = False
    result: bool = False


@dataclass(frozen=True, slots=True)
class ProseRule:
    """A named statement about the text of a report.

    ``targets`` are the pieces of prose it looks at.  ``told`` belongs to
    :attr:`ProseTest.FIGURES`, ``about`` names what
    :attr:`ProseTest.MORE_THAN_NONE` must have been told, ``cells`` (any one of these sums) to
    the tests that need a figure of the tables, ``at_least`` (characters) to those that need
    some text to judge.
    """

    id: str
    name: str
    short: str
    severity: Severity
    advice: str
    source: str
    test: ProseTest
    targets: tuple[str, ...]
    told: tuple[Told, ...] = ()
    cells: tuple[Sum, ...] = ()
    about: str = ""
    at_least: int = 0

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids under which outcomes are given: one for each figure, otherwise the rule's."""
        return tuple(told.id for told in self.told) or (self.id,)


@dataclass(frozen=True, slots=True)
class UnitKind:
    """How units are called whose names end in ``ends``.

    ``also`` may stand in the name instead; under ``selves`` such a unit speaks of itself.
    """

    ends: str
    also: tuple[str, ...] = ()
    selves: tuple[str, ...] = ()

    def others(self, name: str) -> tuple[str, ...]:
        """Return what else a unit is called whose name has this ending."""
        stem = name.removesuffix(self.ends)
        return tuple(stem + ending for ending in self.also if stem)


@dataclass(frozen=True, eq=False, slots=True)
class Vocabulary:
    """The words by which prose is understood; what is not in it is not understood.

    ``topics`` maps a topic to the words that name it.  ``beside`` maps a reason to words that
    put a figure, and what follows it in the sentence, outside the report's own year and unit;
    ``portion`` are words that make it a part only; ``not_whole`` maps a reason to words that do
    so for one clause alone.  ``areas`` name a whole area, which only its government reports on.
    ``manner`` are words by which a denial says how something was not done.  ``measures`` are
    the words after a count, ``money`` those after an amount, each with its size in units of the
    first.  ``dimensions`` are sets of words that divide the same things in different ways.
    ``every_way`` makes ``portion`` the whole again (各种渠道); ``joins`` stand
    between two verbs of one figure; ``so_far`` are words of ``beside``
    that mean this year where it was named; with ``goes_on`` a clause goes on to tell of what it
    has counted; ``denied_too`` are other matters that may be denied in one breath; ``rest`` are
    words for what is left of a count; ``documents`` show that the openness of papers is counted.
    A form without words has no rules that read the text.
    """

    topics: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Topic :data:`OTHER_TOPIC` is everything that no rule is about."""
    fillers: tuple[str, ...] = ()
    present: tuple[str, ...] = ()
    totals: tuple[str, ...] = ()
    selves: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()
    area_units: tuple[str, ...] = ()
    none: tuple[str, ...] = ()
    manner: tuple[str, ...] = ()
    nothing: tuple[str, ...] = ()
    nothing_else: tuple[str, ...] = ()
    about_before: tuple[str, ...] = ()
    about_after: tuple[str, ...] = ()
    beside: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    portion: tuple[str, ...] = ()
    not_whole: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    of_which: tuple[str, ...] = ()
    divided: tuple[str, ...] = ()
    and_more: tuple[str, ...] = ()
    share: tuple[str, ...] = ()
    dimensions: tuple[tuple[str, ...], ...] = ()
    not_parts: tuple[str, ...] = ()
    measures: tuple[str, ...] = ()
    money: Mapping[str, int] = field(default_factory=dict)
    years: Mapping[int, str] = field(default_factory=dict)
    announcing: tuple[str, ...] = ()
    every_way: tuple[str, ...] = ()
    joins: tuple[str, ...] = ()
    so_far: tuple[str, ...] = ()
    goes_on: tuple[str, ...] = ()
    denied_too: tuple[str, ...] = ()
    rest: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    unit_kinds: tuple[UnitKind, ...] = ()
    cores_of_areas: tuple[str, ...] = ()
    area_kinds: tuple[str, ...] = ()
    head_ends: tuple[str, ...] = ()
    drafts: tuple[str, ...] = ()
    office_marks: tuple[str, ...] = ()
    nested: tuple[str, ...] = ()
    unit_ends: tuple[str, ...] = ()


class ComparisonTest(StrEnum):
    """How a report's figures are held against last year's, or those of the units below."""

    SWING = "swing"
    """One figure: the larger is ``factor`` times the smaller, and ``least`` more."""
    UNCHANGED = "unchanged"
    """All figures of a section are the same, and ``least`` of them are not zero."""
    PARTS = "parts"
    """Of a unit with others below it: all its own figures are at least the sum of theirs, of
    which ``least`` are not zero."""
    SCALE = "scale"
    """One figure: it is ``factor`` to ``most`` times the other one, or the other way round, and
    the larger is at least ``least``: it may be in another of ``units``."""
    MISREAD = "misread"
    """This year's alone: the last cell of a row is not what the others of it add up to."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """What is unlikely of two reports; ``groups`` are the cells judged together."""

    id: str
    name: str
    test: ComparisonTest
    severity: Severity
    advice: str
    groups: tuple[tuple[str, ...], ...]
    least: int
    factor: int = 1
    most: int = 0
    units: Mapping[str, int] = field(default_factory=dict)


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
        """Tell whether reports of ``year`` use this edition."""
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
        names = (*self.cells, *(f"last.{key}" for key in self.last_keys))
        return {name: column for column, name in enumerate(names)}

    def section(self, key: str) -> Section:
        """Return the section called ``key``.

        :raises KeyError: if there is none.
        """
        for section in self.sections:
            if section.key == key:
                return section
        raise KeyError(key)

    def level_typed(self, text: str) -> str:
        """Return the level that somebody typed, by its label or another word, or ``""``."""
        return level_typed(self.levels, text)

    def suggest_level(self, unit_name: str) -> str:
        """Return the level that a unit's name suggests by its ending, or ``""``."""
        found = [
            (len(ending), level.key)
            for level in self.levels.values()
            for ending in level.endings
            if unit_name.endswith(ending)
        ]
        return max(found)[1] if found else ""


def level_typed(levels: Mapping[str, Level], text: str) -> str:
    """Return the level that somebody typed, by its label or another word, or ``""``."""
    typed = _squeezed(text)
    for level in levels.values():
        if typed in map(_squeezed, (level.label, *level.words)):
            return level.key
    return ""


def _squeezed(text: str) -> str:
    """Return a text without blanks, full-width letters as usual ones."""
    return "".join(unicodedata.normalize("NFKC", text).split())
