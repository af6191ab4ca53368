"""Hold the docstrings of what others call against its signatures: ``make lint`` runs it.

Every public function of these modules says each parameter, in order, and each error that it
raises itself.  A first line may say what is returned, and errors that come from further down may
be said, too.
"""

from __future__ import annotations

import ast
import inspect
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import docstring_parser

import xlreport

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src" / "xlreport"
RULES = ("checking", "edition/law.py", "edition/model/rules.py", "finding.py", "quantity.py")
"""Whatever computes a rule, and what a rule says."""

_Function = ast.FunctionDef | ast.AsyncFunctionDef


def modules() -> list[Path]:
    """Return the files to look at: what computes a rule, and where exported names are defined."""
    exported = {Path(inspect.getfile(getattr(xlreport, name))) for name in xlreport.__all__}
    return sorted({*(SOURCE / name for name in RULES), *exported})


def complaints(files: Iterable[Path]) -> list[str]:
    """Return a line for each function whose docstring lacks something, or has too much.

    :param files: modules or folders of modules.
    """
    paths = [path for each in files for path in ([each] if each.is_file() else each.rglob("*.py"))]
    return [
        f"{path}:{function.lineno}: {function.name}: {what}"
        for path in sorted(paths)
        for function in _public(ast.parse(path.read_text("utf-8")).body)
        for what in _wrong(function)
    ]


def _public(body: Iterable[ast.stmt]) -> Iterator[_Function]:
    """Yield the public functions and methods, and ``__init__`` where it has a docstring."""
    for node in body:
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
            yield from _public(node.body)
        named = isinstance(node, _Function) and not node.name.removeprefix("__init__").startswith(
            "_"
        )
        if isinstance(node, _Function) and named and ast.get_docstring(node) is not None:
            yield node


def _wrong(function: _Function) -> Iterator[str]:
    said = docstring_parser.parse(
        ast.get_docstring(function) or "", docstring_parser.DocstringStyle.REST
    )
    parameters = [each.arg_name.lstrip("*") for each in said.params]
    if parameters != (there := _parameters(function)):
        yield f"the docstring says the parameters {parameters}, the signature {there}"
    errors = {(each.type_name or "").rpartition(".")[2] for each in said.raises}
    if silent := sorted(set(_raised(function)) - errors):
        yield f"the docstring does not say that it raises {', '.join(silent)}"


def _parameters(function: _Function) -> list[str]:
    given = function.args
    named = [*given.posonlyargs, *given.args]
    all_of_them = [*named, given.vararg, *given.kwonlyargs, given.kwarg]
    names = [each.arg for each in all_of_them if each is not None]
    return [name for name in names if name not in {"self", "cls"} and not name.startswith("_")]


def _raised(node: ast.AST) -> Iterator[str]:
    """Yield the names of the errors that a function raises itself, not those of inner functions."""
    for inner in ast.iter_child_nodes(node):
        if isinstance(inner, ast.Raise):
            error = inner.exc.func if isinstance(inner.exc, ast.Call) else inner.exc
            name = {ast.Name: "id", ast.Attribute: "attr"}.get(type(error))
            if name is not None and (said := getattr(error, name))[0].isupper():
                yield said
        if not isinstance(inner, _Function | ast.Lambda):
            yield from _raised(inner)


if __name__ == "__main__":
    FOUND = complaints(modules())
    print(*FOUND, sep="\n", end="\n" if FOUND else "")
    sys.exit(bool(FOUND))
