"""The report as it is printed: title, parts, paragraphs, tables; Word and the web draw the same."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from xlreport.edition.grid import Box, BoxKind, Grid, table_grid
from xlreport.edition.model import Section
from xlreport.quantity import show
from xlreport.report import Report

_SUBHEAD = re.compile(r"[（(][一二三四五六七八九十]{1,3}[）)][^。！？；]{1,30}")
_UNPRINTABLE = re.compile(
    r"[^\t\n\x20-\x7e\xa0-\ud7ff\ue000-\ufdcf\ufdf0-\ufffd\U00010000-\U0010ffff]"
)
"""What neither Word nor a page may hold: control characters, halves of letters, non-characters."""


class Style(StrEnum):
    """How a paragraph is set."""

    SUBHEAD = "subhead"
    """A heading of the second level, （一）."""
    BODY = "body"


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph of a part."""

    text: str
    style: Style


@dataclass(frozen=True, slots=True)
class Part:
    """One of the numbered parts: its heading, then paragraphs or a table."""

    key: str
    heading: str
    paragraphs: tuple[Paragraph, ...] = ()
    grid: Grid | None = None


@dataclass(frozen=True, slots=True)
class Printed:
    """A whole report, ready to be drawn; ``texts`` gives the figure of each cell key."""

    unit: str
    year: int
    name: str
    parts: tuple[Part, ...]
    texts: dict[str, str]

    @property
    def title(self) -> str:
        """The title in one line."""
        return f"{self.unit}{self.year}年{self.name}"

    def text(self, box: Box) -> str:
        """Return what is printed in a box."""
        return self.texts.get(box.key, "") if box.kind is BoxKind.CELL else box.text


def printed(report: Report) -> Printed:
    """Arrange a report for printing; a figure that is missing is an empty box."""
    return Printed(
        unit=_UNPRINTABLE.sub("", report.unit.name),
        year=report.year,
        name=report.edition.title,
        parts=tuple(_part(report, section) for section in report.edition.sections),
        texts={key: _figure(report, key) for key in report.edition.cells},
    )


def _part(report: Report, section: Section) -> Part:
    if section.blocks:
        return Part(section.key, section.heading, grid=table_grid(section))
    paragraphs: list[Paragraph] = []
    for piece in section.prose:
        if piece.label:
            paragraphs.append(Paragraph(piece.label, Style.SUBHEAD))
        for line in report.prose.get(piece.key, "").splitlines():
            if text := _UNPRINTABLE.sub("", line).strip():
                style = Style.SUBHEAD if _SUBHEAD.fullmatch(text) else Style.BODY
                paragraphs.append(Paragraph(text, style))
    return Part(section.key, section.heading, tuple(paragraphs))


def _figure(report: Report, key: str) -> str:
    """Return a figure as printed: money carries its unit where the heading does not name it."""
    value = report.values.get(key)
    if value is None:
        return ""
    cell = report.edition.cells[key]
    named = cell.number.decimals == 0 or cell.unit in cell.label
    return show(value) if named else f"{show(value)}{cell.unit}"
