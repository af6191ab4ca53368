"""What ``校验.cmd`` and ``汇总.cmd`` of the kit do with the files that were dropped on them.

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
    first = Path(files[0])
    output = first.with_name(f"{first.name if first.is_dir() else first.stem}-汇总.xlsx")
    return ["consolidate", *files, "-o", str(output)]


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
