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
    REPORTS,
    AnswerKind,
    AnswerType,
    Block,
    Cell,
    CellTest,
    ChoiceTally,
    Clause,
    Comparison,
    Edition,
    EntryTally,
    Head,
    Level,
    NumberType,
    Picture,
    Prose,
    Question,
    Register,
    RegisterColumn,
    Relation,
    Rule,
    Section,
    join_key,
    path_key,
    path_label,
)
from xlreport.edition.source import (
    AnswerSource,
    BlockSource,
    CommonSource,
    ComparisonSource,
    EditionSource,
    HeadSource,
    OverlaySource,
    PictureSource,
    RegisterSource,
    RenameSource,
    RevisionSource,
    RuleSource,
    SectionSource,
    SharedSource,
    TallySource,
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
    shared: Document[SharedSource] | None = None,
) -> Edition:
    """Build an edition from its file and the overlays laid over it.

    :param revision: the file of an edition that is ``base`` with changes; they come first.
    :param shared: the file of what ``base`` shares with other editions.
    :raises EditionError: at the first thing that does not fit, as ``file:line: what``.
    """
    source = base.source
    own = revision.source if revision else source
    document = own.document or source.document
    changes: list[Changes] = [*overlays]
    if revision:
        changes.insert(0, revision)
    levels = {k: Level(k, v.label, tuple(v.endings)) for k, v in common.source.levels.items()}
    types = _Types(common.source, source.answers)
    _names_differ(base)
    sections = [
        _section(section, types, partial(_blame_register, base, number))
        for number, section in enumerate(source.sections)
    ]
    cells, questions = _all_items(sections, types, partial(_blame_form, base))
    author: dict[str, Blame] = {}
    for change in changes:
        if change.source.edition != own.edition:
            raise change.error(("edition",), f"这份补充是给“{change.source.edition}”版的")
        for index in range(len(change.source.add)):
            blame = partial(_blame_addition, change, index)
            sections = _add_rows(sections, change, index)
            known = cells
            cells, questions = _all_items(sections, types, blame)
            author |= dict.fromkeys(cells.keys() - known.keys(), blame)
        if change.source.rename:
            sections = _renamed(sections, change)
            cells, questions = _all_items(sections, types, partial(_blame_form, base))
    for cell in _tallies(source.sections, sections, questions, types, base):
        if cell.key in cells or cell.key in questions:
            raise base.error(("sections",), f"指标“{cell.key}”出现了两次")
        cells[cell.key] = cell
    rules = _rules([base, *changes], levels, sections, cells, questions)
    definitions = _definitions(cells, rules)
    _demand_definitions(cells, definitions, base, author)
    prose = {piece.key: piece for section in sections for piece in section.prose}
    vocabulary = build_vocabulary(shared.source.vocabulary if shared else None)
    said: list[Document[SharedSource] | Document[EditionSource]] = [base]
    if shared:
        said.insert(0, shared)
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
        prose_rules=build_prose_rules([*said, *changes], vocabulary.topics, cells, prose, rules),
        vocabulary=vocabulary,
        questions=questions,
        registers={s.register.key: s.register for s in sections if s.register is not None},
        also=tuple(source.also),
        comparisons=tuple(_comparison(c, cells) for each in said for c in each.source.comparisons),
        pictures=tuple(_picture(p, cells) for each in said for p in each.source.pictures),
    )


class _Types:
    """The kinds of number and of answer that a form may name."""

    def __init__(self, common: CommonSource, own: Mapping[str, AnswerSource]) -> None:
        """:param own: the form's own kinds of answer."""
        self.numbers = {
            k: NumberType(k, v.label, v.decimals, v.minimum) for k, v in common.numbers.items()
        }
        self.answers = {
            k: AnswerType(k, v.label, v.is_ or AnswerKind.CHOICE, v.options)
            for k, v in {**common.answers, **own}.items()
        }

    def number(self, key: str | None, blame: Callable[[str], EditionError]) -> NumberType:
        """Return a kind of number; if none is named, it is a count.

        :raises EditionError: if there is no such kind.
        """
        if (key or "count") not in self.numbers:
            raise blame(f"没有“{key}”这种数值类型")
        return self.numbers[key or "count"]

    def answer(self, key: str, blame: Callable[[str], EditionError]) -> AnswerType:
        """Return a kind of answer.

        :raises EditionError: if there is no such kind.
        """
        if key not in self.answers:
            raise blame(f"没有“{key}”这种答案类型")
        return self.answers[key]


