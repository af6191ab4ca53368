"""Sections, tables, registers and texts as they are written."""

from __future__ import annotations

from typing import Annotated

from pydantic import (
    BeforeValidator,
    Field,
    StringConstraints,
    model_validator,
)

from xlreport.edition.model import (
    AnswerKind,
)
from xlreport.edition.source.kinds import Key, SheetName, Strict, Text


def _spelled_out(value: object) -> object:
    """Let a heading be written as its label alone."""
    return {"label": value} if isinstance(value, str) else value


class HeadSource(Strict):
    """A row or column heading."""

    label: str = ""
    short: Annotated[str, StringConstraints(max_length=12)] = ""
    also: list[Text] = Field(default_factory=list)
    unit: Text | None = None
    number: Key | None = None
    answer: Key | None = None
    optional: bool = False
    total: bool = False
    empty: bool = False
    span: Annotated[int, Field(ge=1, le=20)] = 1
    rows: Heads = Field(default_factory=dict)
    columns: Heads = Field(default_factory=dict)

    @model_validator(mode="after")
    def _has_a_label(self) -> HeadSource:
        if not self.label and not self.empty:
            raise ValueError("缺少“label”（栏目名称）；按规定为空的栏目写 empty: true")
        return self


Heads = dict[Key, Annotated[HeadSource, BeforeValidator(_spelled_out)]]


class BlockSource(Strict):
    """A block of rows by columns."""

    title: Text | None = None
    also: list[Text] = Field(default_factory=list)
    corner: Text | None = None
    over: Text | None = None
    unit: Text | None = None
    columns: Heads = Field(default_factory=dict)
    rows: Heads = Field(default_factory=dict)

    @model_validator(mode="after")
    def _has_heads(self) -> BlockSource:
        if not self.columns and not self.rows:
            raise ValueError("应当写 rows（行）或 columns（列）")
        return self


class RegisterColumnSource(Strict):
    """A column of a register: a number with its unit, or an answer."""

    label: Text
    number: Key | None = None
    unit: Text | None = None
    answer: Key | None = None
    optional: bool = False

    @model_validator(mode="after")
    def _number_or_answer(self) -> RegisterColumnSource:
        if (self.unit is None) == (self.answer is None) or (self.answer and self.number):
            raise ValueError("应当写 unit（数的单位）或 answer（答案类型），两者取一")
        return self


class TallySource(Strict):
    """A figure over a register: how many entries, or what a column adds up to."""

    label: Text
    unit: Text
    where: dict[Key, Key] = Field(default_factory=dict)
    sum: Key | None = None


class RegisterSource(Strict):
    """A table of as many rows as the clerk wants."""

    room: Annotated[int, Field(ge=1, le=1000)] = 100
    columns: Annotated[dict[Key, RegisterColumnSource], Field(min_length=1)]
    tallies: Annotated[dict[Key, TallySource], Field(min_length=1)]


class ProseSource(Strict):
    """A piece of prose in a section."""

    key: Key
    label: str = ""
    also: list[Text] = Field(default_factory=list)
    optional: bool = False


class SectionSource(Strict):
    """A numbered part of the report: a table, a register or prose."""

    key: Key
    number: Text
    title: Text
    also: list[Text] = Field(default_factory=list)
    sheet: SheetName
    table: list[BlockSource] = Field(default_factory=list)
    register_: Annotated[RegisterSource | None, Field(alias="register")] = None
    prose: list[ProseSource] = Field(default_factory=list)

    @model_validator(mode="after")
    def _one_of_three(self) -> SectionSource:
        if sum(map(bool, (self.table, self.register_, self.prose))) != 1:
            raise ValueError("应当写 table（表）、register（台账）或 prose（文字），三者取一")
        return self


class LevelSource(Strict):
    """An administrative level."""

    label: Text
    endings: list[Text] = Field(default_factory=list)
    words: list[Text] = Field(default_factory=list)
    under: dict[Key, list[Text]] = Field(default_factory=dict)
    over: dict[Text, list[Text]] = Field(default_factory=dict)


class NumberSource(Strict):
    """A kind of number."""

    label: Text
    decimals: Annotated[int, Field(ge=0, le=6)]
    minimum: int | None = None


class AnswerSource(Strict):
    """A kind of answer: a choice of ``options``, or a date, or a text."""

    label: Text
    options: dict[Key, Text] = Field(default_factory=dict)
    is_: Annotated[AnswerKind | None, Field(alias="is")] = None

    @model_validator(mode="after")
    def _options_or_kind(self) -> AnswerSource:
        if bool(self.options) == (self.is_ is not None) or self.is_ is AnswerKind.CHOICE:
            raise ValueError("应当写 options（选项），或者 is: date（日期）、is: text（文字）")
        if len(set(self.options.values())) < len(self.options):
            raise ValueError("选项不能重复")
        if any(_NOT_IN_CHOICES & set(label) for label in self.options.values()):
            raise ValueError("选项中不能有半角的逗号、引号和 * ? ~ = < >")
        if len(",".join(self.options.values())) > _LONGEST_CHOICE:
            raise ValueError(f"选项合起来最多 {_LONGEST_CHOICE} 个字")
        return self


_NOT_IN_CHOICES = frozenset(',"*?~=<>')
"""What lists and formulas take for something else."""
_LONGEST_CHOICE = 255
"""Characters of a list to choose from that a spreadsheet program takes."""
