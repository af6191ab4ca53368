"""Why the figure of a clause is not the whole figure of this report's unit and year."""

from __future__ import annotations

from collections.abc import Sequence

from xlreport.checking.prose.context import ReportContext
from xlreport.checking.prose.lexicon import Lexicon
from xlreport.checking.prose.tokens import Token, TokenKind

ANOTHER_TIME = "说的是别的时间"
WHOLE_AREA = "说的是整个地区或者系统"
ONLY_A_PART = "只说了一部分"


def portion_of(words: Sequence[str], lexicon: Lexicon) -> str:
    """Tell that a clause speaks of a part: one way or one kind of applicant, not all of them.

    :param words: the known words of the clause.
    :param lexicon: the words of the report's edition.
    """
    ways = {word for word in words if word in lexicon.portion}
    every = not lexicon.every_way.isdisjoint(words)
    every = every or (len(ways) > 1 and not lexicon.and_more.isdisjoint(words))
    return ONLY_A_PART if ways and not every else ""


def beside_of(
    tokens: Sequence[Token],
    lexicon: Lexicon,
    report_context: ReportContext,
    *,
    compared: bool,
    this_year: bool,
) -> str:
    """Return why the figure of a clause is another year's, unit's or matter's, empty if it is not.

    :param tokens: those of the clause.
    :param lexicon: the words of the report's edition.
    :param report_context: whose text it is.
    :param compared: the clause compares its figure with another.
    :param this_year: this year was named before.
    """
    figures = 0
    for token in tokens:
        figures += token.kind is TokenKind.FIGURE
        if figures and compared:
            # 收到申请12件比上年增长…: the figure itself is of this year.
            return ""
        if token.kind is TokenKind.DATE:
            return ANOTHER_TIME
        if why := lexicon.beside_of.get(token.text):
            if this_year and token.text in lexicon.vocabulary.so_far:
                continue
            return why
        if token.text in lexicon.areas and not report_context.speaks_for(token.text):
            return WHOLE_AREA
    return ""
