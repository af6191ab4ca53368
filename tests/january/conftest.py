"""The made city, lived through once in each process that runs tests."""

from __future__ import annotations

import pytest
from tests.january.story import Office

SEED = 2019


@pytest.fixture(scope="session")
def city_office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """The city's office after its five years."""
    city_office = Office(tmp_path_factory.mktemp("一月"), SEED)
    city_office.play()
    return city_office
