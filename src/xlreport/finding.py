"""What a check says: outcomes, and findings for people to act on."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from xlreport.edition import Place, Severity

MEND, EXPLAIN, NOTICE = "必须改正", "可以说明", "提示"
"""What is asked of people: to mend something, to mend it or say why, nothing."""
SEVERITY_LABELS = {Severity.ERROR: MEND, Severity.QUERY: EXPLAIN, Severity.NOTE: NOTICE}
"""The same by how grave a finding is."""
EARLIER_LABELS = {Severity.ERROR: ("错误",), Severity.QUERY: ("存疑",), Severity.NOTE: ()}
"""What each was called in workbooks of earlier versions, whose heads are still read.

STORAGE: a word that is replaced above is added here.
"""


class Outcome(StrEnum):
    """What became of a rule in one place; what was not checked has not held."""

    HELD = "held"
    BROKEN = "broken"
    NOT_CHECKED = "not_checked"


@dataclass(frozen=True, slots=True)
class Finding:
    """One place where a rule does not hold, with all that is needed to mend it.

    ``rule`` is the rule's id and ``clause`` its place (``T3-BAL[natural]``, or for an entry of a
    register ``ENTRIES[accounts]@12.platform``).  ``places`` are
    the cells involved, the one to look at first in front.  ``left`` and ``right`` show both
    sides as ``D6 + D7 = 1 + 0 = 1``; they are empty where a rule has no sides.
    ``explainable`` is an error of a law over years, for which a reason counts.  ``short`` is what
    people call the rule by.  ``said`` is how version 0.1.0 worded ``found``, where it worded it
    otherwise: fingerprints in the field are made of that.
    """

    rule: str
    clause: str
    severity: Severity
    unit: str
    source: str
    subject: str
    places: tuple[Place, ...]
    statement: str
    found: str
    advice: str
    left: str = ""
    right: str = ""
    hint: str = ""
    explainable: bool = False
    short: str = ""
    said: str = ""

    @property
    def title(self) -> str:
        """The rule and its place as people call them: ``收办平衡（自然人）``."""
        where = brief(self.subject)
        name = self.short or self.statement
        if where.startswith("（"):
            return f"{name}：{where}"
        return f"{name}（{where}）" if where else name

    @property
    def demand(self) -> str:
        """What is asked of people: one of :data:`SEVERITY_LABELS`."""
        return demand_of(self.severity, takes_reason=self.takes_reason)

    @property
    def takes_reason(self) -> bool:
        """Whether somebody may say why it is right as it is; arithmetic takes no reason."""
        return self.severity is Severity.QUERY or self.explainable

    @property
    def sheet(self) -> str:
        """The sheet of the cell to look at first."""
        return self.places[0].sheet if self.places else ""

    @property
    def cells(self) -> tuple[str, ...]:
        """The A1 addresses of the cells involved, each with its sheet if not on ``sheet``."""
        return tuple(p.a1 if p.sheet == self.sheet else p.link for p in self.places)

    @property
    def fingerprint(self) -> str:
        """What the finding says of which values; it changes when any of them does."""
        said = f"{self.clause}\n{self.left}\n{self.right}\n{self.said or self.found}"
        # A spreadsheet program must not take it for a number.
        return "v" + hashlib.sha256(said.encode("utf-8", "replace")).hexdigest()[:15]

    @property
    def message(self) -> str:
        """The whole finding in one sentence or two: what must hold, what is so, what to do."""
        parts = [f"{self.statement}。", f"{self.found}。"]
        parts += [f"{self.hint}。"] if self.hint else []
        return "".join([*parts, self.advice])

    @property
    def located(self) -> str:
        """The message after the cells that it is about, for whoever reads no table of findings."""
        cells = "、".join(self.cells)
        return f"{self.sheet} {cells}：{self.message}" if cells else self.message

    def as_dict(self) -> dict[str, Any]:
        """Return the finding as plain data for JSON."""
        data = asdict(self)
        for inner in ("places", "explainable", "short", "said"):
            del data[inner]
        return {
            **data,
            "title": self.title,
            "sheet": self.sheet,
            "cells": list(self.cells),
            "message": self.message,
        }


def brief(subject: str) -> str:
    """Return a path of heads without what leads to the last ones: ``1.属于国家秘密 · 自然人``.

    :param subject: paths of heads with ／ between the heads and · between the paths.
    """
    return " · ".join(path.rpartition("／")[2] for path in subject.split(" · "))


def demand_of(severity: Severity, *, takes_reason: bool) -> str:
    """Return what is asked of people where something does not hold, as :data:`SEVERITY_LABELS`.

    :param severity: how grave it is.
    :param takes_reason: whether it may be explained.
    """
    return SEVERITY_LABELS[Severity.QUERY if takes_reason else severity]


def count_by_demand(findings: Iterable[Finding]) -> dict[str, int]:
    """Count findings by what they ask of people, zeros included.

    :param findings: findings of any number of reports.
    :returns: how many there are of each of :data:`SEVERITY_LABELS`, in that order.
    """
    counts = dict.fromkeys(SEVERITY_LABELS.values(), 0)
    for finding in findings:
        counts[finding.demand] += 1
    return counts


def address_ranges(places: Iterable[Place]) -> list[str]:
    """Name cells of one sheet in the fewest words: ``D8:D27`` for a run, ``D6:I28`` for a block.

    Only neighbours that follow each other in ``places`` are put together.

    :param places: cells in the order in which they are to be named.
    """
    blocks: list[tuple[Place, Place]] = []
    for place in places:
        blocks.append((place, place))
        while len(blocks) > 1 and (joined := _join(blocks[-2], blocks[-1])):
            blocks[-2:] = [joined]
    return [a.a1 if a == b else f"{a.a1}:{b.a1}" for a, b in _stacked(blocks)]


def _stacked(blocks: Iterable[tuple[Place, Place]]) -> list[tuple[Place, Place]]:
    """Put blocks of equal width that stand on each other together."""
    result: list[tuple[Place, Place]] = []
    for block in blocks:
        joined = _join(result[-1], block) if result else None
        result[-1:] = [joined] if joined else [*result[-1:], block]
    return result


def _join(one: tuple[Place, Place], other: tuple[Place, Place]) -> tuple[Place, Place] | None:
    """Return two blocks as one, if they share a whole edge and the second follows the first."""
    (a, b), (c, d) = one, other
    beside = (a.row, b.row, b.column + 1) == (c.row, d.row, c.column)
    below = (a.column, b.column, b.row + 1) == (c.column, d.column, c.row)
    return (a, d) if a.sheet == c.sheet and (beside or below) else None
