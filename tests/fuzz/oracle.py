"""What must be so of every mutant, and whether LibreOffice sees the same figures."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import openpyxl
from tests.fuzz.mutants import mutant
from tests.hostile.forge import EDITION, good_report

from xlreport.checking import check
from xlreport.edition import Severity
from xlreport.reading import Refused
from xlreport.reading.numbers import parse_number
from xlreport.report import Report
from xlreport.work.reading import isolated

FATAL = ("LIMIT-TIME", "LIMIT-ABORT", "LIMIT-FAULT")


@dataclass(frozen=True)
class Taken:
    """A mutant that was read: its number, its file, its report."""

    number: int
    path: Path
    report: Report


def survivors(numbers: Iterable[int], folder: Path, tally: dict[str, int]) -> Iterator[Taken]:
    """Read mutants in a process of their own and yield those that are taken.

    :raises AssertionError: if one stops the reader, or hangs it.
    """
    for number in numbers:
        path = folder / f"{number}.xlsx"
        path.write_bytes(mutant(number))
        (outcome,) = isolated([path])
        if isinstance(outcome, Refused):
            assert outcome.code not in FATAL, f"mutant {number}: {outcome}"
            tally[outcome.code] = tally.get(outcome.code, 0) + 1
            path.unlink()
        else:
            tally["taken"] = tally.get("taken", 0) + 1
            yield Taken(number, path, outcome)


def countable(taken: Sequence[Taken]) -> list[Taken]:
    """Return those in which no rule finds an error: they would be counted."""
    verdicts = check([each.report for each in taken])
    return [
        each
        for each, verdict in zip(taken, verdicts, strict=True)
        if not any(finding.severity is Severity.ERROR for finding in verdict.findings)
    ]


def is_like_the_original(report: Report) -> bool:
    """Tell whether the figures are those of the workbook that was mutated."""
    return report.values == good_report().values


def differences(
    taken: Sequence[Taken], convert: Callable[[Sequence[Path]], Sequence[Path]]
) -> Iterator[str]:
    """Yield each figure that LibreOffice shows otherwise than it was read."""
    for each, shown in zip(taken, convert([t.path for t in taken]), strict=True):
        book = openpyxl.load_workbook(shown, data_only=True)
        for key, value in each.report.values.items():
            place = each.report.place(key)
            seen = book[place.sheet].cell(place.row + 1, place.column + 1).value
            if parse_number(seen, EDITION.cells[key].unit).value != value:
                yield f"mutant {each.number}: {key} at {place.link} is {value}, shown {seen!r}"
