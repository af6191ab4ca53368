"""What clauses say of a figure, or what stands in the way of understanding it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import pairwise

from xlreport.checking.prose.beside import ONLY_A_PART
from xlreport.checking.prose.clauses import NOT_UNDERSTOOD, SentenceClause, not_known
from xlreport.checking.prose.figures import Figure
from xlreport.checking.prose.lexicon import Lexicon, own_words, saying_words
from xlreport.checking.prose.linked import is_linked
from xlreport.checking.prose.obstacles import (
    obstacle_in,
    tokens_that_matter,
    without_what_else_is_denied,
)
from xlreport.checking.prose.of_all import counted_before
from xlreport.checking.prose.sentences import Sentence
from xlreport.checking.prose.tokens import WEAK, TokenKind
from xlreport.checking.prose.whose_number import (
    counts_pieces,
    figure_at,
    is_about,
    is_among,
    is_anothers,
    is_bare,
    is_counted,
    is_one_of_several,
    is_one_of_them,
    is_said_vaguely,
    is_some_of_them,
    is_what_it_was,
    read_zero,
    tokens_that_count,
)
from xlreport.edition.model import OTHER_TOPIC, FigureClaim, Phrase
from xlreport.quantity import Value

_AND_MORE = "等"
_IN_A_ROW = (WEAK, "，", ",")
NOT_LINKED = "没有写明是因政府信息公开发生的"


@dataclass(frozen=True, slots=True)
class Mention:
    """A clause that seems to tell a figure: the value, or why none is taken from it.

    ``value`` is in the unit of the cells; ``printed`` is the figure as the text writes it.
    """

    sentence: Sentence
    clause: SentenceClause
    value: Value | None
    printed: str = ""
    decimals: int = 0
    why: str = ""


Telling = tuple[Sentence, SentenceClause]
"""A clause that holds a figure or a denial, with its sentence."""


def mentions_of(
    told: FigureClaim, telling: Sequence[Telling], lexicon: Lexicon
) -> Iterator[Mention]:
    """Yield what clauses say of a figure.

    :param told: the figure, with the words that tell it.
    :param telling: the clauses to look through.
    :param lexicon: the words of the report's edition.
    """
    triggers = lexicon.triggers(told)
    for sentence, clause in telling:
        goes_on = clause.mark in _IN_A_ROW and clause.figure is not None
        if clause.words.isdisjoint(triggers) and not goes_on:
            continue
        if told.of_each and (of_all := counted_before(told, sentence, clause, lexicon)):
            yield Mention(sentence, clause, of_all.value, of_all.printed, of_all.decimals)
            continue
        if clause.topic == told.about or told.about in clause.topics:
            mention = _mention(told, sentence, clause, lexicon)
            if mention is not None:
                yield mention


def _mention(
    told: FigureClaim, sentence: Sentence, clause: SentenceClause, lexicon: Lexicon
) -> Mention | None:
    figure = clause.figure
    if figure is None:
        denied = not clause.words.isdisjoint(lexicon.none)
        return _denial(told, sentence, clause, lexicon) if denied else None
    if not _is_told(told, sentence, clause, lexicon):
        return None
    if why := _in_the_way(told, sentence, clause, lexicon):
        return Mention(sentence, clause, None, why=why)
    value = figure.value if figure.value is None else _in_unit(figure, told, lexicon)
    return Mention(sentence, clause, value, figure.printed, figure.decimals)


def _is_told(
    told: FigureClaim, sentence: Sentence, clause: SentenceClause, lexicon: Lexicon
) -> bool:
    """Tell whether a clause with a figure seems to tell this one."""
    if not is_about(told, clause) or not is_counted(told, clause, lexicon):
        return False
    if told.result and not sentence.context.isdisjoint(lexicon.documents):
        # 主动公开80件，不予公开30件 of papers is no result of applications.
        return False
    if told.verb_first and _begins(told, clause):
        return False
    if is_said_vaguely(told, sentence, clause, lexicon) or _is_one_reason(told, clause):
        return False
    if told.result and counts_pieces(sentence, clause, lexicon):
        return False
    if _says(told.says, clause) if told.says else told.about in clause.topics:
        return True
    if _goes_on_from(told, sentence, clause, lexicon):
        return True
    papers = not sentence.context.isdisjoint(lexicon.documents)
    if not papers and read_zero(clause) and any(_has(p, clause, told) for p in told.none):
        return True
    return is_bare(told, sentence, clause, lexicon) or is_among(told, clause, lexicon)


def _is_one_reason(told: FigureClaim, clause: SentenceClause) -> bool:
    """Tell whether a result is counted for several reasons: 因属于国家秘密等原因不予公开3件."""
    said = saying_words(told)
    pairs = pairwise(clause.tokens[: max(figure_at(clause), 0)])
    return told.result and any(a.text in said and b.text.startswith(_AND_MORE) for a, b in pairs)


def _begins(told: FigureClaim, clause: SentenceClause) -> bool:
    """Tell whether a clause has its number before any word by which it could say the figure."""
    said = saying_words(told)
    return all(token.text not in said for token in clause.tokens[: max(figure_at(clause), 0)])


def _goes_on_from(
    told: FigureClaim, sentence: Sentence, clause: SentenceClause, lexicon: Lexicon
) -> bool:
    """Tell whether a clause in a row has the verb of the first: 办结许可9件、处罚3件.

    It names its own thing and the number only, and those before it name others.
    """
    if not (told.says and told.about in clause.topics and clause.mark in _IN_A_ROW):
        return False
    for token in clause.tokens[: max(figure_at(clause), 0)]:
        if token.text not in lexicon.plain and lexicon.topic_of.get(token.text) != told.about:
            return False
    for earlier in reversed(sentence.clauses[: clause.index]):
        if told.about in earlier.topics or not earlier.topics or earlier.beside:
            return False
        if _says(told.says, earlier):
            return True
        if earlier.mark not in _IN_A_ROW:
            break
    return False


def _in_the_way(
    told: FigureClaim, sentence: Sentence, clause: SentenceClause, lexicon: Lexicon
) -> str:
    """Return why no value is taken from a clause, an empty text if nothing stands in the way."""
    if clause.beside and not _is_that_part(told, clause, lexicon):
        return clause.beside
    if clause.within and not _stands_alone(told, clause):
        return clause.within
    tokens = tokens_that_count(told, clause, lexicon)
    if changed := next((t.text for t in tokens if t.text in lexicon.part_of), ""):
        return lexicon.part_of[changed]
    if told.near and not read_zero(clause) and not is_linked(told, sentence, clause, lexicon):
        return NOT_LINKED
    denied = any(token.text in lexicon.none for token in tokens)
    tokens = tokens_that_matter(told, tokens, lexicon)
    if obstacle := obstacle_in(told, tokens, lexicon, denied=denied, zero=read_zero(clause)):
        return not_known(obstacle)
    return _no_count(told, sentence, clause, lexicon, denied=denied)


def _no_count(
    told: FigureClaim, sentence: Sentence, clause: SentenceClause, lexicon: Lexicon, *, denied: bool
) -> str:
    """Return why a number that is understood is not this figure's, an empty text if it is."""
    figure = clause.figure
    if figure is None or figure.value is None or (denied and figure.value != 0):
        return NOT_UNDERSTOOD
    if figure.approximate:
        return "是约数"
    if not told.says and (is_one_of_them(clause, lexicon) or clause.words & lexicon.a_part):
        return ONLY_A_PART
    if is_some_of_them(told, sentence, clause, lexicon):
        return ONLY_A_PART
    if is_anothers(told, clause, lexicon):
        return "这个数说的是后一个动词"
    if is_what_it_was(sentence, clause, lexicon):
        return "说的是增减以前的数"
    if is_one_of_several(told, sentence, clause, lexicon):
        return "后面还有同类的数，要加起来才是总数"
    return ""


