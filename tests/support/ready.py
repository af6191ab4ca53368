"""A process that has loaded what every command loads, copied for each command that tests run.

Loading pandas, pandera and the editions takes ten times longer than what most commands do with a
few workbooks.  A copy is a process of its own as any other: its arguments, folder, environment,
output, exit code and workers are those of one command.  What it cannot show is how a command
begins; :func:`tests.support.command.xlreport_anew` runs those that a test wants to see begin.
"""

from __future__ import annotations

import array
import atexit
import gc
import json
import os
import pkgutil
import select
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from contextlib import redirect_stdout, suppress
from dataclasses import dataclass
from importlib import import_module
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory, TemporaryFile
from typing import IO, TYPE_CHECKING, Any

if TYPE_CHECKING:
    from xlreport.edition import Edition

ROOT = Path(__file__).resolve().parents[2]
POSSIBLE = sys.platform == "linux"
_LIBRARIES = ("pandas", "pandera.backends.pandas.builtin_checks", "openpyxl", "xlsxwriter", "docx")
_SECONDS_FOR_THREADS_TO_END = 10.0
_ELSEWHERE = ("windows", "office", "cluster", "__main__")
"""Modules, by a part of their names, that not every system has or that begin threads."""
_ONE_THREAD = {
    "OPENBLAS_NUM_THREADS": "1",
    "JE_ARROW_MALLOC_CONF": "background_thread:false",
}
"""What keeps libraries from beginning threads: of a process of several only one is copied."""
_LONGEST = 1 << 20
_ROSTER = """\
代码,名称,类别,上级
1,示例市,人民政府,
11,示例县,人民政府,1
111,示例镇,乡镇,11
"""


# ---- the side of the tests -----------------------------------------------------------------------


@dataclass(frozen=True)
class Ended:
    """How a command ended, and what it printed."""

    returncode: int
    stdout: bytes
    stderr: bytes


class Ready:
    """The process that is copied."""

    def __init__(self, line: socket.socket | None = None) -> None:
        """Begin it.

        :param line: to one that has been begun already.
        """
        self._one_at_a_time = threading.Lock()
        if line:
            self._line = line
            return
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
        with Path(os.devnull).open("rb") as nothing, TemporaryFile() as out, TemporaryFile() as err:
            asked = {"arguments": arguments, "cwd": str(cwd or Path.cwd()), "env": env}
            copy = self._copy(asked, nothing, out, err)
            if not copy.has_ended(timeout):
                copy.kill()
                copy.wait()
                raise subprocess.TimeoutExpired(["xlreport", *arguments], timeout)
            code = copy.wait()
            out.seek(0)
            err.seek(0)
            return Ended(code, out.read(), err.read())

    def worker(self, overlays: Sequence[Path]) -> Copy:
        """Begin a worker of the guard as a copy."""
        questions, asks = os.pipe()
        hears, answers = os.pipe()
        asked = {"overlays": [*map(str, overlays)], "cwd": str(Path.cwd()), "env": {**os.environ}}
        with os.fdopen(questions) as given, os.fdopen(answers, "w") as taken:
            copy = self._copy(asked, given, taken, taken)
        copy.stdin, copy.stdout = os.fdopen(asks, "wb"), os.fdopen(hears, "rb")
        return copy

    def _copy(self, asked: dict[str, Any], *files: IO[Any]) -> Copy:
        """Ask for a copy with these as its standard streams."""
        told, tells = os.pipe()
        fds = array.array("i", [*(file.fileno() for file in files), tells])
        with self._one_at_a_time:
            self._line.sendmsg(
                [json.dumps(asked).encode()], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, fds)]
            )
        os.close(tells)
        return Copy(os.fdopen(told))


class Copy:
    """A process that was copied, as its parent sees it."""

    stdin: IO[bytes] | None = None
    stdout: IO[bytes] | None = None

    def __init__(self, told: IO[str]) -> None:
        self._told = told
        self.pid = int(told.readline())
        self._code: int | None = None
        self._one_at_a_time = threading.Lock()

    def has_ended(self, timeout: float = 0) -> bool:
        """Wait so many seconds for its end, and tell whether it has ended."""
        return self._code is not None or bool(select.select([self._told], [], [], timeout)[0])

    def kill(self) -> None:
        """End it at once, if it has not ended."""
        with self._one_at_a_time:
            if not self.has_ended():
                # It may end just now, before its end is told.
                with suppress(ProcessLookupError):
                    os.kill(self.pid, signal.SIGKILL)

    def wait(self) -> int:
        """Wait for its end."""
        with self._one_at_a_time:
            if self._code is None:
                self._code = int(self._told.readline())
                self._told.close()
            return self._code


