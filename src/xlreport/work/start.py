"""How a worker begins: as a copy of this process where that is safe, and anew elsewhere.

A copy has all modules and forms loaded already, so it costs no time; but only a process of one
thread can be copied without the danger that a lock of another thread stays closed for ever.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO, NoReturn

from xlreport.errors import UserError
from xlreport.safe_path import environment_of_children
from xlreport.work import worker

_THREADED = ("numpy", "pyarrow")
"""Libraries that begin threads which Python does not know of."""
_HIGHEST_FILE = 65_536


def begin(overlays: Sequence[Path]) -> subprocess.Popen[bytes] | _Copy:
    """Begin a worker.

    :param overlays: the local overlays and forms in use.
    :raises OSError: if no process can be begun.
    """
    return _Copy(overlays) if copies_are_safe() else _begun_anew(overlays)


def copies_are_safe() -> bool:
    """Tell whether this process can be copied now."""
    if sys.platform != "linux":
        return False
    return threading.active_count() == 1 and not any(name in sys.modules for name in _THREADED)


def _begun_anew(overlays: Sequence[Path]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(  # noqa: S603 - our own interpreter and module
        [sys.executable, "-P", "-m", "xlreport.work.worker", *map(str, overlays)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=environment_of_children(),
        # Ctrl-C is the caller's business.
        process_group=0 if os.name == "posix" else None,
        creationflags=_ON_ITS_OWN,
    )


class _Copy:
    """A copy of this process that does a worker's work, spoken to as one of ``subprocess`` is."""

    def __init__(self, overlays: Sequence[Path]) -> None:
        # What is loaded now, the copy need not load.  Whatever is wrong with an overlay, the
        # caller tells, who loads them too.
        with suppress(UserError):
            worker.get_ready(overlays)
        questions, ours_to_ask = os.pipe()
        ours_to_hear, answers = os.pipe()
        self.pid = os.fork()
        if self.pid == 0:
            _work(overlays, questions, answers)
        os.close(questions)
        os.close(answers)
        self.stdin: IO[bytes] | None = os.fdopen(ours_to_ask, "wb")
        self.stdout: IO[bytes] | None = os.fdopen(ours_to_hear, "rb")
        self._ended: int | None = None
        self._one_at_a_time = threading.Lock()

    def kill(self) -> None:
        with self._one_at_a_time:
            if self._ended is None:
                with suppress(ProcessLookupError):
                    os.kill(self.pid, signal.SIGKILL)

    def wait(self) -> int:
        with self._one_at_a_time:
            if self._ended is None:
                self._ended = os.waitpid(self.pid, 0)[1]
            return self._ended


def _work(overlays: Sequence[Path], questions: int, answers: int) -> NoReturn:
    """Do a worker's work in a copy, which has none of the files that its original has open."""
    try:
        os.setpgid(0, 0)  # Ctrl-C is the caller's business
        nowhere = os.open(os.devnull, os.O_RDWR)
        for number, here in ((questions, 0), (answers, 1), (nowhere, 2)):
            os.dup2(number, here)
        os.closerange(3, _HIGHEST_FILE)
        worker.main(overlays, os.fdopen(0, "rb"), os.fdopen(1, "wb"))
    finally:
        # Nothing of what the original has still to write, or to do at its end, is the copy's.
        os._exit(0)


if sys.platform == "win32":
    _ON_ITS_OWN = subprocess.CREATE_NEW_PROCESS_GROUP | subprocess.CREATE_NO_WINDOW
else:
    _ON_ITS_OWN = 0
