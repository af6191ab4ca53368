"""Writing files so that a reader finds the old one or the new one, whole, and nothing between."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import mkstemp


class CannotWrite(OSError):
    """A file could not be written; the message says which, why, and what to do."""


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Give a temporary file beside ``path``; on success it takes the place of ``path``.

    The data reach the disk before the name changes, so that a power cut leaves the old file.

    :raises CannotWrite: if the folder or the file cannot be written; the old file is untouched.
    """
    temporary: Path | None = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = mkstemp(
            prefix=f".{path.stem[:40]}.", suffix=f".part{path.suffix}", dir=path.parent
        )
        os.close(handle)
        temporary = Path(name)
        yield temporary
        with temporary.open("rb+") as written:
            os.fsync(written.fileno())
        temporary.chmod(0o666 & ~_umask())
        temporary.replace(path)
        temporary = None
    except PermissionError as error:
        raise CannotWrite(
            f"无法写入“{path}”：没有写入权限，或者该文件正在 Excel 中打开。"
            "请关闭文件或换一个文件夹后重试"
        ) from error
    except OSError as error:
        raise CannotWrite(
            f"无法写入“{path}”：{error.strerror or error}。原有文件没有改动"
        ) from error
    finally:
        if temporary is not None:
            with suppress(OSError):
                temporary.unlink()


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
