"""What people read, whole, in one file: whoever changes a word sees it there, and so do others."""

from __future__ import annotations

import pytest
from tests.conftest import ROOT
from tests.support.documents import PAGES
from tests.support.words import words

from xlreport.finding import EARLIER_LABELS

GOLDEN = ROOT / "tests" / "golden" / "words.zh-CN.txt"
GONE = {word for earlier in EARLIER_LABELS.values() for word in earlier} - {"错误"}
"""What people were asked in other words; one of these is a word of every day."""


@pytest.mark.whole
def test_every_word_is_in_the_golden_file() -> None:
    """If not: ``make words``, and read what has changed for tone and truth."""
    assert words().splitlines() == GOLDEN.read_text("utf-8").splitlines()


def test_one_word_for_one_thing() -> None:
    """What is asked of people has one name, and codes stand behind."""
    lines = GOLDEN.read_text("utf-8").splitlines()
    text = "\n".join(line for line in lines if "规则代码，例如" not in line)  # for technicians
    for word in (*GONE, "审核结果", "T3-BAL", "相差", "不等于右边"):
        assert word not in text, word


def test_no_page_says_what_people_are_no_longer_asked() -> None:
    assert GONE
    told = {path.name: word for path in PAGES for word in GONE if word in path.read_text("utf-8")}
    assert told == {}
