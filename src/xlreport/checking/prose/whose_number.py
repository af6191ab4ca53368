"""Whether the number in a clause is that of a figure which the text may tell."""

from __future__ import annotations

from collections.abc import Sequence

from xlreport.checking.prose.clauses import SEMICOLON, SentenceClause
from xlreport.checking.prose.lexicon import Lexicon, own_words, saying_words
from xlreport.checking.prose.sentences import Sentence
from xlreport.checking.prose.tokens import Token, TokenKind
from xlreport.edition.model import FigureClaim

_MOST_BETWEEN = 4
"""Farther than that from a count nothing is said of what it counts."""
_FROM = ("由", "从")
_PIECES, _OF_PIECES, _WHOLE_CASES = "信息", {"涉及", "共涉及"}, ("件", "份", "宗")


def is_about(told: FigureClaim, clause: SentenceClause) -> bool:
    """Tell whether the figure of a clause is about the topic: 0 may be of several at once.

    :param told: the figure, with the words that tell it.
    :param clause: a clause that has a number.
    """
    if clause.topic == told.about:
        return True
    others = set(told.not_with).isdisjoint(clause.topics)
    return read_zero(clause) and others and told.about in clause.topics


def is_counted(told: FigureClaim, clause: SentenceClause, lexicon: Lexicon) -> bool:
    """Tell whether the measure is one of the figure's.

    A number without one follows its word: 部分公开67, 依申请公开数量为0.  None may be counted in
    anything: 现行有效规范性文件0条.

    :param told: the figure, with the words that tell it.
    :param clause: a clause that has a number.
    :param lexicon: the words of the report's edition.
    """
    figure = clause.figure
    if figure is None or figure.measure in told.measures:
        return figure is not None
    if figure.measure:
        money = lexicon.vocabulary.money
        return read_zero(clause) and not figure.is_share and told.unit not in money
    before = reversed(clause.tokens[: figure_at(clause)])
    word = next((t.text for t in before if t.text not in lexicon.harmless), "")
    return word in saying_words(told) or lexicon.topic_of.get(word) == told.about


def is_bare(
    told: FigureClaim, sentence: Sentence, clause: SentenceClause, lexicon: Lexicon
) -> bool:
    """Tell whether a clause names the thing and right after it the number: 依申请公开2件.

    A figure that does not stand alone needs a count before it: 收到2件，其中公开1件.  A number may
    also begin the clause, 其中1件已公开.

    :param told: the figure, with the words that tell it.
    :param sentence: the sentence.
    :param clause: a clause of it that has a number.
    :param lexicon: the words of the report's edition.
    """
    figure, at = clause.figure, figure_at(clause)
    before = [t.text for t in reversed(clause.tokens[: max(at, 0)])]
    if not told.alone and lexicon.harmless.issuperset(before):
        before = [t.text for t in clause.tokens[at + 1 :]]
    word = next((w for w in before if w in told.bare_words or w not in lexicon.harmless), "")
    if figure is None or word not in told.bare_words:
        return False
    if not sentence.context.isdisjoint(lexicon.documents):
        return False
    earlier = sentence.clauses[: clause.index]
    if told.alone and (
        clause.words & lexicon.rest or _is_listed_among_others(told, earlier, lexicon)
    ):
        # 不予受理申请2件 counts none that was received.
        return False
    if not told.alone:
        first = sentence.clauses[0].tokens[:1]
        goes_on = any(token.text in lexicon.of_which for token in first)
        of_which = not lexicon.of_which.isdisjoint(clause.words)
        if not goes_on and not any(figure.may_be_of(c.figure, of_which=of_which) for c in earlier):
            return False
    return all(
        token.text in told.bare_words
        or (token.text in lexicon.harmless and token.text not in lexicon.predicates)
        for token in clause.tokens[:at]
    )


def _is_listed_among_others(
    told: FigureClaim, earlier: Sequence[SentenceClause], lexicon: Lexicon
) -> bool:
    """Tell whether a list of parts begins with others: 其中动态76条，许可98条，依申请公开3条."""
    last = earlier[-1] if earlier else None
    if last and last.figure and lexicon.openness.intersection(right_before(last)):
        # 主动公开120件，依申请公开31件 are papers.
        return True
    listed = others = False
    for clause in earlier:
        ends = clause.mark in SEMICOLON
        listed = (listed and not ends) or not lexicon.of_which.isdisjoint(clause.words)
        counts = clause.figure is not None and told.about not in clause.topics
        others = listed and (counts or (others and not ends))
    return others


