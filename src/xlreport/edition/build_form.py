"""Sections of the YAML files -> tables, registers, texts, and the cells and questions in them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial

from xlreport.edition.document import Document, EditionError, Location
from xlreport.edition.layout import RESERVED_SHEETS
from xlreport.edition.located_errors import ErrorAt, RegisterErrorAt, error_in_register
from xlreport.edition.model import (
    REPORTS,
    AnswerKind,
    AnswerType,
    Block,
    Cell,
    ChoiceTally,
    EntryTally,
    Head,
    NumberType,
    Prose,
    Question,
    Register,
    RegisterColumn,
    Section,
    join_key,
    path_key,
    path_label,
)
from xlreport.edition.source import (
    AnswerSource,
    BlockSource,
    CommonSource,
    EditionSource,
    HeadSource,
    RegisterSource,
    SectionSource,
    TallySource,
)

_RESERVED_KEYS = frozenset({"last", "cover"})
"""What the names of other values begin with: last year's figures, and the fields of the cover."""


def require_unique_names(document: Document[EditionSource]) -> None:
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


class Types:
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

    def number(self, key: str | None, error_at: Callable[[str], EditionError]) -> NumberType:
        """Return a kind of number; if none is named, it is a count.

        :raises EditionError: if there is no such kind.
        """
        if (key or "count") not in self.numbers:
            raise error_at(f"没有“{key}”这种数值类型，可用的有：{_known(self.numbers)}")
        return self.numbers[key or "count"]

    def answer(self, key: str, error_at: Callable[[str], EditionError]) -> AnswerType:
        """Return a kind of answer.

        :raises EditionError: if there is no such kind.
        """
        if key not in self.answers:
            raise error_at(f"没有“{key}”这种答案类型，可用的有：{_known(self.answers)}")
        return self.answers[key]


def _known(types: Mapping[str, NumberType] | Mapping[str, AnswerType]) -> str:
    return "、".join(f"{key}（{kind.label}）" for key, kind in types.items())


def heads_of(sources: Mapping[str, HeadSource]) -> tuple[Head, ...]:
    """Return rows or columns, with those below them."""
    return tuple(_head(key, source) for key, source in sources.items())


def _head(key: str, source: HeadSource) -> Head:
    return Head(
        key=key,
        label=source.label,
        short=source.short,
        children=heads_of(source.rows or source.columns),
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
        rows=heads_of(source.rows),
        columns=heads_of(source.columns) or _ONLY_COLUMN,
        title=source.title,
        corner=source.corner,
        over=source.over,
        unit=source.unit,
        also=tuple(source.also),
    )


def build_section(source: SectionSource, types: Types, error_at: RegisterErrorAt) -> Section:
    """Build a section; its cells follow from it.

    :raises EditionError: if a register names a type that is not there.
    """
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
        register=_register(source.key, source.register_, types, error_at)
        if source.register_
        else None,
        also=tuple(source.also),
    )


def _register(
    key: str, source: RegisterSource, types: Types, error_at: RegisterErrorAt
) -> Register:
    columns: dict[str, RegisterColumn] = {}
    for name, column in source.columns.items():
        column_error_at = partial(error_at, ("columns", name))
        kind = (
            types.answer(column.answer, column_error_at)
            if column.answer
            else types.number(column.number, column_error_at)
        )
        columns[name] = RegisterColumn(name, column.label, kind, column.unit or "", column.optional)
    labels = {name: tally.label for name, tally in source.tallies.items()}
    for name in columns.keys() & labels.keys():
        raise error_at(("tallies", name), f"“{name}”已经是一列的代码")
    return Register(key, columns, labels, source.room)


def all_items(
    sections: Sequence[Section], types: Types, error_at: ErrorAt
) -> tuple[dict[str, Cell], dict[str, Question]]:
    """Return the figures and the questions of all tables."""
    cells: dict[str, Cell] = {}
    questions: dict[str, Question] = {}
    for index, section in enumerate(sections):
        for number, block in enumerate(section.blocks):
            for item in _items(section, block, types, partial(error_at, index, number)):
                if item.key in cells or item.key in questions:
                    raise error_at(index, number, f"指标“{item.key}”出现了两次")
                if isinstance(item, Cell):
                    cells[item.key] = item
                else:
                    questions[item.key] = item
    return cells, questions


def _items(
    section: Section, block: Block, types: Types, error_at: Callable[[str], EditionError]
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
                yield Question(key, section.key, label, types.answer(answer, error_at), optional)
                continue
            unit = next((h.unit for h in reversed(heads) if h.unit), block.unit)
            number = next((h.number for h in reversed(heads) if h.number), None)
            if unit is None:
                raise error_at(f"“{path_label(heads)}”没有写明单位（unit）")
            yield Cell(
                key=key,
                section=section.key,
                row=path_key(row),
                column=path_key(column),
                label=label,
                unit=unit,
                number=types.number(number, error_at),
                in_total_row=any(head.total for head in row),
                in_total_column=any(head.total for head in column),
                row_name=row[-1].name if row else "",
                column_name=column[-1].name if column else "",
            )


def tallies(
    sources: Sequence[SectionSource],
    sections: Sequence[Section],
    questions: Mapping[str, Question],
    types: Types,
    base: Document[EditionSource],
) -> Iterator[Cell]:
    """Yield the cells that count what the clerks entered and chose."""
    for index, (source, section) in enumerate(zip(sources, sections, strict=True)):
        if source.register_ is not None and section.register is not None:
            for name, tally in source.register_.tallies.items():
                column_error_at = partial(error_in_register, base, index, ("tallies", name))
                yield _entry_tally(section.register, name, tally, types, column_error_at)
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
    types: Types,
    error_at: Callable[[str], EditionError],
) -> Cell:
    for column, option in source.where.items():
        asked = register.columns.get(column)
        if asked is None or not isinstance(asked.type, AnswerType):
            raise error_at(f"没有“{column}”这一列，或者它不是选项")
        if option not in asked.type.options:
            raise error_at(f"“{column}”列没有“{option}”这个选项")
    number = types.numbers["count"]
    if source.sum is not None:
        added = register.columns.get(source.sum)
        if added is None or not isinstance(added.type, NumberType):
            raise error_at(f"没有“{source.sum}”这一列，或者它不是数")
        if added.unit != source.unit:
            raise error_at(f"“{source.sum}”列的单位是“{added.unit}”")
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
