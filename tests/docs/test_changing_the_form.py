"""docs/changing-the-form.md is true: its files are written and its commands run on a copy."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from dataclasses import replace
from filecmp import dircmp
from pathlib import Path

import pytest
from openpyxl import load_workbook
from tests.conftest import ROOT
from tests.support.command import xlreport as program

from xlreport.edition import Place, layout_of, load_edition
from xlreport.reading import read
from xlreport.report import Unit, with_totals
from xlreport.template import blank_report, write_report

PAGE = (ROOT / "docs" / "changing-the-form.md").read_text("utf-8")
_BLOCK = re.compile(r"^```(\w+)\n(.*?)^```", re.MULTILINE | re.DOTALL)
BLOCKS = _BLOCK.findall(PAGE)
FILES = {b.split()[1]: b.partition("\n")[2] for k, b in BLOCKS if k == "yaml"}
COMMANDS = [
    shlex.split(line[2:])[1:] for k, b in BLOCKS if k == "console" for line in b.splitlines()
]
(NEW,) = (name for name in FILES if name.startswith("schemas/"))
"""The file of the new year."""
YEAR = int(Path(NEW).stem)
BASE = re.findall(r'^extends: "(.*)"', FILES[NEW], re.MULTILINE)[0]
UNIT = "示例街道"
CARRIED = "applications.carried_out.natural"
ROSTER = f"代码,名称,类别,上级\n9901,示例市,人民政府,\n,{UNIT},街道,9901\n"

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the program and its schemas, with the files of the page written into it."""
    path = tmp_path_factory.mktemp("clone")
    unwanted = shutil.ignore_patterns("__pycache__", "*.pyc")
    shutil.copytree(ROOT / "src", path / "src", ignore=unwanted)
    shutil.copytree(ROOT / "schemas", path / "schemas", ignore=unwanted)
    for name, text in FILES.items():
        (path / name).write_text(text, "utf-8")
    (path / "roster.csv").write_text(ROSTER, "utf-8")
    plain = blank_report(load_edition(BASE), YEAR - 1, Unit(UNIT))
    write_report(replace(plain, values={CARRIED: 7}), path / f"{YEAR - 1}-plain.xlsx")
    for command in COMMANDS:
        done = xlreport(path, *command)
        # A workbook that nobody has filled has findings, and nothing worse.
        wanted = 0 if command[0] in ("template", "next-year") else 1
        assert done.returncode == wanted, (command, done.stdout, done.stderr)
    return path


