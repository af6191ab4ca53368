"""Lists of how open papers are: 主动公开33件、依申请公开41件、不予公开4件 counts no applications."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from xlreport.checking.prose.lexicon import Lexicon
from xlreport.edition.model import OTHER_TOPIC

if TYPE_CHECKING:
    from xlreport.checking.prose.sentences import SentenceClause

_FEWEST = 3


def openness_of_papers(
    clauses: Sequence[SentenceClause], lexicon: Lexicon
) -> frozenset[str]:
    """Return the words that show papers are counted, if a row of clauses counts how open they are.

    It names at least three kinds of openness, one after the other, and nothing but the numbers.

    :param clauses: those of a sentence, in order.
    :param lexicon: the words of the report's edition.
    """
    run: list[str] = []
    for clause in clauses:
        kind = _kind(clause, lexicon)
        run = [*run, kind] if kind else []
        if len(set(run)) >= _FEWEST:
            return lexicon.documents
    return frozenset()


def _kind(clause: SentenceClause, lexicon: Lexicon) -> str:
    """Return the openness that a clause counts, and nothing else; empty if it does not."""
    if clause.figure is None or clause.figure.is_share:
        return ""
    before: list[str] = []
    for token in clause.tokens:
        if token.figure is not None:
            break
        before.append(token.text)
    kinds = [word for word in before if word in lexicon.openness]
    plain = lexicon.harmless - lexicon.predicates
    alone = len(kinds) == 1 and all(w in plain or w in lexicon.openness for w in before)
    return kinds[0] if alone else ""
