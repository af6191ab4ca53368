"""The files: what all forms share, what editions share, editions, revisions and overlays."""

from __future__ import annotations

from typing import Annotated

from pydantic import (
    Field,
    StringConstraints,
    model_validator,
)

from xlreport.edition.source.form import (
    AnswerSource,
    Heads,
    LevelSource,
    NumberSource,
    SectionSource,
)
from xlreport.edition.source.kinds import HeadPath, Key, Strict, Text
from xlreport.edition.source.rules import (
    ComparisonSource,
    PictureSource,
    ReplacementSource,
    RuleId,
    RuleOrId,
    RuleSource,
)
from xlreport.edition.source.words import ProseRuleSource, VocabularySource


class CommonSource(Strict):
    """What all forms share (``common.yaml``)."""

    levels: dict[Key, LevelSource]
    numbers: dict[Key, NumberSource]
    answers: dict[Key, AnswerSource]


class ContextSource(Strict):
    """What is said of a report beside its rules: texts, last year, pictures of a roll-up."""

    comparisons: list[ComparisonSource] = Field(default_factory=list)
    pictures: list[PictureSource] = Field(default_factory=list)
    text_checks: list[ProseRuleSource] = Field(default_factory=list)


class SharedSource(ContextSource):
    """What the editions of one form share (``shared/*.yaml``)."""

    vocabulary: VocabularySource
    rules: list[RuleSource] = Field(default_factory=list)


class DocumentSource(Strict):
    """The official document that fixed the form."""

    name: Text
    number: Text


class YearsSource(Strict):
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
    rules: list[RuleOrId]


class AdditionSource(Strict):
    """Rows to add to a block: the block that holds the row ``after``, right below that row."""

    section: Key
    after: HeadPath
    rows: Heads


class RenameSource(Strict):
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


class ChangesSource(Strict):
    """What a file changes in the form that it builds on."""

    add: list[AdditionSource] = Field(default_factory=list)
    rename: list[RenameSource] = Field(default_factory=list)
    rules: list[RuleSource] = Field(default_factory=list)
    text_checks: list[ProseRuleSource] = Field(default_factory=list)


class RevisionSource(ChangesSource):
    """An edition that is another one with changes; the document is the other's if it has none.

    ``drop`` and ``replace`` name rules, text checks and comparisons of the other by their ids.
    """

    edition: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]+$")]
    extends: Text
    document: DocumentSource | None = None
    years: YearsSource
    drop: list[RuleId] = Field(default_factory=list)
    replace: list[ReplacementSource] = Field(default_factory=list)


class OverlaySource(ChangesSource):
    """A local office's own rows, labels and rules, laid over a base edition."""

    overlay: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]+$")]
    name: Text
    edition: str
