"""A long command in a process of its own: how far it is, stopping it, and what came of it.

A spreadsheet program is not to stand still for a roll-up, and what touches foreign files is not
to run inside of it.
"""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Thread
from typing import Any

from xlreport.progress import VARIABLE, far_in
from xlreport.safe_path import environment_of_children

_SECONDS_TO_END = 5.0
_LONGEST_SAID = 4000


@dataclass(frozen=True, slots=True)
class Run:
    """A command to run: its words, what people are told meanwhile, and what is done after it.

    ``then`` names a function of :data:`xlreport.excel.city.AFTER`.
    """

    arguments: tuple[str, ...]
    doing: str
    then: str


@dataclass(frozen=True, slots=True)
class CommandOutcome:
    """How a command ended: its code, its JSON if it printed any, and what else it said."""

    code: int
    data: Any
    said: str
    stopped: bool = False


class Running:
    """A command that has been begun."""

    def __init__(self, run: Run) -> None:
        """Begin it.

        :raises OSError: if Python cannot be started.
        """
        self.run = run
        self.far = ""
        self._lines: list[str] = []
        self._stopped = False
        self._output = tempfile.TemporaryFile()  # noqa: SIM115 - it is closed with the outcome
        self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
            [program(), "-P", "-m", "xlreport", *run.arguments],
            stdin=subprocess.DEVNULL,
            stdout=self._output,
            stderr=subprocess.PIPE,
            env={**environment_of_children(), VARIABLE: "1", "PYTHONUTF8": "1"},
            creationflags=_WITHOUT_WINDOW,
        )
        self._listener = Thread(target=self._listen, daemon=True)
        self._listener.start()

    def wait(self, seconds: float) -> bool:
        """Wait a while; tell whether it has ended."""
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(seconds)
        return self._process.poll() is not None

    def stop(self) -> None:
        """End it: nothing half-done is left, since files are put in place whole."""
        self._stopped = True
        with suppress(OSError, ValueError):
            if sys.platform == "win32":
                self._process.terminate()
            else:
                self._process.send_signal(signal.SIGINT)
        if not self.wait(_SECONDS_TO_END):
            self._process.kill()
            self._process.wait()

    def outcome(self) -> CommandOutcome:
        """Return what came of it, once it has ended."""
        self._listener.join(_SECONDS_TO_END)
        if self._process.stderr is not None:
            self._process.stderr.close()
        with self._output as output:
            output.seek(0)
            printed = output.read()
        data = None
        with suppress(ValueError):
            data = json.loads(printed)
        said = "\n".join(self._lines)[-_LONGEST_SAID:]
        return CommandOutcome(self._process.returncode, data, said, self._stopped)

    @property
    def told(self) -> str:
        """What is being done, and how far it is."""
        return f"{self.run.doing}……{self.far}"

    def _listen(self) -> None:
        pipe = self._process.stderr
        with suppress(OSError, ValueError):
            for raw in pipe or ():
                line = raw.decode("utf-8", "replace").rstrip()
                far = far_in(line)
                if far:
                    self.far = far
                elif line:
                    self._lines.append(line)


_named = ""


def use_program(path: str) -> None:
    """Let commands be run by a Python that is not the one that runs this, as in LibreOffice."""
    global _named  # noqa: PLW0603 - said once, when LibreOffice loads the buttons
    _named = path


def program() -> str:
    """Return the Python that runs commands."""
    if _named and Path(_named).is_file():
        return _named
    return sys.executable


if sys.platform == "win32":
    _WITHOUT_WINDOW = subprocess.CREATE_NO_WINDOW
else:
    _WITHOUT_WINDOW = 0
