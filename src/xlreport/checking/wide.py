"""The rules of an edition as one pandera schema of a wide table: a row a report, a column a cell.

The table is the one that ``xlreport consolidate --facts`` writes (docs/facts.md), with figures in
the units of the form.  Every check is made from the :class:`~xlreport.edition.Clause` or the
:class:`~xlreport.edition.model.NumberType` that the rest of the program judges by.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from functools import cache, partial
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import pandera.pandas as pa
from numpy.typing import NDArray
from pandera.api.base.checks import CheckResult
from pandera.backends.pandas.checks import PandasCheckBackend
from pandera.engines.pandas_engine import Decimal as DecimalType
from pandera.errors import SchemaErrors

from xlreport.checking.cell_tests import holds_of
from xlreport.checking.table import TableRow, wide_table
from xlreport.edition import Cell, Clause, Edition, Rule, Severity
from xlreport.edition.model import LAST, NumberType, Question, Relation, TargetKind
from xlreport.quantity import DECIMALS, Value, plain, show
from xlreport.report import KIND_COLUMN, LEVEL_COLUMN, ReportKind

DIGITS = 38
"""How many digits an amount may have, in the table and in the file."""
_MOST = Decimal(f"1e{DIGITS - DECIMALS}")
_LARGEST = 2**53
"""Counts from here on are not what people file, and their sums may not fit into 64 bits."""
_CONTRARY = {Relation.EQUAL: "≠", Relation.AT_MOST: ">", Relation.AT_LEAST: "<"}
_Holds = Callable[[Any], "pd.Series[bool]"]
_Tells = Callable[[pd.DataFrame], Sequence[str]]


class RuleCheck(pa.Check):
    """A rule in one place: of a clause, or the test of one cell.

    ``name`` is the id of the place (``T3-BAL[natural]``), ``title`` what people call it,
    ``description`` what must hold and the article that says so, ``advice`` what to do otherwise.
    A check of whole rows looks at ``columns``, the cell to look at first in front.
    """

    def __init__(
        self,
        holds: _Holds,
        rule: Rule,
        place: str,
        subject: str,
        *,
        columns: Sequence[str] = (),
        tells: _Tells = lambda rows: [""] * len(rows),
        ignore_na: bool = True,
    ) -> None:
        """Make the check of one place of ``rule``.

        :param holds: tells of each row of a table, or each value of a column, whether it holds.
        :param rule: the rule that it checks.
        :param place: the id of the place, as ``T3-BAL[natural]``.
        :param subject: the place in the words of the form, as 自然人; it may be empty.
        :param columns: the columns that a check of whole rows looks at, the one to blame first.
        :param tells: says of each failing row what is so; values of a column say it themselves.
        :param ignore_na: whether a missing value of a column holds.
        """
        super().__init__(
            holds,
            name=place,
            title=f"{rule.short or rule.name}（{subject}）" if subject else rule.short or rule.name,
            description=f"{rule.name}。依据：{rule.source}" if rule.source else f"{rule.name}。",
            ignore_na=ignore_na,
        )
        self.rule: str = rule.id
        self.severity: Severity = rule.severity
        self.advice: str = rule.advice
        self.columns = columns
        self.tells = tells


class _Backend(PandasCheckBackend):
    """Tells a broken law once a row, where pandera would list every column of the table."""

    check: RuleCheck

    def postprocess_table_with_field_output(
        self, check_obj: pd.DataFrame, check_output: pd.Series[bool]
    ) -> CheckResult:
        """Return which rows of a table fail, the cell to look at in each, and what is so."""
        if check_output.all():
            return CheckResult(check_output, True, check_obj, None)
        columns = self.check.columns
        failing = check_obj.loc[~check_output, [each for each in columns if each in check_obj]]
        where = {"column": columns[0], "index": failing.index.to_list()}
        cases = pd.DataFrame({**where, "failure_case": self.check.tells(failing)})
        return CheckResult(check_output, False, check_obj, cases)


for _kind in (pd.DataFrame, pd.Series):
    RuleCheck.register_backend(_kind, _Backend)


def wide_schema(edition: Edition) -> pa.DataFrameSchema:
    """Return the schema of an edition's wide table, see :func:`xlreport.schema_of`.

    :param edition: the edition whose rules are asked for.
    """
    cells = {key: _cell(edition, cell) for key, cell in edition.cells.items()}
    last = {
        f"{LAST}{key}": _numbers(edition.cells[key].number, required=False)
        for key in edition.last_keys
    }
    questions = {
        question.key: pa.Column(None, nullable=True, title=question.label)
        for question in edition.questions.values()
    }
    return pa.DataFrameSchema(
        {**_conditions(edition), **cells, **questions, **last},
        checks=[check for rule in edition.rules for check in _checks_of_rows(edition, rule)],
        name=edition.id,
        title=edition.title,
        description=f"{edition.document} {edition.document_number}".strip(),
    )


_kept_schema = cache(wide_schema)
"""For many tables: a schema that others get is theirs to change."""


def _conditions(edition: Edition) -> dict[str, pa.Column]:
    """Return the columns that say whether a rule applies to a report, as far as one asks."""
    columns: dict[str, pa.Column] = {}
    if any(rule.levels for rule in edition.rules):
        columns[LEVEL_COLUMN] = pa.Column(None, pa.Check.isin(list(edition.levels)), nullable=True)
    if edition.questions or any(rule.when for rule in edition.rules):
        columns[KIND_COLUMN] = pa.Column(None, pa.Check.isin([kind.value for kind in ReportKind]))
    return columns


def _cell(edition: Edition, cell: Cell) -> pa.Column:
    """Return the column of a cell, with the rules that look at it by itself."""
    checks = [_cell_check(rule, cell) for rule in edition.rules if cell.key in rule.targets]
    return _numbers(cell.number, checks, title=cell.label, description=cell.full_label)


def _numbers(number: NumberType, checks: Iterable[pa.Check] = (), **more: Any) -> pa.Column:
    """Return a column of numbers of a type; floats that are whole are taken for counts."""
    if number.decimals:
        return pa.Column(DecimalType(DIGITS, DECIMALS), list(checks), nullable=True, **more)
    return pa.Column("Int64", list(checks), nullable=True, coerce=True, **more)


def _cell_check(rule: Rule, cell: Cell) -> RuleCheck:
    place = partial(RuleCheck, rule=rule, place=rule.id_at(cell.key), subject=cell.label)
    number = cell.number
    if rule.test is not None and rule.test.blank_breaks:
        return place(pd.Series.notna, ignore_na=False)
    if number.decimals:
        return place(
            lambda amounts: amounts.map(partial(_holds_of_amount, rule, number)).astype(bool)
        )
    return place(lambda counts: counts.dtype != "Int64" or holds_of(rule, number, counts))


def _checks_of_rows(edition: Edition, rule: Rule) -> list[RuleCheck]:
    if rule.looks_at is TargetKind.ANSWER:
        return [_answered(rule, edition.questions[target]) for target in rule.targets]
    return [_law(rule, clause) for clause in rule.clauses]


class _Figures(NamedTuple):
    """A column of figures, 0 where there is none, and where that is."""

    known: NDArray[Any]
    missing: NDArray[np.bool_]


def _law(rule: Rule, clause: Clause) -> RuleCheck:
    def holds(table: pd.DataFrame) -> pd.Series[bool]:
        figures = {name: _figures(table, name) for name in clause.weights}
        kept = clause.holds(clause.difference(lambda name: figures[name].known))
        checked = ~np.logical_or.reduce([each.missing for each in figures.values()])
        if rule.conditional:
            checked &= _applies(rule, table)
        return pd.Series(np.where(checked, kept, True).astype(bool), table.index)

    def tells(rows: pd.DataFrame) -> list[str]:
        left, right = (
            _shown(side.total(lambda name: _figures(rows, name).known), rows)
            for side in (clause.left, clause.right)
        )
        contrary = _CONTRARY[clause.relation]
        return [f"{one} {contrary} {other}" for one, other in zip(left, right, strict=True)]

    names = [term.name for term in sorted(clause.terms, key=lambda term: term.last)]
    return RuleCheck(holds, rule, clause.id, clause.subject, columns=names, tells=tells)


def _figures(table: pd.DataFrame, name: str) -> _Figures:
    """Return a column; one that is not there, or of another type, has no figures.

    What is wrong with its type the schema tells, and no rule that looks at it.
    """
    nothing = _Figures(np.zeros(len(table), np.int64), np.ones(len(table), np.bool_))
    if name not in table:
        return nothing
    column = table[name]
    missing = column.isna().to_numpy()
    if column.dtype == "Int64":
        return _Figures(column.to_numpy(np.int64, na_value=0), missing)
    if not all(isinstance(each, Decimal) for each in column[~missing]):
        return nothing
    return _Figures(np.where(missing, 0, column.to_numpy(object)), missing)


def _holds_of_amount(rule: Rule, number: NumberType, amount: object) -> bool:
    return not isinstance(amount, Decimal) or bool(holds_of(rule, number, amount))


def _applies(rule: Rule, table: pd.DataFrame) -> NDArray[np.bool_]:
    """Tell to which rows a rule applies that does not apply to all."""
    nothing = [0] * len(table)
    levels = table[LEVEL_COLUMN] if rule.levels else nothing
    kinds = table[KIND_COLUMN] if rule.when else nothing
    counts = _figures(table, rule.when).known if rule.when else nothing
    return np.array(
        [
            rule.applies(level, own=kind == ReportKind.OWN, counted=count)
            for level, kind, count in zip(levels, kinds, counts, strict=True)
        ],
        dtype=np.bool_,
    )


def _shown(figures: NDArray[Any] | int, rows: pd.DataFrame) -> list[str]:
    """Write a side of a law, which may be a constant, for each row."""
    each = [figures] * len(rows) if isinstance(figures, int) else figures.tolist()
    return [show(plain(figure)) for figure in each]


def _answered(rule: Rule, question: Question) -> RuleCheck:
    def holds(table: pd.DataFrame) -> pd.Series[bool]:
        answered = table[question.key].notna() | (table[KIND_COLUMN] != ReportKind.OWN)
        return answered.astype(bool) | question.optional

    place = rule.id_at(question.key)
    return RuleCheck(
        holds,
        rule,
        place,
        question.label,
        columns=(question.key,),
        tells=lambda rows: ["没有回答"] * len(rows),
    )


def broken_in(edition: Edition, rows: Sequence[TableRow]) -> dict[int, frozenset[str]]:
    """Hold reports against the schema of their edition.

    :param edition: the edition of all the reports.
    :param rows: the reports.
    :returns: the ids of what is broken in each by its number, of those that a table can hold: it
        has no place for a part of a thing, or for more than 64 bits.
    """
    numbers = [edition.cells[name.removeprefix(LAST)].number for name in edition.numbers]
    held = {n: row for n, row in enumerate(rows) if all(map(_fits, numbers, row.figures))}
    if not held:
        return {}
    broken: dict[int, set[str]] = {number: set() for number in held}
    table = wide_table(edition, list(held.values())).set_axis(list(held), axis="index")
    try:
        _kept_schema(edition).validate(table, lazy=True)
    except SchemaErrors as errors:
        cases = errors.failure_cases
        for row, name in zip(cases["index"], cases["check"], strict=True):
            broken[int(row)].add(name)
    return {number: frozenset(ids) for number, ids in broken.items()}


def _fits(number: NumberType, figure: Value | None) -> bool:
    if figure is None:
        return True
    if number.decimals:
        return Decimal(figure).copy_abs() < _MOST
    return isinstance(figure, int) and abs(figure) < _LARGEST
