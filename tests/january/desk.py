"""The office's desk: each command in a process of its own, and what it says."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from tests.support.command import environment, xlreport

_LATIN = re.compile(r"[A-Za-z]{4,}")
_NOT_PROSE = re.compile(
    r"""
      \S*[/\\]\S*                                   # paths
    | [\w.-]*\.(?:xlsx|xlsm|xls|csv|docx|html|pdf|ods|zip|eml|jpg|parquet|crdownload)\b
    | --[a-z-]+                                     # options
    | \bxlreport(?:\ (?:check|consolidate|verify|next-year|repair|template|roster|publish|import))?
    | \b[a-z_]+(?:\.[a-z_0-9]+)+\b                  # cell keys
    | \b[A-Z][A-Z0-9-]+\b                           # rules and codes
    | \b(?:Excel|LibreOffice|Word|OpenDocument|Office|Ctrl|Alt|Enter)\b
    """,
    re.VERBOSE,
)


@dataclass(frozen=True)
class Said:
    """How a command ended, and what it said."""

    command: tuple[str, ...]
    exit: int
    out: str
    err: str

    @cached_property
    def data(self) -> dict[str, Any]:
        """The one JSON object on standard output."""
        found = json.loads(self.out)
        assert isinstance(found, dict), f"not an object: {self.out[:200]}"
        return found

    def complaint(self) -> str:
        """What is wrong with how it speaks, whatever it says; empty if nothing is."""
        text = self.err if "--json" in self.command else f"{self.out}\n{self.err}"
        if "Traceback" in text:
            return f"a traceback: {text[-600:]}"
        foreign = _LATIN.findall(_NOT_PROSE.sub(" ", text))
        return f"English: {foreign} in {text[:600]}" if foreign else ""


def run(*arguments: str | Path, cwd: Path | None = None) -> Said:
    """Run a command."""
    command = tuple(map(str, arguments))
    done = xlreport(*command, cwd=cwd, env=environment(PYTHONUTF8="1"))
    return Said(command, done.returncode, done.stdout.decode(), done.stderr.decode())


def write_roster(bodies: Iterable[Any], path: Path) -> Path:
    """Write a roster as a table of texts."""
    lines = ["代码,名称,类别,上级,汇总,设立,撤销"]
    lines += [
        f"{b.code},{b.name},{b.kind},{b.parent},{'' if b.in_scope else '否'},{b.opened},{b.closed}"
        for b in bodies
    ]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path
