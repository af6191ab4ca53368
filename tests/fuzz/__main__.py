"""``python -m tests.fuzz [FIRST] [COUNT] [FOLDER]``: many mutants; those that are taken are kept.

The last lines say how many were refused for what, and list the mutants that are taken with
figures other than the original's: it is those that a person, or LibreOffice, should look at.
"""

from __future__ import annotations

import sys
import time
from collections import Counter
from pathlib import Path
from tempfile import mkdtemp

from tests.fuzz.oracle import Taken, countable, is_like_the_original, survivors

_AT_ONCE = 500


def main(first: int = 0, count: int = 20_000, folder: str = "") -> None:
    """Read ``count`` mutants from number ``first`` on."""
    kept = Path(folder or mkdtemp(prefix="mutants-"))
    kept.mkdir(parents=True, exist_ok=True)
    tally: Counter[str] = Counter()
    counted: list[int] = []
    waiting: list[Taken] = []
    begun = time.monotonic()
    for taken in survivors(range(first, first + count), kept, tally):
        if is_like_the_original(taken.report):
            tally["as the original"] += 1
            taken.path.unlink()
            continue
        waiting.append(taken)
        if len(waiting) == _AT_ONCE:
            counted += _without_error(waiting)
            waiting = []
    counted += _without_error(waiting)
    lines = [f"{number:7} {code}" for code, number in sorted(tally.items())]
    lines.append(f"{count} mutants in {time.monotonic() - begun:.0f} s; none stopped the reader")
    lines.append(f"{len(counted)} would be counted with other figures, see {kept}: {counted}")
    sys.stdout.write("\n".join(lines) + "\n")


def _without_error(waiting: list[Taken]) -> list[int]:
    good = countable(waiting) if waiting else []
    for taken in waiting:
        if taken not in good:
            taken.path.unlink()
    return [taken.number for taken in good]


if __name__ == "__main__":
    numbers = [int(argument) for argument in sys.argv[1:3]]
    main(*numbers, *sys.argv[3:4])
