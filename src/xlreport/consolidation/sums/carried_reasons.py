"""Reasons carried upwards: a roll-up that only explained units keep from carrying over is right."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from xlreport.checking import Verdict
from xlreport.consolidation.figures import Vector
from xlreport.consolidation.incoming.filing import Filing
from xlreport.consolidation.incoming.intake import Intake
from xlreport.consolidation.sums.tree import RollUp
from xlreport.edition import Clause, Edition
from xlreport.quantity import QUANTA_PER_UNIT
from xlreport.report import Explanation

_CARRIED = "下级已说明："
"""What a reason begins with that was carried up; it is made anew in every run."""


def with_carried_reasons(verdict: Verdict, roll_up: RollUp, intake: Intake) -> Verdict:
    """Return what the rules say of a roll-up, with the reasons of those below where they suffice.

    They do if the differences of the units that have explained theirs make up the whole one.
    """
    report = verdict.report
    reasons = {
        key: reason
        for key, reason in report.explanations.items()
        if not reason.text.startswith(_CARRIED)
    }
    by_id = {clause.id: clause for rule in report.edition.rules for clause in rule.clauses}
    for finding in verdict.findings:
        given = reasons.get(finding.clause)
        if not finding.explainable or (given and given.fingerprint in ("", finding.fingerprint)):
            continue
        clause = by_id[finding.clause]
        told = [
            (_residual(intake.row(filing), clause, report.edition), filing.unit.name, reason)
            for filing, reason in _explained(roll_up, clause.id)
        ]
        if told and sum(each for each, _, _ in told) == verdict.residuals[clause.id]:
            text = _CARRIED + "；".join(f"{name}：{reason}" for _, name, reason in told)
            reasons[finding.clause] = Explanation(text, finding.fingerprint)
    return replace(verdict, report=replace(report, explanations=reasons))


def _explained(roll_up: RollUp, clause: str) -> Iterator[tuple[Filing, str]]:
    """Yield the reports in a roll-up that break a clause for a reason, and the reason."""
    for part in roll_up.parts:
        if part.below is not None:
            yield from _explained(part.below, clause)
        elif part.filing is not None:
            for issue in part.filing.issues:
                if issue.finding.clause == clause and issue.reason:
                    yield part.filing, issue.reason


def _residual(vector: Vector, clause: Clause, edition: Edition) -> int:
    """Return left less right in quanta, of what is there; the clause was broken, so all is."""
    of = edition.numbers
    return clause.difference(lambda name: int(vector.quanta[of[name]]), one=QUANTA_PER_UNIT)
