"""A file that came in: whose report it is, what the rules say of it, what became of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from functools import cached_property
from pathlib import Path

from xlreport.consolidate.days import office_time, parse_day
from xlreport.edition import Edition, Severity
from xlreport.finding import Finding
from xlreport.report import Explanation, ReportKind, Unit


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


@dataclass(frozen=True, slots=True)
class Issue:
    """A finding, with the reason that was given for it, if any.

    ``lapsed`` says that there was a reason once, for other values.
    """

    finding: Finding
    reason: str = ""
    lapsed: bool = False

    @property
    def open(self) -> bool:
        """Whether somebody still has to do something about it."""
        severity = self.finding.severity
        return severity is Severity.ERROR or (severity is Severity.QUERY and not self.reason)


@dataclass(frozen=True, slots=True)
class Kept:
    """A reason that an earlier roll-up showed, and the clause it was for."""

    text: str
    clause: str


def issues_of(
    findings: Iterable[Finding],
    written: Mapping[str, Explanation],
    earlier: Mapping[str, Kept],
) -> tuple[Issue, ...]:
    """Put findings and reasons together.

    :param written: what the clerk wrote in the workbook, by rule or clause id.
    :param earlier: reasons kept from an earlier run, by the fingerprint of the finding.
    """
    return tuple(_issue(finding, written, earlier) for finding in findings)


def _issue(
    finding: Finding, written: Mapping[str, Explanation], earlier: Mapping[str, Kept]
) -> Issue:
    if finding.severity is not Severity.QUERY:
        return Issue(finding)
    own = written.get(finding.clause)
    lapsed = own is not None and own.fingerprint not in ("", finding.fingerprint)
    if own is not None and not lapsed:
        return Issue(finding, own.text)
    if finding.fingerprint in earlier:
        return Issue(finding, earlier[finding.fingerprint].text)
    by_rule = written.get(finding.rule)
    if by_rule is None:
        return Issue(finding, lapsed=lapsed)
    # It was given for other values, if an earlier roll-up showed it for this very clause.
    stale = Kept(by_rule.text, finding.clause) in earlier.values()
    return Issue(finding, lapsed=True) if stale else Issue(finding, by_rule.text)


@dataclass(frozen=True)
class Filing:
    """One file.  ``edition`` is ``None`` if it could not be read; then ``reason`` says why.

    ``code`` is the reason's in the reader's catalogue, if the reader refused the file.
    ``content`` is equal for files with equal figures and texts, however they were saved.
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
    member: str = ""
    status: Status = Status.TAKEN
    reason: str = ""
    advice: str = ""
    code: str = ""

    def turned(self, status: Status, reason: str, advice: str) -> Filing:
        """Return this filing with another status."""
        return replace(self, status=status, reason=reason, advice=advice)

    def count(self, severity: Severity) -> int:
        """Return how many findings of a severity there are."""
        return sum(issue.finding.severity is severity for issue in self.issues)

    @property
    def open_queries(self) -> int:
        """How many queries nobody has explained."""
        return sum(i.open and i.finding.severity is Severity.QUERY for i in self.issues)

    @property
    def signed(self) -> bool:
        """Whether all who must sign the cover have done so (三级审核)."""
        cover = self.cover or {}
        return all(cover.get(f"cover.{field}") for field in ("author", "reviewer", "approver"))

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