# --- Who made a mistake -----------------------------------------------------------------------

Blame = Callable[[int, int, str], EditionError]
"""Makes the error for what is wrong with a section and block, by their indexes."""


def _blame_form(
    document: Document[EditionSource], section: int, block: int, what: str
) -> EditionError:
    return document.error(("sections", section, "table", block), what)


def _blame_register(
    document: Document[EditionSource], section: int, where: Location, what: str
) -> EditionError:
    return document.error(("sections", section, "register", *where), what)


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
        answer=source.answer,
        optional=source.optional,
        also=tuple(source.also),
    )


_ONLY_COLUMN = (Head("", "填报内容"),)
"""The column of a table that has rows only; its cells are called by their rows."""


def _block(source: BlockSource) -> Block:
    return Block(
        rows=_heads(source.rows),
        columns=_heads(source.columns) or _ONLY_COLUMN,
        title=source.title,
        corner=source.corner,
        over=source.over,
        unit=source.unit,
        also=tuple(source.also),
    )


BlameRegister = Callable[[Location, str], EditionError]
"""Makes the error for what is wrong at a place of a register."""


def _section(source: SectionSource, types: _Types, blame: BlameRegister) -> Section:
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
        register=_register(source.key, source.register_, types, blame)
        if source.register_
        else None,
        also=tuple(source.also),
    )


def _register(key: str, source: RegisterSource, types: _Types, blame: BlameRegister) -> Register:
    columns: dict[str, RegisterColumn] = {}
    for name, column in source.columns.items():
        to_blame = partial(blame, ("columns", name))
        kind = (
            types.answer(column.answer, to_blame)
            if column.answer
            else types.number(column.number, to_blame)
        )
        columns[name] = RegisterColumn(name, column.label, kind, column.unit or "", column.optional)
    labels = {name: tally.label for name, tally in source.tallies.items()}
    for name in columns.keys() & labels.keys():
        raise blame(("tallies", name), f"“{name}”已经是一列的代码")
    return Register(key, columns, labels, source.room)


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


def _all_items(
    sections: Sequence[Section], types: _Types, blame: Blame
) -> tuple[dict[str, Cell], dict[str, Question]]:
    """Return the figures and the questions of all tables."""
    cells: dict[str, Cell] = {}
    questions: dict[str, Question] = {}
    for index, section in enumerate(sections):
        for number, block in enumerate(section.blocks):
            for item in _items(section, block, types, partial(blame, index, number)):
                if item.key in cells or item.key in questions:
                    raise blame(index, number, f"指标“{item.key}”出现了两次")
                if isinstance(item, Cell):
                    cells[item.key] = item
                else:
                    questions[item.key] = item
    return cells, questions


def _items(
    section: Section, block: Block, types: _Types, blame: Callable[[str], EditionError]
) -> Iterator[Cell | Question]:
    for row in block.row_paths():
        for column in block.column_paths():
            heads = (*row, *column)
            if any(head.empty for head in heads):
                continue
            key = join_key(section.key, path_key(row), path_key(column))
            label = " · ".join(path_label(p) for p in (row, column) if p and path_key(p))
            answer = next((h.answer for h in reversed(heads) if h.answer), None)
            if answer is not None:
                optional = any(head.optional for head in heads)
                yield Question(key, section.key, label, types.answer(answer, blame), optional)
                continue
            unit = next((h.unit for h in reversed(heads) if h.unit), block.unit)
            number = next((h.number for h in reversed(heads) if h.number), None)
            if unit is None:
                raise blame(f"“{path_label(heads)}”没有写明单位（unit）")
            yield Cell(
                key=key,
                section=section.key,
                row=path_key(row),
                column=path_key(column),
                label=label,
                unit=unit,
                number=types.number(number, blame),
                in_total_row=any(head.total for head in row),
                in_total_column=any(head.total for head in column),
            )


