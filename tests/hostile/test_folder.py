"""All kinds of bad workbooks among two hundred good ones: the totals are those of the good ones."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import openpyxl
import pytest
from benchmarks.filled import Mould, example_units, figures
from tests.hostile.entries import entries
from tests.hostile.files import contents, placed
from tests.hostile.forge import good_file, spoiled
from tests.hostile.packages import cells, lists, markup, structure
from tests.support.command import xlreport

from xlreport.cli import run
from xlreport.read import read, workbooks_in
from xlreport.report import Report

YEAR = 2021


def write_good(folder: Path) -> None:
    """Two hundred units, and the one whose workbook the bad ones are made from."""
    mould = Mould(folder, YEAR)
    for seed, unit in enumerate(example_units(200)):
        mould.write(unit, figures(mould.edition, seed), folder / f"{unit.code}.xlsx")
    (folder / "示例甲街道.xlsx").write_bytes(good_file())


def write_bad(folder: Path) -> tuple[int, int]:
    """Every kind that is refused or has an error; return how many, and how many good copies."""
    bad = [content for _, content, _ in contents()]
    bad += [spoiled(edit) for _, edit, _, _ in (*markup(), *lists(), *cells(), *structure())]
    bad += [spoiled(entry.edit) for entry in entries() if not entry.same]
    for number, content in enumerate(bad):
        (folder / f"坏{number}.xlsx").write_bytes(content)
    copies = 0
    for number, (_, name, make, code) in enumerate(placed()):
        # Lock files are passed over, as a person would; what is nowhere is in no folder.
        if code not in ("FILE-LOCK", "FILE-MISSING"):
            place = folder / str(number)
            place.mkdir()
            make(place / name)
            copies += not code
    return len(bad), copies


def rolled_up(folder: Path, output: Path) -> tuple[Report, Counter[str]]:
    """Run the command; return the sum, and how many files came to what."""
    run(["consolidate", str(folder), "-o", str(output), "--workers", "2"])
    book = openpyxl.load_workbook(output, read_only=True)
    rows = list(book["报送情况"].values)
    heads = next(i for i, row in enumerate(rows) if "文件指纹（SHA-256）" in row)
    status = rows[heads].index("状态")
    return read(output), Counter(str(row[status]) for row in rows[heads + 1 :] if row[0])


@pytest.mark.slow
def test_the_totals_are_those_of_the_good_ones(tmp_path: Path) -> None:
    good, mixed = tmp_path / "好", tmp_path / "好坏"
    for folder in (good, mixed):
        folder.mkdir()
        write_good(folder)
    count, copies = write_bad(mixed)
    assert count > 120
    alone, before = rolled_up(good, tmp_path / "好.xlsx")
    together, after = rolled_up(mixed, tmp_path / "好坏.xlsx")
    assert before == {"已汇总": 201}
    assert after["已汇总"] == 201
    assert after["重复"] == copies
    assert after["无法读取"] + after["未选用"] + after["年度或格式不符"] >= count
    assert after.total() == sum(1 for _ in workbooks_in([mixed]))
    assert together.values == alone.values
    assert sum(alone.values.values()) > 0


@pytest.mark.slow
def test_every_good_one_is_checked_and_marked(tmp_path: Path) -> None:
    """The findings and the copies of the good ones are those that they have alone."""
    good, mixed = tmp_path / "好", tmp_path / "好坏"
    for folder in (good, mixed):
        folder.mkdir()
        write_good(folder)
    write_bad(mixed)

    def checked(folder: Path) -> tuple[int, dict[str, list[str]], set[str]]:
        done = xlreport("check", folder, "--json", "--mark", timeout=1200)
        said = json.loads(done.stdout)
        found = {
            Path(each["source"]).name: [finding["message"] for finding in each["findings"]]
            for each in said["reports"]
        }
        listed = [*said["reports"], *said["refused"]]
        assert len(listed) == sum(1 for _ in workbooks_in([folder]))
        return done.returncode, found, {Path(path).name for path in said["marked"]}

    _, alone, copies = checked(good)
    code, together, more_copies = checked(mixed)
    assert len(alone) == 201
    assert {name: together[name] for name in alone} == alone
    assert copies <= more_copies
    assert code == 1
