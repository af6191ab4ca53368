"""Change the program in small ways, one at a time, and see whether the fast tests notice.

    python scripts/mutants.py --count 200 --seed 1

Draws the same number of changes in each part.  For each, the tests of its part run, those that
import the changed module first, and then others that import it, until one fails.  What survives is
printed with its place:
a line that no fast test holds to what it does, or a change that makes no difference.
"""

from __future__ import annotations

import argparse
import ast
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from copy import deepcopy
from pathlib import Path
from queue import SimpleQueue
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src" / "xlreport"
TESTS_OF = {
    "edition": ("tests/edition", "tests/forms/test_mistakes.py", "tests/forms/test_odd_forms.py"),
    "checking": ("tests/check",),
    "quantity.py": ("tests/test_quantity.py", "tests/check/test_rules.py"),
    "consolidation": ("tests/consolidate",),
    "files.py": ("tests/test_files.py", "tests/cli/test_replacing.py"),
}
"""The parts that are changed, and where the tests of each lie."""
FAST = "not office and not slow and not long"
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

    def text(self) -> str:
        """Return the module with the change made."""
        tree = ast.parse(self.path.read_text("utf-8"))
        old = places(tree)[self.place]
        act = dict(variants(old))[self.change]
        new = ast.copy_location(act(deepcopy(old)), old)
        ast.fix_missing_locations(new)
        return ast.unparse(_Replacer(old, new).visit(tree))


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
        case ast.Return(value=ast.expr() as value) if not _is_none(value):
            yield "return None", lambda _: ast.Return(ast.Constant(None))


def _is_text(node: ast.BinOp) -> bool:
    return any(isinstance(e, ast.Constant | ast.JoinedStr) for e in (node.left, node.right)) and (
        not any(isinstance(e, ast.Constant) and isinstance(e.value, int) for e in ast.walk(node))
    )


def _is_none(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is None


def places(tree: ast.Module) -> list[ast.AST]:
    """Return the nodes of a module inside functions; annotations and decorators are left out."""
    functions = [n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)]
    inside = {id(node): node for f in functions for line in f.body for node in ast.walk(line)}
    notes = {id(a.annotation) for a in inside.values() if isinstance(a, ast.AnnAssign)}
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
    """Draw mutants, the same number of each part."""
    chance, chosen = random.Random(seed), []
    for part in TESTS_OF:
        files = sorted((SOURCE / part).rglob("*.py")) if (SOURCE / part).is_dir() else []
        files = files or [SOURCE / part]
        # A module is drawn by its length, then one change in it.
        lengths = [len(path.read_text("utf-8").splitlines()) for path in files]
        for path in chance.choices(files, lengths, k=count // len(TESTS_OF)):
            found = [each for each in mutants_of(part, path) if each not in chosen]
            chosen += chance.sample(found, min(len(found), 1))
    return chosen


def tests_of(mutant: Mutant) -> list[list[str]]:
    """Return the tests of its part that name the module, those of its part, others that name it."""
    dotted = ".".join(mutant.path.relative_to(SOURCE.parent).with_suffix("").parts)
    files = [p for p in sorted((ROOT / "tests").rglob("test_*.py")) if dotted in p.read_text()]
    naming = [str(path.relative_to(ROOT)) for path in files if "docs" not in path.parts]
    own = [each for each in naming if each.startswith(TESTS_OF[mutant.part])]
    others = [each for each in naming if each not in own]
    return [tests for tests in (own, list(TESTS_OF[mutant.part]), others) if tests]


def survives(mutant: Mutant, folder: Path, seconds: float) -> bool:
    """Put a mutant in the place of its module in a copy of the program, and run the tests."""
    place = folder / mutant.path.relative_to(ROOT)
    place.write_text(mutant.text(), "utf-8")
    try:
        said: list[str] = []
        for tests in tests_of(mutant):
            if not any(said):
                said.append(failure(tests, folder, seconds))
    finally:
        shutil.copyfile(mutant.path, place)
    # Without its parameters, in which there may be blanks.
    named = [test for each in said for test in re.findall(r"^FAILED ([^\s[]+)", each, re.MULTILINE)]
    # A test that fails without the change too has noticed nothing.
    return not any(said) or bool(named and failure(named, folder, seconds))


def failure(tests: list[str], folder: Path, seconds: float) -> str:
    """Run tests against a copy of the program till one fails; return what was said then."""
    env = {**os.environ, "PYTHONPATH": str(folder / "src"), "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-n", "0", "-p", "no:cacheprovider"]
    try:
        done = subprocess.run(
            [*command, "-m", FAST, *tests],
            cwd=ROOT, env=env, capture_output=True, check=False, timeout=seconds, text=True,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return "something never ends"
    return "" if done.returncode in (0, 5) else done.stdout or "pytest did not begin"


def main() -> None:
    """Draw, try, and tell."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--seconds", type=float, default=300, help="longer than the tests take")
    asked = parser.parse_args()
    mutants, begun = drawn(asked.count, asked.seed), time.monotonic()
    free: SimpleQueue[Path] = SimpleQueue()

    def tried(mutant: Mutant) -> bool:
        folder = free.get()
        try:
            lives = survives(mutant, folder, asked.seconds)
        finally:
            free.put(folder)
        where = f"{mutant.path.relative_to(ROOT)}:{mutant.line}: {mutant.change}"
        print(f"{'SURVIVES' if lives else 'killed'}  {where}", flush=True)
        return lives

    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(asked.workers) as pool:
        for number in range(asked.workers):
            copy = Path(folder, str(number))
            shutil.copytree(ROOT / "src", copy / "src")
            for name in ("schemas", "workbook"):
                (copy / name).symlink_to(ROOT / name)
            free.put(copy)
        lives = list(pool.map(tried, mutants))
    for part in TESTS_OF:
        mine = [alive for mutant, alive in zip(mutants, lives, strict=True) if mutant.part == part]
        print(f"{part:14} {mine.count(False)} of {len(mine)} killed")
    print(f"{lives.count(False)} of {len(lives)} in {time.monotonic() - begun:.0f} s")


if __name__ == "__main__":
    main()