def xlreport(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the copied program in its folder."""
    # What was compiled is kept in the copy: each command would compile the whole program anew.
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    surroundings = {**kept, "PYTHONPATH": str(folder / "src")}
    return subprocess.run(
        [sys.executable, "-m", "xlreport", *arguments],
        cwd=folder,
        env=surroundings,
        capture_output=True,
        text=True,
        check=False,
    )


def text_at(path: Path, place: Place) -> object:
    """What a cell of a workbook shows."""
    return load_workbook(path)[place.sheet][place.a1].value


def head(text: str) -> Place:
    """The place of a head in the edition that the new one extends."""
    (place,) = (
        Place(sheet.name, box.row, box.column)
        for sheet in layout_of(load_edition(BASE)).sheets
        for box in sheet.boxes
        if box.text == text
    )
    return place


def test_the_new_year_touches_one_file(clone: Path) -> None:
    """The copy differs from the original by the one new schema, which is short."""
    comparison = dircmp(ROOT / "schemas", clone / "schemas")
    assert [*comparison.right_only, *comparison.diff_files] == [Path(NEW).name]
    assert comparison.left_only == []
    assert len(FILES[NEW].splitlines()) <= 40
    assert set(FILES) == {"local-row.yaml", "local-rule.yaml", "local-label.yaml", NEW}


def test_the_new_year_has_the_new_label_and_the_old_year_the_old_one(clone: Path) -> None:
    """In the same place of the sheet."""
    place = head("本年制发件数")
    assert text_at(clone / f"{YEAR}.xlsx", place) == "本年新制发件数"
    assert text_at(clone / f"{YEAR - 1}-plain.xlsx", place) == "本年制发件数"


def test_last_year_is_carried_into_the_new_edition(clone: Path) -> None:
    """The keys are the same."""
    edition = load_edition(Path(NEW).stem, [clone / NEW])
    place = layout_of(edition).places[f"last.{CARRIED}"]
    assert text_at(clone / f"{YEAR}.xlsx", place) == 7
    (handed_out,) = (path for path in (clone / f"{YEAR + 1}").rglob("*.xlsx") if UNIT in path.name)
    assert read(handed_out, [clone / NEW]).edition is edition


def test_the_new_year_has_the_rules_of_its_own(clone: Path) -> None:
    """One identity adds the new row, one demand is another, two rules are gone."""
    base, edition = load_edition(BASE), load_edition(Path(NEW).stem, [clone / NEW])
    before, after = ({rule.id: rule for rule in e.rules} for e in (base, edition))
    gone = ["T4-PENDING", "TEXT-FEE-TOLD"]
    assert list(after) == [each for each in before if each not in gone]
    texts = [rule.id for rule in base.prose_rules if rule.id not in gone]
    assert [rule.id for rule in edition.prose_rules] == texts
    new = [key for key in edition.cells if key not in base.cells]
    assert {key.split(".")[2] for key in new} == {"outline"}
    added = {term.key for clause in after["T3-SUM"].clauses for term in clause.right.terms}
    assert added >= {*new} - set(edition.definitions)
    assert (before["T2-IN-FORCE"].severity, after["T2-IN-FORCE"].severity) == ("query", "error")


def test_a_new_row_is_filled_added_up_and_published(tmp_path: Path) -> None:
    """With the file beside the workbooks, not among the schemas: every command takes it."""
    form = tmp_path / Path(NEW).name
    form.write_text(FILES[NEW], "utf-8")
    edition = load_edition(form.stem, [form])
    values = dict.fromkeys((cell.key for cell in edition.inputs), 0)
    values |= {"applications.new.natural": 2, "applications.outcome.outline.natural": 2}
    prose = dict.fromkeys(edition.prose, "按要求做好有关工作，没有其他情况。")
    unit = Unit("示例街道", "", "township")
    blank = blank_report(edition, YEAR, unit)
    write_report(
        replace(blank, values=with_totals(edition, values), prose=prose), tmp_path / "甲.xlsx"
    )
    (tmp_path / "名册.csv").write_text(ROSTER, "utf-8")
    next_year = ("next-year", "--year", YEAR + 1, "--roster", "名册.csv", "--previous", "市.xlsx")
    for command in (
        ("check", "甲.xlsx"),
        ("consolidate", "甲.xlsx", "--unit", "示例市", "-o", "市.xlsx"),
        ("publish", "甲.xlsx", "-o", "甲.html"),
        (*next_year, "-o", "下"),
    ):
        done = program(*command, "--form", form, cwd=tmp_path)
        assert done.returncode in (0, 1), (command, done.stderr.decode())
        assert "[T3-" not in done.stdout.decode()
    city = read(tmp_path / "市.xlsx", [form])
    assert city.values["applications.outcome.outline.total"] == 2
    assert city.values["applications.outcome.total.natural"] == 2
    assert "概要公开" in (tmp_path / "甲.html").read_text("utf-8")
    (handed_out,) = (tmp_path / "下").rglob(f"*{UNIT}*.xlsx")
    assert read(handed_out, [form]).last["applications.carried_out.natural"] == 0


def test_the_local_label_stands_in_the_sheet(clone: Path) -> None:
    """The head of the row, and no other."""
    place = head("四、结转下年度继续办理")
    assert text_at(clone / "2025-label.xlsx", place) == "四、结转下一年度继续办理"
    assert text_at(clone / "2025.xlsx", place) == "四、结转下年度继续办理"


@pytest.mark.parametrize(("carried_out", "broken"), [(6, True), (5, False)])
def test_the_local_rule_is_checked(clone: Path, carried_out: int, broken: bool) -> None:
    """Said where it is broken, and only there."""
    overlay = clone / "local-rule.yaml"
    edition = load_edition("2021", [overlay])
    values = {"applications.new.natural": 5, CARRIED: carried_out}
    report = replace(blank_report(edition, 2025, Unit(UNIT)), values=values)
    write_report(report, clone / "filled.xlsx")
    done = xlreport(clone, "check", "filled.xlsx", "--overlay", "local-rule.yaml")
    (rule,) = (rule for rule in edition.rules if rule.id == "LOCAL-CARRIED")
    assert done.returncode == 1
    assert (f"[{rule.id}]" in done.stdout) == broken, done.stdout


@pytest.mark.parametrize(
    ("good", "wrong", "line"),
    [("issued", "isued", 0), ("T2-IN-FORCE", "T2-INFORCE", 1), ("T4-PENDING", "T4-PENDIN", 2)],
)
def test_what_is_not_there_is_named_as_the_page_says(
    tmp_path: Path, good: str, wrong: str, line: int
) -> None:
    """File, line, and which one."""
    (shown,) = (body.splitlines() for kind, body in BLOCKS if kind == "text")
    path = tmp_path / NEW
    path.parent.mkdir()
    path.write_text(FILES[NEW].replace(good, wrong), "utf-8")
    command = ("template", "--year", YEAR, "--unit", UNIT, "--form", NEW, "-o", "FILE.xlsx")
    done = program(*command, cwd=tmp_path)
    assert done.returncode == 2
    assert done.stderr.decode().replace(f"{tmp_path}/", "").strip() == shown[line]
    assert not (tmp_path / "FILE.xlsx").exists()
