"""Input cells that follow from last year's report: by which law, and by which formula."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from xlreport.edition.layout import Place, layout_of
from xlreport.edition.model import LAST, Clause, Edition, Relation, Sum
from xlreport.quantity import Value


@cache
def carried_over(edition: Edition) -> Mapping[str, Clause]:
    """Return the input cells that a rule makes equal to last year's figures, with its clause.

    They need not be typed: whatever the clerk would type, the rule knows already.
    """
    carried: dict[str, Clause] = {}
    for rule in edition.rules:
        for clause in rule.clauses:
            left, right = clause.left, clause.right
            of_last_year = bool(right.terms) and all(term.last for term in right.terms)
            if clause.relation is Relation.EQUAL and left.is_one_figure and of_last_year:
                key = left.terms[0].key
                if not left.terms[0].last and edition.cells[key].typed:
                    carried[key] = clause
    return MappingProxyType(carried)


def carried_value(side: Sum, last: Mapping[str, Value]) -> Value | None:
    """Return what last year's figures add up to, ``None`` if one of them is missing.

    :param side: the side of a law on which only last year's figures stand.
    """
    return side.value(lambda name: last.get(name.removeprefix(LAST)))


def carried_formula(edition: Edition, side: Sum) -> str:
    """Return the formula of a cell that is carried over: empty while last year's are missing."""
    places = layout_of(edition).places
    links = [places[term.name].link for term in side.terms]
    return f'=IF(COUNT({",".join(links)})<{len(links)},"",{side.written(links)})'


def carried_addends(side: Sum, places: Mapping[str, Place]) -> dict[Place, int]:
    """Return the places that a carried cell adds up, each with its sign.

    :param places: where the workbook at hand has every value, by its name.
    """
    return {places[term.name]: term.sign for term in side.terms}
