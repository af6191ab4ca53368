"""Texts whose lines are those of a printed page -> texts whose lines are paragraphs."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from xlreport.reading.published.line import Line

_SHORTEST, _LONGEST = 36, 120
"""Printed lines are so wide, in halves of a Chinese letter."""
_SLACK = 3
_FEWEST, _LEAST_SHARE = 6, 0.4
_STOPS = "。；：！？;:!?|"
_BEGINS = re.compile(
    r"[\s\u3000]|[一二三四五六七八九十]{1,2}[、是]|[（(][一二三四五六七八九十\d]|\d{1,2}[.．、]"
)
"""How a paragraph begins, not the second line of one."""


def unwrapped(lines: Sequence[Line]) -> list[Line]:
    """Put lines together that a page had wrapped: 收到申请1, 2件 is no count of 1.

    That is done only where most lines end at the same edge in the middle of a sentence; rows of
    tables stay as they are.

    :param lines: the lines of a text, none of them the row of a table with cells.
    """
    edge = _edge([line for line in lines if _is_prose(line.text)])
    if not edge:
        return list(lines)
    paragraphs: list[list[Line]] = []
    open_line = False
    for line in lines:
        text = line.text.rstrip()
        prose = _is_prose(text)
        if open_line and prose and not _BEGINS.match(text):
            paragraphs[-1].append(line)
        else:
            paragraphs.append([line])
        open_line = prose and _is_full(text, edge) and text[-1] not in _STOPS
    return [_joined(paragraph) for paragraph in paragraphs]


def _joined(lines: Sequence[Line]) -> Line:
    if len(lines) == 1:
        return lines[0]
    return replace(lines[0], text="".join(line.text.rstrip() for line in lines))


def _is_prose(text: str) -> bool:
    return bool(text.strip()) and "|" not in text and "\t" not in text


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text.rstrip())


def _is_full(text: str, edge: int) -> bool:
    return abs(_width(text) - edge) <= _SLACK


def _edge(lines: Sequence[Line]) -> int:
    """Return the width at which the page wrapped its lines, 0 if it did not."""
    broken = [line.text for line in lines if line.text.rstrip()[-1] not in _STOPS]
    widths = Counter(min(_width(text[: 2 * _LONGEST]), 2 * _LONGEST) for text in broken)
    edge = max(widths, key=lambda width: (widths[width], width), default=0)
    full = sum(_is_full(text, edge) for text in broken if len(text) <= _LONGEST)
    longer = any(len(line.text) > _LONGEST or _width(line.text) > edge + _SLACK for line in lines)
    wide = _SHORTEST <= edge <= _LONGEST
    return edge if wide and not longer and full >= max(_FEWEST, _LEAST_SHARE * len(lines)) else 0
