"""How far a long command has come."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console


@contextmanager
def progress(what: str, total: int) -> Iterator[Callable[[int], object]]:
    """Show on a terminal how many of all have been done; elsewhere say nothing.

    :param what: what is being done.
    :returns: what is told how many more have been done.
    """
    console = Console(stderr=True)
    if not console.is_terminal:
        yield int
        return
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn(what), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("", total=total)
        yield lambda count: bar.advance(task, count)
