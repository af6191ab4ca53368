"""How much memory and time a worker takes: limited by the system, or watched where it cannot be."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

from xlreport.reading.limits import MEMORY_FOR_A_FILE

_SECONDS_MORE = 5
"""So much longer than its time a worker may compute that nobody is there to stop."""


def limit_memory() -> None:
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


def limit_time(seconds: float) -> None:
    """Let this process compute only so much longer, so that it ends if its parent is no more.

    :param seconds: the time that its task may take.
    """
    if sys.platform == "win32":
        return
    import resource

    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    soon = int(time.process_time() + seconds) + _SECONDS_MORE
    if hard == resource.RLIM_INFINITY or soon < hard:
        resource.setrlimit(resource.RLIMIT_CPU, (soon, hard))


def starved(pid: int) -> float:
    """Return for how many seconds a process could have run, and no processor was free for it.

    Linux alone tells that; elsewhere, and of a process that is gone, it is 0.

    :param pid: the process.
    """
    try:
        counts = Path(f"/proc/{pid}/schedstat").read_text(encoding="ascii").split()
        return int(counts[1]) / 1e9
    except (OSError, ValueError, IndexError):
        return 0.0


def memory_of(process: object) -> int | None:
    """Return the bytes that a process has taken, or ``None`` where the system limits them."""
    if sys.platform != "win32" or not isinstance(process, subprocess.Popen):
        return None
    import ctypes
    from ctypes import wintypes

    class Counters(ctypes.Structure):
        _fields_ = (
            ("cb", wintypes.DWORD),
            ("faults", wintypes.DWORD),
            *((name, ctypes.c_size_t) for name in "abcdefgh"),
            ("private", ctypes.c_size_t),
        )

    counters = Counters()
    counters.cb = ctypes.sizeof(counters)
    handle = wintypes.HANDLE(int(process._handle))  # noqa: SLF001 - there is no public one
    query = ctypes.windll.kernel32.K32GetProcessMemoryInfo
    found = query(handle, ctypes.byref(counters), counters.cb)
    return int(counters.private) if found else None