# ---- the side of the process ---------------------------------------------------------------------


def serve(line: socket.socket) -> dict[str, Any]:
    """Make copies as they are asked for; return, in a copy only, what it is to do."""
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
        data, ancillary, _, _ = line.recvmsg(_LONGEST, socket.CMSG_SPACE(16))
        if not data:
            os._exit(0)
        fds = array.array("i", ancillary[0][2])
        *streams, tells = fds
        pid = os.fork()
        if pid == 0:
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            for number in (wakes, woken, tells, *waiting.values()):
                os.close(number)
            line.close()
            return become(json.loads(data), streams)
        waiting[pid] = tells
        os.write(tells, f"{pid}\n".encode())
        for number in streams:
            os.close(number)


def _tell_ends(waiting: dict[int, int]) -> None:
    with suppress(ChildProcessError):
        while (ended := os.waitpid(-1, os.WNOHANG))[0]:
            tells = waiting.pop(ended[0])
            os.write(tells, f"{os.waitstatus_to_exitcode(ended[1])}\n".encode())
            os.close(tells)


def become(asked: dict[str, Any], streams: list[int]) -> dict[str, Any]:
    """Take the place of a process that was begun for one command, or for one worker."""
    for here, number in enumerate(streams):
        os.dup2(number, here)
        os.close(number)
    os.environ.clear()
    os.environ.update(asked["env"])
    os.chdir(asked["cwd"])
    return asked


def load() -> None:
    """Load what commands load."""
    import xlreport
    from xlreport import files
    from xlreport.edition import edition_ids, layout_of, load_edition
    from xlreport.work import guard, start, worker_process

    for module in pkgutil.walk_packages(xlreport.__path__, "xlreport."):
        if not any(part in module.name for part in _ELSEWHERE):
            import_module(module.name)
    for name in _LIBRARIES:
        import_module(name)
    for each in edition_ids():
        layout_of(load_edition(each))
    # Copies load what they need themselves, and have begun no threads.
    start._THREADED = ()
    with TemporaryDirectory() as folder, redirect_stdout(StringIO()):
        for each in edition_ids():
            rehearse(load_edition(each), Path(folder, each))
    worker_process.end_all()
    guard._idle.clear()
    files._written.clear()
    assert _is_of_one_thread(), "a process of several threads is not copied"
    gc.freeze()


def _is_of_one_thread() -> bool:
    """Wait for threads that have been joined already: the system takes its time to end them."""
    until = time.monotonic() + _SECONDS_FOR_THREADS_TO_END
    while len([*Path("/proc/self/task").iterdir()]) > 1:
        if time.monotonic() > until:
            return False
        time.sleep(0.01)
    return True


def rehearse(edition: Edition, folder: Path) -> None:
    """Do once what most commands do: what follows from an edition alone is remembered then."""
    from xlreport.cli import run
    from xlreport.report import Report, Unit, with_totals
    from xlreport.template import write_report

    roster, inbox = folder / "名册.csv", folder / "收到"
    inbox.mkdir(parents=True)
    roster.write_text(_ROSTER, encoding="utf-8")
    zeros = dict.fromkeys((cell.key for cell in edition.inputs), 0)
    prose = dict.fromkeys(edition.prose, "有文字。")
    unit, year = Unit("示例镇", "111", "township"), edition.first_year
    report = Report(edition, year, unit, with_totals(edition, zeros), prose)
    write_report(report, inbox / "示例镇.xlsx")
    book = folder / "市.xlsx"
    for command in (
        ["check", inbox, "--json"],
        ["consolidate", inbox, "--roster", roster, "-o", book],
        ["publish", inbox / "示例镇.xlsx", "-o", folder / "报告.docx"],
    ):
        assert run([str(word) for word in command]) in (0, 1)


def main() -> None:
    """Load everything, then be copied."""
    from xlreport.__main__ import main as command
    from xlreport.work.start import _work

    line = socket.socket(fileno=int(sys.argv[1]))
    load()
    asked = serve(line)
    if "overlays" in asked:
        _work([*map(Path, asked["overlays"])], 0, 1)
    sys.argv = ["xlreport", *asked["arguments"]]
    try:
        command()
    except SystemExit as ended:
        _end(ended)


def _end(ended: SystemExit) -> None:
    """End a copy whose command has ended as it would by itself, but take nothing apart.

    An interpreter that ends looks at each object once more: of a copy that is a copy of each page,
    which takes longer than most commands.
    """
    if not isinstance(ended.code, int):
        raise ended
    threading._shutdown()  # type: ignore[attr-defined]
    atexit._run_exitfuncs()
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
    os._exit(ended.code)


if __name__ == "__main__":
    main()
