"""The figures of many files as two matrices, a row for each file, a column for each number.

Their registers are joined, one below the other; each entry keeps the name of its unit.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from xlreport.checking.matrix import SAFE, in_quanta
from xlreport.edition import Edition, layout_of
from xlreport.quantity import Value, from_quanta
from xlreport.report import Entry, Report, ReportKind, Unit, with_totals

Quanta = NDArray[Any]
Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Vector:
    """One unit's figures in quanta; where ``missing`` is set there is none."""

    quanta: Quanta
    missing: Mask

    def value(self, column: int) -> Value | None:
        """Return the value in a column."""
        return None if self.missing[column] else from_quanta(int(self.quanta[column]))


class Figures:
    """Room for the figures of ``rows`` files of one edition; what is not filled is missing."""

    def __init__(self, edition: Edition, rows: int) -> None:
        """:param rows: how many files there are at most."""
        self.edition = edition
        self._quanta: Quanta = np.zeros((rows, len(edition.numbers)), dtype=np.int64)
        self._missing: Mask = np.ones(self._quanta.shape, dtype=np.bool_)

    def fill(self, row: int, quanta: Quanta, missing: Mask) -> None:
        """Set the numbers of one file."""
        if quanta.dtype == object:  # too large for 64 bits
            self._quanta = self._quanta.astype(object)
        self._quanta[row], self._missing[row] = quanta, missing

    def row(self, row: int) -> Vector:
        """Return the figures of one file."""
        return Vector(self._quanta[row], self._missing[row])


def total(vectors: Sequence[Vector]) -> Vector:
    """Add vectors, one at least; what is missing in any is missing in the sum: a blank is not zero.

    Of none the sum is what :class:`Figures` have in a row that nobody has filled.
    """
    quanta = np.stack([vector.quanta for vector in vectors])
    missing = np.any(np.stack([vector.missing for vector in vectors]), axis=0)
    if float(np.abs(quanta).astype(np.float64).sum(axis=0).max(initial=0.0)) >= SAFE:
        quanta = quanta.astype(object)
    return Vector(np.where(missing, 0, quanta.sum(axis=0)), missing)


def vector_of(report: Report) -> Vector:
    """Return a report's figures as a vector."""
    return Vector(*in_quanta(report.figures()))


def report_of(
    vector: Vector, registers: Registers, edition: Edition, year: int, unit: Unit
) -> Report:
    """Return the roll-up whose figures are a sum; its totals follow from its addends."""
    columns = edition.numbers

    def present(names: Sequence[str], prefix: str = "") -> dict[str, Value]:
        pairs = ((name, vector.value(columns[prefix + name])) for name in names)
        return {name: value for name, value in pairs if value is not None}

    return Report(
        edition=edition,
        year=year,
        unit=unit,
        values=with_totals(edition, present(edition.addends)),
        last=present(edition.last_keys, "last."),
        kind=ReportKind.CONSOLIDATED,
        registers=registers,
    )


Registers = Mapping[str, Sequence[Entry]]


def joined(edition: Edition, parts: Iterable[tuple[str, Registers]]) -> Registers:
    """Return the entries of all parts, in their order, on the rows of a new workbook.

    :param parts: the name of each unit, for entries that do not bear one, and its registers.
    """
    parts = list(parts)
    return {
        key: tuple(
            replace(entry, row=row, unit=unit)
            for row, (unit, entry) in enumerate(
                (
                    (entry.unit or name, entry)
                    for name, registers in parts
                    for entry in registers.get(key, ())
                ),
                start=layout_of(edition).places[register.first].row,
            )
        )
        for key, register in edition.registers.items()
    }
