"""The shape of the YAML files, checked by pydantic before anything is built from them."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    model_validator,
)

from xlreport.edition.model import CellTest, Severity

Key = Annotated[str, StringConstraints(pattern=r"^[a-z_][a-z0-9_]*$")]
Text = Annotated[str, StringConstraints(min_length=1)]
SheetName = Annotated[
    str, StringConstraints(min_length=1, max_length=31, pattern=r"^[^\[\]:*?/\\']+$")
]


def _spelled_out(value: object) -> object:
    """Let a heading be written as its label alone."""
    return {"label": value} if isinstance(value, str) else value


class _Source(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class HeadSource(_Source):
    """A row or column heading."""

    label: str = ""
    unit: Text | None = None
    number: Key | None = None
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


class BlockSource(_Source):
    """A block of rows by columns."""

    title: Text | None = None
    corner: Text | None = None
    over: Text | None = None
    unit: Text | None = None
    columns: Heads
    rows: Heads = Field(default_factory=dict)


class ProseSource(_Source):
    """A piece of prose in a section."""

    key: Key
    label: str = ""
    optional: bool = False


class SectionSource(_Source):
    """A numbered part of the report: a table or prose."""

    key: Key
    number: Text
    title: Text
    sheet: SheetName
    table: list[BlockSource] = Field(default_factory=list)
    prose: list[ProseSource] = Field(default_factory=list)


class RuleSource(_Source):
    """A rule: a law, or a test of single cells."""

    id: Annotated[str, StringConstraints(pattern=r"^[A-Z0-9][A-Z0-9-]*$")]
    name: Text
    short: Annotated[str, StringConstraints(min_length=1, max_length=8)]
    severity: Severity
    advice: Text
    source: str = ""
    table: Key | None = None
    for_each: Literal["row", "column", "group"] | None = None
    law: Text | None = None
    check: CellTest | None = None
    levels: list[Key] = Field(default_factory=list)

    @model_validator(mode="after")
    def _law_or_check(self) -> RuleSource:
        if (self.law is None) == (self.check is None):
            raise ValueError("应当写 law（算式）或 check（单格检查），两者取一")
        if self.for_each and not self.table:
            raise ValueError("写了 for_each 就要写明 table")
        return self


class LevelSource(_Source):
    """An administrative level."""

    label: Text
    endings: list[Text] = Field(default_factory=list)


class NumberSource(_Source):
    """A kind of number."""

    label: Text
    decimals: Annotated[int, Field(ge=0, le=6)]
    minimum: int | None = None


class CommonSource(_Source):
    """What all editions share (``common.yaml``)."""

    levels: dict[Key, LevelSource]
    numbers: dict[Key, NumberSource]


class DocumentSource(_Source):
    """The official document that fixed the form."""

    name: Text
    number: Text


class YearsSource(_Source):
    """The report years that an edition serves; no ``to`` means it is in force."""

    from_: Annotated[int, Field(alias="from", ge=2000, le=2100)]
    to: Annotated[int, Field(ge=2000, le=2100)] | None = None

    @model_validator(mode="after")
    def _runs_forward(self) -> YearsSource:
        if self.to is not None and self.to < self.from_:
            raise ValueError(f"“to”（{self.to}）不能早于“from”（{self.from_}）")
        return self


class EditionSource(_Source):
    """One edition's file."""

    edition: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]+$")]
    title: Text
    document: DocumentSource
    years: YearsSource
    sections: list[SectionSource]
    rules: list[RuleSource]


class AdditionSource(_Source):
    """Rows to add to a block: the block that holds the row ``after``, right below that row."""

    section: Key
    after: Annotated[str, StringConstraints(pattern=r"^[a-z_][a-z0-9_]*(\.[a-z_][a-z0-9_]*)*$")]
    rows: Heads


class OverlaySource(_Source):
    """A local office's own rows and rules, laid over a base edition."""

    overlay: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]+$")]
    name: Text
    edition: str
    add: list[AdditionSource] = Field(default_factory=list)
    rules: list[RuleSource] = Field(default_factory=list)
