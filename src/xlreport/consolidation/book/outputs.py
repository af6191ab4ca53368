"""Where the workbooks of the roll-ups go."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from xlreport.consolidation.years.beside import WORKBOOKS, beside_open, lower_folder
from xlreport.files import file_name
from xlreport.reading import real_path

if TYPE_CHECKING:  # it needs numpy, which takes a while to load
    from xlreport.consolidation.sums.tree import RollUp


def workbook_paths(roll_ups: Sequence[RollUp], output: Path) -> list[Path]:
    """Return the path of each roll-up's workbook.

    A folder takes all of them; a file takes that of the highest unit, of several the first on
    the roster, and a folder beside it the others.
    """
    if output.suffix.lower() not in WORKBOOKS:
        return _named(roll_ups, output)
    first = next(n for n, each in enumerate(roll_ups) if each.is_top)
    paths = _named([*roll_ups[:first], *roll_ups[first + 1 :]], lower_folder(output))
    return [*paths[:first], output, *paths[first:]]


def _named(roll_ups: Sequence[RollUp], folder: Path) -> list[Path]:
    paths: list[Path] = []
    for each in roll_ups:
        path = folder / file_name(f"{each.unit.name}{each.report.year}年汇总", ".xlsx")
        if path in paths:
            path = path.with_stem(f"{path.stem}-{each.unit.code}")
        paths.append(path)
    return paths


def without_outputs(paths: Iterable[Path], output: Path) -> list[Path]:
    """Return the files that are not of the output, so that a result never counts as an input."""
    mine = real_path(output)
    beside = lower_folder(mine)
    files = {mine, beside_open(mine)}

    @cache
    def real_folder(folder: Path) -> tuple[Path, bool]:
        real = real_path(folder)
        return real, bool({mine, beside} & {real, *real.parents})

    def is_output(path: Path) -> bool:
        end = real_path(path) if path.is_symlink() else path
        folder, taken = real_folder(end.parent)
        return taken or folder / end.name in files

    return [path for path in paths if not is_output(path)]