def _is_that_part(told: FigureClaim, clause: SentenceClause, lexicon: Lexicon) -> bool:
    """Tell whether the figure is of the very part that a clause speaks of: 收到自然人申请2件."""
    part = clause.words & lexicon.portion
    return clause.beside == ONLY_A_PART and part <= saying_words(told) and _says(told.says, clause)


def _stands_alone(told: FigureClaim, clause: SentenceClause) -> bool:
    """Tell whether the figure is no part of an earlier count, whatever that was."""
    # 公开188条，其中主动公开180条，依申请公开8条 is about papers: the verb makes it an application.
    alone = (told.alone or told.whole) and _says(told.says, clause)
    return (alone and told.about in clause.topics) or (told.result and clause.beside_results)


def _denial(
    told: FigureClaim, sentence: Sentence, clause: SentenceClause, lexicon: Lexicon
) -> Mention | None:
    """Return the 0 that a clause such as 未收到政府信息公开申请 tells."""
    # 未发生行政处罚投诉 denies no penalties, 未发生申请和投诉 does deny applications.
    too = frozenset[str]() if OTHER_TOPIC in told.not_with else lexicon.denied_too
    if not {OTHER_TOPIC, *told.not_with}.isdisjoint(
        lexicon.topic_of[word]
        for word in clause.words
        if word in lexicon.topic_of and word not in too
    ):
        return None
    if not any(_is_denied(phrase, told, clause, lexicon) for phrase in told.none):
        return None
    if _is_of_the_rest(told, clause, lexicon):
        return None

    def because(why: str) -> Mention:
        return Mention(sentence, clause, None, why=why)

    if clause.beside:
        return because(clause.beside)
    if restricted := _restricted(told, clause, lexicon):
        return because(not_known(restricted))
    tokens = tokens_that_matter(told, clause.tokens, lexicon)
    tokens = without_what_else_is_denied(told, tokens, lexicon)
    if obstacle := obstacle_in(told, tokens, lexicon, denied=True):
        return because(not_known(obstacle))
    return Mention(sentence, clause, 0, "没有")


