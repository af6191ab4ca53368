"""Files that are no workbooks, or workbooks that did not arrive whole."""

from __future__ import annotations

import io
import os
import struct
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.hostile.forge import Parts, good_file, packed
from tests.support.mailed import locked

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504
CSV = "单位,新收\n示例甲街道,3\n"


def _ole(*streams: str) -> bytes:
    return OLE + b"".join(name.encode("utf-16-le").ljust(128, b"\0") for name in streams)


def contents() -> Iterator[tuple[str, bytes, str]]:
    """Yield the name of a kind, the content of its file, and the code that it is refused with."""
    good = good_file()
    yield "nothing", b"", "FILE-EMPTY"
    yield "zeros", bytes(len(good)), "FILE-ZEROS"
    yield "first half", good[: len(good) // 2], "FILE-DAMAGED"
    yield "last byte missing", good[:-1], "FILE-DAMAGED"
    yield "first bytes missing", good[100:], "FILE-OTHER"
    yield "zeros after a while", good[:5000] + bytes(len(good) - 5000), "FILE-DAMAGED"
    yield "random", bytes((i * 7919 + i // 3) % 251 for i in range(4000)), "FILE-OTHER"
    yield "program", b"MZ\x90\0" + bytes(range(256)) * 8, "FILE-PROGRAM"
    yield "web page", b"<html><table><tr><td>3</td></tr></table></html>", "FILE-HTML"
    yield "web page with mark", b"\xef\xbb\xbf\r\n<!DOCTYPE html><html>", "FILE-HTML"
    yield "web archive", b"MIME-Version: 1.0\r\nContent-Type: multipart/related", "FILE-HTML"
    yield "spreadsheet 2003", b'<?xml version="1.0"?><Workbook xmlns="urn:x"/>', "FILE-XML"
    yield "text, UTF-8", CSV.encode(), "FILE-CSV"
    yield "text, UTF-8 with mark", CSV.encode("utf-8-sig"), "FILE-CSV"
    yield "text, GB 18030", CSV.encode("gb18030"), "FILE-CSV"
    yield "text, UTF-16", CSV.replace(",", "\t").encode("utf-16"), "FILE-CSV"
    yield "long text", CSV.encode() * 500, "FILE-CSV"
    yield "PDF", b"%PDF-1.7\n%\xe2\xe3", "FILE-PDF"
    yield "PNG", b"\x89PNG\r\n\x1a\n" + bytes(50), "FILE-IMAGE"
    yield "JPEG", b"\xff\xd8\xff\xe0" + bytes(50), "FILE-IMAGE"
    yield "GIF", b"GIF89a" + bytes(50), "FILE-IMAGE"
    yield "RAR", b"Rar!\x1a\x07\x01\0" + bytes(50), "FILE-ARCHIVE"
    yield "7z", b"7z\xbc\xaf\x27\x1c" + bytes(50), "FILE-ARCHIVE"
    yield "gzip", b"\x1f\x8b\x08" + bytes(50), "FILE-ARCHIVE"
    yield "zip of a workbook", packed({"报表.xlsx": good}), "FILE-ARCHIVE"
    yield "empty zip", b"PK\x05\x06" + bytes(18), "FILE-ARCHIVE-EMPTY"
    yield "package of another kind", packed({"[Content_Types].xml": b"<Types/>"}), "FILE-OTHER"
    yield "Word", packed({"[Content_Types].xml": b"", "word/document.xml": b""}), "FILE-WORD"
    yield "slides", packed({"ppt/presentation.xml": b""}), "FILE-SLIDES"
    yield "OpenDocument", packed({"META-INF/manifest.xml": b"", "content.xml": b""}), "FILE-ODS"
    yield "OpenDocument and workbook", _two_things(good), "FILE-ODS"
    yield "shortcut", b"L\0\0\0\x01\x14\x02\0" + bytes(50), "FILE-SHORTCUT"
    yield "film", b"\0\0\0\x18ftypisom" + bytes(50), "FILE-MEDIA"
    yield "picture of a telephone", b"\0\0\0\x18ftypheic" + bytes(50), "FILE-IMAGE"
    yield "OFD", packed({"OFD.xml": b""}), "FILE-OFD"
    yield "saved mail", _ole("__properties_version1.0"), "FILE-MAIL"
    yield "binary workbook", packed({"xl/workbook.bin": b""}), "FILE-XLSB"
    yield "rich text", b"{\\rtf1\\ansi 3}", "FILE-WORD"
    yield "encrypted", _ole("EncryptionInfo", "EncryptedPackage"), "FILE-ENCRYPTED"
    yield "old workbook", _ole("Workbook"), "FILE-XLS"
    yield "older workbook", _ole("Book"), "FILE-XLS"
    yield "WPS table with a zip in it", _ole("Workbook") + good, "FILE-XLS"
    yield "old document", _ole("WordDocument"), "FILE-WORD"
    yield "old slides", _ole("PowerPoint Document"), "FILE-SLIDES"
    yield "old file of unknown kind", OLE, "FILE-OLE"
    yield "worksheet of the eighties", b"\x09\x08\x10\0\0\x06\x05\0" + bytes(50), "FILE-XLS"
    yield from _spoiled_zips(good)


def _two_things(good: bytes) -> bytes:
    """An .xlsx whose first part says that it is OpenDocument."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        with zipfile.ZipFile(io.BytesIO(good)) as inside:
            for name in inside.namelist():
                archive.writestr(name, inside.read(name))
    return out.getvalue()


def _spoiled_zips(good: bytes) -> Iterator[tuple[str, bytes, str]]:
    name = b"xl/worksheets/sheet5.xml"
    local, central = good.index(name), good.rindex(name)
    flipped = bytearray(good)
    flipped[local + len(name) + 300] ^= 0x10
    yield "a flipped bit", bytes(flipped), "FILE-DAMAGED"
    wrong = bytearray(good)
    wrong[central - 46 + 16] ^= 0xFF
    yield "a wrong checksum", bytes(wrong), "FILE-DAMAGED"
    short = bytearray(good)
    struct.pack_into("<L", short, central - 46 + 24, 100)
    yield "a size stated too small", bytes(short), "FILE-DAMAGED"
    huge = bytearray(good)
    struct.pack_into("<L", huge, central - 46 + 24, 0xF0000000)
    yield "a size stated enormous", bytes(huge), "PACK-RATIO"
    other = bytearray(good)
    other[local + len(name) - 5 : local + len(name) - 4] = b"7"
    yield "two names for a part", bytes(other), "FILE-DAMAGED"
    locked = bytearray(good)
    locked[central - 46 + 8] |= 1
    yield "an encrypted part", bytes(locked), "PACK-METHOD"
    parts = Parts.good().parts
    yield "bzip2", packed(parts, zipfile.ZIP_BZIP2), "PACK-METHOD"
    yield "lzma", packed(parts, zipfile.ZIP_LZMA), "PACK-METHOD"
    for kind, evil in (
        ("a name that climbs", "../../etc/evil.xml"),
        ("an absolute name", "/etc/evil.xml"),
        ("a name with a drive", "C:/evil.xml"),
        ("a name in another case", "XL/Workbook.xml"),
        ("a name with a control character", "xl/a\x07.xml"),
    ):
        yield kind, packed({**parts, evil: b"<a/>"}), "PACK-NAMES"
    twice = packed({**parts, "xl/workbook.xmm": parts["xl/workbook.xml"]})
    yield "a part twice", twice.replace(b"workbook.xmm", b"workbook.xml"), "PACK-NAMES"
    backslash = packed({**parts, "xl/evil_a.xml": b"<a/>"})
    yield "a backslash", backslash.replace(b"evil_a.xml", b"evil\\a.xml"), "PACK-NAMES"
    many = {**parts, **{f"xl/x{i}.xml": b"" for i in range(2001)}}
    yield "too many parts", packed(many), "PACK-PARTS"
    bomb = {**parts, "xl/media/bomb.bin": bytes(30 << 20)}
    yield "a part that unpacks enormously", packed(bomb), "PACK-RATIO"


def _archives() -> Iterator[tuple[str, str, bytes, str]]:
    """Yield the kind, the name, the content and the code of archives that cannot be opened."""
    head = b"From: a@example.cn\nSubject: x\nContent-Type: multipart/mixed; boundary=b\n\n"
    yield "an archive", "附件.zip", packed({"报表.xlsx": b""}), "FILE-ARCHIVE"
    with_password = locked(packed({"报表.xlsx": good_file()}))
    yield "an archive with a password", "附件.zip", with_password, "FILE-ARCHIVE-LOCKED"
    bomb = packed({"报表.xlsx": bytes(30 << 20)})
    yield "an archive that is a bomb", "附件.zip", bomb, "FILE-ARCHIVE-LIMIT"
    yield "a mail of text", "邮件.eml", head + b"--b\n\nx\n--b--\n", "FILE-MAIL-EMPTY"
    yield "a mail of too many parts", "邮件.eml", head + b"--b\n\n" * 999, "FILE-MAIL-LIMIT"


def placed() -> Iterator[tuple[str, str, Callable[[Path], None], str]]:
    """Yield a kind's name, its file's name, what makes it, and the code (``""``: it is taken)."""

    def write(path: Path) -> None:
        path.write_bytes(good_file())

    yield "a download", "报表.xlsx.crdownload", write, "FILE-UNFINISHED"
    for kind, name, data, code in _archives():
        yield kind, name, lambda path, data=data: path.write_bytes(data), code
    yield "a lock file", "~$报表.xlsx", write, "FILE-LOCK"
    yield "a folder", "文件夹.xlsx", lambda path: path.mkdir(), "FILE-KIND"
    yield "nowhere", "没有.xlsx", lambda path: None, "FILE-MISSING"  # noqa: ARG005
    yield "too large", "大.xlsx", _write_large, "FILE-SIZE"
    yield "a name with a line break", "报\n表.xlsx", write, ""
    yield "a name beyond the plane", "报表\U0001f4ca.xlsx", write, ""
    yield "a name of markup", "[bold]报表[red].xlsx", write, ""
    if os.name == "posix":
        yield "a pipe", "管道.xlsx", os.mkfifo, "FILE-KIND"
        yield "a device", "设备.xlsx", lambda path: path.symlink_to("/dev/zero"), "FILE-KIND"
        yield "a link to itself", "环.xlsx", lambda path: path.symlink_to(path), "FILE-OPEN"
        yield "a link to nothing", "断.xlsx", lambda path: path.symlink_to("x"), "FILE-MISSING"
        yield "a name that is no UTF-8", os.fsdecode(b"\xb1\xa8.xlsx"), write, ""


def _write_large(path: Path) -> None:
    with path.open("wb") as file:
        file.write(good_file())
        file.truncate(51 << 20)
