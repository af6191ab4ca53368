"""A finding together with the reason that somebody gave for it: what is left to be done.

A clerk writes the reason in one place, the column 说明 of 校验; the button, ``xlreport check`` and
the roll-up all take it from there.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from xlreport.edition import Severity
from xlreport.finding import Finding
from xlreport.report import Explanation


@dataclass(frozen=True, slots=True)
class Issue:
    """A finding, with the reason that was given for it, if any.

    ``void`` is a reason that was given once, for other values.
    """

    finding: Finding
    reason: str = ""
    void: str = ""

    @property
    def open(self) -> bool:
        """Whether somebody still has to do something about it."""
        if self.finding.takes_reason:
            return not self.reason
        return self.finding.severity is Severity.ERROR


@dataclass(frozen=True, slots=True)
class Kept:
    """A reason that an earlier roll-up showed, and the clause it was for."""

    text: str
    clause: str


_NOTHING_KEPT: Mapping[str, Kept] = {}


def issues_of(
    findings: Iterable[Finding],
    written: Mapping[str, Explanation],
    earlier: Mapping[str, Kept] = _NOTHING_KEPT,
) -> tuple[Issue, ...]:
    """Put findings and reasons together.

    :param written: what the clerk wrote in the workbook, by rule or clause id.
    :param earlier: reasons kept from an earlier roll-up, by the fingerprint of the finding.
    """
    return tuple(_issue(finding, written, earlier) for finding in findings)


def open_errors(issues: Iterable[Issue]) -> int:
    """Return how many errors there are that nobody could explain, or may."""
    return sum(i.open and i.finding.severity is Severity.ERROR for i in issues)


def to_mend(issues: Iterable[Issue]) -> int:
    """Return how many there are that must be mended: no reason would do."""
    return sum(i.open and not i.finding.takes_reason for i in issues)


def to_explain(issues: Iterable[Issue]) -> int:
    """Return how many there are that may be explained and are not."""
    return sum(i.open and i.finding.takes_reason for i in issues)


def valid_reasons(
    findings: Iterable[Finding], written: Mapping[str, Explanation]
) -> dict[str, Explanation]:
    """Return the reasons without those that were given for findings which are gone or changed."""
    prints = {finding.clause: finding.fingerprint for finding in findings}
    return {
        key: reason
        for key, reason in written.items()
        if not reason.fingerprint or reason.fingerprint == prints.get(key)
    }


def _issue(
    finding: Finding, written: Mapping[str, Explanation], earlier: Mapping[str, Kept]
) -> Issue:
    if not finding.takes_reason:
        return Issue(finding)
    own = written.get(finding.clause)
    if own is not None and own.fingerprint in ("", finding.fingerprint):
        return Issue(finding, own.text)
    if finding.fingerprint in earlier:
        return Issue(finding, earlier[finding.fingerprint].text)
    by_rule = written.get(finding.rule)
    of_clause = [kept.text for kept in earlier.values() if kept.clause == finding.clause]
    # It was given for other values, if an earlier roll-up showed it for this very clause.
    if by_rule is not None and by_rule.text not in of_clause:
        return Issue(finding, by_rule.text)
    return Issue(finding, void=own.text if own is not None else next(iter(of_clause[-1:]), ""))
