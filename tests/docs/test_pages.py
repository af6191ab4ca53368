"""Every command and every block of the documentation works; links and pictures are there."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path
from urllib.parse import unquote

import pytest
import yaml
from examples import reports
from tests.conftest import ROOT
from tests.support.documents import PAGES, README, Block, blocks

from xlreport.checking import check
from xlreport.cli import run
from xlreport.edition.load import schema_folder
from xlreport.finding import EXPLAIN
from xlreport.reading.catalogue import catalogue

RUN = ("console", "python", "sql", "yaml")
LEFT = ("", "bat", "mermaid")
"""Drawings, and commands of a system that the tests are not run on."""

BY_THEMSELVES = {"changing-the-form.md", "new-form.md"}
"""Pages that need more than an office has: each has a test of its own."""
HERE = [page for page in PAGES if page.name not in BY_THEMSELVES]

_TARGETS = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))


def is_pdf(command: list[str]) -> bool:
    """Whether a command needs LibreOffice."""
    return any(word.endswith(".pdf") for word in command)


def run_command(command: list[str]) -> None:
    """Run a command of xlreport; of make, only the target must exist."""
    program, *words = command
    if program == "make":
        assert words[0] in _TARGETS
        return
    assert program == "xlreport", command
    assert run(words) in (0, 1), command


def run_block(block: Block) -> None:
    """Run a block in the current folder; a file that it stands for is written."""
    match block.language:
        case "console":
            for command in block.commands:
                if not is_pdf(command):
                    run_command(command)
        case "python":
            exec(compile(block.text, "a page", "exec"), {"__name__": "__main__"})
        case "sql":
            import duckdb

            assert duckdb.sql(block.text).fetchall()
        case "yaml" if block.file:
            Path(block.file).write_text(block.text, encoding="utf-8")
        case "yaml":
            assert_is_in_schemas(yaml.safe_load(block.text))


def assert_is_in_schemas(rules: Iterable[Mapping[str, object]]) -> None:
    """A rule that is shown is a rule of an edition, as far as it is shown."""
    files = [yaml.safe_load(path.read_text("utf-8")) for path in schema_folder().rglob("*.yaml")]
    all_rules = [r for file in files for r in file.get("rules", ()) if isinstance(r, dict)]
    for shown in rules:
        assert any(shown.items() <= rule.items() for rule in all_rules), shown


@pytest.mark.parametrize("page", HERE, ids=lambda page: page.name)
def test_blocks_are_of_known_kinds(page: Path) -> None:
    """No block escapes for want of a language; one without is no list of commands."""
    for block in blocks(page):
        assert block.language in (*RUN, *LEFT), block
        assert block.language or "xlreport " not in block.text


@pytest.mark.slow
@pytest.mark.parametrize("page", HERE, ids=lambda page: page.name)
def test_every_block_runs(
    page: Path, workspace: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The blocks of a page work one after another, as a reader would run them."""
    folder = tmp_path / "office"
    shutil.copytree(workspace, folder)
    monkeypatch.chdir(folder)
    for block in blocks(page):
        run_block(block)


@pytest.mark.whole
def test_commands_that_make_a_pdf_run(
    office: Path, workspace: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The commands that were left out above, with LibreOffice."""
    assert office.exists()
    folder = tmp_path / "office"
    shutil.copytree(workspace, folder)
    monkeypatch.chdir(folder)
    commands = [c for page in HERE for block in blocks(page) for c in block.commands if is_pdf(c)]
    assert commands
    for command in commands:
        run_command(command)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_leads_somewhere(page: Path) -> None:
    """Relative links and pictures lead to files, and to headings that are there."""
    for link in re.findall(r"\]\((?!https?:)([^)\s]+)\)", page.read_text("utf-8")):
        name, _, heading = unquote(link).partition("#")
        target = page.parent / name if name else page
        assert target.exists(), link
        if heading:
            assert heading in anchors(target), link


def test_the_messages_that_are_praised_are_those_of_the_program() -> None:
    page = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    good = [
        line.split("|")[2].strip().rstrip("…") for line in page.splitlines() if "| good |" in line
    ]
    found = [f.message for verdict in check(reports.as_received()) for f in verdict.findings]
    refused = [f"{text.reason}。{text.advice}" for text in catalogue().refusals.values()]
    source = (ROOT / "src" / "xlreport" / "cli" / "consolidated.py").read_text("utf-8")
    told = [
        line.replace("{queries}", "3").replace("{EXPLAIN}", EXPLAIN) for line in source.splitlines()
    ]
    assert len(good) == 3
    for message in good:
        assert any(message in each for each in (*found, *refused, *told)), message


def anchors(page: Path) -> set[str]:
    """The anchors that GitHub makes of a page's headings."""
    heads = re.findall(r"^#+ (.+)$", page.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}


def test_the_pictures_of_the_documentation_are_shown() -> None:
    """No picture lies about that no page shows."""
    texts = "".join(page.read_text("utf-8") for page in PAGES)
    pictures = (ROOT / "docs" / "pictures").iterdir()
    assert [picture.name for picture in pictures if f"pictures/{picture.name}" not in texts] == []


@pytest.mark.whole
def test_the_first_block_is_what_a_bad_workbook_says(
    workspace: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The readme opens with the true output of its first command, as far as it is shown."""
    monkeypatch.chdir(workspace)
    monkeypatch.setenv("COLUMNS", "80")
    first = next(blocks(README))
    run(first.commands[0][1:])
    printed = [line.rstrip() for line in capsys.readouterr().out.splitlines()]
    shown = first.text.splitlines()[1:]
    assert shown[-1] == "..."
    assert printed[: len(shown) - 1] == shown[:-1]


@pytest.mark.whole
def test_the_python_of_the_readme_names_the_cell(
    workspace: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The example of the library prints the findings."""
    monkeypatch.chdir(workspace)
    run_block(next(block for block in blocks(README) if block.language == "python"))
    assert "D6" in capsys.readouterr().out


@pytest.mark.whole
def test_the_demo_ends_with_a_roll_up(workspace: Path) -> None:
    """The demo leaves the workbooks that it announces."""
    left = {path.name for path in (workspace / "demo").iterdir()}
    assert left == {"收到的报表", "收到的报表-校验结果", "改正后的报表", "2020年汇总.xlsx"}
