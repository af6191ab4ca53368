"""What the office decides about an intake."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from xlreport.consolidate.last_year import Previous
from xlreport.consolidate.rerun import Earlier
from xlreport.consolidate.roster import Roster
from xlreport.issue import Kept
from xlreport.report import Unit


@dataclass(frozen=True)
class Choices:
    """What the office decides about an intake.

    ``year`` is the report year; if it is 0, the one that most files have, and if there are
    none, ``year_otherwise``. ``take`` are files that a person has chosen, among several
    versions or between a total and its parts; ``matches`` names the unit on the roster, by its
    identity, that a file is of. ``unit`` is that of the roll-up where there is no roster.
    ``reasons`` are kept from an earlier run: the reason by the fingerprint of the finding, for
    each unit's identity; ``earlier`` are its workbooks. ``sources`` are the folders that the
    files lie in.
    """

    year: int = 0
    accept_errors: bool = False
    overlays: tuple[Path, ...] = ()
    roster: Roster | None = None
    previous: Previous | None = None
    take: frozenset[Path] = frozenset()
    matches: Mapping[Path, str] = field(default_factory=dict)
    deadline: date | None = None
    reasons: Mapping[str, Mapping[str, Kept]] = field(default_factory=dict)
    year_otherwise: int = 0
    earlier: Earlier = field(default_factory=Earlier)
    sources: tuple[Path, ...] = ()
    unit: Unit = Unit("")  # noqa: RUF009 - it is frozen
