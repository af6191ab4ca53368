"""Parts that a sentence lists must add up to the whole that it names."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from xlreport.checking.prose.beside import ANOTHER_TIME
from xlreport.checking.prose.clauses import SEMICOLON, SentenceClause
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
from xlreport.edition.model import OTHER_TOPIC, ProseRule
from xlreport.finding import Finding
from xlreport.quantity import Value, show
from xlreport.report import Report

_ABOUT = "涉"
_UNREAD = re.compile(r"\d")
_FEWEST_PARTS = 2
_FEWEST_UNMARKED = 3
_SLIP, _SLIP_OF = 2, 20
"""A list without a word such as 其中 is one of parts if it misses the whole by 2 or a 20th."""
_SLIP_OF_FEW = 10
"""Of a small whole it may miss a 10th: 公开4件、部分公开0件、不予公开3件 has no whole at all."""


@dataclass(frozen=True, slots=True)
class Listing:
    """A whole and the parts listed after it.

    ``complete`` if the words claim that these are all; ``marked`` if a word such as 其中 does.
    """

    sentence: Sentence
    whole: SentenceClause
    parts: tuple[SentenceClause, ...]
    complete: bool
    marked: bool = True


def judge_parts(report: Report, rule: ProseRule, sentences: Sequence[Sentence]) -> ProseOutcome:
    """Add up each list of parts.

    :param report: the report whose texts are judged.
    :param rule: the rule; its targets are keys of prose.
    :param sentences: the sentences of the rule's targets.
    """
    if not any(sentence.clauses for sentence in sentences):
        return not_checked(NOT_MENTIONED)
    lexicon = lexicon_of(report.edition)
    findings: list[Finding] = []
    held = False
    why = NOT_MENTIONED
    for sentence in sentences:
        for listed in listings(sentence, lexicon):
            listing, fits = listed, _fits(listed, lexicon)
            if not fits and (shorter := _to_semicolon(listed)) is not None:
                listing, fits = shorter, _fits(shorter, lexicon)
            if fits is None:
                why = f"可能没有列全，或者不是同一种分法：{quoted(sentence.text)}"
            elif fits:
                held = True
            else:
                findings.append(_finding(report, rule, listing))
    if findings:
        return broken(*findings)
    return HELD if held else not_checked(why)


def listings(sentence: Sentence, lexicon: Lexicon) -> Iterator[Listing]:
    """Yield the lists of parts in a sentence: after words such as 其中, or one without them.

    :param sentence: a sentence with its clauses.
    :param lexicon: the words of the report's edition.
    """
    marked = False
    whole: SentenceClause | None = None
    clauses = sentence.clauses
    for index, clause in enumerate(clauses):
        divided = not clause.words.isdisjoint(lexicon.divided)
        if divided or not clause.words.isdisjoint(lexicon.of_which):
            marked = True
            if whole is not None:
                yield from _marked(sentence, whole, index, lexicon, divided=divided)
        if clause.figure and not clause.bracket and not clause.figure.is_share:
            whole = clause
    if not marked:
        yield from _unmarked(sentence, lexicon)


def _marked(
    sentence: Sentence, whole: SentenceClause, index: int, lexicon: Lexicon, *, divided: bool
) -> Iterator[Listing]:
    """Yield the list of parts that begins at a clause."""
    first = sentence.clauses[index]
    measure = whole.figure.measure if whole.figure else ""
    parts: list[SentenceClause] = []
    more = False
    for part in sentence.clauses[index:]:
        if part is not first and _ends(part, lexicon):
            # 财政50条、动态100条，其中工作60条，其他50条: the list may go on after the nested one.
            more = more or not part.words.isdisjoint(lexicon.of_which)
            break
        if part.bracket != first.bracket:
            if first.bracket:
                break
            continue
        more = more or not part.words.isdisjoint(lexicon.and_more)
        if part.figure and part.figure.measure == measure:
            parts.append(part)
    if len(parts) >= _FEWEST_PARTS:
        yield Listing(sentence, whole, tuple(parts), divided and not more)


def _unmarked(sentence: Sentence, lexicon: Lexicon) -> Iterator[Listing]:
    """Yield a list that follows the first count of a sentence: 公开69条：概况61条、动态5条、……."""
    counted = [c for c in sentence.clauses if c.figure and not c.bracket]
    if len(counted) <= _FEWEST_UNMARKED:
        return
    whole, *parts = counted
    figures = [part.figure for part in counted if part.figure]
    if len({figure.measure for figure in figures}) > 1 or not all(p.listed for p in parts[1:]):
        return
    if any(_ends(part, lexicon) or part.words & lexicon.and_more for part in parts):
        return
    yield Listing(sentence, whole, tuple(parts), complete=True, marked=False)


def _ends(clause: SentenceClause, lexicon: Lexicon) -> bool:
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
        goes_on = count < len(values) and listing.parts[count].listed
        if sum_so_far == whole and count >= _FEWEST_PARTS and not goes_on:
            # What comes after a list that is complete is divided in some other way.
            return True
    told = [value for value in values if value is not None]
    if sum(_without_nested(told)) == whole:
        return True
    if any(lexicon.nested & part.words for part in listing.parts[1:]):
        return None
    earlier = _earlier(listing)
    if sum_so_far in earlier or (len(earlier) > 1 and sum_so_far == sum(earlier)):
        return True
    if (_is_row(listing, lexicon) and sum_so_far <= sum(earlier)) or _may_overlap(listing, lexicon):
        return None
    if _is_other_list(listing, lexicon):
        return None
    if not listing.marked:
        missed = abs(Decimal(sum_so_far) - Decimal(whole))
        few = min(Decimal(_SLIP), Decimal(whole) / _SLIP_OF_FEW)
        return False if missed <= max(few, Decimal(whole) / _SLIP_OF) else None
    if sum_so_far > whole and _may_end_before(listing, told):
        return None
    return False if sum_so_far > whole or listing.complete else None


def _is_other_list(listing: Listing, lexicon: Lexicon) -> bool:
    """Tell whether the parts are none of this whole, or of another time or kind."""
    if any(_is_other_matter(part, listing) for part in listing.parts):
        return True
    whole_beside, first_beside = listing.whole.beside, listing.parts[0].beside
    if whole_beside in lexicon.vocabulary.beside and first_beside != whole_beside:
        return True
    return _is_mixed(listing.parts, lexicon) or listing.whole.beside == ANOTHER_TIME


def _earlier(listing: Listing) -> list[Value]:
    """Return the counts before a list that may be its whole, alone or together."""
    measure = listing.whole.figure.measure if listing.whole.figure else ""
    return [
        value
        for clause in listing.sentence.clauses[: listing.parts[0].index]
        if clause.figure and clause.figure.measure == measure and not clause.bracket
        if (value := _value(clause)) is not None
    ]


def _is_row(listing: Listing, lexicon: Lexicon) -> bool:
    """Tell whether the whole is the last of a row, and no part: 建议12件、提案9件，其中主办15件."""
    whole = listing.whole
    if any(c.words & lexicon.of_which for c in listing.sentence.clauses[: whole.index + 1]):
        return False
    return whole.listed or not lexicon.a_part.isdisjoint(whole.words)


def _may_overlap(listing: Listing, lexicon: Lexicon) -> bool:
    """Tell whether parts may overlap, or one is none: 涉及, 延期9件 beside results, 比上年增加."""
    first, last = listing.parts[0].index, listing.parts[-1].index
    between = listing.sentence.clauses[first : last + 1]
    measures = {c.figure.measure for c in between if c.figure and not c.figure.is_share}
    if len(measures) > 1 or any(_UNREAD.search(text) for c in between for text in c.unknown):
        return True
    if any(not lexicon.part_of.keys().isdisjoint(part.words) for part in listing.parts):
        return True
    results = [not lexicon.results.isdisjoint(part.words) for part in listing.parts]
    rest = [results[n] or part.words & lexicon.rest for n, part in enumerate(listing.parts)]
    return (any(results) and not all(rest)) or any(
        token.text.startswith(_ABOUT) for part in listing.parts for token in part.tokens
    )


def _to_semicolon(listing: Listing) -> Listing | None:
    """Return what a list is if it ends at a semicolon and its parts stand between other marks.

    115条，其中通知30条、文件85条；公布事项25条: the last is no part.
    """
    parts = listing.parts
    ends = [n for n, part in enumerate(parts[1:], start=1) if part.mark in SEMICOLON]
    if not ends or ends[0] < _FEWEST_PARTS:
        return None
    return replace(listing, parts=parts[: ends[0]], complete=False)


def _may_end_before(listing: Listing, parts: Sequence[Value]) -> bool:
    """Tell whether the last parts may be those of an outer list: 100条，其中A60条，B50条 of 150.

    That is so where the first ones fit the whole, and the others what that whole is a part of.
    """
    whole = listing.whole
    measure = whole.figure.measure if whole.figure else ""
    earlier = [
        value
        for clause in listing.sentence.clauses[: whole.index]
        if clause.figure and clause.figure.measure == measure and not clause.bracket
        if (value := _value(clause)) is not None
    ]
    inner = _value(whole)
    if inner is None or not earlier or max(earlier) <= inner:
        return False
    outer = max(earlier)
    before = sum(earlier[earlier.index(outer) + 1 :])
    left: Value = sum(parts)
    taken: Value = 0
    for part in parts:
        taken, left = taken + part, left - part
        if taken > inner:
            return False
        if before + inner + left <= outer:
            return True
    return False


def _without_nested(values: Sequence[Value]) -> list[Value]:
    """Leave out the parts of parts: of 200, 110, 90, 132 the two that make the 200."""
    kept: list[Value] = []
    index = 0
    while index < len(values):
        kept.append(values[index])
        total: Value = 0
        after = index + 1
        while after < len(values) and total < values[index]:
            total += values[after]
            after += 1
        index = after if total == values[index] and after - index > _FEWEST_PARTS else index + 1
    return kept


def _is_other_matter(part: SentenceClause, listing: Listing) -> bool:
    """Tell whether a part is about something else than its whole."""
    if listing.marked:
        return part.topic != listing.whole.topic
    return any(topic not in (OTHER_TOPIC, listing.whole.topic) for topic in part.topics)


def _is_mixed(parts: Sequence[SentenceClause], lexicon: Lexicon) -> bool:
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


def _value(clause: SentenceClause) -> Value | None:
    figure = clause.figure
    return None if figure is None or figure.approximate else figure.value


def _finding(report: Report, rule: ProseRule, listing: Listing) -> Finding:
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
        at=listing.sentence.at,
    )
