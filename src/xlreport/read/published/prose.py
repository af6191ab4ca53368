"""The lines of a part that is text -> its pieces."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from xlreport.edition.model import Prose, Section
from xlreport.read.published.form import plain
from xlreport.read.published.line import Line

_NUMBERED = re.compile(r"(?:[（(][一二三四五六七八九][）)]|[一二三四五六七八九\d１-９][、.．])\s*")
_HEADING_ENDS = re.compile(r"[。：:；;，,！!？?]|\s")
_SENTENCE_ENDS = re.compile("[。；;]")
_LONGEST_HEADING = 30
_FILLERS = re.compile(r"(?:工作|有关|开展|进展|落实)*(?:情况|方面)?")


@dataclass(frozen=True)
class Pieces:
    """The lines of each piece of a section by prose key, and the pieces whose title is absent."""

    lines: dict[str, list[Line]]
    untitled: tuple[Prose, ...]


def split_prose(section: Section, lines: Sequence[Line]) -> Pieces:
    """Divide the lines of a section.

    A piece begins at a line that starts with its number and title; text after the title on the
    same line belongs to it.  What stands before the first is the piece that has no title.
    """
    pieces: dict[str, list[Line]] = {piece.key: [] for piece in section.prose}
    titled = [piece for piece in section.prose if piece.label]
    current = next((p.key for p in section.prose if not p.label), titled[0].key if titled else "")
    left = list(titled)
    found: set[str] = set()
    for line in lines:
        if not line.text.strip():
            continue
        for index, piece in enumerate(left):
            rest = _after_title(piece, line.text)
            if rest is not None:
                current = piece.key
                found.add(current)
                left = left[index + 1 :]
                if rest:
                    pieces[current].append(Line(rest, line.where))
                break
        else:
            pieces[current].append(line)
    return Pieces(pieces, tuple(piece for piece in titled if piece.key not in found))


def as_text(lines: Sequence[Line]) -> str:
    """Return lines as a text of paragraphs, less the bars that some layouts set round them."""
    paragraphs = (" ".join(line.text.strip().strip("|").split()) for line in lines)
    return "\n".join(paragraph for paragraph in paragraphs if paragraph)


def _after_title(piece: Prose, text: str) -> str | None:
    """Return what follows a piece's title on its line; ``None`` if the line has no such title."""
    own = _NUMBERED.match(piece.label)
    number = _NUMBERED.match(text.strip())
    if number is None or own is None:
        return None
    label = plain(piece.label[own.end() :])
    body = text.strip()[number.end() :]
    end = _HEADING_ENDS.search(body)
    title = plain(body[: end.start()] if end else body)
    spellings = sorted((label, *map(plain, piece.also)), key=len, reverse=True)
    for spelling in spellings:
        if title.startswith(spelling) and _FILLERS.fullmatch(title[len(spelling) :]):
            return body[end.end() :].strip() if end else ""
    same = plain(number[0]) == plain(own[0])
    short = len(body) <= _LONGEST_HEADING and not _SENTENCE_ENDS.search(body)
    return "" if same and short and any(s in plain(body) for s in spellings) else None
