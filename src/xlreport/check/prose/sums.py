"""Figures that must fit each other within a sentence: parts and wholes, counts and shares."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import zip_longest

from xlreport.check.describe import side_value
from xlreport.check.prose.judged import (
    HELD,
    NOT_MENTIONED,
    Judged,
    broken,
    finding,
    not_checked,
    quoted,
)
from xlreport.check.prose.sentences import ANOTHER_TIME, Clause, Lexicon, Sentence, lexicon_of
from xlreport.edition.model import ProseRule
from xlreport.finding import Finding
from xlreport.quantity import Value, show
from xlreport.report import Report

_FEWEST_PARTS = 2


@dataclass(frozen=True, slots=True)
class Listing:
    """A whole and the parts listed after it; ``complete`` if the words claim that these are all."""

    sentence: Sentence
    whole: Clause
    parts: tuple[Clause, ...]
    complete: bool


def judge_parts(report: Report, rule: ProseRule, sentences: Sequence[Sentence]) -> Judged:
    """Add up each list of parts."""
    lexicon = lexicon_of(report.edition)
    findings: list[Finding] = []
    held = False
    why = NOT_MENTIONED
    for sentence in sentences:
        for listing in listings(sentence, lexicon):
            fits = _fits(listing, lexicon)
            if fits is None:
                why = f"可能没有列全，或者不是同一种分法：{quoted(sentence.text)}"
            elif fits:
                held = True
            else:
                findings.append(_parts_finding(report, rule, listing))
    if findings:
        return broken(*findings)
    return HELD if held else not_checked(why)


def listings(sentence: Sentence, lexicon: Lexicon) -> Iterator[Listing]:
    """Yield the lists of parts in a sentence, each after words such as 其中 or 分别为."""
    clauses = sentence.clauses
    for index, clause in enumerate(clauses):
        divided = not clause.words.isdisjoint(lexicon.divided)
        if clause.words.isdisjoint(lexicon.of_which) and not divided:
            continue
        whole = next((c for c in reversed(clauses[:index]) if c.figure and not c.bracket), None)
        if whole is None or whole.figure is None:
            continue
        measure = whole.figure.measure
        parts: list[Clause] = []
        more = False
        for part in clauses[index:]:
            if part is not clause and _ends(part, lexicon):
                break
            if part.bracket != clause.bracket:
                if clause.bracket:
                    break
                continue
            more = more or not part.words.isdisjoint(lexicon.and_more)
            if part.figure and part.figure.measure == measure:
                parts.append(part)
        if len(parts) >= _FEWEST_PARTS:
            yield Listing(sentence, whole, tuple(parts), divided and not more)


def _ends(clause: Clause, lexicon: Lexicon) -> bool:
    """Tell whether a clause begins another list or another total."""
    return not clause.words.isdisjoint(lexicon.of_which | lexicon.divided | lexicon.totals)


def _fits(listing: Listing, lexicon: Lexicon) -> bool | None:
    """Tell whether the parts add up to the whole, ``None`` if they need not."""
    whole, values = _value(listing.whole), [_value(part) for part in listing.parts]
    if whole is None or any(value is None for value in values):
        return None
    sum_so_far: Value = 0
    for count, value in enumerate(values, start=1):
        sum_so_far += value or 0
        if sum_so_far == whole and count >= _FEWEST_PARTS:
            # What comes after a list that is complete is divided in some other way.
            return True
    if any(part.topic != listing.whole.topic for part in listing.parts):
        return None
    if _is_mixed(listing.parts, lexicon) or listing.whole.beside == ANOTHER_TIME:
        return None
    if sum_so_far > whole or listing.complete:
        return False
    return None


def _is_mixed(parts: Sequence[Clause], lexicon: Lexicon) -> bool:
    """Tell whether the parts are named from several lists, or are no parts of the whole at all."""
    kinds: set[int | None] = set()
    for part in parts:
        if not part.words.isdisjoint(lexicon.not_parts):
            return True
        kinds.add(
            next(
                (
                    number
                    for number, group in enumerate(lexicon.vocabulary.dimensions)
                    if not part.words.isdisjoint(group)
                ),
                None,
            )
        )
    return len(kinds) > 1


def _value(clause: Clause) -> Value | None:
    figure = clause.figure
    return None if figure is None or figure.approximate else figure.value


def _parts_finding(report: Report, rule: ProseRule, listing: Listing) -> Finding:
    values = [_value(part) or 0 for part in listing.parts]
    added = f"{'+'.join(map(show, values))} = {show(sum(values))}"
    whole = _value(listing.whole) or 0
    return finding(
        report,
        rule,
        listing.sentence.prose,
        f"文字写总数 {show(whole)}，各部分 {added}：{quoted(listing.sentence.text)}",
        left=f"{quoted(listing.sentence.text)} → {show(whole)}",
        right=added,
    )


# --- Shares -----------------------------------------------------------------------------------


def judge_shares(report: Report, rule: ProseRule, sentences: Sequence[Sentence]) -> Judged:
    """Divide each count with a share after it by what it may be a share of."""
    lexicon = lexicon_of(report.edition)
    findings: list[Finding] = []
    held = False
    why = NOT_MENTIONED
    for previous, sentence in zip([None, *sentences], sentences, strict=False):
        before = previous if previous and previous.prose == sentence.prose else None
        for index, clause in enumerate(sentence.clauses):
            if not _is_share(clause, lexicon) or index == 0:
                continue
            counted = sentence.clauses[index - 1]
            in_text = _named_wholes(before, sentence, index - 1, lexicon)
            fits = _is_share_of(
                clause,
                counted,
                [*in_text, *_figures_before(before, sentence, index - 1), *_cells(report, rule)],
            )
            if fits:
                held = True
            elif fits is None or not in_text:
                why = f"看不出是占什么的比例：{quoted(sentence.text)}"
            else:
                findings.append(_share_finding(report, rule, sentence, clause, counted, in_text))
    if findings:
        return broken(*findings)
    return HELD if held else not_checked(why)


def _is_share(clause: Clause, lexicon: Lexicon) -> bool:
    if clause.figure is None or clause.figure.measure not in "%％" or clause.unknown:
        return False
    known = lexicon.share | lexicon.fillers
    return bool(clause.words & lexicon.share) and clause.words <= known


def _cells(report: Report, rule: ProseRule) -> list[Value]:
    """Return the sums of cells that a count may be a share of."""
    return [
        side_value(report, each)
        for each in rule.cells
        if all(report.value(term.name) is not None for term in each.terms)
    ]


def _figures_before(before: Sentence | None, sentence: Sentence, index: int) -> list[Value]:
    """Return every count told before a clause, in its sentence and in the one before."""
    counted = sentence.clauses[index].figure
    earlier = [*(before.clauses if before else ()), *sentence.clauses[:index]]
    return [
        value
        for clause in earlier
        if counted and clause.figure and clause.figure.measure == counted.measure
        if (value := _value(clause)) is not None
    ]


def _named_wholes(
    before: Sentence | None, sentence: Sentence, index: int, lexicon: Lexicon
) -> list[Value]:
    """Return what the words make the whole of a count: what stands before 其中 or begins the list.

    A count that is itself followed by a share is a part like this one.
    """
    counted, clauses = sentence.clauses[index], sentence.clauses
    if counted.figure is None:
        return []
    marks = [i for i in range(index + 1) if not clauses[i].words.isdisjoint(lexicon.of_which)]
    if marks and not any(clause.figure for clause in clauses[: marks[-1]]):
        wholes = before.clauses if before else ()
    else:
        wholes = clauses[: marks[-1]] if marks else clauses[:index]
    return [
        value
        for clause, following in zip_longest(wholes, wholes[1:])
        if clause.figure and clause.figure.measure == counted.figure.measure
        if following is None or not _is_share(following, lexicon)
        if (value := _value(clause)) is not None and value >= (_value(counted) or 0)
    ]


def _is_share_of(clause: Clause, counted: Clause, wholes: Sequence[Value]) -> bool | None:
    """Tell whether the count is that share of one of the wholes, ``None`` if it cannot be told."""
    share, count = clause.figure, _value(counted)
    if share is None or share.approximate or count is None or share.value is None:
        return None
    usable = [whole for whole in wholes if whole and whole >= count]
    if not usable:
        return None
    step = Fraction(1, 10**share.decimals)
    printed = Fraction(share.value)
    for whole in usable:
        exact = Fraction(count) * 100 / Fraction(whole)
        # Some round, some cut off, some adjust a share so that all add up to 100.
        if abs(exact - printed) < step:
            return True
    return False


def _share_finding(
    report: Report,
    rule: ProseRule,
    sentence: Sentence,
    clause: Clause,
    counted: Clause,
    wholes: Sequence[Value],
) -> Finding:
    share, count = clause.figure, _value(counted) or 0
    places = share.decimals if share else 0
    texts: list[str] = []
    for whole in dict.fromkeys(wholes):
        exact = float(Fraction(count) * 100 / Fraction(whole))
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
    )
