"""Which tests execute which lines of the parts that are changed, kept from run to run."""

from __future__ import annotations

import hashlib
import json
import os
import sys
from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Iterator
from functools import cache, partial
from pathlib import Path
from typing import Any, NamedTuple

from scripts.mutation.changes import PARTS, ROOT
from scripts.mutation.copies import Task, copied_commands, done
from scripts.mutation.running import Watcher, run

KEPT = ROOT / ".mutants_cache"
TESTS_OF = {
    "edition": (
        *("tests/edition/", "tests/forms/", "tests/docs/test_reference.py"),
        *("tests/docs/test_text_rules.py", "tests/template/test_ready_templates.py"),
        "tests/check/prose/test_told.py",
    ),
    "checking": (
        *("tests/check/", "tests/template/test_live_agrees.py", "tests/forms/test_website.py"),
    ),
    "quantity.py": ("tests/test_quantity.py", "tests/check/test_rules.py"),
    "consolidation": ("tests/consolidate/", "tests/sheets/", "tests/read/test_cover.py"),
    "files.py": ("tests/test_file", "tests/cli/test_replacing.py"),
}
"""The tests that are there for each part, by how their names begin; those of others help."""
WHOLE = ("tests/check/prose/test_told.py",)
"""Tests of a second or two that hold all that a package says: no others notice as much."""


class Record(NamedTuple):
    """What the tests of a file execute."""

    seconds: dict[str, float]
    """The tests that pass, and how long each takes."""
    lines: dict[str, dict[str, str]]
    """By source and line: a number in hexadecimal digits whose bits are the tests in their order;
    none is set where the line runs only while something loads."""

    def executing(self, source: str, lines: range) -> set[str] | None:
        """Return the tests that execute any of the lines, ``None`` if nothing does."""
        found = self.lines.get(source, {})
        masks = [int(found[str(line)], 16) for line in lines if str(line) in found]
        if not masks:
            return None
        return {
            test
            for number, test in enumerate(self.seconds)
            if any(mask >> number & 1 for mask in masks)
        }


def test_files(parts: Iterable[str]) -> list[str]:
    """Return the test files that are there for some parts."""
    names = [path.relative_to(ROOT).as_posix() for path in (ROOT / "tests").rglob("test_*.py")]
    wanted = tuple(start for part in parts for start in TESTS_OF[part])
    return sorted(name for name in names if name.startswith(wanted))


def records(
    parts: Iterable[str], folders: list[Path], say: Callable[[str], None]
) -> dict[str, Record]:
    """Return what each test file executes; run those of which nothing, or something old, is known.

    :param parts: those that are changed.
    :param folders: copies of the program.
    :param say: is told what is run.
    """
    KEPT.mkdir(exist_ok=True)
    files = test_files(PARTS)
    shared = [*(ROOT / "tests").rglob("conftest.py"), *(ROOT / "tests/support").glob("*.py")]
    common = _digest(*sorted(shared))
    kept = {file: _kept(file, common) for file in files}
    old = [file for file in test_files(parts) if kept[file] is None]
    say(f"{len(old)} of {len(files)} test files are run to see which lines they execute")
    tasks = deque(Task(partial(_recorded, file), of=file, patience=300) for file in old)
    for task, found in done(tasks, folders):
        file = str(task.of)
        if isinstance(found, str):
            say(f"{file}: {found}; it is left out")
            continue
        known = found[0]  # type: ignore[index]
        known["of"] = {name: _digest(ROOT / name) for name in (file, *known["lines"])}
        known["common"] = common
        _place(file).write_text(json.dumps(known), "utf-8")
        say(f"{file}: {len(known['seconds'])} tests, {sum(known['seconds'].values()):.1f} s")
        if known["failed"]:
            say(f"  left out, because they fail: {', '.join(known['failed'])}")
        kept[file] = known
    return {file: Record(known["seconds"], known["lines"]) for file, known in kept.items() if known}


def _place(file: str) -> Path:
    return KEPT / (file.replace("/", "+") + ".json")


@cache
def _digest(*paths: Path) -> str:
    digest = hashlib.sha256()
    for path in paths:
        digest.update(path.read_bytes() if path.exists() else b"gone")
    return digest.hexdigest()


def _kept(file: str, common: str) -> dict[str, Any] | None:
    """Return what is known of a test file, unless it, or what it executes, has changed."""
    if not _place(file).exists():
        return None
    known: dict[str, Any] = json.loads(_place(file).read_text("utf-8"))
    same = all(_digest(ROOT / name) == digest for name, digest in known["of"].items())
    return known if same and known["common"] == common else None


# ---- in a copy -----------------------------------------------------------------------------------


def _recorded(file: str, folder: Path, tell: Callable[[object], None]) -> dict[str, Any]:
    """Run the tests of a file, and return what they execute."""
    from coverage import Coverage

    data = folder / "tmp" / "lines"
    base = folder / "src" / "xlreport"
    include = [str(base / part if part.endswith(".py") else base / part / "*") for part in PARTS]
    tracing: list[Coverage] = []
    end = os._exit

    def trace(test: str | None) -> None:
        save()
        if test is not None:
            tracer = Coverage(
                str(data), data_suffix=True, config_file=False, include=include, context=test
            )
            tracer.start()
            tracing.append(tracer)

    def save() -> None:
        if tracing:
            tracer = tracing.pop()
            tracer.stop()
            tracer.save()

    def ending(code: int) -> None:
        try:
            save()
        finally:
            end(code)

    # The program is as it is: what is compiled may be kept.
    sys.dont_write_bytecode = False
    os._exit = ending  # type: ignore[assignment]
    copied_commands(trace)
    trace("")

    def begins(test: str) -> None:
        tell(test)
        tracing[-1].switch_context(test)

    watcher = Watcher(begins)
    run(watcher, [file], folder)
    save()
    os._exit = end
    passed = {test: watcher.seconds[test] for test in watcher.passed - {*watcher.failed}}
    return {
        "seconds": passed,
        "failed": sorted({*watcher.failed}),
        "lines": dict(_masks(data.parent, folder, [*passed])),
    }


def _masks(place: Path, folder: Path, tests: list[str]) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield the sources with their lines; the tests that execute each are the bits of a number."""
    from coverage import CoverageData

    bits = {test: 1 << number for number, test in enumerate(tests)}
    masks: dict[str, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    for path in place.glob("lines.*"):
        data = CoverageData(str(path))
        data.read()
        for source in data.measured_files():
            name = Path(source).relative_to(folder).as_posix()
            for line, contexts in data.contexts_by_lineno(source).items():
                for context in contexts:
                    masks[name][line] |= bits.get(context, 0)
        data.close()
    for name, found in masks.items():
        yield name, {str(line): f"{mask:x}" for line, mask in found.items()}
