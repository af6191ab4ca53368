"""Lists of how open papers are count no applications: 主动公开33件、依申请公开41件、不予公开4件."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from xlreport.checking.prose.lexicon import Lexicon
from xlreport.checking.prose.tokens import Token

_FEWEST = 3


def openness_of_papers(clauses: Iterable[Sequence[Token]], lexicon: Lexicon) -> frozenset[str]:
    """Return the words that show papers are counted, if a row of clauses counts how open they are.

    It names at least three kinds of openness, one after the other, and nothing but the numbers.

    :param clauses: the tokens of each clause of a sentence, in order.
    :param lexicon: the words of the report's edition.
    """
    row: set[str] = set()
    for tokens in clauses:
        kind = _kind(tokens, lexicon)
        row = row | {kind} if kind else set()
        if len(row) >= _FEWEST:
            return lexicon.documents
    return frozenset()


def _kind(tokens: Sequence[Token], lexicon: Lexicon) -> str:
    """Return the openness that a clause counts, and nothing else; empty if it does not."""
    kind = ""
    for token in tokens:
        if token.figure is not None:
            return kind
        if token.text in lexicon.openness and not kind:
            kind = token.text
        elif token.text not in lexicon.plain:
            break
    return ""
