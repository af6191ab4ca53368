"""Puts the strange job in the place of reading; see ``tests/support/strange.py``."""

import sys
from pathlib import Path

if any("xlreport" in word for word in sys.orig_argv[:5]):
    sys.path.append(str(Path(__file__).resolve().parents[3]))
    from xlreport.work import jobs

    jobs.JOBS["read"] = "tests.support.strange:strange_job"
