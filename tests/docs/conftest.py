"""A folder with what an office has, for the commands of the documentation."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.support.documents import make_workspace


@pytest.fixture(scope="session")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder as it is before any command; tests that change it copy it."""
    path = tmp_path_factory.mktemp("workspace")
    make_workspace(path)
    return path
