"""All that an office sees of a small city's year, in one file: whoever changes it sees it there."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.conftest import ROOT
from tests.support.city import story

GOLDEN = ROOT / "tests" / "golden" / "city.zh-CN.txt"

pytestmark = pytest.mark.whole


def test_the_citys_year_is_as_in_the_golden_file(tmp_path: Path) -> None:
    """If not: ``make words``, and read what has changed for truth."""
    assert story(tmp_path).splitlines() == GOLDEN.read_text("utf-8").splitlines()
