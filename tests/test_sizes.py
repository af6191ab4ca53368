"""No module is too long to be read in one go, and no function."""

from __future__ import annotations

import ast

from tests.conftest import ROOT

_LONGEST_MODULE = 350
_LONGEST_FUNCTION = 50
_MODULES = sorted((ROOT / "src").rglob("*.py"))


def test_modules_and_functions_are_short() -> None:
    long: list[str] = []
    for path in _MODULES:
        text, name = path.read_text("utf-8"), path.relative_to(ROOT / "src" / "xlreport").as_posix()
        if (count := len(text.splitlines())) > _LONGEST_MODULE:
            long.append(f"{name}: {count} lines")
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                # The options of a command, each with its help, are not what a function does.
                count = (node.end_lineno or 0) - node.body[0].lineno + 1
                if count > _LONGEST_FUNCTION:
                    long.append(f"{name}: {node.name}: {count} lines")
    assert long == []
