"""How fast a city is rolled up, beside the usual ways of doing it and beside the floor.

    python -m benchmarks.city                      2,000 workbooks
    python -m benchmarks.city --large 10000        and so many, for growth of time and memory

Every figure is a ratio of times taken in one run, in turns, on one machine; the absolute times
say nothing elsewhere.  The baselines read the same numbers from the same files, check the same
sums and write a table of all units; two of them take minutes, and are run on a sample and scaled
by the number of files, which their time is proportional to.  The third, ``benchmarks/script.py``,
is the strongest script that a user would write instead; it is run whole, in processes of its own.

``--python`` names the Python of an environment made from ``requirements.lock``, as users have it:
libraries that only tests need slow down the command by being there.
"""

from __future__ import annotations

import argparse
import ctypes
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

from benchmarks.filled import YEAR, write_folder

from xlreport.edition import Edition, edition_for, layout_of
from xlreport.edition.model import Relation
from xlreport.work.reading import read_file

ROUNDS = 5
"""Of so many, the fastest counts: what slows a run down on a shared machine is not the program."""
_ADOPT_ORPHANS = 36
"""Linux calls it PR_SET_CHILD_SUBREAPER."""
_FOLDER = Path(tempfile.gettempdir(), "xlreport-bench")


# --- The usual ways ---------------------------------------------------------------------------


def by_openpyxl(paths: Sequence[Path], output: Path) -> None:
    """Load each workbook, take the cells, check the sums, write a table."""
    import openpyxl

    edition = edition_for(YEAR)
    places = layout_of(edition).places
    book = openpyxl.Workbook(write_only=True)
    table = book.create_sheet()
    table.append(["file", *edition.cells])
    totals = dict.fromkeys(edition.cells, 0)
    for path in paths:
        source = openpyxl.load_workbook(path, data_only=True)
        values = {key: source[places[key].sheet][places[key].a1].value for key in edition.cells}
        source.close()
        demand_laws(edition, values)
        for key, value in values.items():
            totals[key] += value
        table.append([path.name, *values.values()])
    table.append(["total", *totals.values()])
    book.save(output)


def by_pandas(paths: Sequence[Path], output: Path) -> None:
    """Read the needed sheets of each workbook into frames, stack, check, sum, write."""
    import pandas as pd

    edition = edition_for(YEAR)
    places = layout_of(edition).places
    sheets = list(dict.fromkeys(places[key].sheet for key in edition.cells))
    rows = []
    for path in paths:
        frames = pd.read_excel(path, sheet_name=sheets, header=None, engine="openpyxl")
        rows.append(
            {
                key: frames[places[key].sheet].iat[places[key].row, places[key].column]
                for key in edition.cells
            }
        )
    stacked = pd.DataFrame(rows, index=[path.name for path in paths])
    for rule in edition.rules:
        for clause in rule.clauses:
            if clause.relation is Relation.EQUAL and not any(t.last for t in clause.terms):
                left = sum(term.sign * stacked[term.key] for term in clause.left.terms)
                right = sum(term.sign * stacked[term.key] for term in clause.right.terms)
                if rule.levels == frozenset() and not (left - right == 0).all():
                    raise AssertionError(clause.id)
    stacked.loc["total"] = stacked.sum()
    stacked.to_excel(output, engine="openpyxl")


def demand_laws(edition: Edition, values: dict[str, int]) -> None:
    """Check one unit's sums in plain Python."""
    for rule in edition.rules:
        for clause in rule.clauses:
            if clause.relation is Relation.EQUAL and not rule.levels:
                if any(term.last for term in clause.terms):
                    continue
                left = sum(term.sign * values[term.key] for term in clause.left.terms)
                right = sum(term.sign * values[term.key] for term in clause.right.terms)
                if left != right:
                    raise AssertionError(clause.id)


def floor(paths: Sequence[Path]) -> None:
    """Read each file and inflate the parts that hold what is read."""
    wanted = ("xl/workbook.xml", "xl/sharedStrings.xml", "xl/worksheets/")
    for path in paths:
        with zipfile.ZipFile(path) as archive:
            for name in archive.namelist():
                if name.startswith(wanted):
                    archive.read(name)


def as_form(path: Path) -> None:
    """Write down what the script has to know of the form: places of figures, and sums."""
    edition = edition_for(YEAR)
    places = layout_of(edition).places
    at = {key: number for number, key in enumerate(edition.cells)}
    cells = [(places[key].sheet, places[key].row, places[key].column) for key in at]
    laws = [
        (clause.id, [(sign * t.sign, at[t.key]) for sign, side in sides for t in side.terms])
        for rule in edition.rules
        for clause in rule.clauses
        if clause.relation is Relation.EQUAL and not rule.levels
        if not any(term.last for term in clause.terms)
        for sides in [((1, clause.left), (-1, clause.right))]
    ]
    path.write_text(json.dumps({"keys": list(at), "cells": cells, "laws": laws}), "utf-8")


def by_script(folder: Path, output: Path, python: str) -> None:
    """Run the script that a user would write."""
    form = output.with_name("form.json")
    arguments = [python, str(Path(__file__).with_name("script.py"))]
    subprocess.run([*arguments, str(form), str(folder), str(output)], check=True)


# --- Measuring --------------------------------------------------------------------------------


