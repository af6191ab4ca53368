"""No mutant of a workbook stops the reader, and none is counted with a figure it does not show."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.conftest import Convert
from tests.fuzz.oracle import countable, differences, is_like_the_original, survivors


@pytest.mark.long
def test_mutants_are_refused_or_read_as_they_are_shown(tmp_path: Path, convert: Convert) -> None:
    tally: dict[str, int] = {}
    taken = list(survivors(range(400), tmp_path, tally))
    assert sum(tally.values()) == 400
    assert len(tally) > 5, "the mutants are all alike"
    changed = [each for each in taken if not is_like_the_original(each.report)]
    assert changed, "no mutant was read otherwise than the original"
    alike = [each for each in taken if is_like_the_original(each.report)]
    assert list(differences(countable(changed) + alike[:20], convert)) == []


def test_some_mutants_do_not_stop_the_reader(tmp_path: Path) -> None:
    tally: dict[str, int] = {}
    for taken in survivors(range(1000, 1060), tmp_path, tally):
        assert taken.report.edition.id == "2021"
    assert sum(tally.values()) == 60
