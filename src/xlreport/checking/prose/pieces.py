"""The tokens of a sentence -> pieces with at most one figure, the clauses to be."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from xlreport.checking.prose.lexicon import Lexicon
from xlreport.checking.prose.tokens import CLOSING, OPENING, WEAK, Token, TokenKind

_LONGEST_LISTED = 20


@dataclass(frozen=True, slots=True)
class Piece:
    """The tokens of a clause before it is one, and how it is joined to what stands around."""

    tokens: list[Token]
    bracket: int = 0
    mark: str = ""


def pieces_of(tokens: Sequence[Token], lexicon: Lexicon) -> Iterator[Piece]:
    """Cut at strong marks, then between figures.

    :param tokens: the tokens of one sentence.
    :param lexicon: the words of the report's edition.
    """
    piece: list[Token] = []
    bracket = brackets = 0
    mark = ""
    for index, token in enumerate(tokens):
        if piece and token.text in lexicon.present and _is_headed(piece, lexicon):
            yield from _one_figure_each(Piece(piece, bracket, mark))
            piece = []
        following = tokens[index + 1] if index + 1 < len(tokens) else Token(TokenKind.BREAK, "")
        introduces = token.text in "：:" and (
            following.kind is TokenKind.FIGURE or following.text in lexicon.none
        )
        begins = token.text in WEAK and (
            following.text in lexicon.present
            or (following.text in lexicon.none and _tells(piece[-_LONGEST_LISTED:], lexicon))
        )
        if token.kind is not TokenKind.BREAK or (token.text in WEAK and not begins) or introduces:
            piece.append(token)
            continue
        explains = bracket and token.text in CLOSING and not _counted(piece)
        if explains and following.kind is TokenKind.FIGURE:
            # 无法提供（本机关不掌握）3件 counts what the brackets say.
            bracket = 0
            continue
        yield from _one_figure_each(Piece(piece, bracket, mark))
        piece, mark = [], token.text
        if token.text in OPENING:
            brackets += 1
            bracket = brackets
        elif token.text in CLOSING:
            bracket = 0
    yield from _one_figure_each(Piece(piece, bracket, mark))


def with_results(pieces: Iterable[Piece], lexicon: Lexicon) -> Iterator[Piece]:
    """Join a piece that only names a result to the number before it: 2件内容涉密，不予公开.

    :param pieces: those of one sentence, in order.
    :param lexicon: the words of the report's edition.
    """
    waiting: Piece | None = None
    for piece in pieces:
        if waiting and piece.bracket == waiting.bracket and _is_result(piece.tokens, lexicon):
            yield Piece([*waiting.tokens, *piece.tokens], waiting.bracket, waiting.mark)
            waiting = None
            continue
        if waiting:
            yield waiting
        waiting = piece if _waits_for_result(piece.tokens, lexicon) else None
        if waiting is None:
            yield piece
    if waiting:
        yield waiting


def _is_result(tokens: Sequence[Token], lexicon: Lexicon) -> bool:
    if not all(token.text in lexicon.plain_results for token in tokens):
        return False
    return sum(token.text in lexicon.results for token in tokens) == 1


def _waits_for_result(tokens: Sequence[Token], lexicon: Lexicon) -> bool:
    """Tell whether a piece begins with its number and says of it nothing that a table has."""
    for at, token in enumerate(tokens):
        if token.figure:
            after = tokens[at + 1 :]
            told = any(token.text in lexicon.telling for token in after)
            return bool(after) and not token.figure.is_share and not told
        if token.text not in lexicon.plain:
            break
    return False


def _is_headed(piece: Sequence[Token], lexicon: Lexicon) -> bool:
    """Tell whether a head without a mark after it ends here: 做好依申请公开工作2023年共收到……."""
    return piece[-1].text.endswith(lexicon.vocabulary.head_ends) and not _counted(piece)


def _counted(tokens: Sequence[Token]) -> bool:
    return any(token.kind is TokenKind.FIGURE for token in tokens)


def _tells(tokens: Sequence[Token], lexicon: Lexicon) -> bool:
    """Tell whether a number stands there, or something is denied: 无申请、无网上申请."""
    return _counted(tokens) or any(token.text in lexicon.none for token in tokens)


def _one_figure_each(whole: Piece) -> Iterator[Piece]:
    """Cut a piece with several figures after each: at a weak mark if there is one."""
    piece = whole.tokens
    figures = [i for i, token in enumerate(piece) if token.kind is TokenKind.FIGURE]
    start, mark = 0, whole.mark
    for this, following in pairwise(figures):
        marks = [i for i in range(this, following) if piece[i].kind is TokenKind.BREAK]
        cut = marks[0] if marks else this + 1
        part = [token for token in piece[start:cut] if token.kind is not TokenKind.BREAK]
        yield Piece(part, whole.bracket, mark)
        start, mark = cut, WEAK
    rest = [token for token in piece[start:] if token.kind is not TokenKind.BREAK]
    if rest:
        yield Piece(rest, whole.bracket, mark)
