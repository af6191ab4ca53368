"""Build the blank workbooks that lie ready in ``workbook/templates``, and note their macros.

The years come from the Makefile: ``make templates``, or ``python scripts/templates.py 2020 2026``.
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from xlreport.edition import edition_for  # noqa: E402
from xlreport.macro_source import (  # noqa: E402
    digest_of,
    issued_digests,
    this_workbook,
    workbook_modules,
)
from xlreport.report import Unit  # noqa: E402
from xlreport.template import blank_report, write_report  # noqa: E402

TEMPLATES = ROOT / "workbook" / "templates"
ENDINGS = {".xlsx": False, ".xlsm": True}
"""What a workbook's name ends with, and whether it has buttons."""


def build(years: list[int], folder: Path) -> list[Path]:
    """Write the workbooks of these years, each with buttons and without, and return them."""
    folder.mkdir(parents=True, exist_ok=True)
    made: list[Path] = []
    for year in years:
        report = blank_report(edition_for(year), year, Unit(""))
        for ending, macros in ENDINGS.items():
            path = folder / f"{report.edition.title}{year}{ending}"
            write_report(report, path, macros=macros)
            made.append(path)
    return made


def keep_digest(issued: Path) -> None:
    """Add the macros of these workbooks to those that were ever issued, if they are new."""
    digest = digest_of({**workbook_modules(), "ThisWorkbook": this_workbook()})
    if digest not in issued_digests():
        with issued.open("a", encoding="ascii") as file:
            file.write(f"{digest} {datetime.now(UTC):%Y-%m-%d}\n")


if __name__ == "__main__":
    keep_digest(ROOT / "workbook" / "vba" / "issued.txt")
    for old in TEMPLATES.glob("*.xls[xm]"):
        old.unlink()
    for path in build([int(year) for year in sys.argv[1:]], TEMPLATES):
        print(path)
