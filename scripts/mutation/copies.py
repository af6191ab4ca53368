"""Copies of this process, each of which runs tests against a program of its own.

This process loads pytest and the libraries once, but nothing of the program: a copy begins at once,
and loads the program from the folder that it is given.
"""

from __future__ import annotations

import json
import os
import select
import shutil
import signal
import socket
import sys
import time
import traceback
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Any

from scripts.mutation.changes import ROOT

FAST = "not office and not slow and not long"
LIBRARIES = (
    *("pytest", "hypothesis", "hypothesis.strategies", "coverage", "xdist.plugin"),
    *("_hypothesis_pytestplugin", "pytest_cov.plugin", "unittest.mock", "sqlite3"),
    *("numpy", "pandas", "pandera.backends.pandas.builtin_checks", "pydantic", "yaml", "openpyxl"),
    *("xlsxwriter", "docx", "lxml.html", "jinja2", "rich.console", "cyclopts", "cn2an"),
    *("rapidfuzz.process", "python_calamine", "zlib_ng.zlib_ng", "pdfplumber"),
)
ENVIRONMENT = {
    # What keeps libraries from beginning threads: of a process of several only one is copied.
    "OPENBLAS_NUM_THREADS": "1",
    "JE_ARROW_MALLOC_CONF": "background_thread:false",
    "PYTHONUTF8": "1",
    "PYTHONDONTWRITEBYTECODE": "1",
    # Random tests try the same few examples each time.
    "CI": "1",
    "HYPOTHESIS_PROFILE": "quick",
}
_MOST_MEMORY = 8 << 30
_end_at_once = os._exit
_TIMES_AS_LONG = 10.0


def get_ready() -> None:
    """Begin this process anew with the environment that copies need, and load the libraries."""
    if any(os.environ.get(name) != value for name, value in ENVIRONMENT.items()):
        command = [sys.executable, *sys.orig_argv[1:]]
        os.execve(command[0], command, {**os.environ, **ENVIRONMENT})
    for name in LIBRARIES:
        import_module(name)
    assert not any(name.split(".")[0] == "xlreport" for name in sys.modules)


# ---- this process --------------------------------------------------------------------------------


@dataclass
class Task:
    """What a copy is to do: a function of its folder and of a way to tell what it is at."""

    work: Callable[[Path, Callable[[object], None]], object]
    usual: Mapping[str, float] = field(default_factory=dict)
    """How many seconds tests usually take, by their names."""
    of: object = None
    """What it is done for."""
    patience: float = 30.0
    """How many seconds a test may take beyond ten times the usual."""


@dataclass
class _Copy:
    pid: int
    told: int
    folder: Path
    task: Task
    heard: bytes = b""
    until: float = 0.0
    late: str = ""

    def hear(self) -> object | None:
        """Take in what it tells; return what it says at its end."""
        with suppress(BlockingIOError):
            while data := os.read(self.told, 1 << 16):
                self.heard += data
        *lines, self.heard = self.heard.split(b"\n")
        for line in lines:
            said = json.loads(line)
            if not isinstance(said, str):
                return said  # type: ignore[no-any-return]
            self.late = said
            usual = self.task.usual.get(said, 0.0)
            self.until = time.monotonic() + self.task.patience + _TIMES_AS_LONG * usual
        return None


def done(tasks: deque[Task], folders: list[Path]) -> Iterator[tuple[Task, object]]:
    """Do tasks in copies, as many at a time as there are folders, till none is left.

    Yields each task as it ends, with what its work returned, in a list, or with a text that says
    how the copy ended otherwise.  More tasks may be added meanwhile.
    """
    at_work: list[_Copy] = []
    free = [*folders]
    while tasks or at_work:
        while free and tasks:
            at_work.append(_begun(tasks.popleft(), free.pop()))
        select.select([copy.told for copy in at_work], [], [], 0.5)
        for copy in [*at_work]:
            if (end := _end(copy)) is not None:
                at_work.remove(copy)
                free.append(copy.folder)
                yield copy.task, end


