"""The step that many processes share: a chunk of files -> what was read from each."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from xlreport.consolidate.ledger import look_up
from xlreport.consolidate.record import pack, to_bytes
from xlreport.read.guard import Refused, content_of
from xlreport.read.package import Package
from xlreport.read.workbook import read_package

_DAMAGED = (
    "程序读这个文件时出现内部错误",
    "请用下发的模板重新填报；如仍然出现，请把文件交给维护人员。",
)


@dataclass(frozen=True, slots=True)
class Reading:
    """What came of one file: a record as bytes, or why there is none.

    ``code`` is the refusal's, if the reader refused it.  ``modified`` is the file's time of
    change in seconds; ``known`` says that the reading was in the ledger already.
    """

    path: Path
    digest: str = ""
    modified: int = 0
    record: bytes = b""
    reason: str = ""
    advice: str = ""
    code: str = ""
    known: bool = False


def read_chunk(
    paths: Sequence[Path], overlays: Sequence[Path], ledger: Path | None
) -> list[Reading]:
    """Read files one after another.  No file raises; one that cannot be read says why."""
    return [read_file(path, overlays, ledger) for path in paths]


def read_file(path: Path, overlays: Sequence[Path] = (), ledger: Path | None = None) -> Reading:
    """Read one file, or take its reading from the ledger if its content was read before."""
    try:
        before = path.stat()
        content = content_of(path)
        digest = hashlib.sha256(content).hexdigest()
        if ledger is not None and (record := look_up(ledger, digest)):
            return Reading(path, digest, int(before.st_mtime), record, known=True)
        report = read_package(Package(path, content), overlays)
        after = path.stat()
        if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
            return Reading(path, reason="读的时候文件正在变动", advice="请等文件复制完成后再汇总。")
        return Reading(path, digest, int(before.st_mtime), to_bytes(pack(report)))
    except Refused as error:
        return Reading(path, reason=error.reason, advice=error.advice, code=error.code)
    except OSError as error:
        reason = f"打不开文件（{error.strerror or error}）"
        return Reading(path, reason=reason, advice="请核对文件名和权限。")
    except Exception:  # noqa: BLE001 - a fault in one file must not cost the others
        return Reading(path, reason=_DAMAGED[0], advice=_DAMAGED[1])
