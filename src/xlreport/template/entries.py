"""Formulas about answers and registers: the tests of rows, and the tallies.

They use only the functions that :mod:`xlreport.template.formulas` lists.
"""

from __future__ import annotations

from collections.abc import Sequence

from xlreport.checking import Verdict
from xlreport.checking.entries import Fault
from xlreport.edition import Cell, Layout, layout_of
from xlreport.edition.layout import column_letters
from xlreport.edition.model import CellTest, EntryTally, Question, join_key
from xlreport.report import Entry, Report
from xlreport.tally import count_of, tally_of
from xlreport.template.entered import is_right
from xlreport.template.live import BROKEN, HOLDS, LiveCheck

_NOTHING = '""'


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


def register_formula(check: LiveCheck, report: Report) -> str:
    """Return the formula that counts the rows of a register which fail a test."""
    below = down(column_letters(check.place.column), entry_rows(report, check.targets[0]))
    count = f'COUNTIF({below},"{BROKEN}*")'
    return f'=IF({count}=0,"{HOLDS}","{BROKEN} "&{count}&" 行")'


def register_value(check: LiveCheck, verdict: Verdict) -> str:
    """Return what :func:`register_formula` computes for a report that fails the test."""
    return f"{BROKEN} {len({fault.entry.row for fault in _faults(check, verdict)})} 行"


def _faults(check: LiveCheck, verdict: Verdict) -> Sequence[Fault]:
    return verdict.judgement.faults.get(check.rule.test_id(check.targets[0]), ())


def entry_formula(check: LiveCheck, report: Report, row: int) -> str:
    """Return the formula that tests one row of a register, for the column of ``check``."""
    (key,) = check.targets
    register = report.edition.registers[key]
    cells = {name: f"{letters}{row + 1}" for name, letters in _columns_of(report, key).items()}
    if check.rule.test is CellTest.DISTINCT:
        rows = entry_rows(report, key)
        told = [name for name in register.columns if name in check.rule.columns]
        same = "*".join(
            f"({letters}${rows[0] + 1}:{letters}${rows[-1] + 1}={cells[name]})"
            for name, letters in _columns_of(report, key).items()
            if name in told
        )
        blank = ",".join(f'{cells[name]}=""' for name in told)
        return f'=IF(OR({blank}),"",IF(SUMPRODUCT({same}*1)>1,"{BROKEN} 重复","{HOLDS}"))'
    right = "+".join(
        is_right(column.type, cells[name], report.year, optional=column.optional)
        for name, column in register.columns.items()
    )
    first, *_, last = cells.values()
    broken = f'"{BROKEN} 待改 "&{len(cells)}-({right})&" 格"'
    written = f"SUMPRODUCT(({first}:{last}<>{_NOTHING})*1)"
    return f'=IF({written}=0,"",IF(({right})={len(cells)},"{HOLDS}",{broken}))'


def entry_value(check: LiveCheck, verdict: Verdict, entry: Entry) -> str:
    """Return what :func:`entry_formula` computes for an entry."""
    if check.rule.test is CellTest.DISTINCT and not entry.told.keys() >= set(check.rule.columns):
        return ""
    broken = sum(fault.entry.row == entry.row for fault in _faults(check, verdict))
    if not broken:
        return HOLDS
    return (
        f"{BROKEN} 重复" if check.rule.test is CellTest.DISTINCT else f"{BROKEN} 待改 {broken} 格"
    )


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
