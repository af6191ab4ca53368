"""How far a long command has come."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console

from xlreport.progress import VARIABLE, far_line


@contextmanager
def progress(what: str, total: int) -> Iterator[Callable[[int], object]]:
    """Show on a terminal how many of all have been done; elsewhere say nothing.

    :param what: what is being done.
    :returns: what is told how many more have been done.
    """
    console = Console(stderr=True)
    if os.environ.get(VARIABLE):
        yield _told(what, total)
        return
    if not console.is_terminal:
        yield int
        return
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn(what), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("", total=total)
        yield lambda count: bar.advance(task, count)


def _told(what: str, total: int) -> Callable[[int], object]:
    """Return what tells the program that has begun this one how far it is."""
    done = 0

    def advance(count: int) -> None:
        nonlocal done
        done += count
        sys.stderr.write(far_line(done, total, what) + "\n")
        sys.stderr.flush()

    return advance
