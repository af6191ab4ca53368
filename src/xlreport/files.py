"""Writing files so that a reader finds the old one or the new one, whole, and nothing between."""

from __future__ import annotations

import errno
import hashlib
import os
import platform
import re
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from secrets import token_hex
from threading import Lock

from xlreport.attached import archive_of, joined
from xlreport.errors import CannotWrite

_NOT_IN_NAMES = frozenset('\\/:*?"<>|')
_RESERVED = re.compile(r"(?i)CON|PRN|AUX|NUL|CONIN\$|CONOUT\$|(?:COM|LPT)[0-9¹²³]")
_LONGEST_NAME = 200
"""Bytes of a name: file systems take 255, and copies get a longer one."""
_UNFINISHED = re.compile(
    r"\..{0,40}\.(?:(?P<host>[0-9a-f]{6})-(?P<process>\d+)-)?[a-z0-9_]{8}\.part(?:\.\w+)?"
)
_SECONDS_UNTIL_ABANDONED = 24 * 3600.0
_SECONDS_OPEN_ELSEWHERE = 2.0
_CAUSES: dict[int | None, str] = {
    errno.ENOSPC: "磁盘已满，请腾出空间后重试",
    errno.EDQUOT: "磁盘配额已用完，请腾出空间后重试",
    errno.EFBIG: "文件超过了允许的大小",
    errno.EROFS: "这个磁盘或文件夹是只读的，请换一个文件夹",
    errno.ENAMETOOLONG: "文件名太长，请换一个短些的",
    errno.ENOTDIR: "路径中有一段不是文件夹",
    errno.EISDIR: "这是一个文件夹，请写明文件名",
    errno.ENOENT: "没有这个文件",
    errno.EACCES: "没有权限",
    errno.EPERM: "没有权限",
    errno.ELOOP: "链接指回了它自己",
    errno.EMFILE: "打开的文件太多，请关闭其他程序后重试",
    errno.ENFILE: "打开的文件太多，请关闭其他程序后重试",
    errno.EIO: "磁盘读写出错",
    errno.EBUSY: "正被别的程序使用",
    errno.ETIMEDOUT: "网络文件夹没有回应",
    errno.EHOSTUNREACH: "网络文件夹没有回应",
}


def file_name(stem: str, suffix: str = "") -> str:
    """Return a name that a file may have anywhere: it leads to no other folder, and is no device.

    Characters that some system forbids, or that show nothing, become ``_``; a name that is too
    long is cut, and ends in a digest of the whole, so that two long names stay two.

    :param stem: a text, such as the name of a unit, that the name begins with.
    :param suffix: what it ends in, as it is: ``.xlsx``.
    """
    blanks = " ".join(stem.split())
    name = "".join(c if c.isprintable() and c not in _NOT_IN_NAMES else "_" for c in blanks) or "_"
    if name.strip(".") == "" or (not suffix and name.endswith(".")):
        name = name.rstrip(".") + "_"
    if _RESERVED.fullmatch(name.partition(".")[0].rstrip(" ")):
        name = f"_{name}"
    room = _LONGEST_NAME - len(suffix.encode())
    if len(name.encode()) > room:
        mark = "-" + hashlib.sha256(stem.encode("utf-8", "surrogatepass")).hexdigest()[:8]
        name = name.encode()[: room - len(mark)].decode("utf-8", "ignore") + mark
    return name + suffix


def shown_name(path: Path) -> str:
    """Return the name of a file so that it can be shown, and stand in a workbook, anywhere.

    Bytes that are no UTF-8, which a zip file from Windows leaves behind on other systems, are
    read as GB 18030 where they can be.  What lies in an archive is shown with its name before it.
    """
    archive = archive_of(path)
    inside = path.relative_to(archive).parts if archive else ()
    return joined(tuple(map(_shown, (archive.name, *inside) if archive else (path.name,))))


def shown_stem(path: Path) -> str:
    """Return the name of a file or folder itself as it can be shown, without its suffix."""
    return Path(_shown(path.name)).stem


def _shown(name: str) -> str:
    try:
        name.encode()
    except UnicodeEncodeError:
        with suppress(UnicodeError):
            name = os.fsencode(name).decode("gb18030")
    return "".join(c if c.isprintable() else "?" for c in name)


NO_ROOM = frozenset((errno.ENOSPC, errno.EDQUOT, errno.EFBIG))
"""What the system says when a file does not fit; no other file is to blame for it."""


def cause_of(error: OSError) -> str:
    """Say in Chinese why the system would not do something with a file."""
    return _CAUSES.get(error.errno, f"系统错误 {error.errno}")


_written: dict[Path, None] = {}
_asking_for_mask = Lock()


def written() -> Sequence[Path]:
    """Return the files that this process has put in place, each once, in order."""
    return tuple(_written)


class WouldReplace(CannotWrite):
    """A file is in the place of an output and holds what may not be lost; says what to do."""


