"""Formulas about answers and registers: the tests of rows, and the tallies.

They use only the functions that :mod:`xlreport.template.status` lists.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from xlreport.addresses import column_letters
from xlreport.checking import Verdict
from xlreport.checking.entries import Fault
from xlreport.edition import Cell, Layout, layout_of
from xlreport.edition.expression import (
    Expression,
    any_of,
    constant,
    grouped,
    if_,
    infix,
    joined,
    leaf,
)
from xlreport.edition.model import CellTest, EntryTally, Question, join_key
from xlreport.report import Entry, Report
from xlreport.tally import count_of, tally_of
from xlreport.template.entered import is_right
from xlreport.template.live import BROKEN, HOLDS, LiveCheck


def entry_rows(report: Report, register: str) -> range:
    """Return the rows of a register's sheet, from 0, that stand ready or hold an entry."""
    asked = report.edition.registers[register]
    first = layout_of(report.edition).places[asked.first]
    count = max(asked.room, len(report.registers.get(register, ())))
    return range(first.row, first.row + count)


def entry_areas(report: Report) -> list[str]:
    """Return the areas of all registers in which entries are typed."""
    layout = layout_of(report.edition)
    return [
        f"'{layout.places[register.first].sheet}'!{down_and_across(report, register.key)}"
        for register in report.edition.registers.values()
    ]


def down_and_across(report: Report, register: str) -> str:
    """Return the address of the rows of a register, for instance ``B12:F71``."""
    letters, rows = [*_columns_of(report, register).values()], entry_rows(report, register)
    return f"{letters[0]}{rows[0] + 1}:{letters[-1]}{rows[-1] + 1}"


def down(letters: str, rows: range) -> str:
    """Return the address of a column's cells in these rows, for instance ``C12:C71``."""
    return f"{letters}{rows[0] + 1}:{letters}{rows[-1] + 1}"


def failing_rows(check: LiveCheck, report: Report) -> Expression[Verdict]:
    """Return how many rows of a register fail a test."""
    below = down(column_letters(check.place.column), entry_rows(report, check.targets[0]))
    return leaf(
        f'COUNTIF({below},"{BROKEN}*")',
        lambda verdict: len({fault.entry.row for fault in _faults(check, verdict)}),
    )


def _faults(check: LiveCheck, verdict: Verdict) -> Sequence[Fault]:
    return verdict.judgement.faults.get(check.rule.id_at(check.targets[0]), ())


@dataclass(frozen=True, slots=True)
class EntryTested:
    """An entry, and how many of its cells fail a test."""

    entry: Entry
    failing: int

    @classmethod
    def of(cls, check: LiveCheck, verdict: Verdict, entry: Entry) -> EntryTested:
        """Return what the judgement says of an entry."""
        faults = _faults(check, verdict)
        return cls(entry, sum(fault.entry.row == entry.row for fault in faults))


def entry_status(check: LiveCheck, report: Report, row: int) -> Expression[EntryTested]:
    """Return what the test of one row of a register shows, in the column of ``check``."""
    (key,) = check.targets
    cells = {name: f"{letters}{row + 1}" for name, letters in _columns_of(report, key).items()}
    if check.rule.test is CellTest.DISTINCT:
        return _repeated(check, report, cells)
    register = report.edition.registers[key]
    formula = "+".join(
        is_right(column.type, cells[name], report.year, optional=column.optional)
        for name, column in register.columns.items()
    )
    first, *_, last = cells.values()
    written: Expression[EntryTested] = leaf(
        f'SUMPRODUCT(({first}:{last}<>"")*1)', lambda tested: len(tested.entry.told)
    )
    right: Expression[EntryTested] = grouped(
        leaf(formula, lambda tested: len(cells) - tested.failing)
    )
    broken = joined(f"{BROKEN} 待改 ", infix(constant(len(cells)), "-", right), " 格")
    return if_(infix(written, "=", 0), "", if_(infix(right, "=", len(cells)), HOLDS, broken))


def _repeated(
    check: LiveCheck, report: Report, cells: Mapping[str, str]
) -> Expression[EntryTested]:
    """Return whether a row has the same in the columns of the rule as another one."""
    rows = entry_rows(report, check.targets[0])
    same = "*".join(
        f"({letters}${rows[0] + 1}:{letters}${rows[-1] + 1}={cells[name]})"
        for name, letters in _columns_of(report, check.targets[0]).items()
        if name in check.rule.parameters.columns
    )
    alike: Expression[EntryTested] = leaf(
        f"SUMPRODUCT({same}*1)", lambda tested: 1 + tested.failing
    )
    blank = any_of(
        *(
            infix(_written(name, cells[name]), "=", "")
            for name in cells
            if name in check.rule.parameters.columns
        )
    )
    return if_(blank, "", if_(infix(alike, ">", 1), f"{BROKEN} 重复", HOLDS))


def _written(column: str, address: str) -> Expression[EntryTested]:
    return leaf(address, lambda tested: str(tested.entry.told.get(column, "")))


def _columns_of(report: Report, register: str) -> dict[str, str]:
    """Return the letters of a register's columns, by their keys."""
    places = layout_of(report.edition).places
    columns = report.edition.registers[register].columns
    return {key: column_letters(places[join_key(register, key)].column) for key in columns}


def counted_formula(question: Question, layout: Layout) -> str:
    """Return the formula that says, in a roll-up, how many reports chose what."""
    return f"={count_of(question).formula(lambda key: layout.places[key].link)}"


def tally_formula(cell: Cell, report: Report) -> str:
    """Return the formula of a tally: empty while an answer or a figure that it counts is missing.

    :raises KeyError: if the cell is no tally.
    """
    places, tally = layout_of(report.edition).places, cell.tally

    def at(name: str) -> str:
        if isinstance(tally, EntryTally):
            return down(column_letters(places[name].column), entry_rows(report, tally.register))
        return places[name].link

    return f"={tally_of(report.edition, cell.key).formula(at)}"
