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
from tests.january.random_city import CityWithTotals, RandomCity, Roll, Stamps, demand

from xlreport.cli import run

pytestmark = pytest.mark.slow

BLOCKS, OF = 20, 100
"""So many blocks of so many cities in one process."""
THROUGH_THE_SCRIPT = 100


@pytest.fixture(scope="module")
def stamps(blank: Path, tmp_path_factory: pytest.TempPathFactory) -> Stamps:
    folder = tmp_path_factory.mktemp("印模")
    return Stamps(blank, folder)


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


def play(seeds: range, stamps: Stamps, folder: Path) -> None:
    """Roll up cities; in every fourth some totals of middle units come in.

    Writing the books takes most of the time, and is not what random cities are about.
    """
    for seed in seeds:
        city = city_of(seed, stamps, folder, in_this_process)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("xlreport.cli.consolidate._write_all", lambda *_: None)
            said = in_this_process(city.command())
        demand(city, said)
        shutil.rmtree(city.folder)


def city_of(seed: int, stamps: Stamps, folder: Path, roll: Roll) -> RandomCity:
    if seed % 4:
        return RandomCity(seed, folder / str(seed), stamps)
    city = CityWithTotals(seed, folder / str(seed), stamps)
    city.add_totals(roll)
    return city


def test_a_few_random_cities(stamps: Stamps, tmp_path: Path) -> None:
    play(range(12), stamps, tmp_path)


@pytest.mark.long
@pytest.mark.parametrize("block", range(BLOCKS))
def test_two_thousand_random_cities(block: int, stamps: Stamps, tmp_path: Path) -> None:
    play(range(block * OF, (block + 1) * OF), stamps, tmp_path)


@pytest.mark.long
def test_random_cities_through_the_console_script(stamps: Stamps, tmp_path: Path) -> None:
    for seed in range(10_000, 10_000 + THROUGH_THE_SCRIPT):
        city = city_of(seed, stamps, tmp_path, lambda command: desk.run(*command))
        said = desk.run(*city.command())
        assert said.complaint() == ""
        demand(city, said)
        shutil.rmtree(city.folder)
