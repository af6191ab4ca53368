"""What becomes of files, case by case: states, reasons, sums, open points and answers."""

from __future__ import annotations

import pytest
from tests.conftest import ROOT
from tests.support.desk import desk
from tests.support.units import units

GOLDEN = ROOT / "tests" / "golden"


@pytest.mark.parametrize(("name", "made"), [("desk", desk), ("units", units)])
def test_every_case_is_as_in_the_golden_file(name: str, made: object) -> None:
    """If not: ``make words``, and read what has changed for truth."""
    golden = (GOLDEN / f"{name}.zh-CN.txt").read_text("utf-8")
    assert callable(made)
    assert made().splitlines() == golden.splitlines()
