"""The workbooks of the levels below, which lie in a folder beside a city's."""

from __future__ import annotations

from pathlib import Path

from xlreport.reading.folder import PASSED_OVER

_BELOW = "-各级汇总簿"
_BESIDE = "（新）"
WORKBOOKS = (".xlsx", ".xlsm")
"""The endings that the workbook of a roll-up may have: with macros it has buttons."""


def lower_folder(output: Path) -> Path:
    """Return the folder of the lower levels' workbooks that belongs to a city's workbook."""
    return output.with_name(output.stem + _BELOW)


def earlier_workbooks(output: Path) -> list[Path]:
    """Return the workbooks that an earlier run with the same output has left."""
    folder = lower_folder(output) if output.suffix.lower() in WORKBOOKS else output
    below = sorted(p for p in folder.glob("*.xlsx") if not p.name.startswith(PASSED_OVER))
    mine = output if output.is_file() else twin(output)
    return [*below, mine] if mine is not None and mine.is_file() else below


def twin(output: Path) -> Path | None:
    """Return the workbook with buttons that one without is, or the other way round."""
    others = {".xlsx": ".xlsm", ".xlsm": ".xlsx"}
    ending = others.get(output.suffix.lower())
    return output.with_suffix(ending) if ending else None


def beside_open(output: Path) -> Path:
    """Return where a new workbook is written while the one before is open."""
    return output.with_stem(output.stem + _BESIDE)
