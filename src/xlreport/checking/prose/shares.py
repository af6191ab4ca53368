"""A percentage must be the share of the count before it, to the decimals that are printed."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise, zip_longest

from xlreport.checking.prose.clauses import SentenceClause
from xlreport.checking.prose.figures import Figure
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
        near = previous is not None and previous.prose == sentence.prose
        before = previous.clauses[-_FAR:] if previous and near else ()
        adjusted = _add_up(sentence, lexicon)
        together = _together(sentence, lexicon) if adjusted else []
        for clause in sentence.clauses:
            share = _share_in(clause, lexicon)
            earlier = _back_to_count(sentence.before(clause, _FAR), clause, lexicon)
            counted = earlier[-1].figure if earlier else None
            if share is None or counted is None or counted.is_share:
                continue
            count, unclear = _exact(counted), f"看不出是占什么的比例：{quoted(sentence.text)}"
            if count is None:
                why = unclear
                continue
            in_text = _named_wholes(before, earlier, counted.measure, count, lexicon)
            possible = [*in_text, *_counts([*before, *earlier[:-1]], counted.measure), *cells]
            fits = _is_share_of(share, count, [*possible, *together], adjusted=adjusted)
            if fits:
                held = True
            elif fits is None or not in_text:
                why = unclear
            else:
                findings.append(_finding(report, rule, sentence, share, count, in_text))
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


def _share_in(clause: SentenceClause, lexicon: Lexicon) -> Figure | None:
    """Return the percentage in a clause that says whose share it is, and nothing else."""
    figure, words = clause.figure, clause.words
    if figure is None or not figure.is_share or clause.unknown or words.isdisjoint(lexicon.share):
        return None
    if not lexicon.respectively.isdisjoint(words):
        return None
    return figure if lexicon.around_share.issuperset(words) else None


def _add_up(sentence: Sentence, lexicon: Lexicon) -> bool:
    """Tell whether the shares of a sentence are all there are: one may be adjusted to make 100."""
    shares = [share.value for c in sentence.clauses if (share := _share_in(c, lexicon))]
    told = [value for value in shares if value is not None]
    return len(told) > 1 and sum(map(Fraction, told)) == _ALL


def _together(sentence: Sentence, lexicon: Lexicon) -> list[Value]:
    """Return the sum of the counts that shares of 100 in all follow: it must be their whole."""
    pairs = pairwise(sentence.clauses)
    counts = [_exact(counted.figure) for counted, share in pairs if _share_in(share, lexicon)]
    told = [count for count in counts if count is not None]
    return [sum(told)] if len(told) == len(counts) else []


def _cells(report: Report, rule: ProseRule) -> list[Value]:
    """Return the sums of cells that a count may be a share of."""
    values = (each.value(report.value) for each in rule.cells)
    return [value for value in values if value is not None]


def _counts(clauses: Sequence[SentenceClause], measure: str) -> list[Value]:
    """Return every count of clauses that is counted in a measure."""
    return [
        value
        for clause in clauses
        if clause.figure and clause.figure.measure == measure
        if (value := _exact(clause.figure)) is not None
    ]


def _named_wholes(
    before: Sequence[SentenceClause],
    earlier: Sequence[SentenceClause],
    measure: str,
    count: Value,
    lexicon: Lexicon,
) -> list[Value]:
    """Return what the words make the whole of a count: what stands before 其中 or begins the list.

    A count that is itself followed by a share is a part like this one.

    :param before: the clauses of the sentence before.
    :param earlier: the clauses before the share, the counted one last.
    :param measure: that of the count; its whole is counted in the same.
    """
    marks = [i for i, clause in enumerate(earlier) if clause.words & lexicon.of_which]
    if marks and not any(clause.figure for clause in earlier[: marks[-1]]):
        wholes = before
    else:
        wholes = earlier[: marks[-1]] if marks else earlier[:-1]
    followed = zip_longest(wholes, wholes[1:])
    alone = [a for a, b in followed if b is None or not _share_in(b, lexicon)]
    return [value for value in _counts(alone, measure) if value >= count]


def _is_share_of(
    share: Figure, count: Value, wholes: Sequence[Value], *, adjusted: bool
) -> bool | None:
    """Tell whether a count is that share of one of the wholes, ``None`` if it cannot be told.

    Some round, some cut off; where all shares are ``adjusted`` to make 100, one may be a unit off.
    """
    told = _exact(share)
    usable = [whole for whole in wholes if whole and whole >= count]
    if told is None or not usable:
        return None
    units = 10**share.decimals
    printed = Fraction(told) * units
    for whole in usable:
        exact = Fraction(count) * _ALL * units / Fraction(whole)
        cut_off = exact.numerator // exact.denominator
        rounded = cut_off + (exact - cut_off >= Fraction(1, 2))
        if printed in (cut_off, rounded) or (adjusted and abs(exact - printed) <= 1):
            return True
    return False


def _exact(figure: Figure | None) -> Value | None:
    return None if figure is None or figure.approximate else figure.value


def _finding(
    report: Report,
    rule: ProseRule,
    sentence: Sentence,
    share: Figure,
    count: Value,
    wholes: Sequence[Value],
) -> Finding:
    texts: list[str] = []
    for whole in dict.fromkeys(wholes):
        exact = float(Fraction(count) * _ALL / Fraction(whole)) if whole else 0.0
        texts.append(f"{show(count)}÷{show(whole)} = {exact:.{share.decimals}f}%")
    printed = f"{share.text}%"
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
