"""What answers and registers add to the figures of a report: tallies, summed like any figure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import assert_never

from xlreport.edition import Edition
from xlreport.edition.expression import (
    Addresses,
    Expression,
    any_of,
    cell,
    if_,
    infix,
    joined,
)
from xlreport.edition.model import (
    REPORTS,
    AnswerType,
    ChoiceTally,
    EntryTally,
    Question,
    Register,
    join_key,
)
from xlreport.quantity import Value, from_quanta, to_quanta
from xlreport.report import Entry, Report

_SMALLEST = "-1E+15"
"""Smaller than any number that a form takes: what is larger than this is a number."""


@dataclass(frozen=True, slots=True)
class Entered:
    """What a unit has answered, and the entries of its registers."""

    answers: Mapping[str, str]
    registers: Mapping[str, Sequence[Entry]]


def tallied(
    edition: Edition,
    answers: Mapping[str, str],
    registers: Mapping[str, Sequence[Entry]],
) -> dict[str, Value]:
    """Return the tallies of one unit's answers and entries.

    A tally is missing where an answer or a figure that it counts is: a blank is not a no.
    """
    told = Entered(answers, registers)
    counts: dict[str, Value] = {}
    for key, tally in edition.tallies.items():
        if isinstance(tally, ChoiceTally) or tally.register in registers:
            count = tally_of(edition, key).value(told)
            if not isinstance(count, str):
                counts[key] = count
    return counts


@cache
def tally_of(edition: Edition, key: str) -> Expression[Entered]:
    """Return a tally: empty while an answer or a figure that it counts is missing.

    Its formula takes the addresses of questions by their keys, and for each column of a register
    by :func:`~xlreport.edition.model.join_key` that of all its rows.
    """
    tally = edition.tallies[key]
    match tally:
        case ChoiceTally():
            return _choice(tally, edition.questions[tally.question])
        case EntryTally():
            return _entries(tally, edition.registers[tally.register])
        case _:
            assert_never(tally)


def counted(report: Report, question: Question) -> str:
    """Say how many reports of a roll-up chose what, for instance ``是 2 家，否 1 家``."""
    return count_of(question).shown(report)


def count_of(question: Question) -> Expression[Report]:
    """Return how many reports of a roll-up chose what; addresses are asked for by cell key."""
    parts: list[Expression[Report] | str] = []
    for option, label in question.type.options.items():
        count = _figure(join_key(question.key, option))
        parts += ["，"] if parts else []
        parts += [f"{label} ", count, f" {REPORTS}"]
    return joined(*parts)


def _figure(key: str) -> Expression[Report]:
    return cell(key, lambda report: report.values.get(key, ""))


def _choice(tally: ChoiceTally, question: Question) -> Expression[Entered]:
    options = question.type.options
    answer: Expression[Entered] = cell(
        question.key, lambda told: options.get(told.answers.get(tally.question, ""), "")
    )
    is_one = any_of(*(infix(answer, "=", label) for label in options.values()))
    otherwise = 0 if question.optional else if_(is_one, 0, "")
    return if_(infix(answer, "=", options[tally.option]), 1, otherwise)


def _entries(tally: EntryTally, register: Register) -> Expression[Entered]:
    """Return a tally of entries; a row in which anything is written is one."""
    rows = _Rows(register, tally.where)
    count = rows.count()
    missing = [infix(rows.answered(column), "<", rows.written()) for column, _ in tally.where]
    if tally.column is not None:
        missing.append(infix(rows.with_number(tally.column), "<", count))
        count = rows.added(tally.column)
    return if_(any_of(*missing), "", count) if missing else count


@dataclass(frozen=True, eq=False, slots=True)
class _Rows:
    """The rows of a register, and of them those with all the options of ``where``."""

    register: Register
    where: tuple[tuple[str, str], ...]

    def written(self) -> Expression[Entered]:
        """Return how many entries there are."""

        def formula(at: Addresses) -> str:
            each = [f'({self._cells(at, key)}<>"")' for key in self.register.columns]
            return f"SUMPRODUCT(--({'+'.join(each)}>0))"

        return Expression(formula, lambda told: len(self._all(told)))

    def count(self) -> Expression[Entered]:
        """Return how many rows have the options."""
        if not self.where:
            return self.written()
        return Expression(
            lambda at: f"COUNTIFS({','.join(self._criteria(at))})",
            lambda told: len(self._chosen(told)),
        )

    def answered(self, key: str) -> Expression[Entered]:
        """Return how many entries have any option in a column."""

        def formula(at: Addresses) -> str:
            labels = self._options(key).values()
            return "+".join(f'COUNTIF({self._cells(at, key)},"{label}")' for label in labels)

        return Expression(formula, lambda told: sum(key in e.answers for e in self._all(told)))

    def with_number(self, key: str) -> Expression[Entered]:
        """Return how many rows with the options have a number in a column."""

        def formula(at: Addresses) -> str:
            above = f'{self._cells(at, key)},">{_SMALLEST}"'
            return f"COUNTIFS({','.join([*self._criteria(at), above])})"

        return Expression(formula, lambda told: sum(key in e.figures for e in self._chosen(told)))

    def added(self, key: str) -> Expression[Entered]:
        """Return what a column of the rows with the options adds up to."""

        def formula(at: Addresses) -> str:
            if not self.where:
                return f"SUM({self._cells(at, key)})"
            return f"SUMIFS({self._cells(at, key)},{','.join(self._criteria(at))})"

        def value(told: Entered) -> Value:
            return from_quanta(sum(to_quanta(entry.figures[key]) for entry in self._chosen(told)))

        return Expression(formula, value)

    def _all(self, told: Entered) -> Sequence[Entry]:
        return told.registers.get(self.register.key, ())

    def _chosen(self, told: Entered) -> list[Entry]:
        return [
            entry
            for entry in self._all(told)
            if all(entry.answers.get(key) == option for key, option in self.where)
        ]

    def _cells(self, at: Addresses, key: str) -> str:
        return at(join_key(self.register.key, key))

    def _criteria(self, at: Addresses) -> list[str]:
        return [f'{self._cells(at, k)},"{self._options(k)[option]}"' for k, option in self.where]

    def _options(self, key: str) -> Mapping[str, str]:
        asked = self.register.columns[key].type
        return asked.options if isinstance(asked, AnswerType) else {}
