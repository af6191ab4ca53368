"""A process that has loaded what every command loads, copied for each command that tests run.

Loading pandas, pandera and the editions takes ten times longer than what most commands do with a
few workbooks.  A copy is a process of its own as any other: its arguments, folder, environment,
output, exit code and workers are those of one command.  What it cannot show is how a command
begins; :func:`tests.support.command.xlreport_anew` runs those that a test wants to see begin.
"""

from __future__ import annotations

import array
import gc
import json
import os
import pkgutil
import select
import signal
import socket
import subprocess
import sys
from contextlib import suppress
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
POSSIBLE = sys.platform == "linux"
_LIBRARIES = ("pandas", "pandera.backends.pandas.builtin_checks", "openpyxl", "xlsxwriter", "docx")
_ELSEWHERE = ("windows", "office", "cluster", "__main__")
"""Modules, by a part of their names, that not every system has or that begin threads."""
_ONE_THREAD = {
    "OPENBLAS_NUM_THREADS": "1",
    "JE_ARROW_MALLOC_CONF": "background_thread:false",
}
"""What keeps libraries from beginning threads: of a process of several only one is copied."""
_LONGEST = 1 << 20


# ---- the side of the tests -----------------------------------------------------------------------


@dataclass(frozen=True)
class Ended:
    """How a command ended, and what it printed."""

    returncode: int
    stdout: bytes
    stderr: bytes


class Ready:
    """The process that is copied."""

    def __init__(self) -> None:
        self._line, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        places = [os.environ.get("PYTHONPATH", ""), str(ROOT)]
        env = {**os.environ, **_ONE_THREAD, "PYTHONUTF8": "1"}
        env["PYTHONPATH"] = os.pathsep.join(filter(None, places))
        env.pop("PYTHONDONTWRITEBYTECODE", None)
        command = [sys.executable, "-P", "-m", "tests.support.ready", str(theirs.fileno())]
        with theirs:
            self._process = subprocess.Popen(command, env=env, pass_fds=[theirs.fileno()])

    def run(
        self, arguments: list[str], cwd: Path | None, env: dict[str, str], timeout: float
    ) -> Ended:
        """Run a command in a copy, to its end.

        :raises TimeoutExpired: if it has not ended in so many seconds; it is killed and gone then.
        """
        with TemporaryFile() as out, TemporaryFile() as err:
            told, tells = os.pipe()
            asked = {"arguments": arguments, "cwd": str(cwd or Path.cwd()), "env": env}
            fds = array.array("i", [out.fileno(), err.fileno(), tells])
            try:
                self._line.sendmsg(
                    [json.dumps(asked).encode()],
                    [(socket.SOL_SOCKET, socket.SCM_RIGHTS, fds)],
                )
            finally:
                os.close(tells)
            with os.fdopen(told) as answers:
                pid = int(answers.readline())
                if not select.select([answers], [], [], timeout)[0]:
                    os.kill(pid, signal.SIGKILL)
                    answers.readline()
                    raise subprocess.TimeoutExpired(["xlreport", *arguments], timeout)
                code = int(answers.readline())
            out.seek(0)
            err.seek(0)
            return Ended(code, out.read(), err.read())


# ---- the side of the process ---------------------------------------------------------------------


def serve(line: socket.socket) -> list[str]:
    """Make copies as they are asked for; return, in a copy only, the arguments of its command."""
    wakes, woken = os.pipe()
    os.set_blocking(woken, False)
    signal.set_wakeup_fd(woken, warn_on_full_buffer=False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    waiting: dict[int, int] = {}
    while True:
        ready, _, _ = select.select([line, wakes], [], [])
        if wakes in ready:
            os.read(wakes, 512)
            _tell_ends(waiting)
        if line not in ready:
            continue
        data, ancillary, _, _ = line.recvmsg(_LONGEST, socket.CMSG_SPACE(12))
        if not data:
            os._exit(0)
        fds = array.array("i", ancillary[0][2])
        out, err, tells = fds
        pid = os.fork()
        if pid == 0:
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            for number in (wakes, woken, tells, *waiting.values()):
                os.close(number)
            line.close()
            return _become(json.loads(data), out, err)
        waiting[pid] = tells
        os.write(tells, f"{pid}\n".encode())
        os.close(out)
        os.close(err)


def _tell_ends(waiting: dict[int, int]) -> None:
    with suppress(ChildProcessError):
        while (ended := os.waitpid(-1, os.WNOHANG))[0]:
            tells = waiting.pop(ended[0])
            os.write(tells, f"{os.waitstatus_to_exitcode(ended[1])}\n".encode())
            os.close(tells)


def _become(asked: dict[str, Any], out: int, err: int) -> list[str]:
    """Take the place of a process that was begun for one command."""
    from xlreport.work import start

    nowhere = os.open(os.devnull, os.O_RDONLY)
    for number, here in ((nowhere, 0), (out, 1), (err, 2)):
        os.dup2(number, here)
        os.close(number)
    os.environ.clear()
    os.environ.update(asked["env"])
    os.chdir(asked["cwd"])
    # Here they are loaded from the beginning, and have begun no threads.
    start._THREADED = ()
    arguments: list[str] = asked["arguments"]
    return arguments


def load() -> None:
    """Load what commands load."""
    import xlreport
    from xlreport.edition import edition_ids, layout_of, load_edition

    for module in pkgutil.walk_packages(xlreport.__path__, "xlreport."):
        if not any(part in module.name for part in _ELSEWHERE):
            import_module(module.name)
    for name in _LIBRARIES:
        import_module(name)
    for each in edition_ids():
        layout_of(load_edition(each))
    threads = [*Path("/proc/self/task").iterdir()]
    assert len(threads) == 1, "a process of several threads is not copied"
    gc.freeze()


def main() -> None:
    """Load everything, then be copied."""
    line = socket.socket(fileno=int(sys.argv[1]))
    load()
    sys.argv = ["xlreport", *serve(line)]
    from xlreport.__main__ import main as command

    command()


if __name__ == "__main__":
    main()
