"""Every word that an edition's vocabulary and prose rules know, and what it is."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from xlreport.checking.prose.words import Words
from xlreport.edition import Edition
from xlreport.edition.model import OTHER_TOPIC, FigureClaim, Vocabulary

_FEWEST_TO_CHOOSE = 2


class Lexicon:
    """The words of an edition by the part they play."""

    def __init__(self, edition: Edition) -> None:
        """:param edition: the edition whose words these are."""
        words = edition.vocabulary
        self.vocabulary = words
        self.topic_of = {word: topic for topic, group in words.topics.items() for word in group}
        self.beside_of = {word: why for why, group in words.beside.items() for word in group}
        self.part_of = {word: why for why, group in words.not_whole.items() for word in group}
        self.topic_letters = frozenset(word[:1] for word in self.topic_of)
        self.selves = frozenset(words.selves)
        self.fillers = frozenset(words.fillers) | self.selves
        self.portion = frozenset(words.portion)
        self.every_way = frozenset(words.every_way)
        self.none = frozenset(words.none)
        # A text with 没有 in it has 没, too: few words tell whether there is any.
        fewest = (w for w in words.none if not any(o != w and o in w for o in words.none))
        self.denial = re.compile("|".join(map(re.escape, fewest)))
        self.manner = frozenset(words.manner)
        self.areas = frozenset(words.areas)
        self.present = frozenset(words.present)
        self.totals = frozenset(words.totals)
        self.of_which = frozenset(words.of_which)
        self.divided = frozenset(words.divided)
        self.and_more = frozenset(words.and_more)
        self.nested = frozenset(words.nested)
        self.share = frozenset(words.share)
        self.not_parts = frozenset(words.not_parts)
        self.goes_on = frozenset(words.goes_on)
        self.denied_too = frozenset(words.denied_too)
        self.rest = frozenset(words.rest)
        self.documents = frozenset(words.documents)
        self.openness = frozenset(words.openness)
        self._said: dict[str, frozenset[str]] = {}
        self.predicates: frozenset[str] = frozenset()
        self.results: frozenset[str] = frozenset()
        self._alone: dict[str, frozenset[str]] = {}
        self.around_share = self.share | self.fillers | self.goes_on
        self.harmless = self.fillers | self.present | self.totals | self.of_which | self.divided
        self.harmless |= self.every_way | self.rest
        self.denied_on = self._denied_on(words)
        self.linked = frozenset(
            (told.about,) for rule in edition.prose_rules for told in rule.told if told.near
        )
        figures = [told for rule in edition.prose_rules for told in rule.told]
        near = {word[1:] for told in figures for word in told.near if word.startswith("@")}
        self.other_matters = frozenset(words.topics.keys() - near.union(*self.linked))
        self.of_several = _of_several(figures)
        self.a_part = self.rest.union(*(told.shared for told in figures))
        self.of_every = tuple(sorted({word for told in figures for word in told.of_each}))
        self._note_several_counts(words)
        self.said_of_all: frozenset[str] = frozenset()
        self._note_all(edition)

    def _denied_on(self, words: Vocabulary) -> frozenset[str]:
        """Return the words over which a denial reaches to what is said behind them."""
        others = frozenset(words.topics.get(OTHER_TOPIC, ()))
        reached = (self.fillers - self.manner) | (self.topic_of.keys() - others)
        reached |= frozenset(words.joins) | (self.denied_too - others)
        return reached - self.divided - frozenset(words.announcing)

    def _note_all(self, edition: Edition) -> None:
        """Note all words that are known, and sets of them that are looked at for every clause."""
        ours, theirs = self._of_vocabulary(), self._of_rules(edition)
        self._words = Words(ours | theirs)
        self.aside = theirs - ours - self._with_a_meaning
        self.plain = self.harmless - self.predicates
        self.plain_results = self.harmless | self.results
        self.telling = self.predicates | self.none
        self.without_number = self.none | self.said_of_all

    def _note_several_counts(self, words: Vocabulary) -> None:
        """Note the words of several counts: in a row, before and after, of one who decides."""
        self.respectively = frozenset(words.respectively)
        self.each = frozenset(words.each)
        self.deciding = frozenset(words.deciding)
        self.grown, self.shrunk = frozenset(words.grown), frozenset(words.shrunk)
        self.growth = self.grown | self.shrunk
        self.as_far_as = frozenset(words.as_far_as)
        self.grown_to = (self.growth, self.as_far_as)
        self.around_growth = self.growth | self.fillers | self.present | frozenset(words.compared)
        self.around_growth |= self.as_far_as
        self.around_growth -= self.respectively

    def _of_vocabulary(self) -> frozenset[str]:
        """Return the words of the vocabulary, whatever their part."""
        every = (
            self.harmless
            | self.goes_on
            | self.denied_too
            | self.documents
            | self.nested
            | self.openness
        )
        every |= self.areas | self.and_more | self.share | self.not_parts | self.portion
        every |= self.manner | self.none | self.respectively | self.each
        every |= self.deciding | self.around_growth
        groups = (self.topic_of, self.beside_of, self.part_of, *self.vocabulary.dimensions)
        return every.union(*groups)

    def _of_rules(self, edition: Edition) -> set[str]:
        """Return the words of the rules, and note what is told by them."""
        every: set[str] = set()
        self._with_a_meaning: set[str] = set()
        for told in (told for rule in edition.prose_rules for told in rule.told):
            self._with_a_meaning |= own_words(told) - frozenset(told.also)
            self._with_a_meaning |= self.near(told) | told.bare_words | told.among | told.shared
            every |= own_words(told) | self.near(told) | told.bare_words | told.among
            every |= told.shared
            self.predicates |= saying_words(told) - self.topic_of.keys() - self.portion
            said = self._said.get(told.about, frozenset())
            self._said[told.about] = said | own_words(told) - frozenset(told.also)
            if told.result:
                self.results |= saying_words(told)
            if told.of_each:
                self.said_of_all |= saying_words(told)
                every |= told.of_all | told.of_each
            if told.alone and len(told.says) == 1:
                self._alone[told.about] = self.alone(told.about) | saying_words(told)
        return every

    def near(self, told: FigureClaim) -> frozenset[str]:
        """Return the words that link a figure to the matter of the report.

        :param told: a figure that the rule ties to cells.
        """
        return _near(told, self)

    def known(self, told: FigureClaim, *, denied: bool) -> frozenset[str]:
        """Return the words that may stand in a clause that tells a figure, or denies it.

        :param told: a figure that the rule ties to cells.
        :param denied: whether the clause denies it (没有, 未).
        """
        return _known(told, self, denied)

    def triggers(self, told: FigureClaim) -> frozenset[str]:
        """Return the words of which a clause must have one to tell this figure.

        :param told: a figure that the rule ties to cells.
        """
        return _triggers(told, self)

    def alone(self, topic: str) -> frozenset[str]:
        """Return the words that begin a count of a topic that is no part of another: 收到, 制发.

        :param topic: any topic.
        """
        return self._alone.get(topic, frozenset())

    def said_about(self, topic: str) -> frozenset[str]:
        """Return the words by which any figure of a topic is told.

        :param topic: the key of a topic that a rule has a figure about.
        :raises KeyError: if no rule has.
        """
        return self._said[topic]

    def longest(self, text: str, position: int) -> str:
        """Return the longest known word that begins at ``position``, or an empty text.

        :param text: a text.
        :param position: where to begin, in characters from 0.
        """
        return self._words.longest(text, position)

    def fitting(self, text: str, position: int) -> str:
        """Return the known word at ``position`` that leaves the least unknown after it.

        That is the longest one, unless a shorter one is followed by a word that reaches farther
        and either nothing known follows the longest (已, 按期答复 and not 已按, 期) or that word
        names what is counted.

        :param text: a text.
        :param position: where to begin, in characters from 0.
        """
        words = self._words.at(text, position)
        if len(words) < _FEWEST_TO_CHOOSE:
            return words[0] if words else ""
        end = position + len(words[0])
        if end >= len(text) or not text[end].isalpha():
            return words[0]
        # 相关, 政府信息公开的申请 and not 相关政府信息, 公开: what is counted comes first.
        known = self.longest(text, end)
        for word in words[1:]:
            following = self.longest(text, position + len(word))
            farther = position + len(word) + len(following) > end
            if farther and (not known or self._is_topic(following, words[0])):
                return word
        return words[0]

    def _is_topic(self, word: str, other: str) -> bool:
        """Tell whether a word names what is counted, and the other does not."""
        counted = self.topic_of.get(word, OTHER_TOPIC) != OTHER_TOPIC
        return counted and other not in self.topic_of

    def may_name_an_office(self, text: str) -> bool:
        """Tell whether unknown text may be the name of another unit.

        :param text: what is not known.
        """
        return any(mark in text for mark in self.vocabulary.office_marks)

    def topics(self, words: Sequence[str]) -> tuple[str, ...]:
        """Return the topics that words name, in their order.

        :param words: words of a clause, in their order.
        """
        return tuple(self.topic_of[word] for word in words if word in self.topic_of)


def _of_several(figures: Sequence[FigureClaim]) -> frozenset[str]:
    """Return the words that go with figures of several matters, as 收到 does."""
    of_one: dict[str, set[str]] = {}
    for told in figures:
        for word in own_words(told):
            of_one.setdefault(word, set()).add(told.about)
    return frozenset(word for word, matters in of_one.items() if len(matters) > 1)


@cache
def lexicon_of(edition: Edition) -> Lexicon:
    """Return the words of an edition.

    :param edition: the edition; the answer is kept.
    """
    return Lexicon(edition)


@cache
def saying_words(told: FigureClaim) -> frozenset[str]:
    """Return the words by which a clause says the figure.

    :param told: a figure that the rule ties to cells.
    """
    return frozenset(w for phrase in told.says for spellings in phrase for w in spellings)


@cache
def own_words(told: FigureClaim) -> frozenset[str]:
    """Return the words that may stand in a clause that tells this figure, its topic apart.

    :param told: a figure that the rule ties to cells.
    """
    denying = (w for phrase in told.none for spellings in phrase for w in spellings)
    return saying_words(told) | frozenset((*denying, *told.also))


@cache
def _near(told: FigureClaim, lexicon: Lexicon) -> frozenset[str]:
    topics = lexicon.vocabulary.topics
    groups = (topics[w[1:]] if w.startswith("@") else (w,) for w in told.near)
    return frozenset(word for group in groups for word in group)


@cache
def _known(told: FigureClaim, lexicon: Lexicon, denied: bool) -> frozenset[str]:
    known = own_words(told) | told.bare_words | told.among | lexicon.near(told) | lexicon.harmless
    known |= lexicon.areas | lexicon.goes_on | lexicon.none
    if denied:
        known |= lexicon.denied_too | lexicon.and_more
        # 未制定、废止规范性文件 denies both verbs; 没有上年结转的申请 is not about what came in.
        known |= lexicon.said_about(told.about) if () not in told.none else frozenset()
    return known


@cache
def _triggers(told: FigureClaim, lexicon: Lexicon) -> frozenset[str]:
    words = saying_words(told) | told.bare_words | told.among
    words |= {w for phrase in told.none for spellings in phrase for w in spellings}
    if not told.says or () in told.none:
        words |= frozenset(lexicon.vocabulary.topics[told.about])
    return words
