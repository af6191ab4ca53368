"""An edition as a pandera schema over stacked frames: one row a report.

A law ``left = right`` is judged through its *residual*, ``left - right``.  The schema's parser
computes all residuals of all reports with one integer matrix product and adds them as columns
named by clause id; a residual is ``<NA>`` where the clause could not be checked.  Each column,
of values or of residuals, then carries its own checks, named by rule id.
"""

from __future__ import annotations

from functools import cache

import numpy as np
import pandas as pd
import pandera.pandas as pa

from xlreport.check.frame import LEVEL, integer_column, number_names
from xlreport.edition import Edition, Rule
from xlreport.edition.model import Cell, CellTest, Clause, Relation, Sum
from xlreport.quantity import DECIMALS, QUANTA_PER_UNIT


@cache
def edition_schema(edition: Edition) -> pa.DataFrameSchema:
    """Return the schema that judges stacked reports of this edition by all its rules."""
    columns = {name: pa.Column("Int64", nullable=True) for name in number_names(edition)}
    columns[LEVEL] = pa.Column("string")
    for key in edition.prose:
        columns[key] = pa.Column("string", nullable=True)
    for rule in edition.rules:
        for clause in rule.clauses:
            columns[clause.id] = pa.Column("Int64", _relation(rule, clause), nullable=True)
        for target in rule.targets:
            _add_test(columns, rule, target, edition)
    return pa.DataFrameSchema(columns, parsers=pa.Parser(_Residuals(edition)))


def _relation(rule: Rule, clause: Clause) -> pa.Check:
    match clause.relation:
        case Relation.EQUAL:
            return pa.Check.eq(0, error=rule.id)
        case Relation.AT_MOST:
            return pa.Check.le(0, error=rule.id)
        case Relation.AT_LEAST:
            return pa.Check.ge(0, error=rule.id)


def _add_test(columns: dict[str, pa.Column], rule: Rule, target: str, edition: Edition) -> None:
    column = columns[target]
    match rule.test:
        case CellTest.FILLED:
            column.nullable = False
        case CellTest.RANGE:
            column.checks += _range_checks(rule, edition.cells[target])
        case CellTest.WRITTEN:
            column.checks += [pa.Check(lambda text: text != "", error=rule.id)]


def _range_checks(rule: Rule, cell: Cell) -> list[pa.Check]:
    step = 10 ** (DECIMALS - cell.number.decimals)
    checks = [pa.Check(lambda quanta: quanta % step == 0, error=rule.id)]
    if cell.number.minimum is not None:
        checks.append(pa.Check.ge(cell.number.minimum * QUANTA_PER_UNIT, error=rule.id))
    return checks


class _Residuals:
    """The parser: adds each clause's ``left - right`` to a frame, in quanta."""

    def __init__(self, edition: Edition) -> None:
        self.names = number_names(edition)
        clauses = [(rule, clause) for rule in edition.rules for clause in rule.clauses]
        self.ids = [clause.id for _, clause in clauses]
        self.levels = [rule.levels for rule, _ in clauses]
        row = {name: index for index, name in enumerate(self.names)}
        self.matrix = np.zeros((len(self.names), len(clauses)), dtype=np.int64)
        self.constants = np.zeros(len(clauses), dtype=np.int64)
        self.uses = np.zeros((len(self.names), len(clauses)), dtype=np.int64)
        for column, (_, clause) in enumerate(clauses):
            for side, weight in ((clause.left, 1), (clause.right, -1)):
                self._add_side(row, column, side, weight)

    def _add_side(self, row: dict[str, int], column: int, side: Sum, weight: int) -> None:
        for term in side.terms:
            self.matrix[row[term.name], column] += weight * term.sign
            self.uses[row[term.name], column] = 1
        self.constants[column] += weight * side.constant * QUANTA_PER_UNIT

    def __call__(self, frame: pd.DataFrame) -> pd.DataFrame:
        numbers = frame[self.names]
        missing = numbers.isna().to_numpy()
        values = numbers.fillna(0).to_numpy(dtype=np.int64)
        residuals = values @ self.matrix + self.constants
        unchecked = (missing.astype(np.int64) @ self.uses) > 0
        for column, levels in enumerate(self.levels):
            if levels:
                unchecked[:, column] |= ~frame[LEVEL].isin(list(levels)).to_numpy()
        added = {
            name: integer_column(residuals[:, i].copy(), unchecked[:, i].copy())
            for i, name in enumerate(self.ids)
        }
        return pd.concat([frame, pd.DataFrame(added).set_axis(frame.index)], axis=1)
