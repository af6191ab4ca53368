"""The process that reads for :mod:`xlreport.read.isolation`; its arguments are the overlays.

It takes paths from its standard input and answers on its standard output with a pickle: a
:class:`Refused`, or an edition's id and the other fields of a report.
"""

from __future__ import annotations

import os
import pickle
import sys
from dataclasses import fields
from pathlib import Path
from typing import Any

from xlreport.edition import edition_ids, layout_of, load_edition
from xlreport.read.frames import receive, send
from xlreport.read.limits import MEMORY_FOR_A_FILE
from xlreport.read.refusal import Refused, refusal
from xlreport.read.workbook import read
from xlreport.report import Report


def main(overlays: list[Path]) -> None:
    """Read files until there are no more."""
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    # Whatever a library prints must not get between the messages.
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    for identity in edition_ids():
        layout_of(load_edition(identity, overlays))
    _limit_memory()
    send(answers, b"ready")
    while (question := receive(sys.stdin.buffer)) is not None:
        send(answers, pickle.dumps(_answer(Path(os.fsdecode(question)), overlays)))


def _answer(path: Path, overlays: list[Path]) -> Refused | tuple[str, dict[str, Any]]:
    try:
        report = read(path, overlays)
    except Refused as error:
        return error
    except MemoryError:
        return refusal(path, "LIMIT-ABORT")
    names = [each.name for each in fields(Report) if each.name != "edition"]
    return report.edition.id, {name: getattr(report, name) for name in names}


def _limit_memory() -> None:
    """Let this process take only so much more memory than it has now, where that can be set."""
    if sys.platform == "win32":
        return
    import resource

    statm = Path("/proc/self/statm")
    if statm.exists():
        now = int(statm.read_text(encoding="ascii").split()[0]) * resource.getpagesize()
        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        resource.setrlimit(resource.RLIMIT_AS, (now + MEMORY_FOR_A_FILE, hard))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    main([Path(argument) for argument in sys.argv[1:]])
