"""A worker that dies, hangs, or takes too much costs the file that it was at, and no other."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.conftest import BEGUN_ANEW
from tests.hostile.forge import good_file, good_report, spoiled
from tests.hostile.packages import lists
from tests.support.strange import DEADLY, ENDLESS, FAULTY, GREEDY, STRANGE, STRAY

from xlreport import errors
from xlreport.reading import Refused
from xlreport.report import Report
from xlreport.work import Answer, Guard, Task, guard, memory, start, worker_process
from xlreport.work.reading import isolated, read_each

pytestmark = pytest.mark.whole

POSIX = pytest.mark.skipif(sys.platform == "win32", reason="sends POSIX signals")


@pytest.fixture(autouse=True)
def _fresh(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Every test has workers of its own, begun anew: this process is not safe to be copied."""
    monkeypatch.setattr(start, "copies_are_safe", lambda: False)
    monkeypatch.setattr(start, "_begun_anew", BEGUN_ANEW)
    worker_process.end_all()
    yield
    worker_process.end_all()


@pytest.fixture
def good(tmp_path: Path) -> Path:
    path = tmp_path / "报表.xlsx"
    path.write_bytes(good_file())
    return path


@pytest.fixture
def strange(monkeypatch: pytest.MonkeyPatch) -> None:
    """Workers that begin now do strange things at files of certain names."""
    monkeypatch.syspath_prepend(STRANGE)


@pytest.fixture
def brief(monkeypatch: pytest.MonkeyPatch) -> None:
    """Workers are given three seconds for a file."""
    monkeypatch.setattr(guard, "SECONDS_FOR_A_FILE", 3.0)


def folder_with(tmp_path: Path, good: Path, *names: str) -> list[Path]:
    """Forty good files, and among them one of each name."""
    paths = []
    for number in range(40):
        paths.append(tmp_path / f"{number:02}.xlsx")
        shutil.copy(good, paths[-1])
        if number % 7 == 3 and number // 7 < len(names):
            paths.append(tmp_path / f"{number:02}-{names[number // 7]}.xlsx")
            shutil.copy(good, paths[-1])
    return paths


def refused_in(paths: list[Path], workers: int) -> dict[str, str]:
    """Read files; return the code of each that is refused, by what follows its number."""
    found = dict(read_each(paths, workers=workers))
    assert len(found) == len(paths), "every file has one outcome"
    assert all(found[number].path == path for number, path in enumerate(paths))
    refused = [(reading.path, reading.refused) for reading in found.values()]
    return {path.stem.partition("-")[2]: error.code for path, error in refused if error}


def only_worker(workers: Guard) -> worker_process.WorkerProcess:
    (only,) = workers._workers
    return only


def test_a_report_is_the_same_from_another_process(good: Path) -> None:
    (report,) = isolated([good])
    assert isinstance(report, Report)
    assert report.values == good_report().values
    assert report.edition is good_report().edition
    assert report.source == str(good)


@pytest.mark.usefixtures("strange")
@pytest.mark.parametrize("workers", [1, 2])
def test_whatever_a_file_does_to_its_worker_costs_itself_only(
    good: Path, tmp_path: Path, workers: int
) -> None:
    paths = folder_with(tmp_path, good, DEADLY, FAULTY, STRAY, GREEDY)
    expected = {DEADLY: "LIMIT-ABORT", FAULTY: "LIMIT-FAULT"}
    if sys.platform == "linux":
        expected[GREEDY] = "LIMIT-ABORT"
    errors.faults.clear()
    assert refused_in(paths, workers) == expected
    (fault,) = errors.faults
    assert "ZeroDivisionError" in fault
    assert FAULTY in fault


@pytest.mark.usefixtures("strange", "brief")
def test_a_file_that_never_ends_is_given_up_in_time(good: Path, tmp_path: Path) -> None:
    paths = folder_with(tmp_path, good, ENDLESS)
    begun = time.monotonic()
    assert refused_in(paths, 1) == {ENDLESS: "LIMIT-TIME"}
    assert time.monotonic() - begun < 60


def test_work_begins_before_anybody_asks_for_an_answer(good: Path) -> None:
    """What is given to workers is done while the caller does something else."""
    with Guard(workers=1) as workers:
        answers = workers.map([Task("read", good)])
        until = time.monotonic() + 60
        while not only_worker(workers).heard and time.monotonic() < until:
            time.sleep(0.05)
        assert only_worker(workers).heard
        assert isinstance(next(answers)[1], Answer)


@POSIX
def test_a_worker_that_is_killed_is_replaced(good: Path) -> None:
    with Guard() as workers:
        assert isinstance(workers.ask(Task("read", good)), Answer)
        only_worker(workers).process.send_signal(signal.SIGABRT)
        only_worker(workers).process.wait()
        assert isinstance(workers.ask(Task("read", good)), Answer)


