"""Imports run one way."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

from tests.conftest import ROOT

_SOURCE = ROOT / "src"


def _name(path: Path) -> str:
    parts = path.relative_to(_SOURCE).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {_name(path): path for path in sorted(_SOURCE.rglob("*.py"))}


def _imported(path: Path) -> Iterator[str]:
    """Yield the modules of the project that a file names, wherever in it the import stands."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        match node:
            case ast.Import(names=names):
                yield from (alias.name for alias in names if alias.name in MODULES)
            case ast.ImportFrom(module=str(module), names=names) if module in MODULES:
                whole = [f"{module}.{alias.name}" for alias in names]
                yield from (each if each in MODULES else module for each in whole)


def test_no_module_needs_itself() -> None:
    """Not even by a long way round, and not by an import inside a function either."""
    graph = {name: set(_imported(path)) - {name} for name, path in MODULES.items()}
    assert sum(map(len, graph.values())) > 500
    order = list(TopologicalSorter(graph).static_order())  # raises CycleError, naming the circle
    assert len(order) == len(MODULES)
