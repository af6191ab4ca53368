"""Files -> readings, under the guard of workers, or in another way that reads chunks of files."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from xlreport.work.reading import Reading, read_each

CHUNK = 40

Reader = Callable[[Sequence[Sequence[Path]]], Iterator[list[Reading]]]
"""Reads chunks of files and yields the readings of each, in any order."""


def chunks_of(paths: Sequence[Path], size: int = CHUNK) -> list[Sequence[Path]]:
    """Cut a list of files into chunks."""
    return [paths[start : start + size] for start in range(0, len(paths), size)]


def read_in_workers(
    paths: Sequence[Path],
    overlays: Sequence[Path] = (),
    ledger: Path | None = None,
    workers: int | None = None,
    *,
    texts: bool = True,
) -> Iterator[list[Reading]]:
    """Yield readings as they become ready, so many at a time as are worth keeping at once.

    :param overlays: the local overlays and forms in use.
    :param ledger: where readings are kept, to be taken from there.
    :param workers: how many processes at most; ``None`` for one a processor.
    :param texts: whether to ask what the rules of the text say.
    """
    ready: list[Reading] = []
    for _, reading in read_each(paths, overlays, workers=workers, ledger=ledger, texts=texts):
        ready.append(reading)
        if len(ready) == CHUNK:
            yield ready
            ready = []
    if ready:
        yield ready
