"""Paths that lead into an archive or a mail: ``附件.zip/甲镇.xlsx``.

No such file is on the disk: the path goes on behind a file as if that were a folder, and whoever
reads it gets the bytes out of the archive.  Nothing is ever written to such a path.
"""

from __future__ import annotations

from pathlib import Path

_MARKS = (".zip", ".eml")
_BETWEEN = " › "


def is_archive(path: Path) -> bool:
    """Tell by its name whether a file is an archive or a mail that is looked into."""
    return path.suffix.lower() in _MARKS


def archive_of(path: Path) -> Path | None:
    """Return the archive or mail that a path leads into, ``None`` if it leads to a file.

    A folder may be called ``….zip``, too.
    """
    text = str(path).lower()
    if not any(mark in text for mark in _MARKS):
        return None
    above = (each for each in reversed(path.parents) if is_archive(each))
    return next((each for each in above if not each.is_dir()), None)


def on_disk(path: Path) -> Path:
    """Return the file that holds what a path means: itself, or the archive that it leads into."""
    return archive_of(path) or path


def beside_archive(path: Path) -> Path:
    """Return where on the disk something about a file may stand: of one in an archive, beside it.

    What is about ``附件.zip/甲镇.xlsx`` stands in the folder ``附件``.
    """
    archive = archive_of(path)
    return archive.with_suffix("") / path.relative_to(archive) if archive else path


def name_inside(path: Path, archive: Path) -> str:
    """Return what a member is called in the archive that its path leads into."""
    return path.relative_to(archive).as_posix()


def joined(names: tuple[str, ...]) -> str:
    """Return how the names from an archive on are shown: ``附件.zip › 甲镇.xlsx``."""
    return _BETWEEN.join(names)
