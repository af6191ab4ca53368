"""Names in a row and their figures in a row -> each name with its own figure.

予以公开、不予公开分别为3件、1件 tells what 予以公开3件，不予公开1件 tells, and 复议、诉讼各1件 what
复议1件，诉讼1件 tells.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from xlreport.checking.prose.lexicon import Lexicon
from xlreport.checking.prose.tokens import STRONG, WEAK, Token, TokenKind

_COMMA = Token(TokenKind.BREAK, "，")
_FEWEST = 2
_BETWEEN = WEAK + "，,"
_MOST_BEFORE, _MOST_FILLERS = 60, 2
"""Longer rows of names, and more words before the first figure, nobody writes."""


def spread(tokens: Sequence[Token], lexicon: Lexicon) -> list[Token]:
    """Return the tokens of a sentence, each name in a row beside its figure.

    Where there are not as many names as figures, or a name is more than a word that the
    vocabulary knows, nothing is changed.

    :param tokens: the tokens of a sentence.
    :param lexicon: the words of the report's edition.
    """
    result: list[Token] = []
    start = index = 0
    while index < len(tokens):
        token = tokens[index]
        if token.text in lexicon.respectively or token.text in lexicon.each:
            names = _names(result[max(start, len(result) - _MOST_BEFORE - 1) :], lexicon)
            figures, end = _figures(tokens, index + 1, lexicon)
            if token.text in lexicon.each:
                figures *= len(names) if len(figures) == 1 else 0
            if len(names) == len(figures) >= _FEWEST:
                del result[start:]
                for place, (name, figure) in enumerate(zip(names, figures, strict=True)):
                    result += [*([_COMMA] if place else []), *name, figure]
                start, index = len(result), end
                continue
        result.append(token)
        if token.kind is TokenKind.BREAK and token.text in STRONG:
            start = len(result)
        index += 1
    return result


def _names(tokens: Sequence[Token], lexicon: Lexicon) -> list[list[Token]]:
    """Return the names in a row, none if one of them is no single known word."""
    if len(tokens) > _MOST_BEFORE:
        return []
    names: list[list[Token]] = [[]]
    for token in tokens:
        if token.text in WEAK or token.text in lexicon.vocabulary.joins:
            names.append([])
        elif token.kind is TokenKind.WORD:
            names[-1].append(token)
        else:
            return []
    plain = lexicon.harmless
    single = all(sum(token.text not in plain for token in name) == 1 for name in names)
    return names if single else []


def _figures(tokens: Sequence[Token], start: int, lexicon: Lexicon) -> tuple[list[Token], int]:
    """Return the figures in a row from a place on, with the measure of the last, and their end."""
    figures: list[Token] = []
    end = start
    for index in range(start, len(tokens)):
        token = tokens[index]
        if token.figure is not None and not token.figure.is_share:
            figures.append(token)
            end = index + 1
            continue
        goes_on = token.text in _BETWEEN or token.text in lexicon.vocabulary.joins
        leads = index < start + _MOST_FILLERS and token.text in lexicon.fillers
        if not (goes_on if figures else leads):
            break
    measures = {token.figure.measure for token in figures if token.figure} - {""}
    if len(measures) != 1:
        return [], start
    measure = measures.pop()
    return [
        replace(token, figure=replace(token.figure, measure=measure))
        for token in figures
        if token.figure
    ], end
