"""The lines of a part that is text -> its pieces."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from xlreport.edition.model import Prose, Section
from xlreport.reading.published.form import plain
from xlreport.reading.published.line import Line

_ORDINAL = r"[一二三四五六七八九1-9１-９]"
_NUMBERED = re.compile(
    rf"\A\s*+(?:[（(]\s*{_ORDINAL}\s*[）)]|{_ORDINAL}\s*[）)]|[（(]\s*{_ORDINAL}|[）)]"
    rf"|{_ORDINAL}[、.．])\s*+[、.．]?\s*+"
)
"""The number of a head; published pages lose either bracket, or the number with one."""
_WITHIN = re.compile(rf"(?<=[。；;！!？?\s])(?=[（(]\s*{_ORDINAL}\s*[）)])")
_HEADING_ENDS = re.compile(r"[。：:；;，,！!？?]|\s")
_SENTENCE_ENDS = re.compile("[。；;]")
_OPENS = re.compile(r"20\d\d\s*年|[我本今全]|截至|截止|按照|根据")
"""How the text begins that follows a title without a stop between them."""
_LONGEST_HEADING = 30
_COUNTED = re.compile(r"\A\s*+([一二三四五六七])是")
_FEWEST_HEADS = 4
_FILLERS = re.compile(r"(?:工作|有关|开展|进展|落实|信息|不断|健全|完善)*(?:情况|方面)?")
_BEFORE = re.compile(
    r"(?:加强|强化|做好|推进|完善|规范|深化|优化|健全|抓好|落实|扎实|持续|切实|积极|政府|政务|关于)*"
)


@dataclass(frozen=True)
class Pieces:
    """The lines of each piece of a section by prose key, and the pieces whose title is absent."""

    lines: dict[str, list[Line]]
    untitled: tuple[Prose, ...]


def split_prose(section: Section, lines: Sequence[Line]) -> Pieces:
    """Divide the lines of a section.

    A piece begins where its number and title stand, at the beginning of a line or after a
    sentence; text after the title on the same line belongs to it.  What stands before the first is
    the piece that has no title.  Titles counted in words (一是主动公开。) are titles only where
    nearly all pieces have such a one: within a piece they count what it tells.
    """
    numbered = _split(section, lines)
    if len(numbered.untitled) < _FEWEST_HEADS:
        return numbered
    counted = _split(section, [_with_number(line) for line in lines])
    found = len(numbered.untitled) - len(counted.untitled)
    return counted if found >= _FEWEST_HEADS else numbered


def _with_number(line: Line) -> Line:
    """Return a line with a number instead of the words that count it (一是主动公开)."""
    counted = _COUNTED.match(line.text)
    return replace(line, text=f"（{counted[1]}）{line.text[counted.end() :]}") if counted else line


def _split(section: Section, lines: Sequence[Line]) -> Pieces:
    pieces: dict[str, list[Line]] = {piece.key: [] for piece in section.prose}
    titled = [piece for piece in section.prose if piece.label]
    current = next((p.key for p in section.prose if not p.label), titled[0].key if titled else "")
    left = list(titled)
    for line in _divided(lines, left):
        if not line.text.strip():
            continue
        begun = _begun(left, line.text)
        if begun is None:
            pieces[current].append(line)
            continue
        piece, rest = begun
        current = piece.key
        left.remove(piece)
        if rest:
            pieces[current].append(replace(line, text=rest))
    return Pieces(pieces, tuple(piece for piece in titled if piece in left))


def as_text(lines: Sequence[Line]) -> str:
    """Return lines as a text of paragraphs, less the bars that some layouts set round them."""
    paragraphs = (" ".join(line.text.strip().strip("|").split()) for line in lines)
    return "\n".join(paragraph for paragraph in paragraphs if paragraph)


def _divided(lines: Sequence[Line], titled: Sequence[Prose]) -> Iterator[Line]:
    """Yield the lines, cut where the title of a piece stands within one."""
    for line in lines:
        running = ""
        for part in _WITHIN.split(line.text):
            if running and _begun(titled, part) is not None:
                yield replace(line, text=running)
                running = ""
            running += part
        yield replace(line, text=running)


def _begun(left: Sequence[Prose], text: str) -> tuple[Prose, str] | None:
    """Return the piece whose title a text begins with, and what follows the title."""
    for piece in left:
        rest = _after_title(piece, text)
        if rest is not None:
            return piece, rest
    return None


def _after_title(piece: Prose, text: str) -> str | None:
    """Return what follows a piece's title; ``None`` if the text does not begin with it."""
    own = _NUMBERED.match(piece.label)
    number = _NUMBERED.match(text[:_LONGEST_HEADING])
    if own is None:
        return None
    label = plain(piece.label[own.end() :])
    body = text[number.end() :] if number else text.strip()
    spellings = sorted((label, *map(plain, piece.also)), key=len, reverse=True)
    head = body[: 2 * _LONGEST_HEADING]
    end = _HEADING_ENDS.search(head)
    title = plain(head[: end.start()] if end else head)
    if any(_is_title(title, spelling) for spelling in spellings):
        if number is None:
            return "" if end is None and len(body) <= _LONGEST_HEADING else None
        return body[end.end() :].strip() if end else "" if len(body) <= len(head) else None
    if number is None:
        return None
    for spelling in spellings:
        if opened := _opened(head, spelling):
            return body[opened:].strip()
    same = plain(number[0]) == plain(own[0])
    short = len(body) <= _LONGEST_HEADING and not _SENTENCE_ENDS.search(body)
    return "" if same and short and any(s in plain(body) for s in spellings) else None


def _is_title(title: str, spelling: str) -> bool:
    """Tell whether a title is a spelling, with words around it that titles are padded with."""
    before, found, after = title.partition(spelling)
    return bool(found and _BEFORE.fullmatch(before) and _FILLERS.fullmatch(after))


def _opened(text: str, spelling: str) -> int:
    """Return where the text begins that follows a title directly; 0 if none does."""
    if not text.startswith(spelling):
        return 0
    fillers = _FILLERS.match(text, len(spelling))
    at = fillers.end() if fillers else len(spelling)
    return at if _OPENS.match(text, at) else 0
