"""What a file must be before any spreadsheet reader may touch it."""

from __future__ import annotations

import io
import stat
import zipfile
from pathlib import Path

MEBIBYTE = 1024 * 1024
LARGEST_FILE = 50 * MEBIBYTE
LARGEST_UNPACKED = 200 * MEBIBYTE
MOST_PARTS = 2000

_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


class Refused(Exception):
    """A file that is not taken: why, and what its sender should do."""

    def __init__(self, path: Path, reason: str, advice: str) -> None:
        """:param reason: what is wrong, in Chinese; ``advice``: what to do about it."""
        super().__init__(f"{path.name}：{reason}。{advice}")
        self.path = path
        self.reason = reason
        self.advice = advice

    def __reduce__(self) -> tuple[type[Refused], tuple[Path, str, str]]:
        """Let the exception cross from one process to another."""
        return Refused, (self.path, self.reason, self.advice)


_USE_TEMPLATE = "请用下发的模板填报后重新报送。"
_SEND_AGAIN = "请在 Excel 中重新保存后再报送一次。"


def load(path: Path) -> bytes:
    """Return the bytes of a file that looks like an .xlsx workbook of reasonable size.

    :raises Refused: if it does not.
    """
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            raise Refused(path, "不是普通文件", _USE_TEMPLATE)
        if status.st_size > LARGEST_FILE:
            size = f"文件有 {status.st_size // MEBIBYTE} MB，超过 {LARGEST_FILE // MEBIBYTE} MB"
            raise Refused(path, size, _USE_TEMPLATE)
        data = path.read_bytes()
    except FileNotFoundError as error:
        raise Refused(path, "找不到这个文件", "请核对文件名和所在文件夹。") from error
    except OSError as error:
        raise Refused(path, f"打不开文件（{error.strerror}）", "请核对文件权限。") from error
    _check_magic(path, data)
    _check_parts(path, data)
    return data


def _check_magic(path: Path, data: bytes) -> None:
    if data.startswith(_ZIP):
        return
    if not data:
        raise Refused(path, "文件是空的", _SEND_AGAIN)
    if data.startswith(_OLE):
        raise Refused(
            path,
            "文件有打开密码，或者是旧版 .xls、.et 格式",
            "请去掉密码，另存为 .xlsx 后重新报送。",
        )
    if data.lstrip()[:1] == b"<":
        raise Refused(path, "这是网页文件，只是扩展名写成了 Excel", _USE_TEMPLATE)
    raise Refused(path, "不是 Excel 工作簿", _USE_TEMPLATE)


def _check_parts(path: Path, data: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise Refused(path, "文件不完整或已损坏", _SEND_AGAIN) from error
    names = [part.filename for part in parts]
    if "xl/workbook.xml" not in names:
        raise Refused(path, "不是 Excel 工作簿", _USE_TEMPLATE)
    if len(names) > MOST_PARTS or len(set(names)) != len(names):
        raise Refused(path, "文件内部结构不正常", _SEND_AGAIN)
    if sum(part.file_size for part in parts) > LARGEST_UNPACKED:
        raise Refused(path, "文件解压后过大", _USE_TEMPLATE)
