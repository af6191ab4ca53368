"""A reader that dies or hangs costs the file that it was reading, and no other."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from tests.hostile.forge import good_file, good_report, spoiled
from tests.hostile.packages import lists

from xlreport.read import Refused, isolated
from xlreport.read.isolation import Worker
from xlreport.report import Report

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="sends POSIX signals")


@pytest.fixture
def good(tmp_path: Path) -> Path:
    path = tmp_path / "报表.xlsx"
    path.write_bytes(good_file())
    return path


def process_of(worker: Worker) -> subprocess.Popen[bytes]:
    assert worker._life is not None
    return worker._life._process


def test_a_report_is_the_same_from_another_process(good: Path) -> None:
    (report,) = isolated([good])
    assert isinstance(report, Report)
    assert report.values == good_report().values
    assert report.edition is good_report().edition
    assert report.source == str(good)


def test_a_reader_that_is_killed_is_replaced(good: Path) -> None:
    with Worker() as worker:
        assert isinstance(worker.read(good), Report)
        process_of(worker).send_signal(signal.SIGABRT)
        process_of(worker).wait()
        outcome = worker.read(good)
        assert isinstance(outcome, Refused)
        assert outcome.code == "LIMIT-ABORT"
        assert isinstance(worker.read(good), Report)


def test_a_reader_that_is_killed_while_it_reads_is_replaced(good: Path) -> None:
    with Worker() as worker:
        assert isinstance(worker.read(good), Report)
        process = process_of(worker)
        process.send_signal(signal.SIGSTOP)
        threading.Timer(0.3, process.kill).start()
        outcome = worker.read(good, seconds=60)
        assert isinstance(outcome, Refused)
        assert outcome.code == "LIMIT-ABORT"
        assert isinstance(worker.read(good), Report)


def test_a_reader_that_hangs_is_stopped_in_time(good: Path) -> None:
    with Worker() as worker:
        assert isinstance(worker.read(good), Report)
        stuck = process_of(worker)
        stuck.send_signal(signal.SIGSTOP)
        begun = time.monotonic()
        outcome = worker.read(good, seconds=0.5)
        assert isinstance(outcome, Refused)
        assert outcome.code == "LIMIT-TIME"
        assert time.monotonic() - begun < 10
        assert stuck.returncode is not None, "the process was left behind"
        assert isinstance(worker.read(good), Report)


def test_no_process_is_left_behind(good: Path) -> None:
    with Worker() as worker:
        worker.read(good)
        process = process_of(worker)
    assert process.returncode is not None
    with pytest.raises(ProcessLookupError):
        os.kill(process.pid, 0)


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
