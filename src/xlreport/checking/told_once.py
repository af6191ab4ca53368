"""A sum that is wrong in one column is wrong in the column of totals too: it is told once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache

from xlreport.edition import Clause, Edition, Rule
from xlreport.edition.model import Relation


@cache
def parts_of(edition: Edition) -> Mapping[str, tuple[Clause, ...]]:
    """Return for each clause about totals those of the same rule about their addends, by its id.

    Of 收办平衡 of the column 总计 they are those of the other columns.

    :param edition: the edition; the answer is kept.
    """
    addends = _addends(edition)
    parts: dict[str, tuple[Clause, ...]] = {}
    for rule in edition.rules:
        for clause in rule.clauses:
            if found := _parts(rule, clause, addends):
                parts[clause.id] = found
    return parts


def told_by_parts(edition: Edition, residuals: Mapping[str, int | None]) -> frozenset[str]:
    """Return the clauses about totals that are off by just what those about the addends are off.

    :param edition: the edition that the clauses belong to.
    :param residuals: ``left - right`` in quanta of every clause, ``None`` where not checked.
    :returns: the ids of the clauses.
    """
    return frozenset(_told(edition, residuals))


def _told(edition: Edition, residuals: Mapping[str, int | None]) -> Iterator[str]:
    for clause, parts in parts_of(edition).items():
        of_parts = [residuals[part.id] for part in parts]
        known = [each for each in of_parts if each is not None]
        if residuals[clause] and len(known) == len(parts) and sum(known) == residuals[clause]:
            yield clause


def _addends(edition: Edition) -> Mapping[str, Sequence[Sequence[str]]]:
    """Return for each total what it is the sum of, along its row and along its column."""
    addends: dict[str, list[Sequence[str]]] = {}
    for rule in edition.rules:
        for clause in rule.clauses:
            left = clause.left.terms
            total = len(left) == 1 and edition.cells[left[0].key].total
            plain = all(term.sign == 1 and not term.last for term in clause.terms)
            if total and plain and clause.relation is Relation.EQUAL:
                keys = [term.key for term in clause.right.terms]
                addends.setdefault(left[0].key, []).append(keys)
    return addends


def _parts(
    rule: Rule, clause: Clause, addends: Mapping[str, Sequence[Sequence[str]]]
) -> tuple[Clause, ...]:
    """Return the clauses that a clause is the sum of, term by term; none if it is no such sum."""
    if clause.relation is not Relation.EQUAL or clause.left.constant or clause.right.constant:
        return ()
    by_first = {other.terms[0].key: other for other in rule.clauses if other is not clause}
    for keys in addends.get(clause.terms[0].key, ()):
        parts = tuple(by_first[key] for key in keys if key in by_first)
        if len(parts) == len(keys) and _adds_up(clause, parts, addends):
            return parts
    return ()


def _adds_up(
    clause: Clause, parts: Sequence[Clause], addends: Mapping[str, Sequence[Sequence[str]]]
) -> bool:
    if any(len(part.terms) != len(clause.terms) for part in parts):
        return False
    for index, term in enumerate(clause.terms):
        each = [part.terms[index] for part in parts]
        alike = all((e.sign, e.last) == (term.sign, term.last) for e in each)
        sums = [sorted(keys) for keys in addends.get(term.key, ())]
        if not alike or sorted(e.key for e in each) not in sums:
            return False
    return True
