"""The files that came in: which are taken into the roll-up, which are not, and why."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

from xlreport.checking import check, preload_checker
from xlreport.checking.prose import Copies
from xlreport.checking.prose.copies import Noted
from xlreport.consolidation.figures import Figures, Vector
from xlreport.consolidation.incoming.choices import Choices
from xlreport.consolidation.incoming.decision import Decision
from xlreport.consolidation.incoming.filing import Filing
from xlreport.consolidation.incoming.kept_decisions import LeftOver, effect_of, left_over
from xlreport.consolidation.incoming.listed import RollUpList
from xlreport.consolidation.incoming.own_totals import with_own_totals
from xlreport.consolidation.incoming.peers import with_wrong_units
from xlreport.consolidation.incoming.pool import Reader, chunks_of, read_in_workers
from xlreport.consolidation.incoming.sorting import Sorter, edition_of, most_frequent_year
from xlreport.consolidation.incoming.states import State, Status
from xlreport.consolidation.incoming.whereabouts import Folders
from xlreport.consolidation.units.levels import level_of
from xlreport.consolidation.units.roster import Member
from xlreport.consolidation.units.whose import on_cover
from xlreport.edition import Edition
from xlreport.finding import Finding
from xlreport.issue import Issue, issues_of
from xlreport.marked import fingerprint
from xlreport.reading import Refused
from xlreport.record import Record, from_bytes, to_bytes, unpack
from xlreport.report import Report, Unit
from xlreport.signature import signed
from xlreport.work.ledger import Ledger
from xlreport.work.reading import Reading, judge_texts
from xlreport.work.second_judgement import SecondJudgement
from xlreport.work.texts import Texts

_BATCH = 250
"""So many reports are judged at a time, and then let go of."""

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
        readings = read_in_workers(paths, choices.overlays, ledger, workers)
    try:
        judge = _Judge(paths, choices)
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


class _Judge:
    """Checks readings in batches and keeps of each what the roll-up needs."""

    def __init__(self, paths: Sequence[Path], choices: Choices) -> None:
        self.choices = choices
        self.filings: list[Filing | None] = [None] * len(paths)
        self.figures: dict[Edition, Figures] = {}
        self._copies: dict[Edition, Copies] = {}
        self._noted: dict[int, tuple[Report, Noted]] = {}
        self._numbers = {path: index for index, path in enumerate(paths)}
        self._waiting: list[Reading] = []
        self.second = SecondJudgement(choices.overlays)

    def add(self, readings: Iterable[Reading]) -> None:
        for reading in readings:
            if reading.record:
                self._waiting.append(reading)
            else:
                index = self._numbers[reading.path]
                self.filings[index] = Filing(
                    index,
                    reading.path,
                    reading.digest,
                    reading.modified,
                    unit=Unit(*reading.stated),
                    status=Status.UNREADABLE,
                    reason=reading.reason,
                    advice=reading.advice,
                    code=reading.code,
                    decided=self.choices.decided(reading.path, reading.digest),
                )
        if len(self._waiting) >= _BATCH:
            self.flush()

    def flush(self) -> None:
        batch, self._waiting = self._waiting, []
        records = [from_bytes(reading.record) for reading in batch]
        previous = self.choices.previous
        reports = []
        for reading, record in zip(batch, records, strict=True):
            report = unpack(record, reading.path, self.choices.overlays)
            report = self._with_level(report, reading)
            member = self._decided_on(reading)
            unit = Unit(member.name, member.code) if member else report.unit
            reports.append(previous.added_to(report, unit) if previous else report)
        texts, refused = self._texts(batch, reports)
        verdicts = check(reports, compare_units=False, texts=texts)
        for reading, record, verdict in zip(batch, records, verdicts, strict=True):
            report = verdict.report
            index = self._numbers[reading.path]
            if index in refused:
                self.add([refused[index]])
                continue
            self._keep(index, report)
            self.second.add(verdict)
            self._note(index, report)
            self.filings[index] = Filing(
                index,
                reading.path,
                reading.digest,
                reading.modified,
                report.edition,
                report.year,
                report.unit,
                report.kind,
                report.cover,
                _content(record),
                self._issues(report, verdict.findings),
                signed(report),
                decided=self.choices.decided(reading.path, reading.digest),
                answers=report.answers,
                registers=report.registers,
                fingerprint=fingerprint(record),
                marked=report.marked,
            )

    def _with_level(self, report: Report, reading: Reading) -> Report:
        """Give a report without a level that of its unit on the roster, where that is certain."""
        roster = self.choices.roster
        if roster is None or report.unit.level:
            return report
        member = self._decided_on(reading)
        found = (member,) if member else on_cover(roster, report.unit)
        level = level_of(roster, found[0], report.edition) if len(found) == 1 else ""
        return replace(report, unit=replace(report.unit, level=level)) if level else report

    def _decided_on(self, reading: Reading) -> Member | None:
        """Return whose a person said that a file is."""
        roster = self.choices.roster
        match = self.choices.decided(reading.path, reading.digest).unit
        return roster.meant(match) if roster and match else None

    def _texts(
        self, batch: Sequence[Reading], reports: Sequence[Report]
    ) -> tuple[list[Texts], dict[int, Reading]]:
        """Return what the rules of the text say, of those with a year before them anew.

        :returns: besides, of which files that cannot be told, by their numbers.
        """
        texts = [reading.judged() for reading in batch]
        refused: dict[int, Reading] = {}
        late = [row for row, report in enumerate(reports) if report.before]
        anew = judge_texts([reports[row] for row in late], self.choices.overlays)
        for row, judged in zip(late, anew, strict=True):
            if isinstance(judged, Refused):
                refused[self._numbers[batch[row].path]] = Reading.without(judged, batch[row].path)
            else:
                texts[row] = judged
        return texts, refused

    def finish(self) -> None:
        """Check what is left, and what only all reports together show: copied texts."""
        self.flush()
        for index, (report, noted) in self._noted.items():
            judged = self._copies[report.edition].judge(report, noted)
            findings = [finding for each in judged.values() for finding in each.findings]
            filing = self.filings[index]
            if findings and filing is not None:
                issues = (*filing.issues, *self._issues(report, findings))
                self.filings[index] = replace(filing, issues=issues)

    def _issues(self, report: Report, findings: Iterable[Finding]) -> tuple[Issue, ...]:
        earlier = self.choices.reasons.get(report.unit.identity, {})
        return issues_of(findings, report.explanations, earlier)

    def _note(self, index: int, report: Report) -> None:
        """Remember which texts a report has; of itself only what a finding about them needs."""
        copies = self._copies.setdefault(report.edition, Copies(report.edition))
        if noted := copies.note(report):
            bare = replace(
                report, values={}, prose={}, last={}, unreadable={}, cover={}, notes=(), before=None
            )
            self._noted[index] = (bare, noted)

    def _keep(self, index: int, report: Report) -> None:
        figures = self.figures.get(report.edition)
        if figures is None:
            figures = Figures(report.edition, len(self.filings))
            self.figures[report.edition] = figures
        figures.fill(index, report)


def _content(record: Record) -> str:
    """Digest the figures and texts: what must be equal for two files to say the same."""
    said = {
        key: record[key]
        for key in ("values", "prose", "last", "unreadable", "answers", "registers")
    }
    return hashlib.sha256(to_bytes(said)).hexdigest()[:24]


def _sorted_out(judge: _Judge, choices: Choices) -> Intake:
    filings = [filing for filing in judge.filings if filing is not None]
    if len(filings) != len(judge.filings):
        raise RuntimeError("some files have not been read")
    year = choices.year or most_frequent_year(filings) or choices.year_otherwise
    edition = edition_of(filings, year, choices)
    room = judge.figures.get(edition) if edition else None
    figures = room or (Figures(edition, len(filings)) if edition else None)

    def row(filing: Filing) -> Vector:
        return _row(figures, filing)

    found = Sorter(choices, year, edition).sorted(filings, row)
    if not (choices.roster or any(f.status is Status.TAKEN for f in found.settled.filings)):
        return Intake(found.settled.filings, year, None, None, choices, second=judge.second)
    settled = found.settled
    sorted_ = settled.filings
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
        found.lists,
        judge.second,
    )


def _row(figures: Figures | None, filing: Filing) -> Vector:
    if figures is None:
        raise ValueError("没有一份报表可以汇总")
    return figures.row(filing.index)
