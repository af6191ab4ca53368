"""The workbooks of the levels below, which lie in a folder beside a city's."""

from __future__ import annotations

from pathlib import Path

_BELOW = "-各级汇总簿"


def lower_folder(output: Path) -> Path:
    """Return the folder of the lower levels' workbooks that belongs to a city's workbook."""
    return output.with_name(output.stem + _BELOW)


def earlier_workbooks(output: Path) -> list[Path]:
    """Return the workbooks that an earlier run with the same output has left."""
    folder = output if output.suffix.lower() != ".xlsx" else lower_folder(output)
    below = sorted(p for p in folder.glob("*.xlsx") if not p.name.startswith(("~$", ".")))
    return [*below, output] if output.is_file() else below
