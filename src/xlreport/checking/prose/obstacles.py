"""What in a clause keeps its figure from being understood."""

from __future__ import annotations

from collections.abc import Sequence

from xlreport.checking.prose.lexicon import Lexicon, own_words, saying_words
from xlreport.checking.prose.tokens import Token, TokenKind
from xlreport.edition.model import OTHER_TOPIC, FigureClaim

_SINCE = ("自", "从")
"""What begins so before a verb tells since when: 自成立起共收到."""
_SPANS = ("季", "季度", "期", "假", "时段", "月", "旬", "节")


def tokens_that_matter(told: FigureClaim, tokens: Sequence[Token], lexicon: Lexicon) -> list[Token]:
    """Leave out unknown text that cannot change what is counted.

    That is how something was done, between 已 or 均 and the verb (5件已按照要求书面答复), what
    stands before the verb 收到 and names no other office (扎实做好各项工作收到3件) and no plan
    (计划收到3件), and why the result was this one, between the number and it (2件内容涉密，不予
    公开).

    :param told: the figure that is looked for.
    :param tokens: those of a clause.
    :param lexicon: the words of the report's edition.
    """
    said = saying_words(told)
    first = next((i for i, token in enumerate(tokens) if token.text in said), 0)
    counted = next(
        (i for i, token in enumerate(tokens) if token.kind is TokenKind.FIGURE), len(tokens)
    )
    kept: list[Token] = []
    how = False
    begins = told.result and lexicon.harmless.issuperset(t.text for t in tokens[:counted])
    for index, token in enumerate(tokens):
        if begins and counted < index < first and _may_be_a_reason(token, lexicon):
            continue
        how = how or (index > counted and token.text in lexicon.goes_on)
        before = told.alone and index < min(first, counted) and not _is_attached(tokens[index + 1])
        unread = _is_unread(told, token, lexicon)
        planned = index + 1 == first and token.text.endswith(lexicon.vocabulary.plans)
        planned = planned or token.text.startswith(_SINCE) or token.text.endswith(_SPANS)
        if unread and (
            how or (before and not planned and not lexicon.may_name_an_office(token.text))
        ):
            continue
        kept.append(token)
    return kept


def without_what_else_is_denied(
    told: FigureClaim, tokens: Sequence[Token], lexicon: Lexicon
) -> list[Token]:
    """Leave out unknown text that ends a row of things denied: 没有发生行政复议、诉讼和申诉件.

    Text that may be said of the whole row stays: 未发生行政复议和行政诉讼败诉案件, and what the
    denial describes: 未收到申请的学校.

    :param told: the figure that is looked for.
    :param tokens: those of a clause that denies something.
    :param lexicon: the words of the report's edition.
    """
    words = [token.text for token in tokens]
    topics = [i for i, word in enumerate(words) if lexicon.topic_of.get(word) == told.about]
    denied = bool(topics) and not lexicon.none.isdisjoint(words[: topics[0]])
    begin = topics[-1] + 2 if denied else len(words)
    marks = lexicon.vocabulary.of_the_row
    return [
        token
        for index, token in enumerate(tokens)
        if index < begin
        or not _is_unread(told, token, lexicon)
        or any(mark in token.text for mark in marks)
        or words[index - 1] == "的"
    ]


def _is_unread(told: FigureClaim, token: Token, lexicon: Lexicon) -> bool:
    """Tell whether nobody knows a text: a word that only goes with other figures is none here."""
    if token.kind is TokenKind.UNKNOWN:
        return True
    return token.text in lexicon.aside and token.text not in own_words(told)


def _may_be_a_reason(token: Token, lexicon: Lexicon) -> bool:
    """Tell whether a text between a number and its result only says why."""
    if token.text in lexicon.none or token.text in lexicon.predicates:
        return False
    return lexicon.topic_of.get(token.text, OTHER_TOPIC) == OTHER_TOPIC


def _is_attached(following: Token) -> bool:
    """Tell whether a text describes the word after it: 涉及征地的申请."""
    return following.text.startswith(("的", "类", "单位", "期间"))


def obstacle_in(
    told: FigureClaim,
    tokens: Sequence[Token],
    lexicon: Lexicon,
    *,
    denied: bool,
    zero: bool = False,
) -> str:
    """Return the first text that has no known part in telling this figure, empty if all have.

    What is counted as ``zero`` is denied: 规章、规范性文件0件.

    :param told: the figure that is looked for.
    :param tokens: those of a clause, by :func:`tokens_that_matter`.
    :param lexicon: the words of the report's edition.
    :param denied: whether the clause denies it (没有, 未).
    :param zero: whether its count is 0.
    """
    linking = lexicon.near(told)
    known = lexicon.known(told, denied=denied)
    known = known | lexicon.denied_too if zero else known
    every_way = not lexicon.every_way.isdisjoint(token.text for token in tokens)
    # 未发生因违反信息公开规定引发的复议: why there is none, if only it has to do with disclosure.
    linked = denied and any(token.text in linking for token in tokens)
    last = max((i for i, t in enumerate(tokens) if t.text in lexicon.topic_of), default=-1)
    for index, token in enumerate(tokens):
        word, topic = token.text, lexicon.topic_of.get(token.text)
        if token.kind is TokenKind.FIGURE or (
            linked and index < last and _is_unread(told, token, lexicon)
        ):
            continue
        # 未发生因答复不当引起的复议 denies the dispute, 未按时答复申请 only how it was done.
        if denied and word in lexicon.manner and not linking:
            return word
        if word in known or topic == told.about or (every_way and word in lexicon.portion):
            continue
        if not (denied or zero) or topic in (None, OTHER_TOPIC):
            return word
    return ""
