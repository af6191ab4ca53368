"""Files -> readings on a dask.distributed cluster: the same chunks, read on other machines.

The machines must see the files, and the overlays, under the same paths, and have this version
of the program.  What goes between them is pickled, as dask does it: they must trust each other.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from xlreport.consolidation.incoming.pool import Reader
from xlreport.errors import UserError
from xlreport.reading.refusal import Refused
from xlreport.work.reading import Reading, read_chunk

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
        reading: Reading = future.result()[0]
        return reading
    return Reading(path, refused=Refused(path, _LOST, _ADVICE, code=""))
