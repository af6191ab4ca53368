"""What ``校验.cmd`` and ``汇总.cmd`` do with the files that were dropped on them.

Those of the kit and those that ``xlreport excel install`` puts on the desktop do the same.  A file
called 名册 that is dropped too, or lies beside what is dropped, is the roster.

The command line is taken whole: cmd.exe would cut a name in two at ``&``, and lose ``%`` and ``^``.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Sequence
from pathlib import Path

VARIABLE = "XLREPORT_DROPPED"
_SCRIPT = re.compile(r"\.cmd\"?(?=\s|\"|$)", re.IGNORECASE)
_ROSTER, _ROSTERS = "名册", (".xlsx", ".csv")
_WORD = re.compile(r'"([^"]*)"|([^\s"]+)')


def dropped_on(line: str) -> list[str]:
    """Return the files of a command line ``cmd.exe /c ""script.cmd" file "another file""``."""
    script = _SCRIPT.search(line)
    if script is None:
        return []
    rest = line[script.end() :]
    if rest.count('"') % 2:
        rest = rest[: rest.rindex('"')]  # it closes the one before the script
    return [quoted or plain for quoted, plain in _WORD.findall(rest)]


def arguments(task: str, files: Sequence[str]) -> list[str]:
    """Return the command for a task: ``check`` or ``consolidate``."""
    if task == "check":
        return ["check", *files, "--mark"]
    reports = [file for file in files if not _is_roster(Path(file))] or list(files)
    first = Path(reports[0])
    roster = next((f for f in files if f not in reports), None) or _roster_beside(first)
    output = first.with_name(f"{first.name if first.is_dir() else first.stem}-汇总.xlsx")
    named = ["--roster", str(roster)] if roster else []
    return ["consolidate", *reports, *named, "-o", str(output)]


def _is_roster(path: Path) -> bool:
    return _ROSTER in path.stem and path.suffix.lower() in _ROSTERS and path.is_file()


def _roster_beside(path: Path) -> Path | None:
    """Return the roster that lies beside what was dropped, by its name."""
    places = (path.with_name(_ROSTER + ending) for ending in _ROSTERS)
    return next((place for place in places if place.is_file()), None)


def main() -> None:
    """Run the task that is named, on the files that were dropped, and keep the window open."""
    from xlreport.cli import run

    files = dropped_on(os.environ.get(VARIABLE, ""))
    if files:
        run(arguments(sys.argv[1], files))
    else:
        sys.stdout.write("请把报表或文件夹拖到这个图标上。\n")
    sys.stdout.write("按回车键关闭窗口。\n")
    sys.stdin.readline()


if __name__ == "__main__":
    main()