def seconds(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def processor_seconds(work: Callable[[], object]) -> float:
    """Return what the processes that a function begins, and waits for, take of the processors.

    On a machine that others use, too, it varies less than the time that passes.  Processes whose
    parents end before them count, too, where the system lets this one adopt them.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_ADOPT_ORPHANS, 1, 0, 0, 0)
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    work()
    with suppress(ChildProcessError):
        while True:
            os.waitpid(-1, 0)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def begun(
    folder: Path, output: Path, workers: int, python: str = sys.executable
) -> subprocess.Popen[bytes]:
    """Begin the whole command as a user would, with nothing left of an earlier run."""
    for left in (output, *output.parent.glob(".xlreport/*")):
        left.unlink(missing_ok=True)
    arguments = ["consolidate", str(folder), "-o", str(output), "--workers", str(workers)]
    return subprocess.Popen([python, "-m", "xlreport", *arguments], stdout=-3)


def command(folder: Path, output: Path, workers: int, python: str = sys.executable) -> None:
    """Run the whole command."""
    if (code := begun(folder, output, workers, python).wait()) > 1:
        raise SystemExit(f"the command failed with {code}")


def peak_of_command(folder: Path, output: Path, workers: int) -> int:
    """Run the whole command and return the peak memory, in MiB, of all its processes together.

    Sampling takes a good part of a processor: such a run is not timed.
    """
    import psutil

    process = begun(folder, output, workers)
    peak = 0
    watched = psutil.Process(process.pid)
    while process.poll() is None:
        try:
            family = [watched, *watched.children(recursive=True)]
            peak = max(peak, sum(each.memory_full_info().pss for each in family))
        except psutil.Error:
            pass
        time.sleep(0.2)
    if process.returncode:
        raise SystemExit(f"the command failed with {process.returncode}")
    return peak >> 20


def main() -> None:
    """Measure and print the ratios."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--files", type=int, default=2000)
    parser.add_argument("--large", type=int, default=0)
    parser.add_argument("--sample", type=int, default=30)
    parser.add_argument("--folder", type=Path, default=_FOLDER)
    parser.add_argument("--python", default=sys.executable)
    options = parser.parse_args()
    source = options.folder / str(options.files)
    write_folder(source, options.files)
    paths = sorted(source.glob("*.xlsx"))
    sample = paths[: options.sample]
    output = options.folder / "out" / "city.xlsx"
    output.parent.mkdir(exist_ok=True)
    as_form(output.with_name("form.json"))
    python: str = options.python
    times: dict[str, list[float]] = {}

    def note(name: str, taken: float) -> None:
        times.setdefault(name, []).append(taken)
        print(f"  {name}: {taken:.3f} s", flush=True)

    scale = len(paths) / len(sample)
    processors = len(os.sched_getaffinity(0))
    for round_ in range(ROUNDS):
        print(f"round {round_ + 1} of {ROUNDS}")
        note("all processors", seconds(lambda: command(source, output, processors, python)))
        note("script", seconds(lambda: by_script(source, output, python)))
        work = processor_seconds(lambda: command(source, output, processors, python))
        note("processors, command", work)
        work = processor_seconds(lambda: by_script(source, output, python))
        note("processors, script", work)
        note("plain openpyxl", scale * seconds(lambda: by_openpyxl(sample, output)))
        note("one process", seconds(lambda: command(source, output, 1, python)))
        note("pandas + openpyxl", scale * seconds(lambda: by_pandas(sample, output)))
        note("two processes", seconds(lambda: command(source, output, 2, python)))
        note("read", seconds(lambda: [read_file(path) for path in sample]))
        note("floor", seconds(lambda: floor(sample)))
    best = {name: min(taken) for name, taken in times.items()}
    print(f"\n{len(paths)} workbooks, {processors} processors, fastest of {ROUNDS} rounds")
    ours = best["all processors"]
    print(f"whole command beside pandas + openpyxl: {best['pandas + openpyxl'] / ours:.1f}x")
    print(f"whole command beside plain openpyxl:    {best['plain openpyxl'] / ours:.1f}x")
    print(f"the time of the script:                 {ours / best['script']:.2f}x")
    work = best["processors, command"] / best["processors, script"]
    print(f"the script's time of the processors:    {work:.2f}x")
    print(f"reading beside the floor:               {best['read'] / best['floor']:.1f}x")
    two = best["one process"] / best["two processes"]
    print(f"two processes beside one:               {two:.2f}x")
    if options.large:
        growth(options, source, output, processors)


def growth(options: argparse.Namespace, source: Path, output: Path, processors: int) -> None:
    """Print how time and memory grow with the number of workbooks."""
    large = options.folder / str(options.large)
    write_folder(large, options.large)
    times: dict[Path, list[float]] = {source: [], large: []}
    for _ in range(2):
        for folder, taken in times.items():
            taken.append(seconds(lambda: command(folder, output, processors, options.python)))  # noqa: B023
    ratio = min(times[large]) / min(times[source])
    small_peak, large_peak = (peak_of_command(f, output, processors) for f in (source, large))
    print(f"{options.large} beside {options.files}: {ratio:.2f}x the time")
    print(f"peak memory {small_peak} -> {large_peak} MiB: {large_peak / small_peak:.2f}x")


if __name__ == "__main__":
    main()
