"""Texts that several units of one run share word for word."""

from __future__ import annotations

from dataclasses import dataclass, field
from hashlib import sha256

from xlreport.checking.prose.judged import HELD, ProseOutcome, broken, finding, not_checked
from xlreport.checking.prose.texts import same_text
from xlreport.edition import Edition
from xlreport.edition.model import ProseTest
from xlreport.report import Report

_QUOTED = 40

Noted = tuple[tuple[str, str, bytes], ...]
"""What was noted of one report: rule id, prose key and digest of each text long enough."""


@dataclass(slots=True)
class _Shared:
    """How a text begins, and the names of the units that have it."""

    beginning: str
    units: set[str] = field(default_factory=set)


class Copies:
    """Which units have which text, of all reports of a run that use one edition.

    A run may hold thousands of reports: of each text a digest is kept and how it begins.  All
    reports are noted first, and judged when the last one is known.
    """

    def __init__(self, edition: Edition) -> None:
        """:param edition: the edition that all reports use."""
        self._rules = {
            rule.id: rule for rule in edition.prose_rules if rule.test is ProseTest.OTHER_UNITS
        }
        self._shared: dict[tuple[str, str, bytes], _Shared] = {}
        self._reports = 0

    def note(self, report: Report) -> Noted:
        """Take in a report, and return what :meth:`judge` needs of it later.

        :param report: a report of the edition; each is noted once.
        """
        self._reports += 1
        noted: list[tuple[str, str, bytes]] = []
        for rule in self._rules.values():
            for key in rule.targets:
                text = same_text(report.prose.get(key, ""))
                if len(text) >= rule.at_least:
                    place = (rule.id, key, sha256(text.encode("utf-8", "replace")).digest())
                    noted.append(place)
                    shared = self._shared.setdefault(place, _Shared(text[:_QUOTED]))
                    shared.units.add(report.unit.name)
        return tuple(noted)

    def judge(self, report: Report, noted: Noted) -> dict[str, ProseOutcome]:
        """Tell by rule id whether another unit of the run has the very same text.

        :param report: the report to judge, known by the name of its unit; its texts are not looked
            at.
        :param noted: what :meth:`note` returned for it.
        """
        return {rule: self._judge(report, rule, noted) for rule in self._rules}

    def _judge(self, report: Report, rule_id: str, noted: Noted) -> ProseOutcome:
        if self._reports < 2:
            return not_checked("没有其他单位的报告可比")
        mine = [place for place in noted if place[0] == rule_id]
        findings = []
        for place in mine:
            shared = self._shared[place]
            if others := sorted(shared.units - {report.unit.name}):
                who = f"“{others[0]}”" + (f"等 {len(others)} 个单位" if len(others) > 1 else "")
                found = f"与{who}的文字完全相同：“{shared.beginning}……”"
                findings.append(finding(report, self._rules[rule_id], place[1], found))
        if findings:
            return broken(*findings)
        return HELD if mine else not_checked("文字太短，不比较")
