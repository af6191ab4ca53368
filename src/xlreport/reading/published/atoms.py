"""The lines of a table, however they are laid out -> words, values, blanks and ends of rows.

One cell a line, ``a | b | c |``, a ``|`` on a line of its own, label then numbers, everything on
one line, or the rows of a real table: all become the same sequence.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum

from xlreport.amounts import COUNT_UNITS
from xlreport.reading.published.line import Line


class AtomKind(Enum):
    """What an atom is."""

    WORD = "word"
    VALUE = "value"
    BLANK = "blank"
    """A cell that is there and holds nothing."""
    BREAK = "break"
    """The end of a table's row."""


@dataclass(frozen=True, slots=True)
class Atom:
    """A piece of a table, and where it stands in the source."""

    kind: AtomKind
    text: str
    where: str


MERGED = "||"
"""The text of a break that is made of what is left of merged cells, at the end of a row."""
_MONEY = ("万元", "万", "元")
_UNITS = rf"(?:{'|'.join((*_MONEY, *COUNT_UNITS))})?"
_A_VALUE = rf"(?:[+\-−–—]*+|[增减](?:加|少)?)\d[\d,，]*+(?:\.\d++)?余?\s?{_UNITS}"
_VALUE = re.compile(rf"\A{_A_VALUE}")
_AMOUNT_UNIT = re.compile("|".join(_MONEY))
_NOTHING = re.compile(
    r"[-−–—―/\\]+|无|空|暂无|没有|不涉及|未涉及|不适用|无此项|未发生|N/?A", re.IGNORECASE
)
_GLUED = re.compile(rf"\A(.*[\u3400-\u9fff)”\"])({_A_VALUE})")
_FOOTNOTE = re.compile(r"(?<=\d)[\u00b2\u00b3\u00b9\u2070-\u209c\u2460-\u2473\u2776-\u277f]+(?!\d)")
"""A mark that sends to a note under the table: no digit of the figure that it stands behind."""
_SPLIT_DIGITS = re.compile(r"\A[\d,.+\-]++(?:\s++[\d,.+\-]++)+")
_CHINESE = re.compile(r"[\u3400-\u9fff]")
_LONGEST_WORD = 200
"""A heading that has a figure glued to it is shorter than this."""


def normal(text: str) -> str:
    """Return a text with full-width forms made narrow and odd blanks made plain."""
    return unicodedata.normalize("NFKC", text).replace("\u200b", "").replace("\ufeff", "")


def atoms(lines: Sequence[Line]) -> list[Atom]:
    """Split the lines of a table into atoms."""
    found: list[Atom] = []
    open_cell = False
    marked = _rows_begin_with_bars(lines)
    ended = False
    for line in lines:
        if line.cells is not None:
            found += _row(line.cells, line.where)
            open_cell = ended = False
            continue
        text = normal(_FOOTNOTE.sub("", line.text))
        bare = text.strip()
        if marked and bare and not bare.strip("|"):
            ended = _bars(found, bare, line.where, ended, open_cell)
            open_cell = False
        elif len(bare) > 1 and not bare.strip("|") and found and not ended:
            found.append(Atom(AtomKind.BREAK, MERGED, line.where))
            open_cell = False
            ended = True
        elif bare == "|":
            # It ends the cell on the line before; where there is none, the cell is blank.
            if not open_cell:
                found.append(Atom(AtomKind.BLANK, "", line.where))
            open_cell = ended = False
        elif "|" in bare:
            # A bar at the very beginning is a border; after a blank it ends a blank cell.
            cells = text.rstrip().removesuffix("|").removeprefix("|").split("|")
            found += _row(cells, line.where, ends=len(cells) > 1)
            open_cell = not bare.endswith("|")
            ended = bare.endswith("||") or len(cells) > 1
        elif "\t" in bare:
            found += _row(bare.split("\t"), line.where)
        elif bare:
            found += _words(bare, line.where)
            open_cell, ended = True, False
        elif "\t" in text:
            found.append(Atom(AtomKind.BLANK, "", line.where))
    return _between_words(found) if marked else found


def _rows_begin_with_bars(lines: Sequence[Line]) -> bool:
    """Tell whether each row of the table begins with a bar on a line of its own.

    The first cell of a table is never blank, so a bar before it is no blank cell.
    """
    texts = [line.text.strip() for line in lines if line.cells is None and "|" in line.text]
    cells = sum(1 for text in texts if len(text) > 1 and text.strip("|"))
    return len(texts) > 1 and texts[0] == "|" and cells > 1


def _bars(found: list[Atom], bare: str, where: str, ended: bool, open_cell: bool) -> bool:
    """Take a line of bars where rows begin with one; tell whether a row has ended with it."""
    if len(bare) > 1:
        found.append(Atom(AtomKind.BREAK, MERGED, where))
        return True
    if not found or ended:
        found.append(Atom(AtomKind.BREAK, "", where))
    elif not open_cell:
        found.append(Atom(AtomKind.BLANK, "", where))
    return False


def _between_words(found: Sequence[Atom]) -> list[Atom]:
    """Take a bar before a heading for the beginning of its row, not for a blank cell."""
    result: list[Atom] = []
    for atom, after in zip(found, [*found[1:], None], strict=True):
        if atom.kind is AtomKind.BLANK and after is not None and after.kind is AtomKind.WORD:
            result.append(Atom(AtomKind.BREAK, "", atom.where))
        else:
            result.append(atom)
    return result


def _row(cells: Iterable[str], where: str, *, ends: bool = True) -> Iterator[Atom]:
    for cell in cells:
        text = normal(_FOOTNOTE.sub("", cell)).strip()
        if not text:
            yield Atom(AtomKind.BLANK, "", where)
        elif _is_value(text) or _SPLIT_DIGITS.fullmatch(text):
            yield Atom(AtomKind.VALUE, text, where)
        elif _CHINESE.search(text):
            yield Atom(AtomKind.WORD, text, where)
        else:
            yield from _words(text, where)
    if ends:
        yield Atom(AtomKind.BREAK, "", where)


def _words(text: str, where: str) -> Iterator[Atom]:
    words = text.split()
    for index, word in enumerate(words):
        after = words[index + 1] if index + 1 < len(words) else ""
        glued = _GLUED.fullmatch(word) if len(word) <= _LONGEST_WORD else None
        if index and _AMOUNT_UNIT.fullmatch(word) and words[index - 1][-1:].isdigit():
            continue
        if _is_value(word):
            amount = word[-1:].isdigit() and _AMOUNT_UNIT.fullmatch(after)
            yield Atom(AtomKind.VALUE, word + (after if amount else ""), where)
        elif glued:
            yield Atom(AtomKind.WORD, glued[1], where)
            yield Atom(AtomKind.VALUE, glued[2], where)
        else:
            yield Atom(AtomKind.WORD, word, where)


def _is_value(text: str) -> bool:
    return bool(_VALUE.fullmatch(text) or _NOTHING.fullmatch(text))
