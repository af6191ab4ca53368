"""Sentences made up to mislead: nothing is said of the right ones, and all wrong ones are named."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
import yaml
from tests.check.prose.real import FOLDER, Passage, alarms

DATA = yaml.safe_load((FOLDER / "tricky.yaml").read_text(encoding="utf-8"))


def named(text: str) -> list[str]:
    figures: Mapping[str, float] = DATA["figures"]
    return alarms(Passage("示例县教育局", 2023, "on_request", {}, figures, text).judge())


@pytest.mark.parametrize("kind", ["right", "wrong"])
def test_what_is_right_is_let_be_and_what_is_wrong_is_named(kind: str) -> None:
    texts = DATA[kind]
    assert len(texts) >= 59
    assert [(text, named(text)) for text in texts if bool(named(text)) is (kind == "right")] == []
