"""The text of a report held against its tables, and against itself.

Precision comes before recall: a figure is compared only where every word around it is known
(:mod:`~xlreport.check.prose.sentences`), and whatever is not understood is *not checked*, with
the reason.  The words and the rules are the edition's (``schemas/*.yaml``).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from xlreport.check.prose.judged import NO_TEXT, NOT_MENTIONED, Judged, not_checked
from xlreport.check.prose.sentences import Sentence, Speaker, lexicon_of, sentences_of
from xlreport.check.prose.statements import judge_figure
from xlreport.check.prose.sums import judge_parts, judge_shares
from xlreport.check.prose.texts import (
    judge_last_year,
    judge_length,
    judge_more_than_none,
    judge_other_units,
    judge_year,
    texts_of_units,
)
from xlreport.edition import Edition
from xlreport.edition.model import ProseRule, ProseTest
from xlreport.report import Report, ReportKind

__all__ = ["NOT_MENTIONED", "Judged", "judge_prose"]

_Units = Mapping[str, Mapping[tuple[str, str], Sequence[str]]]


def judge_prose(edition: Edition, reports: Sequence[Report]) -> list[dict[str, Judged]]:
    """Judge the texts of reports of one edition by its prose rules.

    :returns: for each report, in order, what became of each rule and each of its figures, by id.
    """
    units: _Units = {
        rule.id: texts_of_units(rule, reports)
        for rule in edition.prose_rules
        if rule.test is ProseTest.OTHER_UNITS
    }
    return [dict(_judge(report, units, len(reports))) for report in reports]


def _judge(report: Report, units: _Units, total: int) -> Iterator[tuple[str, Judged]]:
    rules = report.edition.prose_rules
    if not any(text.strip() for text in report.prose.values()):
        yield from ((each, not_checked(NO_TEXT)) for rule in rules for each in rule.ids)
        return
    sentences = _sentences(report)
    lexicon = lexicon_of(report.edition)
    telling = {
        key: [(sentence, clause) for sentence in there for clause in sentence.telling(lexicon)]
        for key, there in sentences.items()
    }
    for rule in rules:
        if rule.test is ProseTest.FIGURES:
            clauses = [pair for key in rule.targets for pair in telling[key]]
            yield from ((t.id, judge_figure(report, rule, t, clauses)) for t in rule.told)
        else:
            there = [sentence for key in rule.targets for sentence in sentences[key]]
            yield rule.id, _test(report, rule, there, units, total)


def _test(
    report: Report, rule: ProseRule, there: Sequence[Sentence], units: _Units, total: int
) -> Judged:
    match rule.test:
        case ProseTest.PARTS:
            return judge_parts(report, rule, there)
        case ProseTest.SHARES:
            return judge_shares(report, rule, there)
        case ProseTest.YEAR:
            return judge_year(report, rule)
        case ProseTest.LENGTH:
            return judge_length(report, rule)
        case ProseTest.MORE_THAN_NONE:
            return judge_more_than_none(report, rule)
        case ProseTest.OTHER_UNITS:
            return judge_other_units(report, rule, units[rule.id], total)
        case _:
            return judge_last_year(report, rule)


def _sentences(report: Report) -> dict[str, list[Sentence]]:
    """Return the sentences of each piece of prose."""
    endings = report.edition.vocabulary.area_units
    speaker = Speaker(
        name=report.unit.name,
        year=report.year,
        for_area=report.kind is ReportKind.CONSOLIDATED or report.unit.name.endswith(endings),
    )
    return {
        key: sentences_of(report.edition, piece, report.prose.get(key, ""), speaker)
        for key, piece in report.edition.prose.items()
    }
