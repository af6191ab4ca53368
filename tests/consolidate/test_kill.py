"""A run that is killed at any moment leaves the output whole or absent, and the next ends right."""

from __future__ import annotations

import random
import subprocess
import time
from pathlib import Path

import pytest
from benchmarks.filled import example_units
from tests.consolidate.conftest import Fill
from tests.support.command import xlreport

from xlreport import read

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
