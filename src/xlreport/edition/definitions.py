"""Which clause says what a total is the sum of: each total has one, none leads back to itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from graphlib import CycleError, TopologicalSorter

from xlreport.edition.document import EditionError
from xlreport.edition.located_errors import ErrorAt
from xlreport.edition.model import Cell, Clause, Relation, Rule
from xlreport.edition.written import Rules


def definitions_of(
    cells: Mapping[str, Cell],
    rules: Sequence[Rule],
    written: Rules,
    author: Mapping[str, ErrorAt],
    undefined: Callable[[str], EditionError],
) -> dict[str, Clause]:
    """Find for each total the equality that says what it is the sum of: ``total = sum``.

    :param written: where each of the rules stands.
    :param author: who is to blame for a cell that a change brought in.
    :param undefined: makes the error of any other cell.
    :raises EditionError: if a total has none, or is in the end the sum of itself.
    """
    definitions: dict[str, Clause] = {}
    defining: dict[str, Rule] = {}
    for rule in rules:
        for clause in rule.clauses:
            if _gives_total(clause, cells) and clause.left.terms[0].key not in definitions:
                definitions[clause.left.terms[0].key] = clause
                defining[clause.left.terms[0].key] = rule
    for cell in cells.values():
        if cell.total and cell.key not in definitions:
            what = f"合计“{cell.label}”没有规则说明它是哪些格之和"
            if cell.key in author:
                raise author[cell.key](0, 0, what)
            raise undefined(what)
    if circle := _circle(definitions):
        labels = "”“".join(cells[key].label for key in circle)
        what = f"合计“{labels}”互相定义，永远算不出来：一个合计只能是别的格之和"
        if len(circle) == 1:
            what = f"合计“{labels}”是它自己与别的格之和，永远算不出来"
        (author_of_rule,) = (r for r in written if r.source.id == defining[circle[0]].id)
        raise author_of_rule.error(what, "law")
    return definitions


def _gives_total(clause: Clause, cells: Mapping[str, Cell]) -> bool:
    left = clause.left.terms
    return (
        clause.relation is Relation.EQUAL
        and len(left) == 1
        and not clause.left.constant
        and cells[left[0].key].total
        and not any(term.last for term in clause.terms)
    )


def _circle(definitions: Mapping[str, Clause]) -> list[str]:
    """Return totals each of which is a sum with the next in it, the last with the first."""
    graph = {
        key: {term.key for term in clause.right.terms if term.key in definitions}
        for key, clause in definitions.items()
    }
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        circle: list[str] = error.args[1]
        return circle[1:]
    return []
