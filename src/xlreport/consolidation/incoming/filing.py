"""A file that came in: whose report it is, what the rules say of it, what became of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from pathlib import Path

from xlreport.consolidation.incoming.days import office_time
from xlreport.consolidation.incoming.decided import NOTHING, Decided
from xlreport.consolidation.incoming.states import Status
from xlreport.consolidation.units.roster import Roster
from xlreport.dates import parse_day
from xlreport.edition import Edition, layout_of
from xlreport.edition.model import Comparison
from xlreport.files import shown_name
from xlreport.finding import Finding
from xlreport.issue import Issue, Kept, issues_of, open_errors, to_explain, to_mend
from xlreport.report import Entry, ReportKind, Unit
from xlreport.sheets.cover import may_be_filed_on
from xlreport.sheets.decisions import Action
from xlreport.signature import Signed


@dataclass(frozen=True)
class Filing:
    """One file.  ``edition`` is ``None`` if it could not be read; then ``reason`` says why.

    ``code`` is the reason's in the reader's catalogue, if the reader refused the file.
    ``content`` is equal for files with equal figures and texts, however they were saved.
    ``decided`` is what a person has decided about it.
    ``answers`` and ``registers`` are the report's.  ``fingerprint`` is that of all that was typed;
    a marked copy has in ``marked`` that of the workbook that it was made from.
    ``member`` is the identity of the unit on the roster, or of the unit itself without one; it
    is empty where nobody knows.  ``concerns`` are the identities of those on the roster that the
    file is of, or may be of: by its cover, its name or its folder.  ``chosen_version`` says that
    a person chose it among versions that differ.
    """

    index: int
    path: Path
    digest: str = ""
    modified: int = 0
    edition: Edition | None = None
    year: int = 0
    unit: Unit = Unit("")  # noqa: RUF009 - it is frozen
    kind: ReportKind = ReportKind.OWN
    cover: Mapping[str, str] | None = None
    content: str = ""
    issues: tuple[Issue, ...] = ()
    signed: Signed = Signed.OPEN
    member: str = ""
    concerns: tuple[str, ...] = ()
    chosen_version: bool = False
    status: Status = Status.TAKEN
    reason: str = ""
    advice: str = ""
    code: str = ""
    decided: Decided = NOTHING
    answers: Mapping[str, str] = field(default_factory=dict)
    registers: Mapping[str, Sequence[Entry]] = field(default_factory=dict)
    fingerprint: str = ""
    marked: str = ""

    @cached_property
    def name(self) -> str:
        """The name of the file, so that it can be shown and stand in a workbook."""
        return shown_name(self.path)

    @property
    def form(self) -> Edition:
        """The edition that it was read with.

        :raises ValueError: if it could not be read.
        """
        if self.edition is None:
            raise ValueError(f"{self.name} was not read")
        return self.edition

    def unit_on(self, roster: Roster | None) -> Unit:
        """Return whose it was found or decided to be as the roster has it, never another's code.

        :param roster: the roster that it was sorted by; without one the cover tells.
        """
        if roster is None or (member := roster.members.get(self.member)) is None:
            return self.unit
        typed = "" if self.unit.code in roster.members else self.unit.code
        return Unit(member.name, member.code or typed, self.unit.level)

    def with_status(self, status: Status, reason: str, advice: str) -> Filing:
        """Return this filing with another status.

        :param status: what becomes of it.
        :param reason: why, in Chinese.
        :param advice: what to do, in Chinese.
        """
        return replace(self, status=status, reason=reason, advice=advice)

    @property
    def is_chosen(self) -> bool:
        """Whether a person has chosen to take it."""
        return self.decided.action == Action.TAKE

    def not_chosen(self, instead: Filing) -> Filing:
        """Return this filing without the choice to take it, if that was made: another took over.

        :param instead: the file that was chosen in this run.
        """
        if not self.is_chosen:
            return self
        note = f"原来的“{Action.TAKE}”由这次指定的“{instead.name}”代替"
        return replace(self, decided=replace(self.decided, action="", note=note))

    @property
    def to_mend(self) -> int:
        """How many findings must be mended."""
        return to_mend(self.issues)

    @property
    def explainable(self) -> int:
        """How many findings may be explained, whether they are or not."""
        return sum(issue.finding.takes_reason for issue in self.issues)

    @property
    def to_explain(self) -> int:
        """How many findings may be explained and are not."""
        return to_explain(self.issues)

    @property
    def is_pending(self) -> bool:
        """Whether its findings wait for somebody: it is taken, or refused and has to come again."""
        return self.status in (Status.TAKEN, Status.REFUSED)

    @property
    def open_errors(self) -> int:
        """How many errors there are, without those of laws over years that were explained."""
        return open_errors(self.issues)

    @property
    def is_untouched_copy(self) -> bool:
        """Whether it is a marked copy into which nobody has typed since."""
        return bool(self.marked) and self.marked == self.fingerprint

    @cached_property
    def stated_day(self) -> date | None:
        """The date of filing that the cover states, if it can be understood and believed."""
        try:
            day = parse_day((self.cover or {}).get("cover.date", ""))
        except ValueError:
            return None
        return day if may_be_filed_on(day, self.year) else None

    def is_late(self, deadline: date | None) -> bool:
        """Tell whether it was filed after a day: by the cover, otherwise by the file's time.

        A date on the cover that cannot be understood or believed is asked about, and makes nobody
        late.

        :param deadline: the last day on which a report is in time; ``None`` if there is none.
        """
        if deadline is None or self.edition is None:
            return False
        if self.stated_day is None and (self.cover or {}).get("cover.date"):
            return False
        return (self.stated_day or office_time(self.modified).date()) > deadline

    def with_findings(
        self, found: Iterable[Finding], reasons: Mapping[str, Mapping[str, Kept]]
    ) -> Filing:
        """Return this filing with more findings.

        :param found: what was found when it was held against others.
        :param reasons: what was given as a reason in an earlier run, by unit and fingerprint.
        """
        issues = issues_of(found, {}, reasons.get(self.unit.identity, {}))
        return replace(self, issues=(*self.issues, *issues))

    def finding(self, comparison: Comparison, key: str, subject: str, found: str) -> Finding:
        """Return what comparing the file with others says of one of its cells.

        :param comparison: the rule that compares.
        :param key: the key of the cell.
        :param subject: the cell in the words of the form.
        :param found: what is so, in Chinese, without the full stop.
        :raises ValueError: if the file could not be read.
        """
        return Finding(
            rule=comparison.id,
            clause=comparison.id_at(key),
            severity=comparison.severity,
            unit=self.unit.name,
            source=str(self.path),
            subject=subject,
            places=(layout_of(self.form).places[key],),
            statement=comparison.name,
            found=found,
            advice=comparison.advice,
            short=comparison.short,
        )


Mention = Callable[[Filing], str]
"""Gives what a person may write on the command line to mean a file."""


def pending(filings: Iterable[Filing]) -> tuple[int, int]:
    """Return how much waits in some files: what must be mended, what may be explained and is not.

    Files that another took the place of, copies, and what is not rolled up ask for nothing.

    :param filings: the files, whatever became of them.
    """
    left = [filing for filing in filings if filing.is_pending]
    return sum(filing.to_mend for filing in left), sum(filing.to_explain for filing in left)


def mention(filing: Filing, same_name: Mapping[str, int]) -> str:
    """Return what a person may write on the command line to mean a file.

    :param filing: the file.
    :param same_name: how many files there are of each name.
    """
    name = filing.name
    text = name if same_name.get(name, 1) == 1 else str(filing.path)
    return f'"{text}"' if any(c.isspace() or c in "&()'" for c in text) else text
