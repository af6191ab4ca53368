"""A real cluster of separate processes: the same bytes, and a file that kills a worker."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from benchmarks.filled import example_units
from tests.consolidate.conftest import Fill

from xlreport.cli import run
from xlreport.consolidation.incoming import readers

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def scheduler(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a scheduler with two workers, each a process of its own."""
    file = tmp_path_factory.mktemp("dask") / "scheduler.json"
    environment = {**os.environ, "DASK_LOGGING__DISTRIBUTED": "error"}
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "env": environment}
    options = ["--scheduler-file", str(file), "--no-dashboard"]
    cli = [sys.executable, "-m", "distributed.cli.dask_scheduler"]
    local = ["--host", "127.0.0.1", "--port", "0"]
    processes = [subprocess.Popen([*cli, *options, *local], **quiet)]  # type: ignore[call-overload]
    worker = [sys.executable, "-m", "distributed.cli.dask_worker", "--no-nanny", *options]
    for _ in range(2):
        process = subprocess.Popen([*worker, "--nthreads", "1"], **quiet)  # type: ignore[call-overload]
        processes.append(process)
    try:
        yield _address(file)
    finally:
        for process in reversed(processes):
            process.kill()
            process.wait(20)


def _address(file: Path) -> str:
    import json
    import time

    for _ in range(300):
        if file.exists() and file.read_text():
            return str(json.loads(file.read_text())["address"])
        time.sleep(0.1)
    pytest.fail("the scheduler did not begin")


def test_a_cluster_writes_the_same_bytes(tmp_path: Path, fill: Fill, scheduler: str) -> None:
    fill(tmp_path / "收到", example_units(90))
    source, name = str(tmp_path / "收到"), ["--unit", "示例市"]
    alone, spread = tmp_path / "一" / "市.xlsx", tmp_path / "二" / "市.xlsx"
    assert run(["consolidate", source, "-o", str(alone), *name, "--workers", "1"]) == 0
    assert run(["consolidate", source, "-o", str(spread), *name, "--dask", scheduler]) == 0
    assert alone.read_bytes() == spread.read_bytes()


def test_a_cluster_that_is_not_there_is_told(
    tmp_path: Path,
    fill: Fill,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(readers, "_SECONDS_TO_CONNECT", 2)
    fill(tmp_path / "收到", example_units(2))
    output = tmp_path / "市.xlsx"
    arguments = ["consolidate", str(tmp_path / "收到"), "-o", str(output)]
    assert run([*arguments, "--dask", "tcp://127.0.0.1:1"]) == 2
    assert "连不上集群" in capsys.readouterr().err
    assert not output.exists()
