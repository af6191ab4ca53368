"""The files in a zip file that somebody sent: what they are called, and what they hold.

Nothing is unpacked to the disk, and a name is only ever a name: whatever it says of folders, it
leads nowhere.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path

from xlreport.reading.limits import (
    LARGEST_FILE,
    LARGEST_UNPACKED,
    MOST_MEMBERS,
    size_text,
)
from xlreport.reading.package import DAMAGE, METHODS, directory_of, grows_too_much, part_content
from xlreport.reading.refusal import refusal

_ENCRYPTED, _IN_UTF8 = 0x1, 0x800
_UNICODE_PATH = 0x7075
_NOT_SENT = ("__macosx/", "thumbs.db", "desktop.ini")


def members_of(path: Path, data: bytes) -> list[tuple[str, zipfile.ZipInfo]]:
    """Return the files in a zip file, each with the name that its directory has for it.

    :raises Refused: if it is damaged, has a password, or too many or too large files.
    """
    files = list(_named(directory_of(path, data)))
    if any(entry.flag_bits & _ENCRYPTED for _, entry in files):
        raise refusal(path, "FILE-ARCHIVE-LOCKED")
    what = _excess([entry for _, entry in files])
    if what:
        raise refusal(path, "FILE-ARCHIVE-LIMIT", what=what)
    return files


def _named(entries: Sequence[zipfile.ZipInfo]) -> Iterator[tuple[str, zipfile.ZipInfo]]:
    for entry in entries:
        name = _name(entry).replace("\\", "/")
        if name.endswith("/") or name.lower().startswith(_NOT_SENT):
            continue
        last = name.rpartition("/")[2].lower()
        if not last.startswith(".") and last not in _NOT_SENT:
            yield name, entry


def _excess(entries: Sequence[zipfile.ZipInfo]) -> str:
    """Say what of a zip file is beyond the limits, nothing if all is within."""
    if len(entries) > MOST_MEMBERS:
        return f"有 {len(entries)} 个文件，最多 {MOST_MEMBERS} 个"
    total = sum(entry.file_size for entry in entries)
    if total > LARGEST_UNPACKED:
        return f"解压后有 {size_text(total)}，最多 {size_text(LARGEST_UNPACKED)}"
    return "压缩比不正常" if any(map(grows_too_much, entries)) else ""


def content_of_member(path: Path, data: bytes, entry: zipfile.ZipInfo) -> bytes:
    """Return what a file in a zip file holds.

    :param path: the path that leads to it, for messages; ``data`` is the zip file.
    :raises Refused: if it is too large, damaged, or packed in a way that is not known.
    """
    if entry.file_size > LARGEST_FILE:
        limit = size_text(LARGEST_FILE)
        raise refusal(path, "FILE-SIZE", size=size_text(entry.file_size), limit=limit)
    if entry.compress_type not in METHODS:
        raise refusal(path, "FILE-ARCHIVE-METHOD")
    try:
        return part_content(data, entry)
    except DAMAGE as error:
        raise refusal(path, "FILE-DAMAGED", where="") from error


def _name(entry: zipfile.ZipInfo) -> str:
    """Return the name of a file: as UTF-8 if it says so or is it, otherwise as GB 18030."""
    if entry.flag_bits & _IN_UTF8:
        return entry.orig_filename
    with suppress(UnicodeError):
        raw = entry.orig_filename.encode("cp437")
        for encoded in (_unicode_path(entry.extra), raw):
            with suppress(UnicodeError):
                if encoded:
                    return encoded.decode("utf-8")
        return raw.decode("gb18030")
    return entry.orig_filename


def _unicode_path(extra: bytes) -> bytes:
    """Return the name that Info-ZIP puts into the extra field, if it is there."""
    at = 0
    while at + 4 <= len(extra):
        kind = int.from_bytes(extra[at : at + 2], "little")
        size = int.from_bytes(extra[at + 2 : at + 4], "little")
        if kind == _UNICODE_PATH:
            return extra[at + 9 : at + 4 + size]
        at += 4 + size
    return b""
