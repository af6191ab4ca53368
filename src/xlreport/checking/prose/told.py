"""What became of every sentence that holds a figure: for whoever extends the vocabulary."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from xlreport.checking.prose.clauses import NOT_UNDERSTOOD, SentenceClause, not_known
from xlreport.checking.prose.growth import judge_growth
from xlreport.checking.prose.judged import ProseOutcome
from xlreport.checking.prose.lexicon import Lexicon, lexicon_of
from xlreport.checking.prose.mentions import mentions_of
from xlreport.checking.prose.parts import judge_parts
from xlreport.checking.prose.sentences import Sentence, sentences_in
from xlreport.checking.prose.shares import judge_shares
from xlreport.checking.prose.statements import agrees
from xlreport.checking.prose.tokens import TokenKind
from xlreport.edition.model import OTHER_TOPIC, ProseTest
from xlreport.finding import Outcome
from xlreport.report import Report

_NO_CELL = "表里没有可以核对的数"


@dataclass(frozen=True, slots=True)
class SentenceOutcome:
    """A sentence with a figure: where it stands, what became of it, and what stood in the way."""

    prose: str
    text: str
    outcome: Outcome
    why: str = ""


def sentence_outcomes(
    report: Report, judged: Mapping[str, ProseOutcome]
) -> tuple[SentenceOutcome, ...]:
    """Return every sentence of a report that holds a figure, and what became of it.

    It is broken if a figure of it is, else held if one agrees with the tables or the others.  Of a
    form without rules that read texts there is none.

    :param report: the report; its texts are read again.
    :param judged: what became of each prose rule, by id.
    """
    if not any(rule.test.needs_words for rule in report.edition.prose_rules):
        return ()  # a form without words of its own: nobody can tell what its sentences say
    lexicon = lexicon_of(report.edition)
    return tuple(
        _told(report, sentence, judged, lexicon)
        for there in sentences_in(report).values()
        for sentence in there
        if any(clause.figure is not None for clause in sentence.clauses)
    )


def _told(
    report: Report, sentence: Sentence, judged: Mapping[str, ProseOutcome], lexicon: Lexicon
) -> SentenceOutcome:
    outcomes: list[Outcome] = []
    reasons: list[str] = []
    for outcome, why in (
        *_of_whole(report, sentence),
        *(
            each
            for clause in sentence.telling(lexicon)
            for each in _of_clause(report, sentence, clause, judged, lexicon)
        ),
    ):
        outcomes.append(outcome)
        reasons += [why] if why else []
    for outcome in (Outcome.BROKEN, Outcome.HELD):
        if outcome in outcomes:
            return SentenceOutcome(sentence.prose, sentence.text, outcome)
    reason = next(iter(reasons), NOT_UNDERSTOOD)
    return SentenceOutcome(sentence.prose, sentence.text, Outcome.NOT_CHECKED, reason)


def _of_whole(report: Report, sentence: Sentence) -> Iterator[tuple[Outcome, str]]:
    """Yield what became of the sums and shares in a sentence."""
    for rule in report.edition.prose_rules:
        if sentence.prose not in rule.targets:
            continue
        if rule.test is ProseTest.PARTS:
            yield judge_parts(report, rule, [sentence]).outcome, ""
        elif rule.test is ProseTest.SHARES:
            yield judge_shares(report, rule, [sentence]).outcome, ""
        elif rule.test is ProseTest.GROWTH:
            yield judge_growth(report, rule, [sentence]).outcome, ""


def _of_clause(
    report: Report,
    sentence: Sentence,
    clause: SentenceClause,
    judged: Mapping[str, ProseOutcome],
    lexicon: Lexicon,
) -> Iterator[tuple[Outcome, str]]:
    """Yield what became of a clause for each figure that it seems to tell."""
    seen = False
    for rule in report.edition.prose_rules:
        if sentence.prose not in rule.targets:
            continue
        for told in rule.told:
            for mention in mentions_of(told, [(sentence, clause)], lexicon):
                seen = True
                if mention.value is None:
                    yield Outcome.NOT_CHECKED, mention.why
                elif any(agrees(report, told, mention, side) for side in told.sums):
                    yield Outcome.HELD, ""
                else:
                    yield judged[told.id].outcome, judged[told.id].why
    if not seen and clause.figure is not None:
        yield Outcome.NOT_CHECKED, _why_not(clause, lexicon)


def _why_not(clause: SentenceClause, lexicon: Lexicon) -> str:
    """Say why no figure of the tables was found in a clause."""
    if clause.beside and clause.topic not in ("", OTHER_TOPIC):
        return clause.beside
    topics = [t.text for t in clause.tokens if lexicon.topic_of.get(t.text) == OTHER_TOPIC]
    if topics or clause.topic == OTHER_TOPIC:
        about = f"说的是“{topics[-1]}”，" if topics else "说的是前面那件事，"
        return f"{about}{_NO_CELL}"
    if unknown := next(iter(clause.unknown), ""):
        return not_known(unknown)
    words = "".join(token.text for token in clause.tokens if token.kind is TokenKind.WORD)
    return f"看不出“{words}”后面的数是哪一项" if words else "只有数，没有说是什么"