@POSIX
@pytest.mark.usefixtures("brief")
def test_a_worker_that_hangs_is_stopped_in_time(good: Path) -> None:
    with Guard() as workers:
        workers.ask(Task("read", good))
        stuck = only_worker(workers).process
        stuck.send_signal(signal.SIGSTOP)
        begun = time.monotonic()
        with pytest.raises(Refused) as refused:
            workers.ask(Task("read", good))
        assert refused.value.code == "LIMIT-TIME"
        assert time.monotonic() - begun < 15
        assert stuck.returncode is not None, "the process was left behind"
        workers.ask(Task("read", good))


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells")
def test_what_waits_for_a_processor_is_known() -> None:
    """Two that would both compute all the time on one processor wait half of it."""
    (one, *_) = os.sched_getaffinity(0)
    busy = f"import os\nos.sched_setaffinity(0, [{one}])\nwhile True: pass"
    both = [subprocess.Popen([sys.executable, "-c", busy]) for _ in range(2)]
    try:
        until = time.monotonic() + 30
        while min(memory.starved(each.pid) for each in both) < 0.3:
            assert time.monotonic() < until
            time.sleep(0.1)
    finally:
        for each in both:
            each.kill()
            each.wait()
    assert memory.starved(both[0].pid) == 0, "it is gone"


@POSIX
def test_the_time_for_which_no_processor_is_free_does_not_count(
    good: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """But there is an end to that, too: a worker that seems to wait all the time is given up."""
    monkeypatch.setattr(guard, "SECONDS_FOR_A_FILE", 1.5)
    monkeypatch.setattr(worker_process, "starved", lambda _: time.monotonic())
    with Guard() as workers:
        workers.ask(Task("read", good))
        only_worker(workers).process.send_signal(signal.SIGSTOP)
        begun = time.monotonic()
        with pytest.raises(Refused) as refused:
            workers.ask(Task("read", good))
        assert refused.value.code == "LIMIT-TIME"
        assert 3 < time.monotonic() - begun < 15


@POSIX
def test_a_worker_that_is_killed_while_it_reads_costs_nothing_the_first_time(good: Path) -> None:
    """Another file may be to blame: the one under way is read once more by a fresh worker."""
    with Guard() as workers:
        workers.ask(Task("read", good))
        process = only_worker(workers).process
        process.send_signal(signal.SIGSTOP)
        threading.Timer(0.3, process.kill).start()
        assert isinstance(workers.ask(Task("read", good)), Answer)


def test_no_process_is_left_behind(good: Path) -> None:
    with Guard() as workers:
        workers.ask(Task("read", good))
        process = only_worker(workers).process
    worker_process.end_all()
    assert process.returncode is not None
    if sys.platform != "win32":
        with pytest.raises(ProcessLookupError):
            os.kill(process.pid, 0)


def test_whoever_comes_next_has_the_same_worker(good: Path) -> None:
    processes = []
    for _ in range(2):
        with Guard() as workers:
            workers.ask(Task("read", good))
            processes.append(only_worker(workers).process)
    assert processes[0] is processes[1]


def test_memory_is_watched_where_the_system_cannot_limit_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    taken = iter([1000, 1000])

    def memory_of(_: object) -> int:
        return next(taken, 1 << 40)

    monkeypatch.setattr(worker_process, "memory_of", memory_of)
    with Guard() as workers:
        workers.begin(1)
        workers._begin()
        for _ in range(100):
            if all(each.gone for each in workers._workers):
                break
            time.sleep(0.1)
        assert all(each.gone for each in workers._workers)


@POSIX
@pytest.mark.parametrize("copied", [False, True])
def test_a_worker_ends_with_its_parent(good: Path, copied: bool) -> None:
    program = (
        "import sys, os; from pathlib import Path; from xlreport.work import Guard, Task, start\n"
        f"if not {copied}: start.copies_are_safe = lambda: False\n"
        "with Guard() as guard:\n"
        "    guard.ask(Task('read', Path(sys.argv[1])))\n"
        "    print(guard._workers[0].process.pid, flush=True); os.kill(os.getpid(), 9)"
    )
    done = subprocess.run([sys.executable, "-c", program, good], capture_output=True, check=False)
    worker = int(done.stdout)
    for _ in range(100):
        try:
            os.kill(worker, 0)
        except ProcessLookupError:
            return
        if b"Z" in Path(f"/proc/{worker}/stat").read_bytes().split()[2:3]:
            return
        time.sleep(0.1)
    pytest.fail("the worker outlived its parent")


@POSIX
def test_the_library_alone_would_be_ended_by_a_stray_cell(tmp_path: Path) -> None:
    """Why files are looked at before the library may: this one ends its process."""
    edit = next(edit for name, edit, _, _ in lists() if name == "a value in the last cell")
    path = tmp_path / "远.xlsx"
    path.write_bytes(spoiled(edit))
    program = (
        "import resource, sys; resource.setrlimit(resource.RLIMIT_AS, (2 << 30, 2 << 30));"
        "from python_calamine import CalamineWorkbook as W;"
        "book = W.from_path(sys.argv[1]);"
        "[book.get_sheet_by_name(n).to_python(skip_empty_area=False) for n in book.sheet_names]"
    )
    done = subprocess.run([sys.executable, "-c", program, path], capture_output=True, check=False)
    assert done.returncode < 0
    (outcome,) = isolated([path])
    assert isinstance(outcome, Refused)
    assert outcome.code == "LIMIT-AREA"


def test_no_more_workers_than_windows_waits_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "win32")
    assert Guard(workers=200)._most == 61
