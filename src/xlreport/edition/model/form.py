"""What a form is made of: sections, tables, registers and texts, and the cells in them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Any

from xlreport.quantity import plain


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

    def allows(self, number: Any, *, one: int = 1) -> Any:
        """Tell whether a number is of this type; of columns of numbers, where.

        :param one: what stands for 1: that of quanta, where the numbers are in quanta.
        """
        right = number % plain(Decimal(one).scaleb(-self.decimals)) == 0
        return right if self.minimum is None else right & (number >= self.minimum * one)


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
    ``also`` lists how published reports write ``label`` otherwise.  ``short`` is what it is
    called in a sentence where its label is too long.
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
    short: str = ""

    @property
    def name(self) -> str:
        """What it is called in a sentence."""
        return self.short or self.label

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
    are typed by the clerk.  ``unit`` is the printed unit (件, 项, 元, 万元).  ``row_name`` and
    ``column_name`` are what its row and its column are called in a sentence.
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
    row_name: str = ""
    column_name: str = ""

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
