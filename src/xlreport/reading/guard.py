"""What a file must be before any spreadsheet reader may touch it."""

from __future__ import annotations

import os
import stat
from functools import lru_cache
from pathlib import Path

from xlreport.attached import archive_of, is_archive
from xlreport.files import cause_of
from xlreport.reading.attachments import Contents, code_of
from xlreport.reading.folder import LOCK_FILE
from xlreport.reading.kinds import is_unfinished, kind_of
from xlreport.reading.limits import LARGEST_FILE, size_text
from xlreport.reading.mail import is_mail
from xlreport.reading.package import Package
from xlreport.reading.refusal import refusal

_WITHOUT_WAITING = getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
_KINDS = (
    (stat.S_ISDIR, "文件夹"),
    (stat.S_ISFIFO, "管道"),
    (stat.S_ISSOCK, "套接字"),
    (stat.S_ISBLK, "设备"),
    (stat.S_ISCHR, "设备"),
)


def open_package(path: Path) -> Package:
    """Return the parts of a file that is an .xlsx workbook of reasonable size.

    Its zip directory is in order; its parts have not been looked into.

    :param path: the file, or one in an archive or a mail.
    :raises Refused: if it is not; the file is neither run, changed nor unpacked.
    """
    data, code = looked_at(path)
    if code:
        raise refusal(path, code)
    return Package(path, data)


def looked_at(path: Path) -> tuple[bytes, str]:
    """Return the bytes of a file, and the code under which it is refused for what it is.

    :returns: of a zip file no code: it may be an .xlsx workbook.
    :raises Refused: if it cannot be read at all, or is too large.
    """
    if path.name.startswith(LOCK_FILE):
        raise refusal(path, "FILE-LOCK")
    archive = archive_of(path)
    data = contents_of(archive).content(path) if archive else _read(path)
    if is_unfinished(path):
        raise refusal(path, "FILE-UNFINISHED")
    if is_archive(path):
        code = kind_of(data)
        if archive is None:
            return data, code_of(path, data)
        return data, "FILE-MAIL" if code and is_mail(data) else code
    return data, kind_of(data)


def contents_of(path: Path) -> Contents:
    """Return what lies in an archive or a mail; that of the one before is remembered.

    :raises Refused: if it cannot be read, or is beyond the limits.
    """
    status = path.stat() if path.exists() else None
    key = (status.st_size, status.st_mtime_ns) if status else (0, 0)
    return _contents(path, key)


@lru_cache(maxsize=1)
def _contents(path: Path, _: tuple[int, int]) -> Contents:
    return Contents(path, _read(path))


def _read(path: Path) -> bytes:
    """Read a regular file; whatever else has its name is not waited for."""
    try:
        # The open file is asked what it is, not its name: a name may change in between.
        handle = os.open(path, os.O_RDONLY | _WITHOUT_WAITING)
        with open(handle, "rb") as file:  # noqa: PTH123 - of a handle, not of a path
            status = os.fstat(handle)
            if not stat.S_ISREG(status.st_mode):
                kinds = (name for is_kind, name in _KINDS if is_kind(status.st_mode))
                raise refusal(path, "FILE-KIND", kind=next(kinds, "特殊文件"))
            data = file.read(min(status.st_size, LARGEST_FILE) + 1)
    except FileNotFoundError as error:
        raise refusal(path, "FILE-MISSING") from error
    except (OSError, ValueError) as error:
        if path.is_dir():  # Windows does not open folders
            closed = isinstance(error, PermissionError) and os.name == "posix"
            code = "FILE-CLOSED" if closed else "FILE-KIND"
            raise refusal(path, code, kind="文件夹") from error
        cause = cause_of(error) if isinstance(error, OSError) else "文件名不正常"
        raise refusal(path, "FILE-OPEN", cause=cause) from error
    if len(data) > LARGEST_FILE:
        raise refusal(
            path,
            "FILE-SIZE",
            size=size_text(max(status.st_size, len(data))),
            limit=size_text(LARGEST_FILE),
        )
    return data
