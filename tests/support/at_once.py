"""Jobs of workers done in this process: for files that a test has made itself."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch

from xlreport.edition.load import editions_with
from xlreport.work import second_judgement, worker
from xlreport.work.guard import Guard, Task, TaskOutcome, _outcome


@contextmanager
def jobs_at_once() -> Iterator[None]:
    """Begin no worker, and have nothing judged a second time: both have tests of their own."""
    with (
        patch.multiple(Guard, __enter__=_enter, __exit__=_leave, map=_map, begin=lambda *_: None),
        patch.object(second_judgement, "_WORTH_IT", 1000),
    ):
        yield


def _enter(guard: Guard) -> Guard:
    editions_with(guard.overlays)
    return guard


def _leave(*_: object) -> None:
    return None


def _map(guard: Guard, tasks: Sequence[Task]) -> Iterator[tuple[int, TaskOutcome]]:
    for number, task in enumerate(tasks):
        head = {"job": task.job, "path": str(Path(task.path).absolute()), "with": task.arguments}
        yield number, _outcome(task.path, worker._answer((head, task.body), guard.overlays))
