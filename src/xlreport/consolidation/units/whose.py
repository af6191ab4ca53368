"""Whose a file is: by its cover, and where that says nothing, by the names of file and folders.

What the cover says is certain or open; what names say is only good for telling a unit that
something of it came.  Nothing is guessed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path

from xlreport.attached import is_archive
from xlreport.consolidation.units.roster import Member, Roster
from xlreport.files import shown_name, shown_stem
from xlreport.report import Unit
from xlreport.sequences import only

_WORD = re.compile(r"[0-9A-Za-z]+")
_SHORTEST_CODE = 4
"""A shorter code in a file's name is more likely a number of another sort."""
_SHORTEST_NAME = 2
_SHORTEST_SHORT = 3
"""A shorter name without its parent's in front is more likely a word of another sort."""
_NAME_GOES_ON = re.compile(r"[\u3400-\u9fff](?<![年度])\Z")
"""What ends so in front of a name belongs to it; 2024年 and 2024年度 do not."""


def on_cover(roster: Roster, unit: Unit) -> tuple[Member, ...]:
    """Return the members that a cover may mean: one if it is certain, none if it says nothing.

    The code tells, as names change; but a name that belongs to others on the roster contradicts
    it, and then all of them are returned.  A name alone must be that of one member only.
    """
    coded = roster.members.get(unit.code) if unit.code else None
    named = roster.named.get(unit.name, ()) if unit.name else ()
    if coded is None:
        return named
    return (coded,) if not named or coded in named else (coded, *named)


class Names:
    """The units of a roster, to be found in the names of files and folders."""

    def __init__(self, roster: Roster, sources: Sequence[Path], year: int) -> None:
        """:param sources: the folders that were named; what stands above them says nothing."""
        self.roster = roster
        # The name of an archive that was named itself does say something.
        folders = (source.parent if is_archive(source) else source for source in sources)
        self.sources = [folder.absolute() for folder in folders]
        self.year = str(year)

    @cached_property
    def _lengths(self) -> list[int]:
        return sorted({len(name) for name in self.roster.named if len(name) >= _SHORTEST_NAME})

    def member_of(self, path: Path) -> Member | None:
        """Return the one member that the name of a file means, or else that of its folders."""
        texts = [shown_stem(path), *self._folders(path)]
        for number, text in enumerate(texts, start=1):
            found = self._shortly(text, texts[number:]) or self._in(text)
            for outer in texts[number:] if len(found) > 1 else ():
                above = {member.identity for member in self._in(outer)}
                found = [m for m in found if above & set(self.roster.above(m))] or found
            if found:
                return only(found)
        return None

    def named_by(self, path: Path) -> Member | None:
        """Return the one member that the name of a file itself means, whatever its folders do."""
        text = shown_stem(path)
        found = self._shortly(text, self._folders(path)) or self._in(text)
        return only(found)

    def among(self, path: Path, candidates: Sequence[Member]) -> Member | None:
        """Return the one of some members that file and folders mean: itself, or one above it."""
        left = list(candidates)
        for text in (shown_stem(path), *self._folders(path)):
            meant = {member.identity for member in self._in(text)}
            named = [m for m in left if meant & {m.identity, *self.roster.above(m)}]
            left = named or left
        return only(left)

    def _folders(self, path: Path) -> list[str]:
        """Return the names of the folders between a file and what was named, the nearest first."""
        absolute = path.absolute()
        for source in self.sources:
            if source in absolute.parents:
                parts = absolute.relative_to(source).parent.parts
                return [shown_name(Path(part)) for part in reversed(parts)]
        return []

    def _in(self, text: str) -> list[Member]:
        """Return the members whose names or codes stand in a text, without those above others."""
        codes = [w for w in _WORD.findall(text) if len(w) >= _SHORTEST_CODE and w != self.year]
        found = {c: m for c in codes if (m := self.roster.members.get(c)) and m.code == c}
        for name in self._names(text):
            named = self.roster.named[name]
            if not any(member.identity in found for member in named):
                found |= {member.identity: member for member in named}
        above = {identity for member in found.values() for identity in self.roster.above(member)}
        return [member for identity, member in found.items() if identity not in above]

    def _shortly(self, text: str, folders: Sequence[str]) -> list[Member]:
        """Return the members whose names stand in a text without the names above them in front.

        Nothing else may be named in front or by the folders: 财政局 in the folder of a county is
        not that of the city, and 某县财政局 is none of those on the roster.
        """
        return [
            member
            for name, members in self._short.items()
            if self._stands_alone(name, text)
            for member in members
            if all(
                {m.identity for m in self._in(each)}
                <= {member.identity, *self.roster.above(member)}
                for each in (text, *folders)
            )
        ]

    @cached_property
    def _short(self) -> Mapping[str, Sequence[Member]]:
        """The members by their names without those above them in front."""
        found: dict[str, list[Member]] = {}
        for member in self.roster.members.values():
            name = member.name
            for identity in reversed([*self.roster.above(member)]):
                above = self.roster.members[identity].name
                name = name.removeprefix(above.removesuffix("人民政府")) or name
            if name != member.name and len(name) >= _SHORTEST_SHORT:
                found.setdefault(name, []).append(member)
        return found

    def _stands_alone(self, name: str, text: str) -> bool:
        """Tell whether a name stands in a text with nothing in front that could belong to it."""
        before, found, _ = text.partition(name)
        return bool(found) and not _NAME_GOES_ON.search(before)

    def _names(self, text: str) -> Iterator[str]:
        """Yield the names that stand in a text, without those inside longer ones."""
        spans = [
            (start, start + length)
            for length in self._lengths
            for start in range(len(text) - length + 1)
            if text[start : start + length] in self.roster.named
        ]
        for start, end in spans:
            if not any(s <= start and end <= e and (s, e) != (start, end) for s, e in spans):
                yield text[start:end]
