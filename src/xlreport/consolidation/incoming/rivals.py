"""Totals of different branches that have the same unit in them: one counts, a person decides."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from xlreport.consolidation.incoming.filing import Filing
from xlreport.consolidation.incoming.grounds import Ground
from xlreport.consolidation.incoming.states import State

Covered = Mapping[str, State]
"""The units whose figures are in a total, by identity."""


@dataclass(frozen=True, slots=True)
class Rivals:
    """A total that must not count beside another, and the units that are in both."""

    loser: Filing
    winner: Filing
    shared: tuple[str, ...]


def rivals_among(
    totals: Sequence[tuple[Filing, Covered]],
    ground: Ground,
    is_chosen: Callable[[Filing], bool],
) -> list[Rivals]:
    """Return which totals give way, each to one that stays.

    First stays what a person chose, then what has the fewest units of other branches that another
    total claims too: so the total of a unit's own branch goes before that of any other.

    :param totals: those of which none has been put aside, with what they cover.
    :param is_chosen: tells whether a person chose a total.
    """
    claims = Counter(unit for _, covered in totals for unit in covered)

    def order(each: tuple[Filing, Covered]) -> tuple[bool, int]:
        filing, covered = each
        mine = ground.under(filing)
        contested = sum(claims[unit] > 1 and unit not in mine for unit in covered)
        return not is_chosen(filing), contested

    staying: list[tuple[Filing, Covered]] = []
    found: list[Rivals] = []
    for filing, covered in sorted(totals, key=order):
        for other, others in staying:
            shared = tuple(unit for unit in covered if unit in others)
            if shared and not _is_inside(ground, filing, covered, other, others):
                found.append(Rivals(filing, other, shared))
                break
        else:
            staying.append((filing, covered))
    return found


def _is_inside(
    ground: Ground,
    one: Filing,
    covered: Collection[str],
    other: Filing,
    others: Collection[str],
) -> bool:
    """Tell whether one of two totals is a part of the other."""
    if ground.roster is not None:
        return ground.is_below(one, other) or ground.is_below(other, one)
    inside = set(covered) <= set(others) or set(others) <= set(covered)
    return inside or one.member in others or other.member in covered
