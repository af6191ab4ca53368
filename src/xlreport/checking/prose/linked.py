"""Whether the text says that a dispute has to do with the matter of the report."""

from __future__ import annotations

from xlreport.checking.prose.clauses import SentenceClause
from xlreport.checking.prose.lexicon import Lexicon
from xlreport.checking.prose.sentences import Sentence
from xlreport.edition.model import OTHER_TOPIC, FigureClaim

_MOST_BETWEEN = 4
"""Counts that so many clauses stand between are of something else."""


def is_linked(
    told: FigureClaim, sentence: Sentence, clause: SentenceClause, lexicon: Lexicon
) -> bool:
    """Tell whether the text says that a dispute has to do with the matter of the report.

    What is said around it does not do where the unit may speak as the one that decides: 受理行政
    复议申请98件，其中信息公开类12件.

    :param told: the figure, with the words that tell it.
    :param sentence: the sentence.
    :param clause: a clause of it that has a number.
    :param lexicon: the words of the report's edition.
    """
    words = clause.words
    near = lexicon.near(told)
    matters = lexicon.other_matters.intersection(clause.topics) - {OTHER_TOPIC}
    if matters and words.isdisjoint(near):
        # 因行政许可被复议1件 names the matter.
        return False
    for before in reversed(sentence.clauses[: clause.index]):
        if not sentence.clauses[before.index + 1].listed:
            break
        words |= before.words
    if words.isdisjoint(near) and _is_of_all_kinds(sentence, clause, near, lexicon):
        return False
    beside = _said_next(sentence, clause)
    around = sentence.context if (words | beside).isdisjoint(lexicon.deciding) else words
    return not around.isdisjoint(near)


def _said_next(sentence: Sentence, clause: SentenceClause) -> frozenset[str]:
    """Return the words of the next count of the same things: 收到复议申请7件，受理6件."""
    following = sentence.after(clause)
    same = (c for c in following if c.figure is not None and not c.topics)
    return next((c.words for c in same), frozenset())


def _is_of_all_kinds(
    sentence: Sentence, clause: SentenceClause, near: frozenset[str], lexicon: Lexicon
) -> bool:
    """Tell whether those that have to do with the matter are counted apart: 其中信息公开类6件."""
    of_which = False
    for other in sentence.after(clause, _MOST_BETWEEN):
        of_which = of_which or not lexicon.of_which.isdisjoint(other.words)
        # 复议12件，维持9件；信息公开类6件: no verb makes it a count of its own.
        bare = other.topics == () and lexicon.predicates.isdisjoint(other.words)
        if other.figure is not None and (of_which or bare) and not near.isdisjoint(other.words):
            return True
    return False
