"""The rules of the text and its vocabulary as they are written."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any, get_type_hints

from pydantic import (
    Field,
    create_model,
    model_validator,
)

from xlreport.edition.model import (
    NameForms,
    ProseTest,
    Relation,
    Severity,
    Vocabulary,
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


_WRITTEN: dict[Any, Any] = {
    tuple[str, ...]: Text,
    tuple[tuple[str, ...], ...]: list[Text],
    tuple[NameForms, ...]: list[UnitKindSource],
    Mapping[str, tuple[str, ...]]: dict[Text, Text],
    Mapping[str, int]: dict[Text, Annotated[int, Field(ge=1)]],
    Mapping[int, str]: dict[int, Text],
}
"""How each kind of list of a vocabulary is written: words as one text with spaces between."""

if TYPE_CHECKING:
    VocabularySource = Strict
else:
    VocabularySource = create_model(
        "VocabularySource",
        __base__=Strict,
        **{name: (_WRITTEN[kind], ...) for name, kind in get_type_hints(Vocabulary).items()}
        | {"topics": (dict[Key, Text], ...)},
    )
"""The words by which prose is understood: a text or more for each list of a vocabulary."""


class WordsSource(Strict):
    """Words added to the vocabulary, by the key of the list; the lists of a group after a dot."""

    words: Annotated[dict[str, Text], Field(min_length=1)]
