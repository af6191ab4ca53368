"""What a consolidation came to: whether somebody has to act, and everything as plain data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from xlreport.checking import Verdict
from xlreport.consolidation.book.open_files import OpenFiles
from xlreport.consolidation.earlier.rerun import OldBook
from xlreport.consolidation.incoming.decision import Decision
from xlreport.consolidation.incoming.filing import Filing
from xlreport.consolidation.incoming.intake import Intake
from xlreport.consolidation.incoming.placement import Placement, Standing
from xlreport.consolidation.incoming.states import Status
from xlreport.consolidation.sums.tree import RollUp, members_of
from xlreport.issue import Issue, issues_of
from xlreport.quantity import as_data


@dataclass(frozen=True)
class Result:
    """All that a consolidation found and made.

    For each roll-up there is what the rules say of it, the path of its workbook, and the workbook
    that stood there.  ``elsewhere`` has the paths of those that are written beside theirs.
    """

    open_files: OpenFiles
    roll_ups: tuple[RollUp, ...]
    verdicts: tuple[Verdict, ...]
    paths: tuple[Path, ...]
    olds: tuple[OldBook | None, ...]
    elsewhere: Mapping[Path, Path] = field(default_factory=dict)

    @property
    def intake(self) -> Intake:
        """What came in."""
        return self.open_files.intake

    @property
    def plan(self) -> Placement:
        """Where the units stand."""
        return self.open_files.plan

    @property
    def written(self) -> list[Path]:
        """Where each workbook is written: at its path, or elsewhere if that is open."""
        return [self.elsewhere.get(path, path) for path in self.paths]

    def missing(self) -> list[Standing]:
        """Return the units whose figures are not in the sum."""
        return [standing for standing in self.plan.standings if not standing.state.counted]

    def issues(self) -> list[tuple[RollUp, Issue]]:
        """Return the findings of the roll-ups themselves, but not of those of nothing."""
        return [
            (roll_up, issue)
            for roll_up, verdict in zip(self.roll_ups, self.verdicts, strict=True)
            for issue in issues_of(verdict.findings, verdict.report.explanations)
            if roll_up.parts
        ]

    @property
    def not_kept(self) -> list[str]:
        """What stood on cells of the workbooks that were replaced and is in no new one."""
        earlier = self.intake.choices.earlier
        olds = [(path.name, old) for path in self.paths if (old := earlier.at(path)) is not None]
        notes = [f"{n} {e.sheet} {e.cell} 的批注：{e.text}" for n, old in olds for e in old.notes]
        typed = [(n, e) for n, old in olds for e in old.overtyped]
        how = "已按明细重新计算"
        return notes + [f"{n} {e.sheet} {e.cell} 手工填写的 {e.text}，{how}" for n, e in typed]

    def open_below(self, roll_up: RollUp) -> int:
        """Return how many findings about the sums of the units below the highest are open.

        :param roll_up: one of the result's; one that is not the highest tells its own only.
        """
        roster = self.intake.choices.roster
        if roster is None or not roll_up.is_top:
            return 0
        below = members_of(roll_up, roster).keys() - {roll_up.holder}
        return sum(issue.open and each.holder in below for each, issue in self.issues())

    @property
    def asks(self) -> bool:
        """Whether somebody has to do something."""
        if self.plan.decisions or self.missing() or self.open_files.files:
            return True
        if (last_year := self.intake.choices.previous) and last_year.refused:
            return True
        issues = [issue for filing in self.intake.of(Status.TAKEN) for issue in filing.issues]
        return any(issue.open for issue in (*issues, *(issue for _, issue in self.issues())))

    def as_dict(self, exit_code: int) -> dict[str, Any]:
        """Return everything as plain data for JSON; values are in the units of the form."""
        edition = self.intake.edition
        return {
            "exit": exit_code,
            "year": self.intake.year,
            "edition": edition.id if edition else "",
            "workbooks": [
                _workbook(roll_up, path)
                for roll_up, path in zip(self.roll_ups, self.written, strict=True)
            ],
            "units": [_unit(standing) for standing in self.plan.standings],
            "files": _files(self.intake),
            "findings": [
                {**_finding(issue), "unit": roll_up.unit.name, "code": roll_up.unit.code}
                for roll_up, issue in self.issues()
            ],
            "decisions": [_decision(decision) for decision in self.plan.decisions],
            "not_kept": self.not_kept,
            "contradictions": [],
        }


def nothing_made(
    exit_code: int, intake: Intake, why: str, contradictions: Sequence[str] = ()
) -> dict[str, Any]:
    """Return as plain data for JSON that nothing was made of what came in.

    :param why: the reason, in Chinese.
    :param contradictions: where the program contradicts itself, if that is the reason.
    """
    empty: dict[str, Any] = {
        name: [] for name in ("workbooks", "units", "findings", "decisions", "not_kept")
    }
    return {
        "exit": exit_code,
        "reason": why,
        "refusal": "",
        "year": intake.year,
        "edition": intake.edition.id if intake.edition else "",
        **empty,
        "files": _files(intake),
        "contradictions": list(contradictions),
    }


def _files(intake: Intake) -> list[dict[str, Any]]:
    return [{**_file(each), "effect": intake.effect_of(each)} for each in intake.filings]


def _workbook(roll_up: RollUp, path: Path) -> dict[str, Any]:
    values, cells = roll_up.report.values, roll_up.report.edition.cells
    return {
        "unit": roll_up.unit.name,
        "code": roll_up.unit.code,
        "path": str(path),
        "reports": roll_up.reports,
        "values": {key: as_data(values.get(key)) for key in cells},
    }


def _unit(standing: Standing) -> dict[str, Any]:
    member = standing.member
    return {
        "name": member.name,
        "code": member.code,
        "parent": member.parent,
        "state": standing.state.id,
        "state_label": standing.state.value,
        "late": standing.late,
        "files": [str(filing.path) for filing in standing.files],
    }


def _file(filing: Filing) -> dict[str, Any]:
    return {
        "path": str(filing.path),
        "status": filing.status.id,
        "status_label": filing.status.value,
        "unit": filing.unit.name,
        "code": filing.unit.code,
        "member": filing.member,
        "year": filing.year,
        "edition": filing.edition.id if filing.edition else "",
        "kind": filing.kind.value if filing.edition else "",
        "sha256": filing.digest,
        "reason": filing.reason,
        "advice": filing.advice,
        "refusal": filing.code,
        "decided": {"action": filing.decided.action, "unit": filing.decided.unit},
        "findings": [_finding(issue) for issue in filing.issues],
    }


def _finding(issue: Issue) -> dict[str, Any]:
    return {**issue.finding.as_dict(), "reason": issue.reason}


def _decision(decision: Decision) -> dict[str, Any]:
    return {
        "kind": decision.kind.value,
        "unit": decision.unit,
        "code": decision.code,
        "files": [str(filing.path) for filing in decision.files],
        "text": decision.text,
        "advice": decision.advice,
    }
