"""The lines of a report -> the lines of each of its parts, whatever the parts are called."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from xlreport.edition.model import Edition, Head, Section
from xlreport.reading.published.atoms import normal
from xlreport.reading.published.form import plain
from xlreport.reading.published.line import Line

_ALIKE = 0.8
_LONG = 400
"""Longer lines than this may hold a whole report."""
_LONGEST_HEADING = 40
_NUMBERS = "一二三四五六七八九十"
_NUMBER = re.compile(
    rf"\A\s*+(?:第\s*+([{_NUMBERS}])\s*+部分|([{_NUMBERS}]))(?:\s*+[、.．,，:：]|\s)\s*+"
)
_LIST_MARK = re.compile(rf"\A\s*+[•·●■◆▪◦○➢*]\s*+(?=[（(]?[{_NUMBERS}][、.．）)])")
_SENTENCE = re.compile("[。；;！!？?]")
_INLINE = re.compile(r"\s*[。：:]\s*|\s+")
_OPENS = re.compile(r"20\d\d\s*年|[我本无没未截全今]")


@dataclass(frozen=True)
class Parts:
    """What stands before the first part, and each part's lines by section key.

    ``odd`` holds the official heading of a part, the one found, and where; ``guessed`` the keys of
    parts that only their number tells; ``extra`` headings that the form does not have, with their
    lines.
    """

    before: tuple[Line, ...]
    lines: Mapping[str, tuple[Line, ...]]
    odd: tuple[tuple[str, str, str], ...]
    guessed: frozenset[str] = frozenset()
    extra: tuple[tuple[Line, tuple[Line, ...]], ...] = ()


def split_sections(edition: Edition, lines: Sequence[Line]) -> Parts:
    """Find the headings of the parts; of several (a list of contents) the last that fit."""
    lines = _unrolled(edition, [_unmarked(line) for line in lines])
    seeker = _Seeker(edition, lines)
    found = seeker.find()
    starts = sorted(found.values())
    parts: dict[str, tuple[Line, ...]] = {}
    odd: list[tuple[str, str, str]] = []
    extra: list[tuple[Line, tuple[Line, ...]]] = []
    for section in edition.sections:
        if section.key not in found:
            continue
        start = found[section.key]
        end = min((s for s in starts if s > start), default=len(lines))
        own, others = seeker.without_extra(section, start, end)
        parts[section.key] = tuple(lines[i] for i in own if i not in seeker.repeats)
        extra += [(lines[i], tuple(lines[i + 1 : stop])) for i, stop in others]
        heading = lines[start].text.strip()
        if plain(heading) != plain(section.heading):
            odd.append((section.heading, heading, lines[start].where))
    before = tuple(lines[: min(starts, default=len(lines))])
    return Parts(before, parts, tuple(odd), frozenset(seeker.guessed), tuple(extra))


def _unmarked(line: Line) -> Line:
    """Return a line without the mark of a list before the number of a heading: • 一、总体情况."""
    mark = _LIST_MARK.match(line.text) if line.cells is None else None
    return replace(line, text=line.text[mark.end() :]) if mark else line


class _Seeker:
    """Finds the headings, from the last part to the first."""

    def __init__(self, edition: Edition, lines: Sequence[Line]) -> None:
        self.edition = edition
        self.lines = lines
        self.repeats: set[int] = set()
        self.guessed: set[str] = set()
        self._labels = {plain(label) for label in _labels(edition)}
        self._numbered = {
            index: number
            for index, line in enumerate(lines)
            if (number := self._number(line)) is not None
        }
        self._found: dict[str, int] = {}

    def find(self) -> dict[str, int]:
        """Return where the heading of each part stands."""
        limit = len(self.lines)
        for section in reversed(self.edition.sections):
            limit = self._last(section, limit)
        self._by_number()
        return self._found

    def _last(self, section: Section, limit: int) -> int:
        tests = (_is_official, _is_named, _is_like, _is_other, _is_title)
        test = next((t for t in tests if any(t(section, x) for x in self.lines[:limit])), None)
        if test is None:
            return limit
        for index in range(limit - 1, -1, -1):
            if not test(section, self.lines[index]):
                if section.key in self._found and self.lines[index].text.strip():
                    break
            elif section.key in self._found:
                # A caption repeats the heading right above the table.
                self.repeats.add(limit)
                self._found[section.key] = limit = index
            else:
                self._found[section.key] = limit = index
        return limit

    def _by_number(self) -> None:
        """Give parts that are called otherwise the heading with their number between others."""
        sections = self.edition.sections
        for position, section in enumerate(sections):
            if section.key in self._found:
                continue
            before = [self._found[s.key] for s in sections[:position] if s.key in self._found]
            after = [self._found[s.key] for s in sections[position + 1 :] if s.key in self._found]
            if not before and not after:
                continue
            low, high = max(before, default=-1), min(after, default=len(self.lines))
            own = [i for i, n in self._numbered.items() if low < i < high and n == section.number]
            if own:
                self._found[section.key] = own[-1] if not before else own[0]
                self.guessed.add(section.key)

    def without_extra(
        self, section: Section, start: int, end: int
    ) -> tuple[Sequence[int], list[tuple[int, int]]]:
        """Return the lines of a part's own, and where parts of no form begin and end in it.

        Those have a number that follows the part's own, and stand before the next part's.
        """
        here = self._order(start, section)
        stop = self._order(end, None) if end < len(self.lines) else len(_NUMBERS) + 1
        heads: list[int] = []
        for index in range(start + 1, end):
            number = self._numbered.get(index)
            if number is None or not section.prose:
                continue
            if _NUMBERS.index(number) == here + len(heads) + 1 < stop:
                heads.append(index)
        bounds = [*heads, end]
        return range(start + 1, bounds[0]), list(zip(heads, bounds[1:], strict=True))

    def _order(self, index: int, section: Section | None) -> int:
        number = self._numbered.get(index) or (section.number if section else "")
        return _NUMBERS.index(number) if number and number in _NUMBERS else len(_NUMBERS)

    def _number(self, line: Line) -> str | None:
        """Return the number of a line that may be the heading of a part; ``None`` if it is none."""
        number, title = _heading(line)
        short = 1 < len(plain(title)) <= _LONGEST_HEADING
        if not short or _SENTENCE.search(title):
            return None
        return None if any(map(plain(line.text).startswith, self._labels)) else number


def _labels(edition: Edition) -> Iterator[str]:
    """Yield the row heads that begin with a number as parts do."""

    def walk(heads: Sequence[Head]) -> Iterator[str]:
        for head in heads:
            yield from (text for text in (head.label, *head.also) if _NUMBER.match(text))
            yield from walk(head.children)

    for section in edition.sections:
        for block in section.blocks:
            yield from walk(block.rows)


def _bare(line: Line) -> str | None:
    if line.cells is not None and sum(bool(cell.strip()) for cell in line.cells) != 1:
        return None
    return normal(line.text).strip().strip("|").strip()


def _heading(line: Line) -> tuple[str, str]:
    """Return the number of a heading and its title; both empty for other lines."""
    text = _bare(line)
    match = _NUMBER.match(text) if text is not None and len(text) < 2 * _LONGEST_HEADING else None
    if text is None or match is None:
        return "", ""
    return match[1] or match[2], text[match.end() :]


def _split(line: Line) -> tuple[str, str]:
    """Return what :func:`_heading` does, with a plain title."""
    number, title = _heading(line)
    return number, plain(title)


def _titles(section: Section) -> tuple[str, ...]:
    return tuple(plain(title) for title in (section.title, *section.also))


def _is_official(section: Section, line: Line) -> bool:
    return _split(line) == (section.number, plain(section.title))


def _is_named(section: Section, line: Line) -> bool:
    """Tell whether a line is the official title under another number."""
    number, title = _split(line)
    return bool(number) and title == plain(section.title)


def _is_like(section: Section, line: Line) -> bool:
    number, title = _split(line)
    if number != section.number or not title:
        return False
    return any(
        title == each or SequenceMatcher(a=title, b=each, autojunk=False).ratio() >= _ALIKE
        for each in _titles(section)
    )


def _is_other(section: Section, line: Line) -> bool:
    number, title = _split(line)
    return bool(number) and title in _titles(section)


def _is_title(section: Section, line: Line) -> bool:
    """Tell whether a line is a heading whose number a word processor would have added."""
    return line.cells is None and plain(line.text[: 2 * _LONGEST_HEADING]) in _titles(section)


# --- Headings inside lines ----------------------------------------------------------------------


def _unrolled(edition: Edition, lines: Sequence[Line]) -> list[Line]:
    """Put headings that text follows, or that a whole report on one line has, on their own."""
    long = (line.text for line in lines if line.cells is None and len(line.text) > _LONG)
    rolled = any(sum(s.heading in text for s in edition.sections) > 1 for text in long)
    result: list[Line] = []
    cut = _cutter(edition) if rolled else None
    for line in lines:
        if cut is not None and line.cells is None and len(line.text) > _LONG:
            texts = [text for text in cut(line.text) if text and text.strip()]
            result += [replace(line, text=text) for text in texts]
        else:
            result += _opened(edition, line)
    return result


def _cutter(edition: Edition) -> Callable[[str], list[str]]:
    spellings = [
        re.escape(f"{section.number}、{title}")
        for section in edition.sections
        for title in sorted((section.title, *section.also), key=len, reverse=True)
    ]
    labels = [re.escape(p.label) for section in edition.sections for p in section.prose if p.label]
    return re.compile(f"({'|'.join(spellings)})|(?={'|'.join(labels)})").split


def _opened(edition: Edition, line: Line) -> Iterator[Line]:
    """Yield a line whose text follows a heading as two."""
    match = _NUMBER.match(normal(line.text[:_LONGEST_HEADING])) if line.cells is None else None
    if match is None:
        yield line
        return
    for section in edition.sections:
        for title in sorted((section.title, *section.also), key=len, reverse=True):
            end = match.end() + len(title)
            rest = line.text[end:]
            gap = _INLINE.match(rest)
            begins = gap is not None or _OPENS.match(rest) is not None
            same = normal(line.text[:end]) == match[0] + normal(title)
            if same and begins and plain(rest):
                yield replace(line, text=line.text[:end])
                yield replace(line, text=rest[gap.end() if gap else 0 :])
                return
    yield line
