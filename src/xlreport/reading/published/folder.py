"""Which files of a folder are published reports."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from xlreport.reading.folder import LOCK_FILE, files_in

_BY_NAME = (
    *(".docx", ".html", ".htm", ".shtml", ".shtm", ".xhtml", ".jhtml", ".mht", ".mhtml"),
    *(".aspx", ".asp", ".jsp", ".php", ".do", ".pdf", ".txt", ".doc", ".wps", ".rtf"),
    *(".odt", ".ofd"),
)
_NOT_BY_NAME = (
    *(".xlsx", ".xlsm", ".xls", ".et", ".ods", ".csv", ".sqlite", ".css", ".js", ".json"),
    *(".ini", ".lnk"),
)
_BEGINNINGS = (b"%PDF-", b"PK\x03\x04", b"<", b"\xef\xbb\xbf<", b"\xd0\xcf\x11\xe0")


@dataclass
class Documents:
    """The files to import, the names of folders that cannot be entered, and other files by suffix.

    ``others`` counts the files that are no documents, such as the pictures of a saved page.
    """

    paths: list[Path] = field(default_factory=list)
    closed: list[Path] = field(default_factory=list)
    others: Counter[str] = field(default_factory=Counter)


def documents_in(sources: Sequence[Path]) -> Documents:
    """Return the files named, and the documents in the folders named, in a fixed order.

    A file in a folder is a document by its suffix, or by what it begins with.  Documents of other
    formats are among them, so that they are refused by name.
    """
    found = Documents()
    for source in sources:
        for path in files_in([source]):
            if path != source and path.name.startswith(LOCK_FILE):
                continue
            if path.is_dir():
                found.closed.append(path)
            elif path == source or _is_document(path):
                found.paths.append(path)
            else:
                found.others[path.suffix.lower() or "没有扩展名"] += 1
    return found


def _is_document(path: Path) -> bool:
    suffix = path.suffix.lower()
    if suffix in _BY_NAME or suffix in _NOT_BY_NAME:
        return suffix in _BY_NAME
    try:
        if not path.is_file():
            return False
        with path.open("rb") as file:
            beginning = file.read(512)
    except OSError:
        # It is refused by name when it is read.
        return True
    return beginning.lstrip(b" \t\r\n").startswith(_BEGINNINGS) or (
        not suffix and bool(beginning) and b"\x00" not in beginning
    )
