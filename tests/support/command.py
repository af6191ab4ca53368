"""The console script, as users run it: in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

COMMAND = str(Path(sys.executable).with_name("xlreport"))


def xlreport(*arguments: object, **options: Any) -> subprocess.CompletedProcess[bytes]:
    """Run the command to its end; what it printed is in bytes."""
    options = {"capture_output": True, "timeout": 300, **options}
    return subprocess.run([COMMAND, *map(str, arguments)], check=False, **options)


def environment(**changed: str) -> dict[str, str]:
    """Return the environment of the tests with some variables changed."""
    return {**os.environ, **changed}
