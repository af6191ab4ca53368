"""The values of a sheet's cells, as a person sees them: numbers, texts, dates, yes and no."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import lru_cache

from xlreport.dates import moment_of
from xlreport.reading.markup import is_plain, text_of
from xlreport.reading.rows import Rows
from xlreport.reading.scan import SheetFacts
from xlreport.reading.skeleton import odd_cell

_A_NUMBER = r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?"
_NUMBER = re.compile(_A_NUMBER, re.ASCII)
_NUMBERS = re.compile(rf"{_A_NUMBER}(?:<{_A_NUMBER})*", re.ASCII)
_WHOLE_NUMBERS = re.compile(r"[\d<]+", re.ASCII)
"""Cells of whole numbers alone, as most are: a simple pattern is told five times as fast."""
_INDEX = re.compile(r"\d{1,7}", re.ASCII)
_PLAIN_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_MOST_KEPT = 4096
"""The rows of sheets with more cells are not remembered."""


@dataclass(frozen=True, slots=True, eq=False)
class Calendar:
    """Which styles show dates, and whether days count from 1904 on."""

    dates: frozenset[int] = frozenset()
    since_1904: bool = False


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a workbook's cells refer to: its texts, and how its numbers are dates."""

    texts: Sequence[str]
    calendar: Calendar


def rows_of(facts: SheetFacts, meaning: Meaning) -> Rows:
    """Return the values of a sheet from ``A1`` on; errors and empty cells are ``None``.

    Numbers are ``float``, as they are stored; a number with the format of a date is a date.
    Where facts and texts are those of an earlier sheet, so are the rows.

    :raises MalformedPart: if a value is not one of its type.
    """
    numbers = facts.numbers_of_texts
    if numbers is None or max(numbers, default=-1) >= len(meaning.texts):
        return _rows(facts, None, meaning)
    texts = tuple(map(meaning.texts.__getitem__, numbers))
    if len(facts.skeleton.cells) > _MOST_KEPT:
        return _rows(facts, texts, meaning)
    return _kept_rows(facts, texts, meaning.calendar)


def _rows(facts: SheetFacts, texts: Sequence[str] | None, meaning: Meaning) -> Rows:
    """:param texts: those of the cells that have one of the table, ``None`` if one has not."""
    values: list[object] = []
    skeleton = facts.skeleton
    for kind in skeleton.by_kind:
        together = texts if kind == "s" else _together(kind, facts, meaning)
        values += _one_by_one(kind, facts, meaning) if together is None else together
    values += (None, None)  # that of an empty cell, which has the number -1
    return Rows([line(values) for line in skeleton.lines])


@lru_cache(maxsize=64)
def _kept_rows(facts: SheetFacts, texts: Sequence[str], calendar: Calendar) -> Rows:
    return _rows(facts, texts, Meaning((), calendar))


def _together(kind: str, facts: SheetFacts, meaning: Meaning) -> Iterable[object] | None:
    """Return the values of cells of which nothing special is to be said, much faster."""
    raws = facts.raws[kind]
    joined = "<".join(raws)
    if kind == "n" and not _any_dates(facts, meaning.calendar.dates):
        sound = _WHOLE_NUMBERS.fullmatch(joined) or _NUMBERS.fullmatch(joined)
        return map(float, raws) if sound and all(raws) else None
    if kind == "str" and is_plain(joined):
        return raws
    return None


def _any_dates(facts: SheetFacts, dates: frozenset[int]) -> bool:
    """Tell whether a number of a sheet is shown as a date."""
    if dates.isdisjoint(facts.styles):
        return False
    return any(facts.style_of(cell) in dates for cell in facts.skeleton.by_kind["n"].values())


def _one_by_one(kind: str, facts: SheetFacts, meaning: Meaning) -> Iterator[object]:
    cells = facts.skeleton.by_kind[kind]
    for (place, cell), raw in zip(cells.items(), facts.raws[kind], strict=True):
        try:
            yield _value(kind, raw, facts.style_of(cell), meaning) if raw else None
        except (ValueError, IndexError, OverflowError) as error:
            raise odd_cell(*place, "值的写法与类型不符") from error


def _value(kind: str, raw: str, style: int, meaning: Meaning) -> object:
    """Return the value of a cell.

    :raises ValueError, IndexError, OverflowError: if it is not one of its type.
    """
    stripped = raw.strip()
    match kind:
        case "n":
            return _number(stripped, style, meaning)
        case "s" if _INDEX.fullmatch(stripped):
            return meaning.texts[int(stripped)]
        case "str":
            return text_of(raw)
        case "inlineStr":
            return raw
        case "b" if stripped in ("0", "1", "true", "false"):
            return stripped in ("1", "true")
        case "d" if _PLAIN_DATE.fullmatch(stripped):
            return date.fromisoformat(stripped)
        case "d":
            return datetime.fromisoformat(stripped)
        case "e":
            return None
        case _:
            raise ValueError(raw)


def _number(stripped: str, style: int, meaning: Meaning) -> object:
    if not stripped:
        return None
    if not _NUMBER.fullmatch(stripped):
        raise ValueError(stripped)
    number = float(stripped)
    return _moment(number, stripped, meaning) if style in meaning.calendar.dates else number


def _moment(days: float, stored: str, meaning: Meaning) -> object:
    """Return the date or time that a number of days is shown as."""
    try:
        moment = moment_of(days, since_1904=meaning.calendar.since_1904)
    except OverflowError:
        return f"{stored}（日期格式）"
    if 0 <= days < 1:
        return moment.time()
    return moment.date() if moment.time() == time() else moment
