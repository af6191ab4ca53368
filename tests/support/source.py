"""The program's own source, taken apart once in a process."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

from tests.conftest import ROOT

SOURCES = sorted((ROOT / "src").rglob("*.py"))


@cache
def text_of(path: Path) -> str:
    """Return what a module says."""
    return path.read_text("utf-8")


@cache
def tree_of(path: Path) -> ast.Module:
    """Return a module taken apart, to look at and not to change."""
    return ast.parse(text_of(path))
