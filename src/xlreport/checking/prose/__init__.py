"""The text of a report held against its tables, and against itself.

Precision comes before recall: a figure is compared only where every word around it is known
(:mod:`~xlreport.checking.prose.sentences`), and whatever is not understood is *not checked*, with
the reason.  The words and the rules are the edition's (``schemas/*.yaml``).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import assert_never

from xlreport.checking.prose.copies import Copies
from xlreport.checking.prose.growth import judge_growth
from xlreport.checking.prose.judged import NO_TEXT, NOT_MENTIONED, ProseOutcome, not_checked
from xlreport.checking.prose.leftovers import (
    judge_headings,
    judge_leftovers,
    judge_other_name,
    judge_private,
    judge_stale,
)
from xlreport.checking.prose.lexicon import lexicon_of
from xlreport.checking.prose.parts import judge_parts
from xlreport.checking.prose.sentences import Sentence, sentences_in
from xlreport.checking.prose.shares import judge_shares
from xlreport.checking.prose.statements import judge_figure
from xlreport.checking.prose.texts import (
    judge_last_year,
    judge_length,
    judge_more_than_none,
    judge_year,
)
from xlreport.edition import Edition
from xlreport.edition.model import ProseRule, ProseTest
from xlreport.report import Report

__all__ = ["NOT_MENTIONED", "Copies", "ProseOutcome", "compare_texts", "judge_prose"]


def judge_prose(
    edition: Edition, reports: Sequence[Report], *, compare_units: bool = True
) -> list[dict[str, ProseOutcome]]:
    """Judge the texts of reports of one edition by its prose rules.

    :param edition: the edition of all the reports.
    :param reports: the reports; those without any text are not checked.
    :param compare_units: look for texts that several of these reports share.  Who has more reports
        than are here does that himself, with :class:`Copies`.
    :returns: for each report, in order, what became of each rule and each of its figures, by id.
    """
    told = [_judge(report) for report in reports]
    return compare_texts(edition, reports, told) if compare_units else told


def compare_texts(
    edition: Edition, reports: Sequence[Report], told: Sequence[Mapping[str, ProseOutcome]]
) -> list[dict[str, ProseOutcome]]:
    """Return what became of each rule of the text, with those that compare the reports.

    :param edition: the edition of all the reports.
    :param reports: the reports, all that are to be compared.
    :param told: what became of the rules that look at one report, for each in order.
    :returns: the same for each report in order, by id of the rule or of its figure.
    """
    copies = Copies(edition)
    noted = [copies.note(report) for report in reports]
    return [
        {**judged, **copies.judge(report, mine)}
        for report, mine, judged in zip(reports, noted, told, strict=True)
    ]


def _judge(report: Report) -> dict[str, ProseOutcome]:
    rules = _rules_of(report.edition)
    if not any(text.strip() for text in report.prose.values()):
        return dict.fromkeys(rules.untold, not_checked(NO_TEXT))
    if not rules.read:
        return {rule.id: _test(report, rule, ()) for rule in rules.others}
    sentences = sentences_in(report)
    lexicon = lexicon_of(report.edition)
    telling = {
        key: told
        for key, there in sentences.items()
        if (told := [(s, clause) for s in there for clause in s.telling(lexicon)])
    }
    judged = dict(rules.untold)
    words = frozenset().union(*(c.words for told in telling.values() for _, c in told))
    for rule in rules.figures if words else ():
        figures = [told for told in rule.told if not words.isdisjoint(lexicon.triggers(told))]
        clauses = [pair for key in rule.targets for pair in telling.get(key, ())]
        judged.update((told.id, judge_figure(report, rule, told, clauses)) for told in figures)
    for rule in rules.others:
        keys = sentences if rule.test is ProseTest.MORE_THAN_NONE else rule.targets
        there = [sentence for key in keys for sentence in sentences[key]]
        judged[rule.id] = _test(report, rule, there)
    return judged


@dataclass(frozen=True)
class _Rules:
    """The rules of an edition that look at one report.

    ``untold`` is what becomes of each where nothing is told; ``read`` tells that the text has to
    be understood.
    """

    figures: tuple[ProseRule, ...]
    others: tuple[ProseRule, ...]
    untold: Mapping[str, ProseOutcome]
    read: bool


@cache
def _rules_of(edition: Edition) -> _Rules:
    rules = [rule for rule in edition.prose_rules if rule.test is not ProseTest.OTHER_UNITS]
    return _Rules(
        figures=tuple(rule for rule in rules if rule.test is ProseTest.FIGURES),
        others=tuple(rule for rule in rules if rule.test is not ProseTest.FIGURES),
        untold={each: not_checked(NOT_MENTIONED) for rule in rules for each in rule.ids},
        read=any(rule.test.needs_words for rule in rules),
    )


def _test(report: Report, rule: ProseRule, there: Sequence[Sentence]) -> ProseOutcome:
    match rule.test:
        case ProseTest.PARTS:
            return judge_parts(report, rule, there)
        case ProseTest.SHARES:
            return judge_shares(report, rule, there)
        case ProseTest.GROWTH:
            return judge_growth(report, rule, there)
        case ProseTest.STALE:
            return judge_stale(report, rule, there)
        case ProseTest.MORE_THAN_NONE:
            return judge_more_than_none(report, rule, there)
        case ProseTest.FIGURES | ProseTest.OTHER_UNITS:
            raise ValueError(f"{rule.id} is not judged by its sentences alone")
        case (
            ProseTest.YEAR
            | ProseTest.LENGTH
            | ProseTest.LAST_YEAR
            | ProseTest.LEFTOVERS
            | ProseTest.HEADINGS
            | ProseTest.OTHER_NAME
            | ProseTest.PRIVATE
        ):
            return _TESTS[rule.test](report, rule)
        case _:
            assert_never(rule.test)


_TESTS: Mapping[ProseTest, Callable[[Report, ProseRule], ProseOutcome]] = {
    ProseTest.YEAR: judge_year,
    ProseTest.LENGTH: judge_length,
    ProseTest.LAST_YEAR: judge_last_year,
    ProseTest.LEFTOVERS: judge_leftovers,
    ProseTest.HEADINGS: judge_headings,
    ProseTest.OTHER_NAME: judge_other_name,
    ProseTest.PRIVATE: judge_private,
}
