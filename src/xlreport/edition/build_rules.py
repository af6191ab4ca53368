"""Rules of the YAML files -> :class:`Rule`, with laws tied to cells."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import assert_never

from xlreport.edition.belonging import demand_fields_of_rule
from xlreport.edition.keys import ANY, matching
from xlreport.edition.law import Law, LawError, Name, parse_law
from xlreport.edition.model import (
    Block,
    Cell,
    Clause,
    Head,
    Level,
    Question,
    Rule,
    Section,
    TargetKind,
    join_key,
    path_key,
    path_label,
)
from xlreport.edition.source import RuleSource
from xlreport.edition.written import Rules


def build_rules(
    written: Rules,
    levels: Mapping[str, Level],
    sections: Sequence[Section],
    cells: Mapping[str, Cell],
    questions: Mapping[str, Question],
) -> list[Rule]:
    """Build the rules of an edition.

    :raises EditionError: at the first thing that does not fit, as ``file:line: what``.
    """
    rules: list[Rule] = []
    for each in written:
        source = each.source
        for level in source.levels:
            if level not in levels:
                raise each.error(f"没有“{level}”这个层级", "levels")
        demand_fields_of_rule(each.document, each.where, source)
        try:
            rules.append(_rule(source, sections, cells, questions))
        except LawError as error:
            by_table = source.law is None and source.table is not None
            field = "table" if by_table else "check" if source.law is None else "law"
            raise each.error(str(error), field) from error
    return rules


def _rule(
    source: RuleSource,
    sections: Sequence[Section],
    cells: Mapping[str, Cell],
    questions: Mapping[str, Question],
) -> Rule:
    _require_table(source.table, sections)
    if source.when is not None and (source.when not in cells or not cells[source.when].tally):
        raise LawError(f"when 中的“{source.when}”不是某个选项或台账的计数")
    clauses = _clauses(source, source.law, sections, cells) if source.law is not None else ()
    over_years = all(any(term.last for term in clause.terms) for clause in clauses)
    if source.explainable and not (clauses and over_years):
        raise LawError("explainable 只用于与上年衔接的算式")
    targets = tuple(_targets(source, sections, cells, questions))
    if source.check is not None and not targets:
        where = f"“{source.table}”" if source.table else "这份格式"
        raise LawError(f"{where}里没有 check: {source.check} 可查的{source.check.of}")
    return Rule(
        **source.named,
        for_each=source.for_each,
        law=source.law,
        clauses=clauses,
        test=source.check,
        targets=targets,
        levels=frozenset(source.levels),
        when=source.when,
        parameters=source.parameters,
        explainable=source.explainable,
    )


def _targets(
    source: RuleSource,
    sections: Sequence[Section],
    cells: Mapping[str, Cell],
    questions: Mapping[str, Question],
) -> Iterator[str]:
    """Yield what the test of a rule is about: cells, questions, texts or registers."""
    if source.check is None:
        return
    match source.check.of:
        case TargetKind.TEXT:
            prose = (piece for section in sections for piece in section.prose)
            yield from (piece.key for piece in prose if not piece.optional)
        case TargetKind.ANSWER:
            asked = questions.values()
            yield from (q.key for q in asked if source.table in (None, q.section))
        case TargetKind.REGISTER:
            registers = [s.register for s in sections if s.register is not None]
            for register in registers:
                if source.table in (None, register.key):
                    if unknown := [c for c in source.columns if c not in register.columns]:
                        raise LawError(f"“{register.key}”没有“{'”“'.join(unknown)}”这一列")
                    yield register.key
        case TargetKind.NUMBER:
            typed = (cell for cell in cells.values() if cell.typed)
            yield from (cell.key for cell in typed if source.table in (None, cell.section))
        case _:
            assert_never(source.check.of)


def _require_table(table: str | None, sections: Sequence[Section]) -> None:
    if table is not None and not any(
        s.key == table and (s.blocks or s.register is not None) for s in sections
    ):
        raise LawError(f"没有“{table}”这张表")


def _clauses(
    source: RuleSource, text: str, sections: Sequence[Section], cells: Mapping[str, Cell]
) -> tuple[Clause, ...]:
    law = parse_law(text)
    if not law.left:
        raise LawError("算式左边至少要有一个指标")
    # Columns of one name in several blocks are one place.
    contexts = dict.fromkeys(_contexts(source, sections))
    clauses: list[Clause] = []
    unknown: set[str] = {name.path for name in law.names}
    for key, subject, before, after in contexts:
        found: dict[Name, tuple[str, ...]] = {}
        for name in law.names:
            keys = _find(name, before, after, source.for_each, cells)
            if keys:
                found[name] = keys
                unknown.discard(name.path)
        if len(found) == len(set(law.names)):
            clauses.append(_clause(source.id, key, subject, law, found, cells))
    if unknown:
        raise LawError(f"表中没有“{'”“'.join(sorted(unknown))}”")
    if not clauses:
        raise LawError("没有任何一行（列、组）同时含有算式里的各项")
    return tuple(clauses)


def _contexts(
    source: RuleSource, sections: Sequence[Section]
) -> Iterator[tuple[str, str, str, str]]:
    """Yield each place where the law is said: its key, its name, and what goes round a path."""
    if source.table is None:
        yield "", "", "", ""
        return
    section = next(section for section in sections if section.key == source.table)
    if source.for_each is None:
        yield "", "", section.key, ""
    for block in section.blocks:
        for path, before, after in _paths(block, source.for_each):
            yield path_key(path), path_label(path), join_key(section.key, before), after


def _paths(block: Block, for_each: str | None) -> Iterator[tuple[tuple[Head, ...], str, str]]:
    """Yield the heading path of each row, column or group, and what goes round a name there."""
    if for_each == "row":
        for path in block.row_paths():
            yield path, path_key(path), ""
    if for_each == "column":
        for path in block.column_paths():
            if not any(head.empty for head in path):
                yield path, "", path_key(path)
    if for_each == "group":
        for path in _groups(block.columns):
            for row in block.row_paths():
                yield (*row, *path), join_key(path_key(row), path_key(path)), ""


def _groups(heads: Iterable[Head], above: tuple[Head, ...] = ()) -> Iterator[tuple[Head, ...]]:
    for head in heads:
        if head.children:
            yield (*above, head)
            yield from _groups(head.children, (*above, head))


def _find(
    name: Name, before: str, after: str, for_each: str | None, cells: Mapping[str, Cell]
) -> tuple[str, ...]:
    """Return the keys of the cells that a name means in one place of the table."""
    key = join_key(before, name.path, after)
    if ANY not in name.path and not name.all_under:
        return (key,) if key in cells else ()

    def counts(cell: Cell) -> bool:
        """Tell whether a cell is one that a heading adds up: no total of others."""
        if for_each == "column":
            return cell.column == after and not cell.in_total_row
        return not cell.in_total_column and (for_each is not None or not cell.in_total_row)

    pattern = join_key(before, name.path, ANY) if name.all_under else key
    return tuple(each for each in matching(pattern, cells) if counts(cells[each]))


def _clause(
    rule: str,
    key: str,
    subject: str,
    law: Law,
    found: Mapping[Name, tuple[str, ...]],
    cells: Mapping[str, Cell],
) -> Clause:
    left, right = law.resolve(found.__getitem__)
    clause = Clause(f"{rule}[{key}]" if key else rule, subject, left, law.relation, right)
    units = {cells[term.key].unit for term in clause.terms}
    if len(units) > 1:
        raise LawError(f"算式里的单位不一致：{'、'.join(sorted(units))}")
    return clause
