"""Which files of a folder are submissions."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

_PASSED_OVER = ("~$", ".")
"""Beginnings of names: the lock files that Excel leaves beside open workbooks, hidden files."""

_SPREADSHEETS = {".xlsx", ".xlsm", ".xls", ".et", ".xlsb", ".ods", ".csv"}


def workbooks_in(sources: Sequence[Path]) -> Iterator[Path]:
    """Yield the files named, and the spreadsheets in the folders named, in a fixed order.

    Spreadsheets of other formats are yielded too, so that they are refused by name and not
    passed over in silence, and so is a folder that cannot be entered.  Links to folders are not
    followed.
    """
    for source in sources:
        if not source.is_dir():
            yield source
            continue
        closed: list[Path] = []
        for folder, folders, names in os.walk(source, onerror=lambda e: closed.append(_of(e))):  # noqa: B023
            folders.sort()
            for name in sorted(names):
                if name.startswith(_PASSED_OVER):
                    continue
                if Path(name).suffix.lower() in _SPREADSHEETS:
                    yield Path(folder, name)
        yield from closed


def _of(error: OSError) -> Path:
    return Path(os.fsdecode(error.filename))


def real_path(path: Path) -> Path:
    """Return where a path leads, as far as it leads anywhere.

    :meth:`pathlib.Path.resolve` raises for a link that leads to itself, before Python 3.13.
    """
    return Path(os.path.realpath(path))
