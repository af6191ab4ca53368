"""What a program of an office calls: the roster, the files that came in, their sums, a table.

It is the first half of ``xlreport consolidate``, which writes no file: neither the workbooks of
the levels above nor what a run remembers for the next one.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from xlreport.consolidation.facts import facts_frame
from xlreport.consolidation.incoming.choices import Choices
from xlreport.consolidation.incoming.intake import Intake
from xlreport.consolidation.incoming.intake import take_in as take_in_files
from xlreport.consolidation.sums import tree
from xlreport.consolidation.sums.conservation import demand_conservation
from xlreport.consolidation.sums.tree import RollUp
from xlreport.consolidation.units import roster as rosters
from xlreport.consolidation.units.roster import Roster
from xlreport.consolidation.years.previous import read_previous
from xlreport.edition.load import editions_with
from xlreport.reading import files_in
from xlreport.report import Unit
from xlreport.work.opening import opened

if TYPE_CHECKING:
    import pandas as pd


def read_roster(path: Path | str) -> Roster:
    """Read the roster of the bodies that must report, and to whom.

    What is wrong about one body and changes nothing for others is in its ``doubts``.

    :param path: an .xlsx or .csv file with the columns of ``xlreport roster template``.
    :raises RosterError: if it cannot be read, has other mistakes, or leaves open where a body
        belongs.
    """
    path = Path(path)
    roster = rosters.read_roster(path)
    rosters.demand_roots(roster, path)
    return roster


def take_in(
    sources: Path | str | Iterable[Path | str],
    *,
    roster: Roster | None = None,
    previous: Iterable[Path | str] = (),
    year: int = 0,
    deadline: date | None = None,
    accept_errors: bool = False,
    overlays: Iterable[Path | str] = (),
    workers: int | None = None,
) -> Intake:
    """Read and check what came in, and say of every file what becomes of it.

    :param sources: a folder or a file, or several; archives and mails among them are looked into.
    :param roster: the bodies that must report; without one, every unit found is taken in.
    :param previous: last year's workbooks, folders of them, or roll-ups; those that cannot be read
        are in ``choices.previous.refused`` of the intake.
    :param year: the year reported on; 0 for the one that most files have.
    :param deadline: the last day on which a report is in time.
    :param accept_errors: take reports with open errors, too.
    :param overlays: the local overlays that the workbooks were made with, and other forms.
    :param workers: how many processes read; ``None`` for one a processor.
    :returns: the files with ``status``, ``reason`` and ``issues``, in a fixed order.
    :raises EditionError: if an overlay has a mistake.
    :raises FileNotFoundError: if a folder or file is not there.
    """
    forms, before = tuple(map(Path, overlays)), tuple(map(Path, previous))
    editions_with(forms)
    named = [sources] if isinstance(sources, Path | str) else sources
    folders = tuple(map(Path, named))
    for folder in folders:
        folder.lstat()  # a folder that is not there is no empty one
    choices = Choices(
        year=year,
        accept_errors=accept_errors,
        overlays=forms,
        roster=roster,
        previous=read_previous(before, forms, roster) if before else None,
        deadline=deadline,
        year_otherwise=datetime.now(UTC).year - 1,
        sources=folders,
    )
    paths = opened(list(dict.fromkeys(files_in(folders))), forms)
    return take_in_files(paths, choices, workers=workers)


def roll_up(intake: Intake, unit: Unit | None = None) -> list[RollUp]:
    """Add up what was taken in, for every body on the roster that has others under it.

    :param intake: the files that came in, by :func:`take_in`.
    :param unit: whose sum it is, without a roster.
    :returns: the sums with their ``report`` and ``parts``, each after those below it.
    :raises ValueError: if no file was taken in, and there is no roster.
    :raises Contradiction: if a file, a unit or a figure is not accounted for.
    """
    plan = tree.placed_of(intake)
    roll_ups = tree.roll_up(intake, plan, unit or Unit(""))
    demand_conservation([filing.path for filing in intake.filings], intake, plan, roll_ups)
    return roll_ups


def facts(intake: Intake) -> pd.DataFrame:
    """Return the figures of the units taken in as a table, which :func:`schema_of` judges.

    The columns are those that ``xlreport consolidate --facts`` writes; see docs/facts.md.

    :param intake: the files that came in, by :func:`take_in`.
    :returns: a row for each unit; counts are ``Int64``, amounts ``Decimal``, in the units of the
        form; what is missing is null, never zero.
    :raises ValueError: if no file was taken in.
    """
    return facts_frame(intake)
