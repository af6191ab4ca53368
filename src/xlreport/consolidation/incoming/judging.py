"""Readings -> files with what the rules say of them: checked in batches, as they come in."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from xlreport.checking import check
from xlreport.checking.prose import Copies
from xlreport.checking.prose.copies import Noted
from xlreport.consolidation.figures import Figures
from xlreport.consolidation.incoming.choices import Choices
from xlreport.consolidation.incoming.filing import Filing
from xlreport.consolidation.incoming.states import Status
from xlreport.consolidation.units.levels import level_of
from xlreport.consolidation.units.members import NOBODY, Member
from xlreport.consolidation.units.whose import on_cover
from xlreport.edition import Edition
from xlreport.finding import Finding
from xlreport.issue import Issue, issues_of
from xlreport.marked import fingerprint
from xlreport.reading import Refused
from xlreport.record import Record, from_bytes, to_bytes, unpack
from xlreport.report import Report, Unit
from xlreport.sequences import only
from xlreport.signature import signed
from xlreport.work.reading import Reading, judge_texts
from xlreport.work.second_judgement import SecondJudgement
from xlreport.work.texts import Texts

if TYPE_CHECKING:
    from xlreport.checking.judge import RawVerdict

_BATCH = 250
"""So many reports are judged at a time, and then let go of."""


class Judging:
    """Checks readings in batches, and keeps of each what the roll-up needs.

    ``filings`` are the files by their numbers, ``figures`` those of each edition; ``second`` is for
    judging the figures once more.
    """

    def __init__(self, paths: Sequence[Path], choices: Choices) -> None:
        """:param paths: all files, each once, in the order of their numbers."""
        self.choices = choices
        self.filings: dict[int, Filing] = {}
        self.figures: dict[Edition, Figures] = {}
        self._copies: dict[Edition, Copies] = {}
        self._noted: dict[int, tuple[Report, Noted]] = {}
        self._numbers = {path: index for index, path in enumerate(paths)}
        self._waiting: list[Reading] = []
        self.second = SecondJudgement(choices.overlays)

    def add(self, readings: Iterable[Reading]) -> None:
        """Take readings, and check as many as make a batch."""
        for reading in readings:
            if reading.refused is None:
                self._waiting.append(reading)
            else:
                index = self._numbers[reading.path]
                self.filings[index] = Filing(
                    index,
                    reading.path,
                    reading.digest,
                    reading.modified,
                    unit=Unit(*reading.refused.stated),
                    status=Status.UNREADABLE,
                    reason=reading.refused.reason,
                    advice=reading.refused.advice,
                    code=reading.refused.code,
                    decided=self.choices.decided(reading.path, reading.digest),
                )
        if len(self._waiting) >= _BATCH:
            self.flush()

    def flush(self) -> None:
        """Check what waits."""
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
            self._keep(index, verdict.judgement)
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
        meant = only(found)
        level = level_of(roster, meant, report.edition) if meant else ""
        return replace(report, unit=replace(report.unit, level=level)) if level else report

    def _decided_on(self, reading: Reading) -> Member | None:
        """Return whose a person said that a file is."""
        roster = self.choices.roster or NOBODY
        return roster.meant(self.choices.decided(reading.path, reading.digest).unit)

    def _texts(
        self, batch: Sequence[Reading], reports: Sequence[Report]
    ) -> tuple[list[Texts], dict[int, Reading]]:
        """Return what the rules of the text say, of those with a year before them only now.

        :returns: besides, of which files that cannot be told, by their numbers.
        """
        refused: dict[int, Reading] = {}
        late = [
            row
            for row, (reading, report) in enumerate(zip(batch, reports, strict=True))
            if report.before or not reading.texts
        ]
        texts = [reading.judged() if reading.texts else {} for reading in batch]
        anew = judge_texts([reports[row] for row in late], self.choices.overlays)
        for row, judged in zip(late, anew, strict=True):
            if isinstance(judged, Refused):
                path = batch[row].path
                refused[self._numbers[path]] = Reading(path, judged.digest, refused=judged)
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

    def _keep(self, index: int, judged: RawVerdict) -> None:
        figures = self.figures.get(judged.edition)
        if figures is None:
            figures = Figures(judged.edition, len(self._numbers))
            self.figures[judged.edition] = figures
        figures.fill(index, judged.quanta, judged.missing)


def _content(record: Record) -> str:
    """Digest the figures and texts: what must be equal for two files to say the same."""
    said = {
        key: record[key]
        for key in ("values", "prose", "last", "unreadable", "answers", "registers")
    }
    return hashlib.sha256(to_bytes(said)).hexdigest()
