"""Reports as arrays of whole numbers, and what the laws of their edition leave over.

Numbers are in quanta.  Beside every array of numbers stands one that tells which are missing:
there, the number itself says nothing.  An array is of 64-bit integers as long as nothing in it,
nor any sum over it, can exceed them; otherwise it is of Python's own, which have no end.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from math import ceil

import numpy as np

from xlreport.edition import Edition
from xlreport.edition.model import Clause, Rule
from xlreport.quantity import QUANTA_PER_UNIT, Value, to_quanta
from xlreport.report import Report, ReportKind

SAFE = 2**62
"""No sum that stays below this in size exceeds 64 bits."""


@dataclass(frozen=True, eq=False)
class Numbers:
    """Whole numbers with gaps: one row for each report, one column for each of ``columns``."""

    columns: Mapping[str, int]
    values: np.ndarray
    missing: np.ndarray

    def of(self, names: Sequence[str]) -> Numbers:
        """Return the columns of these names, in this order.

        :param names: names of columns: cell keys, ``last.`` + cell key, or ids of clauses.
        :raises KeyError: if there is no column of a name.
        """
        at = [self.columns[name] for name in names]
        return Numbers(_numbered(names), self.values[:, at], self.missing[:, at])


def _numbered(names: Sequence[str]) -> dict[str, int]:
    return {name: column for column, name in enumerate(names)}


def stack(edition: Edition, reports: Sequence[Report]) -> Numbers:
    """Return every cell of the reports, and last year's figures, which begin with ``last.``.

    :param edition: the edition of all the reports.
    :param reports: the reports, a row each in this order.
    """
    rows = [in_quanta(report.figures()) for report in reports]
    large = any(values.dtype == object for values, _ in rows)
    values = np.zeros((len(reports), len(edition.numbers)), dtype=object if large else np.int64)
    missing = np.ones(values.shape, dtype=bool)
    for row, (found, gaps) in enumerate(rows):
        values[row], missing[row] = found, gaps
    return Numbers(edition.numbers, values, missing)


def in_quanta(figures: Sequence[Value | None]) -> tuple[np.ndarray, np.ndarray]:
    """Return figures as whole numbers of quanta, 0 where there is none, and where that is.

    :param figures: figures in units of their cells, ``None`` where one is missing.
    :returns: the numbers, in millionths of a unit, and where they are missing.
    :raises ValueError: if a figure has more than six decimals.
    """
    missing = np.array([figure is None for figure in figures], dtype=bool)
    # Nearly all are whole, and an array of those is multiplied at once.
    whole = [figure if isinstance(figure, int) else 0 for figure in figures]
    others: list[tuple[int, Decimal]] = []
    if Decimal in set(map(type, figures)):
        others = [(i, f) for i, f in enumerate(figures) if isinstance(f, Decimal)]
    sizes = [max(whole, default=0), -min(whole, default=0), *(ceil(abs(f)) for _, f in others)]
    large = max(sizes) * len(whole) * QUANTA_PER_UNIT >= SAFE
    quanta = np.array(whole, dtype=object if large else np.int64) * QUANTA_PER_UNIT
    for index, figure in others:
        quanta[index] = to_quanta(figure)
    return quanta, missing


@dataclass(frozen=True, eq=False)
class Laws:
    """All clauses of an edition as one matrix: what each name adds to ``left - right``."""

    clauses: tuple[tuple[Rule, Clause], ...]
    weights: np.ndarray
    uses: np.ndarray
    constants: np.ndarray

    def residuals(self, numbers: Numbers, reports: Sequence[Report]) -> Numbers:
        """Return ``left - right`` of every clause, missing where it could not be checked.

        That is so where one of its numbers is missing, and where its rule does not apply to a
        report: to a unit of its level, or to what it has answered.

        :param numbers: the figures of ``reports`` in quanta, by :func:`stack`.
        :param reports: the reports, of the edition of these laws.
        """
        known = np.where(numbers.missing, 0, numbers.values)
        unchecked = (numbers.missing.astype(np.int64) @ self.uses) > 0
        for column, (rule, _) in enumerate(self.clauses):
            if rule.conditional:
                counted = known[:, numbers.columns[rule.when]] if rule.when else known[:, 0]
                unchecked[:, column] |= [
                    not rule.applies(r.unit.level, own=r.kind is ReportKind.OWN, counted=count)
                    for r, count in zip(reports, counted, strict=True)
                ]
        names = _numbered([clause.id for _, clause in self.clauses])
        return Numbers(names, _product(known, self.weights) + self.constants, unchecked)


def _product(known: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Return the matrix product, exact whatever the numbers; only the large ones take long."""
    if known.dtype != object:
        small: np.ndarray = known @ weights
        return small
    large = np.abs(known).max(axis=1) * known.shape[1] >= SAFE
    product = np.zeros((len(known), weights.shape[1]), dtype=object)
    product[~large] = known[~large].astype(np.int64) @ weights
    product[large] = known[large] @ weights.astype(object)
    return product


@cache
def laws_of(edition: Edition) -> Laws:
    """Return the clauses of all rules of an edition, in order, ready to be computed.

    :param edition: the edition; the answer is kept.
    """
    clauses = tuple((rule, clause) for rule in edition.rules for clause in rule.clauses)
    names = edition.numbers
    weights = np.zeros((len(names), len(clauses)), dtype=np.int64)
    constants = np.zeros(len(clauses), dtype=np.int64)
    uses = np.zeros_like(weights)

    for column, (_, clause) in enumerate(clauses):
        for name, weight in clause.weights.items():
            weights[names[name], column], uses[names[name], column] = weight, 1
        constants[column] = clause.constant * QUANTA_PER_UNIT
    return Laws(clauses, weights, uses, constants)
