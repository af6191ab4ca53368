"""Workbooks of reports, made and opened once in a process, however many tests begin with one."""

from __future__ import annotations

import copyreg
import pickle
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from unittest.mock import patch

import openpyxl
import xlwings as xw
from openpyxl.utils.bound_dictionary import BoundDictionary
from openpyxl.workbook import Workbook
from openpyxl.worksheet.dimensions import DimensionHolder

from xlreport import template
from xlreport.excel.engines import closed
from xlreport.report import Report

_KEPT = 100
"""Workbooks; one has some 50 KB, opened and packed 400."""
_anew = openpyxl.load_workbook


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


def _reduced(holder: BoundDictionary) -> tuple[Any, ...]:
    """Say how the rows or columns of a sheet are unpacked; a defaultdict would lose its fields."""
    state = (vars(holder), holder.default_factory)
    return (_bare, (type(holder),), state, None, iter(holder.items()), _with_state)


def _bare(kind: type[BoundDictionary]) -> BoundDictionary:
    return kind.__new__(kind)


def _with_state(holder: BoundDictionary, state: tuple[dict[str, Any], Any]) -> None:
    attributes, holder.default_factory = state
    vars(holder).update(attributes)


for _kind in (BoundDictionary, DimensionHolder):
    copyreg.pickle(_kind, _reduced)


@dataclass(frozen=True)
class _File:
    content: bytes
    path: Path = field(compare=False)


@lru_cache(_KEPT)
def _packed(file: _File) -> bytes:
    return pickle.dumps(_anew(file.path))


def load_workbook(path: Path | str, **options: Any) -> Workbook:
    """Return what openpyxl makes of a file; of the same bytes, a copy of what it made before."""
    if any(options.values()):
        return _anew(path, **options)
    unpacked: Workbook = pickle.loads(_packed(_File(Path(path).read_bytes(), Path(path))))
    return unpacked


def open_closed(path: Path | str) -> xw.Book:
    """Open a workbook file that no program has open, as the function of the same name does."""
    with patch.object(openpyxl, "load_workbook", load_workbook):
        return closed.open_closed(path)
