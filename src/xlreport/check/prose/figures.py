"""Figures in running text: digits of both widths, thousands separators, Chinese numerals."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from unicodedata import numeric

from xlreport.edition.model import Vocabulary
from xlreport.quantity import LARGEST, Value, plain

_NARROW = str.maketrans("０１２３４５６７８９．％", "0123456789.%")
_WIDE = re.compile(r"[０-９．％]|\d，\d")
"""What :func:`narrow` would change; most texts have none of it."""
_WIDE_COMMA = re.compile(r"(?<=\d)，(?=\d{3}(?!\d))")
_DIGITS = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_NUMERAL = "〇零一二两三四五六七八九十百千万"


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with its measure word, and where it stands in the sentence.

    ``approximate`` tells that the text rounds it (余, 约, 以上); ``decimals`` is how many
    places are printed.
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


def narrow(text: str) -> str:
    """Write full-width digits, points and separators narrow; nothing else changes."""
    return _WIDE_COMMA.sub(",", text.translate(_NARROW)) if _WIDE.search(text) else text


@cache
def read_number(text: str) -> Value | None:
    """Return the number written in digits or in Chinese numerals, ``None`` if it is neither."""
    if text[0].isdigit():
        value: Value = plain(Decimal(text.replace(",", "")))
        return value if value <= LARGEST else None
    single = numeric(text, None) if len(text) == 1 else None
    if single is not None:
        return plain(single)
    # It takes a third of a second to import, and few texts write long numerals.
    from cn2an import cn2an  # it has no annotations

    try:
        return plain(cn2an(text, "normal"))
    except ValueError:
        return None


@cache
def _pattern(vocabulary: Vocabulary) -> re.Pattern[str]:
    measures = _any([*vocabulary.measures, *vocabulary.money])
    before, after = _any(vocabulary.about_before), _any(vocabulary.about_after)
    return re.compile(
        rf"(?P<before>{before})?(?<![\d.第{_NUMERAL}])(?P<number>{_DIGITS}|[{_NUMERAL}]+)"
        rf"(?P<between>{after})?(?P<measure>{measures})(?P<after>{after})?"
    )


def find_figures(sentence: str, vocabulary: Vocabulary) -> Iterator[Figure]:
    """Yield the figures of a :func:`narrow` sentence that have a measure word."""
    for match in _pattern(vocabulary).finditer(sentence):
        number = match["number"]
        yield Figure(
            start=match.start(),
            end=match.end(),
            text=number,
            measure=match["measure"],
            approximate=bool(match["before"] or match["between"] or match["after"]),
            decimals=len(number.partition(".")[2]),
        )


def _any(words: list[str] | tuple[str, ...]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
