"""What people read, whole, in one file: whoever changes a word sees it there, and so do others."""

from __future__ import annotations

import pytest
from tests.conftest import ROOT
from tests.support.words import words

GOLDEN = ROOT / "tests" / "golden" / "words.zh-CN.txt"


@pytest.mark.whole
def test_every_word_is_in_the_golden_file() -> None:
    """If not: ``make words``, and read what has changed for tone and truth."""
    assert words().splitlines() == GOLDEN.read_text("utf-8").splitlines()


def test_one_word_for_one_thing() -> None:
    """What is asked of people has one name, and codes stand behind."""
    lines = GOLDEN.read_text("utf-8").splitlines()
    text = "\n".join(line for line in lines if "规则代码，例如" not in line)  # for technicians
    for word in ("存疑", "审核结果", "T3-BAL", "相差", "不等于右边"):
        assert word not in text, word
