"""Workbooks of reports, each made once in a process, however many tests begin with it."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory

from xlreport import template
from xlreport.report import Report

_KEPT = 100
"""Workbooks; one has some 50 KB."""


@dataclass(frozen=True)
class _Asked:
    said: str
    macros: bool
    report: Report = field(compare=False)


@lru_cache(_KEPT)
def _content(asked: _Asked) -> bytes:
    with TemporaryDirectory() as folder:
        path = Path(folder, "made.xlsm" if asked.macros else "made.xlsx")
        template.write_report(asked.report, path, macros=asked.macros)
        return path.read_bytes()


def write_report(report: Report, path: Path, *, macros: bool = False) -> None:
    """Write the workbook of a report, as the function of the same name does.

    The same report gives the same bytes, so what was made before is written again.  Of an edition
    its text says too little: that of a small form may be another in each test.
    """
    asked = _Asked(f"{id(report.edition)} {report!r}", macros, report)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(_content(asked))
