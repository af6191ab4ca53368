"""Files -> readings, in several processes.

A file that brings its process down, or never ends, costs itself only: the chunks that were
under way are read again file by file, each under guard, and the file that does it again is
refused.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from functools import partial
from multiprocessing.context import BaseContext
from pathlib import Path
from threading import Thread
from time import monotonic

from xlreport.consolidate.reading import Reading, read_chunk
from xlreport.safe_path import guard_children

CHUNK = 40
SECONDS_PER_FILE = 60.0
_ALONE = 8
"""So few files are read faster without other processes."""
_CRASHED = "读这个文件时程序崩溃"
_ENDLESS = f"读这个文件超过 {SECONDS_PER_FILE:.0f} 秒没有结束"
_SUSPECT = "文件可能已损坏或被恶意改动，请该单位用下发的模板重新填报。"

ChunkReader = Callable[[Sequence[Path], Sequence[Path], Path | None], list[Reading]]
Submit = Callable[[ProcessPoolExecutor, Sequence[Path]], Future[list[Reading]]]
Reader = Callable[[Sequence[Sequence[Path]]], Iterator[list[Reading]]]
"""Reads chunks of files and yields the readings of each, in any order."""


def default_workers() -> int:
    """Return how many processes to use: one for each processor that this one may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def chunks_of(paths: Sequence[Path], size: int = CHUNK) -> list[Sequence[Path]]:
    """Cut a list of files into chunks."""
    return [paths[start : start + size] for start in range(0, len(paths), size)]


def prepare(files: int, workers: int | None = None) -> None:
    """Begin the process that the pool's processes are copies of, while the caller does other work.

    It takes most of a second to be ready.  Where there will be no pool, nothing is done.

    :param files: how many are going to be read; ``workers`` as for :func:`read_in_pool`.
    """
    if _in_other_processes(files, workers) and sys.platform != "win32":
        from multiprocessing import forkserver

        _context()
        forkserver.ensure_running()


def read_in_pool(
    chunks: Sequence[Sequence[Path]],
    overlays: Sequence[Path] = (),
    ledger: Path | None = None,
    workers: int | None = None,
    read: ChunkReader = read_chunk,
) -> Iterator[list[Reading]]:
    """Yield the readings of each chunk, as they become ready.

    :param workers: how many processes; 1 reads in this process.
    :param read: what reads a chunk; it must be a function of a module.
    """
    if not _in_other_processes(sum(map(len, chunks)), workers):
        for chunk in chunks:
            yield read(chunk, overlays, ledger)
        return
    workers = default_workers() if workers is None else workers
    left = list(chunks)
    submit = partial(_submit, read=read, overlays=overlays, ledger=ledger)
    while left:
        suspects: list[Sequence[Path]] = []
        yield from _read_until_broken(left, suspects, submit, workers)
        if suspects and not _can_start():
            for chunk in (*suspects, *left):
                yield read(chunk, overlays, ledger)
            return
        for chunk in suspects:
            yield _read_under_guard(chunk, submit)


def _in_other_processes(files: int, workers: int | None) -> bool:
    """Tell whether so many files are read in processes of their own."""
    return files > _ALONE and (default_workers() if workers is None else workers) > 1


def _can_start() -> bool:
    """Tell whether other processes can be begun at all; if not, no file is to blame."""
    try:
        with _pool(1) as pool:
            return pool.submit(default_workers).result(timeout=SECONDS_PER_FILE) > 0
    except (BrokenProcessPool, TimeoutError, OSError):
        return False


def _submit(
    pool: ProcessPoolExecutor,
    chunk: Sequence[Path],
    read: ChunkReader,
    overlays: Sequence[Path],
    ledger: Path | None,
) -> Future[list[Reading]]:
    return pool.submit(read, chunk, overlays, ledger)


def _read_until_broken(
    left: list[Sequence[Path]],
    suspects: list[Sequence[Path]],
    submit: Submit,
    workers: int,
) -> Iterator[list[Reading]]:
    """Read chunks, taking them from ``left``; if the pool breaks, those under way are suspects."""
    under_way: dict[Future[list[Reading]], tuple[Sequence[Path], float]] = {}
    try:
        with _pool(workers) as pool:
            while left or under_way:
                while left and len(under_way) < 2 * workers:
                    future = submit(pool, left[0])
                    under_way[future] = (left.pop(0), monotonic())
                done, _ = wait(under_way, timeout=1.0, return_when=FIRST_COMPLETED)
                for future in done:
                    readings = future.result()
                    del under_way[future]
                    yield readings
                _demand_progress(under_way.values())
    except BrokenProcessPool:
        suspects += [chunk for chunk, _ in under_way.values()]


def _demand_progress(under_way: Iterable[tuple[Sequence[Path], float]]) -> None:
    """Give up a pool in which a chunk takes for ever.

    :raises BrokenProcessPool: if there is such a chunk.
    """
    now = monotonic()
    if any(now - begun > _patience(chunk) for chunk, begun in under_way):
        raise BrokenProcessPool


def _patience(chunk: Sequence[Path]) -> float:
    """Return the seconds that a chunk may take, its wait behind another one included."""
    return 2 * (SECONDS_PER_FILE + len(chunk))


def _read_under_guard(
    chunk: Sequence[Path],
    submit: Submit,
) -> list[Reading]:
    """Read files one by one in another process, which may die of any of them."""
    readings: list[Reading] = []
    while len(readings) < len(chunk):
        try:
            with _pool(1) as pool:
                for path in chunk[len(readings) :]:
                    readings += submit(pool, [path]).result(timeout=SECONDS_PER_FILE)
        except TimeoutError:
            path = chunk[len(readings)]
            readings.append(Reading(path, reason=_ENDLESS, advice=_SUSPECT, code="LIMIT-TIME"))
        except BrokenProcessPool:
            path = chunk[len(readings)]
            readings.append(Reading(path, reason=_CRASHED, advice=_SUSPECT, code="LIMIT-ABORT"))
    return readings


@contextmanager
def _pool(workers: int) -> Iterator[ProcessPoolExecutor]:
    """Give a pool; if it is left by an exception, its processes are killed."""
    others = set(multiprocessing.active_children())
    pool = ProcessPoolExecutor(workers, _context(), initializer=_begin)
    try:
        yield pool
    except BaseException:
        for process in set(multiprocessing.active_children()) - others:
            process.kill()
        raise
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _context() -> BaseContext:
    """Return a way to begin processes that is safe whatever threads this one has."""
    guard_children()
    if sys.platform == "win32":
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["xlreport.consolidate.warm"])
    return context


def _begin() -> None:
    """Leave Ctrl-C to the process that waits for the results, and end when that one ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
