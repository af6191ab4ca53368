"""Archives and mails among what was sent: each file in them stands for itself."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from xlreport.attached import is_archive
from xlreport.reading.attachments import Contents
from xlreport.reading.folder import is_spreadsheet
from xlreport.reading.guard import contents_of
from xlreport.reading.refusal import Refused
from xlreport.work.guard import Answer, Guard, Task


def opened(paths: Sequence[Path], overlays: Sequence[Path] = ()) -> list[Path]:
    """Return files with those in place of an archive or a mail that lie in it.

    An archive that cannot be looked into, or has nothing in it, stays as it is, and so does one
    in another: they are refused when they are read, with the reason.

    :param overlays: the local overlays and forms in use.
    """
    names = _looked_into("look", paths, overlays)
    inside = {path: [path / name for name in listed] for path, listed in names.items()}
    return [each for path in paths for each in inside.get(path) or [path]]


def opened_workbooks(paths: Sequence[Path], overlays: Sequence[Path] = ()) -> list[Path]:
    """Return files as :func:`opened` does, of those in archives only the spreadsheets.

    :param overlays: the local overlays and forms in use.
    """
    given = set(paths)
    return [each for each in opened(paths, overlays) if each in given or is_spreadsheet(each)]


def digests_inside(
    paths: Sequence[Path], overlays: Sequence[Path] = ()
) -> dict[Path, dict[Path, str]]:
    """Return the SHA-256 of the files that lie in archives and mails.

    :returns: for each that can be looked into, by the path that leads to a file; ``""`` for one
        that cannot be unpacked.
    """
    found = _looked_into("digests", paths, overlays)
    return {path: {path / name: said for name, said in inside} for path, inside in found.items()}


def _looked_into(kind: str, paths: Sequence[Path], overlays: Sequence[Path]) -> dict[Path, Any]:
    """Return what a job says of each archive and mail among files; not of those it refuses."""
    archives = [path for path in paths if is_archive(path)]
    if not archives:
        return {}
    with Guard(overlays) as guard:
        outcomes = zip(archives, guard.in_order([Task(kind, p) for p in archives]), strict=True)
        return {path: each.data for path, each in outcomes if isinstance(each, Answer)}


def digests_job(
    path: Path, _: Mapping[str, Any], __: bytes, ___: Sequence[Path]
) -> tuple[Any, bytes]:
    """Return in a worker what the files in an archive are called, and their digests."""
    contents = contents_of(path)
    return [[name, _digest(contents, path / name)] for name in contents.members], b""


def _digest(contents: Contents, path: Path) -> str:
    try:
        return hashlib.sha256(contents.content(path)).hexdigest()
    except Refused:
        return ""


def names_job(
    path: Path, _: Mapping[str, Any], __: bytes, ___: Sequence[Path]
) -> tuple[Any, bytes]:
    """Return in a worker what the files in an archive are called."""
    return list(contents_of(path).members), b""
