"""Links of our own workbooks: to places in them, and by relative paths to files beside them.

Names come from strangers.  A target is a relative path of which every character that means
something in an address is escaped, so that it can lead nowhere but to a file on this disk.
"""

from __future__ import annotations

import os
import re
from functools import lru_cache
from pathlib import Path
from urllib.parse import quote

from xlsxwriter.url import Url, UrlTypes

from xlreport.attached import on_disk
from xlreport.edition import Place

_LONGEST = 2000
_MEANT = re.compile(r"[^A-Za-z0-9().,\-_+=~\x80-\U0010ffff]")
MOST_LINKS = 60_000
"""Excel takes no more links on a sheet than 65,530."""


class _FileLink(Url):
    """A link whose target is written as it is given."""

    def __init__(self, target: str, anchor: str) -> None:
        # What reads and escapes an address is left out: a city has thousands of links.
        self.__dict__.update(vars(_PATTERN))
        self._link_type = UrlTypes.EXTERNAL
        self._link = self._relationship_link = target
        self._anchor = anchor


_PATTERN = Url("internal:A1")


def link_to_file(path: Path, folder: Path, place: Place | None = None) -> Url | None:
    """Return a link to a file, and to a place in it if it is a workbook.

    Of a file in an archive it leads to the archive.

    :param folder: where the workbook with the link will lie.
    :returns: ``None`` where no workbook can hold the link: the file is on another drive, has a
        name that cannot be shown, or one that is too long.
    """
    if not str(path).isprintable():
        return None
    file = on_disk(path)
    way = _way(file.absolute().parent, folder.absolute())
    if way is None:
        return None
    target = way + _escaped(file.name)
    anchor = place.link if place and file == path else ""
    return _FileLink(target, anchor) if len(target) <= _LONGEST else None


def link_within(place: Place) -> Url:
    """Return a link to a place in the same workbook."""
    return Url(f"internal:{place.link}")


@lru_cache(maxsize=1024)
def _way(folder: Path, start: Path) -> str | None:
    """Return the relative address of a folder, ``None`` if it is on another drive."""
    try:
        relative = os.path.relpath(folder, start)
    except ValueError:
        return None
    return "".join(f"{_escaped(part)}/" for part in Path(relative).parts)


def _escaped(part: str) -> str:
    """Escape what means something in an address; other letters stay, so that people can read it."""
    return _MEANT.sub(lambda found: quote(found[0]), part)
