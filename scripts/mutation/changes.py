"""The small changes that can be made in a module, and a draw of some."""

from __future__ import annotations

import ast
import random
from collections.abc import Callable, Iterator
from copy import deepcopy
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "xlreport"
PARTS = ("edition", "checking", "quantity.py", "consolidation", "files.py")
"""The packages and modules that are changed."""
OTHER = {ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq}
OTHER |= {ast.NotEq: ast.Eq, ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot}
OTHER |= {ast.IsNot: ast.Is, ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Add}
OTHER |= {ast.FloorDiv: ast.Mult, ast.Mod: ast.Mult, ast.And: ast.Or, ast.Or: ast.And}


class Mutant(NamedTuple):
    """A change of a module: which part, which file, which line, and what is done there."""

    part: str
    path: Path
    line: int
    change: str
    place: int
    """The number of the node that is changed, of those that may be."""

    def __str__(self) -> str:
        """Say where it is, and what."""
        return f"{self.name}:{self.line}: {self.change}"

    @property
    def name(self) -> str:
        """The file, as seen from the root."""
        return self.path.relative_to(ROOT).as_posix()

    def text(self) -> str:
        """Return the module with the change made."""
        tree = ast.parse(self.path.read_text("utf-8"))
        old = places(tree)[self.place]
        act = dict(variants(old))[self.change]
        new = ast.copy_location(act(deepcopy(old)), old)
        ast.fix_missing_locations(new)
        return ast.unparse(_Replacer(old, new).visit(tree))

    def lines(self) -> list[range]:
        """Return the lines of the changed node, and those of its statement without its body."""
        tree = ast.parse(self.path.read_text("utf-8"))
        node = places(tree)[self.place]
        own = range(node.lineno, (node.end_lineno or node.lineno) + 1)
        around = [s for s in ast.walk(tree) if isinstance(s, ast.stmt) and _holds(s, node)]
        least = min(around, key=lambda s: (s.end_lineno or 0) - s.lineno)
        return [own, _head(least)]


def _holds(statement: ast.stmt, node: ast.AST) -> bool:
    return any(each is node for each in ast.walk(statement))


def _head(statement: ast.stmt) -> range:
    """Return the lines of a statement down to the first of its body."""
    below = getattr(statement, "body", None) or getattr(statement, "cases", None)
    end = (statement.end_lineno or 0) + 1
    if below:
        first = below[0].pattern if isinstance(below[0], ast.match_case) else below[0]
        end = max(first.lineno, statement.lineno + 1)
    return range(statement.lineno, end)


def variants(node: ast.AST) -> Iterator[tuple[str, Callable[[ast.AST], ast.AST]]]:
    """Yield what can be done to a node: in words, and as a function of a copy of it."""

    def swapped(copy: ast.AST) -> ast.AST:
        copy.op = OTHER[type(copy.op)]()
        return copy

    def compared(copy: ast.AST) -> ast.AST:
        copy.ops[0] = OTHER[type(copy.ops[0])]()
        return copy

    match node:
        case ast.Compare(ops=[op, *_]) if type(op) in OTHER:
            yield f"{type(op).__name__} -> {OTHER[type(op)].__name__}", compared
        case ast.BinOp(op=op) | ast.BoolOp(op=op) if type(op) in OTHER:
            if not (isinstance(node, ast.BinOp) and _is_text(node)):
                yield f"{type(op).__name__} -> {OTHER[type(op)].__name__}", swapped
        case ast.UnaryOp(op=ast.Not()):
            yield "not dropped", lambda copy: copy.operand
        case ast.Constant(value=bool(value)):
            yield f"{value} -> {not value}", lambda copy: ast.Constant(not copy.value)
        case ast.Constant(value=int(value)):
            yield f"{value} -> {value + 1}", lambda copy: ast.Constant(copy.value + 1)
            yield f"{value} -> {value - 1}", lambda copy: ast.Constant(copy.value - 1)
        case ast.Return(value=ast.expr() as value) if not _is_no(value):
            yield "return None", lambda _: ast.Return(ast.Constant(None))


def _is_text(node: ast.BinOp) -> bool:
    return any(isinstance(e, ast.Constant | ast.JoinedStr) for e in (node.left, node.right)) and (
        not any(isinstance(e, ast.Constant) and isinstance(e.value, int) for e in ast.walk(node))
    )


def _is_no(node: ast.expr) -> bool:
    """Tell whether an expression is None, or False, for which None does as well."""
    return isinstance(node, ast.Constant) and (node.value is None or node.value is False)


def places(tree: ast.Module) -> list[ast.AST]:
    """Return the nodes of a module inside functions.

    Annotations and decorators are left out, and ``strict=True`` of ``zip``, which like ``assert``
    says what never is otherwise.
    """
    functions = [n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)]
    inside = {id(node): node for f in functions for line in f.body for node in ast.walk(line)}
    notes = {id(a.annotation) for a in inside.values() if isinstance(a, ast.AnnAssign)}
    notes |= {
        id(k.value) for k in inside.values() if isinstance(k, ast.keyword) and k.arg == "strict"
    }
    return [node for key, node in inside.items() if key not in notes]


def mutants_of(part: str, path: Path) -> Iterator[Mutant]:
    """Yield all mutants of a module."""
    for number, node in enumerate(places(ast.parse(path.read_text("utf-8")))):
        for change, _ in variants(node):
            yield Mutant(part, path, getattr(node, "lineno", 0), change, number)


class _Replacer(ast.NodeTransformer):
    def __init__(self, old: ast.AST, new: ast.AST) -> None:
        self._old, self._new = old, new

    def visit(self, node: ast.AST) -> ast.AST:
        return self._new if node is self._old else self.generic_visit(node)


def drawn(count: int, seed: int) -> list[Mutant]:
    """Draw mutants: the same number of each part, as far as it has so many; sorted by parts."""
    chance, chosen = random.Random(seed), []
    all_of = {part: _all_of(part) for part in PARTS}
    parts = sorted(PARTS, key=lambda part: sum(map(len, all_of[part].values())))
    for left, part in zip(range(len(parts), 0, -1), parts, strict=True):
        files = all_of[part]
        wanted = len(chosen) + min((count - len(chosen)) // left, sum(map(len, files.values())))
        while len(chosen) < wanted:
            # A module is drawn by its length, then one change in it.
            lengths = [len(path.read_text("utf-8").splitlines()) for path in files]
            path = chance.choices([*files], lengths)[0]
            if files[path]:
                chosen.append(files[path].pop(chance.randrange(len(files[path]))))
    return sorted(chosen)


def _all_of(part: str) -> dict[Path, list[Mutant]]:
    """Return all mutants of a part by their modules."""
    path = SOURCE / part
    files = sorted(path.rglob("*.py")) if path.is_dir() else [path]
    return {each: [*mutants_of(part, each)] for each in files}
