"""The files that came in: which are taken into the roll-up, which are not, and why."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from xlreport.check import begin_loading, check
from xlreport.check.prose import Copies
from xlreport.check.prose.copies import Noted
from xlreport.consolidate.figures import Figures
from xlreport.consolidate.filing import Filing, Status
from xlreport.consolidate.pool import Reader, chunks_of, read_in_workers
from xlreport.consolidate.previous import Previous
from xlreport.consolidate.rerun import Earlier
from xlreport.consolidate.roster import Roster
from xlreport.consolidate.versions import choose_versions
from xlreport.edition import Edition, Severity
from xlreport.finding import Finding
from xlreport.issue import Issue, Kept, issues_of
from xlreport.read import Refused
from xlreport.record import Record, from_bytes, to_bytes, unpack
from xlreport.report import Report
from xlreport.signature import signed
from xlreport.work.ledger import Ledger
from xlreport.work.reading import Reading, judge_texts
from xlreport.work.texts import Texts

_BATCH = 250
"""So many reports are judged at a time, and then let go of."""

Progress = Callable[[int], object]
"""Is told how many more files have been read."""


@dataclass(frozen=True)
class Choices:
    """What the office decides about an intake.

    ``year`` is the report year; if it is 0, the one that most files have.  ``take`` are files
    that a person has chosen among several versions, ``matches`` names the unit on the roster,
    by its identity, that a file is of.  ``reasons`` are kept from an earlier run: the reason
    by the fingerprint of the finding, for each unit's identity; ``earlier`` are its workbooks.
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
    earlier: Earlier = field(default_factory=Earlier)


@dataclass(frozen=True)
class Intake:
    """All files, in the order given, and the figures of those of the report year."""

    filings: tuple[Filing, ...]
    year: int
    edition: Edition | None
    figures: Figures | None
    choices: Choices

    def of(self, status: Status) -> list[Filing]:
        """Return the files with a status."""
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

    :param workers: how many processes read at most; ``None`` uses all processors.
    :param reader: reads the chunks in another way, for instance on a cluster.
    :param ledger: where readings are kept, so that a run that was stopped can be taken up.
    """
    choices = choices or Choices()
    # The readers' processes take a while to begin.
    begin_loading()
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
                    status=Status.UNREADABLE,
                    reason=reading.reason,
                    advice=reading.advice,
                    code=reading.code,
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
            reports.append(previous.added_to(report) if previous else report)
        texts, refused = self._texts(batch, reports)
        verdicts = check(reports, compare_units=False, texts=texts)
        for reading, record, verdict in zip(batch, records, verdicts, strict=True):
            report = verdict.report
            index = self._numbers[reading.path]
            if index in refused:
                self.add([refused[index]])
                continue
            self._keep(index, report)
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
                answers=report.answers,
                registers=report.registers,
            )

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
    years = Counter(filing.year for filing in filings if filing.edition)
    year = choices.year or max(years, key=lambda y: (years[y], y), default=0)
    filings = [_of_year(filing, year) for filing in filings]
    filings = [_of_member(filing, year, choices) for filing in filings]
    filings = [_without_errors(filing, choices) for filing in filings]
    filings = choose_versions(filings, choices.take, accept_errors=choices.accept_errors)
    edition = next((f.edition for f in filings if f.status is Status.TAKEN), None)
    figures = judge.figures[edition] if edition else None
    return Intake(tuple(filings), year, edition, figures, choices)


def _of_year(filing: Filing, year: int) -> Filing:
    if filing.status is not Status.TAKEN or filing.year == year:
        return filing
    reason = f"是 {filing.year} 年的报表，本次汇总 {year} 年"
    return filing.turned(Status.REFUSED, reason, "请报送当年的报表。")


def _of_member(filing: Filing, year: int, choices: Choices) -> Filing:
    """Find the unit on the roster that a file is of; never guess."""
    if filing.status is not Status.TAKEN:
        return filing
    roster = choices.roster
    if roster is None:
        return replace(filing, member=filing.unit.identity)
    confirmed = choices.matches.get(filing.path.resolve())
    member = roster.members[confirmed] if confirmed else roster.match(filing.unit)
    if member is None:
        like = roster.suggest(filing.unit)
        advice = "请核对单位名称和代码，或者补充名册。"
        if like:
            advice = (
                f"可能是“{like.name}”（{like.identity}）。确认后加 "
                f"--match {filing.path.name}={like.identity} 重新汇总，或者补充名册。"
            )
        return filing.turned(Status.UNKNOWN, "单位不在名册中", advice)
    filing = replace(filing, member=member.identity)
    if not member.reports_in(year):
        why = "属于垂直管理部门或不列入汇总" if member.exists_in(year) else f"{year} 年末不存在"
        return filing.turned(Status.OUTSIDE, f"按名册，该单位{why}", "不用处理；如有变动请改名册。")
    return filing


def _without_errors(filing: Filing, choices: Choices) -> Filing:
    errors = filing.count(Severity.ERROR)
    if filing.status is not Status.TAKEN or not errors or choices.accept_errors:
        return filing
    advice = "请退回该单位，按校验结果改正后重新报送。"
    return filing.turned(Status.REFUSED, f"有 {errors} 处错误", advice)
