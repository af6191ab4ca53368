"""Figures in running text: digits of both widths, thousands separators, Chinese numerals."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from unicodedata import numeric

from xlreport.amounts import numeral
from xlreport.checking.prose.words import Words
from xlreport.edition.model import Vocabulary
from xlreport.quantity import LARGEST, Value, plain

_NARROW = str.maketrans("０１２３４５６７８９．％", "0123456789.%")
_WIDE = re.compile(r"[０-９．％]|\d，\d")
"""What :func:`narrow` would change; most texts have none of it."""
_WIDE_COMMA = re.compile(r"(?<=\d)，(?=\d{3}(?!\d))")
NUMERALS = "〇零一二两三四五六七八九十百千万"
NUMBER = re.compile(rf"[\d{NUMERALS}]")
"""Every figure begins with one of these."""
_NUMBER = re.compile(rf"(?>\d{{1,3}}(?:,\d{{3}})++\d*+|\d++)(?:\.\d++)?|[{NUMERALS}]++")
"""A number as a whole: what was read once is not tried again in another way."""
_LONGEST_NUMERAL = 24
_BLANKS = " \t\u3000\xa0"
_NOT_AFTER = ".第〔["
"""A number right after one of these counts nothing."""
_MARKS = "，,；;、）)】。.（( \n"


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with its measure word, and where it stands in the sentence.

    ``approximate`` tells that the text rounds it (余, 约, 以上); ``decimals`` is how many
    places are printed.  ``measure`` is empty where the number stands alone before a mark.
    """

    start: int
    end: int
    text: str
    measure: str
    approximate: bool
    decimals: int

    @property
    def value(self) -> Value | None:
        """The number, or ``None`` if it cannot be read."""
        return read_number(self.text)

    @property
    def is_share(self) -> bool:
        """Whether it is a percentage."""
        return self.measure in ("%", "％")

    def may_be_of(self, whole: Figure | None, *, of_which: bool) -> bool:
        """Tell whether it may count a part of another figure, as a word such as 其中 says.

        :param whole: an earlier figure of the same sentence, if there is one.
        :param of_which: whether such a word stands before this figure; the measures may then
            differ.
        """
        if whole is None or whole.is_share or (whole.measure != self.measure and not of_which):
            return False
        return whole.value is not None and self.value is not None and self.value <= whole.value

    @property
    def printed(self) -> str:
        """The figure as the text writes it, without what makes it approximate."""
        return f"{self.text}{self.measure}"


def narrow(text: str) -> str:
    """Write full-width digits, points and separators narrow; nothing else changes.

    :param text: a text of any length.
    :returns: the text, as long as before.
    """
    return _WIDE_COMMA.sub(",", text.translate(_NARROW)) if _WIDE.search(text) else text


@cache
def read_number(text: str) -> Value | None:
    """Return the number written in digits or in Chinese numerals, ``None`` if it is neither.

    :param text: digits or numerals alone, without a measure word; at least one.
    :returns: the number; ``None`` too if it is longer than 24 characters or larger than
        :data:`~xlreport.quantity.LARGEST`.
    """
    if len(text) > _LONGEST_NUMERAL:
        return None
    if text[0].isdigit():
        value: Value = plain(Decimal(text.replace(",", "")))
        return value if value <= LARGEST else None
    single = numeric(text, None) if len(text) == 1 else None
    if single is not None:
        return plain(single)
    return numeral(text, strict=True)


class _Measures:
    """The words that stand around a number."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.measures = Words({*vocabulary.measures, *vocabulary.money})
        self.after = Words(vocabulary.about_after)
        self.before = tuple(vocabulary.about_before)
        self.joins = frozenset(vocabulary.joins)
        self.listing = ("、", *vocabulary.respectively)

    def goes_on(self, sentence: str, start: int, position: int) -> bool:
        """Tell whether a number in a row is joined to one with a measure: 分别为5和6件."""
        if sentence[position : position + 1] not in self.joins:
            return False
        if not sentence.endswith(self.listing, 0, start):
            return False
        following = _NUMBER.match(sentence, position + 1)
        return following is not None and bool(self.measures.longest(sentence, following.end()))


@cache
def _measures(vocabulary: Vocabulary) -> _Measures:
    return _Measures(vocabulary)


def find_figures(sentence: str, vocabulary: Vocabulary) -> Iterator[Figure]:
    """Yield the figures of a :func:`narrow` sentence, each with its measure word.

    Digits that stand alone before a mark or the end are figures without one.

    :param sentence: a sentence, or a whole text.
    :param vocabulary: has the measure words, and the words that make a figure approximate.
    """
    words = _measures(vocabulary)
    end = 0
    for match in _NUMBER.finditer(sentence):
        # 12万元 is 12 and 万元, not 万 and 元 beside.
        if match.start() >= end and (figure := _figure(sentence, match, words)):
            end = figure.end
            yield figure


def _figure(sentence: str, match: re.Match[str], words: _Measures) -> Figure | None:
    start, number = match.start(), match[0]
    if start and sentence[start - 1] in _NOT_AFTER:
        return None
    between = words.after.longest(sentence, match.end())
    position = _over_blanks(sentence, match.end() + len(between))
    measure = words.measures.longest(sentence, position)
    end = position + len(measure)
    if not measure:
        ends = sentence[position : position + 1] in _MARKS or words.goes_on(
            sentence, start, position
        )
        alone = number[0].isdigit() and not between and ends
        if not alone:
            return None
        end = match.end()
    after = words.after.longest(sentence, end) if measure else ""
    before = ""
    if sentence.endswith(words.before, 0, start):
        before = next(w for w in words.before if sentence.endswith(w, 0, start))
    return Figure(
        start=start - len(before),
        end=end + len(after),
        text=number,
        measure=measure,
        approximate=bool(before or between or after),
        decimals=len(number.partition(".")[2]),
    )


def _over_blanks(text: str, position: int) -> int:
    while position < len(text) and text[position] in _BLANKS:
        position += 1
    return position
