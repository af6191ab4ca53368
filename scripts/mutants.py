"""Change the program in small ways, one at a time, and see whether the fast tests notice.

    python -m scripts.mutants --count 200 --seed 1

Draws the same number of changes in each part.  What the tests execute is noted first, once for each
state of the program and of a test file; it is kept in .mutants_cache.  For each change run those
that execute its line, quick ones first, and then others of the same files, till one fails or the
seconds of the change are spent.  What survives is printed with its place: a line that no fast test
holds to what it does, or a change that makes no difference.  It needs a system that can copy a
process: Linux.
"""

from __future__ import annotations

import argparse
import os
import shutil
import tempfile
import time
from pathlib import Path

from scripts.mutation.changes import PARTS, ROOT, drawn
from scripts.mutation.copies import get_ready
from scripts.mutation.lines import records
from scripts.mutation.trial import Suite, Verdict, verdicts


def main() -> None:
    """Draw, try, and tell."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--part", choices=PARTS, help="only the changes of this part")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--seconds", type=float, default=40, help="for the tests of one change")
    asked = parser.parse_args()
    get_ready()
    begun = time.monotonic()
    mutants = [each for each in drawn(asked.count, asked.seed) if asked.part in (None, each.part)]
    found: list[Verdict] = []
    # A TemporaryDirectory would be removed by the first copy of this process that ends.
    folder = tempfile.mkdtemp()
    try:
        folders = [_copy(Path(folder, str(number))) for number in range(asked.workers)]
        suite = Suite(records({each.part for each in mutants}, folders, _say))
        _say(f"known after {time.monotonic() - begun:.0f} s")
        for verdict in verdicts(mutants, suite, folders, asked.seconds):
            found.append(verdict)
            _say(f"{_word(verdict)}  {verdict.mutant} ({verdict.why})")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    for part in PARTS:
        if mine := [each for each in found if each.mutant.part == part]:
            print(f"{part:14} {sum(each.killed for each in mine)} of {len(mine)} killed")
            for each in sorted(mine):
                if not each.killed:
                    print(f"    {each.mutant} ({each.why})")
    killed = sum(each.killed for each in found)
    print(f"{killed} of {len(found)} in {time.monotonic() - begun:.0f} s")


def _word(verdict: Verdict) -> str:
    return "killed  " if verdict.killed else "SURVIVES"


def _say(what: str) -> None:
    print(what, flush=True)


def _copy(folder: Path) -> Path:
    """Make a copy of the program."""
    shutil.copytree(ROOT / "src", folder / "src")
    for name in ("schemas", "workbook"):
        (folder / name).symlink_to(ROOT / name)
    return folder


if __name__ == "__main__":
    main()