def refuse_to_replace(
    path: Path,
    *,
    inputs: Iterable[Path] = (),
    kept: Callable[[Path], str] | None = None,
    force: bool = False,
) -> None:
    """Make sure that writing an output loses nothing that somebody else has made.

    :param inputs: the files that the command works on; none of them may be its output,
        whatever name or link it goes by.
    :param kept: says what would be lost with the file that is there, empty if nothing; without
        it nobody knows, and every file is kept.
    :param force: whether a person has said that a file may be replaced.
    :raises WouldReplace: if something would be lost.
    """
    if force or not path.exists() or path.is_dir():
        return
    if is_among(path, inputs):
        raise WouldReplace(
            f"“{path}”是这次要读的文件，写进去它就没有了，所以没有写。"
            "请换一个文件名；确实要替换的，加 --force。"
        )
    why = kept(path) if kept else "不能确定其中没有别的内容"
    if why:
        raise WouldReplace(
            f"“{path}”已经存在，{why}，没有替换。"
            "请换一个文件名，或者先把它移到别处；确实要替换的，加 --force。"
        )


def is_among(path: Path, files: Iterable[Path]) -> bool:
    """Tell whether a path leads to one of the files, also by a link or in other letters."""
    try:
        at = path.stat()
    except OSError:
        return False
    for file in files:
        with suppress(OSError):
            if os.path.samestat(at, file.stat()):
                return True
    return False


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Give a temporary file beside ``path``; on success it takes the place of ``path``.

    The data reach the disk before the name changes, so that a power cut leaves the old file or
    the new one.  What an earlier run that was killed left behind is swept away.

    :raises CannotWrite: if the folder or the file cannot be written; the old file is untouched.
    """
    temporary: Path | None = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _sweep(path.parent)
        if path.is_dir():
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
        own = f"{_host()}-{os.getpid()}-{token_hex(4)}"
        # Named before it is there: whoever interrupts it at that moment leaves nothing behind.
        temporary = path.parent / f".{_beginning(path.stem)}.{own}.part{path.suffix}"
        temporary.touch(0o600, exist_ok=False)
        yield temporary
        with temporary.open("rb+") as written:
            os.fsync(written.fileno())
        temporary.chmod(_mode(path))
        _put(temporary, path)
        temporary = None
        _written[path.absolute()] = None
        _flush_names(path.parent)
    except CannotWrite:
        raise
    except PermissionError as error:
        raise CannotWrite(
            f"无法写入“{path}”：没有写入权限，或者该文件正在 Excel 中打开。"
            "请关闭文件或换一个文件夹后重试"
        ) from error
    except OSError as error:
        raise CannotWrite(f"无法写入“{path}”：{cause_of(error)}。原有文件没有改动") from error
    finally:
        if temporary is not None:
            with suppress(OSError):
                temporary.unlink()


def _beginning(stem: str) -> str:
    """Return so much of a name that its bytes leave room for what is added to it."""
    return os.fsdecode(os.fsencode(stem)[:40]) if os.name == "posix" else stem[:40]


def _sweep(folder: Path) -> None:
    """Remove what was left by runs that were killed, and nothing that another run is writing."""
    with suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            name = _UNFINISHED.fullmatch(entry.name) if entry.name.startswith(".") else None
            if name:
                with suppress(OSError):
                    age = time.time() - entry.stat().st_mtime
                    abandoned = age > _SECONDS_UNTIL_ABANDONED or _is_over(name)
                    if abandoned and entry.is_file(follow_symlinks=False):
                        Path(entry.path).unlink()


def _is_over(name: re.Match[str]) -> bool:
    """Tell whether the process that began a file is known to have ended.

    A run may take hours, but not a day: that is the rule where this cannot be known, on Windows
    and for the files of other machines.
    """
    if os.name != "posix" or name["host"] != _host():
        return False
    try:
        os.kill(int(name["process"]), 0)
    except ProcessLookupError:
        return True
    except OSError:
        return False
    return False


def _host() -> str:
    """Return what tells this machine from others that write into the same folder."""
    return hashlib.sha256(platform.node().encode("utf-8", "replace")).hexdigest()[:6]


def _put(temporary: Path, path: Path) -> None:
    """Give the file its name; on Windows wait a little for a program that has it open."""
    until = time.monotonic() + (_SECONDS_OPEN_ELSEWHERE if sys.platform == "win32" else 0.0)
    while True:
        try:
            temporary.replace(path)
        except PermissionError:
            if time.monotonic() >= until:
                raise
            time.sleep(0.1)
        else:
            return


def put_in_place(new: Path, path: Path) -> None:
    """Let a finished file take the place of another; on Windows wait a little for who has it open.

    :raises OSError: if it cannot; both are as they were.
    """
    _put(new, path)
    _flush_names(path.parent)


def _flush_names(folder: Path) -> None:
    """Let the new name reach the disk, where folders can be flushed."""
    if os.name != "posix":
        return
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _mode(path: Path) -> int:
    """Return the permissions of the file to be replaced, or those of any new file."""
    with suppress(OSError):
        return path.stat().st_mode & 0o777
    with _asking_for_mask:  # it can only be asked for by changing it, for all threads
        mask = os.umask(0)
        os.umask(mask)
    return 0o666 & ~mask
