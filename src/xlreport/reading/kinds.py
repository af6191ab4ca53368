"""What a file is, by its first bytes and not by its name."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

_ZIP = b"PK\x03\x04"
_EMPTY_ZIP = b"PK\x05\x06"
_OPEN_DOCUMENTS = (
    (b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet", "FILE-ODS"),
    (b"mimetypeapplication/vnd.oasis.opendocument.text", "FILE-WORD"),
    (b"mimetypeapplication/vnd.oasis.opendocument.presentation", "FILE-SLIDES"),
)
_MIMETYPE_AT = 30
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_BIFF = (b"\x09\x08", b"\x09\x04", b"\x09\x02", b"\x09\x00")
_BEGINNINGS = (
    (b"%PDF", "FILE-PDF"),
    (b"\x89PNG", "FILE-IMAGE"),
    (b"\xff\xd8\xff", "FILE-IMAGE"),
    (b"GIF8", "FILE-IMAGE"),
    (b"BM", "FILE-IMAGE"),
    (b"II*\0", "FILE-IMAGE"),
    (b"MM\0*", "FILE-IMAGE"),
    (b"Rar!", "FILE-ARCHIVE"),
    (b"7z\xbc\xaf\x27\x1c", "FILE-ARCHIVE"),
    (b"\x1f\x8b", "FILE-ARCHIVE"),
    (b"{\\rtf", "FILE-WORD"),
    (b"L\0\0\0\x01\x14\x02\0", "FILE-SHORTCUT"),
    (b"[InternetShortcut]", "FILE-SHORTCUT"),
    (b"MZ", "FILE-PROGRAM"),
    (b"\x7fELF", "FILE-PROGRAM"),
    (b"ID3", "FILE-MEDIA"),
    (b"#!AMR", "FILE-MEDIA"),
    (b"\xff\xfb", "FILE-MEDIA"),
    (b"MIME-Version:", "FILE-HTML"),
)
_UNFINISHED = frozenset(
    {
        *(".crdownload", ".part", ".partial", ".download", ".downloading", ".opdownload"),
        *(".td", ".xltd", ".!ut", ".tmp", ".baiduyun", ".qqdownload"),
    }
)
"""How the names of files end that browsers and mail programs have not loaded to the end."""
_OLE_STREAMS = (
    ("EncryptedPackage", "FILE-ENCRYPTED"),
    ("Workbook", "FILE-XLS"),
    ("Book", "FILE-XLS"),
    ("WordDocument", "FILE-WORD"),
    ("PowerPoint Document", "FILE-SLIDES"),
    ("__properties_version1.0", "FILE-MAIL"),
)
_MAIN_PARTS = (
    ("xl/workbook.bin", "FILE-XLSB"),
    ("word/document.xml", "FILE-WORD"),
    ("ppt/presentation.xml", "FILE-SLIDES"),
    ("ofd.xml", "FILE-OFD"),
    ("meta-inf/manifest.xml", "FILE-ODS"),
)
_HEAD = 4096
_WHITESPACE = b"\xef\xbb\xbf \t\r\n"
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
_ENCODINGS = ("utf-8", "gb18030", "utf-16")


def kind_of(data: bytes) -> str:
    """Return the code under which a file is refused for what it is, or ``""`` for a zip file."""
    if not data:
        return "FILE-EMPTY"
    if data.startswith(_ZIP):
        return next((c for b, c in _OPEN_DOCUMENTS if data.startswith(b, _MIMETYPE_AT)), "")
    if data.startswith(_EMPTY_ZIP):
        return "FILE-ARCHIVE-EMPTY"
    if data.startswith(_OLE):
        return next((c for name, c in _OLE_STREAMS if name.encode("utf-16-le") in data), "FILE-OLE")
    for beginning, code in _BEGINNINGS:
        if data.startswith(beginning):
            return code
    if code := _kind_of_container(data):
        return code
    if not data.strip(b"\0"):
        return "FILE-ZEROS"
    if data.startswith(_BIFF) and len(data) > 8:
        return "FILE-XLS"
    if data.startswith(b"PK"):
        return "FILE-ARCHIVE"
    return _kind_of_text(data[:_HEAD])


def is_unfinished(path: Path) -> bool:
    """Tell by its name whether a file is what a download that broke off has left."""
    return path.suffix.lower() in _UNFINISHED


def _kind_of_container(data: bytes) -> str:
    """Return the code of a film, a sound or a picture, which say what they are a little later."""
    if data[4:8] == b"ftyp":
        return "FILE-IMAGE" if data[8:12] in _PICTURES else "FILE-MEDIA"
    if data.startswith(b"RIFF"):
        return "FILE-IMAGE" if data[8:12] == b"WEBP" else "FILE-MEDIA"
    return ""


_PICTURES = (b"heic", b"heix", b"mif1", b"avif")


def kind_of_parts(names: Iterable[str]) -> str:
    """Return the code under which a zip file is refused for its parts, or ``""`` for an .xlsx."""
    folded = {name.lower() for name in names}
    if "xl/workbook.xml" in folded:
        return ""
    for name, code in _MAIN_PARTS:
        if name in folded:
            return code
    return "FILE-OTHER" if "[content_types].xml" in folded else "FILE-ARCHIVE"


def _kind_of_text(head: bytes) -> str:
    start = head.lstrip(_WHITESPACE).lower()
    if start.startswith(b"<?xml") and b"<html" not in start:
        return "FILE-XML"
    if start.startswith(b"<"):
        return "FILE-HTML"
    for encoding in _ENCODINGS:
        # A character may be cut in two where the head ends.
        text = head.decode(encoding, "ignore" if len(head) == _HEAD else "replace")
        if text and "\ufffd" not in text and not _CONTROL.search(text):
            return "FILE-CSV"
    return "FILE-OTHER"
