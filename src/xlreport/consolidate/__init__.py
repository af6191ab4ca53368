"""Many reports -> one: roster, intake, roll-up, and the workbooks that show them.

In the order of the data: :mod:`~xlreport.consolidate.pool` reads files in several processes,
:mod:`~xlreport.consolidate.intake` says what becomes of each, with the
:mod:`~xlreport.consolidate.roster` and the rule for several
:mod:`~xlreport.consolidate.versions`; :mod:`~xlreport.consolidate.tree` adds up, and
:mod:`~xlreport.consolidate.city` writes the workbook of each parent.
"""

from xlreport.consolidate.rollup import consolidate

__all__ = ["consolidate"]