def _restricted(told: FigureClaim, clause: SentenceClause, lexicon: Lexicon) -> str:
    """Return what restricts a denial: 没有需要废止的文件, 没有超越权限制发, 无结转申请超期."""
    tokens, marks = clause.tokens, lexicon.vocabulary.of_the_row
    denied = next((i for i, t in enumerate(tokens) if t.text in lexicon.none), len(tokens))
    said = saying_words(told)
    for before, token in pairwise(tokens[denied + 1 :]):
        if token.text in said and not told.near:
            unknown = before.kind is TokenKind.UNKNOWN
            if unknown or before.text.endswith(lexicon.vocabulary.plans):
                return before.text
    named = next((i for i, t in enumerate(tokens) if lexicon.topic_of.get(t.text) == told.about), 0)
    for token in tokens[max(named, denied) + 1 :]:
        known = token.text in said or token.text in lexicon.topic_of
        if not known and any(mark in token.text for mark in marks):
            return token.text
    return ""


def _is_of_the_rest(told: FigureClaim, clause: SentenceClause, lexicon: Lexicon) -> bool:
    """Tell whether only others are denied: 除信息公开类外，未发生其他行政诉讼."""
    words = [token.text for token in clause.tokens]
    said = own_words(told) - frozenset(told.also)
    before = (a for a, b in pairwise(words) if b in said or lexicon.topic_of.get(b) == told.about)
    return any(word in lexicon.vocabulary.others for word in before)


def _is_denied(phrase: Phrase, told: FigureClaim, clause: SentenceClause, lexicon: Lexicon) -> bool:
    """Tell whether it is the phrase that a clause denies: 未发生复议, 复议均无, not 复议无投诉."""
    words = [token.text for token in clause.tokens]
    at = next((i for i, word in enumerate(words) if word in lexicon.none), len(words))
    after = frozenset(words[at:])
    if _has(phrase, replace(clause, words=after, topics=lexicon.topics(words[at:])), told):
        return True
    if any(word in lexicon.topic_of for word in words[at:]):
        return False
    return _has(phrase, clause, told)


def _says(phrases: Sequence[Phrase], clause: SentenceClause) -> bool:
    return any(
        all(any(word in clause.words for word in spellings) for spellings in phrase)
        for phrase in phrases
    )


def _has(phrase: Phrase, clause: SentenceClause, told: FigureClaim) -> bool:
    """Tell whether a denied clause holds a phrase; the empty phrase is the topic itself."""
    return _says([phrase], clause) if phrase else told.about in clause.topics


def _in_unit(figure: Figure, told: FigureClaim, lexicon: Lexicon) -> Value | None:
    """Return an amount of money in the unit of the cells; a count is what it is."""
    money, value, measure = lexicon.vocabulary.money, figure.value, figure.measure
    if value is None or measure not in money or told.unit not in money:
        return value
    exact = Decimal(value) * money[measure] / money[told.unit]
    return int(exact) if exact == exact.to_integral_value() else exact.normalize()