def _begun(task: Task, folder: Path) -> _Copy:
    told, tells = os.pipe()
    os.set_blocking(told, False)
    sys.stdout.flush()
    pid = os.fork()
    if pid == 0:
        os.close(told)
        _work(task, folder, tells)
    os.close(tells)
    copy = _Copy(pid, told, folder, task)
    copy.until = time.monotonic() + 2 * task.patience
    return copy


def _end(copy: _Copy) -> object | None:
    """Return how a copy ended, if it has; nothing of it is left then."""
    said = copy.hear()
    if said is None:
        if os.waitpid(copy.pid, os.WNOHANG)[0]:
            said = copy.hear() or f"died in {copy.late}"
            if not copy.late:
                raise RuntimeError((copy.folder / "said").read_text("utf-8", "replace"))
        elif time.monotonic() > copy.until:
            said = f"never ends: {copy.late}"
        else:
            return None
    with suppress(ProcessLookupError):
        os.killpg(copy.pid, signal.SIGKILL)
    with suppress(ChildProcessError):
        os.waitpid(copy.pid, 0)
    os.close(copy.told)
    shutil.rmtree(copy.folder / "tmp", ignore_errors=True)
    return said


# ---- a copy --------------------------------------------------------------------------------------


def _work(task: Task, folder: Path, tells: int) -> None:
    """Do a task, and end."""

    def tell(what: object) -> None:
        os.write(tells, json.dumps(what).encode() + b"\n")

    try:
        os.setsid()
        _settle(folder)
        tell([task.work(folder, tell)])
    finally:
        if sys.exc_info()[0]:
            traceback.print_exc()
        _end_at_once(0)


def _settle(folder: Path) -> None:
    """Make a copy the process that runs tests against the program in a folder."""
    import resource

    nothing = os.open(os.devnull, os.O_RDONLY)
    said = os.open(folder / "said", os.O_CREAT | os.O_WRONLY | os.O_TRUNC)
    for number, here in ((nothing, 0), (said, 1), (said, 2)):
        os.dup2(number, here)
    (folder / "tmp").mkdir(exist_ok=True)
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (_MOST_MEMORY, hard))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    os.chdir(ROOT)
    program = str(folder / "src")
    sys.path[:] = [program, str(ROOT), *sys.path]
    os.environ["PYTHONPATH"] = program
    del os.environ["PYTHONUTF8"]


Tracer = Callable[[str | None], None]
"""Begins to note executed lines for a test, or, with ``""``, for none; with ``None`` it ends."""


def copied_commands(tracer: Tracer = lambda _: None) -> None:
    """Let commands of tests run in copies of a copy of this process, which is of one thread yet.

    The tracer is called in the copy that loads the whole program first, and in each of its copies.
    """
    from tests.support import command, ready

    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    if os.fork() == 0:
        ours.close()
        _be_copied(theirs, tracer)
    theirs.close()
    copied = ready.Ready(ours)
    command.ready_process = lambda: copied


def _be_copied(line: socket.socket, tracer: Tracer) -> None:
    from tests.support import ready

    load, become = ready.load, ready.become

    def trace() -> None:
        tracer(os.environ.get("PYTEST_CURRENT_TEST", "").rpartition(" ")[0])

    def loading() -> None:
        tracer("")
        load()
        tracer(None)
        from xlreport.work import worker

        send = worker.send

        def sending(*message: Any) -> bool:
            # A worker is killed when it is of no more use: what it did is noted before it answers.
            trace()
            return send(*message)

        worker.send = sending

    def becoming(asked: dict[str, Any], streams: list[int]) -> dict[str, Any]:
        asked = become(asked, streams)
        trace()
        return asked

    code = 1
    try:
        if not line.recv(1, socket.MSG_PEEK):
            os._exit(0)
        ready.load, ready.become = loading, becoming
        # What an edition leads to is worked out by each command, in which it may go wrong.
        ready.rehearse = lambda *_: None
        sys.argv = ["", str(line.fileno())]
        ready.main()
        code = 0
    except SystemExit as ended:
        print(ended, file=sys.stderr)
    finally:
        if sys.exc_info()[0]:
            traceback.print_exc()
        for stream in (sys.stdout, sys.stderr):
            stream.flush()
        os._exit(code)
