"""The console script, as users run it: each command in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from tests.support import ready

COMMAND = str(Path(sys.executable).with_name("xlreport"))
_SECONDS = 300.0


def xlreport(
    *arguments: object,
    cwd: Path | None = None,
    env: dict[str, str] | None = None,
    timeout: float = _SECONDS,
) -> subprocess.CompletedProcess[bytes]:
    """Run the command to its end; what it printed is in bytes.

    Where the system can, the process is a copy of one that has everything loaded; with
    ``XLREPORT_ANEW=1`` each is begun anew.
    """
    command = [COMMAND, *map(str, arguments)]
    if not copies_wanted():
        return xlreport_anew(*arguments, cwd=cwd, env=env, timeout=timeout)
    ended = ready_process().run(command[1:], cwd, dict(os.environ) if env is None else env, timeout)
    return subprocess.CompletedProcess(command, ended.returncode, ended.stdout, ended.stderr)


def xlreport_anew(*arguments: object, **options: Any) -> subprocess.CompletedProcess[bytes]:
    """Run the installed script itself, from its very beginning to its end."""
    options = {"capture_output": True, "timeout": _SECONDS, **options}
    return subprocess.run([COMMAND, *map(str, arguments)], check=False, **options)


def worker(overlays: Sequence[Path]) -> ready.Copy:
    """Begin a worker of the guard for this process, as a copy of one that has all loaded."""
    return ready_process().worker(overlays)


def copies_wanted() -> bool:
    """Tell whether commands and workers are copies here, and not begun anew."""
    return ready.POSSIBLE and not os.environ.get("XLREPORT_ANEW")


@cache
def ready_process() -> ready.Ready:
    """The process that is copied."""
    return ready.Ready()


def environment(**changed: str) -> dict[str, str]:
    """Return the environment of the tests with some variables changed."""
    return {**os.environ, **changed}
