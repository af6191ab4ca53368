"""YAML sources -> :class:`Edition`: keys are joined, laws are tied to cells, mistakes named."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from fnmatch import fnmatchcase
from functools import partial
from itertools import zip_longest

from xlreport.edition.build_prose import build_prose_rules, build_vocabulary
from xlreport.edition.document import Document, EditionError, Location
from xlreport.edition.law import Law, LawError, Name, parse_law
from xlreport.edition.layout import RESERVED_SHEETS
from xlreport.edition.model import (
    Block,
    Cell,
    CellTest,
    Clause,
    Comparison,
    Edition,
    Head,
    Level,
    NumberType,
    Picture,
    Prose,
    Relation,
    Rule,
    Section,
    join_key,
    path_key,
    path_label,
)
from xlreport.edition.source import (
    BlockSource,
    CommonSource,
    ComparisonSource,
    EditionSource,
    HeadSource,
    OverlaySource,
    PictureSource,
    RenameSource,
    RevisionSource,
    RuleSource,
    SectionSource,
)

Changes = Document[RevisionSource] | Document[OverlaySource]
"""A file that changes the form which it builds on."""

_RESERVED_KEYS = frozenset({"last", "cover"})
"""What the names of other values begin with: last year's figures, and the fields of the cover."""


def build_edition(
    common: Document[CommonSource],
    base: Document[EditionSource],
    overlays: Sequence[Document[OverlaySource]] = (),
    revision: Document[RevisionSource] | None = None,
) -> Edition:
    """Build an edition from its file and the overlays laid over it.

    :param revision: the file of an edition that is ``base`` with changes; they come first.
    :raises EditionError: at the first thing that does not fit, as ``file:line: what``.
    """
    source = base.source
    own = revision.source if revision else source
    document = own.document or source.document
    changes: list[Changes] = [*overlays]
    if revision:
        changes.insert(0, revision)
    levels = {k: Level(k, v.label, tuple(v.endings)) for k, v in common.source.levels.items()}
    numbers = {
        k: NumberType(k, v.label, v.decimals, v.minimum) for k, v in common.source.numbers.items()
    }
    _names_differ(base)
    sections = [_section(section) for section in source.sections]
    cells = _all_cells(sections, numbers, partial(_blame_form, base))
    author: dict[str, Blame] = {}
    for change in changes:
        if change.source.edition != own.edition:
            raise change.error(("edition",), f"这份补充是给“{change.source.edition}”版的")
        for index in range(len(change.source.add)):
            blame = partial(_blame_addition, change, index)
            sections = _add_rows(sections, change, index)
            known, cells = cells, _all_cells(sections, numbers, blame)
            author |= dict.fromkeys(cells.keys() - known.keys(), blame)
        if change.source.rename:
            sections = _renamed(sections, change)
            cells = _all_cells(sections, numbers, partial(_blame_form, base))
    rules = _rules([base, *changes], levels, sections, cells)
    definitions = _definitions(cells, rules)
    _demand_definitions(cells, definitions, base, author)
    prose = {piece.key: piece for section in sections for piece in section.prose}
    return Edition(
        id=own.edition,
        title=source.title,
        document=document.name,
        document_number=document.number,
        first_year=own.years.from_,
        last_year=own.years.to,
        overlays=tuple(overlay.source.overlay for overlay in overlays),
        levels=levels,
        sections=tuple(sections),
        cells=cells,
        rules=tuple(rules),
        definitions=definitions,
        prose_rules=build_prose_rules([common, base, *changes], cells, prose, rules),
        vocabulary=build_vocabulary(common.source.vocabulary),
        also=tuple(source.also),
        comparisons=tuple(_comparison(each, cells) for each in common.source.comparisons),
        pictures=tuple(_picture(each, cells) for each in common.source.pictures),
    )


# --- Who made a mistake -----------------------------------------------------------------------

Blame = Callable[[int, int, str], EditionError]
"""Makes the error for what is wrong with a section and block, by their indexes."""


def _blame_form(
    document: Document[EditionSource], section: int, block: int, what: str
) -> EditionError:
    return document.error(("sections", section, "table", block), what)


def _blame_addition(
    document: Changes,
    index: int,
    _section: int,
    _block: int,
    what: str,
) -> EditionError:
    return document.error(("add", index, "rows"), what)


def _demand_definitions(
    cells: Mapping[str, Cell],
    definitions: Mapping[str, Clause],
    base: Document[EditionSource],
    author: Mapping[str, Blame],
) -> None:
    """Refuse a total that no rule defines.

    :raises EditionError: at the file that brought it in.
    """
    for cell in cells.values():
        if cell.total and cell.key not in definitions:
            what = f"合计“{cell.label}”没有规则说明它是哪些格之和"
            if cell.key in author:
                raise author[cell.key](0, 0, what)
            raise base.error(("rules",), what)


