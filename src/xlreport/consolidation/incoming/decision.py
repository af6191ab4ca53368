"""What only a person can settle: said once, for the screen, the workbook and JSON."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from xlreport.consolidation.incoming.filing import Filing


class DecisionKind(StrEnum):
    """What a decision is about, the most urgent first."""

    TOTAL = "total"
    WHOSE = "whose"
    VERSIONS = "versions"
    ROSTER = "roster"
    PREVIOUS = "previous"


@dataclass(frozen=True)
class Decision:
    """A question to a person: about which unit and files, what is so, and how to answer.

    ``unit`` and ``code`` are as on the roster where the unit is on it, otherwise as on the cover.
    """

    kind: DecisionKind
    unit: str
    code: str
    files: tuple[Filing, ...]
    text: str
    advice: str


def most_urgent_first(decisions: list[Decision]) -> tuple[Decision, ...]:
    """Return decisions in the order in which they should be taken."""
    order = list(DecisionKind)
    return tuple(sorted(decisions, key=lambda decision: order.index(decision.kind)))
