"""The entries of registers held against what their columns ask for, and against each other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from xlreport.edition import Edition, Rule
from xlreport.edition.model import CellTest, NumberType, RegisterColumn
from xlreport.report import Entry, Report


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong in a register: an entry, the column to look at, and the entries like it."""

    register: str
    entry: Entry
    column: str
    like: tuple[Entry, ...] = ()


def faults_of(edition: Edition, rule: Rule, register: str, report: Report) -> list[Fault]:
    """Return what breaks a rule about a register in a unit's own report.

    :param edition: the edition of the report.
    :param rule: a rule whose test is one of registers.
    :param register: the key of the register.
    :param report: the unit's own report: entries of a roll-up are judged in the reports that they
        come from.
    """
    entries = report.registers.get(register, ())
    if rule.test is CellTest.DISTINCT:
        return list(_repeated(rule, register, entries))
    columns = edition.registers[register].columns.values()
    return [
        Fault(register, entry, column.key)
        for entry in entries
        for column in columns
        if not _is_right(entry, column)
    ]


def _is_right(entry: Entry, column: RegisterColumn) -> bool:
    if column.key in entry.unreadable:
        return False
    figure = entry.figures.get(column.key)
    if figure is not None and isinstance(column.type, NumberType):
        return bool(column.type.allows(figure))
    return column.optional or column.key in entry.told


def _repeated(rule: Rule, register: str, entries: Sequence[Entry]) -> Iterator[Fault]:
    told = [(entry, identity) for entry in entries if (identity := _identity(rule, entry))]
    for entry, identity in told:
        like = tuple(other for other, same in told if same == identity and other is not entry)
        if like:
            yield Fault(register, entry, rule.parameters.columns[0], like)


def _identity(rule: Rule, entry: Entry) -> tuple[str, ...]:
    """Return what tells an entry apart, case aside as in a sheet; nothing if it is incomplete."""
    parts = [entry.told.get(column) for column in rule.parameters.columns]
    return () if None in parts else tuple(str(part).casefold() for part in parts)
