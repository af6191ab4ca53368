"""The code blocks of the documentation, and a folder in which they run."""

from __future__ import annotations

import re
import shlex
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from examples import demo, reports
from tests.conftest import ROOT
from tests.support.publishing import publish

from xlreport.cli import run
from xlreport.template import write_report

README, README_ZH = ROOT / "README.md", ROOT / "README.zh-CN.md"
PAGES = (README, README_ZH, ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md")))

_BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_NAMED = re.compile(r"`([^`\s]+)`[:：]\n\n\Z")


@dataclass(frozen=True)
class Block:
    """A fenced block; ``file`` is the name that the line before it ends with, if any."""

    language: str
    text: str
    file: str = ""

    @property
    def commands(self) -> list[list[str]]:
        """The commands of a console block, as words."""
        lines = (line for line in self.text.splitlines() if line.startswith("$ "))
        return [shlex.split(line[2:], comments=True) for line in lines]


def blocks(page: Path) -> Iterator[Block]:
    """The blocks of a page, in order."""
    text = page.read_text("utf-8")
    for found in _BLOCK.finditer(text):
        named = _NAMED.search(text[: found.start()])
        yield Block(found[1], found[2], named[1] if named else "")


def make_workspace(path: Path) -> None:
    """Fill a folder with what an office has: the demo, submissions, a roster, a roll-up."""
    shutil.copytree(ROOT / "examples" / "overlays", path / "examples" / "overlays")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(path)
        demo.main()
    corrected = reports.corrected()
    for report in corrected:
        write_report(report, path / "收到的报表" / f"{report.unit.name}.xlsx")
    write_report(reports.seed_report(), path / "龙津洲街道2020.xlsx")
    (path / "公开的报告").mkdir()
    publish(reports.seed_report(), path / "公开的报告" / "龙津洲街道2020.html")
    _write_roster(path / "名册.xlsx", [report.unit.name for report in corrected])
    roster, city = str(path / "名册.xlsx"), str(path / "2020年汇总.xlsx")
    assert run(["consolidate", str(path / "收到的报表"), "--roster", roster, "-o", city]) in (0, 1)


def _write_roster(path: Path, names: list[str]) -> None:
    import openpyxl

    assert run(["roster", "template", "-o", str(path)]) == 0
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    sheet.append(["900100", reports.PARENT, "人民政府", None])
    for number, name in enumerate(names, start=1):
        kind = "街道" if name.endswith("街道") else "乡镇"
        sheet.append([str(900100 + number), name, kind, "900100"])
    book.save(path)