def _tallies(
    sources: Sequence[SectionSource],
    sections: Sequence[Section],
    questions: Mapping[str, Question],
    types: _Types,
    base: Document[EditionSource],
) -> Iterator[Cell]:
    """Yield the cells that count what the clerks entered and chose."""
    for index, (source, section) in enumerate(zip(sources, sections, strict=True)):
        if source.register_ is not None and section.register is not None:
            for name, tally in source.register_.tallies.items():
                to_blame = partial(_blame_register, base, index, ("tallies", name))
                yield _entry_tally(section.register, name, tally, types, to_blame)
    count = types.numbers["count"]
    for question in questions.values():
        for option, label in question.type.options.items():
            yield Cell(
                key=join_key(question.key, option),
                section=question.section,
                row=question.key.removeprefix(f"{question.section}."),
                column=option,
                label=f"{question.label} · {label}",
                unit=REPORTS,
                number=count,
                tally=ChoiceTally(question.key, option),
            )


def _entry_tally(
    register: Register,
    name: str,
    source: TallySource,
    types: _Types,
    blame: Callable[[str], EditionError],
) -> Cell:
    for column, option in source.where.items():
        asked = register.columns.get(column)
        if asked is None or not isinstance(asked.type, AnswerType):
            raise blame(f"没有“{column}”这一列，或者它不是选项")
        if option not in asked.type.options:
            raise blame(f"“{column}”列没有“{option}”这个选项")
    number = types.numbers["count"]
    if source.sum is not None:
        added = register.columns.get(source.sum)
        if added is None or not isinstance(added.type, NumberType):
            raise blame(f"没有“{source.sum}”这一列，或者它不是数")
        if added.unit != source.unit:
            raise blame(f"“{source.sum}”列的单位是“{added.unit}”")
        number = added.type
    return Cell(
        key=join_key(register.key, name),
        section=register.key,
        row=name,
        column="",
        label=source.label,
        unit=source.unit,
        number=number,
        tally=EntryTally(register.key, tuple(source.where.items()), source.sum),
    )


# --- Rules ------------------------------------------------------------------------------------


def _rules(
    documents: Sequence[Document[EditionSource] | Changes],
    levels: Mapping[str, Level],
    sections: Sequence[Section],
    cells: Mapping[str, Cell],
    questions: Mapping[str, Question],
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
                rules.append(_rule(source, sections, cells, questions))
            except LawError as error:
                field = "table" if source.law is None else "law"
                raise document.error((*where, field), str(error)) from error
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
        targets=tuple(_targets(source, sections, cells, questions)),
        levels=frozenset(source.levels),
        when=source.when,
        columns=tuple(source.columns),
    )


def _targets(
    source: RuleSource,
    sections: Sequence[Section],
    cells: Mapping[str, Cell],
    questions: Mapping[str, Question],
) -> Iterator[str]:
    """Yield what the test of a rule is about: cells, questions, texts or registers."""
    match source.check:
        case None:
            return
        case CellTest.WRITTEN:
            prose = (piece for section in sections for piece in section.prose)
            yield from (piece.key for piece in prose if not piece.optional)
        case CellTest.ANSWERED:
            asked = questions.values()
            yield from (q.key for q in asked if source.table in (None, q.section))
        case CellTest.ENTRIES | CellTest.DISTINCT:
            registers = [s.register for s in sections if s.register is not None]
            for register in registers:
                if source.table in (None, register.key):
                    if unknown := [c for c in source.columns if c not in register.columns]:
                        raise LawError(f"“{register.key}”没有“{'”“'.join(unknown)}”这一列")
                    yield register.key
        case CellTest.FILLED | CellTest.RANGE:
            typed = (cell for cell in cells.values() if cell.typed)
            yield from (cell.key for cell in typed if source.table in (None, cell.section))


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
