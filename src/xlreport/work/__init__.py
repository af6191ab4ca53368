"""Whatever touches foreign bytes or foreign text is done here: by workers, under one guard.

:mod:`~xlreport.work.guard` gives tasks to workers and replaces those that die or hang,
:mod:`~xlreport.work.jobs` says what can be asked of them, :mod:`~xlreport.work.reading` has the
job that most files are for, and :mod:`~xlreport.work.ledger` remembers what was read before.

The clerk's own open workbook is not foreign: what a button does starts no worker.
"""

from xlreport.work.guard import Answer, Guard, Task, warm

__all__ = ["Answer", "Guard", "Task", "warm"]
