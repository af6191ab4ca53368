"""No module is too long to be read in one go, and no function; no block stands twice."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from tests.conftest import ROOT
from tests.support.source import SOURCES, text_of, tree_of

_LONGEST_MODULE = 350
_LONGEST_FUNCTION = 50


def test_modules_and_functions_are_short() -> None:
    long: list[str] = []
    for path in SOURCES:
        text, name = text_of(path), path.relative_to(ROOT / "src" / "xlreport").as_posix()
        if (count := len(text.splitlines())) > _LONGEST_MODULE:
            long.append(f"{name}: {count} lines")
        for node in ast.walk(tree_of(path)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                # The options of a command, each with its help, are not what a function does.
                count = (node.end_lineno or 0) - node.body[0].lineno + 1
                if count > _LONGEST_FUNCTION:
                    long.append(f"{name}: {node.name}: {count} lines")
    assert long == []


_SHORTEST_BLOCK = 6


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    """The lines of a module that do or declare something, with their numbers."""
    text = text_of(path)
    aside: set[int] = set()
    for node in ast.walk(tree_of(path)):
        docstring = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        if docstring or isinstance(node, ast.Import | ast.ImportFrom):
            aside.update(range(node.lineno, (node.end_lineno or 0) + 1))
    for number, line in enumerate(text.splitlines(), start=1):
        bare = line.strip()
        if number not in aside and not bare.startswith("#") and any(map(str.isalnum, bare)):
            yield number, bare


def test_no_block_of_six_lines_stands_twice() -> None:
    where: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for path in SOURCES:
        lines = list(_lines(path))
        for begin in range(len(lines) - _SHORTEST_BLOCK + 1):
            block = lines[begin : begin + _SHORTEST_BLOCK]
            where[tuple(line for _, line in block)].append(
                f"{path.relative_to(ROOT)}:{block[0][0]}"
            )
    assert len(where) > 10_000
    assert [places for places in where.values() if len(places) > 1] == []
