"""Hold the docstrings of what others call against its signatures: ``make lint`` runs it.

Every public function of these modules says each parameter, in order, and each error that it
raises itself; pydoclint compares.  What it complains of beyond that is let be: a first line may
say what is returned, and errors that come from further down may be said, too.
"""

from __future__ import annotations

import ast
import inspect
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import xlreport

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src" / "xlreport"
RULES = ("checking", "edition/law.py", "edition/model/rules.py", "finding.py", "quantity.py")
"""Whatever computes a rule, and what a rule says."""

_FINDING = re.compile(r"^(?P<file>.+?):(?P<line>\d+): (?P<code>DOC\d+): (?P<text>.*)$")
_PRIVATE = re.compile(r"`_\w+\.")
_LET_BE = {
    "DOC101",  # fewer parameters than there are, or more: DOC103 says which
    "DOC102",
    "DOC105",  # types, which docstrings have none of
    "DOC201",  # the first line says what is returned
    "DOC402",  # and what is yielded
    "DOC404",
    "DOC501",  # errors that are not said: DOC503 says which
    "DOC502",  # an error from further down
}
_ERRORS = re.compile(r"docstring: (\[.*?\])\. Raised exceptions in the body: (\[.*?\])")


def modules() -> list[Path]:
    """Return the files to look at: what computes a rule, and where exported names are defined."""
    exported = {Path(inspect.getfile(getattr(xlreport, name))) for name in xlreport.__all__}
    return sorted({*(SOURCE / name for name in RULES), *exported})


def complaints(files: Iterable[Path]) -> list[str]:
    """Return a line for each parameter or error that a docstring lacks, or has too many.

    :param files: modules or folders of modules.
    """
    pydoclint = [sys.executable, "-m", "pydoclint.main", f"--config={ROOT / 'pyproject.toml'}"]
    options = ["--quiet", "--show-filenames-in-every-violation-message=True"]
    done = subprocess.run(
        [*pydoclint, *options, *map(str, files)], capture_output=True, text=True, check=False
    )
    if done.returncode not in (0, 1):
        raise RuntimeError(done.stderr)
    return list(_heeded(done.stdout.splitlines() + done.stderr.splitlines()))


def _heeded(lines: Iterable[str]) -> Iterator[str]:
    for line in lines:
        found = _FINDING.match(line.strip())
        if found is None or found["code"] in _LET_BE or _PRIVATE.search(found["text"]):
            continue
        if found["code"] == "DOC503" and _says_all(found["text"]):
            continue
        yield line.strip()


def _says_all(text: str) -> bool:
    """Tell whether every error that is raised is said, though others are, too."""
    errors = _ERRORS.search(text)
    return errors is not None and set(ast.literal_eval(errors[2])) <= set(
        ast.literal_eval(errors[1])
    )


if __name__ == "__main__":
    FOUND = complaints(modules())
    print(*FOUND, sep="\n", end="\n" if FOUND else "")
    sys.exit(bool(FOUND))
