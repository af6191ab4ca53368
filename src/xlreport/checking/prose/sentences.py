"""Text -> sentences -> clauses of known and unknown words.

A clause is the smallest piece of a sentence with at most one figure in it.  It carries what the
sentence before it settles: the topic it is about, why its figure may be no figure of this report
at all (another year, another unit), and a count before it that it may be a part of.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from xlreport.checking.prose.beside import ONLY_A_PART, beside_of, portion_of
from xlreport.checking.prose.context import ReportContext, context_of, speaker_of
from xlreport.checking.prose.figures import NUMBER, Figure, find_figures, narrow
from xlreport.checking.prose.lexicon import Lexicon, lexicon_of
from xlreport.checking.prose.papers import openness_of_papers
from xlreport.checking.prose.pieces import Piece, pieces_of, with_results
from xlreport.checking.prose.spread import spread
from xlreport.checking.prose.tokens import (
    IGNORED,
    WEAK,
    Token,
    TokenKind,
    first_token,
    tokens_of,
)
from xlreport.edition import Edition
from xlreport.edition.model import OTHER_TOPIC, Prose
from xlreport.quantity import Value
from xlreport.report import Report

_SENTENCE_ENDS = re.compile(r"[。！？!?\n\r]+|(?<=[^\d\s.．a-zA-Z])[.．](?![\d.．a-zA-Z])")
_LONGEST_HEADING = 24
_MOST_CLAUSES = 400
"""No sentence is read further than that: people write none of this length."""
SEMICOLON = "；;"
_COMMA = ("，", ",")

NOT_UNDERSTOOD = "这句话没有完全读懂"


@dataclass(frozen=True, slots=True)
class EarlierCount:
    """Why a count may be a part of an earlier one, and that one: how much, counted in what."""

    why: str
    value: Value | None
    measure: str
    topic: str = ""
    beside_results: bool = False


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
class Sentence:
    """A sentence as written, its clauses, and every known word in it and in the head over it.

    ``at`` is where it begins in the text of its piece.
    """

    prose: str
    text: str
    clauses: tuple[SentenceClause, ...]
    context: frozenset[str]
    at: int

    def telling(self, lexicon: Lexicon) -> Iterator[SentenceClause]:
        """Yield the clauses that hold a figure or deny something.

        :param lexicon: the words of the report's edition.
        """
        for clause in self.clauses:
            if clause.figure is not None or not clause.words.isdisjoint(lexicon.none):
                yield clause


def sentences_in(report: Report) -> dict[str, list[Sentence]]:
    """Return the sentences of each piece of prose of a report, by its key.

    :param report: the report; one that is a roll-up, or of a whole area, speaks for all units of
        it.
    """
    edition, report_context = report.edition, context_of(report)
    return {
        key: sentences_of(edition, piece, report.prose.get(key, ""), report_context)
        for key, piece in edition.prose.items()
    }


def sentences_of(
    edition: Edition, prose: Prose, text: str, report_context: ReportContext
) -> list[Sentence]:
    """Return the sentences of one piece of prose.

    A sentence that begins with a word such as 其中 goes on where the one before it ended, and a
    short one that only names a topic, such as （二）依申请公开情况, is a heading over the next.

    :param edition: the edition of the report.
    :param prose: the piece: its heading settles what the first sentence is about.
    :param text: what the report has there; it may be empty.
    :param report_context: whose text it is, by :func:`speaker_of`.
    """
    lexicon = lexicon_of(edition)
    head_words, topic = _heading(edition, prose.label)
    start = before = _State(topic)
    result: list[Sentence] = []
    named, this_year = False, f"{report_context.year}年"
    quiet = not (NUMBER.search(text) or lexicon.denial.search(text))
    for at, raw in _cut(text):
        shown = raw.strip(IGNORED)
        if not shown:
            continue
        before_it, named = named, named or this_year in shown
        if quiet or not _may_tell(shown, lexicon):
            if not quiet and len(shown) <= _LONGEST_HEADING:
                start = _under(shown, start, lexicon, report_context)
            before = start
            result.append(Sentence(prose.key, shown, (), head_words, at))
            continue
        tokens = spread(tokens_of(shown, lexicon, report_context), lexicon)
        goes_on = bool(tokens) and tokens[0].text in lexicon.of_which | lexicon.rest
        state = replace(before if goes_on else start, named=before_it and _adds_up(tokens, lexicon))
        clauses, before = _clauses(tokens, state, lexicon, report_context)
        context = head_words.union(*(clause.words for clause in clauses))
        context |= openness_of_papers((clause.tokens for clause in clauses), lexicon)
        if goes_on and result:
            context |= result[-1].context
        result.append(Sentence(prose.key, shown, clauses, context, at))
    return result


def _cut(text: str) -> Iterator[tuple[int, str]]:
    """Yield what stands between the ends of sentences, and where it begins."""
    begin = 0
    for end in _SENTENCE_ENDS.finditer(text):
        yield begin, text[begin : end.start()]
        begin = end.end()
    yield begin, text[begin:]


def _adds_up(tokens: Sequence[Token], lexicon: Lexicon) -> bool:
    """Tell whether words such as 累计 only sum up the year that was named: not 截至目前."""
    until = tuple(word for word in lexicon.vocabulary.so_far if word not in lexicon.totals)
    return not any(token.text.startswith(until) for token in tokens)


@cache
def _heading(edition: Edition, label: str) -> tuple[frozenset[str], str]:
    """Return the known words of the heading over a piece of prose, and the topic it sets."""
    lexicon = lexicon_of(edition)
    nobody = speaker_of("", 0, edition.vocabulary, for_area=False)
    words = [t.text for t in tokens_of(label, lexicon, nobody) if t.kind is TokenKind.WORD]
    topics = lexicon.topics(words)
    return frozenset(words), topics[-1] if topics else ""


def _under(shown: str, start: _State, lexicon: Lexicon, report_context: ReportContext) -> _State:
    """Return where sentences start under what may be a heading in the text."""
    if first_token(shown, lexicon, report_context) not in lexicon.topic_of:
        return start  # as most do, and the first word takes a small part of the time of all
    words = [token.text for token in tokens_of(shown, lexicon, report_context)]
    return _State(lexicon.topics(words)[-1])


def _may_tell(sentence: str, lexicon: Lexicon) -> bool:
    """Tell whether a sentence may hold a figure or a denial: most hold neither."""
    text = narrow(sentence)
    if lexicon.denial.search(text):
        return True
    return next(find_figures(text, lexicon.vocabulary), None) is not None


@dataclass(frozen=True, slots=True)
class _State:
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


def _clauses(
    tokens: Sequence[Token], state: _State, lexicon: Lexicon, report_context: ReportContext
) -> tuple[tuple[SentenceClause, ...], _State]:
    clauses: list[SentenceClause] = []
    pieces = itertools.islice(pieces_of(tokens, lexicon), _MOST_CLAUSES)
    for piece in with_results(pieces, lexicon):
        clause, state = _clause(piece, len(clauses), state, lexicon, report_context)
        clauses.append(clause)
    return tuple(clauses), state


def _clause(
    piece: Piece, index: int, before: _State, lexicon: Lexicon, report_context: ReportContext
) -> tuple[SentenceClause, _State]:
    tokens = _with_denial(piece, before, lexicon)
    words = [token.text for token in tokens if token.kind is TokenKind.WORD]
    figure = next((token.figure for token in tokens if token.figure), None)
    topics = lexicon.topics(words)
    back = not lexicon.present.isdisjoint(words)
    ends = bool(piece.mark) and piece.mark in SEMICOLON
    before = replace(before, part=None) if ends else before
    # What brackets tell is of the count right before them: 撤件4件，受理9件（公开5件……）.
    earlier = before.latest if piece.bracket else before.part
    compared = any(word in lexicon.part_of for word in words)
    this_year = back or before.this_year
    named = this_year or before.named
    beside = beside_of(tokens, lexicon, report_context, compared=compared, this_year=named)
    part = None if back and topics else _still_part_of(earlier, figure, topics)
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
    clause: SentenceClause, before: _State, settled: _State, lexicon: Lexicon
) -> _State:
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
    words = (token.text for token in clause.tokens)
    return replace(
        settled,
        topic=before.topic if aside else clause.topic,
        part=new or settled.part,
        latest=new or (settled.part if figure is None else None),
        results=before.results or result,
        result=before.result if figure is None or figure.is_share else result,
        denied="" if figure else next((w for w in words if w in lexicon.none), ""),
        whole=figure.value if told and figure and not figure.is_share else before.whole,
    )


def _with_denial(piece: Piece, before: _State, lexicon: Lexicon) -> list[Token]:
    """Return the tokens of a piece, and the denial of the one before it if it goes on with that.

    未因信息公开申请行政复议，提起行政诉讼 denies both.
    """
    tokens = piece.tokens
    if not before.denied or piece.mark not in _COMMA or not tokens:
        return tokens
    first, words = tokens[0].text, [token.text for token in tokens]
    goes_on = first in lexicon.topic_of or first in lexicon.vocabulary.joins
    topics = lexicon.topics(words)
    if goes_on and topics[-1:] in lexicon.linked and lexicon.denied_on.issuperset(words):
        return [Token(TokenKind.WORD, before.denied), *tokens]
    return tokens


def _governing(tokens: Sequence[Token], topics: Sequence[str], lexicon: Lexicon) -> str:
    """Return why what is listed after a clause is not told for itself, empty if it is."""
    if OTHER_TOPIC not in topics[:-1]:
        return ""
    words = (token.text for token in tokens if lexicon.topic_of.get(token.text) == OTHER_TOPIC)
    return not_known(next(words, ""))


def _turns(topics: Sequence[str], before: _State) -> bool:
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
    clause: SentenceClause, before: _State, lexicon: Lexicon, *, aside: bool
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
        return EarlierCount(ONLY_A_PART, figure.value, figure.measure, clause.topic)
    if clause.beside in lexicon.vocabulary.beside and clause.topic != OTHER_TOPIC:
        return EarlierCount(clause.beside, figure.value, figure.measure, clause.topic)
    in_the_way = next(iter(clause.unknown), "")
    if aside or OTHER_TOPIC in clause.topics[:-1]:
        others = (t.text for t in clause.tokens if lexicon.topic_of.get(t.text) == OTHER_TOPIC)
        in_the_way = in_the_way or next(others, "")
    if not clause.topics:
        in_the_way = in_the_way or next(iter(clause.words & lexicon.documents), "")
    if not in_the_way:
        return None
    why = not_known(in_the_way)
    return EarlierCount(
        why, figure.value, figure.measure, clause.topic, beside_results=before.results
    )


def not_known(word: str) -> str:
    """Return the reason why a clause is not checked in which a word stands in the way.

    :param word: the word, or the unknown text.
    """
    return f"{NOT_UNDERSTOOD}，不认得“{word}”"
