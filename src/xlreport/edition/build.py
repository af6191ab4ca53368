"""YAML sources -> :class:`Edition`: keys are joined, laws are tied to cells, mistakes named."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from itertools import zip_longest

from xlreport.edition.belonging import (
    demand_fields_of_comparison,
    demand_heads,
    demand_heads_below,
)
from xlreport.edition.build_form import (
    Types,
    all_items,
    build_section,
    require_unique_names,
    tallies,
)
from xlreport.edition.build_prose import build_prose_rules, build_vocabulary, with_words
from xlreport.edition.build_rules import build_rules
from xlreport.edition.changes import with_labels, with_rows
from xlreport.edition.definitions import definitions_of
from xlreport.edition.document import Document
from xlreport.edition.keys import matching
from xlreport.edition.located_errors import (
    Changes,
    ErrorAt,
    error_in_addition,
    error_in_form,
    error_in_register,
    error_in_rules,
)
from xlreport.edition.model import (
    Cell,
    Comparison,
    ComparisonTest,
    Edition,
    Level,
    Picture,
)
from xlreport.edition.source import (
    CommonSource,
    ComparisonSource,
    EditionSource,
    OverlaySource,
    PictureSource,
    RevisionSource,
    SharedSource,
    WordsSource,
)
from xlreport.edition.written import Comparisons, written

_Context = Document[SharedSource] | Document[EditionSource]


def build_edition(
    common: Document[CommonSource],
    base: Document[EditionSource],
    overlays: Sequence[Document[OverlaySource]] = (),
    revision: Document[RevisionSource] | None = None,
    shared: Document[SharedSource] | None = None,
    words: Sequence[Document[WordsSource]] = (),
) -> Edition:
    """Build an edition from its file and the overlays laid over it.

    :param revision: the file of an edition that is ``base`` with changes; they come first.
    :param shared: the file of what ``base`` shares with other editions.
    :param words: files that add words to its vocabulary; they change nothing of the form.
    :raises EditionError: at the first thing that does not fit, as ``file:line: what``.
    """
    source = base.source
    own = revision.source if revision else source
    document = own.document or source.document
    changes: list[Changes] = [revision, *overlays] if revision else [*overlays]
    levels = build_levels(common.source)
    form = _formed(base, Types(common.source, source.answers), changes, own.edition)
    sections, cells, questions = form.sections, form.cells, form.questions
    said_rules, said_checks, said_comparisons = written(shared, base, changes)
    rules = build_rules(said_rules, levels, sections, cells, questions)
    undefined = partial(error_in_rules, base, revision)
    definitions = definitions_of(cells, rules, said_rules, form.author, undefined)
    prose = {piece.key: piece for section in sections for piece in section.prose}
    vocabulary = build_vocabulary(shared.source.vocabulary if shared else None)
    vocabulary = with_words(vocabulary, words)
    said: list[_Context] = [shared, base] if shared else [base]
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
        prose_rules=build_prose_rules(said_checks, vocabulary.topics, cells, prose),
        vocabulary=vocabulary,
        questions=questions,
        registers={s.register.key: s.register for s in sections if s.register is not None},
        also=tuple(source.also),
        comparisons=tuple(_comparisons(said_comparisons, cells)),
        pictures=tuple(_picture(p, cells) for each in said for p in each.source.pictures),
    )


def build_levels(common: CommonSource) -> dict[str, Level]:
    """Return the administrative levels by key, the highest first."""

    def each_tuple(listed: Mapping[str, list[str]]) -> dict[str, tuple[str, ...]]:
        return {key: tuple(texts) for key, texts in listed.items()}

    return {
        key: Level(
            key,
            each.label,
            tuple(each.endings),
            tuple(each.words),
            each_tuple(each.under),
            each_tuple(each.over),
        )
        for key, each in common.levels.items()
    }


def _formed(
    base: Document[EditionSource], types: Types, changes: Sequence[Changes], edition: str
) -> _Form:
    """Return the form with all changes of ``edition``, the id by which they must know it."""
    form = _Form(base, types)
    for change in changes:
        if change.source.edition != edition:
            raise change.error(("edition",), f"这份补充是给“{change.source.edition}”版的")
        form.change(change)
    form.count()
    return form


class _Form:
    """The sections of a form and what stands in them, while one file after another is read."""

    def __init__(self, base: Document[EditionSource], types: Types) -> None:
        self._base, self._types = base, types
        require_unique_names(base)
        demand_heads(base)
        self.sections = [
            build_section(section, types, partial(error_in_register, base, number))
            for number, section in enumerate(base.source.sections)
        ]
        self.cells, self.questions = all_items(self.sections, types, partial(error_in_form, base))
        self.author: dict[str, ErrorAt] = {}
        """Where an error in a cell that a change brought in is reported."""

    def change(self, change: Changes) -> None:
        """Add the rows of a file, and rename."""
        for index in range(len(change.source.add)):
            error_at = partial(error_in_addition, change, index)
            demand_heads_below(change, ("add", index, "rows"), change.source.add[index].rows)
            self.sections = with_rows(self.sections, change, index)
            known = self.cells
            self.cells, self.questions = all_items(self.sections, self._types, error_at)
            self.author |= dict.fromkeys(self.cells.keys() - known.keys(), error_at)
        if change.source.rename:
            self.sections = with_labels(self.sections, change)
            base_error_at = partial(error_in_form, self._base)
            self.cells, self.questions = all_items(self.sections, self._types, base_error_at)

    def count(self) -> None:
        """Add the cells that count answers and entries."""
        sources = self._base.source.sections
        for cell in tallies(sources, self.sections, self.questions, self._types, self._base):
            if cell.key in self.cells or cell.key in self.questions:
                raise self._base.error(("sections",), f"指标“{cell.key}”出现了两次")
            self.cells[cell.key] = cell


# --- Comparisons and pictures -----------------------------------------------------------------


def _comparisons(written: Comparisons, cells: Mapping[str, Cell]) -> Iterator[Comparison]:
    for each in written:
        demand_fields_of_comparison(each.document, each.where, each.source)
        comparison = _comparison(each.source, cells)
        if comparison.groups:
            yield comparison


_FEWEST_MISREAD = 3
"""A count, and at least two cells beside it that add up to it."""


def _comparison(source: ComparisonSource, cells: Mapping[str, Cell]) -> Comparison:
    fewest = _FEWEST_MISREAD if source.test is ComparisonTest.MISREAD else 1
    found = (matching(pattern, cells) for pattern in source.cells)
    groups = tuple(keys for keys in found if len(keys) >= fewest)
    return Comparison(
        **source.named,
        test=source.test,
        groups=groups,
        least=source.least,
        factor=source.factor,
        most=source.most,
        units=dict(source.units),
    )


def _picture(source: PictureSource, cells: Mapping[str, Cell]) -> Picture:
    bars: dict[str, tuple[str, ...]] = {}
    for pattern, label in zip_longest(source.cells, source.labels, fillvalue=""):
        if keys := matching(pattern, cells):
            bars[label] = bars.get(label, ()) + keys
    return Picture(source.title, source.show, tuple(bars.items()))
