"""Which files of a folder are submissions."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from xlreport.attached import is_archive

LOCK_FILE = "~$"
"""How the name of a file begins that Excel leaves beside an open workbook."""
PASSED_OVER = (LOCK_FILE, ".")
"""Beginnings of names: lock files and hidden files."""
_SPREADSHEETS = {".xlsx", ".xlsm", ".xls", ".et", ".xlsb", ".ods", ".csv"}
LOCK, _NO_WORKBOOK = "FILE-LOCK", "FILE-"
"""The code of such a file; how those of other files begin that are no workbooks."""
_OF_THE_SYSTEM = {"thumbs.db", "desktop.ini"}
"""What Windows itself leaves in folders."""


def is_spreadsheet(path: Path) -> bool:
    """Tell by its name whether a file is a spreadsheet of any kind."""
    return path.suffix.lower() in _SPREADSHEETS


def is_no_workbook(path: Path, code: str) -> bool:
    """Tell whether a file that was refused is none at all, such as a document or a picture.

    :param code: of the refusal.
    """
    return code == LOCK or (code.startswith(_NO_WORKBOOK) and not is_spreadsheet(path))


def files_in(sources: Sequence[Path]) -> Iterator[Path]:
    """Yield the files named, and all files in the folders named, in a fixed order.

    Of whatever kind they are, somebody put them there; only what the system hides is left out.
    A folder that cannot be looked into is yielded itself.  Links to folders are not followed.
    """
    for source in sources:
        if source.is_dir():
            yield from _files_below(source)
        else:
            yield source


def _files_below(top: Path) -> Iterator[Path]:
    closed: list[Path] = []
    for folder, folders, names in os.walk(top, onerror=lambda error: closed.append(_of(error))):
        yield from closed
        closed.clear()
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            if not name.startswith(".") and name.lower() not in _OF_THE_SYSTEM:
                yield Path(folder, name)
    yield from closed


def _of(error: OSError) -> Path:
    return Path(os.fsdecode(error.filename))


def workbooks_in(sources: Sequence[Path]) -> Iterator[Path]:
    """Yield the files named, and the spreadsheets in the folders named, in a fixed order.

    Archives and mails are yielded, too: see :mod:`xlreport.work.opening`.  Spreadsheets of other
    formats are, so that none is passed over in silence, and so is a folder that cannot be
    looked into.
    """
    for source in sources:
        for path in files_in([source]):
            held = is_spreadsheet(path) or is_archive(path) or path.is_dir()
            if path == source or (held and not path.name.startswith(LOCK_FILE)):
                yield path


def real_path(path: Path) -> Path:
    """Return where a path leads, as far as it leads anywhere.

    :meth:`pathlib.Path.resolve` raises for a link that leads to itself, before Python 3.13.
    """
    return Path(os.path.realpath(path))
