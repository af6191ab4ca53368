"""Files -> readings: under the guard of workers, or on a dask.distributed cluster.

The machines of a cluster read the same chunks.  They must see the files, and the overlays, under
the same paths, and have this version of the program.  What goes between them is pickled, as dask
does it: they must trust each other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from xlreport.errors import UserError
from xlreport.reading.refusal import Refused
from xlreport.work.reading import Reading, read_chunk, read_each

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


_SECONDS_TO_CONNECT = 20
_LOST = "集群读这个文件失败"
_ADVICE = "请不加 --dask 在本机单独校验这个文件；如果能读，再查集群。"


class NoCluster(UserError, OSError):
    """The cluster cannot be reached; the message says why."""


def cluster_reader(address: str, overlays: Sequence[Path] = ()) -> Reader:
    """Return what reads chunks on the cluster whose scheduler is at ``address``.

    A chunk that the cluster cannot finish is read again file by file, so that the file that
    is to blame costs itself only.

    :raises NoCluster: from the reader, if the scheduler does not answer.
    """

    def read(chunks: Sequence[Sequence[Path]]) -> Iterator[list[Reading]]:
        try:
            from distributed import Client, as_completed
        except ImportError as error:
            raise NoCluster(
                "没有安装 dask.distributed，请先执行 pip install xlreport[dask]"
            ) from error
        try:
            client = Client(address, timeout=_SECONDS_TO_CONNECT, set_as_default=False)
        except OSError as error:
            raise NoCluster(f"连不上集群 {address}：{error}") from error
        with client, client.as_current():
            futures = {}
            for chunk in chunks:
                future = client.submit(read_chunk, chunk, overlays, pure=False)
                futures[future] = chunk
            for future in as_completed(futures):
                if future.status == "finished":
                    yield future.result()
                else:
                    yield [_alone(client, path, overlays) for path in futures[future]]

    return read


def _alone(client: Any, path: Path, overlays: Sequence[Path]) -> Reading:
    from distributed import wait

    future = client.submit(read_chunk, [path], overlays, pure=False)
    wait([future])
    if future.status == "finished":
        (reading,) = future.result()
        return reading  # type: ignore[no-any-return]
    return Reading(path, refused=Refused(path, _LOST, _ADVICE, code=""))
