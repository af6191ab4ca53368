"""Totals of different branches that have the same unit in them: one counts, a person decides."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from xlreport.consolidation.incoming.filing import Filing
from xlreport.consolidation.incoming.states import State
from xlreport.consolidation.incoming.totals_context import TotalsContext

Covered = Mapping[str, State]
"""The units whose figures are in a total, by identity."""


@dataclass(frozen=True, slots=True)
class Conflict:
    """A total that must not count beside another, and the units that are in both."""

    loser: Filing
    winner: Filing
    shared: tuple[str, ...]


def conflicts_among(
    totals: Sequence[tuple[Filing, Covered]],
    context: TotalsContext,
    is_chosen: Callable[[Filing], bool],
) -> list[Conflict]:
    """Return which totals give way, each to one that stays.

    First stays what a person chose, then what has the fewest units of other branches that another
    total claims too: so the total of a unit's own branch goes before that of any other.

    :param totals: those of which none has been put aside, with what they cover.
    :param is_chosen: tells whether a person chose a total.
    """
    claims = Counter(unit for _, covered in totals for unit in covered)

    def order(each: tuple[Filing, Covered]) -> tuple[bool, int]:
        filing, covered = each
        mine = context.under(filing)
        contested = sum(claims[unit] > 1 and unit not in mine for unit in covered)
        return not is_chosen(filing), contested

    staying: list[tuple[Filing, Covered]] = []
    found: list[Conflict] = []
    for filing, covered in sorted(totals, key=order):
        for other, others in staying:
            shared = tuple(unit for unit in covered if unit in others)
            if shared and not _is_inside(context, filing, covered, other, others):
                found.append(Conflict(filing, other, shared))
                break
        else:
            staying.append((filing, covered))
    return found


def _is_inside(
    context: TotalsContext,
    one: Filing,
    covered: Collection[str],
    other: Filing,
    others: Collection[str],
) -> bool:
    """Tell whether one of two totals is a part of the other."""
    if context.roster is not None:
        return context.is_below(one, other) or context.is_below(other, one)
    inside = set(covered) <= set(others) or set(others) <= set(covered)
    return inside or one.member in others or other.member in covered
