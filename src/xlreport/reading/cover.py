"""What the cover says of the unit and of the day: typed by people, and so in many writings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from xlreport.codes import damage_of, plain_code
from xlreport.dates import AmbiguousDay, parse_day
from xlreport.edition import Edition
from xlreport.edition.layout import COVER_FIELDS
from xlreport.reading.answers import plain_text
from xlreport.report import Unit

UNIT_FIELDS = ("cover.unit", "cover.code", "cover.level", "cover.year")
"""The fields of the cover that say who reports for which year."""
_LONGEST_SHOWN = 40


@dataclass(frozen=True, slots=True)
class Doubt:
    """Something on the cover that a person must look at: rule, field, and what is there."""

    rule: str
    field: str
    found: str


class Cover:
    """The fields beside their labels on the cover.

    :param beside: what stands beside each label, as it is stored.
    """

    def __init__(self, edition: Edition, beside: Mapping[str, object]) -> None:
        self._edition = edition
        self._raw = {field: beside.get(label) for field, label in COVER_FIELDS.items()}
        self.texts = {field: plain_text(raw) for field, raw in self._raw.items()}

    @property
    def others(self) -> dict[str, str]:
        """What the cover says besides unit and year, where it says anything."""
        return {f: text for f, text in self.texts.items() if f not in UNIT_FIELDS and text}

    @property
    def unit(self) -> Unit:
        """The unit; a code that has lost digits, and a level that nobody knows, are left out."""
        return Unit(self.texts["cover.unit"], "" if self._lost else self._code, self._level)

    @property
    def _code(self) -> str:
        return plain_code(self.texts["cover.code"])

    @property
    def _lost(self) -> str:
        """Say how the code was damaged, if it was."""
        return damage_of(self._raw["cover.code"], self._code)

    @property
    def _level(self) -> str:
        return self._edition.level_typed(self.texts["cover.level"])

    def doubts(self, year: int) -> Iterator[Doubt]:
        """Yield what must be looked at; ``year`` is that of the report."""
        if not self.texts["cover.unit"]:
            yield Doubt("READ-UNIT", "cover.unit", "单位名称是空白")
        if self._lost:
            yield Doubt("READ-CODE", "cover.code", self._lost)
        if (level := self.texts["cover.level"]) and not self._level:
            yield Doubt("READ-LEVEL", "cover.level", f"行政层级填的是“{level[:_LONGEST_SHOWN]}”")
        if day := self.texts["cover.date"]:
            yield from _day_doubts(day, year)


def _day_doubts(text: str, year: int) -> Iterator[Doubt]:
    shown = f"填报日期填的是“{text[:_LONGEST_SHOWN]}”"
    try:
        day = parse_day(text)
    except AmbiguousDay:
        yield Doubt("READ-DATE", "cover.date", f"{shown}，分不清哪个是月、哪个是日")
    except ValueError:
        yield Doubt("READ-DATE", "cover.date", f"{shown}，认不出是哪一天")
    else:
        if day <= date(year, 12, 31):
            yield Doubt("READ-DATE", "cover.date", f"{shown}，早于报告年度 {year} 年结束")
