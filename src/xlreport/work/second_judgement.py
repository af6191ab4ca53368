"""The figures of a folder judged a second time, by the pandera schema of their edition.

:mod:`xlreport.checking.judge` judges reports as arrays; the schema that :func:`xlreport.schema_of`
gives says the same rules as checks of a table.  While the caller goes on, a worker holds all
reports of a folder against the schema.  Where the two do not agree, this program is at fault.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from xlreport.checking import Verdict
from xlreport.checking.statements import statements_of
from xlreport.edition import Edition, load_edition
from xlreport.edition.model import TargetKind
from xlreport.errors import Contradiction
from xlreport.record import from_bytes, pack_figures, to_bytes, unpack_figures
from xlreport.report import ReportKind
from xlreport.work.guard import Answer, Guard, Task, TaskOutcome

_WORTH_IT = 12
"""Loading pandas and pandera takes longer than so few reports are worth."""
_ROWS = 2_000
"""So many reports are one table."""
_SECONDS = 120.0
"""For one table, on a machine that has better things to do."""
_FEW = 5
_NEEDLESS = ("hypothesis", "pyarrow")
"""What pandas and pandera load where they find it, and no judgement needs: a third of a second."""
_OF_FIGURES = (None, TargetKind.NUMBER, TargetKind.ANSWER)
"""What the schema has a place for."""


@dataclass
class _Rows:
    """The reports of one edition: their names, what was found broken in each, their rows."""

    names: list[str] = field(default_factory=list)
    broken: list[frozenset[str]] = field(default_factory=list)
    rows: list[bytes] = field(default_factory=list)


class SecondJudgement:
    """Takes verdicts, has their figures judged again, and tells where that comes out otherwise."""

    def __init__(self, overlays: Sequence[Path] = ()) -> None:
        """Begin with no verdicts.

        :param overlays: the local overlays and forms that the reports were read with.
        """
        self.left_out = ""
        """Why there is no second judgement, where a worker could not make it."""
        self._overlays = overlays
        self._rows: dict[Edition, _Rows] = {}
        self._guard: Guard | None = None
        self._begun: list[tuple[_Rows, int]] = []
        self._outcomes: Iterator[tuple[int, TaskOutcome]] = iter(())

    def add(self, verdict: Verdict) -> None:
        """Take one more verdict.

        :param verdict: what the rules say of a report.
        """
        report = verdict.report
        rows = self._rows.setdefault(report.edition, _Rows())
        statements = statements_of(report.edition)
        broken = (statements[number] for number in verdict.judgement.broken)
        of_figures = frozenset(each.id for each in broken if each.rule.looks_at in _OF_FIGURES)
        rows.names.append(report.unit.name or Path(report.source).name)
        rows.broken.append(of_figures)
        row = [report.kind.value, report.unit.level, dict(report.answers), pack_figures(report)]
        rows.rows.append(to_bytes(row))

    def begin(self) -> None:
        """Let a worker judge all that was taken, while the caller does something else."""
        if sum(len(each.rows) for each in self._rows.values()) < _WORTH_IT:
            return
        tasks: list[Task] = []
        for edition, rows in self._rows.items():
            for first in range(0, len(rows.rows), _ROWS):
                body = b"[" + b",".join(rows.rows[first : first + _ROWS]) + b"]"
                tasks.append(Task("judge", Path("汇总"), {"edition": edition.id}, body))
                self._begun.append((rows, first))
        self._guard = Guard(self._overlays, workers=1, seconds=_SECONDS, kept=False).__enter__()
        self._outcomes = self._guard.map(tasks)

    def demand_agreement(self, *effect: str) -> None:
        """Wait for the second judgement, and let pass only what agrees with it.

        :param effect: what it means for what was made that something does not agree; without it,
            that nothing was written.
        :raises Contradiction: if it comes out otherwise for a report.
        """
        if self._guard is None:
            return
        found: list[str] = []
        try:
            for number, outcome in self._outcomes:
                if isinstance(outcome, Answer):
                    found += self._compared(*self._begun[number], outcome.data)
                else:
                    self.left_out = str(outcome)
        finally:
            self._guard.__exit__(None, None, None)
            self._guard = None
        if found:
            raise Contradiction(found[:_FEW], *effect)

    def _compared(self, rows: _Rows, first: int, data: Mapping[str, list[str]]) -> Iterator[str]:
        for row, ids in data.items():
            number = first + int(row)
            for each in sorted(rows.broken[number].symmetric_difference(ids)):
                ours, theirs = ("不符", "相符") if each in rows.broken[number] else ("相符", "不符")
                yield f"“{rows.names[number]}”的 {each}：第一次核对是{ours}，第二次核对是{theirs}"


def begun(verdicts: Iterable[Verdict], overlays: Sequence[Path]) -> SecondJudgement:
    """Begin the second judgement of a folder.

    :param verdicts: what the first one said of each report.
    :param overlays: the local overlays and forms that the reports were read with.
    """
    second = SecondJudgement(overlays)
    for verdict in verdicts:
        second.add(verdict)
    second.begin()
    return second


def judging_job(
    _: Path, arguments: Mapping[str, Any], body: bytes, overlays: Sequence[Path]
) -> tuple[Any, bytes]:
    """Hold a table of reports against the schema of their edition, in a worker.

    :returns: the ids of what is broken in each report that the table can hold, by its number.
    """
    for name in _NEEDLESS:
        sys.modules.setdefault(name, None)  # type: ignore[arg-type]  # an import of it fails
    from xlreport.checking.table import TableRow
    from xlreport.checking.wide import broken_in

    edition = load_edition(arguments["edition"], overlays)
    table = [
        TableRow(ReportKind(kind), level, answers, unpack_figures(figures))
        for kind, level, answers, figures in from_bytes(body)
    ]
    return {str(row): sorted(ids) for row, ids in broken_in(edition, table).items()}, b""
