"""What lies in an archive or a mail, by the names that paths into it end in."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Sequence
from itertools import count
from pathlib import Path, PurePosixPath

from xlreport.attached import name_inside
from xlreport.files import file_name
from xlreport.reading.archive import content_of_member, members_of
from xlreport.reading.kinds import kind_of, kind_of_parts
from xlreport.reading.limits import LARGEST_FILE, size_text
from xlreport.reading.mail import Attachment, attachments_of, is_mail
from xlreport.reading.refusal import refusal

_NOT_NAMES = frozenset(("", ".", ".."))
_SUFFIX = re.compile(r"\.\w{1,12}")
_DEEPEST = 4
"""So many folders and names at the end of a path are kept."""

Member = zipfile.ZipInfo | Attachment


class Contents:
    """The files in an archive or a mail, by names that are all different.

    ``members`` is empty where the file is no archive.
    """

    def __init__(self, path: Path, data: bytes) -> None:
        """Look into it.

        :raises Refused: if it has a password, is damaged, or beyond the limits.
        """
        self.path = path
        self.data = data
        self.members: dict[str, Member] = {}
        for name, member in _members(path, data):
            self.members[_free(_plain(name), self.members)] = member

    def content(self, path: Path) -> bytes:
        """Return what a file in it holds.

        :param path: the path that leads to it.
        :raises Refused: if it is not there, too large, or damaged.
        """
        match self.members.get(name_inside(path, self.path)):
            case zipfile.ZipInfo() as entry:
                return content_of_member(path, self.data, entry)
            case Attachment() as attachment:
                content = attachment.content()
                if len(content) > LARGEST_FILE:
                    size, limit = size_text(len(content)), size_text(LARGEST_FILE)
                    raise refusal(path, "FILE-SIZE", size=size, limit=limit)
                return content
            case _:
                raise refusal(path, "FILE-MISSING")


def code_of(path: Path, data: bytes) -> str:
    """Return the code of an archive or mail in whose place its files stand, or should stand.

    :returns: the code under which the file itself is refused; nothing if it is neither.
    :raises Refused: if it cannot be looked into.
    """
    if is_mail(data):
        return "FILE-MAIL" if Contents(path, data).members else "FILE-MAIL-EMPTY"
    if not kind_of(data) and (files := members_of(path, data)):
        return kind_of_parts(name for name, _ in files)
    return kind_of(data) or "FILE-ARCHIVE-EMPTY"


def _members(path: Path, data: bytes) -> Sequence[tuple[str, Member]]:
    if is_mail(data):
        return [(each.name, each) for each in attachments_of(path, data)]
    if kind_of(data):
        return []
    files = members_of(path, data)
    # A workbook that is only called .zip is no archive.
    return files if kind_of_parts(name for name, _ in files) == "FILE-ARCHIVE" else []


def _plain(name: str) -> str:
    """Return a name of an archive so that it can be a part of a path, and leads nowhere."""
    parts = name.replace("\\", "/").split("/")
    kept = [_allowed(part) for part in parts if part.strip() not in _NOT_NAMES]
    return "/".join(kept[-_DEEPEST:]) or "_"


def _allowed(part: str) -> str:
    name = PurePosixPath(part.strip())
    is_plain = _SUFFIX.fullmatch(name.suffix) is not None
    return file_name(name.stem, name.suffix) if is_plain else file_name(part)


def _free(name: str, taken: dict[str, Member]) -> str:
    """Return a name that no other file has; of equal ones the second has a number."""
    if name not in taken:
        return name
    stem, dot, suffix = name.rpartition(".")
    numbered = (f"{stem if dot else name} ({n}){dot}{suffix if dot else ''}" for n in count(2))
    return next(each for each in numbered if each not in taken)
