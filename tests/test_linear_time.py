"""No pattern over foreign bytes or text takes more than linear time.

Every pattern of the package is found, whoever wrote it and whenever: those that stand in modules,
those that stand in calls, and those made of an edition's words.  Each is given the strings that
are hardest for it; what is linear stays far below the budget.
"""

from __future__ import annotations

import ast
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
from xlreport.checking.prose.lexicon import lexicon_of
from xlreport.edition import edition_ids, load_edition
from xlreport.reading import Refused, read
from xlreport.reading.published.sections import _cutter

_LEFT_OUT = (
    *("xlreport.excel", "xlreport.edition", "xlreport.template", "xlreport.files"),
    *("xlreport.__main__", "xlreport.work.worker", "xlreport.cli"),
)
"""The clerk's own workbook, forms and templates are not foreign; the rest is run by importing."""
_CALLS = ("findall", "finditer", "fullmatch", "match", "search", "split", "sub")
SIZE = 8000
MOST_FOUND = 2000
BUDGET = 0.06
"""Seconds of processor time; what is quadratic takes more, what is exponential takes for ever."""


def _patterns_in(value: object) -> Iterator[re.Pattern[Any]]:
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, tuple | list | set | frozenset):
        for each in value:
            yield from _patterns_in(each)
    elif isinstance(value, Mapping):
        yield from _patterns_in(list(value.values()))


def _in_calls(source: str) -> Iterator[re.Pattern[Any]]:
    """Yield the patterns that are written where they are used."""
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Call(
                func=ast.Attribute(value=ast.Name("re"), attr=call), args=[ast.Constant(text), *_]
            ) if call in _CALLS:
                yield re.compile(text)
            case _:
                pass


def _of_words() -> Iterator[tuple[str, re.Pattern[Any]]]:
    """Yield the patterns that are made of an edition's words."""
    for edition in map(load_edition, edition_ids()):
        for pattern in _patterns_in(vars(lexicon_of(edition))):
            yield "xlreport.checking.prose.lexicon", pattern
        yield "xlreport.reading.published.sections", _cutter(edition).__self__  # type: ignore[attr-defined]


def patterns() -> dict[re.Pattern[Any], str]:
    """Every pattern of the package, with the name of one place of it."""
    found: dict[re.Pattern[Any], str] = {}
    for module in pkgutil.walk_packages(xlreport.__path__, "xlreport."):
        if not module.name.startswith(_LEFT_OUT):
            loaded = importlib.import_module(module.name)
            for name, value in vars(loaded).items():
                for pattern in _patterns_in(value):
                    found.setdefault(pattern, f"{module.name}.{name}")
            for pattern in _in_calls(Path(str(loaded.__file__)).read_text("utf-8")):
                found.setdefault(pattern, f"{module.name}: {pattern.pattern}")
    for name, pattern in _of_words():
        found.setdefault(pattern, name)
    return found


def seconds(pattern: re.Pattern[Any], text: str) -> float:
    subject: Any = text.encode("utf-8", "replace") if isinstance(pattern.pattern, bytes) else text
    begun = time.process_time()
    pattern.search(subject)
    for number, _ in enumerate(pattern.finditer(subject)):
        if number > MOST_FOUND or time.process_time() - begun > 10 * BUDGET:
            break
    return time.process_time() - begun


def _is_linear(pattern: re.Pattern[Any], text: str) -> bool:
    """Tell whether a text is found through in time, or in twice the time of its half."""
    taken = seconds(pattern, text)
    if taken >= BUDGET:  # by chance, perhaps
        taken = min(taken, seconds(pattern, text))
    if BUDGET < taken < 5 * BUDGET:
        return taken < 3 * min(seconds(pattern, text[: SIZE // 2]) for _ in range(2))
    return taken < BUDGET


@pytest.mark.slow
def test_no_pattern_takes_more_than_linear_time() -> None:
    found = patterns()
    assert len(found) > 150
    assert {"xlreport.checking.prose.lexicon", "xlreport.reading.published.sections"} <= {
        *found.values()
    }
    slow: dict[str, str] = {}
    for pattern, name in found.items():
        for text in pumps(pattern, SIZE):
            if not _is_linear(pattern, text):
                slow[name] = text[:40]
                break
    assert slow == {}


@pytest.mark.whole
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