def _names_differ(document: Document[EditionSource]) -> None:
    """Refuse sections, sheets or texts of one name: they would hide each other."""
    keys: set[str] = set()
    sheets = set(RESERVED_SHEETS)
    for index, section in enumerate(document.source.sections):
        where: Location = ("sections", index)
        if section.key in keys:
            raise document.error((*where, "key"), f"部分代码“{section.key}”重复")
        if section.key in _RESERVED_KEYS:
            raise document.error((*where, "key"), f"部分代码“{section.key}”另有用处，请换一个")
        if section.sheet in sheets:
            raise document.error((*where, "sheet"), f"工作表名“{section.sheet}”已经用了")
        pieces = [piece.key for piece in section.prose]
        for number, piece in enumerate(pieces):
            if piece in pieces[:number]:
                raise document.error((*where, "prose", number, "key"), f"文字代码“{piece}”重复")
        keys.add(section.key)
        sheets.add(section.sheet)


# --- Comparisons and pictures -----------------------------------------------------------------


def _matching(pattern: str, cells: Mapping[str, Cell]) -> tuple[str, ...]:
    """Return the keys that fit a pattern; those of another edition fit nothing here."""
    if pattern in cells:
        return (pattern,)
    return tuple(key for key in cells if fnmatchcase(key, pattern)) if "*" in pattern else ()


def _comparison(source: ComparisonSource, cells: Mapping[str, Cell]) -> Comparison:
    groups = tuple(keys for pattern in source.cells if (keys := _matching(pattern, cells)))
    return Comparison(
        source.id,
        source.name,
        source.test,
        source.severity,
        source.advice,
        groups,
        source.least,
        source.factor,
    )


def _picture(source: PictureSource, cells: Mapping[str, Cell]) -> Picture:
    bars: dict[str, tuple[str, ...]] = {}
    for pattern, label in zip_longest(source.cells, source.labels, fillvalue=""):
        if keys := _matching(pattern, cells):
            bars[label] = bars.get(label, ()) + keys
    return Picture(source.title, source.show, tuple(bars.items()))


# --- Sections and cells -----------------------------------------------------------------------


def _heads(sources: Mapping[str, HeadSource]) -> tuple[Head, ...]:
    return tuple(_head(key, source) for key, source in sources.items())


def _head(key: str, source: HeadSource) -> Head:
    return Head(
        key=key,
        label=source.label,
        children=_heads(source.rows or source.columns),
        total=source.total,
        empty=source.empty,
        span=source.span,
        unit=source.unit,
        number=source.number,
        also=tuple(source.also),
    )


def _block(source: BlockSource) -> Block:
    return Block(
        rows=_heads(source.rows),
        columns=_heads(source.columns),
        title=source.title,
        corner=source.corner,
        over=source.over,
        unit=source.unit,
        also=tuple(source.also),
    )


def _section(source: SectionSource) -> Section:
    return Section(
        key=source.key,
        number=source.number,
        title=source.title,
        sheet=source.sheet,
        blocks=tuple(_block(block) for block in source.table),
        prose=tuple(
            Prose(join_key(source.key, p.key), source.key, p.label, p.optional, tuple(p.also))
            for p in source.prose
        ),
        also=tuple(source.also),
    )


def _add_rows(
    sections: list[Section],
    overlay: Changes,
    index: int,
) -> list[Section]:
    """Return the sections with the rows of one addition."""
    addition = overlay.source.add[index]
    for number, section in enumerate(sections):
        if section.key != addition.section:
            continue
        blocks = tuple(
            _insert_after(block, addition.after, _heads(addition.rows)) for block in section.blocks
        )
        if blocks != section.blocks:
            return [*sections[:number], replace(section, blocks=blocks), *sections[number + 1 :]]
    raise overlay.error(
        ("add", index, "after"), f"“{addition.section}”中没有“{addition.after}”这一行"
    )


def _insert_after(block: Block, after: str, rows: tuple[Head, ...]) -> Block:
    def insert(heads: tuple[Head, ...], path: list[str]) -> tuple[Head, ...]:
        result: list[Head] = []
        for head in heads:
            if head.key != path[0]:
                result.append(head)
            elif len(path) == 1:
                result += [head, *rows]
            else:
                result.append(replace(head, children=insert(head.children, path[1:])))
        return tuple(result)

    return replace(block, rows=insert(block.rows, after.split(".")))


def _renamed(sections: list[Section], change: Changes) -> list[Section]:
    """Return the sections with the new labels of one file."""
    for index, rename in enumerate(change.source.rename):
        renamed = [
            replace(section, blocks=tuple(_rename(block, rename) for block in section.blocks))
            if section.key == rename.section
            else section
            for section in sections
        ]
        if renamed == sections:
            name, kind = (rename.row, "行") if rename.row else (rename.column, "列")
            where: Location = ("rename", index, "row" if rename.row else "column")
            what = f"“{rename.section}”中没有“{name}”这一{kind}"
            raise change.error(where, what)
        sections = renamed
    return sections


