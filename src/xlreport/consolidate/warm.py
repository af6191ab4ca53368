"""Imported once by the process that the pool's processes are copies of: loads the editions."""

import xlreport.consolidate.reading  # noqa: F401 - what the copies will run
from xlreport.edition import edition_ids, layout_of, load_edition

for _identity in edition_ids():
    layout_of(load_edition(_identity))
