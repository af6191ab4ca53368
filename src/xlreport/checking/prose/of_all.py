"""What a clause without a number says of all that was counted before it: 行政复议2件，均维持."""

from __future__ import annotations

from xlreport.checking.prose.clauses import SentenceClause
from xlreport.checking.prose.figures import Figure
from xlreport.checking.prose.lexicon import Lexicon, saying_words
from xlreport.checking.prose.linked import is_linked
from xlreport.checking.prose.sentences import Sentence
from xlreport.edition.model import FigureClaim

_MOST_BETWEEN = 8
"""Counts that so many clauses stand between are of something else."""


def counted_before(
    told: FigureClaim, sentence: Sentence, clause: SentenceClause, lexicon: Lexicon
) -> Figure | None:
    """Return the count that a clause without a number says this of, ``None`` if it says it of none.

    :param told: the figure, with the words that tell it.
    :param sentence: the sentence.
    :param clause: a clause of it.
    :param lexicon: the words of the report's edition.
    """
    if clause.figure is not None or not _is_said(told, clause, lexicon):
        return None
    results = lexicon.said_about(told.about)
    after = (c for c in sentence.after(clause, _MOST_BETWEEN) if c.topic == told.about)
    if any(c.figure and not results.isdisjoint(c.words) for c in after):
        return None
    of_each = not told.of_each.isdisjoint(clause.words)
    # What brackets say is of the count right before them.
    for counted in reversed(sentence.before(clause, 1 if clause.bracket else _MOST_BETWEEN)):
        if counted.figure is None or (counted.bracket and not clause.bracket):
            continue
        if told.about in counted.topics:
            return counted.figure if _is_whole(told, sentence, counted, lexicon) else None
        if not of_each or (counted.topic,) not in lexicon.linked or counted.figure.is_share:
            return None
    return None


def _is_said(told: FigureClaim, clause: SentenceClause, lexicon: Lexicon) -> bool:
    """Tell whether a clause says what the figure counts, and nothing else."""
    said = saying_words(told)
    if clause.unknown or lexicon.harmless.issuperset(clause.words & said):
        return False
    return all(w in said or w in told.of_all or w in told.of_each for w in clause.words)


def _is_whole(
    told: FigureClaim, sentence: Sentence, counted: SentenceClause, lexicon: Lexicon
) -> bool:
    """Tell whether a clause counts all cases of the topic, and those of disclosure alone."""
    figure = counted.figure
    if figure is None or figure.measure not in told.measures or not figure.value:
        return False
    if counted.unknown or counted.beside or figure.approximate:
        return False
    if not lexicon.a_part.isdisjoint(counted.words):
        # 上年结转行政复议1件，已维持 says nothing of the others.
        return False
    results = lexicon.said_about(told.about) - lexicon.harmless
    return results.isdisjoint(counted.words) and is_linked(told, sentence, counted, lexicon)
