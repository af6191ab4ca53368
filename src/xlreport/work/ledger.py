"""What has been read already: a file beside the output, so that a run can be taken up again.

The ledger maps the SHA-256 of a file's content to what was read from it.  It is tied to the
program's own code and to the rules; others begin a new one.  It is only ever a copy: deleting
it costs time and nothing else, and where it cannot be kept the run goes on without it.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import lru_cache
from pathlib import Path

from zlib_ng import zlib_ng as zlib

from xlreport.edition.load import schema_folder

_CREATE = "CREATE TABLE IF NOT EXISTS readings (digest TEXT PRIMARY KEY, reading BLOB NOT NULL)"
_BETWEEN = b"\n"
"""Stands between a record and its texts: there is no such byte in what :func:`to_bytes` makes."""
_BUSY_SECONDS = 5.0
_DAMAGED: tuple[type[Exception], ...] = (
    zlib.error,  # type: ignore[assignment]  # its stub calls the class an instance
    TypeError,
    ValueError,
)
LEAST_FILES = 40
"""Fewer files are read anew in less time than it takes to keep account of them."""

Kept = tuple[bytes, bytes]
"""A record, and what the rules of the text say of it."""


def rules_version(overlays: Sequence[Path] = ()) -> str:
    """Return what identifies program, editions and overlays: readings of another are not used."""
    digest = hashlib.sha256()
    code = Path(__file__).parents[1].rglob("*.py")
    for path in (*sorted(code), *sorted(schema_folder().rglob("*.yaml")), *overlays):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def ledger_path(output: Path, overlays: Sequence[Path] = ()) -> Path:
    """Return where the ledger of an output lies: a hidden folder beside it."""
    return output.absolute().parent / ".xlreport" / f"readings-{rules_version(overlays)}.sqlite"


class Ledger:
    """Readings by content digest.  One that is damaged is begun anew; no fault of it is raised."""

    def __init__(self, path: Path) -> None:
        """:param path: the ledger's file; its folder is made if need be."""
        self._book: sqlite3.Connection | None = None
        with _given_up_on_faults(self):
            path.parent.mkdir(parents=True, exist_ok=True)
            try:
                self._book = _open(path)
            except sqlite3.OperationalError:  # in use, or its place is read-only
                raise
            except sqlite3.DatabaseError:
                for end in ("", "-wal", "-shm"):
                    path.with_name(path.name + end).unlink(missing_ok=True)
                self._book = _open(path)

    def add(self, readings: Iterable[tuple[str, bytes, bytes]]) -> None:
        """Keep readings: digest, record, texts; a crash loses at most those of the last call."""
        book = self._book
        if book is None:
            return
        rows = [(digest, zlib.compress(_BETWEEN.join(kept), 1)) for digest, *kept in readings]
        with _given_up_on_faults(self), book:
            book.executemany("INSERT OR REPLACE INTO readings VALUES (?, ?)", rows)

    def close(self) -> None:
        """Close the file."""
        book, self._book = self._book, None
        if book is not None:
            with suppress(sqlite3.Error):
                book.close()


@contextmanager
def _given_up_on_faults(ledger: Ledger) -> Iterator[None]:
    try:
        yield
    except (sqlite3.Error, OSError):
        ledger.close()


def _open(path: Path) -> sqlite3.Connection:
    book = sqlite3.connect(path, timeout=_BUSY_SECONDS)
    try:
        book.execute("PRAGMA journal_mode=WAL")
        book.execute("PRAGMA synchronous=NORMAL")
        with book:
            book.execute(_CREATE)
    except sqlite3.Error:
        book.close()
        raise
    return book


@lru_cache(maxsize=1)
def _reader(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True, timeout=_BUSY_SECONDS)


def look_up(path: Path, digest: str) -> Kept | None:
    """Return what was read from a content, if a ledger has it.  Any process may ask."""
    if path in _in_use:
        return None
    try:
        query = "SELECT reading FROM readings WHERE digest = ?"
        row = _reader(path).execute(query, (digest,)).fetchone()
        if row:
            record, texts = zlib.decompress(row[0]).split(_BETWEEN)
            return record, texts
    except sqlite3.Error as error:
        if getattr(error, "sqlite_errorcode", 0) == sqlite3.SQLITE_BUSY:
            _in_use.add(path)
    except _DAMAGED:
        pass
    return None


_in_use: set[Path] = set()
"""The ledgers that could not be asked: to wait for them once in a process is enough."""
