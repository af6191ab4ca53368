"""The jobs of reading: a workbook -> its record, and what the rules of its text say of it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from xlreport.attached import on_disk
from xlreport.checking.prose import judge_prose
from xlreport.reading.guard import looked_at
from xlreport.reading.refusal import Refused, refusal
from xlreport.reading.values_only import read_content
from xlreport.record import from_bytes, pack, to_bytes, unpack
from xlreport.report import Report
from xlreport.work.guard import Answer, Guard, Task
from xlreport.work.ledger import look_up
from xlreport.work.texts import Texts, pack_texts, texts_of


@dataclass(frozen=True, slots=True)
class Reading:
    """What came of one file: its record and what the rules of the text say, or why there is none.

    ``record`` and ``texts`` are JSON; ``texts`` is empty where nobody asked for them.
    ``modified`` is the file's time of change in seconds; ``known`` says that the reading was in
    the ledger already.
    """

    path: Path
    digest: str = ""
    modified: int = 0
    record: bytes = b""
    texts: bytes = b""
    known: bool = False
    refused: Refused | None = None

    def outcome(self, overlays: Sequence[Path] = ()) -> Report | Refused:
        """Return the report, or why the file is refused.

        :param overlays: those that the file was read with.
        """
        return self.refused or unpack(from_bytes(self.record), self.path, overlays)

    def judged(self) -> Texts:
        """Return what became of the rules of the text, which was asked for."""
        return texts_of(self.texts, self.path)


def read_file(
    path: Path,
    overlays: Sequence[Path] = (),
    ledger: Path | None = None,
    *,
    texts: bool = True,
) -> Reading:
    """Read one file in this process, or take its reading from the ledger.

    :param overlays: the local overlays and forms in use.
    :param ledger: where readings are kept by the digest of what a file holds.
    :param texts: whether to ask what the rules of the text say.
    :raises Refused: if the file cannot be read.
    """
    before = _state(path)
    content, code = looked_at(path)
    digest = hashlib.sha256(content).hexdigest()
    modified = _seconds(before)
    if ledger and (kept := look_up(ledger, digest)):
        return Reading(path, digest, modified, *kept, known=True)
    try:
        report = read_content(path, content, code, overlays)
    except Refused as error:
        error.digest = digest
        raise
    told = to_bytes(pack_texts(_judged(report))) if texts else b""
    if before != _state(path):
        raise refusal(path, "FILE-CHANGING")
    return Reading(path, digest, modified, to_bytes(pack(report)), told)


def read_chunk(paths: Sequence[Path], overlays: Sequence[Path]) -> list[Reading]:
    """Read files one after another in this process, which is not under guard.

    No file raises; one that cannot be read says why.  This is what the machines of a cluster do.
    """
    readings = []
    for path in paths:
        try:
            readings.append(read_file(path, overlays))
        except Refused as error:
            readings.append(_refused(path, error))
        except Exception:  # noqa: BLE001 - a fault in one file must not cost the others
            readings.append(_refused(path, refusal(path, "LIMIT-FAULT")))
    return readings


def _refused(path: Path, error: Refused) -> Reading:
    """Return the reading of a file that is refused."""
    return Reading(path, error.digest, _seconds(_state(path)), refused=error)


def _seconds(state: tuple[int, int]) -> int:
    """Return the time of change of a file of some state in seconds, 0 if it is not known."""
    return state[1] // 1_000_000_000


def _state(path: Path) -> tuple[int, int]:
    """Return a file's size and its time of change in nanoseconds, of one that is not there none."""
    with suppress(OSError, ValueError):
        status = on_disk(path).stat()
        return status.st_size, status.st_mtime_ns
    return 0, 0


def _judged(report: Report) -> Texts:
    (texts,) = judge_prose(report.edition, [report], compare_units=False)
    return texts


