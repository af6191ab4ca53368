"""Where the workbooks of the roll-ups lie, and how one leads to another."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from xlsxwriter.url import Url

from xlreport.consolidation.units.roster import Member, Roster
from xlreport.edition import Place
from xlreport.edition.layout import OVERVIEW_SHEET
from xlreport.sheets.links import link_to_file

_FRONT = Place(OVERVIEW_SHEET, 0, 0)


@dataclass(frozen=True)
class WorkbookLinks:
    """The path of the workbook that is drawn, and of all by the identities of their units."""

    path: Path
    paths: Mapping[str, Path] = field(default_factory=dict)

    @property
    def folder(self) -> Path:
        """The folder that the workbook lies in."""
        return self.path.parent

    def link_to(self, identity: str) -> Url | None:
        """Return a link to the workbook of a unit, ``None`` if it has none."""
        path = self.paths.get(identity)
        return link_to_file(path, self.folder, _FRONT) if path else None

    def above(self, member: Member | None, roster: Roster | None) -> tuple[str, Url] | None:
        """Return the name of the next workbook above a unit's, and a link to it."""
        if member is None or roster is None:
            return None
        for identity in roster.above(member):
            if link := self.link_to(identity):
                return self.paths[identity].name, link
        return None

    def highest(self, member: Member | None, roster: Roster | None) -> str:
        """Return the name of the highest workbook above a unit's, empty if it is that itself."""
        above = roster.above(member) if member and roster else ()
        names = [self.paths[identity].name for identity in above if identity in self.paths]
        return names[-1] if names else ""
