"""docs/new-form.md is true: it quotes the file that it speaks of, and its commands work."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest
from tests.conftest import ROOT
from tests.support.documents import blocks
from tests.support.website import FORM, WEBSITE, valid_website

from xlreport.cli import run
from xlreport.template import write_report

PAGE = ROOT / "docs" / "new-form.md"


def test_what_is_quoted_stands_in_the_file() -> None:
    """Word for word."""
    quoted = [block.text for block in blocks(PAGE) if block.language == "yaml"]
    assert quoted
    form = FORM.read_text("utf-8")
    assert [text for text in quoted if text not in form] == []


@pytest.mark.slow
def test_every_command_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One after another; a workbook that nobody has filled has findings, and nothing worse."""
    monkeypatch.chdir(tmp_path)
    shutil.copy(FORM, tmp_path)
    for number, unit in enumerate(("示例局", "示例二局", "示例三局")):
        report = valid_website(WEBSITE, Random(number), unit)
        report = replace(report, cover={"cover.date": f"{report.year + 1}-01-05"})
        path = tmp_path / "收到的报表" / f"{unit}.xlsx"
        path.parent.mkdir(exist_ok=True)
        write_report(report, path)
    commands = [c for block in blocks(PAGE) if block.language == "console" for c in block.commands]
    done = {" ".join(words): run(words[1:]) for words in commands}
    assert set(done.values()) == {0, 1}
    assert [c for c, code in done.items() if code] == [
        "xlreport check 示例局.xlsx --form website.yaml"
    ]
    assert {path.name for path in tmp_path.iterdir()} >= {
        "示例局.xlsx",
        "示例市.xlsx",
        "示例市.parquet",
        "示例市.accounts.parquet",
        "示例局.docx",
    }