def _rename(block: Block, rename: RenameSource) -> Block:
    """Return a block with a new label; the old one is kept as another spelling of it."""

    def renamed(heads: tuple[Head, ...], path: list[str]) -> tuple[Head, ...]:
        return tuple(
            head
            if head.key != path[0]
            else replace(head, children=renamed(head.children, path[1:]))
            if path[1:]
            else replace(head, label=rename.label, also=(head.label, *head.also))
            for head in heads
        )

    return replace(
        block,
        rows=renamed(block.rows, rename.row.split(".")) if rename.row else block.rows,
        columns=renamed(block.columns, rename.column.split("."))
        if rename.column
        else block.columns,
    )


def _all_cells(
    sections: Sequence[Section], numbers: Mapping[str, NumberType], blame: Blame
) -> dict[str, Cell]:
    cells: dict[str, Cell] = {}
    for index, section in enumerate(sections):
        for number, block in enumerate(section.blocks):
            for cell in _cells(section, block, numbers, partial(blame, index, number)):
                if cells.setdefault(cell.key, cell) is not cell:
                    raise blame(index, number, f"指标“{cell.key}”出现了两次")
    return cells


def _cells(
    section: Section,
    block: Block,
    numbers: Mapping[str, NumberType],
    blame: Callable[[str], EditionError],
) -> Iterator[Cell]:
    for row in block.row_paths():
        for column in block.column_paths():
            heads = (*row, *column)
            if any(head.empty for head in heads):
                continue
            unit = next((h.unit for h in reversed(heads) if h.unit), block.unit)
            number = next((h.number for h in reversed(heads) if h.number), "count")
            if unit is None:
                raise blame(f"“{path_label(heads)}”没有写明单位（unit）")
            if number not in numbers:
                raise blame(f"没有“{number}”这种数值类型")
            yield Cell(
                key=join_key(section.key, path_key(row), path_key(column)),
                section=section.key,
                row=path_key(row),
                column=path_key(column),
                label=" · ".join(path_label(p) for p in (row, column) if p),
                unit=unit,
                number=numbers[number],
                in_total_row=any(head.total for head in row),
                in_total_column=any(head.total for head in column),
            )


# --- Rules ------------------------------------------------------------------------------------


def _rules(
    documents: Sequence[Document[EditionSource] | Changes],
    levels: Mapping[str, Level],
    sections: Sequence[Section],
    cells: Mapping[str, Cell],
) -> list[Rule]:
    rules: list[Rule] = []
    for document in documents:
        for index, source in enumerate(document.source.rules):
            where: Location = ("rules", index)
            if any(rule.id == source.id for rule in rules):
                raise document.error((*where, "id"), f"规则编号“{source.id}”重复")
            for level in source.levels:
                if level not in levels:
                    raise document.error((*where, "levels"), f"没有“{level}”这个层级")
            try:
                rules.append(_rule(source, sections, cells))
            except LawError as error:
                field = "table" if source.law is None else "law"
                raise document.error((*where, field), str(error)) from error
    return rules


def _rule(
    source: RuleSource,
    sections: Sequence[Section],
    cells: Mapping[str, Cell],
) -> Rule:
    clauses: tuple[Clause, ...] = ()
    targets: tuple[str, ...] = ()
    _require_table(source.table, sections)
    if source.law is not None:
        clauses = _clauses(source, source.law, sections, cells)
    elif source.check is CellTest.WRITTEN:
        prose = (piece for section in sections for piece in section.prose)
        targets = tuple(piece.key for piece in prose if not piece.optional)
    else:
        targets = tuple(
            cell.key
            for cell in cells.values()
            if not cell.total and source.table in (None, cell.section)
        )
    return Rule(
        id=source.id,
        name=source.name,
        short=source.short,
        severity=source.severity,
        advice=source.advice,
        source=source.source,
        for_each=source.for_each,
        law=source.law,
        clauses=clauses,
        test=source.check,
        targets=targets,
        levels=frozenset(source.levels),
    )


def _require_table(table: str | None, sections: Sequence[Section]) -> None:
    if table is not None and not any(s.key == table and s.blocks for s in sections):
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
    if not name.all_under:
        key = join_key(before, name.path, after)
        return (key,) if key in cells else ()
    start = join_key(before, name.path) + "."

    def is_under(cell: Cell) -> bool:
        if not cell.key.startswith(start):
            return False
        if for_each == "column":
            return cell.column == after and not cell.in_total_row
        return not cell.in_total_column and (for_each is not None or not cell.in_total_row)

    return tuple(key for key, cell in cells.items() if is_under(cell))


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


def _definitions(cells: Mapping[str, Cell], rules: Sequence[Rule]) -> dict[str, Clause]:
    """Find for each total the equality that says what it is the sum of: ``total = sum``."""
    definitions: dict[str, Clause] = {}
    for rule in rules:
        for clause in rule.clauses:
            left = clause.left.terms
            gives_total = (
                clause.relation is Relation.EQUAL
                and len(left) == 1
                and not clause.left.constant
                and cells[left[0].key].total
                and not any(term.last for term in clause.terms)
            )
            if gives_total:
                definitions.setdefault(left[0].key, clause)
    return definitions
