"""The entries of registers held against what their columns ask for, and against each other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pandas as pd

from xlreport.checking.schema import TESTS, failing_rows, range_frame
from xlreport.edition import Edition, Rule
from xlreport.edition.model import CellTest, NumberType
from xlreport.quantity import to_quanta
from xlreport.report import Entry, Report, ReportKind

_ANY_NUMBER = NumberType("", "", 6)


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong in a register: an entry, the column to look at, and the entries like it."""

    register: str
    entry: Entry
    column: str
    like: tuple[Entry, ...] = ()


def faults_of(
    edition: Edition, rule: Rule, reports: Sequence[Report]
) -> Iterator[tuple[int, Fault]]:
    """Yield what breaks a rule about registers: the number of the report, and where.

    Roll-ups are not judged: their entries were, in the reports that they come from.
    """
    for key in rule.targets:
        entries = [
            (number, entry)
            for number, report in enumerate(reports)
            if report.kind is ReportKind.OWN
            for entry in report.registers.get(key, ())
        ]
        if not entries:
            continue
        if rule.test is CellTest.DISTINCT:
            yield from _repeated(rule, key, entries)
        else:
            yield from _incomplete(edition, key, entries)


def _incomplete(
    edition: Edition, key: str, entries: Sequence[tuple[int, Entry]]
) -> Iterator[tuple[int, Fault]]:
    columns = edition.registers[key].columns.values()
    asked = [(number, entry, column) for number, entry in entries for column in columns]
    numbers = [entry.figures.get(column.key) for _, entry, column in asked]
    quanta = pd.Series([None if n is None else to_quanta(n) for n in numbers], dtype="Int64")
    allowed = [c.type if isinstance(c.type, NumberType) else _ANY_NUMBER for _, _, c in asked]
    frame = range_frame(quanta, allowed)
    frame["present"] = [column.optional or column.key in entry.told for _, entry, column in asked]
    frame["readable"] = [column.key not in entry.unreadable for _, entry, column in asked]
    for row in sorted(failing_rows(TESTS[CellTest.ENTRIES], frame)):
        number, entry, column = asked[row]
        yield number, Fault(key, entry, column.key)


def _repeated(
    rule: Rule, key: str, entries: Sequence[tuple[int, Entry]]
) -> Iterator[tuple[int, Fault]]:
    told = [(n, entry, identity) for n, entry in entries if (identity := _identity(rule, entry))]
    frame = pd.DataFrame(
        {
            "report": pd.Series([number for number, _, _ in told], dtype="int64"),
            "identity": pd.Series([identity for _, _, identity in told], dtype="string"),
        }
    )
    failing = [told[row] for row in sorted(failing_rows(TESTS[CellTest.DISTINCT], frame))]
    for number, entry, identity in failing:
        like = [e for n, e, same in failing if (n, same) == (number, identity) and e is not entry]
        yield number, Fault(key, entry, rule.columns[0], tuple(like))


def _identity(rule: Rule, entry: Entry) -> str:
    """Return what tells an entry apart, case aside as in a sheet; nothing if it is incomplete."""
    parts = [entry.told.get(column) for column in rule.columns]
    return "" if None in parts else "\n".join(str(part).casefold() for part in parts)