def reading_job(
    path: Path, arguments: Mapping[str, Any], _: bytes, overlays: Sequence[Path]
) -> tuple[Any, bytes]:
    """Read a file in a worker; ``arguments`` name the ledger, and ask for the texts, or not."""
    ledger, texts = arguments.get("ledger"), arguments.get("texts", True)
    reading = read_file(path, overlays, Path(ledger) if ledger else None, texts=texts)
    data = [reading.digest, reading.modified, reading.known, len(reading.record)]
    return data, reading.record + reading.texts


def texts_job(
    path: Path, arguments: Mapping[str, Any], body: bytes, overlays: Sequence[Path]
) -> tuple[Any, bytes]:
    """Hold the text of a report against its tables, and against those of the year before.

    ``body`` is the report's record and, behind ``arguments["length"]`` bytes, last year's.
    """
    record, before = _cut(body, arguments["length"])
    report = unpack(from_bytes(record), path, overlays)
    if before:
        report = replace(report, before=unpack(from_bytes(before), path, overlays))
    return None, to_bytes(pack_texts(_judged(report)))


def _cut(body: bytes, length: int) -> tuple[bytes, bytes]:
    return body[:length], body[length:]


def read_each(
    paths: Sequence[Path],
    overlays: Sequence[Path] = (),
    *,
    workers: int | None = None,
    ledger: Path | None = None,
    texts: bool = True,
) -> Iterator[tuple[int, Reading]]:
    """Read files under guard; yield the number of each and its reading, as they become ready.

    :param overlays: the local overlays and forms in use.
    :param workers: how many processes at most; ``None`` for one a processor.
    :param ledger: where readings are kept by the digest of what a file holds.
    :param texts: whether to ask what the rules of the text say.
    :raises EditionError: if an overlay cannot be read, or has a mistake.
    """
    arguments = {"ledger": str(ledger) if ledger else "", "texts": texts}
    tasks = [Task("read", path, arguments) for path in paths]
    with Guard(overlays, workers) as guard:
        for number, outcome in guard.map(tasks):
            match outcome:
                case Answer(data=[digest, modified, known, length], body=body):
                    found = Reading(paths[number], digest, modified, *_cut(body, length), known)
                    yield number, found
                case Refused():
                    yield number, _refused(paths[number], outcome)
                case _:
                    raise TypeError(outcome)


def read_in_order(
    paths: Sequence[Path], overlays: Sequence[Path] = (), *, texts: bool = True
) -> list[Reading]:
    """Read files under guard, as :func:`read_each` does; return the readings in their order."""
    found = dict(read_each(paths, overlays, texts=texts))
    return [found[number] for number in range(len(paths))]


def isolated(paths: Iterable[Path], overlays: Sequence[Path] = ()) -> Iterator[Report | Refused]:
    """Read files under guard; yield for each, in order, its report or why it is refused.

    :param overlays: the local overlays and forms in use.
    :raises EditionError: if an overlay cannot be read, or has a mistake.
    """
    for reading in read_in_order(list(paths), overlays, texts=False):
        yield reading.outcome(overlays)


def judge_texts(reports: Sequence[Report], overlays: Sequence[Path] = ()) -> list[Texts | Refused]:
    """Judge under guard the texts of reports that were given last year's figures and texts.

    :param overlays: those that the reports were read with.
    :returns: for each, in order, what became of the rules, or why it cannot be told.
    """
    if not reports:
        return []
    tasks = []
    for report in reports:
        record = to_bytes(pack(report))
        before = to_bytes(pack(report.before)) if report.before else b""
        tasks.append(Task("texts", Path(report.source), {"length": len(record)}, record + before))
    found: list[Texts | Refused] = []
    with Guard(overlays) as guard:
        for report, outcome in zip(reports, guard.in_order(tasks), strict=True):
            match outcome:
                case Answer(body=body):
                    found.append(texts_of(body, Path(report.source)))
                case Refused():
                    found.append(outcome)
                case _:
                    raise TypeError(outcome)
    return found
