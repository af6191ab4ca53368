"""Many reports -> one: roster, intake, roll-up, and the workbooks that show them.

In the order of the data: :mod:`~xlreport.consolidation.pool` reads files in several processes,
:mod:`~xlreport.consolidation.intake` says what becomes of each, with the
:mod:`~xlreport.consolidation.roster` and the rule for several
:mod:`~xlreport.consolidation.versions`; :mod:`~xlreport.consolidation.tree` adds up, and
:mod:`~xlreport.consolidation.city` writes the workbook of each parent.
"""

from xlreport.consolidation.rollup import consolidate

__all__ = ["consolidate"]
