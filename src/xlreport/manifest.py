"""The hidden sheet that says what a workbook is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from xlreport.edition import Edition, Layout, layout_of
from xlreport.edition.layout import TEMPLATE_VERSION, layout_made
from xlreport.letters import shown_number
from xlreport.report import Report, ReportKind

FORMAT = "xlreport"
MARKS_ROW = 20
"""The row of the manifest sheet, from 0, where the marks drawn on the workbook are recorded."""
MARKED_ROW = 10
"""The row, from 0, in which a marked copy says what it is a copy of."""
MARKED = "marked"
_INTERIM = "interim"
_COMPLETE = "complete"
"""What stands in the place of what a roll-up lacks, where it lacks nothing."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a workbook says of itself; ``fingerprint`` identifies the layout it was made with.

    ``marked`` is that of the report of which the workbook is a marked copy.  ``interim`` is what a
    roll-up says of the units and files that it lacks, empty if it has all; ``None`` in workbooks of
    units, and of earlier versions, which say it on the cover only.
    """

    edition: str
    overlays: tuple[str, ...]
    template_version: int
    year: int
    unit_code: str
    kind: ReportKind
    fingerprint: str
    marked: str = ""
    interim: str | None = None

    @classmethod
    def of(cls, report: Report) -> Manifest:
        """Return the manifest for a workbook made from ``report`` now."""
        return cls(
            edition=report.edition.id,
            overlays=report.edition.overlays,
            template_version=TEMPLATE_VERSION,
            year=report.year,
            unit_code=report.unit.code,
            kind=report.kind,
            fingerprint=layout_of(report.edition).fingerprint,
            interim=report.interim if report.kind is ReportKind.CONSOLIDATED else None,
        )

    def layout(self, edition: Edition) -> Layout:
        """Return the layout that the workbook was made with."""
        return layout_made(edition, self.template_version, self.fingerprint)

    def rows(self) -> list[tuple[str, str]]:
        """Return the rows of the manifest sheet."""
        lacks = [] if self.interim is None else [(_INTERIM, self.interim or _COMPLETE)]
        return [
            ("format", FORMAT),
            ("edition", self.edition),
            ("overlays", " ".join(self.overlays)),
            ("template_version", str(self.template_version)),
            ("year", str(self.year)),
            ("unit_code", self.unit_code),
            ("kind", self.kind.value),
            ("fingerprint", self.fingerprint),
            *lacks,
        ]

    @classmethod
    def parse(cls, rows: Iterable[Sequence[object]]) -> Manifest:
        """Read the rows of a manifest sheet.

        :raises ValueError: if they are not those of a manifest.
        """
        # A spreadsheet program may have turned the texts of digits into numbers.
        texts = {str(r[0]): _text(r[1]) for r in rows if len(r) >= 2}
        if texts.get("format") != FORMAT:
            raise ValueError("not a manifest")
        lacks = texts.get(_INTERIM)
        try:
            return cls(
                edition=texts["edition"],
                overlays=tuple(texts["overlays"].split()),
                template_version=int(texts["template_version"]),
                year=int(texts["year"]),
                unit_code=texts["unit_code"],
                kind=ReportKind(texts["kind"]),
                fingerprint=texts["fingerprint"],
                marked=texts.get(MARKED, ""),
                interim="" if lacks == _COMPLETE else lacks,
            )
        except KeyError as error:
            raise ValueError(f"manifest without {error}") from error


def _text(value: object) -> str:
    if isinstance(value, float):
        return shown_number(value)
    return "" if value is None else str(value)
