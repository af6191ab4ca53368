"""Whose text it is, of which year, and for whom it speaks."""

from __future__ import annotations

from dataclasses import dataclass

from xlreport.checking.prose.names import OwnNames, own_names
from xlreport.edition.model import Vocabulary
from xlreport.report import Report, ReportKind

_GOVERNMENTS = ("人民政府", "政府", "管理委员会", "管委会", "行政公署")
_ALL_OF = "全我本"


@dataclass(frozen=True, slots=True)
class ReportContext:
    """Whose text it is: the unit's names, the report year, whether it speaks for a whole area.

    ``area`` is the last letter of the area's name, which tells 全县 of a county from 全市; it is
    empty where that is not known.
    """

    names: OwnNames
    year: int
    for_area: bool
    area: str = ""

    def speaks_for(self, area: str) -> bool:
        """Tell whether it speaks for what a word such as 全县 or 各部门 names.

        :param area: a word of the vocabulary's ``areas``.
        """
        if not self.for_area or not self.area or area[0] not in _ALL_OF:
            return self.for_area
        return area[1] == self.area or area[1] not in self.names.area_letters


def context_of(report: Report) -> ReportContext:
    """Return whose texts those of a report are.

    :param report: the report; one that is a roll-up, or of a whole area, speaks for all units of
        it.
    """
    unit, vocabulary = report.unit.name, report.edition.vocabulary
    if report.kind is ReportKind.CONSOLIDATED:
        return speaker_of(unit, report.year, vocabulary, for_area=True)
    return speaker_of(
        unit, report.year, vocabulary, for_area=unit.endswith(vocabulary.area_units), own=True
    )


def speaker_of(
    name: str, year: int, vocabulary: Vocabulary, *, for_area: bool, own: bool = False
) -> ReportContext:
    """Return who speaks: a unit of that name, in the report of that year.

    :param name: the unit's name as on the cover; it may be empty.
    :param year: the year reported on.
    :param vocabulary: that of the report's edition.
    :param for_area: it speaks for all units of its area.
    :param own: that area is the one its own name ends in.
    """
    area = name
    for government in _GOVERNMENTS:
        area = area.removesuffix(government)
    return ReportContext(own_names(name, vocabulary), year, for_area, area[-1:] if own else "")
