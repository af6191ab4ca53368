"""What a file is, by its first bytes and not by its name."""

from __future__ import annotations

import re
from collections.abc import Iterable

_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_BIFF = (b"\x09\x08", b"\x09\x04", b"\x09\x02", b"\x09\x00")
_BEGINNINGS = (
    (b"%PDF", "FILE-PDF"),
    (b"\x89PNG", "FILE-IMAGE"),
    (b"\xff\xd8\xff", "FILE-IMAGE"),
    (b"GIF8", "FILE-IMAGE"),
    (b"BM", "FILE-IMAGE"),
    (b"Rar!", "FILE-ARCHIVE"),
    (b"7z\xbc\xaf\x27\x1c", "FILE-ARCHIVE"),
    (b"\x1f\x8b", "FILE-ARCHIVE"),
    (b"{\\rtf", "FILE-WORD"),
    (b"MIME-Version:", "FILE-HTML"),
)
_OLE_STREAMS = (
    ("EncryptedPackage", "FILE-ENCRYPTED"),
    ("Workbook", "FILE-XLS"),
    ("Book", "FILE-XLS"),
    ("WordDocument", "FILE-WORD"),
    ("PowerPoint Document", "FILE-SLIDES"),
)
_MAIN_PARTS = (
    ("xl/workbook.bin", "FILE-XLSB"),
    ("word/document.xml", "FILE-WORD"),
    ("ppt/presentation.xml", "FILE-SLIDES"),
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
        return ""
    if data.startswith(_OLE):
        return next((c for name, c in _OLE_STREAMS if name.encode("utf-16-le") in data), "FILE-OLE")
    for beginning, code in _BEGINNINGS:
        if data.startswith(beginning):
            return code
    if not data.strip(b"\0"):
        return "FILE-ZEROS"
    if data.startswith(_BIFF) and len(data) > 8:
        return "FILE-XLS"
    if data.startswith(b"PK"):
        return "FILE-ARCHIVE"
    return _kind_of_text(data[:_HEAD])


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
