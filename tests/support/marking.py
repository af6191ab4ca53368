"""One marked copy, as a test wants it: where it is, or the error."""

from __future__ import annotations

from pathlib import Path

from xlreport.checking import Verdict
from xlreport.errors import UserError
from xlreport.mark import write_marked_copies


def write_marked_copy(verdict: Verdict, target: Path) -> Path:
    ((_, copy),) = write_marked_copies([(verdict, target)])
    if isinstance(copy, UserError):
        raise copy
    return copy
