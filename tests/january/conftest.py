"""The made city, lived through once in each process that runs tests."""

from __future__ import annotations

import pytest
from tests.january.story import Office

SEED = 2019


@pytest.fixture(scope="session")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """The office after its five years."""
    office = Office(tmp_path_factory.mktemp("一月"), SEED)
    office.play()
    return office
