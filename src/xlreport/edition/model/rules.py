"""The rules of a form: what must hold of its cells, and what is unlikely."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, TypeVar, assert_never, cast

from xlreport.edition.model.cell_tests import CellTest, TargetKind, TestParameters
from xlreport.quantity import QUANTA_PER_UNIT, Value, from_quanta, to_quanta

LAST = "last."
"""What the name of one of last year's figures begins with; the key of its cell follows."""

Figures = TypeVar("Figures")
"""A figure, or a column of figures: whatever can be added and compared with 0."""


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

    def holds(self, difference: Any) -> Any:
        """Tell whether the left side less the right one satisfies it; of columns, where.

        :param difference: the left side less the right one, in units or in quanta; an array of them
            will do.
        """
        match self:
            case Relation.EQUAL:
                return difference == 0
            case Relation.AT_MOST:
                return difference <= 0
            case Relation.AT_LEAST:
                return difference >= 0
            case _:
                assert_never(self)


@dataclass(frozen=True, slots=True)
class Term:
    """One cell in a sum: plus or minus, of this year's report or of last year's."""

    sign: int
    key: str
    last: bool = False

    @property
    def name(self) -> str:
        """The column that holds this term in a stacked frame."""
        return f"{LAST}{self.key}" if self.last else self.key


@dataclass(frozen=True, slots=True)
class Sum:
    """One side of a clause: cells added and subtracted, and a whole number."""

    terms: tuple[Term, ...]
    constant: int = 0

    @property
    def is_one_figure(self) -> bool:
        """Whether it is one figure as it stands."""
        return [term.sign for term in self.terms] == [1] and not self.constant

    def total(self, of: Callable[[str], Figures], *, one: int = 1) -> Figures:
        """Return what the side adds up to.

        :param of: gives the figure of a term by its name; whole columns of figures will do.
        :param one: what stands for 1: that of quanta, where the figures are in quanta.
        """
        total: Any = self.constant * one
        for term in self.terms:
            total = total + of(term.name) if term.sign == 1 else total - of(term.name)
        return cast(Figures, total)

    def value(self, of: Callable[[str], Value | None]) -> Value | None:
        """Return what the side adds up to, exactly; ``None`` if a figure is missing.

        :param of: gives the figure of a term by its name, in units, if there is one.
        """
        figures = {term.name: of(term.name) for term in self.terms}
        known = {name: to_quanta(value) for name, value in figures.items() if value is not None}
        if len(known) < len(figures):
            return None
        return from_quanta(self.total(known.__getitem__, one=QUANTA_PER_UNIT))

    def written(self, parts: Sequence[str], *, plus: str = "+", minus: str = "-") -> str:
        """Return the side with something written for each of its terms, and its constant.

        :param parts: what to write for the terms, in their order.
        :param plus: the sign between terms that are added.
        :param minus: the sign before those that are subtracted.
        """
        text = ""
        for term, part in zip(self.terms, parts, strict=True):
            text += minus if term.sign == -1 else plus if text else ""
            text += f"({part})" if part.startswith("-") else part
        if self.constant:
            text += f"{plus if self.constant > 0 else minus}{abs(self.constant)}"
        return text


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

    @property
    def constant(self) -> int:
        """What ``left - right`` is where all figures are 0."""
        return self.left.constant - self.right.constant

    @property
    def weights(self) -> Mapping[str, int]:
        """How often each figure, by its name, is in ``left - right``; 0 if it is in both."""
        weights = dict.fromkeys((term.name for term in self.terms), 0)
        for side, sign in ((self.left, 1), (self.right, -1)):
            for term in side.terms:
                weights[term.name] += sign * term.sign
        return weights

    def difference(self, of: Callable[[str], Figures], *, one: int = 1) -> Figures:
        """Return ``left - right``, see :meth:`Sum.total`.

        :param of: gives the figure of a term by its name, as there.
        :param one: what stands for 1, as there.
        """
        left: Any = self.left.total(of, one=one)
        return cast(Figures, left - self.right.total(of, one=one))

    def holds(self, difference: Any) -> Any:
        """Tell whether ``left - right = difference`` satisfies the relation; of columns, where.

        :param difference: ``left - right``, in units or in quanta; an array of them will do.
        """
        return self.relation.holds(difference)


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedRule:
    """What rules of every kind have: a name, how grave it is to break them, and what to do then.

    ``short`` is what people call one by, ``source`` the article that asks for it.
    """

    id: str
    name: str
    short: str
    severity: Severity
    advice: str
    source: str = ""

    def id_at(self, place: str) -> str:
        """Return what the rule is called by in one of its places, as ``T3-BAL[natural]``.

        :param place: the key of a cell, question, text or register, or the name of a row or column.
        """
        return f"{self.id}[{place}]"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule(NamedRule):
    """A named statement that must hold.

    Either a law (``clauses``) or a test of single cells (``test`` with ``targets``).  A rule
    with ``levels`` is judged only for units of those administrative levels, a law with ``when``
    only in units' own reports in which that tally is not 0.  An ``explainable`` law holds over
    years: where it is broken for a good reason, the reason counts, although it is an error.
    """

    for_each: str | None = None
    law: str | None = None
    clauses: tuple[Clause, ...] = ()
    test: CellTest | None = None
    targets: tuple[str, ...] = ()
    levels: frozenset[str] = frozenset()
    when: str | None = None
    parameters: TestParameters = field(default_factory=TestParameters)
    explainable: bool = False

    @property
    def takes_reason(self) -> bool:
        """Whether somebody may say why it is right as it is where it is broken."""
        return self.severity is Severity.QUERY or self.explainable

    @property
    def looks_at(self) -> TargetKind | None:
        """What its test looks at, ``None`` if it is a law."""
        return None if self.test is None else self.test.of

    @property
    def conditional(self) -> bool:
        """Whether the rule says nothing of some reports."""
        return bool(self.levels) or self.when is not None

    def applies(self, level: str | None, *, own: bool, counted: Any) -> bool:
        """Tell whether the rule says anything of a report.

        :param level: the key of the unit's level, if it is known.
        :param own: whether it is a unit's own report.
        :param counted: what the tally ``when`` counts, in units or quanta; 0 if nobody knows.
        """
        if self.levels and level not in self.levels:
            return False
        return self.when is None or bool(own and counted > 0)


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison(NamedRule):
    """What is unlikely of two reports; ``groups`` are the cells judged together."""

    test: ComparisonTest
    groups: tuple[tuple[str, ...], ...]
    least: int
    factor: int = 1
    most: int = 0
    units: Mapping[str, int] = field(default_factory=dict)
