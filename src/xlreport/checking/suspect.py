"""Which single cell, if it alone were mistyped, would explain everything that is broken.

Checks cross each other: a wrong figure breaks its row and its column.  Where one cell, changed
to one value, would put every broken equality right and break none that holds, it is named.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache

from xlreport.edition import Clause, Edition
from xlreport.edition.model import Relation
from xlreport.quantity import from_quanta, show, to_quanta
from xlreport.report import Report

_FEWEST = 2
"""Broken equalities that a cell must explain: any cell of a single one would."""


@cache
def _clauses_of_cells(edition: Edition) -> Mapping[str, Mapping[str, int]]:
    """For each cell, the equalities that hold it and its weight in their residual."""
    weights: dict[str, dict[str, int]] = {
        key: {} for key in edition.cells if key not in edition.tallies
    }
    for rule in edition.rules:
        for clause in rule.clauses:
            if clause.relation is not Relation.EQUAL:
                continue
            for name, weight in clause.weights.items():
                if name in weights:
                    weights[name][clause.id] = weight
    return weights


def suspects(
    report: Report, broken: Sequence[Clause], residuals: Mapping[str, int | None]
) -> dict[str, str]:
    """Return for each broken clause a sentence that names the one cell to look at, if any.

    :param report: the report; a cell of last year is never named.
    :param broken: the broken clauses of ``report``.
    :param residuals: ``left - right`` in quanta of every clause, ``None`` where not checked.
    """
    equalities = [clause for clause in broken if clause.relation is Relation.EQUAL]
    explained: dict[str, list[str]] = {clause.id: [] for clause in equalities}
    for key in {name for clause in equalities for name in clause.weights} & report.values.keys():
        changes = {
            clause: -residual // weight
            for clause, weight in _clauses_of_cells(report.edition).get(key, {}).items()
            if weight and (residual := residuals[clause]) is not None
        }
        if len({*changes.values()}) == 1 and len(explained.keys() & changes) >= _FEWEST:
            sentence = _sentence(report, key, next(iter(changes.values())))
            for clause in changes:
                explained[clause].append(sentence)
    return {clause: found[0] for clause, found in explained.items() if len(found) == 1}


def _sentence(report: Report, key: str, change: int) -> str:
    place, minimum = report.place(key), report.edition.cells[key].number.minimum
    now = report.values[key]
    then = from_quanta(to_quanta(now) + change)
    where = f"最可能填错的是“{place.sheet}”{place.a1}"
    if minimum is not None and then < minimum:
        return f"{where}（现为 {show(now)}）"
    return f"{where}：现为 {show(now)}，若改为 {show(then)} 则各处相符"
