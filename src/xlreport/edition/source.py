"""The shape of the YAML files, checked by pydantic before anything is built from them.

``also`` beside a title or label lists how published reports write it otherwise; only the reader
of published reports looks at it.
"""

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

from xlreport.edition.model import (
    AnswerKind,
    CellTest,
    ComparisonTest,
    PictureKind,
    ProseTest,
    Relation,
    Severity,
)

Key = Annotated[str, StringConstraints(pattern=r"^[a-z_][a-z0-9_]*$")]
Text = Annotated[str, StringConstraints(min_length=1)]
HeadPath = Annotated[str, StringConstraints(pattern=r"^[a-z_][a-z0-9_]*(\.[a-z_][a-z0-9_]*)*$")]
"""The keys of a head and of those above it, with dots between them."""
SheetName = Annotated[
    str, StringConstraints(min_length=1, max_length=31, pattern=r"^[^\[\]:*?/\\']+$")
]


def _spelled_out(value: object) -> object:
    """Let a heading be written as its label alone."""
    return {"label": value} if isinstance(value, str) else value


class _Source(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)


class HeadSource(_Source):
    """A row or column heading."""

    label: str = ""
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


class BlockSource(_Source):
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


class RegisterColumnSource(_Source):
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


class TallySource(_Source):
    """A figure over a register: how many entries, or what a column adds up to."""

    label: Text
    unit: Text
    where: dict[Key, Key] = Field(default_factory=dict)
    sum: Key | None = None


class RegisterSource(_Source):
    """A table of as many rows as the clerk wants."""

    room: Annotated[int, Field(ge=1, le=1000)] = 100
    columns: Annotated[dict[Key, RegisterColumnSource], Field(min_length=1)]
    tallies: Annotated[dict[Key, TallySource], Field(min_length=1)]


class ProseSource(_Source):
    """A piece of prose in a section."""

    key: Key
    label: str = ""
    also: list[Text] = Field(default_factory=list)
    optional: bool = False


class SectionSource(_Source):
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
    columns: list[Key] = Field(default_factory=list)
    levels: list[Key] = Field(default_factory=list)
    when: HeadPath | None = None
    explainable: bool = False

    @model_validator(mode="after")
    def _law_or_check(self) -> RuleSource:
        if (self.law is None) == (self.check is None):
            raise ValueError("应当写 law（算式）或 check（单格检查），两者取一")
        if self.for_each and not self.table:
            raise ValueError("写了 for_each 就要写明 table")
        if self.when and not self.law:
            raise ValueError("when（适用条件）只用于算式")
        if (self.check is CellTest.DISTINCT) != bool(self.columns):
            raise ValueError("check: distinct 要写明 columns（哪几列），别的规则不写")
        if self.columns and not self.table:
            raise ValueError("写了 columns 就要写明 table")
        return self


def _one_or_more(value: object) -> object:
    """Let a list of one be written without its dash."""
    return [value] if isinstance(value, str) else value


Texts = Annotated[list[Text], BeforeValidator(_one_or_more)]


class FigureSource(_Source):
    """A figure that the text may tell.

    ``says`` and ``none`` are phrases: words with spaces between them must all be there, words
    with ``/`` between them are spellings of one.
    """

    subject: Text
    about: Key | None = None
    says: Texts = Field(default_factory=list)
    none: Texts | None = None
    also: Text | None = None
    near: Text | None = None
    counted_in: Text | None = None
    bare: Text | None = None
    alone: bool = False
    equals: Texts


class ProseRuleSource(_Source):
    """A rule about the text: the figures in it, or another test of it."""

    id: Annotated[str, StringConstraints(pattern=r"^[A-Z0-9][A-Z0-9-]*$")]
    name: Text
    short: Annotated[str, StringConstraints(min_length=1, max_length=8)]
    severity: Severity = Severity.QUERY
    advice: Text
    source: str = ""
    look_in: list[Key] = Field(default_factory=list)
    about: Key | None = None
    also: Text | None = None
    near: Text | None = None
    not_with: list[Key] = Field(default_factory=list)
    results: bool = False
    counted_in: Text | None = None
    relation: Relation = Relation.EQUAL
    figures: dict[Key, FigureSource] = Field(default_factory=dict)
    check: ProseTest | None = None
    cells: Texts = Field(default_factory=list)
    at_least: Annotated[int, Field(ge=0)] = 0

    @model_validator(mode="after")
    def _figures_or_check(self) -> ProseRuleSource:
        if bool(self.figures) == (self.check is not None):
            raise ValueError("应当写 figures（文中的数）或 check（别的检查），两者取一")
        if self.check is ProseTest.FIGURES:
            raise ValueError("核对文中的数，请直接写 figures")
        if self.check is ProseTest.MORE_THAN_NONE and not self.cells:
            raise ValueError("写了 check: more_than_none 就要写明 cells")
        return self


class UnitKindSource(_Source):
    """How units are called whose names end alike."""

    ends: Text
    also: str = ""
    selves: str = ""


