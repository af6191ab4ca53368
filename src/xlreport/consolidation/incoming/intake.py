"""The files that came in: which are taken into the roll-up, which are not, and why."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial
from pathlib import Path

from xlreport.checking import preload_checker
from xlreport.consolidation.figures import Figures, Vector
from xlreport.consolidation.incoming.choices import Choices
from xlreport.consolidation.incoming.compared import with_own_totals, with_wrong_units
from xlreport.consolidation.incoming.decision import Decision
from xlreport.consolidation.incoming.filing import Filing
from xlreport.consolidation.incoming.judging import Judging
from xlreport.consolidation.incoming.kept_decisions import LeftOver, effect_of, left_over
from xlreport.consolidation.incoming.listed import RollUpList
from xlreport.consolidation.incoming.readers import Reader, chunks_of, read_in_workers
from xlreport.consolidation.incoming.sorting import Sorter, edition_of, most_frequent_year
from xlreport.consolidation.incoming.states import State, Status
from xlreport.consolidation.incoming.whereabouts import Folders
from xlreport.edition import Edition
from xlreport.report import Report
from xlreport.work.ledger import Ledger
from xlreport.work.second_judgement import SecondJudgement

Progress = Callable[[int], object]
"""Is told how many more files have been read."""


@dataclass(frozen=True)
class Intake:
    """All files, in the order given, and the figures of those of the report year.

    ``in_totals`` are the units whose figures are in the total of one above them, and how that is
    known; ``about_totals`` is what a person must decide about totals; ``lists`` is what each
    roll-up among the files lists, by the number of its file.  ``second`` is for judging the figures
    once more, when there is time.
    """

    filings: tuple[Filing, ...]
    year: int
    edition: Edition | None
    figures: Figures | None
    choices: Choices
    in_totals: Mapping[str, State] = field(default_factory=dict)
    about_totals: tuple[Decision, ...] = ()
    lists: Mapping[int, RollUpList] = field(default_factory=dict)
    second: SecondJudgement = field(default_factory=SecondJudgement)

    def row(self, filing: Filing) -> Vector:
        """Return the figures of a file of the report year.

        :param filing: the file, one of the intake's.
        :raises ValueError: if there is nothing to roll up.
        """
        return _row(self.figures, filing)

    def before(self, filing: Filing) -> Report | None:
        """Return last year's report of the unit of a file, if it is known for certain.

        :param filing: the file, one of the intake's.
        """
        if self.choices.previous is None:
            return None
        if filing.index not in self._before:
            unit = filing.unit_on(self.choices.roster)
            found = self.choices.previous.of(unit, self.year - 1, filing.kind)
            self._before[filing.index] = found
        return self._before[filing.index]

    @cached_property
    def _before(self) -> dict[int, Report | None]:
        return {}

    @cached_property
    def folders(self) -> Folders:
        """Where the files lie, as people are told."""
        return Folders(self.choices.sources)

    @cached_property
    def left_over(self) -> LeftOver:
        """The decisions of earlier runs that have no place in this one."""
        return left_over(self.choices.earlier, self.filings, self.folders)

    def effect_of(self, filing: Filing) -> str:
        """Say what came of a decision about a file; nothing if there is none.

        :param filing: the file, one of the intake's.
        """
        return effect_of(filing, self.left_over.changed)

    def of(self, status: Status) -> list[Filing]:
        """Return the files with a status.

        :param status: what became of them.
        """
        return [filing for filing in self.filings if filing.status is status]


def take_in(
    paths: Sequence[Path],
    choices: Choices | None = None,
    *,
    workers: int | None = None,
    reader: Reader | None = None,
    ledger: Path | None = None,
    progress: Progress = int,
) -> Intake:
    """Read, check and sort files.

    :param paths: the files, each once; those in archives by the paths that lead into them.
    :param choices: what the office decides; by default nothing is decided.
    :param workers: how many processes read at most; ``None`` uses all processors.
    :param reader: reads the chunks in another way, for instance on a cluster.
    :param ledger: where readings are kept, so that a run that was stopped can be taken up.
    :param progress: is told how many more files have been read.
    """
    choices = choices or Choices()
    # The readers' processes take a while to begin.
    preload_checker()
    book = Ledger(ledger) if ledger else None
    if reader:
        readings = reader(chunks_of(paths))
    else:
        # With last year's figures the texts are judged when those have been found.
        texts = choices.previous is None
        readings = read_in_workers(paths, choices.overlays, ledger, workers, texts=texts)
    try:
        judge = Judging(paths, choices)
        for chunk in readings:
            if book:
                new = (each for each in chunk if each.record and not each.known)
                book.add((each.digest, each.record, each.texts) for each in new)
            judge.add(chunk)
            progress(len(chunk))
        judge.finish()
    finally:
        if book:
            book.close()
    return _sorted_out(judge, choices)


def _sorted_out(judge: Judging, choices: Choices) -> Intake:
    filings = [filing for _, filing in sorted(judge.filings.items())]
    year = choices.year or most_frequent_year(filings) or choices.year_otherwise
    edition = edition_of(filings, year, choices)
    room = judge.figures.get(edition) if edition else None
    figures = room or (Figures(edition, len(filings)) if edition else None)
    row = partial(_row, figures)
    settled = Sorter(choices, year, edition).sorted(filings, row)
    sorted_ = settled.filings
    if not (choices.roster or any(filing.status is Status.TAKEN for filing in sorted_)):
        return Intake(sorted_, year, None, None, choices, second=judge.second)
    if choices.roster:
        sorted_ = tuple(with_own_totals(sorted_, choices.roster, row, choices.reasons))
    sorted_ = tuple(
        with_wrong_units(sorted_, choices.roster, row, choices.reasons, choices.previous)
    )
    return Intake(
        sorted_,
        year,
        edition,
        figures,
        choices,
        settled.in_totals,
        settled.decisions,
        settled.lists,
        judge.second,
    )


def _row(figures: Figures | None, filing: Filing) -> Vector:
    if figures is None:
        raise ValueError("没有一份报表可以汇总")
    return figures.row(filing.index)
