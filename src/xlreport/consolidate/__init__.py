"""Many reports -> one: intake, roll-up, and the workbook that shows both."""

from xlreport.consolidate.city import write_city
from xlreport.consolidate.intake import Status, Submission, take_in
from xlreport.consolidate.rollup import consolidate

__all__ = ["Status", "Submission", "consolidate", "take_in", "write_city"]
