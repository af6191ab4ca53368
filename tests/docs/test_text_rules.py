"""docs/text-rules.zh-CN.md says what each key of the rules of the text does."""

from __future__ import annotations

import re

import pytest
from pydantic import BaseModel
from tests.conftest import ROOT

from xlreport.edition.model import ProseTest
from xlreport.edition.source import (
    FigureSource,
    ProseRuleSource,
    UnitKindSource,
    VocabularySource,
)

PAGE = (ROOT / "docs" / "text-rules.zh-CN.md").read_text("utf-8")
EXPLAINED = set(re.findall(r"`([a-z_]+)`", PAGE))


@pytest.mark.parametrize(
    "model",
    [VocabularySource, UnitKindSource, ProseRuleSource, FigureSource],
    ids=lambda m: m.__name__,
)
def test_every_key_is_explained(model: type[BaseModel]) -> None:
    assert [key for key in model.model_fields if key not in EXPLAINED] == []


def test_every_check_is_explained() -> None:
    """But that of figures, which stands where ``check`` would."""
    checks = {test.value for test in ProseTest} - {ProseTest.FIGURES.value}
    assert sorted(checks - EXPLAINED) == []
