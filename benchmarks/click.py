"""How long a click on 校验 takes, in LibreOffice on a screen, with the mouse.

Two figures, each held against its bar: the first click after a workbook was opened, and later
ones.  Below them what they are made of, and what depends less on the load of the machine: the
processor time of LibreOffice, in which Python runs, and that of Python in the parts of a click.
The same in an earlier version, in turns with this one, says more than the seconds alone.  Run it
with ``python -m benchmarks.click``.
"""

from __future__ import annotations

import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeVar

import xlwings as xw
from examples.reports import seed_report
from tests.excel.desk import Desk, desk, write_profile

from xlreport.checking import Verdict, check
from xlreport.edition.layout import layout_of
from xlreport.excel import marks, mending, warm_up
from xlreport.excel.book import LiveBook
from xlreport.excel.plan import Plan
from xlreport.excel.snapshot import Snapshot
from xlreport.report import Report
from xlreport.template import write_report

HEAD = "applications.new.natural"
PINK = (255, 199, 206)
ROUNDS = 5
FIRST, LATER = 0.3, 0.1
"""Seconds: the bars."""
SECONDS_TO_LOOK = 3
"""How long a clerk looks at a workbook that has just come up."""
INCLUDED = """\
Both from the release of the mouse button on 校验 until the first faulty cell is pink, in a workbook
with macros in which one column does not balance: reading all sheets, checking, planning, colours,
notes, the list on 校验. The message box is shown after that. The first click comes three seconds
after the window; opening the workbook has begun to load Python and its libraries, which is not
included unless it takes longer than that. Before each later click the marks are cleared."""
T = TypeVar("T")


def broken() -> Report:
    values = {**seed_report().values, "applications.carried_out.natural": 4}
    return replace(seed_report(), values=values)


def head_of(work: Desk) -> xw.Range:
    place = layout_of(seed_report().edition).places[HEAD]
    return work.book.sheets[place.sheet].range(place.a1)


@dataclass(frozen=True)
class Taken:
    """What a click took until the first faulty cell had its colour, in seconds."""

    clock: float
    processor: float


def click_to_painted(work: Desk) -> Taken:
    cell = head_of(work)
    click, before = work.press(cell.sheet.name, "校验"), work.processor_time()
    while cell.color != PINK:
        time.sleep(0.01)
    taken = Taken(time.monotonic() - click, work.processor_time() - before)
    work.message()
    return taken


def clicks(folder: Path, patience: float) -> tuple[Taken, list[Taken], dict[str, float]]:
    """Return what the first click took, what later ones, and the processor's parts of one."""
    # A session that was killed leaves its file locked, so each has its own.
    file = folder / f"示例{patience:g}.xlsm"
    write_report(broken(), file, macros=True)
    profile = folder / f"profile-{patience:g}"
    write_profile(profile)
    with desk(Path(str(shutil.which("soffice"))), profile, file) as work:
        time.sleep(patience)
        first = click_to_painted(work)
        later = []
        for _ in range(ROUNDS):
            work.click(head_of(work).sheet.name, "清除标记")
            work.until(lambda: head_of(work).color != PINK)
            later.append(click_to_painted(work))
        parts = parts_of_a_click(work)
    return first, later, parts


def parts_of_a_click(work: Desk) -> dict[str, float]:
    """Return the processor seconds of Python in the parts of a warm click, the medians.

    Python is outside LibreOffice here, so each question to it costs more than in a real click.
    """
    taken: dict[str, list[float]] = {}

    def measure(part: str, task: Callable[..., T], *arguments: Any) -> T:
        start = time.process_time()
        answer = task(*arguments)
        taken.setdefault(part, []).append(time.process_time() - start)
        return answer

    def drawn(verdict: Verdict, book: LiveBook) -> Plan:
        return Plan(tuple(marks.drawn(Snapshot(book), verdict.report, verdict.findings)))

    for _ in range(ROUNDS):
        book = LiveBook(work.book)
        snapshot = Snapshot(book)
        report = measure("校验: reading the open book", snapshot.report)
        verdict = measure("校验: checking", lambda each: check([each])[0], report)
        measure("校验: looking for spoilt cells", mending.mended, snapshot, report)
        clearing = measure("清除标记: planning", marks.cleared, snapshot, report.edition)
        measure("清除标记: clearing", book.carry_out, Plan(tuple(clearing)))
        drawing = measure("校验: planning", drawn, verdict, book)
        measure("校验: drawing", book.carry_out, drawing)
    return {part: statistics.median(each) for part, each in taken.items()}


def timed(task: Callable[[], object]) -> float:
    start = time.monotonic()
    task()
    return time.monotonic() - start


def main() -> None:
    code = "import xlreport.excel as m; m.warm_up()"
    imports = [
        timed(lambda: subprocess.run([sys.executable, "-c", code], check=True)) for _ in range(3)
    ]
    warm_up()
    check([broken()])
    checks = [timed(lambda: check([broken()])) for _ in range(ROUNDS)]
    with TemporaryDirectory() as folder:
        hasty, _, _ = clicks(Path(folder), patience=0)
        first, later, parts = clicks(Path(folder), patience=SECONDS_TO_LOOK)
    median = statistics.median(each.clock for each in later)
    print(f"first click  {first.clock:5.2f} s  (at most {FIRST} s)")
    print(f"later clicks {median:5.2f} s  (at most {LATER} s), the median of {ROUNDS}")
    print(INCLUDED)
    processor = statistics.median(each.processor for each in later)
    print(f"processor time of LibreOffice: {first.processor:.2f} s, later {processor:.2f} s")
    print(f"first click as soon as the window stands  {hasty.clock:6.2f} s")
    print(f"import of the libraries, fresh Python     {statistics.median(imports):6.2f} s")
    print(f"check of one report, warm Python          {statistics.median(checks):6.3f} s")
    for part, seconds in parts.items():
        print(f"  {part:<39} {seconds:6.3f} s of the processor of Python")


if __name__ == "__main__":
    main()
