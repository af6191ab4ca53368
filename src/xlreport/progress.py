"""How far a command is, for a program that started it and shows it to a person."""

from __future__ import annotations

import re

VARIABLE = "XLREPORT_PROGRESS"
"""The environment variable by which a program asks to be told."""
_FAR = re.compile(r"@(\d{1,9})/(\d{1,9}) (.{1,40})")


def far_line(done: int, total: int, what: str) -> str:
    """Return the line that says how far a command is."""
    return f"@{done}/{total} {what}"


def far_in(line: str) -> str:
    """Return how far a command is by such a line, for people; nothing if it is none."""
    found = _FAR.fullmatch(line)
    if found is None:
        return ""
    done, total, what = found.groups()
    return f"{what} {done}/{total}" if total != "0" else f"{what} {done}"
