"""Reading in a process of its own, so that an abort or a hang costs one file and not the run.

A worker that dies, or is killed because its time is up, is replaced; the file that it was
reading is refused.  The other half is :mod:`xlreport.read.worker`.
"""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Thread
from types import TracebackType
from typing import Any, Self

from xlreport.edition import load_edition
from xlreport.read.frames import receive, send
from xlreport.read.limits import SECONDS_FOR_A_FILE
from xlreport.read.refusal import Refused, refusal
from xlreport.report import Report
from xlreport.safe_path import environment_of_children

_SECONDS_TO_BEGIN = 60.0


def isolated(
    paths: Iterable[Path], overlays: Sequence[Path] = (), seconds: float = SECONDS_FOR_A_FILE
) -> Iterator[Report | Refused]:
    """Read files one after another in another process, in the order given.

    Yields for each path exactly one of: its report, or why it is refused.  No file raises, and
    none takes longer than ``seconds`` or more memory than a file may.

    :param overlays: the local overlays that the workbooks were made with.
    :raises OSError: if no process can be begun at all.
    """
    with Worker(overlays) as worker:
        for path in paths:
            yield worker.read(Path(path), seconds)


class Worker:
    """A process that reads files.  Use it as a context, from one thread."""

    def __init__(self, overlays: Sequence[Path] = ()) -> None:
        """:param overlays: the local overlays that the workbooks were made with."""
        self.overlays = tuple(Path(overlay).absolute() for overlay in overlays)
        self._life: _Life | None = None

    def __enter__(self) -> Self:
        """Begin the process; it gets ready while the caller does something else."""
        self._life = _Life(self.overlays)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End the process."""
        self._end()

    def read(self, path: Path, seconds: float = SECONDS_FOR_A_FILE) -> Report | Refused:
        """Return the report of a file, or why it is refused."""
        if self._life is None:
            self._life = _Life(self.overlays)
        try:
            answer = self._life.ask(os.fsencode(path.absolute()), seconds)
        except Empty:
            self._end()
            return refusal(path, "LIMIT-TIME", seconds=f"{seconds:g}")
        if answer is None:
            self._end()
            return refusal(path, "LIMIT-ABORT")
        return self._outcome(path, pickle.loads(answer))  # noqa: S301 - from our own process

    def _outcome(self, path: Path, answer: Any) -> Report | Refused:
        if isinstance(answer, Refused):
            return Refused(path, answer.reason, answer.advice, answer.code, answer.place)
        identity, fields = answer
        source = str(path)
        notes = tuple(replace(note, source=source) for note in fields["notes"])
        edition = load_edition(identity, self.overlays)
        return Report(**{**fields, "edition": edition, "source": source, "notes": notes})

    def _end(self) -> None:
        life, self._life = self._life, None
        if life is not None:
            life.end()


class _Life:
    """One process, from its beginning to its end."""

    def __init__(self, overlays: Sequence[Path]) -> None:
        self._ready = False
        self._answers: SimpleQueue[bytes | None] = SimpleQueue()
        self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
            [sys.executable, "-P", "-m", "xlreport.read.worker", *map(str, overlays)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment_of_children(),
        )
        self._listener = Thread(target=self._listen, daemon=True)
        self._listener.start()

    def _listen(self) -> None:
        """Take in what the process says, so that it never waits for a full pipe."""
        pipe = self._process.stdout
        while pipe is not None:
            message = receive(pipe)
            self._answers.put(message)
            if message is None:
                return

    def ask(self, question: bytes, seconds: float) -> bytes | None:
        """Return the answer, or ``None`` if the process has ended.

        :raises Empty: if there is no answer in time.
        """
        if not self._ready and self._answers.get(timeout=_SECONDS_TO_BEGIN) is None:
            return None
        self._ready = True
        pipe = self._process.stdin
        if pipe is None or not send(pipe, question):
            return None
        return self._answers.get(timeout=seconds)

    def end(self) -> None:
        """Kill the process and wait until it is gone."""
        self._process.kill()
        self._process.wait()
        self._listener.join()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                # What was still on its way to the process cannot be delivered.
                with suppress(OSError):
                    pipe.close()
