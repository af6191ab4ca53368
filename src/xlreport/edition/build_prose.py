"""The prose rules of the YAML files -> :class:`ProseRule`, tied to the edition's cells."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any, cast

from xlreport.edition.belonging import demand_fields_of_text_check
from xlreport.edition.document import Document
from xlreport.edition.keys import ANY, matching
from xlreport.edition.law import LawError, parse_sum
from xlreport.edition.model import (
    Cell,
    FigureClaim,
    NameForms,
    Phrase,
    Prose,
    ProseRule,
    ProseTest,
    Sum,
    Term,
    Vocabulary,
)
from xlreport.edition.source import (
    FigureSource,
    ProseRuleSource,
    SharedSource,
    UnitKindSource,
    VocabularySource,
    WordsSource,
)
from xlreport.edition.written import TextChecks, Written


def build_prose_rules(
    written: TextChecks,
    topics: Collection[str],
    cells: Mapping[str, Cell],
    prose: Mapping[str, Prose],
) -> tuple[ProseRule, ...]:
    """Build the text checks of an edition.

    :param topics: what the rules may be about, by the vocabulary.
    :raises EditionError: at the first thing that does not fit, as ``file:line: what``.
    """
    built: list[ProseRule] = []
    for each in written:
        demand_fields_of_text_check(each.document, each.where, each.source)
        if not isinstance(each.document.source, SharedSource):
            _demand_sections(each, prose)
        try:
            built.append(_rule(each.source, cells, prose))
        except LawError as error:
            raise each.error(str(error)) from error
        if built[-1].test.needs_words and not topics:
            raise each.error("这种检查要读懂文字，本报表没有词表（shares）", "id")
        named = {t for told in built[-1].told for t in (told.about, *told.not_with)}
        named |= {built[-1].about} - {""}
        if unknown := sorted(named - set(topics)):
            raise each.error(f"没有“{'”“'.join(unknown)}”这样的话题（topics）")
    return tuple(built)


def _demand_sections(written: Written[ProseRuleSource], prose: Mapping[str, Prose]) -> None:
    """Refuse sections that the form does not have; editions that share a rule may lack some."""
    there = {piece.section for piece in prose.values()}
    if unknown := [key for key in written.source.look_in if key not in there]:
        raise written.error(f"没有“{'”“'.join(unknown)}”这样的文字部分", "look_in")


def build_vocabulary(source: VocabularySource | None) -> Vocabulary:
    """Split the word lists of the file that editions share; a form without one has no words."""
    if source is None:
        return Vocabulary()
    fields = dict(source)
    kinds: list[UnitKindSource] = fields.pop("unit_kinds")
    years: Mapping[int, str] = fields.pop("years")

    def split(value: object) -> object:
        if isinstance(value, str):
            return tuple(value.split())
        if isinstance(value, list):
            return tuple(map(split, value))
        mapping = cast("dict[str, object]", value)
        return {key: split(v) if isinstance(v, str) else v for key, v in mapping.items()}

    made: dict[str, Any] = {name: split(value) for name, value in fields.items()}
    forms = tuple(
        NameForms(kind.ends, tuple(kind.also.split()), tuple(kind.selves.split())) for kind in kinds
    )
    return Vocabulary(**made, years=years, unit_kinds=forms)


def with_words(vocabulary: Vocabulary, files: Sequence[Document[WordsSource]]) -> Vocabulary:
    """Return a vocabulary with the words that files add; a form without one needs none.

    :raises EditionError: if there is no list of that name.
    """
    for document in files if vocabulary.topics else ():
        for key, text in document.source.words.items():
            name, _, group = key.partition(".")
            lists = getattr(vocabulary, name, None)
            listed = lists.get(group) if isinstance(lists, Mapping) else None if group else lists
            if not (isinstance(listed, tuple) and all(isinstance(word, str) for word in listed)):
                what = f"词表里没有“{key}”这一组；话题、原因里的一组写成 topics.applications 这样"
                raise document.error(("words", key), what)
            more = tuple(dict.fromkeys((*listed, *text.split())))
            made: Any = {**lists, group: more} if isinstance(lists, Mapping) else more
            vocabulary = replace(vocabulary, **{name: made})
    return vocabulary


def _rule(
    source: ProseRuleSource, cells: Mapping[str, Cell], prose: Mapping[str, Prose]
) -> ProseRule:
    targets = tuple(
        key for key, piece in prose.items() if not source.look_in or piece.section in source.look_in
    )
    if not targets:
        raise LawError(f"没有“{'”“'.join(source.look_in)}”这样的文字部分")
    return ProseRule(
        **source.named,
        test=source.check or ProseTest.FIGURES,
        targets=targets,
        told=tuple(_told(source, key, figure, cells) for key, figure in source.figures.items()),
        cells=tuple(_sum(text, cells) for text in source.cells),
        about=source.about or "",
        at_least=source.at_least,
    )


def _told(
    rule: ProseRuleSource, key: str, source: FigureSource, cells: Mapping[str, Cell]
) -> FigureClaim:
    about = source.about or rule.about
    counted_in = source.counted_in or rule.counted_in
    if about is None or counted_in is None:
        raise LawError(f"“{source.subject}”没有写明 about（话题）或 counted_in（量词）")
    sums = tuple(_sum(text, cells) for text in source.equals)
    units = {cells[term.key].unit for each in sums for term in each.terms}
    if len(units) > 1:
        raise LawError(f"“{source.subject}”各格的单位不一致：{'、'.join(sorted(units))}")
    return FigureClaim(
        id=f"{rule.id}[{key}]",
        subject=source.subject,
        about=about,
        says=tuple(map(_phrase, source.says)),
        none=tuple(map(_phrase, (source.says or ["-"]) if source.none is None else source.none)),
        also=tuple(" ".join(filter(None, (rule.also, source.also))).split()),
        near=tuple((source.near or rule.near or "").split()),
        not_with=tuple(rule.not_with),
        measures=tuple(counted_in.split()),
        sums=sums,
        relation=rule.relation,
        unit=units.pop(),
        bare_words=frozenset((source.bare or "").split()),
        among=frozenset((source.among or "").split()),
        alone=source.alone,
        whole=source.whole,
        verb_first=source.verb_first,
        shared=frozenset((source.shared or "").split()),
        result=rule.results,
        of_all=frozenset((rule.of_all or "").split()),
        of_each=frozenset((rule.of_each or "").split()),
    )


def _phrase(text: str) -> Phrase:
    """Read ``收到/受理 申请`` as: 收到 or 受理, and 申请.  A lone ``-`` is the empty phrase."""
    return () if text == "-" else tuple(tuple(word.split("/")) for word in text.split())


def _sum(text: str, cells: Mapping[str, Cell]) -> Sum:
    """Read a sum such as ``a.b + a.c.*.d - e``; what a pattern means is added up, totals too."""
    terms: list[Term] = []
    for name in parse_sum(text):
        path = f"{name.path}.{ANY}" if name.all_under else name.path
        keys = matching(path, cells)
        if not keys:
            raise LawError(f"表中没有“{path}”")
        terms += [Term(name.sign, key) for key in keys]
    return Sum(tuple(terms))
