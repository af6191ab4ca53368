"""A workbook that was meddled with becomes a clean one with the same figures and texts."""

from __future__ import annotations

import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from tests.hostile.entries import Entry, entries
from tests.hostile.forge import INPUT, PLACES, good_file, good_report, spoiled

from xlreport.cli import run
from xlreport.reading import read
from xlreport.report import ReportKind
from xlreport.template import write_report

pytestmark = pytest.mark.whole

MENDED = (
    "a row inserted",
    "sheet renamed",
    "sheet copied",
    "no protection",
    "macros",
    "a hidden row",
    "total: stale",
    "total: deleted",
    "total: a shorter sum",
    "formula: another workbook",
    "text '1,234'",
    "figures merged",
)
KINDS = {entry.name: entry for entry in entries()}


@pytest.mark.parametrize("entry", [KINDS[name] for name in MENDED], ids=MENDED)
def test_what_can_be_placed_is_carried_over(entry: Entry, tmp_path: Path) -> None:
    path, fixed = tmp_path / "报表.xlsx", tmp_path / "整理.xlsx"
    path.write_bytes(spoiled(entry.edit))
    assert run(["repair", str(path), "-o", str(fixed)]) == 1
    report = read(fixed)
    assert report.notes == ()
    assert report.moved == {}
    good = good_report()
    assert (report.values, report.prose, report.last) == (good.values, good.prose, good.last)
    assert path.read_bytes() == spoiled(entry.edit)
    with zipfile.ZipFile(fixed) as archive:
        assert not [name for name in archive.namelist() if "vba" in name or "external" in name]


def test_a_text_that_is_no_number_stays_as_it_was_typed(tmp_path: Path) -> None:
    path, fixed = tmp_path / "报表.xlsx", tmp_path / "整理.xlsx"
    path.write_bytes(spoiled(KINDS["text '--3'"].edit))
    assert run(["repair", str(path), "-o", str(fixed)]) == 1
    assert read(fixed).unreadable == {INPUT: "--3"}


def test_a_good_workbook_comes_out_the_same(tmp_path: Path) -> None:
    path, fixed = tmp_path / "报表.xlsx", tmp_path / "整理.xlsx"
    path.write_bytes(good_file())
    assert run(["repair", str(path), "-o", str(fixed)]) == 0
    assert fixed.read_bytes() == good_file()


def test_what_cannot_be_placed_is_refused_by_name(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    place = PLACES[INPUT]
    path, fixed = tmp_path / "报表.xlsx", tmp_path / "整理.xlsx"
    label = replace(place, column=0)
    path.write_bytes(spoiled(lambda parts: parts.text(label, "别的栏目")))
    assert run(["repair", str(path), "-o", str(fixed)]) == 2
    said = capsys.readouterr().err
    assert "STRUCT-LABEL" in said
    assert label.a1 in said
    assert not fixed.exists()


def test_the_workbook_itself_is_never_written_over(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "报表.xlsx"
    path.write_bytes(good_file())
    assert run(["repair", str(path), "-o", str(path)]) == 2
    assert "要读的文件" in capsys.readouterr().err
    assert path.read_bytes() == good_file()


def test_a_roll_up_is_not_repaired(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "汇总.xlsx"
    write_report(replace(good_report(), kind=ReportKind.CONSOLIDATED), path)
    assert run(["repair", str(path), "-o", str(tmp_path / "整理.xlsx")]) == 2
    assert "重新汇总" in capsys.readouterr().err
