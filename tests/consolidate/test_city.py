"""All that an office sees of a small city's year, in one file: whoever changes it sees it there.

If a test fails: ``make words``, and read what has changed for truth.
"""

from __future__ import annotations

import pytest
from tests.conftest import ROOT
from tests.support.city import Office, begin, go_on

GOLDEN = (ROOT / "tests" / "golden" / "city.zh-CN.txt").read_text("utf-8").splitlines()
AGAIN = GOLDEN.index("== 填写以后再汇总：屏幕 ==")

pytestmark = pytest.mark.whole


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> tuple[Office, list[str], list[str]]:
    """The office after the first roll-up, what its workbooks show, and all that was told."""
    office, first = begin(tmp_path_factory.mktemp("city"))
    return office, first, office.lines


def test_the_first_roll_up_is_as_in_the_golden_file(
    begun: tuple[Office, list[str], list[str]],
) -> None:
    assert _lines(begun[2]) == GOLDEN[:AGAIN]


def test_what_was_typed_and_what_is_given_back_are_as_in_the_golden_file(
    begun: tuple[Office, list[str], list[str]],
) -> None:
    office, first, _ = begun
    assert _lines(go_on(office, first)) == GOLDEN[AGAIN:]


def _lines(told: list[str]) -> list[str]:
    return [line for text in told for line in text.split("\n")]
