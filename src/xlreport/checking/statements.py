"""The statements of an edition: each of its rules in each place, in the order of the form."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from xlreport.edition import Clause, Edition, Rule
from xlreport.report import Report


@dataclass(frozen=True, slots=True)
class Statement:
    """What a rule says in one place: a clause, or its test of one target."""

    id: str
    rule: Rule
    clause: Clause | None = None
    target: str = ""


@cache
def statements_of(edition: Edition) -> tuple[Statement, ...]:
    """Return every statement of the edition's rules; texts and comparisons are judged apart.

    :param edition: the edition; the answer is kept.
    """
    statements: list[Statement] = []
    for rule in edition.rules:
        statements += [Statement(clause.id, rule, clause) for clause in rule.clauses]
        statements += [Statement(rule.id_at(key), rule, target=key) for key in rule.targets]
    return tuple(statements)


def is_undivided(report: Report, key: str) -> bool:
    """Tell whether all text of a section stands before its heads, and nothing under them.

    :param report: the report whose texts are looked at.
    :param key: that of a text of the section; with less than two heads it is never undivided.
    """
    section = report.edition.section(report.edition.prose[key].section)
    headed = [piece for piece in section.prose if piece.label]
    written = {p.key for p in section.prose if report.prose.get(p.key, "").strip()}
    return len(headed) > 1 and bool(written) and not any(p.key in written for p in headed)
