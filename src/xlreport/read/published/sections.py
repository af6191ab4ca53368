"""The lines of a report -> its title, and the lines of each of its parts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from xlreport.edition.model import Edition, Section
from xlreport.read.published.atoms import normal
from xlreport.read.published.form import plain
from xlreport.read.published.line import Line

_ALIKE = 0.8
_LONG = 400
"""Longer lines than this may hold a whole report."""


@dataclass(frozen=True)
class Parts:
    """What stands before the first part, and each part's lines by section key.

    ``odd`` holds the official heading of a part, the one found, and where.
    """

    before: tuple[Line, ...]
    lines: dict[str, tuple[Line, ...]]
    odd: tuple[tuple[str, str, str], ...]


def split_sections(edition: Edition, lines: Sequence[Line]) -> Parts:
    """Find the headings of the parts; of several (a list of contents) the last that fit."""
    lines = _unrolled(edition, lines)
    found: dict[str, int] = {}
    limit = len(lines)
    repeats: set[int] = set()
    for section in reversed(edition.sections):
        is_heading = _is_heading if any(_is_heading(section, x) for x in lines) else _is_title
        for index in range(limit - 1, -1, -1):
            if not is_heading(section, lines[index]):
                if section.key in found and lines[index].text.strip():
                    break
            elif section.key not in found:
                found[section.key] = limit = index
            else:
                # A caption repeats the heading right above the table.
                repeats.add(limit)
                found[section.key] = limit = index
    starts = sorted(found.values())
    parts: dict[str, tuple[Line, ...]] = {}
    odd: list[tuple[str, str, str]] = []
    for section in edition.sections:
        if section.key not in found:
            continue
        start = found[section.key]
        end = min((s for s in starts if s > start), default=len(lines))
        parts[section.key] = tuple(lines[i] for i in range(start + 1, end) if i not in repeats)
        heading = lines[start].text.strip()
        if plain(heading) != plain(section.heading):
            odd.append((section.heading, heading, lines[start].where))
    return Parts(tuple(lines[: min(starts, default=len(lines))]), parts, tuple(odd))


def _titles(section: Section) -> Iterable[str]:
    return (plain(title) for title in (section.title, *section.also))


def _is_heading(section: Section, line: Line) -> bool:
    if line.cells is not None and sum(bool(cell.strip()) for cell in line.cells) != 1:
        return False
    text = normal(line.text).strip().strip("|").strip()
    number = re.match(rf"{section.number}\s*[、.．,，]", text)
    if number is None:
        return False
    title = plain(text[number.end() :])
    return any(
        title == each or SequenceMatcher(a=title, b=each, autojunk=False).ratio() >= _ALIKE
        for each in _titles(section)
    )


def _is_title(section: Section, line: Line) -> bool:
    """Tell whether a line is a heading whose number a word processor would have added."""
    return line.cells is None and plain(line.text) == plain(section.title)


def _unrolled(edition: Edition, lines: Sequence[Line]) -> list[Line]:
    """Put each heading on a line of its own where a whole report stands on one line."""
    if not any(len(line.text) > _LONG and _is_rolled(edition, line) for line in lines):
        return list(lines)
    spellings = [
        re.escape(f"{section.number}、{title}")
        for section in edition.sections
        for title in sorted((section.title, *section.also), key=len, reverse=True)
    ]
    labels = [re.escape(p.label) for section in edition.sections for p in section.prose if p.label]
    cut = re.compile(f"({'|'.join(spellings)})|(?={'|'.join(labels)})")
    result: list[Line] = []
    for line in lines:
        if line.cells is None and len(line.text) > _LONG:
            texts = [text for text in cut.split(line.text) if text and text.strip()]
            result += [replace(line, text=text) for text in texts]
        else:
            result.append(line)
    return result


def _is_rolled(edition: Edition, line: Line) -> bool:
    return line.cells is None and sum(s.heading in line.text for s in edition.sections) > 1


# --- Title ------------------------------------------------------------------------------------

_YEAR = re.compile(r"(20\d\d|二[〇○零O0][一二][〇○零O0一二三四五六七八九])年(?:度)?")
_PERIOD = re.compile(r"(20\d\d)年1月1日.{0,3}至(?:\1年)?12月31日")
_DIGITS = str.maketrans("〇○零O一二三四五六七八九", "0000123456789")
_AWAY = re.compile(r"[>»：:|/]")
_SENTENCE = re.compile("[。；，;,]")
_LONGEST_TITLE = 80


@dataclass(frozen=True, slots=True)
class Title:
    """What a report's title says; empty where it does not.

    ``joined`` tells that the unit's name stood on another line than the rest, ``guessed`` that
    there is no title and the year is that of the period which the report covers.
    """

    year: int | None
    unit: str
    where: str
    joined: bool = False
    guessed: bool = False


def find_title(edition: Edition, lines: Sequence[Line]) -> Title:
    """Find the title among the lines before the first part: unit, year, and what it is.

    The last line that reads as a title is taken; titles broken over lines are put together.
    """
    texts = [
        ("".join(normal(line.text).split()), line.where) for line in lines if line.text.strip()
    ]
    ends = [plain(title) for title in (edition.title, *edition.also)]
    nameless: Title | None = None
    for length in (1, 2, 3):
        for start in range(len(texts) - length, -1, -1):
            text = "".join(text for text, _ in texts[start : start + length])
            title = _title(text, ends)
            if title is not None and title.unit:
                joined = not _YEAR.search(texts[start][0])
                return replace(title, where=texts[start][1], joined=joined)
            if title is not None:
                nameless = nameless or replace(title, where=texts[start][1])
    return nameless or _period(texts)


def _period(texts: Iterable[tuple[str, str]]) -> Title:
    """Take the year from the period that a preface names."""
    for text, where in texts:
        if period := _PERIOD.search(text):
            return Title(int(period[1]), "", where, guessed=True)
    return Title(None, "", "")


def _title(text: str, ends: Iterable[str]) -> Title | None:
    if len(text) > _LONGEST_TITLE or _SENTENCE.search(text):
        return None
    end = next((text.rfind(e) for e in sorted(ends, key=len, reverse=True) if e in text), -1)
    year = list(_YEAR.finditer(text))
    if end < 0 or not year:
        return None
    before = text[:end] if year[-1].start() < end else text
    head, tail = before[: year[-1].start()], before[year[-1].end() : end]
    head = _AWAY.split(head)[-1].strip('《“"（(')
    unit = head or tail
    unit = unit.removeprefix("关于").removesuffix("的").removesuffix("关于")
    return Title(int(year[-1][1].translate(_DIGITS)), unit.strip('《“"'), "")
