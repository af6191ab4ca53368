"""Text -> sentences -> clauses of known and unknown words.

A clause is the smallest piece of a sentence with at most one figure in it.  It carries what the
sentence before it settles: the topic it is about, and why its figure may be no figure of this
report at all (another year, another unit, a part only).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache
from itertools import pairwise

from xlreport.check.prose.figures import Figure, find_figures, narrow
from xlreport.edition import Edition
from xlreport.edition.model import Prose

_SENTENCE_ENDS = re.compile(r"[。！？!?\n\r]+")
_STRONG = "，,；;：:（）()【】[]"
_WEAK = "、"
_MARKS = frozenset(_STRONG + _WEAK)
_OPENING, _CLOSING = "（(【[", "）)】]"
_IGNORED = "“”‘’\"' \t\u3000\u200b\ufeff"
_TITLE = re.compile(r"《[^》]*》")
_NUMBERING = re.compile(
    r"^\s*(?:[（(]?[一二三四五六七八九十\d]{1,3}[）)、.．](?!\d)|[一二三四五六七八九十]是)+"
)
_YEAR = re.compile(r"(?<!\d)(\d{4})年度?")
_WHOLE_YEAR = re.compile(r"[自从由]?(?:\D\D)?1月1日起?(?:至|到|—|-)(?:\D\D)?12月31日(?:止|期间)?")
_DATE = re.compile(r"\d{1,2}月(?:\d{1,2}日)?(?:底|末|份)?")
_DIGIT_NEARBY = re.compile(r"\D{0,3}\d")
"""Every date has a digit among its first four letters, and most texts have none."""

ANOTHER_TIME = "说的是别的时间"
WHOLE_AREA = "说的是整个地区或者系统"
ONLY_A_PART = "只说了一部分"
NOT_UNDERSTOOD = "这句话没有完全读懂"


class Kind(StrEnum):
    """What a token is."""

    WORD = "word"
    FIGURE = "figure"
    DATE = "date"
    BREAK = "break"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Token:
    """A word of the vocabulary, a figure, a date, a mark between clauses, or unknown text."""

    kind: Kind
    text: str
    figure: Figure | None = None


@dataclass(frozen=True, slots=True)
class Clause:
    """Part of a sentence with at most one figure.

    ``topic`` is what it is about, itself or from before; ``beside`` says why its figures are
    not this report's, if they are not; ``bracket`` numbers the brackets it stands in, from 1,
    and is 0 outside; ``unknown`` is the text in it that is not understood.
    """

    tokens: tuple[Token, ...]
    words: frozenset[str]
    figure: Figure | None
    topics: tuple[str, ...]
    topic: str
    beside: str
    bracket: int
    unknown: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence as written, its clauses, and every known word in it and in the head over it."""

    prose: str
    text: str
    clauses: tuple[Clause, ...]
    context: frozenset[str]

    def telling(self, lexicon: Lexicon) -> Iterator[Clause]:
        """Yield the clauses that hold a figure or deny something."""
        for clause in self.clauses:
            if clause.figure is not None or not clause.words.isdisjoint(lexicon.none):
                yield clause


class Lexicon:
    """Every word that an edition's vocabulary and prose rules know."""

    def __init__(self, edition: Edition) -> None:
        """:param edition: the edition whose words these are."""
        words = edition.vocabulary
        self.vocabulary = words
        self.topic_of = {word: topic for topic, group in words.topics.items() for word in group}
        self.beside_of = {word: why for why, group in words.beside.items() for word in group}
        self.part_of = {word: why for why, group in words.not_whole.items() for word in group}
        self.fillers = frozenset(words.fillers) | frozenset(words.selves)
        self.selves = frozenset(words.selves)
        self.portion = frozenset(words.portion)
        self.none = frozenset(words.none)
        self.denial = re.compile("|".join(map(re.escape, words.none)))
        self.manner = frozenset(words.manner)
        self.areas = frozenset(words.areas)
        self.present = frozenset(words.present)
        self.totals = frozenset(words.totals)
        self.of_which = frozenset(words.of_which)
        self.divided = frozenset(words.divided)
        self.and_more = frozenset(words.and_more)
        self.share = frozenset(words.share)
        self.not_parts = frozenset(words.not_parts)
        every = {*self.topic_of, *self.beside_of, *self.part_of, *self.fillers, *self.none}
        every |= self.areas | self.present | self.totals | self.of_which | self.divided
        every |= self.and_more | self.share | self.not_parts | self.portion | self.manner
        every |= {word for group in words.dimensions for word in group}
        for rule in edition.prose_rules:
            for told in rule.told:
                every |= {*told.also, *told.near}
                phrases = (*told.says, *told.none)
                every |= {w for phrase in phrases for spellings in phrase for w in spellings}
        self._by_first: dict[str, list[str]] = {}
        for word in sorted(every, key=len, reverse=True):
            self._by_first.setdefault(word[0], []).append(word)

    def longest(self, text: str, position: int) -> str:
        """Return the longest known word that begins at ``position``, or an empty text."""
        for word in self._by_first.get(text[position], ()):
            if text.startswith(word, position):
                return word
        return ""

    def topics(self, words: Sequence[str]) -> tuple[str, ...]:
        """Return the topics that words name, in their order."""
        return tuple(self.topic_of[word] for word in words if word in self.topic_of)


