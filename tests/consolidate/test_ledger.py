"""What was read once is not read again, as long as the code that reads is the same."""

from __future__ import annotations

import shutil
import sqlite3
import time
from pathlib import Path

import pytest
from benchmarks.filled import example_units
from tests.consolidate.conftest import Fill
from tests.hostile.forge import good_file
from tests.support.command import xlreport

from xlreport.reading import Refused
from xlreport.work import ledger as module
from xlreport.work.ledger import Ledger, ledger_path, look_up, rules_version
from xlreport.work.reading import read_file


@pytest.fixture
def folder(tmp_path: Path, fill: Fill) -> Path:
    fill(tmp_path / "收到", example_units(45))
    return tmp_path / "收到"


@pytest.mark.whole
def test_one_worker_or_three_or_none_anew_give_the_same_bytes(folder: Path, tmp_path: Path) -> None:
    outputs = [tmp_path / "一" / "市.xlsx", *2 * [tmp_path / "二" / "市.xlsx"]]
    written = []
    for output, workers in zip(outputs, (1, 3, 2), strict=True):
        done = xlreport(
            *("consolidate", folder, "-o", output, "--unit", "示例市", "--workers", workers)
        )
        assert done.returncode == 0, done.stderr.decode()
        written.append(output.read_bytes())
    assert len(set(written)) == 1


def test_what_was_read_once_is_not_read_again(tmp_path: Path) -> None:
    path = tmp_path / "报表.xlsx"
    path.write_bytes(good_file())
    file = tmp_path / "账" / "readings.sqlite"
    first = read_file(path, (), file)
    assert first.record
    assert not first.known
    book = Ledger(file)
    book.add([(first.digest, first.record, first.texts)])
    book.close()
    module._reader.cache_clear()
    again = read_file(path, (), file)
    assert again.known
    assert (again.record, again.texts) == (first.record, first.texts)
    path.write_bytes(path.read_bytes() + b"\0")
    assert not read_file(path, (), file).known


def test_a_damaged_ledger_is_begun_anew(tmp_path: Path) -> None:
    path = tmp_path / "readings.sqlite"
    path.write_bytes(b"this is no database" * 100)
    assert look_up(path, "x") is None
    module._reader.cache_clear()
    book = Ledger(path)
    book.add([("x", b"y", b"z")])
    book.close()
    with sqlite3.connect(path) as check:
        assert check.execute("SELECT count(*) FROM readings").fetchone() == (1,)
    check.close()


def test_a_ledger_in_use_is_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_BUSY_SECONDS", 0.1)
    path = tmp_path / "readings.sqlite"
    first = Ledger(path)
    first.add([("x", b"y", b"z")])
    other = sqlite3.connect(path)
    other.execute("BEGIN EXCLUSIVE")
    second = Ledger(path)
    second.add([("q", b"y", b"z")])
    second.close()
    other.rollback()
    assert other.execute("SELECT digest FROM readings").fetchall() == [("x",)]
    other.close()
    first.close()


def test_a_ledger_that_another_program_holds_is_waited_for_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not for each of thousands of files."""
    monkeypatch.setattr(module, "_BUSY_SECONDS", 0.5)
    path = tmp_path / "readings.sqlite"
    Ledger(path).close()
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("PRAGMA locking_mode=EXCLUSIVE")
    other.execute("BEGIN EXCLUSIVE")
    other.execute("CREATE TABLE held (a)")
    begun = time.monotonic()
    assert [module.look_up(path, str(number)) for number in range(20)] == [None] * 20
    assert time.monotonic() - begun < 5
    other.close()


@pytest.mark.whole
@pytest.mark.parametrize("spoil", ["file", "flipped", "folder"])
def test_a_run_goes_on_without_its_ledger(folder: Path, tmp_path: Path, spoil: str) -> None:
    output = tmp_path / "出" / "市.xlsx"
    arguments = ("consolidate", folder, "-o", output, "--unit", "示例市")
    hidden = output.parent / ".xlreport"
    if spoil == "file":
        output.parent.mkdir()
        hidden.write_text("in the way")
    elif spoil == "folder":
        ledger_path(output).mkdir(parents=True)
    else:
        assert xlreport(*arguments).returncode == 0
        (file,) = hidden.glob("*.sqlite")
        data = bytearray(file.read_bytes())
        for place in range(60):
            data[(place * 7919) % len(data)] ^= 0xFF
        file.write_bytes(data)
    done = xlreport(*arguments)
    assert done.returncode == 0, done.stderr.decode()
    assert not done.stderr
    assert output.exists()


def test_the_ledger_is_another_one_when_the_code_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = Path(module.__file__).parents[1]
    copy = tmp_path / "xlreport"
    shutil.copytree(package, copy, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(module, "__file__", str(copy / "work" / "ledger.py"))
    before = rules_version()
    numbers = copy / "reading" / "numbers.py"
    numbers.write_text(numbers.read_text("utf-8") + "\n# read otherwise\n", encoding="utf-8")
    assert rules_version() != before


def test_every_file_is_accounted_for(tmp_path: Path) -> None:
    (tmp_path / "空.xlsx").write_bytes(b"")
    for path in (tmp_path / "没有.xlsx", tmp_path, tmp_path / "空.xlsx"):
        with pytest.raises(Refused) as refused:
            read_file(path)
        assert refused.value.reason
        assert refused.value.advice
