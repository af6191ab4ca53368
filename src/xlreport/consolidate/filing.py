"""A file that came in: whose report it is, what the rules say of it, what became of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from functools import cached_property
from pathlib import Path

from xlreport.consolidate.days import office_time
from xlreport.dates import parse_day
from xlreport.edition import Edition, Severity
from xlreport.files import shown_name
from xlreport.issue import Issue, open_queries
from xlreport.report import Entry, ReportKind, Unit
from xlreport.signature import Signed


class Status(StrEnum):
    """What became of a file; every file has exactly one status."""

    TAKEN = "已汇总"
    DIFFERENCE = "只作对照"
    DUPLICATE = "重复"
    SUPERSEDED = "未选用"
    CONFLICT = "版本冲突"
    REFUSED = "未采用"
    OUTSIDE = "不在范围"
    UNKNOWN = "名册外"
    UNREADABLE = "无法读取"


@dataclass(frozen=True)
class Filing:
    """One file.  ``edition`` is ``None`` if it could not be read; then ``reason`` says why.

    ``code`` is the reason's in the reader's catalogue, if the reader refused the file.
    ``content`` is equal for files with equal figures and texts, however they were saved.
    ``answers`` and ``registers`` are the report's.
    ``member`` is the identity of the unit on the roster, or of the unit itself without one.
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
    status: Status = Status.TAKEN
    reason: str = ""
    advice: str = ""
    code: str = ""
    answers: Mapping[str, str] = field(default_factory=dict)
    registers: Mapping[str, Sequence[Entry]] = field(default_factory=dict)

    @cached_property
    def name(self) -> str:
        """The name of the file, so that it can be shown and stand in a workbook."""
        return shown_name(self.path)

    def turned(self, status: Status, reason: str, advice: str) -> Filing:
        """Return this filing with another status."""
        return replace(self, status=status, reason=reason, advice=advice)

    def count(self, severity: Severity) -> int:
        """Return how many findings of a severity there are."""
        return sum(issue.finding.severity is severity for issue in self.issues)

    @property
    def open_queries(self) -> int:
        """How many queries nobody has explained."""
        return open_queries(self.issues)

    @cached_property
    def stated_day(self) -> date | None:
        """The date of filing that the cover states, if it can be understood."""
        try:
            return parse_day((self.cover or {}).get("cover.date", ""))
        except ValueError:
            return None

    def is_late(self, deadline: date | None) -> bool:
        """Tell whether it was filed after a day: by the cover, otherwise by the file's time."""
        if deadline is None or self.edition is None:
            return False
        return (self.stated_day or office_time(self.modified).date()) > deadline
