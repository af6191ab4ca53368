"""The console script, as users run it: in a process of its own."""

from __future__ import annotations

import sys
from pathlib import Path

COMMAND = str(Path(sys.executable).with_name("xlreport"))
