"""A sentence -> known words, figures, dates, marks, and what is not known, in one pass."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from itertools import takewhile

from xlreport.checking.prose.context import ReportContext
from xlreport.checking.prose.figures import NUMBER, Figure, find_figures, narrow
from xlreport.checking.prose.lexicon import Lexicon
from xlreport.edition.model import Vocabulary

STRONG = "，,；;：:（）()【】[]"
WEAK = "、"
OPENING, CLOSING = "（(【[", "）)】]"
_MARKS = frozenset(STRONG + WEAK)
IGNORED = "“”‘’「」『』\"' \t\u3000\u200b\ufeff\xa0"
_TITLE = re.compile(r"《[^《》]*+》")
_NUMBERING = re.compile(
    r"(?:[（(]?[一二三四五六七八九十\d]{1,3}[）)、.．](?:(?!\d)|(?=20\d\d年))|[一二三四五六七八九十]是)+"
)
_YEAR = re.compile(r"(?<!\d)(\d{4})\s{0,2}(?:年度?|(?=全年|以来|度))")
_YEARS = re.compile(
    r"(?<!\d)(\d{4})(?:年度?)?(?:—|－|―|–|-|~|～|至|到){1,2}(\d{4})年度?(?!\d{1,2}月)"
)
"""From one year to another."""
_ANY_YEAR = re.compile(f"{_YEARS.pattern}|{_YEAR.pattern}")
_WHOLE_YEAR = re.compile(
    r"(?:自|从|由)?(?:本年度?)?1月1日(?:零时)?(?:起|开始)?[，,]?(?:至|到|截至|截止|—|－|-|~){1,2}"
    r"(?:本年度?)?12月31日(?:止|期间|末|底)?(?:期间|止)?"
    r"|(?:本年度?)?1月?(?:至|到|—|－|-|~){1,2}12月份?(?!\d)"
    r"|(?:截至|截止|截止到|截至到|数据截至)(?:本年度?)?(?:12月3[01]日?|12月底|12月末|12月(?![\d初上中])|年底|年末|底)(?:止)?"
)
_DATE = re.compile(r"\d{1,2}月(?:\d{1,2}日)?(?:底|末|份)?|\d{1,2}日")
_SEVERAL_YEARS = re.compile(
    r"(?<![\d〇零一二三四五六七八九十])(?:"
    r"(?:最近|近|过去|连续|前|这)(?:\d{1,2}|[二两三四五六七八九十]{1,3}|几)(?:多|余)?(?:个年度|年)"
    r"|(?:自|从)(?![然觉我身行主收])[^，,。；;、：:（(\d]{2,12}(?:起|以来|至今|后)(?=[，,])"
    r"|“?十[一二三四五]五”?(?:期间|时期|以来|规划期间|前[一二三四两]年)"
    r"|(?:\d{1,2}|[二两三四五六七八九十]{1,3}|半)(?:多|余)?年(?:多?以?来|间|里|共|合计|累计))"
)
"""More than this year: 近五年, 15年来, 三年累计."""
_DIGIT = re.compile(r"\d")
_DIGIT_NEARBY = re.compile(r"\D{0,6}\d")
"""Every date has a digit among its first letters, and most texts have none."""
_TO_THE_END = re.compile(r"截[至止]到?(?:本年度?)?(?:年底|年末|底)")


class TokenKind(StrEnum):
    """What a token is."""

    WORD = "word"
    FIGURE = "figure"
    DATE = "date"
    BREAK = "break"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Token:
    """A word of the vocabulary, a figure, a date, a mark between clauses, or unknown text."""

    kind: TokenKind
    text: str
    figure: Figure | None = None


def tokens_of(sentence: str, lexicon: Lexicon, report_context: ReportContext) -> list[Token]:
    """Return the tokens of a sentence; numbering before it and quotation marks are left out.

    :param sentence: a sentence as written.
    :param lexicon: the words of the report's edition.
    :param report_context: whose text it is; the years in it are called by their distance from the
        report's (本年, 上年).
    """
    text = _plain(sentence, lexicon, report_context)
    figures = _figures(text, lexicon)
    tokens: list[Token] = []
    unknown: list[str] = []
    itself = lexicon.vocabulary.selves[0]
    position = 0
    while position < len(text):
        found = _token_at(text, position, figures, lexicon, report_context)
        if found is None:
            if text[position] not in IGNORED:
                unknown.append(text[position])
            position += 1
            continue
        token, end = found
        if unknown and token.text == itself and text[position:end] != itself:
            name, last = text[position:end], tokens[-1].text if tokens else ""
            if report_context.names.has_before(name, last[-1:] + "".join(unknown)):
                unknown.clear()
            elif report_context.names.is_anothers(name, "".join(unknown)):
                unknown.append(name)
                position = end
                continue
        elif (
            token.text == itself
            and tokens
            and tokens[-1].text in lexicon.areas
            and report_context.names.lies_in(tokens[-1].text, text[position:end])
        ):
            # 我区示例街道 speaks of the unit, not of the whole area.
            tokens.pop()
        position = end
        if unknown:
            begins = not tokens or tokens[-1].kind is not TokenKind.WORD
            tokens.append(_unknown("".join(unknown), lexicon, report_context, begins=begins))
            unknown.clear()
        tokens.append(token)
    if unknown:
        tokens.append(Token(TokenKind.UNKNOWN, "".join(unknown)))
    return tokens


def _unknown(text: str, lexicon: Lexicon, report_context: ReportContext, *, begins: bool) -> Token:
    """Return the token of unknown text, which may be how a unit calls itself: 局共收到."""
    if begins and report_context.names.is_last_letter(text):
        return Token(TokenKind.WORD, lexicon.vocabulary.selves[0])
    return Token(TokenKind.UNKNOWN, text)


def first_token(sentence: str, lexicon: Lexicon, report_context: ReportContext) -> str:
    """Return the text of the first of the :func:`tokens_of` a sentence, empty if it is unknown.

    :param sentence: a sentence as written.
    :param lexicon: the words of the report's edition.
    :param report_context: whose text it is.
    """
    text = _plain(sentence, lexicon, report_context)
    figures = _figures(text, lexicon)
    for position, letter in enumerate(text):
        if found := _token_at(text, position, figures, lexicon, report_context):
            return found[0].text
        if letter not in IGNORED:
            break
    return ""


def begins_with_its_number(
    tokens: Sequence[Token], lexicon: Lexicon, said: frozenset[str] = frozenset()
) -> bool:
    """Tell whether a number stands before what is said of it, and is no part: 3件已答复.

    :param tokens: those of a clause.
    :param lexicon: the words of the report's edition.
    :param said: harmless words that do say something of the number.
    """
    words = [token.text for token in takewhile(lambda token: token.figure is None, tokens)]
    others = lexicon.of_which | said
    return all(word in lexicon.harmless and word not in others for word in words)


def _token_at(
    text: str,
    position: int,
    figures: Mapping[int, Figure],
    lexicon: Lexicon,
    report_context: ReportContext,
) -> tuple[Token, int] | None:
    """Return the token that begins at ``position`` and its end, ``None`` if that is unknown."""
    if text[position] in _MARKS:
        # A phrase of the vocabulary may hold a weak mark, but never begins with one.
        return Token(TokenKind.BREAK, text[position]), position + 1
    word = lexicon.fitting(text, position)
    if figure := figures.get(position):
        if len(word) <= figure.end - figure.start:
            return Token(TokenKind.FIGURE, text[figure.start : figure.end], figure), figure.end
        return Token(TokenKind.WORD, word), position + len(word)
    if found := _date(text, position):
        return found
    name = report_context.names.longest(text, position)
    if len(name) > len(word):
        return Token(TokenKind.WORD, lexicon.vocabulary.selves[0]), position + len(name)
    return (Token(TokenKind.WORD, word), position + len(word)) if word else None


def _date(text: str, position: int) -> tuple[Token, int] | None:
    if date := _SEVERAL_YEARS.match(text, position):
        return Token(TokenKind.DATE, date[0]), date.end()
    if not _DIGIT_NEARBY.match(text, position):
        if text[position] == "截" and (date := _TO_THE_END.match(text, position)):
            return Token(TokenKind.BREAK, date[0]), date.end()
        return None
    if date := _WHOLE_YEAR.match(text, position):
        return Token(TokenKind.BREAK, date[0]), date.end()
    if date := _YEARS.match(text, position):
        return Token(TokenKind.DATE, date[0]), date.end()
    if date := _YEAR.match(text, position) or _DATE.match(text, position):
        return Token(TokenKind.DATE, date[0]), date.end()
    return None


def _figures(text: str, lexicon: Lexicon) -> dict[int, Figure]:
    """Return the figures of a text by where they begin."""
    if not NUMBER.search(text):
        return {}
    return {figure.start: figure for figure in find_figures(text, lexicon.vocabulary)}


def _plain(sentence: str, lexicon: Lexicon, report_context: ReportContext) -> str:
    """Take away numbering, and call the years by what they are to the report."""
    text = narrow(sentence)
    unindented = text.lstrip()
    if numbering := _NUMBERING.match(unindented):
        text = unindented[numbering.end() :]
    if "《" in text:
        text = _TITLE.sub("《》", text)
    if not _DIGIT.search(text):
        return text
    names = _names_of_years(report_context.year, lexicon.vocabulary)
    return _ANY_YEAR.sub(lambda match: _named_year(match, names), text)


@lru_cache(maxsize=64)
def _names_of_years(year: int, vocabulary: Vocabulary) -> Mapping[int, str]:
    return {year + distance: name for distance, name in vocabulary.years.items()}


def _named_year(match: re.Match[str], names: Mapping[int, str]) -> str:
    """Return what a year is to the report; several years in a row stay as they are written."""
    first, last, year = match.groups()
    if first is None:
        return names.get(int(year), match[0])
    return match[0] if first != last else names.get(int(first), match[0])
