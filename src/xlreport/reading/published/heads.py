"""Column heads that pages have broken over rows -> heads in one piece."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from xlreport.edition.model import Section
from xlreport.reading.published.atoms import Atom, AtomKind
from xlreport.reading.published.form import plain, rows_of

_YEAR = re.compile(r"\(\s*+20\d\d\s*+年?度?\s*+\)")
_SHORTEST = 2
_MOST_HEADS = 60
_MOST_ROUNDS = 6


def mended(section: Section, stream: Sequence[Atom]) -> list[Atom]:
    """Return the atoms with the words of broken column heads put together.

    ``商业 | 科研 | … `` above ``企业 | 机构`` is ``商业企业 | 科研机构 | …``: as many endings in a
    row as there are heads that want one, in their order.  A year in brackets is left out.
    """
    labels = (label for row in rows_of(section) for label in row.orders[0][:-1])
    heads = frozenset(s for label in labels if label.required for s in label.spellings)
    orders = [[plain(path[-1].label) for path in b.column_paths()] for b in section.blocks]
    result: list[Atom] = []
    stretch: list[Atom] = []
    for atom in stream:
        if atom.kind is AtomKind.VALUE and any(c.isdigit() for c in atom.text):
            result += _joined(stretch, heads, orders)
            stretch = []
            result.append(atom)
        else:
            stretch.append(_without_year(atom))
    return result + _joined(stretch, heads, orders)


def _without_year(atom: Atom) -> Atom:
    if atom.kind is AtomKind.WORD and (text := _YEAR.sub("", atom.text)) and text != atom.text:
        return replace(atom, text=text)
    return atom


def _joined(
    stretch: list[Atom], heads: frozenset[str], orders: Sequence[Sequence[str]]
) -> list[Atom]:
    """Join the broken heads of a stretch without figures, for as long as there are any."""
    for _ in range(_MOST_ROUNDS):
        words = [i for i, a in enumerate(stretch[: 4 * _MOST_HEADS]) if a.kind is AtomKind.WORD]
        texts = {index: plain(stretch[index].text) for index in words[:_MOST_HEADS]}
        found = next(_in_order(texts, orders), None) or next(_matches(texts, heads), None)
        if found is None:
            break
        wanting, endings = found
        for index, ending in zip(wanting, endings, strict=True):
            stretch[index] = replace(
                stretch[index], text=stretch[index].text + stretch[ending].text
            )
        gone = set(endings)
        stretch = [atom for index, atom in enumerate(stretch) if index not in gone]
    return stretch


def _in_order(
    texts: Mapping[int, str], orders: Sequence[Sequence[str]]
) -> Iterator[tuple[list[int], list[int]]]:
    """Yield the places of heads, two or more in the form's order, and those of their endings."""
    words = list(texts)
    for start in range(len(words)):
        for size in range((len(words) - start) // 2, 1, -1):
            group, endings = words[start : start + size], words[start + size : start + 2 * size]
            whole = [texts[a] + texts[b] for a, b in zip(group, endings, strict=True)]
            if any(whole == order[at : at + size] for order in orders for at in range(len(order))):
                yield group, endings


def _matches(
    texts: Mapping[int, str], heads: frozenset[str]
) -> Iterator[tuple[list[int], list[int]]]:
    """Yield the places of heads that want an ending, and those of as many endings in a row."""
    words = list(texts)
    wanting = [index for index in words if _wants(texts[index], heads)]
    for first in range(len(wanting)):
        for last in range(len(wanting), first, -1):
            group = wanting[first:last]
            after = [index for index in words if index > group[-1]]
            for start in range(len(after) - len(group) + 1):
                endings = after[start : start + len(group)]
                whole = (texts[a] + texts[b] for a, b in zip(group, endings, strict=True))
                if len(group) > 1 and all(text in heads or _wants(text, heads) for text in whole):
                    yield group, endings
                    return


def _wants(text: str, heads: frozenset[str]) -> bool:
    """Tell whether a text is the beginning of exactly one column head, and no head itself."""
    if len(text) < _SHORTEST or text in heads:
        return False
    return sum(head.startswith(text) for head in heads) == 1
