"""Where the workbooks of the roll-ups go."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from xlreport.files import file_name
from xlreport.read import real_path

if TYPE_CHECKING:  # it needs numpy, which takes a while to load
    from xlreport.consolidate.tree import RollUp

_BELOW = "-各级汇总簿"


def workbook_paths(roll_ups: Sequence[RollUp], output: Path) -> list[Path]:
    """Return the path of each roll-up's workbook.

    A folder takes all of them; a file takes the last, which is that of the highest unit, and
    a folder beside it the others.
    """
    if output.suffix.lower() != ".xlsx":
        return _named(roll_ups, output)
    return [*_named(roll_ups[:-1], _folder_beside(output)), output]


def _named(roll_ups: Sequence[RollUp], folder: Path) -> list[Path]:
    paths: list[Path] = []
    for each in roll_ups:
        path = folder / file_name(f"{each.unit.name}{each.report.year}年汇总", ".xlsx")
        if path in paths:
            path = path.with_stem(f"{path.stem}-{each.unit.code}")
        paths.append(path)
    return paths


def _folder_beside(output: Path) -> Path:
    return output.with_name(output.stem + _BELOW)


def earlier_workbooks(output: Path) -> list[Path]:
    """Return the workbooks that an earlier run with the same output has left."""
    folder = output if output.suffix.lower() != ".xlsx" else _folder_beside(output)
    below = sorted(p for p in folder.glob("*.xlsx") if not p.name.startswith(("~$", ".")))
    return [*below, output] if output.is_file() else below


def without_outputs(paths: Iterable[Path], output: Path) -> list[Path]:
    """Return the files that are not of the output, so that a result never counts as an input."""
    mine = real_path(output)
    beside = _folder_beside(mine)

    @cache
    def real_folder(folder: Path) -> tuple[Path, bool]:
        real = real_path(folder)
        return real, bool({mine, beside} & {real, *real.parents})

    def is_output(path: Path) -> bool:
        end = real_path(path) if path.is_symlink() else path
        folder, taken = real_folder(end.parent)
        return taken or folder / end.name == mine

    return [path for path in paths if not is_output(path)]