@cache
def lexicon_of(edition: Edition) -> Lexicon:
    """Return the words of an edition."""
    return Lexicon(edition)


@dataclass(frozen=True, slots=True)
class Speaker:
    """Whose text it is: the unit's name, the report year, whether it speaks for a whole area."""

    name: str
    year: int
    for_area: bool


def sentences_of(edition: Edition, prose: Prose, text: str, speaker: Speaker) -> list[Sentence]:
    """Return the sentences of one piece of prose.

    A sentence that begins with a word such as 其中 goes on where the one before it ended.
    """
    lexicon = lexicon_of(edition)
    head_words, topic = _heading(edition, prose.label)
    start = _State(topic, "")
    result: list[Sentence] = []
    before = start
    for raw in _SENTENCE_ENDS.split(text):
        shown = raw.strip(_IGNORED)
        if not shown:
            continue
        if not _may_tell(shown, lexicon):
            before = start
            result.append(Sentence(prose.key, shown, (), head_words))
            continue
        tokens = _tokens(shown, lexicon, speaker)
        goes_on = bool(tokens) and tokens[0].text in lexicon.of_which
        state = before if goes_on else start
        clauses: list[Clause] = []
        for bracket, piece in _pieces(tokens):
            clause, state = _clause(piece, bracket, state, lexicon, speaker)
            clauses.append(clause)
        before = state
        context = head_words.union(*(clause.words for clause in clauses))
        if goes_on and result:
            context |= result[-1].context
        result.append(Sentence(prose.key, shown, tuple(clauses), context))
    return result


@cache
def _heading(edition: Edition, label: str) -> tuple[frozenset[str], str]:
    """Return the known words of the heading over a piece of prose, and the topic it sets."""
    lexicon = lexicon_of(edition)
    nobody = Speaker(name="", year=0, for_area=False)
    words = [t.text for t in _tokens(label, lexicon, nobody) if t.kind is Kind.WORD]
    topics = lexicon.topics(words)
    return frozenset(words), topics[-1] if topics else ""


def _may_tell(sentence: str, lexicon: Lexicon) -> bool:
    """Tell whether a sentence may hold a figure or a denial: most hold neither."""
    text = narrow(sentence)
    if lexicon.denial.search(text):
        return True
    return next(find_figures(text, lexicon.vocabulary), None) is not None


@dataclass(frozen=True, slots=True)
class _State:
    """What a clause hands on to the next: the topic, and why figures are not this report's."""

    topic: str
    beside: str


def _tokens(sentence: str, lexicon: Lexicon, speaker: Speaker) -> list[Token]:
    text = _plain(sentence, lexicon, speaker)
    figures = {figure.start: figure for figure in find_figures(text, lexicon.vocabulary)}
    tokens: list[Token] = []
    unknown = ""
    position = 0

    def close() -> None:
        nonlocal unknown
        if unknown:
            tokens.append(Token(Kind.UNKNOWN, unknown))
            unknown = ""

    while position < len(text):
        token = _token_at(text, position, figures, lexicon)
        if token is None:
            if text[position] not in _IGNORED:
                unknown += text[position]
            position += 1
            continue
        close()
        tokens.append(token)
        position += len(token.text)
    close()
    return tokens


def _token_at(
    text: str, position: int, figures: Mapping[int, Figure], lexicon: Lexicon
) -> Token | None:
    """Return the token that begins at ``position``, ``None`` if the text there is unknown."""
    if text[position] in _MARKS:
        # A phrase of the vocabulary may hold a weak mark, but never begins with one.
        return Token(Kind.BREAK, text[position])
    word = lexicon.longest(text, position)
    if figure := figures.get(position):
        written = text[figure.start : figure.end]
        return Token(Kind.FIGURE, written, figure) if len(word) <= len(written) else _word(word)
    if _DIGIT_NEARBY.match(text, position):
        if date := _WHOLE_YEAR.match(text, position):
            return Token(Kind.BREAK, date[0])
        if date := _YEAR.match(text, position) or _DATE.match(text, position):
            return Token(Kind.DATE, date[0])
    return _word(word) if word else None


