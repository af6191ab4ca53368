"""All kinds of bad files among two hundred good ones: the good ones have all that is theirs."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from benchmarks.filled import Mould, example_units, figures, report_of
from tests.hostile.entries import entries
from tests.hostile.files import contents, placed
from tests.hostile.forge import good_file, spoiled
from tests.hostile.packages import cells, lists, markup, structure
from tests.support.command import xlreport
from tests.support.publishing import publish

from xlreport.quantity import Value
from xlreport.reading import read, workbooks_in
from xlreport.report import Unit

pytestmark = pytest.mark.slow

YEAR, GOOD, WRONG = 2021, 200, 10
NEW = "applications.new.natural"
PUBLISHED = [
    f"示例{where}县{what}局" for where in "甲乙丙丁戊己" for what in ("教育", "财政", "水利")
]
"""Reading a published report takes ten times as long as reading a workbook: they are few."""


@dataclass(frozen=True)
class Mixed:
    """A folder: the figures of its good files by name, how many are wrong, bad, and copies."""

    path: Path
    good: dict[str, dict[str, Value]]
    wrong: frozenset[str]
    bad: int
    copies: int


@pytest.fixture(scope="module")
def mixed(tmp_path_factory: pytest.TempPathFactory) -> Mixed:
    """Two hundred good workbooks, of which ten have an error, among all kinds of bad ones."""
    folder = tmp_path_factory.mktemp("好坏") / "收到"
    folder.mkdir()
    mould = Mould(folder, YEAR)
    good, wrong = {}, set()
    for seed, unit in enumerate(example_units(GOOD)):
        values = figures(mould.edition, seed)
        name = f"{unit.code}.xlsx"
        if seed % (GOOD // WRONG) == 3:
            values = {**values, NEW: int(values[NEW]) + 1}
            wrong.add(name)
        mould.write(unit, values, folder / name)
        good[name] = values
    (folder / "示例甲街道.xlsx").write_bytes(good_file())
    bad, copies = write_bad(folder)
    return Mixed(folder, good, frozenset(wrong), bad, copies)


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


def told(*arguments: object) -> Any:
    """Run a command in a process of its own; return what it says, whose exit code is its own."""
    done = xlreport(*arguments, "--json", timeout=1200)
    said = json.loads(done.stdout)
    assert said["exit"] == done.returncode
    return said


@pytest.fixture(scope="module")
def roll_up(mixed: Mixed) -> tuple[Path, Any]:
    path = mixed.path.with_name("汇总.xlsx")
    return path, told("consolidate", mixed.path, "-o", path, "--workers", 2)


def test_the_totals_are_those_of_the_good_ones(mixed: Mixed, roll_up: tuple[Path, Any]) -> None:
    said = roll_up[1]
    assert mixed.bad > 120
    status = {Path(each["path"]).name: each["status"] for each in said["files"]}
    right = mixed.good.keys() - mixed.wrong
    assert {status[name] for name in right} == {"taken"}
    assert {status[name] for name in mixed.wrong} == {"refused"}
    count = Counter(each["status"] for each in said["files"])
    assert (count["taken"], count["duplicate"]) == (len(right) + 1, mixed.copies)
    assert count["unreadable"] + count["superseded"] + count["wrong_period"] >= mixed.bad
    # What lies in an archive has a line of its own.
    assert count.total() >= sum(1 for _ in workbooks_in([mixed.path]))
    own = read(mixed.path / "示例甲街道.xlsx")
    keys = [cell.key for cell in own.edition.inputs if not cell.number.decimals]
    wanted = {
        key: sum(int(mixed.good[name][key]) for name in right) + int(own.values[key])
        for key in keys
    }
    (book,) = said["workbooks"]
    assert {key: book["values"][key] for key in keys} == wanted
    assert said["exit"] == 1


def test_the_roll_up_is_verified(mixed: Mixed, roll_up: tuple[Path, Any]) -> None:
    """Nothing has changed, whatever else lies in the folder; then one good file has."""
    said = told("verify", roll_up[0], mixed.path)
    assert (said["findings"], said["exit"]) == ([], 0)
    path = mixed.path / min(mixed.good.keys() - mixed.wrong)
    content = path.read_bytes()
    try:
        path.write_bytes(good_file())
        said = told("verify", roll_up[0], mixed.path)
    finally:
        path.write_bytes(content)
    assert any(path.name in finding["message"] for finding in said["findings"])
    assert said["exit"] == 1


def test_every_good_one_is_checked(mixed: Mixed) -> None:
    said = told("check", mixed.path)
    listed = [*said["reports"], *said["refused"]]
    assert len(listed) == sum(1 for _ in workbooks_in([mixed.path]))
    found = {Path(each["source"]).name: each["findings"] for each in said["reports"]}
    assert {name for name in mixed.good if found[name]} == mixed.wrong
    assert all("T3-BAL" in {f["rule"] for f in found[name]} for name in mixed.wrong)
    assert said["exit"] == 1


def test_every_wrong_one_is_marked(mixed: Mixed, tmp_path: Path) -> None:
    """Of the bad ones that can be read, one in ten: each copy takes as long as ten readings."""
    folder = tmp_path / "收到"
    folder.mkdir()
    for number, path in enumerate(sorted(mixed.path.glob("*.xlsx"))):
        if path.name in mixed.wrong or (path.name.startswith("坏") and number % 10 == 0):
            (folder / path.name).hardlink_to(path)
    said = told("check", folder, "--mark")
    copies = {Path(each).name for each in said["marked"]}
    assert {f"{Path(name).stem}-校验结果.xlsx" for name in mixed.wrong} <= copies
    assert all(Path(each).exists() for each in said["marked"])
    assert len(said["refused"]) > 10
    assert said["exit"] == 1


def test_next_year_has_the_figures_of_the_good_ones(mixed: Mixed, tmp_path: Path) -> None:
    units = example_units(GOOD)[:20]
    rows = "".join(f"{unit.code},{unit.name},政府部门,99\n" for unit in units)
    roster = tmp_path / "名册.csv"
    roster.write_text(f"代码,名称,类别,上级\n99,示例市,人民政府,\n{rows}", encoding="utf-8")
    command = ("--year", YEAR + 1, "--roster", roster, "--previous", mixed.path)
    said = told("next-year", *command, "-o", tmp_path / "下发")
    assert (len(said["written"]), said["with_last_year"]) == (21, 20)  # the city's own, too
    assert len(said["refused"]) > 120
    assert said["exit"] == 1
    out = "applications.carried_out.natural"
    for report in map(read, map(Path, said["written"])):
        if report.unit.code != "99":
            assert report.last[out] == mixed.good[f"{report.unit.code}.xlsx"][out]
    # What was named itself and cannot be read ends the command.
    done = xlreport(
        "next-year", *command, "--previous", mixed.path / "坏0.xlsx", "-o", tmp_path / "不"
    )
    assert done.returncode == 2
    assert "坏0.xlsx" in done.stderr.decode()


def test_the_good_published_ones_are_imported(tmp_path: Path) -> None:
    folder = tmp_path / "公开"
    folder.mkdir()
    last = report_of(Unit(PUBLISHED[0], "", "county"), 3, YEAR)
    publish(last, tmp_path / "年报.html")
    page = (tmp_path / "年报.html").read_text("utf-8")
    for name in PUBLISHED:
        (folder / f"{name}.html").write_text(page.replace(PUBLISHED[0], name), "utf-8")
    bad = [content for _, content, _ in contents()]
    bad += [spoiled(edit) for _, edit, _, _ in (*markup(), *lists(), *cells(), *structure())]
    suffixes = (".docx", ".html", ".pdf", ".txt")
    for number, content in enumerate(bad):
        (folder / f"坏{number}{suffixes[number % 4]}").write_bytes(content)
    said = told("import", folder, "-o", tmp_path / "导入")
    assert len(said["files"]) == len(PUBLISHED) + len(bad)
    good = {each["unit"]: each for each in said["files"] if each["status"] != "refused"}
    assert good.keys() == set(PUBLISHED)
    assert len(bad) > 120
    assert {(each["status"], each["figures"]) for each in good.values()} == {
        ("imported", len(last.values))
    }
    assert read(Path(good[PUBLISHED[7]]["workbook"])).values == last.values
    assert said["exit"] == 1
