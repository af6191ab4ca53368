"""The one guard: foreign files are touched by workers only, under limits of time and memory.

A worker that dies or hangs is replaced and costs the file that it was at; what it had still to
do is done by another.  What comes back is JSON and bytes of bounded size.
"""

from __future__ import annotations

import os
import sys
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from queue import Empty, SimpleQueue
from types import TracebackType
from typing import Any, Self

from xlreport.edition import Place
from xlreport.edition.load import editions_with
from xlreport.errors import UserError, faults
from xlreport.reading.limits import SECONDS_FOR_A_FILE
from xlreport.reading.refusal import Refused, refusal
from xlreport.work.pipe import Message
from xlreport.work.worker_process import Inbox, WorkerProcess

_AHEAD = 40
"""So many tasks a worker may be given at once, so that it never waits for the next one."""
_TASKS_WORTH_A_WORKER = 12
"""One more worker for fewer tasks takes longer to begin than it saves."""
_MOST_ON_WINDOWS = 61
"""Windows waits for no more processes at once."""
_MOST_FALSE_STARTS = 2
_SECONDS_BETWEEN_LOOKS = 0.5


@dataclass(frozen=True, slots=True)
class Task:
    """A job, by its name in :data:`~xlreport.work.jobs.JOBS`, to be done with a file."""

    job: str
    path: Path
    arguments: Mapping[str, Any] = field(default_factory=dict)
    body: bytes = b""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a job returned: what JSON holds, and bytes."""

    data: Any
    body: bytes


TaskOutcome = Answer | UserError
"""An answer, or why there is none: a :class:`Refused` where the file is to blame."""


def default_workers() -> int:
    """Return how many workers to use: one for each processor that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


class Guard:
    """Workers that do tasks.  Use it as a context, from one thread."""

    def __init__(
        self,
        overlays: Sequence[Path] = (),
        workers: int | None = None,
        seconds: float | None = None,
        *,
        kept: bool = True,
    ) -> None:
        """Choose what the workers know.

        :param overlays: the local overlays and forms in use.
        :param workers: how many processes at most; ``None`` for one a processor.
        :param seconds: how long a task may take; ``None`` for the time of a foreign file.
        :param kept: whether the workers are of use to whoever comes next; those that have loaded
            much have little memory left.
        """
        self._kept = kept
        self._seconds = SECONDS_FOR_A_FILE if seconds is None else seconds
        self.overlays = tuple(Path(overlay).absolute() for overlay in overlays)
        most = default_workers() if workers is None else max(workers, 1)
        self._most = min(most, _MOST_ON_WINDOWS) if sys.platform == "win32" else most
        self._inbox: Inbox = SimpleQueue()
        self._workers: list[WorkerProcess] = []
        self._false_starts = 0

    def __enter__(self) -> Self:
        """Begin a worker, and meanwhile load the overlays.

        :raises EditionError: if an overlay or form cannot be read, or has a mistake.
        """
        self._begin()
        try:
            editions_with(self.overlays)
        except BaseException:
            self._let_go()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Let the workers go."""
        self._let_go()

    def ask(self, task: Task) -> Answer:
        """Do one task.

        :raises UserError: why it cannot be done; :class:`Refused` if the file is to blame.
        """
        ((_, outcome),) = self.map([task])
        if isinstance(outcome, Answer):
            return outcome
        raise outcome

    def map(self, tasks: Sequence[Task]) -> Iterator[tuple[int, TaskOutcome]]:
        """Begin to do tasks; yield the number of each with what came of it, as they are done.

        The workers are at it from now on, whenever the first answer is asked for.

        :raises OSError: if no worker can be begun.
        """
        left = deque(range(len(tasks)))
        self._deal(tasks, left)
        return self._answers(tasks, left)

    def _answers(
        self, tasks: Sequence[Task], left: deque[int]
    ) -> Iterator[tuple[int, TaskOutcome]]:
        again: set[int] = set()
        while left or any(worker.waiting for worker in self._workers):
            self._deal(tasks, left)
            worker, message = self._next()
            if message is not None:
                number = worker.waiting.popleft()
                worker.answered += 1
                yield number, _outcome(tasks[number].path, message)
                continue
            code = "LIMIT-ABORT" if worker.gone else "LIMIT-TIME"
            suspect = self._remove(worker, left)
            if suspect is None:
                continue
            if code == "LIMIT-ABORT" and worker.answered and suspect not in again:
                # Another task may have left too little memory: this one is done once more.
                again.add(suspect)
                left.appendleft(suspect)
                continue
            seconds = f"{self._seconds:g}"
            yield suspect, refusal(tasks[suspect].path, code, seconds=seconds)

    def in_order(self, tasks: Sequence[Task]) -> Iterator[TaskOutcome]:
        """Do tasks, and yield what came of each in the order given."""
        done: dict[int, TaskOutcome] = {}
        due = 0
        for number, outcome in self.map(tasks):
            done[number] = outcome
            while due in done:
                yield done.pop(due)
                due += 1

    def begin(self, tasks: int) -> None:
        """Begin the workers that so many tasks are worth, and leave them to whoever comes next."""
        self._grow(tasks)
        self._let_go()

    def _grow(self, tasks: int) -> None:
        wanted = min(self._most, -(-tasks // _TASKS_WORTH_A_WORKER))
        while len(self._workers) < max(wanted, 1):
            self._begin()
        for worker in self._workers:
            worker.start_listening(self._inbox)

    def _deal(self, tasks: Sequence[Task], left: deque[int]) -> None:
        """Give out tasks so that no worker waits, and all end at about the same time."""
        self._grow(len(tasks))
        share = min(_AHEAD, -(-len(left) // (2 * len(self._workers))))
        for worker in self._workers:
            while left and len(worker.waiting) < max(share, 1):
                number = left.popleft()
                task = tasks[number]
                head = {
                    "job": task.job,
                    "path": str(task.path.absolute()),
                    "with": dict(task.arguments),
                    "seconds": self._seconds,
                }
                worker.ask(number, (head, task.body), self._seconds)

    def _next(self) -> tuple[WorkerProcess, Message | None]:
        """Wait for an answer, or for the end of a worker's time."""
        while True:
            for worker in self._workers:
                if worker.stuck():
                    return worker, None
            with suppress(Empty):
                worker, message = self._inbox.get(timeout=_SECONDS_BETWEEN_LOOKS)
                if worker in self._workers:  # the last word of one that was ended tells nothing
                    return worker, message

    def _remove(self, worker: WorkerProcess, left: deque[int]) -> int | None:
        """Take a worker out; return the task that it was at, if it had begun to work."""
        self._workers.remove(worker)
        waiting = list(worker.waiting)
        if not worker.ready:
            self._false_starts += 1
            if self._false_starts > _MOST_FALSE_STARTS:
                raise CannotBegin
        elif waiting:
            left.extendleft(reversed(waiting[1:]))
            worker.end()
            return waiting[0]
        left.extendleft(reversed(waiting))
        worker.end()
        return None

    def _begin(self) -> None:
        idle = _idle.get(_key(self.overlays), [])
        worker = idle.pop() if idle else WorkerProcess(self.overlays)
        if worker.gone:
            worker.end()
            worker = WorkerProcess(self.overlays)
        self._workers.append(worker)

    def _let_go(self) -> None:
        """Keep the workers that are free for whoever needs some next; end the others."""
        workers, self._workers = self._workers, []
        key = _key(self.overlays)
        for other in [each for each in _idle if each != key]:
            for worker in _idle.pop(other):
                worker.end()
        for worker in workers:
            if worker.waiting or worker.gone or not self._kept:
                worker.end()
            else:
                _idle.setdefault(key, []).append(worker)


