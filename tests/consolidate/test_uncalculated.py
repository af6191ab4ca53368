"""A roll-up saved by a program that keeps formulas and drops what they came to."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.workbook import Workbook
from tests.consolidate.conftest import Fill
from tests.support.command import xlreport

import xlreport as library
from xlreport.report import Unit

pytestmark = pytest.mark.whole

_TOWNS = [Unit("示例镇", "990101", "township"), Unit("示例乡", "990102", "township")]
_NEW = "applications.new.natural"


@pytest.fixture
def county(tmp_path: Path, fill: Fill) -> Path:
    """A county's roll-up as the program writes it."""
    fill(tmp_path / "乡镇", _TOWNS)
    path = tmp_path / "示例县.xlsx"
    unit = ("--unit", "示例县", "--code", "9901", "--level", "县级")
    done = xlreport("consolidate", tmp_path / "乡镇", *unit, "-o", path)
    assert done.returncode == 0, done.stderr
    return path


def _saved(path: Path, folder: Path, change: Callable[[Workbook], None] = lambda _: None) -> Path:
    """Save a workbook as such a program does."""
    book = openpyxl.load_workbook(path)
    change(book)
    folder.mkdir(exist_ok=True)
    book.save(folder / path.name)
    return folder / path.name


def _checked(path: Path) -> dict[str, Any]:
    data = json.loads(xlreport("check", path, "--json").stdout)
    assert isinstance(data, dict)
    return data


def test_its_sums_are_worked_out_and_one_line_says_so(
    county: Path, tmp_path: Path, roster_file: Path
) -> None:
    saved = _saved(county, tmp_path / "报来")
    (told,) = _checked(saved)["reports"]
    assert [each["rule"] for each in told["findings"]] == ["READ-UNCALCULATED"]
    assert library.read(saved).values == library.read(county).values
    city = tmp_path / "市.xlsx"
    xlreport("consolidate", saved.parent, "--roster", roster_file, "-o", city)
    assert library.read(city).values[_NEW] == library.read(county).values[_NEW]


def test_a_sum_whose_formula_was_changed_is_not_worked_out(county: Path, tmp_path: Path) -> None:
    place = library.read(county).place(_NEW)

    def change(book: Workbook) -> None:
        book[place.sheet][place.a1] = "=SUM('明细'!G5:G5)"

    report = library.read(_saved(county, tmp_path / "报来", change))
    assert _NEW not in report.values
    assert report.values.keys() == library.read(county).values.keys() - {
        _NEW,
        "applications.new.total",
    }


def test_without_its_rows_it_is_refused_in_one_line(county: Path, tmp_path: Path) -> None:
    def change(book: Workbook) -> None:
        del book["明细"]

    data = _checked(_saved(county, tmp_path / "报来", change))
    assert data["reports"] == []
    (refused,) = data["refused"]
    assert refused["code"] == "STRUCT-UNCALCULATED"
    assert "打开它，保存后重新报送" in refused["advice"]


def test_a_figure_that_a_unit_lacks_is_no_sum_to_be_worked_out(tmp_path: Path, fill: Fill) -> None:
    """The cell is empty on purpose, and its result, nothing, is there."""
    first, _ = fill(tmp_path / "乡镇", _TOWNS)
    book = openpyxl.load_workbook(first)
    place = library.read(first).place(_NEW)
    book[place.sheet][place.a1] = None
    book.save(first)
    path = tmp_path / "示例县.xlsx"
    options = ("--unit", "示例县", "--accept-errors", "-o", path)
    xlreport("consolidate", first.parent, *options)
    report = library.read(path)
    assert _NEW not in report.values
    assert [note.rule for note in report.notes] == []
    again = library.read(_saved(path, tmp_path / "报来"))
    assert again.values == report.values
    assert [note.rule for note in again.notes] == ["READ-UNCALCULATED"]