def is_said_vaguely(
    told: FigureClaim, sentence: Sentence, clause: SentenceClause, lexicon: Lexicon
) -> bool:
    """Tell whether only 其他 says the result, and no clause beside it says another one.

    诉讼11件，其中信息公开3件，其他8件 counts other cases, not other results.

    :param told: the figure, with the words that tell it.
    :param sentence: the sentence.
    :param clause: a clause of it that has a number.
    :param lexicon: the words of the report's edition.
    """
    said = saying_words(told) & clause.words
    if (told.about,) not in lexicon.linked or not said or not said <= lexicon.harmless:
        return False
    results = lexicon.said_about(told.about) - lexicon.harmless
    return all(c is clause or results.isdisjoint(c.words) for c in sentence.clauses)


def is_some_of_them(
    told: FigureClaim, sentence: Sentence, clause: SentenceClause, lexicon: Lexicon
) -> bool:
    """Tell whether a total begins a sentence with its number, of which none says that it is all.

    9件申请经延期后答复 tells of some, 49件申请均已答复 of all.

    :param told: the figure, with the words that tell it.
    :param sentence: the sentence.
    :param clause: a clause of it that has a number.
    :param lexicon: the words of the report's edition.
    """
    if not told.whole or any(c.figure for c in sentence.clauses[: clause.index]):
        return False
    counted = [token.text for token in clause.tokens[: max(figure_at(clause), 0)]]
    some = lexicon.plain if clause.unknown else lexicon.plain - lexicon.of_which
    first = some.issuperset(counted)
    every = any(token.text.startswith(lexicon.of_every) for token in clause.tokens)
    return first and not every


def is_among(told: FigureClaim, clause: SentenceClause, lexicon: Lexicon) -> bool:
    """Tell whether the count right after a result is of what is left: 部分公开2件，其他1件.

    :param told: the figure, with the words that tell it.
    :param clause: a clause that has a number.
    :param lexicon: the words of the report's edition.
    """
    if not clause.after_result or clause.words.isdisjoint(told.among):
        return False
    before = clause.tokens[: max(figure_at(clause), 0)]
    return all(token.text in told.among or token.text in lexicon.harmless for token in before)


def is_one_of_them(clause: SentenceClause, lexicon: Lexicon) -> bool:
    """Tell whether the number stands before what it counts: 其中1件行政复议案件经调解撤回.

    :param clause: a clause that has a number.
    :param lexicon: the words of the report's edition.
    """
    if clause.words.isdisjoint(lexicon.of_which):
        return False
    before = clause.tokens[: max(figure_at(clause), 0)]
    return not any(token.text in lexicon.topic_of for token in before)


def counts_pieces(sentence: Sentence, clause: SentenceClause, lexicon: Lexicon) -> bool:
    """Tell whether it counts what was asked for, not applications: 涉及信息86项，其中公开41项.

    :param sentence: the sentence.
    :param clause: a clause of it that has a number.
    :param lexicon: the words of the report's edition.
    """
    counted = [c for c in sentence.clauses[: clause.index] if c.figure and c.words & _OF_PIECES]
    around = [word for c in counted[-_MOST_BETWEEN:] for word in right_before(c)]
    around += [token.text for token in clause.tokens[figure_at(clause) + 1 :][:1]]
    pieces = any(w.endswith(_PIECES) and w in lexicon.fillers for w in around)
    return pieces and clause.figure is not None and clause.figure.measure not in _WHOLE_CASES


def right_before(clause: SentenceClause) -> list[str]:
    """Return the text right before the figure of a clause, none if it begins with that.

    :param clause: a clause that has a number.
    """
    return [token.text for token in clause.tokens[: figure_at(clause)][-1:]]


def figure_at(clause: SentenceClause) -> int:
    """Return where the figure of a clause stands among its tokens, -1 if it has none.

    :param clause: any clause.
    """
    return next((i for i, t in enumerate(clause.tokens) if t.kind is TokenKind.FIGURE), -1)


