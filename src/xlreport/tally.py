"""What answers and registers add to the figures of a report: tallies, summed like any figure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from xlreport.edition import Edition
from xlreport.edition.model import REPORTS, ChoiceTally, EntryTally, Question, join_key
from xlreport.quantity import Value, from_quanta, show, to_quanta
from xlreport.report import Entry, Report


def tallied(
    edition: Edition,
    answers: Mapping[str, str],
    registers: Mapping[str, Sequence[Entry]],
) -> dict[str, Value]:
    """Return the tallies of one unit's answers and entries.

    A tally is missing where an answer or a figure that it counts is: a blank is not a no.
    """
    counts: dict[str, Value] = {}
    for key, tally in edition.tallies.items():
        if isinstance(tally, ChoiceTally):
            count = _choice(edition, tally, answers)
        else:
            count = _entries(tally, registers.get(tally.register))
        if count is not None:
            counts[key] = count
    return counts


def counted(report: Report, question: Question) -> str:
    """Say how many reports of a roll-up chose what, for instance ``是 2 家，否 1 家``."""
    counts = {
        label: report.values.get(join_key(question.key, option))
        for option, label in question.type.options.items()
    }
    return "，".join(
        f"{label} {'' if count is None else show(count)} {REPORTS}"
        for label, count in counts.items()
    )


def _choice(edition: Edition, tally: ChoiceTally, answers: Mapping[str, str]) -> Value | None:
    answer = answers.get(tally.question)
    if answer is None and not edition.questions[tally.question].optional:
        return None
    return int(answer == tally.option)


def _entries(tally: EntryTally, entries: Sequence[Entry] | None) -> Value | None:
    if entries is None:
        return None
    quanta = 0
    for entry in entries:
        chosen = [(entry.answers.get(column), option) for column, option in tally.where]
        if any(answer is None for answer, _ in chosen):
            return None
        if any(answer != option for answer, option in chosen):
            continue
        figure = 1 if tally.column is None else entry.figures.get(tally.column)
        if figure is None:
            return None
        quanta += to_quanta(figure)
    return from_quanta(quanta)
