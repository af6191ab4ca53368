"""Rules, comparisons and pictures as they are written."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import (
    ConfigDict,
    Discriminator,
    Field,
    StringConstraints,
    Tag,
    model_validator,
)

from xlreport.edition.model import (
    CellTest,
    ComparisonTest,
    PictureKind,
    Severity,
    TestParameters,
)
from xlreport.edition.source.kinds import CellPattern, HeadPath, Key, Strict, Text

RuleId = Annotated[str, StringConstraints(pattern=r"^[A-Z0-9][A-Z0-9-]*$")]


class NamedSource(Strict):
    """What rules of every kind say."""

    id: RuleId
    name: Text
    short: Annotated[str, StringConstraints(min_length=1, max_length=8)]
    severity: Severity
    advice: Text
    source: str = ""

    @property
    def named(self) -> dict[str, Any]:
        """What the rule is made of that every kind of rule has."""
        return {name: getattr(self, name) for name in NamedSource.model_fields}


class RuleSource(NamedSource, TestParameters):
    """A rule: a law, or a test of single cells."""

    table: Key | None = None
    for_each: Literal["row", "column", "group"] | None = None
    law: Text | None = None
    check: CellTest | None = None
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
        if self.check is not None:
            # A limit of 0 is one; an empty list is none.
            given = {name for name in self.model_fields_set if getattr(self, name) != ()}
            if lacking := [name for name in self.check.needs if name not in given]:
                raise ValueError(f"check: {self.check} 要写明 {'、'.join(lacking)}")
            if self.columns and not self.table:
                raise ValueError("写了 columns 就要写明 table")
        return self

    @property
    def parameters(self) -> TestParameters:
        """What its test is told besides where it looks."""
        return TestParameters(**{name: getattr(self, name) for name in TestParameters.model_fields})


RuleOrId = Annotated[
    Annotated[RuleSource, Tag("<rule>")] | Annotated[RuleId, Tag("<id>")],
    Discriminator(lambda value: "<id>" if isinstance(value, str) else "<rule>"),
]
"""A rule, or the id of one in the file that editions share."""


class ReplacementSource(Strict):
    """A rule of any kind that a revision changes: its id, and the fields that are new."""

    model_config = ConfigDict(extra="allow", frozen=True, defer_build=True)

    id: RuleId

    @model_validator(mode="after")
    def _says_what_is_new(self) -> ReplacementSource:
        if not self.model_extra:
            raise ValueError("没有写要改什么；不改的规则不用写")
        return self

    @property
    def fields(self) -> dict[str, Any]:
        """The new values as they are written; what may stand there is asked of the whole rule."""
        return dict(self.model_extra or {})


class ComparisonSource(NamedSource):
    """A comparison with last year's report."""

    test: ComparisonTest
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


class PictureSource(Strict):
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
