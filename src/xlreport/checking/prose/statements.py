"""The figures that sentences tell, held against the cells."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

from xlreport.checking.describe import side_text, side_value
from xlreport.checking.prose.clauses import SEMICOLON, SentenceClause
from xlreport.checking.prose.doubts import OF_SOMETHING_ELSE, doubt_of
from xlreport.checking.prose.judged import (
    CELL_MISSING,
    HELD,
    NOT_MENTIONED,
    ProseOutcome,
    broken,
    finding,
    not_checked,
    quoted,
)
from xlreport.checking.prose.lexicon import Lexicon, lexicon_of, saying_words
from xlreport.checking.prose.mentions import Mention, Telling, mentions_of
from xlreport.checking.prose.tokens import begins_with_its_number
from xlreport.edition.model import FigureClaim, ProseRule, Relation, Sum
from xlreport.finding import Finding
from xlreport.quantity import Value
from xlreport.report import Report

_EXPLAINED = "文字里已说明差额"
_MOST_OTHERS = 8
"""Of so many other counts of a sentence all sums are tried."""


def judge_figure(
    report: Report, rule: ProseRule, told: FigureClaim, telling: Sequence[Telling]
) -> ProseOutcome:
    """Hold every clause that tells this figure against the cells.

    :param report: the report whose texts are judged.
    :param rule: the rule; its targets are keys of prose.
    :param told: the figure of the rule to look for, in the unit of its cells.
    :param telling: the clauses of the rule's targets that hold a figure or a denial.
    """
    if not telling:
        return not_checked(NOT_MENTIONED)
    lexicon = lexicon_of(report.edition)
    mentions = list(mentions_of(told, telling, lexicon))
    stated = [mention for mention in mentions if mention.value is not None]
    if not stated:
        return not_checked(_reason(mentions))
    allowed = [each for each in told.sums if _is_filled(report, each)]
    if not allowed:
        return not_checked(CELL_MISSING)
    right = [m for m in stated if any(agrees(report, told, m, each) for each in allowed)]
    # In a sentence that has told the figure right, another number counts something else.
    sentences_right = {id(mention.sentence) for mention in right}
    sentences_right |= _told_in_parts(report, stated, allowed)
    wrong = [m for m in stated if id(m.sentence) not in sentences_right]
    if not wrong:
        return HELD
    if len(allowed) < len(told.sums):
        return not_checked(CELL_MISSING)
    several = _telling_it_again(told, wrong)
    unexplained = [
        m
        for m in wrong
        if not _is_what_is_left(told, m, lexicon)
        and id(m.sentence) not in several
        and not _is_explained(report, told, m, allowed, lexicon)
    ]
    if not unexplained:
        return HELD if right else not_checked(f"{_EXPLAINED}：{quoted(wrong[0].sentence.text)}")
    wanted = {side_value(report, side) for side in allowed}
    sure = [m for m in unexplained if not doubt_of(report, told, m, wanted, lexicon)]
    if not sure:
        why = f"{OF_SOMETHING_ELSE}：{quoted(unexplained[0].sentence.text)}"
        return HELD if right else not_checked(why)
    first = {id(mention.sentence): mention for mention in reversed(sure)}
    return broken(*(_finding(report, rule, told, m) for m in reversed(first.values())))


def _reason(mentions: Sequence[Mention]) -> str:
    """Say why nothing was checked: of several reasons the first, with its sentence."""
    if not mentions:
        return NOT_MENTIONED
    return f"{mentions[0].why}：{quoted(mentions[0].sentence.text)}"


def _is_filled(report: Report, side: Sum) -> bool:
    return all(report.value(term.name) is not None for term in side.terms)


def agrees(report: Report, told: FigureClaim, mention: Mention, side: Sum) -> bool:
    """Tell whether the text tells what a sum of cells is; no value agrees with nothing.

    :param report: the report that has the cells.
    :param told: the figure, and whether it may be less than the cells say.
    :param mention: what a clause says, in the unit of the cells.
    :param side: the sum of cells.
    """
    if not _is_filled(report, side):
        return False
    value, stated = side_value(report, side), mention.value
    if stated is None:
        return False
    if told.relation is Relation.AT_MOST:
        return stated <= value
    if stated == value:
        return True
    # An amount may be printed with fewer decimals than the table has.
    step = Decimal(f"1e-{mention.decimals}")
    rounded = Decimal(value).quantize(step, rounding=ROUND_HALF_UP)
    return told.unit in mention.printed and mention.decimals > 0 and Decimal(stated) == rounded


def _is_what_is_left(told: FigureClaim, mention: Mention, lexicon: Lexicon) -> bool:
    """Tell whether a total is told of what is left only: 除5件结转外，其余28件均已答复."""
    return told.whole and not mention.clause.words.isdisjoint(lexicon.rest)


def _telling_it_again(told: FigureClaim, mentions: Sequence[Mention]) -> set[int]:
    """Return the sentences that tell a result several times, each time of some, by its reasons."""
    said = saying_words(told)
    return {
        key
        for key, sentence in {id(m.sentence): m.sentence for m in mentions}.items()
        if told.result and sum(not c.words.isdisjoint(said) for c in sentence.clauses) > 1
    }


def _told_in_parts(report: Report, stated: Sequence[Mention], allowed: Sequence[Sum]) -> set[int]:
    """Return the sentences that tell a figure in parts, which add up.

    They may be those of a result, by its reasons, or of several offices: 县政府本级收到21件，各部门
    收到29件.
    """
    values: dict[int, list[Value]] = {}
    for mention in stated:
        if mention.value is not None:
            values.setdefault(id(mention.sentence), []).append(mention.value)
    sums = {side_value(report, side) for side in allowed}
    return {key for key, parts in values.items() if len(parts) > 1 and sum(parts) in sums}


def _is_explained(
    report: Report, told: FigureClaim, mention: Mention, allowed: Sequence[Sum], lexicon: Lexicon
) -> bool:
    """Tell whether the sentence itself says what became of the rest (剩余1件已撤销).

    That is so where the figure and other counts of the sentence, one of them the rest (答复8件，
    不予受理4件，补正1件), add up to what the table has.
    """
    value, figure = mention.value, mention.clause.figure
    if value is None or figure is None:
        return False
    counts = [
        (clause, clause.figure.value)
        for clause in mention.sentence.clauses
        if clause is not mention.clause
        and clause.figure is not None
        and clause.figure.measure == figure.measure
        and clause.figure.value is not None
    ]
    wanted = {side_value(report, side) - value for side in allowed} - {0}
    counts = counts[:_MOST_OTHERS]
    others = lexicon.rest | told.shared
    if told.whole and (divided := _divided_with(told, mention, lexicon)):
        rest: list[Value] = [0]
        counts = [pair for pair in counts if pair[0].index in divided]
    elif mention.clause.words.isdisjoint(lexicon.rest):
        counts = [pair for pair in counts if not _is_in_it(told, mention, pair[0])]
        rest = [count for clause, count in counts if clause.words & others]
        counts = [pair for pair in counts if pair[0].words.isdisjoint(others)]
    else:
        rest = [0]
    sums = set(rest)
    for _, count in counts:
        sums |= {count + each for each in sums}
    return not wanted.isdisjoint(sums)


def _is_in_it(told: FigureClaim, mention: Mention, clause: SentenceClause) -> bool:
    """Tell whether a total has a count in it: 上年结转1件，办结7件, and 答复7件（含上年结转1件）.

    办结7件；办理上年结转1件 tells of it apart.
    """
    early = clause.index < mention.clause.index
    return told.whole and not told.shared.isdisjoint(clause.words) and (clause.bracket > 0 or early)


def _divided_with(told: FigureClaim, mention: Mention, lexicon: Lexicon) -> set[int]:
    """Return the places of the clauses that divide a whole together with this one.

    They stand after 其中, or each begins with its number: 2件不予处理，20件办结.
    What says another figure of the tables, 结转 or 收到, is no part.
    """
    clause, clauses, said = mention.clause, mention.sentence.clauses, saying_words(told)
    apart = lexicon.said_about(told.about) - lexicon.results - lexicon.harmless - clause.words
    near = [c for c in clauses[: clause.index + _MOST_OTHERS] if c.words.isdisjoint(apart)]
    if begins_with_its_number(clause.tokens, lexicon, said):
        return {c.index for c in near if begins_with_its_number(c.tokens, lexicon, said)}
    following = mention.sentence.after(clause, _MOST_OTHERS)
    if beside := _listed_with(following, apart, lexicon):
        return {clause.index, *beside}
    places: set[int] = set()
    for each in near:
        if not lexicon.of_which.isdisjoint(each.words):
            places = {each.index}
        elif each.mark in SEMICOLON:
            places = places if clause.index in places else set()
        elif places:
            places.add(each.index)
    return places if clause.index in places else set()


def _listed_with(
    following: Sequence[SentenceClause], apart: frozenset[str], lexicon: Lexicon
) -> list[int]:
    """Return the places of clauses that begin with their numbers: 办结66件，5件撤回，2件……."""
    listed = itertools.takewhile(
        lambda c: (
            c.figure is not None
            and not c.figure.is_share
            and c.mark not in SEMICOLON
            and c.words.isdisjoint(apart)
            and begins_with_its_number(c.tokens, lexicon, lexicon.rest)
        ),
        following,
    )
    return [clause.index for clause in listed]


def _finding(report: Report, rule: ProseRule, told: FigureClaim, mention: Mention) -> Finding:
    side = told.sums[0]
    cells = tuple(term.name for term in side.terms)
    text = side_text(report, side, with_sheet=True)
    contrary = "多于" if told.relation is Relation.AT_MOST else "不等于"
    stated = mention.printed
    return finding(
        report,
        rule,
        mention.sentence.prose,
        f"文字写“{told.subject}”{stated}，{contrary}表中 {text}{told.unit}："
        f"{quoted(mention.sentence.text)}",
        clause=told.id,
        subject=told.subject,
        left=f"{quoted(mention.sentence.text)} → {stated}",
        right=f"{text}{told.unit}",
        cells=cells,
        at=mention.sentence.at,
    )
