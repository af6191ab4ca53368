"""No mutant of a workbook stops the reader, and none is read with a figure it does not show."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.conftest import Convert
from tests.fuzz.oracle import differences, is_like_the_original, survivors

pytestmark = pytest.mark.whole


@pytest.mark.slow
def test_mutants_are_refused_or_read_as_they_are_shown(tmp_path: Path, convert: Convert) -> None:
    """All whose figures are others, and some whose figures are not, opened by LibreOffice."""
    tally: dict[str, int] = {}
    taken = list(survivors(range(260), tmp_path, tally))
    assert sum(tally.values()) == 260
    assert len(tally) > 5, "the mutants are all alike"
    changed = [each for each in taken if not is_like_the_original(each.report)]
    assert len(changed) >= 5, "hardly a mutant was read otherwise than the original"
    alike = [each for each in taken if is_like_the_original(each.report)]
    assert list(differences(changed + alike[:8], convert)) == []


def test_some_mutants_do_not_stop_the_reader(tmp_path: Path) -> None:
    tally: dict[str, int] = {}
    for taken in survivors(range(1000, 1060), tmp_path, tally):
        assert taken.report.edition.id == "2021"
    assert sum(tally.values()) == 60
