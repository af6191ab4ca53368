"""Rules, text checks and comparisons where they are written, in the files that make up an edition.

A form takes rules of the file that it shares with other editions by their ids; a revision drops
some and replaces fields of others.  What is left stands in order, each with the place to which
the author of a mistake in it is to look.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, Generic, TypeVar

from xlreport.edition.document import Document, EditionError, Location
from xlreport.edition.located_errors import Changes
from xlreport.edition.source import (
    ComparisonSource,
    EditionSource,
    ProseRuleSource,
    RevisionSource,
    RuleSource,
    SharedSource,
)

_Source = TypeVar("_Source", RuleSource, ProseRuleSource, ComparisonSource)
_Context = Document[SharedSource] | Document[EditionSource]


@dataclass(frozen=True)
class Written(Generic[_Source]):
    """A rule as it is to be built: its fields, and the file and the place in it that say so."""

    document: Document[Any]
    where: Location
    source: _Source

    def error(self, what: str, *field: str | int) -> EditionError:
        """Return the error that says ``what`` is wrong with the rule, or with a field of it."""
        return self.document.error((*self.where, *field), what)


Rules = list[Written[RuleSource]]
TextChecks = list[Written[ProseRuleSource]]
Comparisons = list[Written[ComparisonSource]]


def written(
    shared: Document[SharedSource] | None,
    base: Document[EditionSource],
    changes: Sequence[Changes],
) -> tuple[Rules, TextChecks, Comparisons]:
    """Return what an edition holds reports against, of each kind in the order of judgement.

    :param shared: what ``base`` shares with other editions.
    :param changes: the revision, if the edition is one, and the overlays.
    :raises EditionError: if an id is not there, stands twice, or what replaces a rule does not fit.
    """
    rules = list(_rules_of(shared, base))
    contexts: list[Document[Any]] = [shared, base] if shared else [base]
    checks = list(_of(contexts, "text_checks", ProseRuleSource))
    comparisons = list(_of(contexts, "comparisons", ComparisonSource))
    for change in changes:
        if isinstance(change.source, RevisionSource):
            every: list[Written[Any]] = [*rules, *checks, *comparisons]
            gone, new = _named_in(change, change.source, [each.source.id for each in every])
            rules = _changed(change, rules, gone, new)
            checks = _changed(change, checks, gone, new)
            comparisons = _changed(change, comparisons, gone, new)
        rules += _of([change], "rules", RuleSource)
        checks += _of([change], "text_checks", ProseRuleSource)
    _demand_unique([*comparisons, *rules, *checks])
    return rules, checks, comparisons


def _rules_of(
    shared: Document[SharedSource] | None, base: Document[EditionSource]
) -> Iterator[Written[RuleSource]]:
    """Yield the rules of a form; those that it only names are the shared ones."""
    known = {each.source.id: each for each in _of([shared] if shared else [], "rules", RuleSource)}
    for index, rule in enumerate(base.source.rules):
        if isinstance(rule, RuleSource):
            yield Written(base, ("rules", index), rule)
        elif rule in known:
            yield known[rule]
        else:
            what = f"共用文件（shares）里没有规则“{rule}”{_like(rule, known)}"
            raise base.error(("rules", index), what)


def _of(
    documents: Iterable[Document[Any]], field: str, kind: type[_Source]
) -> Iterator[Written[_Source]]:
    for document in documents:
        for index, source in enumerate(getattr(document.source, field)):
            assert isinstance(source, kind)  # noqa: S101 - says its model
            yield Written(document, (field, index), source)


def _named_in(
    document: Changes, revision: RevisionSource, known: Sequence[str]
) -> tuple[dict[str, Location], dict[str, Location]]:
    """Return the ids that a revision drops and those that it replaces, with their places."""
    gone = dict(_named(document, "drop", revision.drop, known, "去掉"))
    ids = [each.id for each in revision.replace]
    new = dict(_named(document, "replace", ids, known, "替换"))
    if both := next((each for each in ids if each in gone), ""):
        raise document.error(new[both], f"规则“{both}”已在 drop 里去掉，不能再替换")
    return gone, new


def _named(
    document: Changes, field: str, ids: Sequence[str], known: Iterable[str], verb: str
) -> Iterator[tuple[str, Location]]:
    """Yield the ids of a list with their places; each must be known, and stand there once."""
    for index, identity in enumerate(ids):
        where = (field, index) if field == "drop" else (field, index, "id")
        if identity not in known:
            raise document.error(where, f"没有规则“{identity}”，不能{verb}{_like(identity, known)}")
        if identity in ids[:index]:
            raise document.error(where, f"规则“{identity}”写了两次")
        yield identity, where[:2]


def _changed(
    document: Changes,
    rules: list[Written[_Source]],
    gone: Mapping[str, Location],
    new: Mapping[str, Location],
) -> list[Written[_Source]]:
    kept = (each for each in rules if each.source.id not in gone)
    return [
        _replaced(document, new[each.source.id], each) if each.source.id in new else each
        for each in kept
    ]


def _replaced(document: Changes, where: Location, rule: Written[_Source]) -> Written[_Source]:
    """Return a rule with other values of the fields that stand at a place of a revision."""
    assert isinstance(document.source, RevisionSource)  # noqa: S101 - overlays replace nothing
    fields = document.source.replace[int(where[1])].fields
    before = {name: getattr(rule.source, name) for name in rule.source.model_fields_set}
    source = document.revalidated(where, type(rule.source), {**before, **fields})
    return Written(document, where, source)


def _demand_unique(rules: Iterable[Written[Any]]) -> None:
    seen: set[str] = set()
    for rule in rules:
        if rule.source.id in seen:
            is_revision = isinstance(rule.document.source, RevisionSource)
            hint = "；要改原来的规则，请写在 replace 里" if is_revision else ""
            raise rule.error(f"规则编号“{rule.source.id}”重复{hint}", "id")
        seen.add(rule.source.id)


def _like(identity: str, known: Iterable[str]) -> str:
    """Return the ids that may have been meant, for the end of a message."""
    likely = get_close_matches(identity, sorted(known), 2, 0.7)
    return f"；是不是“{'”“'.join(likely)}”" if likely else ""
