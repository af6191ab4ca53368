"""Random cities: every taken figure counted once, every unit in one state, plain sums.

A few in `make test`; thousands in `make soak`.
"""

from __future__ import annotations

import io
import shutil
import sys
from contextlib import redirect_stderr
from pathlib import Path

import pytest
from tests.january import desk
from tests.january.random_city import RandomCity, Stamps, demand
from tests.january.small import blank_workbook

from xlreport.cli import run

BLOCKS, OF = 20, 100
"""So many blocks of so many cities in one process."""
THROUGH_THE_SCRIPT = 100


@pytest.fixture(scope="module")
def stamps(tmp_path_factory: pytest.TempPathFactory) -> Stamps:
    folder = tmp_path_factory.mktemp("印模")
    return Stamps(blank_workbook(folder), folder)


def in_this_process(command: list[str | Path]) -> desk.Said:
    """Run a command here, as the console script would."""
    out, err = io.BytesIO(), io.StringIO()
    text = io.TextIOWrapper(out, encoding="utf-8")
    before, sys.stdout = sys.stdout, text
    try:
        with redirect_stderr(err):
            exit_code = run([str(each) for each in command])
        text.flush()
    finally:
        sys.stdout = before
    return desk.Said(
        tuple(map(str, command)), int(exit_code), out.getvalue().decode(), err.getvalue()
    )


@pytest.fixture
def without_books(monkeypatch: pytest.MonkeyPatch) -> None:
    """Writing the books takes most of the time, and is not what random cities are about."""
    monkeypatch.setattr("xlreport.cli.consolidate._write_all", lambda *_: None)


def play(seeds: range, stamps: Stamps, folder: Path) -> None:
    for seed in seeds:
        city = RandomCity(seed, folder / str(seed), stamps)
        demand(city, in_this_process(city.command()))
        shutil.rmtree(city.folder)


@pytest.mark.usefixtures("without_books")
def test_a_few_random_cities(stamps: Stamps, tmp_path: Path) -> None:
    play(range(12), stamps, tmp_path)


@pytest.mark.long
@pytest.mark.usefixtures("without_books")
@pytest.mark.parametrize("block", range(BLOCKS))
def test_two_thousand_random_cities(block: int, stamps: Stamps, tmp_path: Path) -> None:
    play(range(block * OF, (block + 1) * OF), stamps, tmp_path)


@pytest.mark.long
def test_random_cities_through_the_console_script(stamps: Stamps, tmp_path: Path) -> None:
    for seed in range(10_000, 10_000 + THROUGH_THE_SCRIPT):
        city = RandomCity(seed, tmp_path / str(seed), stamps)
        said = desk.run(*city.command())
        assert said.complaint() == ""
        demand(city, said)
        shutil.rmtree(city.folder)
