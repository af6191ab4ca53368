"""Jobs that bring their worker down, or never end, at files of certain names.

A worker takes this module's job for reading if the folder :data:`STRANGE` is on its path: what
lies there is imported when a process begins.
"""

from __future__ import annotations

import os
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from xlreport.work.reading import reading_job

DEADLY, ENDLESS, GREEDY, FAULTY, STRAY = "deadly", "endless", "greedy", "faulty", "stray"
STRANGE = Path(__file__).with_name("strange_site")


def strange_job(
    path: Path, arguments: Mapping[str, Any], body: bytes, overlays: Sequence[Path]
) -> tuple[Any, bytes]:
    """Read as usual, unless a file's name says otherwise."""
    if DEADLY in path.name:
        os.abort()
    if ENDLESS in path.name:
        time.sleep(3600)
    if GREEDY in path.name:
        bytearray(1 << 32)
    if FAULTY in path.name:
        raise ZeroDivisionError
    if STRAY in path.name:
        os.write(1, b"stray output")
        print("more of it", flush=True)  # noqa: T201 - as a library may
    return reading_job(path, arguments, body, overlays)
