"""Next year's workbooks -> files: drawn once for each shape, packed and written side by side."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

from xlreport.checking import Verdict, check
from xlreport.files import replacing
from xlreport.report import Report
from xlreport.template.mould import Cast, Moulds

_BATCH = 250
"""So many reports are judged at a time."""
_WAITING = 4
"""So many workbooks wait for each thread: memory stays small, whatever the roster's length."""


def write_all(wanted: Sequence[tuple[Report, Path]]) -> Iterator[Path]:
    """Write the workbook of each report, and yield the paths in order as they are in place.

    Packing and writing, most of the work, need no lock of Python's: threads share the processors.
    Whoever stops asking lets what waits end, some files for each, and leaves none half written.

    :raises CannotWrite: if one cannot be written; those before it are in place.
    """
    workers = os.cpu_count() or 1
    moulds = Moulds()
    waiting: deque[Future[Path]] = deque()
    with ThreadPoolExecutor(workers) as pool:
        for verdict, path in _judged(wanted):
            waiting.append(pool.submit(_write, moulds.cast(verdict), path))
            if len(waiting) >= workers * _WAITING:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


def _judged(wanted: Sequence[tuple[Report, Path]]) -> Iterator[tuple[Verdict, Path]]:
    for first in range(0, len(wanted), _BATCH):
        batch = wanted[first : first + _BATCH]
        verdicts = check([report for report, _ in batch], compare_units=False)
        yield from zip(verdicts, (path for _, path in batch), strict=True)


def _write(cast: Cast, path: Path) -> Path:
    with replacing(path) as temporary:
        temporary.write_bytes(cast.packed())
    return path
