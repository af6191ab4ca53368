"""A mark by which a published document shows that nobody has edited it since it was written.

The mark is a digest of everything else in the file: whatever another program saves has another
content, or no mark.  It guards against replacing somebody's work, not against forgery.
"""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
from pathlib import Path

from xlreport.zips import parts_of, zipped

_WIDTH = 64
BLANK = "0" * _WIDTH
"""Stands for the digest in the properties of a Word document that is still to be sealed."""
_PROPERTIES = "docProps/core.xml"
_IDENTIFIER = re.compile(rb"<dc:identifier>([0-9a-f]{64})</dc:identifier>")
_LINES = {
    ".html": (b"<!-- xlreport sha256 ", b" -->\n"),
    ".pdf": (b"%xlreport sha256 ", b"\n"),
}
"""What stands before and after the digest at the end of a file of one piece."""
_LARGEST = 256 << 20


def sealed(data: bytes, suffix: str) -> bytes:
    """Return a document with its mark.

    :param suffix: the ending of the file's name, which says what it is.
    """
    if suffix == ".docx":
        return _with_identifier(data, _digest_of_parts(data))
    before, after = _LINES[suffix]
    return data + before + hashlib.sha256(data).hexdigest().encode() + after


def is_unedited(path: Path) -> bool:
    """Tell whether a file is a document as this program has written it."""
    try:
        if path.stat().st_size > _LARGEST:
            return False
        data = path.read_bytes()
        if path.suffix.lower() == ".docx":
            return _identifier(data) == _digest_of_parts(data)
    except (OSError, ValueError, KeyError, RuntimeError, zipfile.BadZipFile):
        return False
    before, after = _LINES.get(path.suffix.lower(), (b"", b""))
    whole = len(before) + _WIDTH + len(after)
    digest = hashlib.sha256(data[:-whole]).hexdigest().encode() if before else b""
    return bool(before) and data[-whole:] == before + digest + after


def why_kept(path: Path) -> str:
    """Say why a file in the place of a document is kept; empty if nothing would be lost."""
    return "" if is_unedited(path) else "并且不是本程序写出后没有动过的文件（可能有人修改过）"


def _digest_of_parts(data: bytes) -> str:
    """Digest all parts but the one that holds the mark, by the checksums that the archive has."""
    digest = hashlib.sha256()
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for part in sorted(archive.infolist(), key=lambda part: part.filename):
            if part.filename != _PROPERTIES:
                digest.update(f"{part.filename}\n{part.CRC}\n{part.file_size}\n".encode())
            else:
                digest.update(_IDENTIFIER.sub(b"", _small(archive, part)))
    return digest.hexdigest()


def _identifier(data: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        found = _IDENTIFIER.search(_small(archive, archive.getinfo(_PROPERTIES)))
    return found[1].decode() if found else ""


def _small(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> bytes:
    """Return a part that has to be small.

    :raises ValueError: if it is not.
    """
    with archive.open(part) as stream:
        data = stream.read(1 << 16)
        if stream.read(1):
            raise ValueError(part.filename)
    return data


def _with_identifier(data: bytes, digest: str) -> bytes:
    parts = parts_of(data)
    parts[_PROPERTIES] = parts[_PROPERTIES].replace(BLANK.encode(), digest.encode())
    return zipped(parts)
