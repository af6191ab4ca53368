"""What the office decides about an intake."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from xlreport.consolidation.earlier.rerun import Earlier
from xlreport.consolidation.earlier.settings import Settings
from xlreport.consolidation.incoming.decided import NOTHING, Decided
from xlreport.consolidation.units.roster import Member, Roster
from xlreport.consolidation.years.last_year import Previous
from xlreport.issue import Kept
from xlreport.report import Unit
from xlreport.sheets.decisions import Action


@dataclass(frozen=True)
class Choices:
    """What the office decides about an intake.

    ``year`` is the report year; if it is 0, the one that most files have, and if there are
    none, ``year_otherwise``. ``take`` are files that a person has chosen, among several
    versions or between a total and its parts; ``matches`` names the unit on the roster that a
    file is of. ``unit`` is that of the roll-up where there is no roster.
    ``reasons`` are kept from an earlier run: the reason by the fingerprint of the finding, for
    each unit's identity; ``earlier`` are its workbooks. ``sources`` are the folders that the
    files lie in, ``settings`` what all this was made from, for the workbook to remember.
    """

    year: int = 0
    accept_errors: bool = False
    overlays: tuple[Path, ...] = ()
    roster: Roster | None = None
    previous: Previous | None = None
    take: frozenset[Path] = frozenset()
    matches: Mapping[Path, Member] = field(default_factory=dict)
    deadline: date | None = None
    reasons: Mapping[str, Mapping[str, Kept]] = field(default_factory=dict)
    year_otherwise: int = 0
    earlier: Earlier = field(default_factory=Earlier)
    sources: tuple[Path, ...] = ()
    unit: Unit = Unit("")  # noqa: RUF009 - it is frozen
    settings: Settings = Settings()  # noqa: RUF009 - it is frozen

    def decided(self, path: Path, digest: str) -> Decided:
        """Return what was decided about a file: in this run, or else in an earlier workbook.

        :param digest: the SHA-256 of its content, to which earlier decisions belong.
        """
        kept = self.earlier.decisions.get(digest) if digest else None
        found = Decided(kept.action, kept.unit) if kept else NOTHING
        if not (self.take or self.matches):
            return found
        real = path.resolve()
        if real in self.take:
            found = replace(found, action=Action.TAKE.value, fresh=True)
        if real in self.matches:
            found = replace(found, unit=self.matches[real].entry, fresh=True)
        return found
