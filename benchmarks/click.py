"""How long a click on 校验 takes, in LibreOffice on a screen, with the mouse.

Measured from the release of the mouse button until the first faulty cell has its colour:

- cold: the first click after LibreOffice has come up, its libraries loaded or not;
- warm: later clicks, Python and its libraries kept alive in LibreOffice.

Beside it, in the same run and so on the same machine at the same time: importing the libraries
in a fresh Python, and a check of the same report in a warm one.  The ratios say more than the
seconds.  Run it with ``python -m benchmarks.click``.
"""

from __future__ import annotations

import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

import xlwings as xw
from examples.reports import seed_report
from tests.excel.desk import Desk, desk, write_profile

from xlreport.checking import check
from xlreport.edition.layout import layout_of
from xlreport.excel import marks, warm_up
from xlreport.excel.book import LiveBook
from xlreport.excel.plan import Plan
from xlreport.excel.snapshot import Snapshot
from xlreport.report import Report
from xlreport.template import write_report

HEAD = "applications.new.natural"
PINK = (255, 199, 206)
ROUNDS = 5
T = TypeVar("T")


def broken() -> Report:
    values = {**seed_report().values, "applications.carried_out.natural": 4}
    return replace(seed_report(), values=values)


def head_of(work: Desk) -> xw.Range:
    place = layout_of(seed_report().edition).places[HEAD]
    return work.book.sheets[place.sheet].range(place.a1)


def click_to_painted(work: Desk) -> float:
    cell = head_of(work)
    click = work.press(cell.sheet.name, "校验")
    while cell.color != PINK:
        time.sleep(0.01)
    taken = time.monotonic() - click
    work.message()
    return taken


def clicks(folder: Path, patience: float) -> tuple[float, list[float], dict[str, float]]:
    """Return the seconds of the first click, of the later ones, and of the parts of one."""
    # A session that was killed leaves its file locked, so each has its own.
    file = folder / f"示例{patience:g}.xlsm"
    write_report(broken(), file, macros=True)
    profile = folder / f"profile-{patience:g}"
    write_profile(profile)
    with desk(Path(str(shutil.which("soffice"))), profile, file) as work:
        time.sleep(patience)
        cold = click_to_painted(work)
        warm = []
        for _ in range(ROUNDS):
            work.click(head_of(work).sheet.name, "清除标记")
            work.until(lambda: head_of(work).color != PINK)
            warm.append(click_to_painted(work))
        parts = parts_of_a_click(work)
    return cold, warm, parts


def parts_of_a_click(work: Desk) -> dict[str, float]:
    """Return the processor seconds of Python in the parts of a warm click, the medians.

    Python is outside LibreOffice here, so each question to it costs more than in a real click.
    """
    taken: dict[str, list[float]] = {}

    def measure(part: str, task: Callable[[], T]) -> T:
        start = time.process_time()
        answer = task()
        taken.setdefault(part, []).append(time.process_time() - start)
        return answer

    for _ in range(ROUNDS):
        book = LiveBook(work.book)
        snapshot = Snapshot(book)
        report = measure("reading the open book", snapshot.report)
        verdict = measure("checking", lambda report=report: check([report])[0])
        clearing = measure(
            "planning to clear",
            lambda report=report, snapshot=snapshot: marks.cleared(snapshot, report.edition),
        )
        measure("clearing", lambda book=book, plan=clearing: book.carry_out(Plan(tuple(plan))))
        drawing = measure(
            "planning to draw",
            lambda verdict=verdict, book=book: marks.drawn(
                Snapshot(book), verdict.report, verdict.findings
            ),
        )
        measure("drawing", lambda book=book, plan=drawing: book.carry_out(Plan(tuple(plan))))
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
        cold, warm, parts = clicks(Path(folder), patience=3)
    base, one = statistics.median(imports), statistics.median(checks)
    middle = statistics.median(warm)
    print(f"import of the libraries, fresh Python   {base:6.2f} s")
    print(f"check of one report, warm Python        {one:6.2f} s")
    print(f"first click, at once                    {hasty:6.2f} s   {hasty / base:5.2f} x import")
    print(f"first click, three seconds after        {cold:6.2f} s   {cold / base:5.2f} x import")
    print(f"later clicks, the median                {middle:6.2f} s   {middle / one:5.2f} x check")
    for part, seconds in parts.items():
        print(f"  of which {part:<29} {seconds:6.3f} s of the processor")


if __name__ == "__main__":
    main()
