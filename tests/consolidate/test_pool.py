"""Many processes: the same bytes as one, and a file that kills its reader costs itself only."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from benchmarks.filled import example_units
from tests.consolidate.conftest import Fill
from tests.support.strange import DEADLY, ENDLESS, read_or_die

from xlreport.cli import run
from xlreport.consolidate import pool
from xlreport.consolidate.ledger import Ledger, look_up
from xlreport.consolidate.pool import chunks_of, read_in_pool
from xlreport.consolidate.reading import read_file


@pytest.fixture
def folder(tmp_path: Path, fill: Fill) -> Path:
    fill(tmp_path / "收到", example_units(50))
    return tmp_path / "收到"


def consolidate(folder: Path, output: Path, *more: str) -> bytes:
    assert run(["consolidate", str(folder), "-o", str(output), "--unit", "示例市", *more]) == 0
    return output.read_bytes()


def test_pool_and_single_process_write_the_same_bytes(folder: Path, tmp_path: Path) -> None:
    alone = consolidate(folder, tmp_path / "一" / "市.xlsx", "--workers", "1")
    pooled = consolidate(folder, tmp_path / "二" / "市.xlsx", "--workers", "3")
    resumed = consolidate(folder, tmp_path / "二" / "市.xlsx", "--workers", "2")
    assert alone == pooled == resumed


def test_a_deadly_file_costs_itself_only(folder: Path) -> None:
    (folder / f"{DEADLY}.xlsx").write_bytes(b"x")
    paths = sorted(folder.iterdir())
    readings = [
        reading
        for chunk in read_in_pool(chunks_of(paths, 10), workers=2, read=read_or_die)
        for reading in chunk
    ]
    assert sorted(reading.path for reading in readings) == paths
    refused = [reading for reading in readings if not reading.record]
    assert [reading.path.stem for reading in refused] == [DEADLY]
    assert "崩溃" in refused[0].reason


def test_an_endless_file_costs_itself_only(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool, "SECONDS_PER_FILE", 2.0)
    monkeypatch.setattr(pool, "_patience", lambda chunk: 4.0 + 0 * len(chunk))
    (folder / f"{ENDLESS}.xlsx").write_bytes(b"x")
    paths = sorted(folder.iterdir())[-12:]
    readings = [
        reading
        for chunk in read_in_pool(chunks_of(paths, 6), workers=2, read=read_or_die)
        for reading in chunk
    ]
    assert sorted(reading.path for reading in readings) == paths
    assert [r.path.stem for r in readings if not r.record] == [ENDLESS]


def test_what_was_read_once_is_not_read_again(folder: Path, tmp_path: Path) -> None:
    path = min(folder.iterdir())
    ledger = tmp_path / "账" / "readings.sqlite"
    first = read_file(path, (), ledger)
    assert first.record
    assert not first.known
    book = Ledger(ledger)
    book.add([(first.digest, first.record)])
    book.close()
    again = read_file(path, (), ledger)
    assert again.known
    assert again.record == first.record
    path.write_bytes(path.read_bytes() + b"\0")
    assert not read_file(path, (), ledger).known


def test_a_damaged_ledger_is_begun_anew(tmp_path: Path) -> None:
    path = tmp_path / "readings.sqlite"
    path.write_bytes(b"this is no database" * 100)
    assert look_up(path, "x") is None
    book = Ledger(path)
    book.add([("x", b"y")])
    book.close()
    with sqlite3.connect(path) as check:
        assert check.execute("SELECT count(*) FROM readings").fetchone() == (1,)
    check.close()


def test_every_file_is_accounted_for(tmp_path: Path) -> None:
    missing = read_file(tmp_path / "没有.xlsx")
    folder = read_file(tmp_path)
    (tmp_path / "空.xlsx").write_bytes(b"")
    empty = read_file(tmp_path / "空.xlsx")
    assert all(reading.reason and reading.advice for reading in (missing, folder, empty))