def warm(overlays: Sequence[Path] = (), files: int = 1, workers: int | None = None) -> None:
    """Begin the workers that so many files are worth, while the caller does something else.

    :param overlays: and ``workers`` are those of the guard that will need them.
    """
    with suppress(OSError):
        Guard(overlays, workers).begin(files)


class CannotBegin(UserError, OSError):
    """No worker can be begun."""

    def __init__(self) -> None:
        super().__init__("无法启动读取文件的进程", "请关闭其他程序后重试；如仍然不行，请重新安装。")


Key = tuple[tuple[Path, int], ...]
_idle: dict[Key, list[WorkerProcess]] = {}


def _key(overlays: Sequence[Path]) -> Key:
    """Return what workers must have in common to stand in for each other."""
    return tuple((path, path.stat().st_mtime_ns if path.exists() else 0) for path in overlays)


def _outcome(path: Path, message: Message) -> TaskOutcome:
    """Return what a worker's message says; one that makes no sense is as good as none."""
    match message:
        case ({"data": data}, body):
            return Answer(data, body)
        case ({"refused": [str(), str(), str(), _, str(), str(), str()] as said}, _):
            reason, advice, code, place, *stated, digest = said
            return Refused(path, reason, advice, code, _place(place), (*stated,), digest)
        case ({"told": str(text)}, _):
            return UserError(text)
        case ({"fault": str(trace)}, _):
            faults.append(f"{path}\n{trace}")
            return refusal(path, "LIMIT-FAULT")
        case _:
            return refusal(path, "LIMIT-ABORT")


def _place(data: Any) -> Place | None:
    match data:
        case [str(sheet), int(row), int(column)]:
            return Place(sheet, row, column)
        case _:
            return None
