"""A run that is killed at any moment leaves the output whole or absent, and the next ends right."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from benchmarks.filled import example_units
from tests.consolidate.conftest import Fill

from xlreport import read

KILLS = 50


@pytest.mark.slow
def test_a_killed_run_leaves_whole_files_and_is_taken_up(tmp_path: Path, fill: Fill) -> None:
    fill(tmp_path / "收到", example_units(120))
    output = tmp_path / "结果" / "市.xlsx"
    command = [sys.executable, "-m", "xlreport", "consolidate", str(tmp_path / "收到")]
    command += ["-o", str(output), "--unit", "示例市", "--workers", "2"]
    begun = time.monotonic()
    subprocess.run(command, check=True, capture_output=True)
    whole = time.monotonic() - begun
    right = output.read_bytes()
    chance = random.Random(2020)
    killed = 0
    for _ in range(KILLS):
        if chance.random() < 0.5:
            output.unlink(missing_ok=True)
        if chance.random() < 0.5:
            for left in output.parent.glob(".xlreport/*"):
                left.unlink()
        process = subprocess.Popen(
            command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
        )
        try:
            process.wait(chance.uniform(0.1, whole))
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
            process.wait()
            killed += 1
        assert not output.exists() or output.read_bytes() == right
    assert killed > KILLS // 3
    subprocess.run(command, check=True, capture_output=True)
    assert output.read_bytes() == right
    assert read(output).unit.name == "示例市"
    assert [p.name for p in output.parent.iterdir() if p.name != ".xlreport"] == ["市.xlsx"]
