"""What becomes of sentences, word for word: whoever changes how they are read sees it there."""

from __future__ import annotations

from tests.check.prose.told import told_sentences
from tests.conftest import ROOT

GOLDEN = ROOT / "tests" / "golden" / "sentences.zh-CN.txt"


def test_every_sentence_is_judged_as_it_was_and_for_the_same_reason() -> None:
    """If not: ``make words``, and read whether what has changed is right."""
    assert told_sentences().splitlines() == GOLDEN.read_text("utf-8").splitlines()
