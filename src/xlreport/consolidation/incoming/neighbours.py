"""Roll-ups of the same that lie beside a new one: what was decided in them is not taken over."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from xlreport.consolidation.earlier.rerun import OldBook, read_earlier
from xlreport.consolidation.incoming.intake import Intake
from xlreport.consolidation.incoming.states import Status
from xlreport.consolidation.years.beside import WORKBOOKS, beside_open, twin
from xlreport.reading import real_path
from xlreport.reading.folder import PASSED_OVER
from xlreport.report import ReportKind, Unit

_MOST = 12
"""So many workbooks are opened, the newest first: a folder may hold all that a city has."""


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A roll-up that lies beside a new one, and how much people have written into it."""

    path: Path
    decisions: int
    reasons: int
    texts: int

    @property
    def told(self) -> str:
        """What people have written into it, in Chinese; nothing if they have not."""
        counts = {"项决定": self.decisions, "条说明": self.reasons, "段文字": self.texts}
        return "、".join(f"{count} {what}" for what, count in counts.items() if count)


def neighbours(intake: Intake, unit: Unit, output: Path) -> list[Neighbour]:
    """Return the roll-ups of the same unit and year from which a new one takes nothing over.

    They are looked for in the folder of the new one, where none was before, and among what was
    received.

    :param unit: that of the new one; without a roster it is named like its file, so that one of
        the same files is one of the same unit.
    :param output: the workbook of the new one.
    """
    kept = intake.choices.earlier.books
    if output.suffix.lower() not in WORKBOOKS or output in kept or twin(output) in kept:
        return []
    books = read_earlier(_candidates(intake, output), intake.choices.overlays).books
    here = {filing.digest for filing in intake.filings}

    def is_same(old: OldBook) -> bool:
        if old.report.kind is not ReportKind.CONSOLIDATED or old.report.year != intake.year:
            return False
        if intake.choices.roster is None:
            return not here.isdisjoint(old.listed)
        return not old.is_of_another(unit)

    same = [(p, old) for p, old in books.items() if isinstance(old, OldBook) and is_same(old)]
    found = [_neighbour(path, old) for path, old in same]
    return [each for each in found if each.told]


def _neighbour(path: Path, old: OldBook) -> Neighbour:
    decisions = {row.digest for row in (*old.decided, *old.waiting)}
    reasons = sum(bool(row.text) for row in old.reasons)
    texts = sum(bool(text.strip()) for text in old.report.prose.values())
    return Neighbour(path, len(decisions), reasons, texts)


def _candidates(intake: Intake, output: Path) -> list[Path]:
    """Return the workbooks that may be roll-ups of the same, the newest first."""
    own = {real_path(f.path) for f in intake.filings if f.edition and f.kind is ReportKind.OWN}
    there = (p for p in output.parent.glob("*.xls[xm]") if not p.name.startswith(PASSED_OVER))
    beside = {path for path in there if real_path(path) not in own}
    beside -= {output, beside_open(output)}
    beside |= {filing.path for filing in intake.of(Status.EARLIER_ROLL_UP)}
    dated = [(path.stat().st_mtime_ns, path) for path in beside if path.is_file()]
    return [path for _, path in sorted(dated, reverse=True)[:_MOST]]
