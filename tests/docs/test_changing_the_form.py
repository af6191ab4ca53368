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

from xlreport.edition import Place, layout_of, load_edition
from xlreport.report import Unit
from xlreport.template import blank_report, write_report

PAGE = (ROOT / "docs" / "changing-the-form.md").read_text("utf-8")
_BLOCK = re.compile(r"^```(\w+)\n(.*?)^```", re.MULTILINE | re.DOTALL)
BLOCKS = _BLOCK.findall(PAGE)
FILES = {b.split()[1]: b.partition("\n")[2] for k, b in BLOCKS if k == "yaml"}
COMMANDS = [
    shlex.split(line[2:])[1:] for k, b in BLOCKS if k == "console" for line in b.splitlines()
]
UNIT = "示例街道"
CARRIED = "applications.carried_out.natural"

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
    plain = blank_report(load_edition("2021"), 2025, Unit(UNIT))
    write_report(replace(plain, values={CARRIED: 7}), path / "2025-plain.xlsx")
    for command in COMMANDS:
        done = xlreport(path, *command)
        # A workbook that nobody has filled has findings, and nothing worse.
        wanted = 0 if command[0] == "template" else 1
        assert done.returncode == wanted, (command, done.stdout, done.stderr)
    return path


def xlreport(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the copied program in its folder."""
    surroundings = {**os.environ, "PYTHONPATH": str(folder / "src"), "PYTHONDONTWRITEBYTECODE": "1"}
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
    """The place of a head in the edition of 2021."""
    (place,) = (
        Place(sheet.name, box.row, box.column)
        for sheet in layout_of(load_edition("2021")).sheets
        for box in sheet.boxes
        if box.text == text
    )
    return place


def test_the_new_year_touches_one_file(clone: Path) -> None:
    """The copy differs from the original by the one new schema."""
    comparison = dircmp(ROOT / "schemas", clone / "schemas")
    assert (comparison.right_only, comparison.left_only, comparison.diff_files) == (
        ["2026.yaml"],
        [],
        [],
    )
    assert set(FILES) == {"local-rule.yaml", "local-label.yaml", "schemas/2026.yaml"}


def test_the_new_year_has_the_new_label_and_the_old_year_the_old_one(clone: Path) -> None:
    """In the same place of the sheet."""
    place = head("本年制发件数")
    assert text_at(clone / "2026.xlsx", place) == "本年新制发件数"
    assert text_at(clone / "2025-plain.xlsx", place) == "本年制发件数"


def test_last_year_is_carried_into_the_new_edition(clone: Path) -> None:
    """The keys are the same."""
    place = layout_of(load_edition("2021")).places[f"last.{CARRIED}"]
    assert text_at(clone / "2026.xlsx", place) == 7


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


def test_a_label_that_is_not_there_is_named_as_the_page_says(clone: Path) -> None:
    """File, line, and which one."""
    (shown,) = (body.strip() for kind, body in BLOCKS if kind == "text")
    path = clone / "schemas" / "2026.yaml"
    good = path.read_text("utf-8")
    path.write_text(good.replace("issued", "isued"), "utf-8")
    try:
        done = xlreport(clone, "template", "--year", "2026", "--unit", UNIT, "-o", "FILE.xlsx")
    finally:
        path.write_text(good, "utf-8")
    assert done.returncode == 2
    assert shown in done.stderr.replace(f"{clone}/", "") + done.stdout
    assert not (clone / "FILE.xlsx").exists()
