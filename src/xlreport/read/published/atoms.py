"""The lines of a table, however they are laid out -> words, values, blanks and ends of rows.

One cell a line, ``a | b | c |``, a ``|`` on a line of its own, label then numbers, everything on
one line, or the rows of a real table: all become the same sequence.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum

from xlreport.read.published.line import Line


class Kind(Enum):
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

    kind: Kind
    text: str
    where: str


_UNITS = r"(?:万元|元|件次|件|项|条|次|个|宗)?"
_VALUE = re.compile(rf"[+\-−–—]*\d[\d,，]*(?:\.\d+)?余?{_UNITS}")
_NOTHING = re.compile(r"[-−–—―/\\]+|无|空|N/?A", re.IGNORECASE)
_GLUED = re.compile(rf"(.*[\u3400-\u9fff)”\"])({_VALUE.pattern})")
_SPLIT_DIGITS = re.compile(r"[\d,.+\-]+(?:\s+[\d,.+\-]+)+")
_CHINESE = re.compile(r"[\u3400-\u9fff]")


def normal(text: str) -> str:
    """Return a text with full-width forms made narrow and odd blanks made plain."""
    return unicodedata.normalize("NFKC", text).replace("\u200b", "").replace("\ufeff", "")


def atoms(lines: Iterable[Line]) -> list[Atom]:
    """Split the lines of a table into atoms."""
    found: list[Atom] = []
    open_cell = False
    for line in lines:
        if line.cells is not None:
            found += _row(line.cells, line.where)
            open_cell = False
            continue
        text = normal(line.text)
        bare = text.strip()
        if bare == "|":
            # It ends the cell on the line before; where there is none, the cell is blank.
            if not open_cell:
                found.append(Atom(Kind.BLANK, "", line.where))
            open_cell = False
        elif "|" in bare:
            # A bar at the very beginning is a border; after a blank it ends a blank cell.
            cells = text.rstrip().removesuffix("|").removeprefix("|").split("|")
            found += _row(cells, line.where, ends=len(cells) > 1)
            open_cell = not bare.endswith("|")
        elif "\t" in bare:
            found += _row(bare.split("\t"), line.where)
        elif bare:
            found += _words(bare, line.where)
            open_cell = True
        elif "\t" in text:
            found.append(Atom(Kind.BLANK, "", line.where))
    return found


def _row(cells: Iterable[str], where: str, *, ends: bool = True) -> Iterator[Atom]:
    for cell in cells:
        text = normal(cell).strip()
        if not text:
            yield Atom(Kind.BLANK, "", where)
        elif _is_value(text) or _SPLIT_DIGITS.fullmatch(text):
            yield Atom(Kind.VALUE, text, where)
        elif _CHINESE.search(text):
            yield Atom(Kind.WORD, text, where)
        else:
            yield from _words(text, where)
    if ends:
        yield Atom(Kind.BREAK, "", where)


def _words(text: str, where: str) -> Iterator[Atom]:
    for word in text.split():
        glued = _GLUED.fullmatch(word)
        if _is_value(word):
            yield Atom(Kind.VALUE, word, where)
        elif glued:
            yield Atom(Kind.WORD, glued[1], where)
            yield Atom(Kind.VALUE, glued[2], where)
        else:
            yield Atom(Kind.WORD, word, where)


def _is_value(text: str) -> bool:
    return bool(_VALUE.fullmatch(text) or _NOTHING.fullmatch(text))
