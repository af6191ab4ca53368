"""No module is too long to be read in one go, and no function."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from tests.conftest import ROOT

_LONGEST_MODULE = 350
_LONGEST_FUNCTION = 50
_MODULES = sorted((ROOT / "src").rglob("*.py"))


def _ids(path: Path) -> str:
    return path.relative_to(ROOT / "src" / "xlreport").as_posix()


@pytest.mark.parametrize("path", _MODULES, ids=_ids)
def test_modules_and_functions_are_short(path: Path) -> None:
    text = path.read_text("utf-8")
    assert len(text.splitlines()) <= _LONGEST_MODULE
    # The options of a command, each with its help, are not what a function does.
    long = {
        node.name: lines
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (lines := (node.end_lineno or 0) - node.body[0].lineno + 1) > _LONGEST_FUNCTION
    }
    assert not long
