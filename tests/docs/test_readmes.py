"""What the readmes show is what happens: every command and every block of code is run."""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path

import pytest
from examples import demo, reports
from tests.conftest import ROOT

from xlreport.cli import run
from xlreport.consolidate.roster import Member, UnitKind, write_roster
from xlreport.template import write_report

README, README_ZH = ROOT / "README.md", ROOT / "README.zh-CN.md"
_BLOCK = re.compile(r"^```(\w+)\n(.*?)^```", re.MULTILINE | re.DOTALL)


def blocks(path: Path, language: str) -> list[str]:
    """The code blocks of a readme in one language."""
    return [body for kind, body in _BLOCK.findall(path.read_text("utf-8")) if kind == language]


def commands(path: Path) -> list[list[str]]:
    """The xlreport commands of a readme, without the program's name."""
    lines = [line for block in blocks(path, "console") for line in block.splitlines()]
    return [shlex.split(line[2:])[1:] for line in lines if line.startswith("$ xlreport")]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A working folder with the demo's results, the examples, and a folder of submissions."""
    path = tmp_path_factory.mktemp("readme")
    shutil.copytree(ROOT / "examples" / "overlays", path / "examples" / "overlays")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(path)
        demo.main()
    members = [Member("", reports.PARENT, UnitKind.GOVERNMENT)]
    for report in reports.corrected():
        write_report(report, path / "收到的报表" / f"{report.unit.name}.xlsx")
        kind = UnitKind.SUB_DISTRICT if report.unit.name.endswith("街道") else UnitKind.TOWNSHIP
        members.append(Member("", report.unit.name, kind, reports.PARENT))
    write_roster(members, path / "名册.xlsx")
    return path


def test_the_demo_ends_with_a_roll_up(folder: Path) -> None:
    """The demo leaves the workbooks that it announces."""
    left = {path.name for path in (folder / "demo").iterdir()}
    assert left == {"收到的报表", "收到的报表-校验结果", "改正后的报表", "2020年汇总.xlsx"}


def test_the_bad_workbook_says_what_the_readme_shows(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The first console block is the true output of its command, as far as it is shown."""
    monkeypatch.chdir(folder)
    monkeypatch.setenv("COLUMNS", "80")
    command, *shown = blocks(README, "console")[0].splitlines()
    run(shlex.split(command[2:])[1:])
    printed = [line.rstrip() for line in capsys.readouterr().out.splitlines()]
    assert shown[-1] == "..."
    assert printed[: len(shown) - 1] == shown[:-1]


@pytest.mark.parametrize("command", [*commands(README), *commands(README_ZH)], ids=" ".join)
def test_every_command_works(
    command: list[str], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No command of the readmes fails; those on bad workbooks end with findings.

    They are run in their order, and each finds what those before it have made.
    """
    monkeypatch.chdir(folder)
    # What changes the programs of whoever runs the tests is only looked up.
    assert run([*command, "--help"] if command[0] == "excel" else command) in (0, 1)


def test_the_python_block_runs(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The example of the library prints the findings."""
    monkeypatch.chdir(folder)
    (code,) = blocks(README, "python")
    exec(compile(code, str(README), "exec"), {})
    assert "D6" in capsys.readouterr().out


@pytest.mark.parametrize("path", [README, README_ZH], ids=lambda path: path.name)
def test_every_picture_and_link_is_there(path: Path) -> None:
    """Relative links of the readmes lead to files."""
    links = re.findall(r"\]\((?!https?:)([^)#]+)\)", path.read_text("utf-8"))
    assert links
    assert [link for link in links if not (ROOT / link).exists()] == []