def tokens_that_count(
    told: FigureClaim, clause: SentenceClause, lexicon: Lexicon
) -> Sequence[Token]:
    """Return the tokens that settle what the figure is.

    Once the clause has said what it counts and how many, what it goes on to tell of them
    (均已答复, 在规定时间内办理) changes nothing.

    :param told: the figure, with the words that tell it.
    :param clause: a clause that has a number.
    :param lexicon: the words of the report's edition.
    """
    at = figure_at(clause)
    own = saying_words(told) or frozenset(
        word for word in clause.words if lexicon.topic_of.get(word) == told.about
    )
    said = next((i for i, token in enumerate(clause.tokens) if token.text in own), -1)
    if said < 0:
        return clause.tokens
    if told.result and 0 <= at < said and _is_of_all(clause.tokens[said], lexicon):
        # 收到申请4件全部予以公开: what was done with all is told after the number.
        return clause.tokens[at:]
    for index in range(max(at, said) + 1, len(clause.tokens)):
        word = clause.tokens[index].text
        if word in lexicon.goes_on or (said < at and word in lexicon.results - own):
            return clause.tokens[:index]
    return clause.tokens


def _is_of_all(token: Token, lexicon: Lexicon) -> bool:
    """Tell whether a word says what was done with all that was counted: 全部公开, 均予以公开."""
    return token.text.startswith(lexicon.vocabulary.goes_on)


def read_zero(clause: SentenceClause) -> bool:
    """Tell whether the figure of a clause is 0.

    :param clause: a clause, with or without a figure.
    """
    return clause.figure is not None and clause.figure.value == 0


def is_anothers(told: FigureClaim, clause: SentenceClause, lexicon: Lexicon) -> bool:
    """Tell whether another verb stands between the word and its figure: 当年收到当年办结52件.

    收到并办结52件 says both.

    :param told: the figure, with the words that tell it.
    :param clause: a clause that has a number.
    :param lexicon: the words of the report's edition.
    """
    own, at = saying_words(told), figure_at(clause)
    said = [i for i, token in enumerate(clause.tokens[:at]) if token.text in own]
    if not said:
        return False
    ours, anew = own_words(told), lexicon.present | lexicon.totals
    words = [token.text for token in clause.tokens]
    return any(
        words[i] in lexicon.predicates
        and words[i - 1] not in lexicon.vocabulary.joins
        and (words[i] not in ours or words[i - 1] in anew)
        for i in range(said[-1] + 1, at)
    )


def is_one_of_several(
    told: FigureClaim, sentence: Sentence, clause: SentenceClause, lexicon: Lexicon
) -> bool:
    """Tell whether the next count in a list is of the same things and of the same verb.

    收到网上申请3件、纸质申请36件 tells neither of them whole.

    :param told: the figure, with the words that tell it.
    :param sentence: the sentence.
    :param clause: a clause of it that has a number.
    :param lexicon: the words of the report's edition.
    """
    if not told.says:
        return False
    following = sentence.after(clause)
    return any(
        other.listed
        and other.figure is not None
        and told.about in other.topics
        and not _is_said_otherwise(other, lexicon)
        and bool(other.unknown or other.words & lexicon.portion)
        for other in following
    )


def is_what_it_was(sentence: Sentence, clause: SentenceClause, lexicon: Lexicon) -> bool:
    """Tell whether the next figure is what the number has become: 从43件增加到50件, 由8件降至6件.

    :param sentence: the sentence.
    :param clause: a clause of it that has a number.
    :param lexicon: the words of the report's edition.
    """
    following = sentence.after(clause)
    from_that = [word for word in right_before(clause) if word in _FROM]
    if from_that and any(other.listed and other.figure for other in following):
        return True
    return any(
        other.listed
        and [t.text in words for t, words in zip(other.tokens, lexicon.grown_to, strict=False)]
        == [True, True]
        for other in following
    )


def _is_said_otherwise(clause: SentenceClause, lexicon: Lexicon) -> bool:
    """Tell whether a clause has a predicate of its own."""
    return any(token.text in lexicon.predicates for token in clause.tokens)
