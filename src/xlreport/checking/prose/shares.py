"""A percentage must be the share of the count before it, to the decimals that are printed."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise, zip_longest

from xlreport.checking.describe import side_value
from xlreport.checking.prose.clauses import SentenceClause
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
from xlreport.checking.prose.sentences import Sentence
from xlreport.edition.model import ProseRule
from xlreport.finding import Finding
from xlreport.quantity import Value, show
from xlreport.report import Report

_FAR = 40
"""So many clauses before a share are looked at for what it is a share of."""
_ALL = 100


def judge_shares(report: Report, rule: ProseRule, sentences: Sequence[Sentence]) -> ProseOutcome:
    """Divide each count with a share after it by what it may be a share of.

    :param report: the report whose texts are judged.
    :param rule: the rule; its cells may be the whole of a share, too.
    :param sentences: the sentences of the rule's targets, in order.
    """
    if not any(sentence.clauses for sentence in sentences):
        return not_checked(NOT_MENTIONED)
    lexicon = lexicon_of(report.edition)
    cells = _cells(report, rule)
    findings: list[Finding] = []
    held = False
    why = NOT_MENTIONED
    for previous, sentence in zip([None, *sentences], sentences, strict=False):
        before = previous.clauses if previous and previous.prose == sentence.prose else ()
        adjusted = _add_up(sentence, lexicon)
        together = _together(sentence, lexicon) if adjusted else []
        for index, clause in enumerate(sentence.clauses):
            if index == 0 or not _is_share(clause, lexicon):
                continue
            earlier = _back_to_count(
                sentence.clauses[max(0, index - _FAR) : index], clause, lexicon
            )
            counted = earlier[-1] if earlier else clause
            if counted.figure is None or counted.figure.is_share:
                continue
            in_text = _named_wholes(before[-_FAR:], earlier, lexicon)
            possible = [*in_text, *_counts([*before[-_FAR:], *earlier[:-1]], counted), *cells]
            possible += together
            fits = _is_share_of(clause, counted, possible, adjusted=adjusted)
            if fits:
                held = True
            elif fits is None or not in_text:
                why = f"看不出是占什么的比例：{quoted(sentence.text)}"
            else:
                findings.append(_finding(report, rule, sentence, clause, counted, in_text))
    if findings:
        return broken(*findings)
    return HELD if held else not_checked(why)


def _back_to_count(
    earlier: Sequence[SentenceClause], share: SentenceClause, lexicon: Lexicon
) -> Sequence[SentenceClause]:
    """Leave out what stands between a count and its share: brackets, 比上年增加5件."""
    end = len(earlier)
    while end and (
        earlier[end - 1].bracket != share.bracket
        or not lexicon.part_of.keys().isdisjoint(earlier[end - 1].words)
    ):
        end -= 1
    return earlier[:end]


def _is_share(clause: SentenceClause, lexicon: Lexicon) -> bool:
    if clause.figure is None or not clause.figure.is_share or clause.unknown:
        return False
    if not lexicon.respectively.isdisjoint(clause.words):
        return False
    return bool(clause.words & lexicon.share) and clause.words <= lexicon.around_share


def _add_up(sentence: Sentence, lexicon: Lexicon) -> bool:
    """Tell whether the shares of a sentence are all there are: one may be adjusted to make 100."""
    shares = [c.figure.value for c in sentence.clauses if c.figure and _is_share(c, lexicon)]
    told = [value for value in shares if value is not None]
    return len(told) > 1 and sum(map(Fraction, told)) == _ALL


def _together(sentence: Sentence, lexicon: Lexicon) -> list[Value]:
    """Return the sum of the counts that shares of 100 in all follow: it must be their whole."""
    pairs = pairwise(sentence.clauses)
    counts = [_value(counted) for counted, share in pairs if _is_share(share, lexicon)]
    told = [count for count in counts if count is not None]
    return [sum(told)] if told and len(told) == len(counts) else []


def _cells(report: Report, rule: ProseRule) -> list[Value]:
    """Return the sums of cells that a count may be a share of."""
    return [
        side_value(report, each)
        for each in rule.cells
        if all(report.value(term.name) is not None for term in each.terms)
    ]


def _counts(clauses: Sequence[SentenceClause], counted: SentenceClause) -> list[Value]:
    """Return every count of clauses that is counted in the same measure."""
    measure = counted.figure.measure if counted.figure else None
    return [
        value
        for clause in clauses
        if clause.figure and clause.figure.measure == measure
        if (value := _value(clause)) is not None
    ]


def _named_wholes(
    before: Sequence[SentenceClause], earlier: Sequence[SentenceClause], lexicon: Lexicon
) -> list[Value]:
    """Return what the words make the whole of a count: what stands before 其中 or begins the list.

    A count that is itself followed by a share is a part like this one.

    :param before: the clauses of the sentence before.
    :param earlier: the clauses before the share, the counted one last.
    """
    counted = earlier[-1]
    if counted.figure is None:
        return []
    marks = [i for i, clause in enumerate(earlier) if clause.words & lexicon.of_which]
    if marks and not any(clause.figure for clause in earlier[: marks[-1]]):
        wholes = before
    else:
        wholes = earlier[: marks[-1]] if marks else earlier[:-1]
    least = _value(counted) or 0
    return [
        value
        for clause, following in zip_longest(wholes, wholes[1:])
        if clause.figure and clause.figure.measure == counted.figure.measure
        if following is None or not _is_share(following, lexicon)
        if (value := _value(clause)) is not None and value >= least
    ]


def _is_share_of(
    clause: SentenceClause, counted: SentenceClause, wholes: Sequence[Value], *, adjusted: bool
) -> bool | None:
    """Tell whether the count is that share of one of the wholes, ``None`` if it cannot be told.

    Some round, some cut off; where all shares are ``adjusted`` to make 100, one may be a unit off.
    """
    share, count = clause.figure, _value(counted)
    if share is None or share.approximate or count is None or share.value is None:
        return None
    usable = [whole for whole in wholes if whole and whole >= count]
    if not usable:
        return None
    units = 10**share.decimals
    printed = Fraction(share.value) * units
    for whole in dict.fromkeys(usable):
        exact = Fraction(count) * _ALL * units / Fraction(whole)
        cut_off = exact.numerator // exact.denominator
        rounded = cut_off + (exact - cut_off >= Fraction(1, 2))
        if printed in (cut_off, rounded) or (adjusted and abs(exact - printed) <= 1):
            return True
    return False


def _value(clause: SentenceClause) -> Value | None:
    figure = clause.figure
    return None if figure is None or figure.approximate else figure.value


def _finding(
    report: Report,
    rule: ProseRule,
    sentence: Sentence,
    clause: SentenceClause,
    counted: SentenceClause,
    wholes: Sequence[Value],
) -> Finding:
    share, count = clause.figure, _value(counted) or 0
    places = share.decimals if share else 0
    texts: list[str] = []
    for whole in dict.fromkeys(wholes):
        exact = float(Fraction(count) * _ALL / Fraction(whole)) if whole else 0.0
        texts.append(f"{show(count)}÷{show(whole)} = {exact:.{places}f}%")
    printed = f"{share.text}%" if share else ""
    right = "，或者 ".join(texts)
    return finding(
        report,
        rule,
        sentence.prose,
        f"文字写 {printed}，而 {right}：{quoted(sentence.text)}",
        left=f"{quoted(sentence.text)} → {printed}",
        right=right,
        at=sentence.at,
    )
