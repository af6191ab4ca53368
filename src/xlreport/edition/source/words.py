"""The rules of the text and its vocabulary as they are written."""

from __future__ import annotations

from typing import Annotated

from pydantic import (
    Field,
    model_validator,
)

from xlreport.edition.model import (
    ProseTest,
    Relation,
    Severity,
)
from xlreport.edition.source.kinds import Key, Strict, Text, Texts
from xlreport.edition.source.rules import NamedSource


class FigureSource(Strict):
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
    among: Text | None = None
    alone: bool = False
    whole: bool = False
    verb_first: bool = False
    shared: Text | None = None
    equals: Texts


class ProseRuleSource(NamedSource):
    """A rule about the text: the figures in it, or another test of it."""

    severity: Severity = Severity.QUERY
    look_in: list[Key] = Field(default_factory=list)
    about: Key | None = None
    also: Text | None = None
    near: Text | None = None
    not_with: list[Key] = Field(default_factory=list)
    results: bool = False
    of_all: Text | None = None
    of_each: Text | None = None
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


class UnitKindSource(Strict):
    """How units are called whose names end alike."""

    ends: Text
    also: str = ""
    selves: str = ""


class VocabularySource(Strict):
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
    of_the_row: Text
    rest: Text
    documents: Text
    openness: Text
    unit_kinds: list[UnitKindSource]
    cores_of_areas: Text
    area_kinds: Text
    not_an_area: Text
    head_ends: Text
    drafts: Text
    office_marks: Text
    nested: Text
    respectively: Text
    each: Text
    plans: Text
    deciding: Text
    grown: Text
    shrunk: Text
    compared: Text
    as_far_as: Text
    unit_ends: Text


class WordsSource(Strict):
    """Words added to the vocabulary, by the key of the list; the lists of a group after a dot."""

    words: Annotated[dict[str, Text], Field(min_length=1)]
