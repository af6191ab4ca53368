"""Sentences made up to mislead: nothing is said of the right ones, and all wrong ones are named."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
import yaml
from tests.check.prose.real import FOLDER, Passage, alarms

DATA = yaml.safe_load((FOLDER / "tricky.yaml").read_text(encoding="utf-8"))


OWN = "示例县教育局"
UNITS: Mapping[str, Mapping[str, list[str]]] = {OWN: DATA, **DATA["elsewhere"]}


def named(text: str, unit: str) -> list[str]:
    figures: Mapping[str, float] = DATA["figures"]
    return alarms(Passage(unit, 2023, "on_request", {}, figures, text).judge())


@pytest.mark.parametrize("unit", UNITS)
def test_what_is_right_is_let_be_and_what_is_wrong_is_named(unit: str) -> None:
    for kind in ("right", "wrong"):
        texts = UNITS[unit][kind]
        assert texts
        assert [
            (t, named(t, unit)) for t in texts if bool(named(t, unit)) is (kind == "right")
        ] == []