class VocabularySource(_Source):
    """The words by which prose is understood, each list as one text with spaces between."""

    topics: dict[Key, Text]
    fillers: Text
    present: Text
    totals: Text
    selves: Text
    areas: Text
    area_units: Text
    none: Text
    manner: Text
    nothing: Text
    nothing_else: Text
    about_before: Text
    about_after: Text
    beside: dict[Text, Text]
    portion: Text
    not_whole: dict[Text, Text]
    of_which: Text
    divided: Text
    and_more: Text
    share: Text
    dimensions: list[Text]
    not_parts: Text
    measures: Text
    money: dict[Text, Annotated[int, Field(ge=1)]]
    years: dict[int, Text]
    announcing: Text
    every_way: Text
    joins: Text
    so_far: Text
    goes_on: Text
    denied_too: Text
    rest: Text
    documents: Text
    unit_kinds: list[UnitKindSource]
    cores_of_areas: Text
    area_kinds: Text
    head_ends: Text
    drafts: Text
    office_marks: Text
    nested: Text
    unit_ends: Text


class LevelSource(_Source):
    """An administrative level."""

    label: Text
    endings: list[Text] = Field(default_factory=list)
    words: list[Text] = Field(default_factory=list)
    under: dict[Key, list[Text]] = Field(default_factory=dict)
    over: dict[Text, list[Text]] = Field(default_factory=dict)


class NumberSource(_Source):
    """A kind of number."""

    label: Text
    decimals: Annotated[int, Field(ge=0, le=6)]
    minimum: int | None = None


CellPattern = Annotated[str, StringConstraints(pattern=r"^[a-z_][a-z0-9_]*(\.([a-z0-9_]+|\*))*$")]


class ComparisonSource(_Source):
    """A comparison with last year's report."""

    id: Annotated[str, StringConstraints(pattern=r"^[A-Z0-9][A-Z0-9-]*$")]
    name: Text
    test: ComparisonTest
    severity: Severity
    advice: Text
    cells: list[CellPattern]
    least: Annotated[int, Field(ge=1)]
    factor: Annotated[int, Field(ge=1)] = 1
    most: Annotated[int, Field(ge=0)] = 0
    units: dict[Text, Annotated[int, Field(ge=1)]] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _two_units(self) -> ComparisonSource:
        if (self.test is ComparisonTest.SCALE) != (len(self.units) == 2 and bool(self.most)):
            raise ValueError("test: scale 要写明 most 和 units（两个单位），别的不写")
        return self


class PictureSource(_Source):
    """A picture of a roll-up."""

    title: Text
    show: PictureKind
    cells: list[CellPattern]
    labels: list[Text] = Field(default_factory=list)

    @model_validator(mode="after")
    def _a_label_for_each(self) -> PictureSource:
        if self.labels and len(self.labels) != len(self.cells):
            raise ValueError("labels 应与 cells 一一对应")
        return self


class AnswerSource(_Source):
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


class CommonSource(_Source):
    """What all forms share (``common.yaml``)."""

    levels: dict[Key, LevelSource]
    numbers: dict[Key, NumberSource]
    answers: dict[Key, AnswerSource]


class ContextSource(_Source):
    """What is said of a report beside its rules: texts, last year, pictures of a roll-up."""

    comparisons: list[ComparisonSource] = Field(default_factory=list)
    pictures: list[PictureSource] = Field(default_factory=list)
    text_checks: list[ProseRuleSource] = Field(default_factory=list)


class SharedSource(ContextSource):
    """What the editions of one form share (``shared/*.yaml``)."""

    vocabulary: VocabularySource


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


class EditionSource(ContextSource):
    """One edition's file; ``shares`` names the file of what it shares with other editions."""

    edition: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]+$")]
    title: Text
    also: list[Text] = Field(default_factory=list)
    document: DocumentSource
    years: YearsSource
    shares: Key | None = None
    answers: dict[Key, AnswerSource] = Field(default_factory=dict)
    sections: list[SectionSource]
    rules: list[RuleSource]


class AdditionSource(_Source):
    """Rows to add to a block: the block that holds the row ``after``, right below that row."""

    section: Key
    after: HeadPath
    rows: Heads


class RenameSource(_Source):
    """A new label for a row or a column, in every block of the section that has it."""

    section: Key
    row: HeadPath | None = None
    column: HeadPath | None = None
    label: Text

    @model_validator(mode="after")
    def _row_or_column(self) -> RenameSource:
        if (self.row is None) == (self.column is None):
            raise ValueError("应当写 row（行）或 column（列），两者取一")
        return self


class ChangesSource(_Source):
    """What a file changes in the form that it builds on."""

    add: list[AdditionSource] = Field(default_factory=list)
    rename: list[RenameSource] = Field(default_factory=list)
    rules: list[RuleSource] = Field(default_factory=list)
    text_checks: list[ProseRuleSource] = Field(default_factory=list)


class RevisionSource(ChangesSource):
    """An edition that is another one with changes; the document is the other's if it has none."""

    edition: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]+$")]
    extends: Text
    document: DocumentSource | None = None
    years: YearsSource


class OverlaySource(ChangesSource):
    """A local office's own rows, labels and rules, laid over a base edition."""

    overlay: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]+$")]
    name: Text
    edition: str
