"""By how much a figure has grown since last year: 收到申请50件，同比增长16.3%."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from xlreport.checking.prose.clauses import SentenceClause, not_known
from xlreport.checking.prose.judged import (
    HELD,
    NOT_MENTIONED,
    ProseOutcome,
    broken,
    finding,
    not_checked,
    quoted,
)
from xlreport.checking.prose.lexicon import Lexicon, lexicon_of
from xlreport.checking.prose.mentions import Mention, mentions_of
from xlreport.checking.prose.sentences import Sentence
from xlreport.checking.prose.tokens import TokenKind
from xlreport.edition.model import FigureClaim, ProseRule, ProseTest, Sum
from xlreport.finding import Finding
from xlreport.quantity import Value, show
from xlreport.report import Report

_NO_LAST_YEAR = "没有上年数据"
_OF_WHAT = "看不出是哪个数的增减"
_HUNDRED = 100


@dataclass(frozen=True, slots=True)
class _Growth:
    """A clause that tells a growth, the count that has grown, and what figure that is."""

    clause: SentenceClause
    told: FigureClaim
    mention: Mention


def judge_growth(report: Report, rule: ProseRule, sentences: Sequence[Sentence]) -> ProseOutcome:
    """Hold every growth that is told of a figure of the tables against last year's report.

    :param report: the report whose texts are judged; ``before`` is last year's.
    :param rule: the rule; its targets are keys of prose.
    :param sentences: the sentences of those texts.
    """
    lexicon = lexicon_of(report.edition)
    findings: list[Finding] = []
    held = False
    why = NOT_MENTIONED
    for sentence in sentences:
        if sentence.context.isdisjoint(lexicon.growth):
            continue
        for found in _growths(report, sentence, lexicon):
            if isinstance(found, str):
                why = f"{found}：{quoted(sentence.text)}"
                continue
            known = list(_last_year(report, found.told.sums))
            fits = [_fits(found, old, lexicon) for old in known]
            if not known or None in fits:
                why = f"{_NO_LAST_YEAR if not known else _OF_WHAT}：{quoted(sentence.text)}"
            elif any(fits):
                held = True
            else:
                findings.append(_finding(report, rule, found, known[0]))
    if findings:
        return broken(*findings)
    return HELD if held else not_checked(why)


def _growths(report: Report, sentence: Sentence, lexicon: Lexicon) -> Iterator[_Growth | str]:
    """Yield each growth that a sentence tells, or what stands in the way of understanding it."""
    for index, clause in enumerate(sentence.clauses):
        if clause.figure is None or clause.words.isdisjoint(lexicon.growth):
            continue
        words = (token.text for token in clause.tokens if token.kind is not TokenKind.FIGURE)
        if odd := next((word for word in words if word not in lexicon.around_growth), ""):
            yield not_known(odd)
            continue
        counted = _counted(sentence.clauses[:index], lexicon)
        grown = _told(report, sentence, counted, lexicon) if counted else None
        yield _Growth(clause, *grown) if grown and not clause.listed else _OF_WHAT


def _counted(before: Sequence[SentenceClause], lexicon: Lexicon) -> SentenceClause | None:
    """Return the clause of the last count that is no growth, ``None`` where there are several."""
    for clause in reversed(before):
        if not clause.words.isdisjoint(lexicon.of_which) or clause.listed:
            return None
        if clause.figure and clause.words.isdisjoint(lexicon.growth):
            return clause
    return None


def _told(
    report: Report, sentence: Sentence, clause: SentenceClause, lexicon: Lexicon
) -> tuple[FigureClaim, Mention] | None:
    """Return which figure of the tables a clause tells, if it tells it right."""
    for rule in report.edition.prose_rules:
        for told in rule.told if rule.test is ProseTest.FIGURES else ():
            for mention in mentions_of(told, [(sentence, clause)], lexicon):
                values = [side.value(report.value) for side in told.sums]
                if mention.value is not None and mention.value in values:
                    return told, mention
    return None


def _last_year(report: Report, sums: Sequence[Sum]) -> Iterator[Value]:
    """Yield what last year's report has of each sum, where it has it."""
    for side in sums if report.before else ():
        if report.before and (old := side.value(report.before.value)) is not None:
            yield old


def _fits(found: _Growth, old: Value, lexicon: Lexicon) -> bool | None:
    """Tell whether the count grew as the text says, ``None`` if that cannot be told."""
    figure, now, words = found.clause.figure, found.mention.value, found.clause.words
    up, down = not words.isdisjoint(lexicon.grown), not words.isdisjoint(lexicon.shrunk)
    if figure is None or figure.value is None or now is None or figure.approximate or up is down:
        return None
    grown = Fraction(now) - Fraction(old)
    grown = grown if up else -grown
    told = Fraction(figure.value)
    counted = found.mention.clause.figure
    if not figure.is_share:
        alike = counted is not None and figure.measure == counted.measure
        return told == grown if alike and words.isdisjoint(lexicon.as_far_as) else None
    if not old:
        return None
    units = 10**figure.decimals
    exact = grown * _HUNDRED * units / Fraction(old)
    cut_off = exact.numerator // exact.denominator
    return told * units in (cut_off, cut_off + (exact - cut_off >= Fraction(1, 2)))


def _finding(report: Report, rule: ProseRule, found: _Growth, old: Value) -> Finding:
    figure, now, sentence = found.clause.figure, found.mention.value or 0, found.mention.sentence
    difference = max(now, old) - min(now, old)
    grown = (Fraction(now) - Fraction(old)) * _HUNDRED
    share = f"（{float(grown / Fraction(old)):+.2f}%）" if old else ""
    printed = figure.printed if figure else ""
    right = f"上年 {show(old)}，本年 {show(now)}，相差 {show(difference)}{share}"
    return finding(
        report,
        rule,
        sentence.prose,
        f"文字写“{found.told.subject}”的增减是 {printed}，而{right}：{quoted(sentence.text)}",
        left=f"{quoted(sentence.text)} → {printed}",
        right=right,
    )
