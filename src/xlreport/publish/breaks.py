"""Where a label that is wider than its column is broken over lines.

Most words of the form have two characters, and the official form breaks its heads between words:
商业/企业, 科研/机构, 不予/公开.  A word processor breaks wherever the line is full.
"""

from __future__ import annotations

import re

_ORDINAL = re.compile(r"（[一二三四五六七八九十]{1,3}）|[一二三四五六七八九十]{1,3}、")
_WORD = 2
"""Characters of a word, as a rule."""


def broken_lines(text: str, room: float) -> list[str]:
    """Break a label into lines of at most ``room`` characters.

    :param room: the width of the column in characters; halves do not count.
    :returns: one line if the label fits, or if it has other than Chinese characters in it, which
        a word processor breaks better.
    """
    most = int(room)
    if len(text) <= most or most < _WORD:
        return [text]
    ordinal = _ORDINAL.match(text)
    head = ordinal.group() if ordinal else ""
    rest = text[len(head) :]
    if not _is_chinese(rest):
        return [text]
    lines = [head] if head else []
    if len(rest) <= most:
        return [*lines, rest]
    if len(rest) % _WORD:
        return [text]
    count = -(-len(rest) // (most - most % _WORD))
    size = -(-len(rest) // count)
    size += size % _WORD
    return [*lines, *(rest[at : at + size] for at in range(0, len(rest), size))]


def _is_chinese(text: str) -> bool:
    return bool(text) and all("\u4e00" <= letter <= "\u9fff" for letter in text)
