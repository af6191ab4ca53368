"""No pattern over foreign bytes or text takes more than linear time.

Every compiled pattern of the package is found, whoever wrote it and whenever, and given the
strings that are hardest for it; what is linear stays far below the budget.
"""

from __future__ import annotations

import importlib
import pkgutil
import re
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from tests.hostile.forge import good_file
from tests.support.pumps import pumps

import xlreport
from xlreport.read import Refused, read

_LEFT_OUT = (
    *("xlreport.excel", "xlreport.edition", "xlreport.template", "xlreport.files"),
    *("xlreport.__main__", "xlreport.work.worker", "xlreport.cli"),
)
"""The clerk's own workbook, forms and templates are not foreign; the rest is run by importing."""
FIXED_OR_SHORT = {
    "xlreport.read.cover._ROUNDED",
    "xlreport.read.frame._FORMULA",
    "xlreport.read.markup._ATTRIBUTE",
    "xlreport.read.markup._RAW_ATTRIBUTE",
    "xlreport.read.published.atoms._GLUED",
    "xlreport.read.published.atoms._SPLIT_DIGITS",
    "xlreport.read.published.atoms._VALUE",
    "xlreport.read.published.figures._AMOUNT",
    "xlreport.read.published.heads._YEAR",
    "xlreport.read.published.html._DECLARATION",
    "xlreport.read.published.pdf._PAGE_NUMBER",
    "xlreport.read.published.prose._NUMBERED",
    "xlreport.read.published.sections._NUMBER",
    "xlreport.read.texts._ENTRY",
    "xlreport.read.totals._RANGE",
    "xlreport.sheets.reader._PROLOG",
}
"""Patterns that are not linear when they are searched for: they are matched from one place, or
given well-formed or short text, and the guard bounds them.  Let this list become shorter."""
SIZE = 2000
BUDGET = 0.05
"""Seconds of processor time; what is quadratic takes more, what is exponential takes for ever."""


def _patterns_in(value: object) -> Iterator[re.Pattern[Any]]:
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, tuple | list | set | frozenset):
        for each in value:
            yield from _patterns_in(each)
    elif isinstance(value, Mapping):
        yield from _patterns_in(list(value.values()))


def patterns() -> dict[re.Pattern[Any], str]:
    """Every pattern that stands in a module, with the name of one place of it."""
    found: dict[re.Pattern[Any], str] = {}
    for module in pkgutil.walk_packages(xlreport.__path__, "xlreport."):
        if not module.name.startswith(_LEFT_OUT):
            for name, value in vars(importlib.import_module(module.name)).items():
                for pattern in _patterns_in(value):
                    found.setdefault(pattern, f"{module.name}.{name}")
    return found


def seconds(pattern: re.Pattern[Any], text: str) -> float:
    subject: Any = text.encode("utf-8", "replace") if isinstance(pattern.pattern, bytes) else text
    begun = time.process_time()
    pattern.search(subject)
    for number, _ in enumerate(pattern.finditer(subject)):
        if number > SIZE:
            break
    return time.process_time() - begun


@pytest.mark.slow
def test_no_pattern_takes_more_than_linear_time() -> None:
    found = patterns()
    assert len(found) > 100
    slow: dict[str, str] = {}
    for pattern, name in found.items():
        if name in FIXED_OR_SHORT:
            continue
        for text in pumps(pattern, SIZE):
            if seconds(pattern, text) > BUDGET:
                slow[name] = text[:40]
                break
    assert slow == {}
    assert set(found.values()) >= FIXED_OR_SHORT


@pytest.mark.parametrize("pattern", [r"(a+)+$", r"(\w+\s?)*!", r"x*x*x*x*y"])
def test_the_strings_find_what_is_not_linear(pattern: str) -> None:
    """The test above can fail: with few letters already these take long."""
    compiled = re.compile(pattern)
    worst = {n: max(seconds(compiled, text) for text in pumps(compiled, n)) for n in (8, 18)}
    assert worst[18] > 4 * worst[8]


@pytest.mark.parametrize(
    "content",
    [
        b"<sheetData>" * 90_000,
        b"<row><c><v>" * 90_000,
        b"<c r='A1' t='" * 80_000,
        b"<sheetData><row>" + b"<" * 1_000_000,
        b"<is><t>" * 100_000,
        b" " * 1_000_000 + b"<sheetData",
    ],
    ids=lambda content: content[:20].decode(),
)
def test_a_megabyte_that_is_never_closed_is_refused_at_once(content: bytes, tmp_path: Path) -> None:
    import io
    import zipfile

    path = tmp_path / "报表.xlsx"
    with (
        zipfile.ZipFile(io.BytesIO(good_file())) as good,
        zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as bad,
    ):
        for info in good.infolist():
            sheet = info.filename == "xl/worksheets/sheet5.xml"
            bad.writestr(info.filename, content if sheet else good.read(info))
    begun = time.process_time()
    with pytest.raises(Refused):
        read(path)
    assert time.process_time() - begun < 3
