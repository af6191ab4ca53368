"""What has been read already: a file beside the output, so that a run can be taken up again.

The ledger maps the SHA-256 of a file's content to the record of what was read from it.  It is
tied to the version of the program and of the rules; another version begins a new one.  It is
only ever a copy: deleting it costs time and nothing else.
"""

from __future__ import annotations

import hashlib
import sqlite3
import zlib
from collections.abc import Iterable, Sequence
from contextlib import suppress
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path

from xlreport.edition.load import schema_folder

_CREATE = "CREATE TABLE IF NOT EXISTS readings (digest TEXT PRIMARY KEY, record BLOB NOT NULL)"
_BUSY_SECONDS = 30.0
_FORMAT = 5
LEAST_FILES = 40
"""Fewer files are read anew in less time than it takes to keep account of them."""


def rules_version(overlays: Sequence[Path] = ()) -> str:
    """Return what identifies program, editions and overlays: readings of another are not used."""
    digest = hashlib.sha256(f"{version('xlreport')} {_FORMAT}".encode())
    for path in (*sorted(schema_folder().rglob("*.yaml")), *overlays):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def ledger_path(output: Path, overlays: Sequence[Path] = ()) -> Path:
    """Return where the ledger of an output lies: a hidden folder beside it."""
    return output.absolute().parent / ".xlreport" / f"readings-{rules_version(overlays)}.sqlite"


class Ledger:
    """Readings by content digest.  A ledger that is damaged is put aside and begun anew."""

    def __init__(self, path: Path) -> None:
        """:param path: the ledger's file; its folder is made if need be."""
        self.path = path
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            self._book = _open(path)
        except sqlite3.DatabaseError:
            for end in ("", "-wal", "-shm"):
                path.with_name(path.name + end).unlink(missing_ok=True)
            self._book = _open(path)

    def add(self, readings: Iterable[tuple[str, bytes]]) -> None:
        """Keep readings; a crash loses at most those of the last call."""
        rows = [(digest, zlib.compress(record, 1)) for digest, record in readings]
        with self._book:
            self._book.executemany("INSERT OR REPLACE INTO readings VALUES (?, ?)", rows)

    def close(self) -> None:
        """Close the file."""
        self._book.close()


def _open(path: Path) -> sqlite3.Connection:
    book = sqlite3.connect(path, timeout=_BUSY_SECONDS)
    book.execute("PRAGMA journal_mode=WAL")
    book.execute("PRAGMA synchronous=NORMAL")
    with book:
        book.execute(_CREATE)
    return book


@lru_cache(maxsize=2)
def _reader(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True, timeout=_BUSY_SECONDS)


def look_up(path: Path, digest: str) -> bytes | None:
    """Return the reading of a content from a ledger, if it is there.  Any process may ask."""
    with suppress(sqlite3.Error, zlib.error):
        query = "SELECT record FROM readings WHERE digest = ?"
        row = _reader(path).execute(query, (digest,)).fetchone()
        if row:
            return zlib.decompress(row[0])
    return None
