"""A run that is killed at any moment leaves the output whole or absent, and the next ends right."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from benchmarks.filled import example_units
from tests.consolidate.conftest import Fill
from tests.support.command import COMMAND, environment, xlreport

from xlreport import read
from xlreport.progress import VARIABLE
from xlreport.report import Unit

KILLS = 15
UNITS = 60
"""Enough for a ledger; the fewer, the more of the kills meet the writing of a file."""


@pytest.mark.slow
def test_a_killed_run_leaves_whole_files_and_is_taken_up(tmp_path: Path, fill: Fill) -> None:
    fill(tmp_path / "收到", example_units(UNITS))
    output = tmp_path / "结果" / "市.xlsx"
    command = ["consolidate", tmp_path / "收到", "-o", output, "--unit", "示例市", "--workers", 2]
    assert xlreport(*command).returncode == 0
    begun = time.monotonic()
    assert xlreport(*command).returncode == 0  # with the ledger, the shortest time it takes
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
        try:
            xlreport(*command, timeout=chance.uniform(0.01, whole))
        except subprocess.TimeoutExpired:
            killed += 1
        assert not output.exists() or output.read_bytes() == right
    assert killed > KILLS // 3
    assert xlreport(*command).returncode == 0
    assert output.read_bytes() == right
    assert read(output).unit.name == "示例市"
    assert [p.name for p in output.parent.iterdir() if p.name != ".xlreport"] == ["市.xlsx"]


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="needs POSIX")
def test_who_presses_ctrl_c_gets_one_answer_and_keeps_the_old_workbook(
    tmp_path: Path, fill: Fill
) -> None:
    """While it reads, and while it writes; the key reaches all its processes."""
    inbox, output = tmp_path / "收到", tmp_path / "市.xlsx"
    fill(inbox, example_units(UNITS))
    command = ["consolidate", str(inbox), "-o", str(output), "--unit", "示例市", "--json"]
    assert xlreport(*command).returncode == 0
    old = output.read_bytes()
    fill(inbox, [Unit("示例又一镇", "889901", "township")])

    def reads(told: str) -> bool:
        return "读取并校验" in told

    def writes(_: str) -> bool:
        return any(tmp_path.glob(".市.*.part*"))

    for when in (reads, writes):
        for left in tmp_path.glob(".xlreport/*"):
            left.unlink()
        process = subprocess.Popen(
            [COMMAND, *command],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=environment(**{VARIABLE: "1"}),
            start_new_session=True,
        )
        assert process.stderr is not None
        os.set_blocking(process.stderr.fileno(), False)
        told = b""
        while not when(told.decode()) and process.poll() is None:
            told += process.stderr.read() or b""
            time.sleep(0.002)
        os.killpg(process.pid, signal.SIGINT)
        os.set_blocking(process.stderr.fileno(), True)
        out, rest = process.communicate(timeout=60)
        told += rest
        assert (process.returncode, json.loads(out)["exit"]) == (130, 130), (when, told.decode())
        assert told.decode().splitlines()[-1] == "已中断；没有写出任何文件。"
        assert "Traceback" not in told.decode()
        assert output.read_bytes() == old
        assert [path.name for path in tmp_path.glob(".市*")] == []
    assert xlreport(*command).returncode == 0
    assert output.read_bytes() != old
