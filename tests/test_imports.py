"""Imports run one way."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path

from tests.conftest import ROOT
from tests.support.source import SOURCES, tree_of

_SOURCE = ROOT / "src"


def _name(path: Path) -> str:
    parts = path.relative_to(_SOURCE).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {_name(path): path for path in SOURCES}


def _tree(name: str) -> ast.Module:
    return tree_of(MODULES[name])


def _imported(name: str) -> Iterator[str]:
    """Yield the modules of the project that one names, wherever in it the import stands."""
    for node in ast.walk(_tree(name)):
        match node:
            case ast.Import(names=names):
                yield from (alias.name for alias in names if alias.name in MODULES)
            case ast.ImportFrom(module=str(module), names=names) if module in MODULES:
                whole = [f"{module}.{alias.name}" for alias in names]
                yield from (each if each in MODULES else module for each in whole)


def test_no_module_needs_itself() -> None:
    """Not even by a long way round, and not by an import inside a function either."""
    graph = {name: set(_imported(name)) - {name} for name in MODULES}
    assert sum(map(len, graph.values())) > 500
    order = list(TopologicalSorter(graph).static_order())  # raises CycleError, naming the circle
    assert len(order) == len(MODULES)


def _loaded(node: ast.AST) -> Iterator[ast.stmt]:
    """Yield the statements that run when a module is loaded."""
    for each in getattr(node, "body", []):
        yield each
        if not (
            isinstance(each, ast.FunctionDef)
            or (isinstance(each, ast.If) and ast.unparse(each.test) == "TYPE_CHECKING")
        ):
            yield from _loaded(each)


@cache
def _homes(package: str) -> dict[str, str]:
    """Return where the names of a package stand that are loaded when somebody asks for them."""
    blocks = [
        n for n in _tree(package).body if isinstance(n, ast.If) and "TYPE_CHECKING" in ast.dump(n)
    ]
    return {
        alias.name: str(each.module)
        for block in blocks
        for each in block.body
        if isinstance(each, ast.ImportFrom)
        for alias in each.names
    }


def _needs(name: str) -> set[str]:
    """Return the modules that must be loaded before a module is, their packages included."""
    needed: set[str] = set()
    for node in _loaded(_tree(name)):
        match node:
            case ast.Import(names=names):
                needed |= {alias.name for alias in names}
            case ast.ImportFrom(module=str(module), names=names) if module in MODULES:
                homes = _homes(module)
                for alias in names:
                    whole = f"{module}.{alias.name}"
                    needed |= {whole if whole in MODULES else homes.get(alias.name, module)}
    packages = {each.rpartition(".")[0] for each in needed} | needed
    packages |= {each.rpartition(".")[0] for each in packages}
    own = {name, name.rpartition(".")[0], name.rpartition(".")[0].rpartition(".")[0]}
    return (packages & MODULES.keys()) - own


def test_any_module_can_be_the_first_to_be_imported() -> None:
    """Packages are loaded before their modules, whoever asks for one of these."""
    graph = {name: _needs(name) for name in MODULES}
    assert sum(map(len, graph.values())) > 500
    TopologicalSorter(graph).prepare()  # raises CycleError, naming the circle


def test_the_steps_of_a_consolidation_import_one_way() -> None:
    """Packages, not only their modules: a step never needs a later one."""
    home = "xlreport.consolidation."
    graph: dict[str, set[str]] = {}
    for name in MODULES:
        if name.startswith(home) and name.count(".") == home.count(".") + 1:
            needed = {each.split(".")[2] for each in _imported(name) if each.startswith(home)}
            graph.setdefault(name.split(".")[2], set()).update(needed - {name.split(".")[2]})
    assert sum(map(len, graph.values())) > 10
    TopologicalSorter(graph).prepare()  # raises CycleError, naming the circle
