"""Sentences -> clauses of known and unknown words.

A clause is the smallest piece of a sentence with at most one figure in it.  It carries what the
sentence before it settles: the topic it is about, why its figure may be no figure of this report
at all (another year, another unit), and a count before it that it may be a part of.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, replace

from xlreport.checking.prose.beside import ONLY_A_PART, beside_of, portion_of
from xlreport.checking.prose.context import ReportContext
from xlreport.checking.prose.figures import Figure
from xlreport.checking.prose.lexicon import Lexicon
from xlreport.checking.prose.pieces import Piece, pieces_of, with_results
from xlreport.checking.prose.tokens import (
    WEAK,
    Token,
    TokenKind,
    begins_with_its_number,
)
from xlreport.edition.model import OTHER_TOPIC
from xlreport.quantity import Value

_MOST_CLAUSES = 400
"""No sentence is read further than that: people write none of this length."""
SEMICOLON = ("；", ";")
COMMA = ("，", ",")

NOT_UNDERSTOOD = "这句话没有完全读懂"


@dataclass(frozen=True, slots=True)
class EarlierCount:
    """Why a count may be a part of an earlier one, and that one: how much, counted in what.

    ``opens`` tells that it opens a list of disputes: 其中1件……，1件…… counts another beside it.
    """

    why: str
    value: Value | None
    measure: str
    topic: str = ""
    beside_results: bool = False
    opens: bool = False


@dataclass(frozen=True, slots=True)
class SentenceClause:
    """Part of a sentence with at most one figure.

    ``topic`` is what it is about, itself or from before; ``beside`` says why its figures are
    not this report's, if they are not; ``within`` says why its count may be a part of one that
    nobody understood, ``beside_results`` that this one stood among results, ``after_result``
    that the count before it is one;
    ``bracket`` numbers the brackets it stands in, from 1, and is 0 outside;
    ``mark`` is the mark before it; ``index`` is its place in the sentence.
    """

    tokens: tuple[Token, ...]
    words: frozenset[str]
    figure: Figure | None
    topics: tuple[str, ...]
    topic: str
    beside: str
    within: str
    beside_results: bool
    after_result: bool
    bracket: int
    mark: str
    index: int

    @property
    def listed(self) -> bool:
        """Whether 、 joins it to the clause before it."""
        return self.mark == WEAK

    @property
    def unknown(self) -> tuple[str, ...]:
        """The texts in it that are not known."""
        return tuple(token.text for token in self.tokens if token.kind is TokenKind.UNKNOWN)


@dataclass(frozen=True, slots=True)
class ClauseState:
    """What a clause hands on to the next."""

    topic: str
    beside: str = ""
    part: EarlierCount | None = None
    latest: EarlierCount | None = None
    this_year: bool = False
    named: bool = False
    listing: bool = False
    results: bool = False
    result: bool = False
    denied: str = ""
    whole: Value | None = None
    governed: str = ""


def clauses_of(
    tokens: Sequence[Token], state: ClauseState, lexicon: Lexicon, report_context: ReportContext
) -> tuple[tuple[SentenceClause, ...], ClauseState]:
    """Return the clauses of a sentence, and what they hand on.

    :param tokens: the words and figures of the sentence.
    :param state: what the text before it hands on.
    :param lexicon: the words of the report's edition.
    :param report_context: whose text it is.
    """
    clauses: list[SentenceClause] = []
    pieces = itertools.islice(pieces_of(tokens, lexicon), _MOST_CLAUSES)
    for piece in with_results(pieces, lexicon):
        clause, state = _clause(piece, len(clauses), state, lexicon, report_context)
        clauses.append(clause)
    return tuple(clauses), state


def _clause(
    piece: Piece, index: int, before: ClauseState, lexicon: Lexicon, report_context: ReportContext
) -> tuple[SentenceClause, ClauseState]:
    tokens = _with_denial(piece, before, lexicon)
    words = [token.text for token in tokens if token.kind is TokenKind.WORD]
    figure = next((token.figure for token in tokens if token.figure), None)
    topics = lexicon.topics(words)
    back = not lexicon.present.isdisjoint(words)
    ends = piece.mark in SEMICOLON
    before = replace(before, part=None) if ends else before
    # What brackets tell is of the count right before them: 撤件4件，受理9件（公开5件……）.
    earlier = before.latest if piece.bracket else before.part
    compared = any(word in lexicon.part_of for word in words)
    this_year = back or before.this_year
    named = this_year or before.named
    beside = beside_of(tokens, lexicon, report_context, compared=compared, this_year=named)
    part = None if back and topics else _still_part_of(earlier, figure, topics)
    if part and part.opens and begins_with_its_number(tokens, lexicon):
        part = None
    # 主动公开许可7件、处罚8件: both are of what was published.
    governed = before.governed if piece.mark == WEAK else ""
    inherited = "" if back or _turns(topics, before) else before.beside
    clause = SentenceClause(
        tokens=tuple(tokens),
        words=frozenset(words),
        figure=figure,
        topics=topics,
        topic=topics[-1] if topics else before.topic,
        beside=beside or portion_of(words, lexicon) or governed or inherited,
        within=part.why if part else "",
        beside_results=part is not None and part.beside_results,
        after_result=before.result,
        bracket=piece.bracket,
        mark=piece.mark,
        index=index,
    )
    if piece.bracket:
        return clause, before
    if beside and not compared:
        inherited = beside
    settled = replace(
        before,
        beside=inherited,
        part=part,
        this_year=this_year,
        listing=not lexicon.of_which.isdisjoint(words) or (before.listing and not ends),
        governed=governed or _governing(tokens, topics, lexicon),
    )
    return clause, _state_after(clause, before, settled, lexicon)


def _state_after(
    clause: SentenceClause, before: ClauseState, settled: ClauseState, lexicon: Lexicon
) -> ClauseState:
    """Return what a clause hands on.

    :param clause: the clause, in no brackets.
    :param before: what the one before it handed on.
    :param settled: the same with what this clause has settled already.
    :param lexicon: the words of the report's edition.
    """
    figure, other = clause.figure, ("", OTHER_TOPIC)
    aside = settled.listing and clause.topic == OTHER_TOPIC and before.topic not in other
    new = _new_part(clause, before, lexicon, aside=aside)
    told = figure is not None and not clause.within and not clause.beside and new is None
    result = told and not lexicon.results.isdisjoint(clause.words)
    # 依申请公开受理7件 begins anew: what follows is no part of what was counted before.
    anew = clause.topics[-1:] == (clause.topic,) and not clause.unknown and figure is not None
    begins = anew and not clause.words.isdisjoint(lexicon.alone(clause.topic))
    words = (token.text for token in clause.tokens)
    return replace(
        settled,
        topic=before.topic if aside else clause.topic,
        part=new or (None if begins else settled.part),
        latest=new or (settled.part if figure is None else None),
        results=before.results or result,
        result=before.result if figure is None or figure.is_share else result,
        denied="" if figure else next((w for w in words if w in lexicon.none), ""),
        whole=figure.value if told and figure and not figure.is_share else before.whole,
    )


def _with_denial(piece: Piece, before: ClauseState, lexicon: Lexicon) -> list[Token]:
    """Return the tokens of a piece, and the denial of the one before it if it goes on with that.

    未因信息公开申请行政复议，提起行政诉讼 denies both.
    """
    tokens = piece.tokens
    if not before.denied or piece.mark not in COMMA or not tokens:
        return tokens
    first, words = tokens[0].text, [token.text for token in tokens]
    goes_on = first in lexicon.topic_of or first in lexicon.vocabulary.joins
    topics = lexicon.topics(words)
    if goes_on and topics[-1:] in lexicon.linked and lexicon.denied_on.issuperset(words):
        return [Token(TokenKind.WORD, before.denied), *tokens]
    return tokens


def _governing(tokens: Sequence[Token], topics: Sequence[str], lexicon: Lexicon) -> str:
    """Return why what is listed after a clause is not told for itself, empty if it is."""
    first = tokens[0] if tokens else None
    if first and first.kind is TokenKind.UNKNOWN and lexicon.may_name_an_office(first.text):
        # 县政府收到申请61件、复议9件: both are another unit's.
        return not_known(first.text)
    if text := _unread_of_a_count(tokens, topics, lexicon):
        return not_known(text)
    if OTHER_TOPIC not in topics[:-1]:
        return ""
    words = (token.text for token in tokens if lexicon.topic_of.get(token.text) == OTHER_TOPIC)
    return not_known(next(words, ""))


def _unread_of_a_count(tokens: Sequence[Token], topics: Sequence[str], lexicon: Lexicon) -> str:
    """Return unknown text that a whole row hangs on: 作为第三人参加复议2件、诉讼1件.

    Before a dispute it tells whose or of what they are, after another matter of the tables what
    of it is counted (行政处罚听证1件、复议2件).
    """
    counted = list(itertools.takewhile(lambda token: token.figure is None, tokens))
    if not topics or len(counted) == len(tokens):
        return ""
    places = [i for i, token in enumerate(counted) if token.text in lexicon.topic_of]
    dispute = (topics[-1],) in lexicon.linked
    if not places or not (dispute or topics[-1] in lexicon.other_matters - {OTHER_TOPIC}):
        return ""
    looked = counted[: places[0]] if dispute else counted[places[-1] :]
    return next((t.text for t in looked if t.kind is TokenKind.UNKNOWN), "")


def _turns(topics: Sequence[str], before: ClauseState) -> bool:
    """Tell whether a clause turns to another matter: 今年收到3件，历年共收到9件，未发生复议."""
    return before.this_year and bool(topics) and topics[-1] != before.topic


def _still_part_of(
    part: EarlierCount | None, figure: Figure | None, topics: Sequence[str]
) -> EarlierCount | None:
    """Return the count that a figure may be a part of: none that is smaller than itself.

    Disputes are no part of applications.
    """
    if part and topics and OTHER_TOPIC not in (*topics, part.topic) and part.topic not in topics:
        return None
    if part is None or figure is None or figure.is_share or figure.measure != part.measure:
        return part
    value = figure.value
    larger = value is not None and part.value is not None and value > part.value
    return None if larger else part


def _new_part(
    clause: SentenceClause, before: ClauseState, lexicon: Lexicon, *, aside: bool
) -> EarlierCount | None:
    """Return the count of a clause if what follows may be a part of it, and it is no total.

    :param aside: it is listed as a part, and about something else.
    """
    figure = clause.figure
    first = clause.tokens[0].text if clause.tokens else ""
    if figure is None:
        some = first in lexicon.portion and lexicon.every_way.isdisjoint(clause.words)
        return EarlierCount(ONLY_A_PART, None, "件") if some else None
    if figure.is_share or (figure.value is not None and figure.value == before.whole):
        return None
    if clause.beside == ONLY_A_PART:
        return EarlierCount(
            ONLY_A_PART,
            figure.value,
            figure.measure,
            clause.topic,
            beside_results=before.results,
        )
    if clause.beside in lexicon.vocabulary.beside and clause.topic != OTHER_TOPIC:
        return EarlierCount(clause.beside, figure.value, figure.measure, clause.topic)
    in_the_way = next(iter(clause.unknown), "")
    # 因行政处罚被复议2件，维持1件: neither is about disclosure.
    matters = lexicon.other_matters if (clause.topic,) in lexicon.linked else {OTHER_TOPIC}
    if aside or not matters.isdisjoint(clause.topics[:-1]):
        others = (t.text for t in clause.tokens if lexicon.topic_of.get(t.text) in matters)
        in_the_way = in_the_way or next(others, "")
    if not clause.topics:
        in_the_way = in_the_way or next(iter(clause.words & lexicon.documents), "")
    if not in_the_way:
        return None
    return EarlierCount(
        not_known(in_the_way),
        figure.value,
        figure.measure,
        clause.topic,
        beside_results=before.results,
        opens=(
            first in lexicon.of_which
            and (clause.topic,) in lexicon.linked
            and begins_with_its_number(clause.tokens[1:], lexicon)
        ),
    )


def not_known(word: str) -> str:
    """Return the reason why a clause is not checked in which a word stands in the way.

    :param word: the word, or the unknown text.
    """
    return f"{NOT_UNDERSTOOD}，不认得“{word}”"