def _word(text: str) -> Token:
    return Token(Kind.WORD, text)


def _plain(sentence: str, lexicon: Lexicon, speaker: Speaker) -> str:
    """Take away numbering, and call the years by what they are to the report."""
    names = {speaker.year + n: name for n, name in lexicon.vocabulary.years.items()}
    text = _TITLE.sub("《》", _NUMBERING.sub("", narrow(sentence)))
    if speaker.name:
        itself = lexicon.vocabulary.selves[0]
        short = _name_pattern(speaker.name)
        text = short.sub(lambda match: itself if len(match[0]) > 1 else match[0], text)
    return _YEAR.sub(lambda match: names.get(int(match[1]), match[0]), text)


def _pieces(tokens: Sequence[Token]) -> Iterator[tuple[int, list[Token]]]:
    """Cut at strong marks, then between figures; give each piece with its bracket."""
    piece: list[Token] = []
    bracket = brackets = 0
    for index, token in enumerate(tokens):
        following = tokens[index + 1].kind if index + 1 < len(tokens) else Kind.BREAK
        introduces = token.text in "：:" and following is Kind.FIGURE
        if token.kind is not Kind.BREAK or token.text in _WEAK or introduces:
            piece.append(token)
            continue
        for part in _one_figure_each(piece):
            yield bracket, part
        piece = []
        if token.text in _OPENING:
            brackets += 1
            bracket = brackets
        elif token.text in _CLOSING:
            bracket = 0
    for part in _one_figure_each(piece):
        yield bracket, part


def _one_figure_each(piece: list[Token]) -> Iterator[list[Token]]:
    """Cut a piece with several figures after each: at a weak mark if there is one."""
    figures = [i for i, token in enumerate(piece) if token.kind is Kind.FIGURE]
    start = 0
    for this, following in pairwise(figures):
        marks = [i for i in range(this + 1, following) if piece[i].kind is Kind.BREAK]
        cut = marks[0] if marks else this + 1
        yield [token for token in piece[start:cut] if token.kind is not Kind.BREAK]
        start = cut
    rest = [token for token in piece[start:] if token.kind is not Kind.BREAK]
    if rest:
        yield rest


def _clause(
    tokens: Sequence[Token], bracket: int, before: _State, lexicon: Lexicon, speaker: Speaker
) -> tuple[Clause, _State]:
    words = [token.text for token in tokens if token.kind is Kind.WORD]
    figure = next((token.figure for token in tokens if token.figure), None)
    unknown = _unknown(tokens, lexicon, speaker)
    topics = lexicon.topics(words)
    beside = _beside(tokens, lexicon, speaker)
    back = any(word in lexicon.present for word in words)
    topic = topics[-1] if topics else before.topic
    portion = ONLY_A_PART if not lexicon.portion.isdisjoint(words) else ""
    clause = Clause(
        tokens=tuple(tokens),
        words=frozenset(words),
        figure=figure,
        topics=topics,
        topic=topic,
        beside=beside or portion or ("" if back else before.beside),
        bracket=bracket,
        unknown=unknown,
    )
    if bracket:
        return clause, before
    after = replace(before, topic=topic, beside="" if back else before.beside)
    if beside or (portion and (figure or tokens[0].text in lexicon.portion)):
        after = replace(after, beside=beside or portion)
    elif figure and unknown:
        # Nobody knows what was counted here, and what follows may be about just that.
        after = replace(after, beside=NOT_UNDERSTOOD)
    return clause, after


def _unknown(tokens: Sequence[Token], lexicon: Lexicon, speaker: Speaker) -> tuple[str, ...]:
    """Return the texts that are neither known nor a name of the unit."""
    found: list[str] = []
    for token, following in zip(tokens, [*tokens[1:], None], strict=True):
        if token.kind is not Kind.UNKNOWN:
            continue
        named = following is not None and following.text in lexicon.selves
        if not (named and speaker.name.startswith(token.text)):
            found.append(token.text)
    return tuple(found)


def _beside(tokens: Sequence[Token], lexicon: Lexicon, speaker: Speaker) -> str:
    for token in tokens:
        if token.kind is Kind.DATE:
            return ANOTHER_TIME
        if token.text in lexicon.beside_of:
            return lexicon.beside_of[token.text]
        if token.text in lexicon.areas and not speaker.for_area:
            return WHOLE_AREA
    return ""


@cache
def _name_pattern(name: str) -> re.Pattern[str]:
    """Match a unit's name and its short forms: some of its letters, in order, and the last.

    示例县文化和旅游局 is so found as 县文旅局.
    """
    letters = [re.escape(letter) for letter in name]
    return re.compile("".join(f"{letter}?" for letter in letters[:-1]) + letters[-1])
