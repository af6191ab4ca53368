"""Text -> sentences, each with its clauses: see :mod:`~xlreport.checking.prose.clauses`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from xlreport.checking.prose.beside import ONLY_A_PART
from xlreport.checking.prose.clauses import ClauseState, SentenceClause, clauses_of
from xlreport.checking.prose.context import ReportContext, context_of, speaker_of
from xlreport.checking.prose.figures import NUMBER, find_figures, narrow
from xlreport.checking.prose.lexicon import Lexicon, lexicon_of
from xlreport.checking.prose.papers import openness_of_papers
from xlreport.checking.prose.spread import spread
from xlreport.checking.prose.tokens import (
    IGNORED,
    Token,
    TokenKind,
    first_token,
    tokens_of,
)
from xlreport.edition import Edition
from xlreport.edition.model import Prose
from xlreport.report import Report

_SENTENCE_ENDS = re.compile(r"[。！？!?\n\r]+|(?<=[^\d\s.．a-zA-Z])[.．](?![\d.．a-zA-Z])")
_LONGEST_HEADING = 24


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

    def after(self, clause: SentenceClause, most: int = 1) -> tuple[SentenceClause, ...]:
        """Return the next clauses after one of the sentence, none after the last.

        :param clause: a clause of the sentence.
        :param most: so many, or as many as there are.
        """
        return self.clauses[clause.index + 1 :][:most]

    def before(self, clause: SentenceClause, most: int) -> tuple[SentenceClause, ...]:
        """Return the last clauses before one of the sentence, in their order.

        :param clause: a clause of the sentence.
        :param most: so many, or as many as there are.
        """
        return self.clauses[: clause.index][-most:]

    def telling(self, lexicon: Lexicon) -> Iterator[SentenceClause]:
        """Yield the clauses that hold a figure, deny something or may speak of all counted before.

        :param lexicon: the words of the report's edition.
        """
        for clause in self.clauses:
            if clause.figure is not None or not clause.words.isdisjoint(lexicon.without_number):
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
    start = before = ClauseState(topic)
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
        state = before if goes_on else start
        if goes_on and result:
            state = _of_all(state, result[-1])
        if before_it or state.named:
            state = replace(state, named=before_it and _adds_up(tokens, lexicon))
        clauses, before = clauses_of(tokens, state, lexicon, report_context)
        context = head_words.union(*(clause.words for clause in clauses))
        context |= openness_of_papers((clause.tokens for clause in clauses), lexicon)
        if goes_on and result:
            context |= result[-1].context
        result.append(Sentence(prose.key, shown, clauses, context, at))
    return result


def _of_all(state: ClauseState, previous: Sentence) -> ClauseState:
    """Let 其中 begin anew with the whole: 收到21件，其中网上19件，均已办结。其中公开10件."""
    part = state.part
    last = previous.clauses[-1].figure if previous.clauses else None
    if part is None or part.why != ONLY_A_PART or last is not None or state.whole is None:
        return state
    return replace(state, part=None)


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


def _under(
    shown: str, start: ClauseState, lexicon: Lexicon, report_context: ReportContext
) -> ClauseState:
    """Return where sentences start under what may be a heading in the text."""
    # Most are none, and it takes a small part of the time of all words to tell: a year may be
    # called by other letters, but without one those are there that the first word begins with.
    if lexicon.topic_letters.isdisjoint(shown) and not NUMBER.search(shown):
        return start
    if first_token(shown, lexicon, report_context) not in lexicon.topic_of:
        return start
    words = [token.text for token in tokens_of(shown, lexicon, report_context)]
    return ClauseState(lexicon.topics(words)[-1])


def _may_tell(sentence: str, lexicon: Lexicon) -> bool:
    """Tell whether a sentence may hold a figure or a denial: most hold neither."""
    text = narrow(sentence)
    if lexicon.denial.search(text):
        return True
    return next(find_figures(text, lexicon.vocabulary), None) is not None
