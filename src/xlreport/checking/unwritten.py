"""The parts of a roll-up that have no text: to be told when it is published, not before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from xlreport.checking import check
from xlreport.checking.prose import ProseOutcome
from xlreport.edition.model import CellTest
from xlreport.finding import Finding
from xlreport.report import Report, ReportKind


def unwritten(report: Report, texts: Mapping[str, ProseOutcome]) -> list[Finding]:
    """Return the parts without text of a roll-up, as a unit's own report is told of them.

    While units still report, nobody has written them: the rules do not say it of a roll-up.

    :param report: the report that is to be published; of a unit's own, the rules say it.
    :param texts: what the rules of the text say of it.
    """
    if report.kind is not ReportKind.CONSOLIDATED:
        return []
    rules = [rule for rule in report.edition.rules if rule.test is CellTest.WRITTEN]
    heads = {
        rule.id_at(key): report.edition.prose[key].label for rule in rules for key in rule.targets
    }
    (verdict,) = check([replace(report, kind=ReportKind.OWN)], texts=[texts])
    return [_named(each, heads[each.clause]) for each in verdict.findings if each.clause in heads]


def _named(finding: Finding, head: str) -> Finding:
    """Return a finding that names the head under which there is no text, if there is one."""
    return replace(finding, found=f"“{head}”：{finding.found}") if head else finding
