"""docs/architecture.md is true: its picture shows the packages, its table names the files."""

from __future__ import annotations

import re
from itertools import product

import pytest
from tests.conftest import ROOT
from tests.support.documents import blocks
from tests.test_imports import MODULES, _imported

PAGE = ROOT / "docs" / "architecture.md"
TEXT = PAGE.read_text("utf-8")
SOURCE = ROOT / "src" / "xlreport"
PACKAGES = {path.parent.name for path in SOURCE.glob("*/__init__.py")}
(PICTURE,) = (block.text for block in blocks(PAGE) if block.language == "mermaid")
_ARROW = re.compile(r"(<?-->)")
_NODE = re.compile(r"\w+")
_PATH = re.compile(r"`((?:[\w.-]+/)*[\w.-]+(?:/|\.(?:py|yaml|bas|txt|xml|xcu|md)))`")
_TABLE = [each for each in TEXT.partition("## Ten")[2].splitlines() if each.startswith("|")]
CHANGES = [line.split("|")[1:-1] for line in _TABLE[2:]]


def arrows() -> set[tuple[str, str]]:
    """The arrows between packages: from one that is used to one that uses it."""
    found: set[tuple[str, str]] = set()
    for line in PICTURE.splitlines():
        left, arrow, right = (*_ARROW.split(line), "", "")[:3]
        if not arrow:
            continue
        ends = [[_NODE.match(e.strip())[0] for e in end.split(" & ")] for end in (left, right)]
        pairs = set(product(*ends))
        found |= pairs | ({(b, a) for a, b in pairs} if arrow == "<-->" else set())
    return {(a, b) for a, b in found if {a, b} <= PACKAGES}


def imports(user: str, used: str) -> bool:
    names = (name for name in MODULES if f"{name}.".startswith(f"xlreport.{user}."))
    prefix = f"xlreport.{used}."
    return any(f"{each}.".startswith(prefix) for n in names for each in _imported(n))


def test_the_picture_has_every_package_and_no_other() -> None:
    assert set(re.findall(r'\["(\w+)/', PICTURE)) == PACKAGES


def test_every_arrow_is_an_import() -> None:
    assert len(arrows()) > 12
    assert [pair for pair in arrows() if not imports(pair[1], pair[0])] == []


def test_every_file_that_is_named_exists() -> None:
    named = _PATH.findall(TEXT)
    assert len(named) > 50
    missing = [n for n in named if not any((base / n).exists() for base in (SOURCE, ROOT))]
    assert missing == []


def named_in(change: str) -> set[str]:
    """The files of a row of the table."""
    (row,) = (row for row in CHANGES if change in row[0])
    return set(_PATH.findall(row[1]))


def test_there_are_ten_changes_and_each_says_how_one_knows() -> None:
    assert [len(row) for row in CHANGES] == [3] * 10
    assert all(row[2].strip() for row in CHANGES)


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ("a new kind of test of a cell", "CellTest.RANGE"),
        ("a new button", "load_last_year"),
        ("a new kind of mailed file", '".eml"'),
    ],
)
def test_no_file_is_left_out(change: str, word: str) -> None:
    """Wherever the like of it stands today, the row says so."""
    files = [SOURCE, ROOT / "workbook", ROOT / "scripts"]
    there = [path for folder in files for path in folder.rglob("*.*") if path.suffix != ".pyc"]
    having = [p for p in there if p.is_file() and word.encode() in p.read_bytes()]
    bases = {p: p.relative_to(SOURCE if SOURCE in p.parents else ROOT).as_posix() for p in having}
    assert bases
    assert {*bases.values()} <= named_in(change)


def test_a_row_of_a_city_list_is_declared_where_it_is_made() -> None:
    """So a column more is a change of one file, in each of the lists."""
    texts = {path: path.read_text("utf-8") for path in SOURCE.rglob("*.py")}
    rows = {
        name: path
        for path, text in texts.items()
        if path.is_relative_to(SOURCE / "consolidation" / "book")
        for name in re.findall(r"^class (\w+Row)\(NamedTuple\)", text, re.MULTILINE)
    }
    assert {"IssueRow", "ReceivedRow", "StandingRow"} <= rows.keys()
    for name, home in rows.items():
        assert [path for path, text in texts.items() if re.search(rf"\b{name}\b", text)] == [home]


@pytest.mark.parametrize(
    ("change", "most"),
    [
        ("a column more", 1),
        ("a new kind of test of a cell", 3),
        ("a new output format", 1),
        ("a new button", 2),
        ("another word", 1),
    ],
)
def test_everyday_changes_stay_small(change: str, most: int) -> None:
    """What one thing means must not be spread over many files again."""
    assert len({name for name in named_in(change) if name.endswith(".py")}) <= most
